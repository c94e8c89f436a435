"""Tests of examples/hypertangent.py against the service of HYPERTANGENT_URL, and one with keys (KEYED_URL, KEYED_KEY)."""

import io
import math
import os
import signal
import socket
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import hypertangent as ht
import numpy as np
import requests
from forwarder import Forwarder

URL = os.environ["HYPERTANGENT_URL"]
RELU, ERF = ht.mlp(3, "relu"), ht.mlp(3, "erf", weight_std=1.5, bias_std=0.5)
HYPER = ht.hypernetwork(ht.mlp(3), ht.mlp(2), length_scale=1.0)
random = np.random.default_rng(0)
X, Z = random.standard_normal((6, 4)), random.standard_normal((3, 2))

# Nothing here waits for a service that comes up.
ht._FIRST_RETRY_SECONDS = 0.01


def listed(what):
    return requests.get(f"{URL}/v1/{what}").json()[what]


class HelperTest(unittest.TestCase):
    def setUp(self):
        ht.connect(progress=False)

    def tearDown(self):
        self.assertEqual(listed("arrays"), [])
        self.assertEqual([job for job in listed("jobs") if job["state"] != "cancelled"], [])
        self.assertEqual(listed("regressions"), [])
        self.assertEqual(listed("trainings"), [])


