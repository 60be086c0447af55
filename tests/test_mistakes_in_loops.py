"""Loops over windows with one slip or two are told their slips by name."""

import pytest
from sources import define, find_exercise

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
