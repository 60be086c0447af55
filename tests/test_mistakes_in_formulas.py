"""Formulas with one or two mistakes, and axes in another order, are told by name."""

import pytest
from sources import define, find_exercise

pytestmark = pytest.mark.usefixtures("patient")

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