class Computations(HelperTest):
    def test_kernels(self):
        points = [[math.sqrt(2), 0], [0, math.sqrt(2)]]
        both = ht.kernel(RELU, points)
        np.testing.assert_allclose(np.diag(both["nngp"]), 1, atol=1e-12)
        np.testing.assert_allclose(np.diag(both["ntk"]), 3, atol=1e-12)
        np.testing.assert_array_equal(ht.kernel(RELU, points, outputs="ntk"), both["ntk"])
        self.assertEqual(ht.kernel(RELU, X, X[:2], outputs="nngp").shape, (6, 2))
        self.assertEqual(ht.kernel(RELU, X, outputs="ntk", layers=True)["ntk_layers"].shape, (3, 6, 6))

    def test_points_of_hypernetworks(self):
        whole = ht.kernel(HYPER, ht.grid(X, Z), outputs="ntk")
        some = ht.kernel(HYPER, ht.rows(X[[0, 5]], Z[[1, 2]]), outputs="ntk")
        np.testing.assert_allclose(some, whole[np.ix_([1, 17], [1, 17])], rtol=1e-12)

    def test_arrays_beside_the_request(self):
        large = random.standard_normal((3000, 4))
        self.assertGreater(large.nbytes, ht._SMALL_BYTES)
        with mock.patch.object(ht._Service, "put", autospec=True, side_effect=ht._Service.put) as put:
            beside = ht.kernel(RELU, large, X, outputs="nngp")
            self.assertEqual(put.call_count, 1)
        np.testing.assert_allclose(beside[:50], ht.kernel(RELU, large[:50], X, outputs="nngp"), rtol=1e-12)

    def test_an_uploaded_array_stands_for_itself(self):
        stored = ht.upload("some-points", X)
        try:
            np.testing.assert_array_equal(ht.kernel(RELU, stored, outputs="ntk"), ht.kernel(RELU, X, outputs="ntk"))
        finally:
            requests.delete(f"{URL}/v1/arrays/some-points")

    def test_regression(self):
        y, new = np.sin(X[:, 0]), random.standard_normal((2, 4))
        model = ht.fit(ERF, X, y, ridge=0.01, gradient_flow=True, diagnostics=["leave_one_out", "spectrum"])
        try:
            K, k = ht.kernel(ERF, X, outputs="ntk"), ht.kernel(ERF, new, X, outputs="ntk")
            expected = k @ np.linalg.solve(K + 0.01 * np.eye(6), y)
            found = model.predict(new, variance=True, covariance=True, times=[0, math.inf])
            np.testing.assert_allclose(found.mean, expected, rtol=1e-9)
            np.testing.assert_allclose(found.mean_at_times, [[0, 0], expected], rtol=1e-9)
            np.testing.assert_allclose(np.diag(found.covariance), found.variance, rtol=1e-9)
            np.testing.assert_allclose(model.diagnostics()["spectrum"], np.linalg.eigvalsh(K), rtol=1e-9)
            self.assertEqual(ht.model(model.id).predict("train").mean.shape, (6, 1))
            with tempfile.TemporaryDirectory() as folder:
                model.export(Path(folder) / "model.npz")
                with np.load(Path(folder) / "model.npz") as arrays:
                    np.testing.assert_array_equal(arrays["points.x"], X)
        finally:
            model.delete()
        with self.assertRaises(ht.HypertangentError) as caught:
            model.predict(new)
        self.assertEqual((caught.exception.status, caught.exception.code), (404, "regression_not_found"))

    def test_a_grid_that_is_partly_observed(self):
        y, observed = random.standard_normal((6, 3)), random.random((6, 3)) < 0.7
        part = ht.fit(HYPER, ht.grid(X, Z), y.ravel(), observed=observed, solver="cholesky")
        image, coordinate = np.nonzero(observed)
        same = ht.fit(HYPER, ht.rows(X[image], Z[coordinate]), y[observed])
        np.testing.assert_allclose(part.predict(ht.grid(X, Z)).mean, same.predict(ht.grid(X, Z)).mean, rtol=1e-6, atol=1e-9)
        part.delete()
        same.delete()

    def test_finite_networks(self):
        found = ht.empirical(ht.mlp(2, "erf", width=64), X[:2], samples=50, seed=3, keep_samples=True)
        self.assertEqual(list(found), ["nngp", "ntk"])
        ntk = found["ntk"]
        np.testing.assert_allclose(ntk.samples.mean(0), ntk.mean, rtol=1e-5)
        np.testing.assert_allclose(ntk.analytic, ht.kernel(ht.mlp(2, "erf"), X[:2], outputs="ntk"), rtol=1e-12)
        np.testing.assert_allclose(np.sqrt(ntk.variance / 50), ntk.standard_error, rtol=1e-6)
        self.assertIsNone(ht.empirical(ht.mlp(2, width=8), X[:2], outputs=["ntk"], samples=2)["ntk"].samples)

    def test_a_trained_network(self):
        y = np.sin(X[:, 0])
        finite = ht.train(ht.mlp(3, width=16), X, y, learning_rate=0.1, steps=40, test=(X[:2], y[:2]), record_every=20)
        self.assertEqual(sorted(finite.curve), ["step", "test_loss", "train_loss"])
        np.testing.assert_array_equal(finite.curve["step"], [0, 20, 40])
        self.assertLess(finite.curve["train_loss"][-1], finite.curve["train_loss"][0])
        outputs = finite.predict(X)
        self.assertEqual(outputs.shape, (6,))
        self.assertAlmostEqual(np.mean((outputs - y) ** 2) / 2, finite.info["final"]["train_loss"], places=5)
        longer = ht.train(ht.mlp(3, width=16), X, y, learning_rate=0.1, steps=20, start_from=finite)
        self.assertEqual(longer.curve["train_loss"][0], finite.curve["train_loss"][-1])
        with tempfile.TemporaryDirectory() as folder:
            finite.export(Path(folder, "network.npz"))
            self.assertEqual(np.load(Path(folder, "network.npz"))["weights.2"].shape, (16, 16))
        finite.delete()
        longer.delete()

    def test_classes_are_trained_by_either_network(self):
        classes = np.arange(18) % 3
        small = ht.mlp(2, width=4)
        for network in (ht.hypernetwork(small, small), ht.embedding(small, small, size=2)):
            trained = ht.train(network, ht.grid(X, Z), classes, optimizer="adam", epochs=2, batch_size=6,
                               loss={"kind": "cross_entropy", "classes": 3}, parameterization="standard")
            np.testing.assert_allclose(trained.predict(ht.grid(X, Z)).sum(axis=1), np.ones(18), atol=1e-6)
            self.assertIn("train_accuracy", trained.curve)
            trained.delete()

    def test_a_search_gives_what_a_fit_takes(self):
        found = ht.search(ERF, X, X[:, 0], {"activation": ["relu", "erf"], "ridge": [0.001, 0.1]}, criterion="evidence")
        self.assertEqual(len(found["trials"]), 4)
        best = found["best"]
        ht.fit(best["architecture"], X, X[:, 0], kernel=best["kernel"], ridge=best["ridge"]).delete()
        self.assertEqual(len(ht.search(ERF, X, X[:, 0], {"depth": [2, 3, 4]}, candidates=1)["trials"]), 1)

    def test_images(self):
        train, test = random.random((12, 5, 4)), random.random((3, 5, 4))
        mask = random.random((5, 4)) < 0.5
        found = ht.complete(HYPER, train, test, truth=test, mask=mask, pixels=6, regressors=2)
        self.assertEqual((found.images.shape, found.spread.shape), ((3, 5, 4), (3, 5, 4)))
        np.testing.assert_array_equal(found.seen, mask)
        self.assertAlmostEqual(found.info["mse"]["all_pixels"], np.mean((found.images - test) ** 2))
        self.assertEqual(ht.complete(HYPER, train, test).info["points"], 12 * 20)


