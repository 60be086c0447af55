"""What filters and pooling make of the photograph, as large maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from course.photograph import photograph
from course.pictures.arrays import arrays, draw_pairs
from course.pictures.picture import NoPicture, Picture, skip_while_grading
from course.pictures.why import bars
from course.pictures.words import to_grid
from nbproctor.checks.evaluate import Called, TookTooLong, call
from nbproctor.checks.result import say

Array = npt.NDArray[np.float64]

LEFT_TO_RIGHT = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)
LIMIT_S = 30  # for a kernel; plain loops take a second
KERNELS = {
    "edges, left to right": LEFT_TO_RIGHT,
    "edges, top to bottom": LEFT_TO_RIGHT.T,
    "blurred": np.full((5, 5), 1 / 25, np.float32),
}


@skip_while_grading
def filter_photograph(corr2d: Callable[[Any, Any], Any]) -> Picture:
    """Filter the photograph with a student's own function, by three kernels, and draw the results.

    While the function is not solved, print what to do and draw nothing.

    Args:
        corr2d: function from an image and a kernel to their cross-correlation.
    """
    photo, results = photograph(), {}
    first = f"Solve {corr2d.__name__} first, then run this cell again."
    for name, kernel in KERNELS.items():
        try:
            called = call(corr2d, (photo, kernel), {}, LIMIT_S)
        except KeyboardInterrupt:
            say(f"You interrupted {corr2d.__name__}. {first}")
            return NoPicture()
        result = _read_result(called, photo, kernel)
        if result is None:
            late = isinstance(called.error, TookTooLong)
            say(f"It still runs after {LIMIT_S} seconds. {first}" if late else first)
            return NoPicture()
        results[name] = result
    edges = [name for name in results if name.startswith("edges")]
    named = {"photograph": photo, **results}
    return arrays(named, images=["photograph", "blurred"], maps=edges, columns=2)


def _read_result(called: Called, image: Any, kernel: Any) -> Array | None:
    """Return a result that is finite and has the shape of a cross-correlation, or None."""
    wanted = tuple(n - k + 1 for n, k in zip(image.shape, kernel.shape, strict=True))
    try:
        result = np.asarray(called.value, np.float64)
    except Exception:
        return None
    return result if result.shape == wanted and np.isfinite(result).all() else None


@skip_while_grading
def pooled_photograph(size: int = 4) -> Picture:
    """Draw the photograph, and the largest and the mean of each of its windows.

    Args:
        size: height and width of a window; windows do not overlap.
    """
    from course.operations import pool

    photo, window = photograph(), (size, size)
    named = {
        f"photograph {photo.shape}": photo,
        f"largest of each {size} × {size}": pool(photo, window, stride=window),
        f"mean of each {size} × {size}": pool(photo, window, stride=window, mode="avg"),
    }
    return arrays(named, images=list(named))


@skip_while_grading
def stages(image: Any, kernel: Any) -> Picture:
    """Draw an image, a kernel, and the results of filtering, ReLU and 2x2 max-pooling in turn.

    The image is mirrored at its border, so that the border is no edge.

    Args:
        image: shape (h, w).
        kernel: shape (k_h, k_w).
    """
    filtered = _filter_mirrored(image, kernel)
    detected = np.maximum(filtered, 0)
    steps = {"filtered": filtered, "detected": detected, "condensed": _condense(detected)}
    named = {"image": image, "kernel": kernel, **steps}
    titled = {f"{name} {tuple(np.shape(values))}": values for name, values in named.items()}
    titles = list(titled)
    return arrays(titled, images=titles[:1], maps=titles[2:], symbols="⋆=→→", columns=3)


@skip_while_grading
def feature_maps(image: Any, kernels: Mapping[str, Any]) -> Picture:
    """Draw kernels and, below each, its condensed feature map of an image.

    The image is mirrored at its border, so that the border is no edge.

    Args:
        image: shape (h, w).
        kernels: name to kernel, shape (k_h, k_w).
    """
    grids = {name: to_grid(kernel) for name, kernel in kernels.items()}
    for name, kernel in kernels.items():
        grids[f"map of {name}"] = _condense(np.maximum(_filter_mirrored(image, kernel), 0))
    return draw_pairs(grids)


def _filter_mirrored(image: Any, kernel: Any) -> Array:
    """Cross-correlate an image, mirrored at its border; the result is as large as the image."""
    from course.operations import cross_correlate

    around = [((k - 1) // 2, k // 2) for k in np.shape(kernel)]
    return np.asarray(cross_correlate(np.pad(image, around, mode="symmetric"), kernel), np.float64)


def _condense(values: Array) -> Array:
    """Keep the largest number of each 2x2 window."""
    from course.operations import pool

    h, w = values.shape
    return np.asarray(pool(values, (2, 2), ((0, h % 2), (0, w % 2)), (2, 2)), np.float64)


@skip_while_grading
def shifted_photograph(sizes: tuple[int, ...] = (1, 2, 4, 8, 16)) -> Picture:
    """Draw how much a pooled feature map changes when the photograph moves by one pixel.

    Args:
        sizes: height and width of each pooling window.
    """
    from course.operations import cross_correlate, pool

    photo = photograph()
    both = (photo[:, 1:], photo[:, :-1])
    found = [np.maximum(cross_correlate(each, LEFT_TO_RIGHT), 0) for each in both]
    changes = {}
    for size in sizes:
        window = (size, size)
        before, after = (np.asarray(pool(each, window, stride=window)) for each in found)
        changes[f"window {size} × {size}"] = 100 * np.abs(before - after).sum() / before.sum()
    return bars(changes, "change of the pooled map, in percent")
