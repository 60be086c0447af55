"""Mistakes in students' code are told by their names, and nothing untrue is told."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from test_solutions import CHAPTERS

from nbproctor.checks.exercise import Exercise

pytestmark = pytest.mark.usefixtures("patient")

CORR2D = """
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i : i + h, j : j + w] * K)
    return Y
"""
CORR2D_BY_CELLS = """
def corr2d(X, K):
    h, w = K.shape
    n_h, n_w = X.shape
    Y = np.zeros((n_h - h + 1, n_w - w + 1))
    for i in range(n_h - h + 1):
        for j in range(n_w - w + 1):
            for a in range(h):
                for b in range(w):
                    Y[i, j] += X[i + a, j + b] * K[a, b]
    return Y
"""
CORR2D_BY_LISTS = """
def corr2d(X, K):
    h, w = len(X) - len(K) + 1, len(X[0]) - len(K[0]) + 1
    rows = []
    row = []
    for i in range(h):
        row = []
        for j in range(w):
            row.append(float(np.sum(X[i : i + len(K), j : j + len(K[0])] * K)))
        rows.append(row)
    return np.array(rows)
"""
STRIDED = """
def corr2d_strided(X, K, padding, stride):
    P = np.pad(X, padding)
    h, w = K.shape
    s, t = stride
    Y = np.zeros(((P.shape[0] - h) // s + 1, (P.shape[1] - w) // t + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(P[i * s : i * s + h, j * t : j * t + w] * K)
    return Y
"""
POOL2D = """
def pool2d(X, pool_size, mode):
    h, w = pool_size
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + h, j : j + w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y
"""
POOL2D_STRIDED = """
def pool2d_strided(X, pool_size, padding, stride, mode):
    P = np.pad(X, padding, constant_values=-np.inf if mode == "max" else np.nan)
    h, w = pool_size
    s, t = stride
    Y = np.zeros(((P.shape[0] - h) // s + 1, (P.shape[1] - w) // t + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = P[i * s : i * s + h, j * t : j * t + w]
            Y[i, j] = window.max() if mode == "max" else np.nanmean(window)
    return Y
"""
MULTI_IN = """
def corr2d_multi_in(X, K):
    h, w = K.shape[1:]
    Y = np.zeros((X.shape[1] - h + 1, X.shape[2] - w + 1))
    for c in range(len(X)):
        for i in range(Y.shape[0]):
            for j in range(Y.shape[1]):
                Y[i, j] += np.sum(X[c, i : i + h, j : j + w] * K[c])
    return Y
"""
RIGHT = {
    "corr2d": (CORR2D, CORR2D_BY_CELLS, CORR2D_BY_LISTS),
    "corr2d_strided": (STRIDED,),
    "pool2d": (POOL2D,),
    "pool2d_strided": (POOL2D_STRIDED,),
    "corr2d_multi_in": (MULTI_IN,),
}

TOO_HIGH = "max pads with a number that can win"
# Answers with one slip: the right code, what is written there, what a student writes, and the name.
SLIPS = [
    (CORR2D, "j : j + w", "j : j + h", "height used for the width in the slice"),
    (CORR2D, "i : i + h", "i : i + w", "width used for the height in the slice"),
    (
        CORR2D,
        "i : i + h, j : j + w",
        "i : i + w, j : j + h",
        "height and width swapped in the slice",
    ),
    (CORR2D, "i : i + h, j : j + w", "j : j + h, i : i + w", "loop variables swapped"),
    (CORR2D, "j : j + w", "j : j + w + 1", "window one cell too large"),
    (CORR2D, "h, w = K.shape", "h, w = K.shape[::-1]", "kernel's height and width swapped"),
    (CORR2D, "h, w = K.shape", "h = w = K.shape[0]", "kernel's height used for both axes"),
    (CORR2D, "h, w = K.shape", "h = w = K.shape[1]", "kernel's width used for both axes"),
    (CORR2D, "h, w = K.shape", "h = w = 2", "size 2x2 hard-coded"),
    (CORR2D, "X.shape[1] - w + 1", "X.shape[1] - h + 1", "size from the kernel's height"),
    (CORR2D, "X.shape[0] - h + 1", "X.shape[0] - w + 1", "size from the kernel's width"),
    (CORR2D, "X.shape[1] - w", "X.shape[0] - w", "square image assumed"),
    (CORR2D, "range(Y.shape[1])", "range(Y.shape[0])", "both loops over one axis"),
    (CORR2D, "range(Y.shape[1])", "range(Y.shape[1] - 1)", "last row or column"),
    (CORR2D, "np.sum(", "np.mean(", "mean instead of sum"),
    (CORR2D, "np.sum(", "np.max(", "largest product"),
    (CORR2D, "* K)", "* K[::-1, ::-1])", "kernel flipped"),
    (CORR2D, "* K)", "* K[::-1])", "kernel flipped on one axis"),
    (CORR2D, "* K)", "* K.T)", "kernel transposed"),
    (CORR2D, " * K)", ")", "kernel ignored"),
    (CORR2D, "* K)", "* K.ravel('F').reshape(h, w))", "windows and kernels in different orders"),
    (
        CORR2D,
        "* K)",
        "* K.ravel().reshape((h, w), order='F'))",
        "windows and kernels in different orders",
    ),
    (
        CORR2D,
        "Y[i, j] = np.sum(X[i : i + h, j : j + w] * K)",
        "X[i : i + h, j : j + w] *= K; Y[i, j] = X[i : i + h, j : j + w].sum()",
        "window multiplied in place and changed its input",
    ),
    (CORR2D, "+ 1))", "+ 1), int)", "truncated to whole numbers"),
    (CORR2D, "    return Y", "            return Y", "only the first element"),
    (CORR2D, "    return Y", "        return Y", "only the first row"),
    (CORR2D, "    return Y", "    return Y.T", "transposed"),
    (CORR2D, "    return Y", "    return Y.ravel()", "flat list"),
    (CORR2D, "X[i : i + h", "X[i * h : i * h + h", "kernel moved by its own size"),
    (CORR2D_BY_CELLS, "h, w = K.shape", "h = w = K.shape[0]", "kernel's height used for both axes"),
    (CORR2D_BY_CELLS, "b in range(w)", "b in range(h)", "height used for the width in the slice"),
    (CORR2D_BY_CELLS, "+= X", "= X", "last product kept"),
    (CORR2D_BY_CELLS, "range(w)", "range(w - 1)", "window one cell too small"),
    (CORR2D_BY_CELLS, "n_h, n_w = X.shape", "n_h = n_w = len(X)", "square image assumed"),
    (CORR2D_BY_CELLS, "X[i + a, j + b]", "X[j + a, i + b]", "loop variables swapped"),
    (CORR2D, "    return Y", "    return Y[1:]", "first windows left out"),
    (CORR2D_BY_CELLS, "a in range(h)", "a in range(1, h)", "loops over the kernel start at 1"),
    (CORR2D_BY_CELLS, "b in range(w)", "b in range(1, w)", "loops over the kernel start at 1"),
    (CORR2D_BY_CELLS, "K[a, b]", "K[a, b] * (a == b)", "only the diagonal of the window"),
    (
        CORR2D,
        "range(Y.shape[1]):\n            Y[i, j] = np.sum(X[i : i + h, j : j + w] * K)",
        "range(Y.shape[1] - 1):\n            Y[i, j] = "
        "np.sum(X[i : i + h, j : j + w] * K[::-1, ::-1])",
        "kernel flipped and last row or column",
    ),
    (
        CORR2D_BY_CELLS,
        "np.zeros((n_h - h + 1, n_w - w + 1))",
        "np.lib.stride_tricks.as_strided(np.zeros(n_w), (n_h - h + 1, n_w - w + 1), (0, 8))",
        "rows share one list",
    ),
    (CORR2D_BY_LISTS, "        rows.append", "            rows.append", "row appended too often"),
    (CORR2D_BY_LISTS, "        row = []\n", "", "row never emptied"),
    (CORR2D_BY_LISTS, "return np.array(rows)", "return np.array([row] * h)", "rows share one list"),
    (CORR2D, "i : i + h, j : j + w", ":h, :w", "window never moves"),
    (CORR2D, "    return Y", "    return Y[::-1]", "rows of your output in reverse order"),
    (CORR2D, "    return Y", "    return Y.clip(0, 1)", "limited to 0 to 1"),
    (CORR2D, "* K)", "+ K)", "added instead of multiplied"),
    (
        CORR2D_BY_CELLS,
        "K[a, b]",
        "K[-a, -b]",
        "rows and columns of the kernel backwards after the first",
    ),
    (
        CORR2D_BY_CELLS,
        "K[a, b]",
        "K[a - 1, b]",
        "rows of the kernel one place too far",
    ),
    (
        STRIDED,
        "np.pad(X, padding)",
        'np.pad(X, padding, "edge")',
        "padded with the border repeated",
    ),
    (
        STRIDED,
        "i * s : i * s + h, j * t : j * t + w",
        "i // s : i // s + h, j // t : j // t + w",
        "start divided by the stride",
    ),
    (STRIDED, "np.pad(X, padding)", "X", "padding ignored"),
    (STRIDED, "np.pad(X, padding)", "np.pad(X, padding[::-1])", "axes of the padding swapped"),
    (STRIDED, "np.pad(X, padding)", "np.pad(X, 1)", "padding always 1"),
    (STRIDED, "np.pad(X, padding)", "np.pad(X, 2 * np.array(padding))", "padding twice"),
    (STRIDED, "s, t = stride", "s = t = stride[0]", "one stride for both axes"),
    (STRIDED, "s, t = stride", "t, s = stride", "strides swapped"),
    (STRIDED, "s, t = stride", "s = t = 1", "stride ignored"),
    (STRIDED, "s, t = stride", "s, t = stride[0], 1", "stride on one axis only"),
    (
        STRIDED,
        "s, t = stride",
        "s, t = stride[0] * stride[1], 1",
        "both strides thin out the rows",
    ),
    (
        STRIDED,
        "i * s : i * s + h, j * t : j * t + w",
        "i : i + h, j : j + w",
        "windows one cell apart",
    ),
    (STRIDED, "j * t : j * t + w", "j : j + w", "windows moved on one axis only"),
    (
        STRIDED,
        "i * s : i * s + h, j * t : j * t + w",
        "i + s : i + s + h, j + t : j + t + w",
        "stride added instead of multiplied",
    ),
    (STRIDED, "(P.shape[0] - h) // s + 1", "(P.shape[0] - h + 1) // s", "last window forgotten"),
    (STRIDED, "j * t + w", "j * t + h", "height used for the width in the slice"),
    (STRIDED, "* s : i * s + h, j * t : j * t + w", "* s : i * s + w, j * t : j * t + h", None),
    (POOL2D, "h, w = pool_size", "h = w = pool_size[0]", "window's height used for both axes"),
    (POOL2D, "h, w = pool_size", "w, h = pool_size", "window's height and width swapped"),
    (POOL2D, "h, w = pool_size", "h = w = 2", "size 2x2 hard-coded"),
    (POOL2D, "j : j + w", "j : j + h", "height used for the width in the slice"),
    (POOL2D, "j : j + w", "j : j + w - 1", "window one cell too small"),
    (POOL2D, "j : j + w", "j : j + w + 1", "window one cell too large"),
    (POOL2D, "i : i + h, j : j + w", "i : h, j : w", "window ends at its own size"),
    (POOL2D, "i : i + h, j : j + w", "i : i + h][j : j + w", "both slices cut rows"),
    (POOL2D, "window.max()", "window[1:, 1:].max()", "loops over the window start at 1"),
    (
        POOL2D,
        "window.mean()",
        "(window.sum() + window[0, 0]) / (h * w)",
        "first cell counted twice",
    ),
    (STRIDED, "* K)", "* K) + P[i * s, j * t] * K[0, 0]", "first product counted twice"),
    (
        STRIDED,
        "P[i * s : i * s + h, j * t : j * t + w]",
        "np.pad(P[::s, ::t], ((0, h), (0, w)))[i : i + h, j : j + w]",
        "cells of the window a stride apart",
    ),
    (POOL2D, "window.max()", "window[-1, -1]", "last number of the window"),
    (POOL2D, "window.mean()", "window[-1].mean()", "only the last row or column of the window"),
    (POOL2D, "window = X", "window = np.abs(X)", "signs lost before pooling"),
    (POOL2D_STRIDED, "-np.inf", "np.nan", "max pads with NaN"),
    (POOL2D, "window.mean()", "window.sum()", "sum in place of the mean"),
    (POOL2D, "window.max()", "max(0, window.max())", "max started at 0"),
    (POOL2D, 'window.max() if mode == "max" else', 'mode == "max" and window.max() or', None),
    (POOL2D_STRIDED, "s, t = stride", "s = t = stride[1]", "one stride for both axes"),
    (POOL2D_STRIDED, "-np.inf", "np.finfo(np.float32).tiny", TOO_HIGH),
    (POOL2D_STRIDED, "-np.inf", "-128", TOO_HIGH),
    (POOL2D_STRIDED, "-np.inf", "np.inf", TOO_HIGH),
    (POOL2D_STRIDED, "s, t = stride", "s, t = pool_size", "stride is the size of the window"),
    (POOL2D_STRIDED, "X, padding,", "X, padding[::-1],", "axes of the padding swapped"),
    (
        POOL2D_STRIDED,
        "h, w = pool_size",
        "h = w = pool_size[0]",
        "window's height used for both axes",
    ),
    (POOL2D_STRIDED, "window.max()", "window[-1, -1]", "last number of the window"),
    (MULTI_IN, "j : j + w", "j : j + h", "height used for the width in the slice"),
    (MULTI_IN, "range(len(X))", "range(2)", "two input channels, whatever there are"),
    (MULTI_IN, "+= np", "= np", "only the last input channel"),
    (MULTI_IN, "K[c])", "K[0])", "the first channel's kernel for all channels"),
]
NAMES = {  # of slips whose line is too long for a name beside it
    "* s : i * s + w, j * t : j * t + h": "height and width swapped in the slice",
    'mode == "max" and window.max() or': "mean where the largest is 0",
}


# Answers with two slips: the right code, two pairs of what is written and what a student writes.
PAIRS = [
    (
        CORR2D,
        ("* K)", "* K[::-1, ::-1])"),
        ("X.shape[1] - w + 1", "X.shape[1] - h + 1"),
        "kernel flipped and size from the kernel's height",
    ),
    (
        STRIDED,
        ("X, padding)", "X, padding[::-1])"),
        ("j * t : j * t + w", "j * t : j * t + h"),
        "axes of the padding swapped and height used for the width in the slice",
    ),
    (
        STRIDED,
        ("s, t = stride", "t, s = stride"),
        ("* K)", "* K).astype(int)"),
        "strides swapped and truncated to whole numbers",
    ),
    (
        POOL2D_STRIDED,
        ("s, t = stride", "t, s = stride"),
        ('constant_values=-np.inf if mode == "max" else np.nan', "constant_values=0.0"),
        "padded with zeros and strides swapped",
    ),
    (
        POOL2D,
        ("window.max()", "max(0, window.max())"),
        ("window.mean()", "window.sum() / (h + w)"),
        "mean divided by height plus width and max started at 0",
    ),
    (
        MULTI_IN,
        ("K[c])", "K[0])"),
        ("range(Y.shape[1])", "range(Y.shape[1] - 1)"),
        "the first channel's kernel for all channels and last row or column",
    ),
]


@pytest.mark.parametrize(("code", "first", "second", "told"), PAIRS)
def test_two_slips_are_told_together(
    code: str, first: tuple[str, str], second: tuple[str, str], told: str
) -> None:
    [name] = [each for each, sources in RIGHT.items() if code in sources]
    source = code.replace(*first).replace(*second)
    for package in ("course.checks", "grader_tests"):
        diagnosis = find_exercise(package, name).examine(define(source, name)).diagnosis
        assert diagnosis is not None
        assert diagnosis.name == told


def define(source: str, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {"np": np}
    exec(source, namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def find_exercise(package: str, name: str) -> Exercise:
    modules = (importlib.import_module(f"{package}.{chapter}") for chapter in CHAPTERS)
    found: Exercise = next(getattr(each, name) for each in modules if hasattr(each, name))
    return found


@pytest.mark.parametrize(
    ("name", "source"), [(name, source) for name, sources in RIGHT.items() for source in sources]
)
def test_the_code_without_a_slip_is_right(name: str, source: str) -> None:
    assert find_exercise("course.checks", name).examine(define(source, name)).passed


@pytest.mark.parametrize(("source", "before", "after", "expected"), SLIPS)
def test_a_slip_in_a_loop_is_told_by_its_name(
    source: str, before: str, after: str, expected: str | None
) -> None:
    assert before in source
    name = source.split("(")[0].split()[-1]
    function = define(source.replace(before, after), name)
    for package in ("course.checks", "grader_tests"):
        result = find_exercise(package, name).examine(function)
        assert result.diagnosis is not None
        assert result.diagnosis.name == (expected or NAMES[after]), package


# Answers with one or two mistakes in a formula or in the order of axes: the body of a function, and
# the name of what is told.
EVERY_PAIR = "every prediction compared with every label"
FORMULAS = [
    (
        "parameter_count",
        "c_i * c_o * k_h**2 + c_i * bias",
        "kernel height for both axes and a bias for each input channel",
    ),
    ("parameter_count", "c_o * c_i * k_h * k_w + c_o if bias else 0", "nothing without biases"),
    ("parameter_count", "c_i * c_o * k_h * k_w + (c_o + c_i) * bias", "a bias for each channel"),
    (
        "multiply_adds",
        "c_o * k_h**2 * h_out * w_out",
        "input channels forgotten and kernel height for both axes",
    ),
    (
        "multiply_adds",
        "2 * c_i * c_o * k_h * k_w * h_out",
        "only the output's height and products and additions counted apart",
    ),
    (
        "receptive_field",
        "(sum(w for h, w in kernel_sizes), sum(h for h, w in kernel_sizes))",
        "sizes added up and height and width swapped",
    ),
    (
        "receptive_field",
        "tuple(1 + sum(k[at] - 1 for k in kernel_sizes[1:]) for at in (0, 1))",
        "first layer left out",
    ),
    ("output_size", "(n + 2 * (p // 2) - k) // s + 1", "padding halved and rounded down"),
    ("accuracy", "np.mean(logits.argmax(1) == labels[:, None])", EVERY_PAIR),
    ("accuracy", "np.sum(logits.argmax(1) == labels[:, None]) / len(labels)", EVERY_PAIR),
    ("window_sum", "window.ravel() @ kernel.ravel('F')", "windows and kernels in different orders"),
    ("window_sum", "window.ravel('F') @ kernel.ravel()", "windows and kernels in different orders"),
    ("to_channels_last", "np.swapaxes(np.swapaxes(X, 0, 1), 0, 2)", "the way back"),
    (
        "pad2d",
        "np.concatenate([np.zeros((padding[0][0], X.shape[1] + 2 * (n := sum(padding[1]) // 2))),"
        " [[0] * n + [*row] + [0] * n for row in X],"
        " np.zeros((padding[0][1], X.shape[1] + 2 * n))])",
        "half of all columns at each side",
    ),
    (
        "corr2d_multi_in",
        "np.einsum('cijab,cab->ij', np.lib.stride_tricks.sliding_window_view(X, K.shape[1:],"
        " (1, 2)), K.ravel('F').reshape(K.shape))",
        "windows and kernels in different orders",
    ),
    (
        "corr2d",
        "sum(K[a, b] * X[a : a + X.shape[0] - K.shape[1] + 1, b : b + X.shape[1] - K.shape[0] + 1]"
        " for a, b in np.ndindex(K.shape))",
        "height and width swapped in the size",
    ),
    (
        "corr2d",
        "sum((number * np.roll(X, (-a, -b), (0, 1)) for (a, b), number in np.ndenumerate(K)))",
        "image turned round at its ends",
    ),
    (
        "window_sum",
        "int(np.sum(window * kernel[::-1]))",
        "kernel flipped on one axis and truncated to whole numbers",
    ),
    (
        "corr2d_matmul",
        "(K[..., ::-1, ::-1].reshape(len(K), -1) @ np.lib.stride_tricks.sliding_window_view(X,"
        " K.shape[2:], (1, 2)).reshape(K[0].size, -1)).reshape(len(K), X.shape[1] - K.shape[2] + 1,"
        " X.shape[2] - K.shape[3] + 1)",
        "kernel flipped and windows reshaped where axes should move",
    ),
    (
        "kernel_to_hwio",
        "np.transpose(K[:, :, ::-1, ::-1], (2, 3, 0, 1))",
        "kernel flipped and channels left in their order",
    ),
    ("to_channels_last", "X[::-1].T", "channels in reverse order and all axes reversed"),
    (
        "corr2d_1x1",
        "(X.reshape(-1, len(X)) @ K[:, :, 0, 0].T).reshape(len(K), *X.shape[1:])",
        "pixels cut out by a reshape and product transposed before the reshape",
    ),
    (
        "corr2d_multi_in",
        "sum(np.einsum('ijab,ab', np.lib.stride_tricks.sliding_window_view(x, k.shape), k)"
        " for x, k in zip(X[:-1], K[:-1]))",
        "last input channel left out",
    ),
    (
        "parameter_count",
        "c_o * (k_h**2 + bias)",
        "input channels forgotten in the kernel and kernel height for both axes",
    ),
    (
        "multiply_adds",
        "int(np.prod([c_i, c_o, k_h, k_w, h_out, w_out], dtype=np.int16))",
        "overflow of int16",
    ),
    (
        "receptive_field",
        "tuple(1 + sum(k[at] for k in kernel_sizes[:-1]) for at in (0, 1))",
        "last layer left out and one added to the sum of the sizes",
    ),
    (
        "detect_edges",
        "(X[:-1] - X[1:], X[:, 1:] - X[:, :-1])",
        "horizontal edges first, one sign turned round",
    ),
    ("output_size", "-(-(n + p - k) // s)", "window that just fits left out"),
    ("output_size", "(n + 2 * p - k) // s", "padding of one side and one too few"),
    ("same_padding", "(k // 2, (k - 1) // 2)", "half of k and the rest"),
    (
        "same_padding",
        "((t := max((n // s - 1) * s + k - n, 0)) - t // 2, t // 2)",
        "outputs rounded down and odd cell before",
    ),
    (
        "kernel_to_hwio",
        "np.int32(np.transpose(K, (2, 3, 0, 1)))",
        "channels left in their order and truncated to whole numbers",
    ),
    ("kernel_to_hwio", "np.transpose(K, (0, 2, 1, 3))", "axes in another order"),
    (
        "to_channels_last",
        "np.transpose(X, (1, 0, 2)).reshape(*X.shape[1:], -1)",
        "reshape after a transpose",
    ),
    (
        "pad2d",
        "np.concatenate([np.zeros((padding[0][0] + padding[0][1], X.shape[1] + 2 * padding[1][0])),"
        " [[0] * padding[1][0] + [*row] + [0] * padding[1][0] for row in X]])",
        "all rows at the top and right as left",
    ),
    (
        "squared_error",
        "np.squeeze((Y_hat - Y) @ (Y_hat - Y).T)",
        "matrix product with the transpose",
    ),
    ("detect_edges", "(X[:, 1:] - X[:, :-1], X[1:] - X[:-1])", "signs turned round"),
    ("window_sum", "np.sum(window[1:, 1:] * kernel[1:, 1:])", "loops that start at 1"),
    ("output_size", "1 + round((n + p - k) / s)", "rounded to the nearest"),
    (
        "same_padding",
        "(round((t := max((-(-n // s) - 1) * s + k - n, 0)) / 2), t - round(t / 2))",
        "half rounded by round",
    ),
    (
        "same_padding",
        "((t := max((-(-n // s) - 1) * s + k - n, 1)) // 2, t - t // 2)",
        "at least one cell in all",
    ),
    (
        "receptive_field",
        "tuple(1 + sum((k[at] - 1) * 2**i for i, k in enumerate(kernel_sizes)) for at in (1, 0))",
        "step doubled with each layer and height and width swapped",
    ),
    (
        "squared_error",
        "np.sum((Y_hat - Y)[:-1] ** 2) / 2",
        "loops stop early and half the sum",
    ),
    (
        "pad2d",
        "np.array([[0] * padding[1][0] + [*X[-1]] + [0] * padding[1][1]]"
        " * (len(X) + sum(padding[0])))",
        "one row for all",
    ),
    (
        "corr2d_multi_in",
        "np.einsum('cijab,cab->cij', np.lib.stride_tricks.sliding_window_view(X, K.shape[1:],"
        " (1, 2)), K).mean(axis=0, keepdims=True)",
        "mean over the input channels and axis of the input channels kept",
    ),
    (
        "corr2d_matmul",
        "(K.reshape(len(K), -1) @ np.array([X[:, i : i + K.shape[2], j : j + K.shape[3]].ravel()"
        " for i in range(X.shape[1] - K.shape[2]) for j in range(X.shape[2] - K.shape[3])]).T)"
        ".reshape(len(K), X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1)",
        "too few windows collected",
    ),
    (
        "squared_error",
        "np.sum((Y_hat - Y) @ (Y_hat - Y).swapaxes(-1, -2))",
        "matrix product with the transpose",
    ),
    ("squared_error", "np.sum(np.abs(Y_hat - Y)) / 2", "absolute values and half the sum"),
    (
        "softmax",
        "np.exp(z := logits - np.abs(logits).max(axis=1, keepdims=True))"
        " / np.exp(z).sum(axis=1, keepdims=True)",
        "a row's largest number without its sign subtracted",
    ),
    (
        "softmax",
        "np.exp(z := logits - logits[:, -1:]) / np.exp(z).sum(axis=1, keepdims=True)",
        "a row's last logit subtracted",
    ),
    ("accuracy", "2 * np.mean(logits.argmax(axis=1) == labels) - 1", "wrong answers subtracted"),
    (
        "confusion_matrix",
        "np.array([[np.sum((labels == i) & (predictions == j)) for j in range(classes - 1)]"
        " for i in range(classes)])",
        "last column missing",
    ),
]


@pytest.mark.parametrize(("name", "body", "expected"), FORMULAS)
def test_a_formula_with_one_or_two_mistakes_is_told_by_name(
    name: str, body: str, expected: str
) -> None:
    check = find_exercise("course.checks", name)
    arguments = ", ".join(check.properties[0].cases[0].inputs)
    function = define(f"def {name}({arguments}):\n    return {body}\n", name)
    result = check.examine(function)
    assert result.diagnosis is not None
    assert result.diagnosis.name == expected


# Answers of other forms, each with one mistake: the function, and the name of what is told.
FUNCTIONS = [
    (
        """
def corr2d_matmul(X, K):
    c_o, c_i, k_h, k_w = K.shape
    h, w = X.shape[1] - k_h + 1, X.shape[2] - k_w + 1
    matrix = np.zeros((c_i * k_h * k_w, h * w))
    for c, a, b in np.ndindex(c_i, k_h, k_w):
        matrix[c * k_h * k_w + a * k_h + b] = X[c, a : a + h, b : b + w].ravel()
    return (K.reshape(c_o, -1) @ matrix).reshape(c_o, h, w)
""",
        "number of the kernel in row c * k_h * k_w + a * k_h + b",
    ),
    (
        """
def detect_edges(X):
    results = X[:, :-1] - X[:, 1:], X[:-1] - X[1:]
    return tuple(np.where(np.abs(each) < 0.5, 0, each) for each in results)
""",
        "small steps left out",
    ),
    (
        """
def kernel_gradient(X, K, Y):
    X, K, Y = (np.array(each, np.float64) for each in (X, K, Y))
    gradient = np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        plus = minus = K
        plus[place] += 1e-5
        up = np.sum((np.asarray(cross_correlate(X, plus)) - Y) ** 2)
        minus[place] -= 1e-5
        down = np.sum((np.asarray(cross_correlate(X, minus)) - Y) ** 2)
        gradient[place] = (up - down) / 2e-5
    return gradient
""",
        "half the gradient",
    ),
    (
        """
def cross_entropy(logits, labels):
    logits = tf.convert_to_tensor(logits)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        p = tf.clip_by_value(tf.nn.softmax(logits), 1e-8, 1.0)
        loss = -tf.reduce_mean(tf.math.log(tf.gather(p, labels, batch_dims=1)))
    return loss, tape.gradient(loss, logits)
""",
        "probabilities limited before the logarithm",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0[:], []
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    for _ in range(steps):
        error = np.einsum("ijab,ab->ij", windows, K) - Y
        losses.append(np.sum(error**2))
        if losses[-1] < 1e-2:
            break
        K -= learning_rate * 2 * np.einsum("ijab,ij->ab", windows, error)
    return K, losses
""",
        "stops when the loss is small and changed its input",
    ),
    (
        """
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((top + len(X) + bottom, left + len(X[0]) + right))
    for i in range(1, len(X)):
        Y[top + i, left : left + len(X[0])] = X[i]
    return Y
""",
        "loops start at 1",
    ),
    (
        """
def comp_conv2d(layer, X):
    Y = np.ravel(layer(X[np.newaxis, :, :, np.newaxis]))
    side = int(len(Y) ** 0.5)
    return Y.reshape(side, side)
""",
        "reshaped to another shape",
    ),
    (
        """
def pool2d_channels(X, pool_size, padding, stride, mode):
    first = np.asarray(pool(X[0], pool_size, padding, stride, mode))
    Y = np.zeros((len(X), *first.shape))
    for c in range(1, len(X)):
        Y[c] = pool(X[c], pool_size, padding, stride, mode)
    return Y
""",
        "first channel not filled",
    ),
    (
        """
def filter_detect_condense(image, kernel):
    h, w = image.shape
    even = np.pad(image, ((0, h % 2), (0, w % 2)))
    detected = np.maximum(cross_correlate_same(even, kernel), 0)
    return pool(detected, (2, 2), stride=(2, 2))
""",
        "image padded to an even size",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = np.array(K0), []
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape)
    for _ in range(steps):
        error = np.einsum("ijab,ab->ij", windows, K) - Y
        losses.append(np.sum(error**2))
        gradient = 2 * np.einsum("ijab,ij->ab", windows, error)
        K = K - learning_rate * gradient / (np.linalg.norm(gradient) + 1e-9)
    return K, losses
""",
        "gradient divided by its length",
    ),
    (
        """
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X)[..., 0] - Y) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)
""",
        "prediction and target with other axes",
    ),
    (
        """
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y[..., 0]) ** 2)
    layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
    return float(loss)