class Errors(HelperTest):
    def failure(self, *args, **options):
        with self.assertRaises(ht.HypertangentError) as caught:
            ht.kernel(*args, **options)
        return caught.exception

    def test_what_the_service_says_is_carried(self):
        error = self.failure(RELU, X, X[:, :2])
        self.assertEqual((error.status, error.code, error.title), (422, "shape_mismatch", "Shapes do not go together"))
        self.assertIn(error.detail, str(error))
        self.assertEqual(error.details["path"], "/points2/x")
        self.assertTrue(error.request_id)

    def test_a_job_that_fails_fails_here(self):
        twice = np.zeros((2, 4))
        with self.assertRaises(ht.HypertangentError) as caught:
            ht.fit(RELU, twice, [0, 1], ridge=0)
        self.assertEqual(caught.exception.code, "not_positive_definite")

    def test_what_is_not_finite_is_named(self):
        self.assertEqual(self.failure(RELU, [[1.0, math.nan]]).code, "not_finite")

    def test_nobody_there(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            ht.connect(f"http://127.0.0.1:{closed.getsockname()[1]}")
            error = self.failure(RELU, X)
        self.assertEqual((error.status, error.code), (None, "unreachable"))
        self.assertIn("HYPERTANGENT_URL", error.detail)

    def test_another_program_there(self):
        ht.connect(f"{URL}/docs")
        self.assertNotEqual(self.failure(RELU, X).code, "unreachable")


class Keys(unittest.TestCase):
    def test_the_key_is_taken_from_the_environment(self):
        with mock.patch.dict(os.environ, HYPERTANGENT_URL=os.environ["KEYED_URL"]):
            ht.connect()
            with self.assertRaises(ht.HypertangentError) as caught:
                ht.kernel(RELU, X)
            self.assertEqual((caught.exception.status, caught.exception.code), (401, "unauthenticated"))
        with mock.patch.dict(os.environ, HYPERTANGENT_URL=os.environ["KEYED_URL"], HYPERTANGENT_API_KEY=os.environ["KEYED_KEY"]):
            ht.connect()
            self.assertEqual(ht.kernel(RELU, X, outputs="ntk").shape, (6, 6))
        ht.connect(os.environ["KEYED_URL"], os.environ["KEYED_KEY"])
        self.assertEqual(ht.kernel(RELU, X, outputs="ntk").shape, (6, 6))

    def test_netrc_does_not_go_before_it(self):
        with tempfile.NamedTemporaryFile("w", suffix="netrc") as file:
            file.write("machine 127.0.0.1 login someone password else\n")
            file.flush()
            with mock.patch.dict(os.environ, NETRC=file.name):
                ht.connect(os.environ["KEYED_URL"], os.environ["KEYED_KEY"])
                self.assertEqual(ht.kernel(RELU, X, outputs="ntk").shape, (6, 6))


LONG = ht.mlp(1000, "erf"), random.standard_normal((4000, 1))


class Jobs(HelperTest):
    def interrupted(self, **options):
        """A long computation that SIGINT comes into, and the states of jobs after it."""
        before = {job["id"] for job in listed("jobs")}
        with self.assertRaises(KeyboardInterrupt):
            ht.kernel(*LONG, outputs="nngp", **options)
        return [job["state"] for job in listed("jobs") if job["id"] not in before]

    def test_an_interrupt_cancels(self):
        main = threading.main_thread().ident
        threading.Timer(2, lambda: signal.pthread_kill(main, signal.SIGINT)).start()
        self.assertEqual(self.interrupted(), ["cancelled"])

    def test_an_interrupt_before_the_job_is_known_cancels(self):
        request, sent = ht._Service.request, []

        def interrupted(service, method, path, **options):
            answer = request(service, method, path, **options)
            if method == "POST":
                sent.append(options["headers"]["Idempotency-Key"])
                if len(sent) == 1:
                    raise KeyboardInterrupt
            return answer

        with mock.patch.object(ht._Service, "request", interrupted):
            self.assertEqual(self.interrupted(), ["cancelled"])
        self.assertEqual(sent, [sent[0]] * 2)

    def test_progress(self):
        told = []
        ht.connect(progress=lambda fraction, stage: told.append((fraction, stage)))
        ht.kernel(ht.mlp(100, "erf"), random.standard_normal((1000, 1)), outputs="nngp")
        fractions = [fraction for fraction, _ in told]
        self.assertEqual(fractions, sorted(fractions))
        self.assertEqual(fractions[-1], 1)
        self.assertTrue(all(stage for _, stage in told))

    def test_a_bar_in_a_terminal_goes(self):
        class Terminal(io.StringIO):
            def isatty(self):
                return True

        with mock.patch.object(sys, "stderr", Terminal()) as terminal, mock.patch.object(ht, "_SILENT_SECONDS", 0):
            ht.connect()
            ht.kernel(RELU, X)
        lines = terminal.getvalue().split("\r\x1b[K")
        self.assertIn("100%", "".join(lines))
        self.assertEqual(lines[-1], "")


class Trouble(HelperTest):
    def through(self, trouble):
        forwarder = Forwarder(URL, trouble)
        self.addCleanup(forwarder.close)
        ht.connect(forwarder.url)
        np.testing.assert_array_equal(ht.kernel(RELU, X, outputs="ntk"), self.expected)
        return forwarder.seen

    def setUp(self):
        super().setUp()
        self.expected = ht.kernel(RELU, X, outputs="ntk")

    def test_a_busy_service_is_asked_again(self):
        posts = [call for call in self.through({("POST", "/kernels"): ["busy", "busy"]}) if call[0] == "POST"]
        self.assertEqual(len(posts), 1)

    def test_one_that_stays_busy_is_an_error(self):
        with self.assertRaises(ht.HypertangentError) as caught:
            self.through({("POST", "/kernels"): ["busy"] * 100})
        self.assertEqual(caught.exception.status, 503)

    def test_one_that_asks_for_an_hour_or_names_a_date_is_an_error_at_once(self):
        for kind in ("busy for an hour", "busy until a date"):
            with self.assertRaises(ht.HypertangentError) as caught:
                self.through({("POST", "/kernels"): [kind]})
            self.assertEqual(caught.exception.status, 503)

    def test_an_answer_that_is_lost_computes_nothing_twice(self):
        posts = [call for call in self.through({("POST", "/kernels"): ["lost", "lost"]}) if call[0] == "POST"]
        self.assertEqual(len(posts), 3)
        self.assertEqual(len({(key, job) for _, _, key, job in posts}), 1)
        self.assertIsNotNone(posts[0][2])

    def test_a_stream_of_events_that_breaks_is_taken_up_again(self):
        seen = self.through({("GET", "/events"): ["cut", "lost"]})
        self.assertEqual(len([call for call in seen if call[1].endswith("/events")]), 3)

    def test_a_result_that_is_lost_is_asked_for_again(self):
        seen = self.through({("GET", "/result"): ["lost", "busy"]})
        self.assertEqual(len([call for call in seen if call[1].endswith("/result")]), 2)


if __name__ == "__main__":
    unittest.main()
