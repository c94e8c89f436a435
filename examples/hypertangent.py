"""Hypertangent from Python: one file to copy beside a notebook. It needs requests, NumPy and Python 3.9.

    import hypertangent as ht

    network = ht.mlp(depth=3, activation="erf", bias_std=0.3)
    ntk = ht.kernel(network, x, outputs="ntk")     # [n, n]
    model = ht.fit(network, x, y)                  # kernel regression
    mean = model.predict(x_new).mean
    finite = ht.train(ht.mlp(3, width=256), x, y, learning_rate=0.1, steps=1000)  # a finite network, by gradient descent

The service's address is in HYPERTANGENT_URL (http://127.0.0.1:8080 unless it is set) and a key, where the service has
keys, in HYPERTANGENT_API_KEY; `connect` takes both in place of these. Every computation is a job: a bar shows how far one is
that takes longer than a second, interrupting the kernel (KeyboardInterrupt) cancels it, and nothing of it stays on the
service but models. Requests are sent again when a connection is lost, without computing twice, and when the service asks for
time (503, 429). What goes wrong is a `HypertangentError`.

Points are an array [n, d] for an mlp, and `rows(x, z)` or `grid(x, z)` for a hypernetwork. Arrays travel as .npy files, in
the request if they are small and beside it if they are not; `upload` is for those that many requests share.
"""

from __future__ import annotations

import base64
import html
import io
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

import numpy as np
import requests

Array = np.ndarray
Json = dict[str, Any]
#: Numbers, or an array that `upload` has put on the service.
ArrayLike = Union[Array, Sequence, Json]
#: An array [n, d], or what `rows` and `grid` make.
Points = ArrayLike

_JSON, _NPY, _NPZ = "application/json", "application/x-npy", "application/x-npz"
_TIMEOUT_SECONDS = (10, 120)  # to connect, and between bytes
_RETRIES = 4
_FIRST_RETRY_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0  # that a service may ask for
_SMALL_BYTES = 2**16  # an array of this size still travels inside JSON
_SILENT_SECONDS = 1.0


class HypertangentError(Exception):
    """What the service says is wrong.

    code: stable, for programs, such as `shape_mismatch`; `unreachable` where nothing answers
    title, detail: for people: what happened, the likely cause, what to try
    status: of HTTP; None where nothing answers
    details: facts that belong to the code
    request_id: names the request in the service's log
    """

    def __init__(self, code: str, title: str, detail: str, status: int | None = None, details: Json | None = None,
                 request_id: str | None = None, **_: Any):
        super().__init__(f"{title}: {detail} ({code})")
        self.code, self.title, self.detail, self.status = code, title, detail, status
        self.details, self.request_id = details or {}, request_id

    @staticmethod
    def of(response: requests.Response) -> HypertangentError:
        try:
            return HypertangentError(**response.json())
        except (ValueError, TypeError):
            return HypertangentError("unknown", "This is not the service", response.text[:500], response.status_code)


# -- Architectures and points ------------------------------------------------------------------------------------------


def mlp(depth: int, activation: str | Json = "relu", *, weight_std: float | Sequence[float] | None = None,
        bias_std: float | None = None, width: int | Sequence[int] | None = None) -> Json:
    """A fully connected network of `depth` weight matrices, hence depth − 1 activations, in NTK parameterisation.

    activation: a name (relu, erf, gelu, tanh, sin, …), or with parameters {"name": "leaky_relu", "negative_slope": 0.1}
    weight_std, bias_std: σ_w and σ_b; 1 and 0 unless given
    width: units of hidden layers, for finite networks alone
    """
    activation = {"name": activation} if isinstance(activation, str) else activation
    return _given(type="mlp", depth=depth, activation=activation, weight_std=weight_std, bias_std=bias_std, width=width)


def hypernetwork(hyper: Json, primary: Json, *, length_scale: float | None = None, features: int | None = None,
                 seed: int | None = None) -> Json:
    """h(x, z) = g(z; f(x)): `hyper`, f, generates all weights of `primary`, g. Both are made by `mlp`.

    length_scale: g sees z through Fourier features of this scale, in units of z; z itself unless given
    features: how many, drawn with `seed`; the limit of infinitely many unless given
    """
    kind = "fourier_limit" if features is None else "fourier"
    seen = None if length_scale is None else _given(kind=kind, length_scale=length_scale, features=features, seed=seed)
    return _given(type="hypernetwork", hyper=hyper, primary=primary, coordinate_features=seen)