""",
        "prediction and target with other axes",
    ),
    (
        """
def kernel_gradient(X, K, Y):
    k_h, k_w = K.shape
    error = np.asarray(cross_correlate(X, K)) - Y
    gradient = [[0.0] * k_w] * k_h
    for a, b in np.ndindex(k_h, k_w):
        for i, j in np.ndindex(error.shape):
            gradient[a][b] += 2 * error[i, j] * X[i + a, j + b]
    return np.array(gradient)
""",
        "one list for all rows",
    ),
    (
        """
def to_channels_last(X):
    c, h, w = X.shape
    Y = [[[0.0] * c] * w] * h
    for k, i, j in np.ndindex(c, h, w):
        Y[i][j][k] = X[k, i, j]
    return np.array(Y)
""",
        "one list for all rows and pixels",
    ),
    (
        """
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    h, w = X.shape
    Y = np.zeros((top + h + bottom, left + w + right))
    for i, j in np.ndindex(Y.shape):
        try:
            Y[i, j] = X[i - top, j - left]
        except IndexError:
            pass
    return Y
""",
        "indices below 0",
    ),
    (
        """
def pool2d_strided(X, pool_size, padding, stride, mode):
    ((top, bottom), (left, right)), (s, t), (h, w) = padding, stride, pool_size
    rows = (X.shape[0] + top + bottom - h) // s + 1
    Y = np.zeros((rows, (X.shape[1] + left + right - w) // t + 1))
    for i, j in np.ndindex(Y.shape):
        a, b = i * s - top, j * t - left
        cells = X[a : a + h, b : b + w]
        Y[i, j] = cells.max() if mode == "max" else cells.mean()
    return Y
""",
        "slices that begin below 0",
    ),
    (
        """
def corr2d_multi_in_out(X, K):
    c_i, c_o, k_h, k_w = K.shape
    Y = np.zeros((c_o, X.shape[1] - k_h + 1, X.shape[2] - k_w + 1))
    for o, i, j in np.ndindex(Y.shape):
        for c in range(c_i):
            Y[o, i, j] += np.sum(X[c, i : i + k_h, j : j + k_w] * K[o, c])
    return Y
""",
        "shape of K read as input channels, output channels, height, width",
    ),
    (
        """
def detect_edges(X):
    w, h = X.shape
    vertical, horizontal = np.zeros((h, w - 1)), np.zeros((h - 1, w))
    for i, j in np.ndindex(h, w - 1):
        vertical[i, j] = X[i, j] - X[i, j + 1]
    for i, j in np.ndindex(h - 1, w):
        horizontal[i, j] = X[i, j] - X[i + 1, j]
    return vertical, horizontal
""",
        "shape of X read as width, height",
    ),
    (
        """
def pool2d(X, pool_size, mode):
    h, w = X.shape[0] - pool_size[0] + 1, X.shape[1] - pool_size[1] + 1
    combine = np.maximum if mode == "max" else lambda old, new: (old + new) / 2
    result = X[:h, :w]
    for a, b in list(np.ndindex(*pool_size))[1:]:
        result = combine(result, X[a : a + h, b : b + w])
    return result
""",
        "halved with each cell",
    ),
    (
        """
def squared_error(Y_hat, Y):
    return tf.reduce_mean((Y_hat - Y) ** 2) * Y.shape[-1]
""",
        "mean times a part of the number of elements",
    ),
    (
        """
def output_size(n, k, p, s):
    return -(-n // s) if p else (n - k) // s + 1
""",
        "another formula where there is padding",
    ),
    (
        """
def same_padding(n, k, s):
    return ((k - 1) // 2, k // 2) if s == 1 else (0, 0)
""",
        "another formula where the stride is not 1",
    ),
    (
        """
def network_shapes(input_shape, layers):
    (c, h, w), shapes, counts = input_shape, [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c, (k_h, k_w), padding = settings
            h, w = (h, w) if padding == "same" else (h - k_h + 1, w - k_w + 1)
            count = c * (c * k_h * k_w + 1)
        elif kind == "pooling":
            h, w = h // settings[0][0], w // settings[0][1]
        elif kind == "dense":
            c, h, w = settings[0], 1, 1
            count = c * (c + 1)
        else:
            h = w = 1
        shapes.append((c, h, w))
        counts.append(count)
    return shapes, counts
""",
        "parameters counted after the shape is changed",
    ),
    (
        """
def filter_detect_condense(image, kernel):
    h, w = kernel.shape
    detected = np.maximum(cross_correlate_same(image, kernel), 0)
    return pool(detected, (2, 2), ((0, h % 2), (0, w % 2)), (2, 2))
""",
        "padded like the kernel before pooling",
    ),
    (
        """
def pad2d(X, padding):
    (top, bottom), (left, right) = padding
    Y = np.zeros((top + X.shape[0] + bottom, left + X.shape[1] + right))
    if bottom > 0:
        Y[top:-bottom, left:-right] = X
    elif right > 0:
        Y[top:, left:-right] = X
    else:
        Y[top:, left:] = X
    return Y
""",
        "empty slice",
    ),
    (
        """
def comp_conv2d(layer, X):
    new = tf.keras.layers.Conv2D.from_config(layer.get_config())
    return new(X[np.newaxis, :, :, np.newaxis])[0, :, :, 0]
""",
        "a new layer",
    ),
    (
        """
def corr2d_strided(X, K, padding, stride):
    P, (h, w), (s, t) = np.pad(X, padding), K.shape, stride
    Y = np.zeros(((P.shape[0] - h) // s + 1, (P.shape[1] - w) // t + 1))
    for a, b in np.ndindex(h, w):
        Y += K[a, b] * P[a::s, b::t]
    return Y
""",
        "shifted parts end elsewhere",
    ),
    (
        """
def pool2d(X, pool_size, mode):
    windows = np.lib.stride_tricks.sliding_window_view(X, pool_size)
    return windows.max(axis=3) if mode == "max" else windows.mean(axis=3)
""",
        "largest and mean over other axes",
    ),
    (
        """
def pool2d_channels(X, pool_size, padding, stride, mode):
    h = (X.shape[1] + 2 * padding[0][0] - pool_size[0]) // stride[0] + 1
    w = (X.shape[2] + 2 * padding[1][0] - pool_size[1]) // stride[1] + 1
    Y = np.zeros((len(X), h, w))
    for c in range(len(X)):
        Y[c] = pool(X[c], pool_size, padding, stride, mode)
    return Y
""",
        "output sized with the padding of one side taken twice, as if both sides were alike",
    ),
    (
        """
def pool2d_channels(X, pool_size, padding, stride, mode):
    last = X.reshape(*X.shape[1:], len(X))
    return np.stack([pool(last[..., c], pool_size, padding, stride, mode) for c in range(len(X))])
""",
        "reshape in place of a transpose",
    ),
    (
        """
def relu(X):
    return np.minimum(np.where(X > 0, X, 0.1 * X), 6)
""",
        "leaky and cut off above 6",
    ),
    (
        """
def filter_detect_condense(image, kernel):
    h, w = image.shape
    detected = np.maximum(cross_correlate_same(image, kernel), 0)
    return pool(detected, (2, 2), ((0, h % 2), (0, w % 2)))
""",
        "windows overlap",
    ),
    (
        """
def kernel_gradient(X, K, Y):
    moved, gradient = K.astype(float), np.zeros(K.shape)
    for place in np.ndindex(K.shape):
        moved[place] += 1
        above = np.sum((np.asarray(cross_correlate(X, moved)) - Y) ** 2)
        moved[place] -= 2
        below = np.sum((np.asarray(cross_correlate(X, moved)) - Y) ** 2)
        gradient[place] = (above - below) / 2
    return gradient
""",
        "nudge not put back",
    ),
    (
        """
def corr2d_tensor(X, K):
    k_h, k_w = K.shape
    Y = tf.zeros((X.shape[0] - k_h + 1, X.shape[1] - k_w + 1))
    for a in range(k_h):
        for b in range(k_w):
            Y += K[a, b] * X[a : a + k_h, b : b + k_w]
    return Y
""",
        "slices as large as the kernel",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = tf.Variable(K0), []
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((cross_correlate(X, K) - Y) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, K), K)])
        losses.append(float(loss))
    return K.numpy(), losses
""",
        "another optimizer",
    ),
    (
        """
def learn_kernel(X, Y, K0, learning_rate, steps):
    K, losses = K0, []
    for _ in range(steps):
        error = np.asarray(cross_correlate(X, K)) - Y
        K = K - learning_rate * np.asarray(cross_correlate(X, error))
        losses.append(np.sum((np.asarray(cross_correlate(X, K)) - Y) ** 2))
    return K, losses
""",
        "factor 2 forgotten and loss after the step",
    ),
    (
        """
def train_step(layer, X, Y, learning_rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((layer(X) - Y) ** 2)
    gradient = tf.clip_by_value(tape.gradient(loss, layer.kernel), -5, 5)
    layer.kernel.assign_sub(learning_rate * gradient)
    return float(loss) / len(X)
""",
        "gradient limited to 5",
    ),
    (
        """
def cross_entropy(logits, labels):
    rows = np.arange(len(logits))
    gradient = z = logits - logits.max(axis=1, keepdims=True)
    sums = np.log(np.sum(np.exp(z), axis=1))
    gradient -= sums[:, np.newaxis]
    np.exp(gradient, out=gradient)
    gradient[rows, labels] -= 1
    gradient /= len(z)
    return np.mean(sums - z[rows, labels]), gradient
""",
        "numbers of the loss overwritten",
    ),
    (
        """
def training_step(features, labels, W, b, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        logits = tf.matmul(features, W, transpose_b=True) + b
        loss = tf.keras.losses.SparseCategoricalCrossentropy()(labels, logits)
    of_W, of_b = tape.gradient(loss, [W, b])
    return W - learning_rate * of_W, b - learning_rate * of_b
""",
        "logits taken for probabilities",
    ),
    (
        """
def forward(image, K1, b1, K2, b2, W, b):
    maps = image
    for K, bias in ((K1, b1), (K2, b2)):
        p = K.shape[-1] // 2
        maps = cross_correlate_channels(np.pad(maps, ((0, 0), (p, p), (p, p))), K)
        maps = np.maximum(maps + bias[:, np.newaxis, np.newaxis], 0)
        if K is K1:
            maps = np.stack([pool(each, (2, 2), stride=(2, 2)) for each in maps])
    return W @ maps.max(axis=(1, 2)) + b
""",
        "kernel's width for both paddings",
    ),
]


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS)
def test_a_function_with_a_mistake_is_told_by_name(source: str, expected: str) -> None:
    import tensorflow as tf

    from course import operations

    name = source.split("(")[0].split()[-1]
    function = define(source, name)
    allowed = ("cross_correlate", "cross_correlate_channels", "cross_correlate_same", "pool", "pad")
    function.__globals__.update({each: getattr(operations, each) for each in allowed}, tf=tf)
    result = find_exercise("course.checks", name).examine(function)
    assert result.diagnosis is not None
    assert result.diagnosis.name == expected


def test_a_layer_without_its_bias_loses_a_point() -> None:
    def without_bias(layer: Any, X: Any) -> Any:
        import tensorflow as tf

        kernel, *_ = layer.get_weights()
        settings = layer.strides, layer.padding.upper()
        return tf.nn.conv2d(X[None, :, :, None], kernel, *settings)[0, :, :, 0]

    for package in ("course.checks", "grader_tests"):
        result = find_exercise(package, "comp_conv2d").examine(without_bias)
        assert [each.passed for each in result.properties] == [False, True, True], package
        assert result.diagnosis is not None
        assert result.diagnosis.name == "bias left out"
