"""What a kernel does to a small image: moves, flips, edges, one bright pixel, colours."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.pictures.arrays import arrays
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import to_grid

RIGHT = np.array([[1.0, -1.0]])
COLOURS = ("red", "green", "blue")


@skip_while_grading
def equivariance(down: int = 2, right: int = 3) -> Picture:
    """Draw a hook, a kernel and the kernel's response to the hook, before and after a move.

    Frames mark where the response is strongest.

    Args:
        down: number of rows that the hook moves, from 0 to 3.
        right: number of columns that it moves, from 0 to 5.
    """
    from course.operations import cross_correlate

    hook = np.zeros((7, 8))
    hook[1:4, 1], hook[3, 2] = 1, 1
    moved = np.roll(hook, (down, right), axis=(0, 1))
    detector = np.array([[1.0, 0.0], [1.0, 1.0]])
    named = {
        "image": hook,
        "kernel": detector,
        "response": np.asarray(cross_correlate(hook, detector)),
        "moved image": moved,
        "the same kernel": detector,
        "its response": np.asarray(cross_correlate(moved, detector)),
    }
    places = {
        name: np.unravel_index(np.argmax(named[name]), named[name].shape)
        for name in ("response", "its response")
    }
    marks = {name: (int(row), int(column), 1, 1) for name, (row, column) in places.items()}
    images = ["image", "moved image"]
    return arrays(named, images=images, maps=list(places), marks=marks, symbols="⋆= ⋆=", columns=3)


@skip_while_grading
def flip(K: Any) -> Picture:
    """Draw a kernel, with its rows in reverse order, and with its columns in reverse order, too.

    Args:
        K: kernel, shape (k_h, k_w).
    """
    K = to_grid(K)
    return arrays(
        {"kernel": K, "rows flipped": K[::-1], "both flipped": K[::-1, ::-1]}, symbols="→→"
    )


@skip_while_grading
def single_pixel(K: Any) -> Picture:
    """Draw one bright pixel, its cross-correlation and its convolution with a kernel.

    Args:
        K: kernel, shape (k_h, k_w).
    """
    from course.operations import convolve, cross_correlate

    K = to_grid(K)
    pixel = np.zeros([2 * k - 1 for k in K.shape])
    pixel[K.shape[0] - 1, K.shape[1] - 1] = 1
    named = {
        "one pixel": pixel,
        "kernel": K,
        "cross-correlation": cross_correlate(pixel, K),
        "convolution": convolve(pixel, K),
    }
    return arrays(named, images=["one pixel"])


@skip_while_grading
def edge_maps(image: Any) -> Picture:
    """Draw an image and its transpose, each with its vertical and its horizontal edges.

    Args:
        image: shape (n_h, n_w).
    """
    from course.operations import cross_correlate

    image = to_grid(image)
    named, images = {}, []
    for name, each in {"image": image, "transposed image": image.T}.items():
        images.append(f"{name}\n{each.shape}")
        named[images[-1]] = each
        named[f"{name}\nwith [[1, −1]]"] = cross_correlate(each, RIGHT)
        named[f"{name}\nwith [[1], [−1]]"] = cross_correlate(each, RIGHT.T)
    maps = [title for title in named if title not in images]
    return arrays(named, images=images, maps=maps, columns=3)


@skip_while_grading
def noisy_step() -> Picture:
    """Draw a row of numbers with a noisy step, and the results of three kernels."""
    from course.operations import cross_correlate

    step = np.array([[0.0, 0.3, -0.2, 0.1, 3.0, 2.8, 3.2, 3.1, 2.9]])
    kernels = {
        "mean of three": [[1 / 3, 1 / 3, 1 / 3]],
        "[[1, −1]]": RIGHT,
        "[[1, −2, 1]]": [[1.0, -2.0, 1.0]],
    }
    rows = {name: cross_correlate(step, np.array(kernel)) for name, kernel in kernels.items()}
    named = {"a noisy step": step, **rows}
    return arrays(named, maps=list(named), columns=2)


@skip_while_grading
def channel_maps(X: Any, K: Any) -> Picture:
    """Draw the cross-correlation of each channel of a colour image with the same kernel.

    Args:
        X: red, green and blue, shape (3, h, w).
        K: kernel, shape (k_h, k_w).
    """
    from course.operations import cross_correlate

    named = {
        name: np.asarray(cross_correlate(channel, K)).round(6)
        for name, channel in zip(COLOURS, np.asarray(X, np.float64), strict=True)
    }
    return arrays(named, maps=list(named))
