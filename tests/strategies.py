"""Random inputs for every exercise, within what its docstring allows: for `test_fairness.py`."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst


def _no_speck(number: float) -> float:
    """Numbers near the smallest there are round to 0, or do not, as the processor is set."""
    return number if abs(number) > 1e-6 else 0.0


FLOATS = st.floats(-100, 100, width=32).map(_no_speck)
SIZES = st.integers(1, 4)
MARGINS = st.integers(0, 2)


def arrays(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Float32 arrays of a shape."""
    return npst.arrays(np.float32, shape, elements=FLOATS)


@st.composite
def two_alike(draw: Any, names: tuple[str, str]) -> dict[str, Any]:
    """Two arrays of one shape."""
    shape = (draw(SIZES), draw(SIZES))
    return {name: draw(arrays(shape)) for name in names}


def kernel_and_image_shapes(draw: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """A kernel's shape and that of an image at least as large."""
    k_h, k_w = draw(SIZES), draw(SIZES)
    return (k_h, k_w), (k_h + draw(SIZES) - 1, k_w + draw(SIZES) - 1)


@st.composite
def image_and_kernel(draw: Any, names: tuple[str, str] = ("X", "K"), **more: Any) -> dict[str, Any]:
    """An image, a kernel that fits, and further arrays of given shapes."""
    kernel, image = kernel_and_image_shapes(draw)
    inputs = {names[0]: draw(arrays(image)), names[1]: draw(arrays(kernel))}
    return inputs | {name: draw(arrays(shape)) for name, shape in more.items()}


@st.composite
def channels(draw: Any, outputs: bool = True, one_by_one: bool = False) -> dict[str, Any]:
    """Several channels and kernels for them."""
    kernel, image = kernel_and_image_shapes(draw)
    c_i, c_o = draw(SIZES), draw(SIZES)
    kernel = (1, 1) if one_by_one else kernel
    shape = (c_o, c_i, *kernel) if outputs else (c_i, *kernel)
    return {"X": draw(arrays((c_i, *image))), "K": draw(arrays(shape))}


@st.composite
def padding(draw: Any, largest: tuple[int, int] = (2, 2)) -> Any:
    """Rows and columns of padding, ((top, bottom), (left, right))."""
    return tuple((draw(st.integers(0, most)), draw(st.integers(0, most))) for most in largest)


@st.composite
def strided(draw: Any) -> dict[str, Any]:
    """An image, a kernel, padding and stride."""
    inputs = draw(image_and_kernel())
    return {**inputs, "padding": draw(padding()), "stride": (draw(SIZES), draw(SIZES))}


@st.composite
def pooled(draw: Any, in_channels: bool = False, strides: bool = True) -> dict[str, Any]:
    """A window that fits, no padding as large as the window, stride and mode."""
    window, image = kernel_and_image_shapes(draw)
    shape = (draw(SIZES), *image) if in_channels else image
    inputs: dict[str, Any] = {"X": draw(arrays(shape)), "pool_size": window}
    if strides:
        border = draw(padding((window[0] - 1, window[1] - 1)))
        inputs |= {"padding": border, "stride": (draw(SIZES), draw(SIZES))}
    return {**inputs, "mode": draw(st.sampled_from(["max", "avg"]))}


@st.composite
def layer_call(draw: Any) -> dict[str, Any]:
    """What the driver of `comp_conv2d` takes."""
    inputs = draw(image_and_kernel(names=("X", "kernel")))
    return {
        **inputs,
        "padding": draw(st.sampled_from(["same", "valid"])),
        "strides": (draw(SIZES), draw(SIZES)),
        "bias": draw(st.sampled_from([0.0, 0.5])),
    }


@st.composite
def output_sizes(draw: Any) -> dict[str, Any]:
    """Input, kernel that fits, total padding, stride."""
    n, p = draw(st.integers(1, 12)), draw(st.integers(0, 4))
    k = draw(st.integers(1, n + p))
    return {"n": n, "k": k, "p": p, "s": draw(st.integers(1, 5))}


@st.composite
def descent(draw: Any, steps: st.SearchStrategy[int]) -> dict[str, Any]:
    """An image, a target and a start for learning a kernel; small steps, so that none diverges."""
    (k_h, k_w), (n_h, n_w) = kernel_and_image_shapes(draw)
    small = st.floats(-2, 2, width=32).map(_no_speck)
    draw_array = lambda *shape: draw(npst.arrays(np.float32, shape, elements=small))  # noqa: E731
    return {
        "X": draw_array(n_h, n_w),
        "Y": draw_array(n_h - k_h + 1, n_w - k_w + 1),
        "K0": draw_array(k_h, k_w),
        "learning_rate": draw(st.sampled_from([0.001, 0.002])),
        "steps": draw(steps),
    }


@st.composite
def kernel_and_target(draw: Any) -> dict[str, Any]:
    """An image, a kernel, and a target of the output's shape."""
    inputs = draw(image_and_kernel())
    (n_h, n_w), (k_h, k_w) = inputs["X"].shape, inputs["K"].shape
    return {**inputs, "Y": draw(arrays((n_h - k_h + 1, n_w - k_w + 1)))}


@st.composite
def trained(draw: Any) -> dict[str, Any]:
    """What the driver of `train_step` takes: one image with batch and channel axes."""
    inputs = draw(descent(st.integers(1, 3)))
    X, Y, kernel = (inputs.pop(name) for name in ("X", "Y", "K0"))
    images = {"X": X[np.newaxis, :, :, np.newaxis], "Y": Y[np.newaxis, :, :, np.newaxis]}
    return {**images, "kernel": kernel, **inputs}


@st.composite
def layers(draw: Any) -> dict[str, Any]:
    """An image's shape and a stack of layers that fits it."""
    sizes = st.tuples(st.integers(1, 3), st.integers(1, 3))
    convolution = st.tuples(
        st.just("convolution"), SIZES, sizes, st.sampled_from(["same", "valid"])
    )
    maps = draw(st.lists(convolution | st.tuples(st.just("pooling"), sizes), max_size=2))
    ends = [("global max",)] * draw(st.booleans()) + [("dense", n) for n in draw(st.lists(SIZES))]
    shape = tuple(draw(st.integers(low, low + 4)) for low in (1, 12, 12))
    return {"input_shape": shape, "layers": [*maps, *(ends or [("dense", 2)])]}


@st.composite
def network(draw: Any) -> dict[str, Any]:
    """An image and the weights of two convolutions, with odd kernels, and of a dense layer."""
    odd = st.sampled_from([1, 3, 5])
    (c, first, second, classes), (h, w) = (
        draw(st.tuples(*[SIZES] * 4)),
        draw(st.tuples(st.integers(2, 6), st.integers(2, 6))),
    )
    shapes = {
        **{"image": (c, h, w), "K1": (first, c, draw(odd), draw(odd)), "b1": (first,)},
        **{"K2": (second, first, draw(odd), draw(odd)), "b2": (second,)},
        **{"W": (classes, second), "b": (classes,)},
    }
    return {name: draw(arrays(shape)) for name, shape in shapes.items()}


@st.composite
def labelled(draw: Any, unique: bool = False) -> dict[str, Any]:
    """Logits of a few images, and their labels; all logits may differ."""
    images, classes = draw(SIZES), draw(st.integers(2, 5))
    elements = st.integers(-99, 99).map(float)
    logits = npst.arrays(np.float32, (images, classes), elements=elements, unique=unique)
    labels = npst.arrays(np.int64, images, elements=st.integers(0, classes - 1))
    return {"logits": draw(logits), "labels": draw(labels)}


@st.composite
def last_layer(draw: Any) -> dict[str, Any]:
    """Features and labels of a few images, and a dense layer."""
    images, features, classes = draw(SIZES), draw(SIZES), draw(st.integers(2, 5))
    small = st.floats(-2, 2, width=32).map(_no_speck)
    draw_array = lambda *shape: draw(npst.arrays(np.float32, shape, elements=small))  # noqa: E731
    return {
        "features": draw_array(images, features),
        "labels": draw(npst.arrays(np.int64, images, elements=st.integers(0, classes - 1))),
        "W": draw_array(classes, features),
        "b": draw_array(classes),
        "learning_rate": draw(st.sampled_from([0.125, 1.5])),
    }


@st.composite
def predicted(draw: Any) -> dict[str, Any]:
    """Predictions and labels of a few images."""
    images, classes = draw(st.integers(1, 6)), draw(SIZES)
    numbers = npst.arrays(np.int64, images, elements=st.integers(0, classes - 1))
    return {"predictions": draw(numbers), "labels": draw(numbers), "classes": classes}


def counts(*names: str, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Small whole numbers by name, and more; in this order, for they are passed by position."""
    inputs = {**{name: SIZES for name in names}, **more}
    drawn = st.fixed_dictionaries(inputs)
    return drawn.map(lambda values: {name: values[name] for name in inputs})


INPUTS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "window_sum": two_alike(("window", "kernel")),
    "corr2d": image_and_kernel(),
    "convolve2d": image_and_kernel(),
    "detect_edges": st.fixed_dictionaries({"X": arrays((4, 5)) | arrays((2, 2)) | arrays((5, 3))}),
    "receptive_field": st.fixed_dictionaries(
        {"kernel_sizes": st.lists(st.tuples(SIZES, SIZES), max_size=4)}
    ),
    "Conv2D": image_and_kernel(names=("X", "kernel"), bias=(1,)),
    "pad2d": counts(X=arrays((2, 3)) | arrays((4, 1)), padding=padding()),
    "output_size": output_sizes(),
    "same_padding": counts(n=st.integers(1, 12), k=st.integers(1, 6), s=st.integers(1, 5)),
    "corr2d_strided": strided(),
    "comp_conv2d": layer_call(),
    "corr2d_multi_in": channels(outputs=False),
    "corr2d_multi_in_out": channels(),
    "corr2d_1x1": channels(one_by_one=True),
    "to_channels_last": st.fixed_dictionaries({"X": arrays((2, 3, 4)) | arrays((1, 2, 1))}),
    "kernel_to_hwio": st.fixed_dictionaries({"K": arrays((2, 3, 4, 1)) | arrays((1, 2, 2, 3))}),
    "parameter_count": counts("c_i", "c_o", "k_h", "k_w", bias=st.booleans()),
    "multiply_adds": counts("c_i", "c_o", "k_h", "k_w", "h_out", "w_out"),
    "corr2d_matmul": channels(),
    "pool2d": pooled(strides=False),
    "pool2d_strided": pooled(),
    "pool2d_channels": pooled(in_channels=True),
    "relu": st.fixed_dictionaries({"X": arrays((3, 4)) | arrays((2, 2, 2)) | arrays((5,))}),
    "filter_detect_condense": image_and_kernel(names=("image", "kernel")),
    "squared_error": two_alike(("Y_hat", "Y")),
    "corr2d_tensor": image_and_kernel(),
    "kernel_gradient": kernel_and_target(),
    "learn_kernel": descent(st.integers(0, 4)),
    "train_step": trained(),
    "network_shapes": layers(),
    "forward": network(),
    "softmax": labelled().map(lambda inputs: {"logits": inputs["logits"]}),
    "cross_entropy": labelled(),
    "training_step": last_layer(),
    "accuracy": labelled(unique=True),
    "confusion_matrix": predicted(),
}