def embedding(embedding: Json, primary: Json, size: int, *, length_scale: float | None = None, features: int | None = None,
              seed: int | None = None) -> Json:
    """q([z; e(x)]), the embedding method, to be trained: `embedding`, e, gives `size` numbers, and `primary`, q, sees them beside
    z. The others are those of `hypernetwork`."""
    seen = None if length_scale is None else _given(kind="fourier", length_scale=length_scale, features=features, seed=seed)
    return _given(type="embedding", embedding=embedding, embedding_size=size, primary=primary, coordinate_features=seen)


def rows(x: ArrayLike, z: ArrayLike) -> Json:
    """Points (x_i, z_i) of a hypernetwork: n of them, for x [n, d] and z [n, m]."""
    return {"x": _array(x), "z": _array(z), "pairing": "rows"}


def grid(x: ArrayLike, z: ArrayLike) -> Json:
    """Every (x_i, z_j): point i·p + j, n·p of them for x [n, d] and z [p, m]."""
    return {"x": _array(x), "z": _array(z), "pairing": "grid"}


# -- What the service computes -----------------------------------------------------------------------------------------


def kernel(architecture: Json, points: Points, points2: Points | None = None, *,
           outputs: str | Sequence[str] = ("nngp", "ntk"), layers: bool = False) -> Any:
    """Kernels of the infinitely wide network, in float64: a matrix [n, m] for one output, a dict of them for several.

    points2: the columns; the points themselves unless given
    outputs: nngp, ntk (of a hypernetwork the hyperkernel), and of hypernetworks also nngp_hyper, ntk_hyper, ntk_primary
    layers: a dict that has the kernels after each layer, too, as ntk_layers [layers, n, m]
    """
    single = isinstance(outputs, str) and not layers
    body = {"architecture": architecture, "points": _points(points), "points2": _points(points2),
            "outputs": [outputs] if isinstance(outputs, str) else list(outputs), "layers": layers or None}
    return compute("/v1/kernels", body, _NPY if single else _NPZ)


@dataclass
class EmpiricalKernel:
    """Of finite networks, each [n, m]; samples, where `keep_samples` asks for them, [samples, n, m].

    z is (mean − analytic) in standard errors; with enough samples it shows the bias, which is of order 1/width.
    """

    mean: Array
    variance: Array
    standard_error: Array
    analytic: Array
    z: Array
    samples: Array | None = None


def empirical(architecture: Json, points: Points, points2: Points | None = None, *, outputs: Sequence[str] = ("nngp", "ntk"),
              samples: int = 100, seed: int = 0, **options: Any) -> dict[str, EmpiricalKernel]:
    """Kernels of `samples` finite networks, whose widths are in the architecture, beside the analytic ones.

    options: keep_samples, backend, and generated_weights="conditioned", which draws far less for a hypernetwork, with the
        same law at these points
    """
    arrays = compute("/v1/empirical-kernels", {
        "architecture": architecture, "points": _points(points), "points2": _points(points2), "outputs": list(outputs),
        "samples": samples, "seed": seed, **options}, _NPZ)
    names = [name for name in EmpiricalKernel.__dataclass_fields__]
    return {output: EmpiricalKernel(*(arrays.get(f"{output}_{name}") for name in names)) for output in outputs}


@dataclass
class Prediction:
    """The posterior at t points: mean [t, k], or [t] where the labels were [n]; variance [t] and covariance [t, t] of the
    function without noise, the same for all columns; mean_at_times [times, t, k]; spread, the standard deviation between the
    regressors of the solver subsets, [t, k]."""

    mean: Array
    variance: Array | None = None
    covariance: Array | None = None
    mean_at_times: Array | None = None
    spread: Array | None = None


