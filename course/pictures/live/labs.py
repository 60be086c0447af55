"""Labs: a reader changes the settings of an operation and sees at once what it does.

They run in the browser. Without a frame a still stands in their place, and says where they run.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.digits import data as digit_data
from course.digits.networks import NETWORKS, load_weights
from course.photograph import photograph
from course.pictures.digits import digits
from course.pictures.live.figure import LiveFigure, build_frame
from course.pictures.picture import skip_while_grading
from course.pictures.positions import positions
from course.pictures.tables import draw_pixels
from course.pictures.words import show

Image = npt.NDArray[np.float32]

EDGES = ((1.0, 0.0, -1.0),) * 3
RATES = (0.05, 0.1, 0.15, 0.2, 0.22)
STILL_PX = 360  # height of an image of a still, in browser pixels
# Drawn for this course.
DIGIT = """
..............
...########...
...########...
...##.........
...##.........
...#######....
...########...
.........###..
..........##..
..........##..
..##.....###..
..#########...
...#######....
..............
"""


@skip_while_grading
def kernel_lab(puzzle: str = "") -> LiveFigure:
    """Show a kernel to change, and the feature map that it makes.

    The kernel has 1 to 7 rows and columns, at first 3, and can be copied as a line of Python.

    Args:
        puzzle: text of a task, shown above the kernel.
    """
    from course.operations import cross_correlate

    photo = photograph()
    found = np.asarray(cross_correlate(photo, EDGES))
    reach = np.quantile(np.abs(found), 0.99)
    grey = 0.5 + np.clip(found / reach, -1, 1) / 2
    title = "Kernel lab: change size and numbers"
    named = {
        f"image {photo.shape}": (photo, "A photograph of a face."),
        f"feature map {found.shape} for three rows 1 0 −1": (
            grey,
            "Its feature map: bright where the photograph is brighter on the left than on the "
            "right, dark where it is darker, grey elsewhere.",
        ),
    }
    task = f"<p>{html.escape(puzzle)}</p>" if puzzle else ""
    return LiveFigure(
        title,
        build_frame("kernel_lab", title, {"images": _images(), "puzzle": puzzle}, SCRIPTS),
        height=490 if puzzle else 455,
        narrow_height=420 if puzzle else 385,
        still=task + _draw_images(named),
    )


@skip_while_grading
def stride_lab() -> LiveFigure:
    """Show the places of a kernel along an axis, with a setting for each number of the formula."""
    title = "Stride lab: how often does a kernel fit?"
    start = {"n": 8, "k": 3, "before": 1, "after": 1, "stride": 2}
    return LiveFigure(
        title,
        build_frame("stride_lab", title, start, ["numbers"]),
        height=435,
        still=positions(8, 3, (1, 1), 2)._repr_html_(),
    )


@skip_while_grading
def pooling_lab() -> LiveFigure:
    """Show an image before and after pooling, with settings for window, stride and mode."""
    from course.operations import pool

    title = "Pooling lab: change window and stride"
    photo = photograph()
    pooled = np.asarray(pool(photo, (4, 4), stride=(4, 4)))
    named = {
        f"image {photo.shape}": (photo, "A photograph of a face."),
        f"largest of each 4 × 4 {pooled.shape}": (
            pooled,
            "The same face, coarse: it can still be recognised.",
        ),
    }
    return LiveFigure(
        title,
        build_frame("pooling_lab", title, {"images": _images()}, SCRIPTS),
        height=350,
        narrow_height=290,
        still=_draw_images(named),
    )


@skip_while_grading
def rate_lab() -> LiveFigure:
    """Show the steps of gradient descent on a parabola and a bowl, at a learning rate to choose."""
    title = "Learning rate lab: how long should a step be?"
    return LiveFigure(
        title,
        build_frame("rate_lab", title, {}, ["numbers"]),
        height=470,
        still=_tabulate_rates(),
    )


@skip_while_grading
def digit_lab(chosen: Sequence[int] = (2, 3, 24, 27, 29)) -> LiveFigure:
    """Show a canvas to draw a digit on and to move it, and what both trained networks read.

    Args:
        chosen: numbers of digits of the test that the reader can start with.
    """
    title = "Digit lab: draw a digit, and move it"
    _, (images, labels) = digit_data.load()
    picked, names = images[list(chosen)], labels[list(chosen)].tolist()
    weights = {
        name: {key: _encode_weights(array) for key, array in load_weights(name).items()}
        for name in NETWORKS
    }
    given = {"weights": weights, "digits": [_encode(each) for each in picked], "labels": names}
    return LiveFigure(
        title,
        build_frame("digit_lab", title, given, ("numbers", "images", "networks")),
        height=430,
        still=digits(picked, names)._repr_html_(),
    )


SCRIPTS = ("numbers", "images")
LARGEST = 2**15 - 1  # of a whole number of 16 bits


def _images() -> dict[str, Any]:
    """Return the labs' images as their scripts read them: bytes from 0 (black) to 255 (white)."""
    return {"photograph": _encode(photograph()), "digit": _encode(read_digit())}


def read_digit() -> Image:
    """Return a drawn digit, white on black, shape (14, 14)."""
    return np.array([[cell == "#" for cell in row] for row in DIGIT.split()], np.float32)


def _encode(image: Image) -> dict[str, Any]:
    values = np.round(255 * image).astype(np.uint8)
    height, width = values.shape
    return {
        "height": height,
        "width": width,
        "bytes": base64.b64encode(values.tobytes()).decode("ascii"),
    }


def _encode_weights(array: Image) -> dict[str, Any]:
    """Return weights as networks.js reads them, rounded to a 65,000th of their range."""
    scale = float(np.abs(array).max() or 1) / LARGEST
    whole = np.round(array / scale).astype("<i2")
    return {
        "shape": array.shape,
        "scale": scale,
        "bytes": base64.b64encode(whole.tobytes()).decode("ascii"),
    }


def _draw_images(named: Mapping[str, tuple[Any, str]]) -> str:
    """Draw grey images side by side with their titles: a table, which no reader's program removes.

    Args:
        named: title to pixels from 0 to 1, shape (rows, columns), and alternative text.
    """
    titles = "".join(f"<th>{html.escape(title)}</th>" for title in named)
    drawn = (
        draw_pixels(np.stack([pixels] * 3, -1), f"{title}. {alt}", STILL_PX)
        for title, (pixels, alt) in named.items()
    )
    images = "".join(f"<td>{image}</td>" for image in drawn)
    return f"<table><tr>{titles}</tr><tr>{images}</tr></table>"


def _tabulate_rates() -> str:
    """Write a table of the losses 5 (k − 2)² of several learning rates after 0 to 6 steps."""
    steps = np.arange(7)
    lines = [f"<tr><th>learning rate</th>{''.join(f'<th>step {n}</th>' for n in steps)}</tr>"]
    for rate in RATES:
        losses = 5 * 1.5**2 * (1 - 10 * rate) ** (2 * steps)  # from k = 0.5, by the gradient
        cells = "".join(f"<td>{show(loss)}</td>" for loss in losses)
        lines.append(f"<tr><th>{rate:g}</th>{cells}</tr>")
    return f"<p>The loss 5·(k − 2)², starting at k = 0.5:</p><table>{''.join(lines)}</table>"
