"""Runs notebooks from top to bottom against the service that HYPERTANGENT_URL names.

    execute.py [--write] NOTEBOOK...

With --write what they show is written into them; without, they stay as they are. It ends with 1 where a cell fails.
"""

import base64
import io
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from PIL import Image

CELL_SECONDS = 900
PALETTE = 64
COLOURS = re.compile(r"\x1b\[[\d;]*m")


def executed(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    return notebook


def normalised(notebook):
    """What differs from run to run, or between machines, goes."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        cell.outputs = [output for output in merged(cell.outputs) if not is_transient(output)]
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = None
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = small(output.data["image/png"])
    return notebook


def small(png):
    """A figure in so few colours that nobody sees it, at a third of the size."""
    file = io.BytesIO()
    image = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    image.quantize(PALETTE, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def merged(outputs):
    """Text that came in pieces as one."""
    whole = []
    for output in outputs:
        last = whole[-1] if whole else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            whole.append(output)
    return whole


def is_transient(output):
    """Warnings, and progress bars whose job has ended."""
    if output.output_type == "stream":
        return output.name == "stderr"
    return output.output_type == "display_data" and not any(output.data.values())


def main(arguments):
    write = "--write" in arguments
    failed = False
    # Neither another kernel nor settings of whoever runs this, and nothing left beside the notebooks.
    os.environ.update(JUPYTER_PREFER_ENV_PATH="1", PYTHONDONTWRITEBYTECODE="1")
    with tempfile.TemporaryDirectory() as settings:
        os.environ["IPYTHONDIR"] = settings
        for path in (Path(argument).resolve() for argument in arguments if argument != "--write"):
            begun = time.monotonic()
            try:
                notebook = executed(path)
            except CellExecutionError as error:
                failed = True
                print(f"{path.name} failed: {COLOURS.sub('', str(error))}", file=sys.stderr, flush=True)
                continue
            if write:
                nbformat.write(normalised(notebook), path)
            print(f"{path.name} {time.monotonic() - begun:.1f} s", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