@dataclass
class Model:
    """A fitted regression, which the service keeps until `delete`. info: its solver, train_mse, certificate, …"""

    id: str
    info: Json = field(repr=False)
    flat: bool = field(default=False, repr=False)  # whether the labels were [n]

    def predict(self, points: Points | str, *, variance: bool = False, covariance: bool = False,
                times: Sequence[float] | None = None) -> Prediction:
        """At other points, or at those of training: "train".

        variance, covariance: the solver cholesky alone has them
        times: of training by gradient flow, of a model fitted with gradient_flow=True; math.inf for its end
        """
        at = None if times is None else ["infinity" if np.isinf(t) else float(t) for t in times]
        test = points if isinstance(points, str) else _points(points)
        body = {"test": test, "variance": variance, "covariance": covariance, "times": at}
        arrays = compute(f"/v1/regressions/{self.id}/predictions", body, _NPZ)
        columns = ("mean", "mean_at_times", "spread") if self.flat else ()
        return Prediction(**{name: array[..., 0] if name in columns else array for name, array in arrays.items()})

    def diagnostics(self) -> Json:
        """What the fit was asked to find out, arrays included."""
        found = _service().request("GET", f"/v1/regressions/{self.id}/diagnostics").json()
        return {name: np.array(value) if isinstance(value, list) else value for name, value in found.items()}

    def export(self, path: str | os.PathLike) -> None:
        """Writes the model to an .npz file, which numpy.load opens and POST /v1/regressions/import takes."""
        Path(path).write_bytes(_service().request("GET", f"/v1/regressions/{self.id}/export", accept=_NPZ).content)

    def delete(self) -> None:
        """Forgets it on the service."""
        _service().request("DELETE", f"/v1/regressions/{self.id}")


def fit(architecture: Json, points: Points, y: ArrayLike, *, kernel: str = "ntk", ridge: float | Json = 1e-3,
        solver: str | Json = "auto", observed: ArrayLike | None = None, **options: Any) -> Model:
    """Kernel regression: f(u) = K(u, U)(K(U, U) + λI)⁻¹y, with y [n] or [n, k].

    kernel: ntk, or nngp: the Gaussian process of the untrained network
    ridge: λ, or {"value": …, "scale": "mean_diagonal"}
    solver: auto, cholesky, full_grid, or with parameters {"kind": "subsets", "count": 4, "size": 500}
    observed: of a grid that is not wholly observed, [n, p], 0 where y is not known
    options: diagnostics=["leave_one_out", "spectrum", …], gradient_flow=True, jitter=[…], start_from=id
    """
    y = _array(y)
    train = {**_points(points), "y": y, "observed": None if observed is None else _array(observed)}
    info = compute("/v1/regressions", {"architecture": architecture, "kernel": kernel, "train": train,
                                       "ridge": _ridge(ridge), "solver": _kind(solver), **options})
    return Model(info["id"], info, isinstance(y, Array) and y.ndim == 1)


def model(id: str) -> Model:
    """One that was fitted before; its predictions have columns."""
    return Model(id, _service().request("GET", f"/v1/regressions/{id}").json())


@dataclass
class Trained:
    """A trained network, which the service keeps until `delete`. info: its final losses, parameters, optimizer, …"""

    id: str
    info: Json = field(repr=False)
    flat: bool = field(default=False, repr=False)  # whether the labels were [n] and no classes

    @property
    def curve(self) -> dict[str, Array]:
        """The learning curve by name: step, train_loss, and test_loss, train_accuracy, … where there are such."""
        return {name: np.array([point[name] for point in self.info["curve"]]) for name in self.info["curve"][0]}

    def predict(self, points: Points) -> Array:
        """Its outputs at points, [n, outputs], or [n] where the labels were; of classes their probabilities."""
        arrays = compute(f"/v1/trainings/{self.id}/predictions", {"test": _points(points)}, _NPZ)
        found = arrays.get("probabilities", arrays["mean"])
        return found[..., 0] if self.flat else found

    def export(self, path: str | os.PathLike) -> None:
        """Writes its weights to an .npz file, which numpy.load opens."""
        Path(path).write_bytes(_service().request("GET", f"/v1/trainings/{self.id}/export", accept=_NPZ).content)

    def delete(self) -> None:
        """Forgets it on the service."""
        _service().request("DELETE", f"/v1/trainings/{self.id}")


