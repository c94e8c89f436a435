"""What the peers share: lines of JSON in, lines of JSON out."""

import json
import platform
import sys
import time
import traceback


def serve(versions, cases):
    """Answers {"case", "parameters"} by {"seconds", "probe"} until the input ends."""
    cases = cases | {"versions": lambda: {"versions": {"python": platform.python_version()} | versions}}
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = cases[question["case"]](**question["parameters"])
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def timed(work, probe):
    """Measures one call; probe(result) are the numbers that the other side must have too."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "probe": [float(number) for number in probe(result)]}


def corners(*matrices):
    """Entries off the diagonal, where peers keep their digits."""
    return [entry for matrix in matrices for entry in (matrix[0, 1], matrix[1, -1], matrix[-1, 0])]