def train(architecture: Json, points: Points, y: ArrayLike, *, learning_rate: float | None = None, optimizer: str | Json = "sgd",
          test: tuple[Points, ArrayLike] | None = None, loss: str | Json | None = None, steps: int | None = None,
          epochs: int | None = None, start_from: Trained | str | None = None, **options: Any) -> Trained:
    """Trains a finite network (an mlp, hypernetwork or embedding with widths), by steps or by epochs.

    y: [n] or [n, k]; classes from 0 on, [n], for the loss {"kind": "cross_entropy", "classes": c}
    learning_rate: needed by sgd; adam and adadelta have one of their own
    optimizer: sgd, adam or adadelta, or with parameters {"kind": "sgd", "momentum": 0.9}
    test: points and labels that are not trained on, for the curve
    loss: ½(h − y)² unless given; {"kind": "lp", "p": 1}, {"kind": "cross_entropy", …}
    start_from: a trained network to go on from
    options: batch_size, seed, record_every, parameterization ("ntk" or "standard"), backend
    """
    y, loss = _array(y), _kind(loss)
    examples = None if test is None else {**_points(test[0]), "y": _array(test[1])}
    info = compute("/v1/trainings", {
        "architecture": architecture, "train": {**_points(points), "y": y}, "test": examples, "loss": loss,
        "optimizer": _given(**_kind(optimizer), learning_rate=learning_rate), "steps": steps, "epochs": epochs,
        "start_from": getattr(start_from, "id", start_from), **options})
    flat = isinstance(y, Array) and y.ndim == 1 and (loss or {}).get("kind") != "cross_entropy"
    return Trained(info["id"], info, flat)


def search(architecture: Json, points: Points, y: ArrayLike, space: dict[str, Sequence], *, kernel: str = "ntk",
           criterion: str | Json | None = None, strategy: str = "grid", seconds: float | None = None,
           candidates: int | None = None, **options: Any) -> Json:
    """Hyperparameters from training data alone: {"best": {architecture, kernel, ridge, score}, "trials": […], …}.

    space: the values to try of depth, activation (a name or more), weight_std, bias_std, length_scale, ridge, kernel;
        hyper_ and primary_ before the first four are those of f and g alone
    criterion: evidence (nats a label, negative), leave_one_out or cross_validation (mean squared errors)
    strategy: every combination (grid), or one setting after the other (descent)
    seconds, candidates: no new kernel is tried once one of them is used up
    options: ridge, where the space does not vary it, solver, seed
    """
    space = {name: [{"name": value} if name.endswith("activation") and isinstance(value, str) else value for value in values]
             for name, values in space.items()}
    return compute("/v1/searches", {
        "architecture": architecture, "kernel": kernel, "train": {**_points(points), "y": _array(y)}, "space": space,
        "criterion": _kind(criterion), "strategy": strategy, "budget": {"seconds": seconds, "candidates": candidates}, **options})


@dataclass
class Completion:
    """images [t, h, w]; seen [h, w], whether f saw the pixel; spread [t, h, w], the standard deviation between several
    regressors; info: mse and mean_image_mse where the truth was given, solver, certificate, provenance."""

    images: Array
    seen: Array
    spread: Array | None
    info: Json


def complete(architecture: Json, train: Array, test: Array, *, truth: Array | None = None, mask: str | Array = "top_half",
             kernel: str = "ntk", pixels: int | None = None, ridge: float | Json = 1e-3, solver: str | Json = "auto",
             **options: Any) -> Completion:
    """Completes the images `test` [t, h, w] by regression on the images `train` [n, h, w] with a hypernetwork.

    mask: what f sees of each: none (everything), top_half, or an array [h, w], 0 where it is blind
    pixels: drawn from each training image; all of them unless given
    truth: the whole images [t, h, w], for the errors
    options: regressors, each on pixels drawn afresh, whose mean is taken; seed of these draws
    """
    test = np.asarray(test)
    height, width = test.shape[1:]
    flat = [None if images is None else np.reshape(images, (-1, height * width)) for images in (train, test, truth)]
    info = compute("/v1/image-completions", {
        "architecture": architecture, "kernel": kernel, "image_shape": [height, width], "train": {"images": flat[0]},
        "test": {"images": flat[1], "truth": flat[2]}, "mask": mask if isinstance(mask, str) else np.ravel(mask),
        "pixels_per_image": pixels or "all", "ridge": _ridge(ridge), "solver": _kind(solver), **options})
    spread = np.reshape(info.pop("spread"), test.shape) if "spread" in info else None
    return Completion(np.reshape(info.pop("completed"), test.shape), np.array(info.pop("seen")) != 0, spread, info)


def upload(name: str, array: Array) -> Json:
    """Puts an array on the service, where it stays; what this returns stands for it wherever an array does."""
    _service().put(name, np.asarray(array))
    return {"array_id": name}


def compute(path: str, body: Json, accept: str = _JSON) -> Any:
    """Any operation of the contract, POSTed: NumPy arrays may stand anywhere in the body, and None for what is left out.

    accept: application/json gives what JSON has, application/x-npy an array, application/x-npz a dict of arrays
    """
    return _service().compute(path, body, accept)


# -- The connection ----------------------------------------------------------------------------------------------------

#: Called with the fraction that is done, 0 to 1, and with what is being done.
Progress = Callable[[float, str], None]


def connect(url: str | None = None, key: str | None = None, *, progress: bool | Progress = True) -> None:
    """Uses this service from now on; what is not given is taken from HYPERTANGENT_URL and HYPERTANGENT_API_KEY.

    progress: whether to show a bar, or what is called in place of it
    """
    global _current
    _current = _Service(url or os.environ.get("HYPERTANGENT_URL") or "http://127.0.0.1:8080",
                        key or os.environ.get("HYPERTANGENT_API_KEY"), progress)


class _Service:
    def __init__(self, url: str, key: str | None, progress: bool | Progress):
        self._url, self._key, self._progress = url.rstrip("/"), key, progress
        self._http = requests.Session()
        self._http.auth = self._authorised  # Not a header of the session: ~/.netrc would go before it.

    def _authorised(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request

    def request(self, method: str, path: str, *, accept: str = _JSON, data: bytes | None = None, headers: Json | None = None,
                retries: int = _RETRIES, stream: bool = False) -> requests.Response:
        """One request, sent again where that may help: each of ours has the same effect however often it comes."""
        for attempt in range(retries + 1):
            failure: HypertangentError
            try:
                response = self._http.request(method, self._url + path, data=data, headers={"Accept": accept, **(headers or {})},
                                              timeout=_TIMEOUT_SECONDS, stream=stream)
            except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
                failure = HypertangentError("unreachable", "The service does not answer", f"nothing answers at {self._url}; start "
                                            "the service with ./scripts/run, or name another in HYPERTANGENT_URL")
                failure.__cause__ = error
                wait = _FIRST_RETRY_SECONDS * 2**attempt
            else:
                if response.ok:
                    return response
                failure = HypertangentError.of(response)
                wait = _seconds(response.headers.get("Retry-After"))
                if response.status_code not in (429, 503) or wait is None or wait > _LONGEST_WAIT_SECONDS:
                    raise failure
            if attempt < retries:
                time.sleep(wait)
        raise failure

    def put(self, name: str, array: Array) -> None:
        self.request("PUT", f"/v1/arrays/{name}", data=_npy(array), headers={"Content-Type": _NPY})

    def compute(self, path: str, body: Json, accept: str) -> Any:
        uploaded: list[str] = []
        try:
            content = json.dumps(self._encoded(body, uploaded), allow_nan=False).encode()
            headers = {"Content-Type": _JSON, "Prefer": "respond-async", "Idempotency-Key": str(uuid.uuid4())}
            try:
                answer = self.request("POST", path, data=content, headers=headers)
            except KeyboardInterrupt:
                # The same key names the same job, whether or not it had come to be.
                self._forget(self.request("POST", path, data=content, headers=headers, retries=0).headers.get("Location"))
                raise
            return self._result(answer.headers["Location"], accept) if answer.status_code == 202 else _decoded(answer)
        finally:
            for name in uploaded:
                self._forget(f"/v1/arrays/{name}")

    def _result(self, job: str, accept: str) -> Any:
        try:
            self._follow(job)
            return _decoded(self.request("GET", f"{job}/result", accept=accept))
        finally:
            # Cancels the job where it has not ended.
            self._forget(job)

    def _follow(self, job: str) -> None:
        """Waits until a job has ended. Its events say how far it is; a broken stream of them is taken up again."""
        show = self._progress if callable(self._progress) else _Bar(shown=self._progress)
        try:
            while True:
                try:
                    with self.request("GET", f"{job}/events", accept="text/event-stream", stream=True) as events:
                        for line in events.iter_lines():
                            if not line.startswith(b"data: "):
                                continue
                            now = json.loads(line[len(b"data: "):])
                            show(now["progress"]["fraction"], now["progress"].get("stage", now["state"]))
                            if now["state"] in ("succeeded", "failed", "cancelled"):
                                return
                except requests.RequestException:
                    pass
                time.sleep(_FIRST_RETRY_SECONDS)
        finally:
            if isinstance(show, _Bar):
                show.close()

    def _forget(self, path: str | None) -> None:
        """Deletes what may have gone already; that it does not work is no reason to lose a result."""
        try:
            if path:
                self.request("DELETE", path, retries=0)
        except HypertangentError:
            pass

    def _encoded(self, value: Any, uploaded: list[str]) -> Any:
        """As JSON, with the ids of what had to be uploaded for it."""
        if isinstance(value, dict):
            return {name: self._encoded(item, uploaded) for name, item in value.items() if item is not None}
        if isinstance(value, (list, tuple)):
            return [self._encoded(item, uploaded) for item in value]
        if isinstance(value, np.generic):
            return value.item()
        if not isinstance(value, np.ndarray):
            return value
        if value.nbytes <= _SMALL_BYTES:
            return {"npy_base64": base64.b64encode(_npy(value)).decode()}
        uploaded.append(f"notebook-{uuid.uuid4()}")
        self.put(uploaded[-1], value)
        return {"array_id": uploaded[-1]}


_current: _Service | None = None


def _service() -> _Service:
    if _current is None:
        connect()
    assert _current is not None
    return _current


class _Bar:
    """How far a job is, from its second second on, in a notebook or a terminal; it goes when the job ends."""

    def __init__(self, shown: bool):
        self._begun, self._shown, self._handle = time.monotonic(), shown, None
        self._notebook, self._terminal = "ipykernel" in sys.modules, sys.stderr.isatty()

    def __call__(self, fraction: float, stage: str) -> None:
        if not self._shown or time.monotonic() - self._begun < _SILENT_SECONDS:
            return
        text = f"{fraction:4.0%} {stage}"
        if self._notebook:
            self._display(f"<progress value='{fraction}'></progress> {html.escape(text)}", text)
        elif self._terminal:
            sys.stderr.write(f"\r\x1b[K{'█' * round(24 * fraction):░<24} {text}")
            sys.stderr.flush()

    def close(self) -> None:
        if self._handle:
            self._display("", "")
        elif self._terminal:
            sys.stderr.write("\r\x1b[K")

    def _display(self, page: str, text: str) -> None:
        from IPython.display import display

        data = {"text/html": page, "text/plain": text}
        if self._handle:
            self._handle.update(data, raw=True)
        else:
            self._handle = display(data, raw=True, display_id=True)


# -- Small conversions -------------------------------------------------------------------------------------------------


def _seconds(retry_after: str | None) -> float | None:
    """What a service asks to wait; None where it does not, or names a date."""
    try:
        return float(retry_after or "")
    except ValueError:
        return None


def _given(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _array(values: ArrayLike) -> Any:
    return values if isinstance(values, dict) else np.asarray(values)


def _points(points: Points | None) -> Any:
    if points is None or (isinstance(points, dict) and "x" in points):
        return points
    return {"x": _array(points)}


def _kind(value: str | Json | None) -> Json | None:
    return {"kind": value} if isinstance(value, str) else value


def _ridge(value: float | Json) -> Json:
    return value if isinstance(value, dict) else {"value": value}


def _npy(array: Array) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _decoded(response: requests.Response) -> Any:
    kind = response.headers["Content-Type"].split(";")[0]
    if kind == _JSON:
        return response.json()
    if kind not in (_NPY, _NPZ):
        return response.content
    found = np.load(io.BytesIO(response.content), allow_pickle=False)
    return found if kind == _NPY else dict(found)
