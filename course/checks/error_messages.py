"""Explains messages of TensorFlow and Keras that learners meet often.

As in `nbproctor.checks.error_messages`, which explains those of Python and NumPy: a pattern of the
error's kind and message, and a sentence; the special ones come first.
"""

from nbproctor.checks.error_messages import (
    EMPTY_SHAPE,
    INDEX_TOO_LARGE,
    IS_NONE,
    ITERATOR,
    RESHAPE,
    ROWS_DIFFER,
    SHAPES_DIFFER,
    WHOLE_NUMBERS,
    Meanings,
)

# By the patterns, of which the first that matches counts.
SENTENCES = {
    # shapes
    r"\w+: (Incompatible shapes|required broadcastable shapes)|ValueError: .*be broadcast"
    r"|ValueError: Dimensions must be equal": SHAPES_DIFFER,
    r"InvalidArgumentError: Input to reshape|ValueError: Cannot reshape a tensor": RESHAPE,
    r"\w+: (Shapes of all inputs must match|ConcatOp|Dimension \d+ in both shapes)": (
        "Tensors are joined or stacked only if their other axes have the same lengths. Print all "
        "shapes."
    ),
    r"ValueError: Can't convert non-rectangular Python sequence": ROWS_DIFFER,
    r"ValueError: Cannot assign value to variable|ValueError: The shape of the target": (
        "A variable keeps its shape. Print its shape and that of the value you assign."
    ),
    r"ValueError: Input \d+ .*of layer .* is incompatible|\w+: .*must be 4-dimensional"
    r"|ValueError: .*must be rank 4|\w+: .*4-D|ValueError: `?num_spatial_dims"
    r"|ValueError: Kernel shape must have the same length": (
        "Keras' layers and TensorFlow's convolutions and poolings take four axes: images, height, "
        "width, channels. One image of one channel has the shape (1, height, width, 1), a new axis "
        "at each end. Print the shape of what you hand over."
    ),
    r"\w+: .*(input depth must be|output depth must be|must have the same depth)": (
        "The input has another number of channels than the kernel takes. Print both shapes: the "
        "kernel's are height, width, input channels, output channels."
    ),
    r"ValueError: A kernel has two axes, got shape \(\d+,\)": (
        "A kernel of one row has two axes, too, and two pairs of brackets: [[1, -1]]. With one "
        "axis `.T` changes nothing."
    ),
    r"ValueError: A kernel has two axes, got shape": (
        "The kernel has the wrong number of axes: here it has a height and a width, and no axis "
        "for channels."
    ),
    r"ValueError: kernels of shape .* do not fit|\w+: .*output size would be negative": (
        "The kernel is larger than the map that it slides over, on some axis. Print both shapes: "
        "is a padding missing, or in the place of another axis?"
    ),
    r"\w+: (Invalid reduction dimension|Expected axis|axis = |Expected dimension)": (
        "The tensor has fewer axes than that. The axes of a tensor with n axes are 0 to n - 1: "
        "print its shape."
    ),
    r"ValueError: Input shape .* should match the length|\w+: transpose expects a vector": (
        "A transpose names every axis of the tensor once. Print the shape: how many axes are there?"
    ),
    # indices
    r"InvalidArgumentError: (slice index|Expected size|Expected begin|index )": INDEX_TOO_LARGE,
    r"TypeError: Only integers, slices": WHOLE_NUMBERS,
    r"InvalidArgumentError: Index out of range|\w+: Too many indices": (
        "You use more indices than the tensor has axes. Print its shape."
    ),
    # values and dtypes
    r"\w+: (Attempt to convert a value \(None\)|None values not supported)": IS_NONE,
    r"\w+: cannot compute \w+ as input #\d+|ValueError: Tensor conversion requested": (
        "Two tensors of different dtypes meet, and TensorFlow converts none of them by itself. "
        "Convert one: `tf.cast(x, tf.float32)`."
    ),
    r"\w+: Attempt to convert a value": (
        "TensorFlow was given what is neither a number nor an array. Print it: is it a function, "
        "or another name than you mean?"
    ),
    r"\w+: .*Tried to expand dim": (
        "An array has fewer axes than the operation needs. Print its shape: an image or a kernel "
        "has a height and a width."
    ),
    r"ValueError: Cannot convert '[(\[]+[^,]*, [^,)\]]*[)\]],.*' to a shape": (
        "A pair stands in your shape where a single number should. The kernel's size is the pair "
        "(height, width): it is the shape already."
    ),
    r"ValueError: Cannot convert '.*' to a shape": (
        "A shape is a tuple. That of one number has a comma: `shape=(1,)`."
    ),
    r"ValueError: Incompatible type conversion requested to type u?int": (
        "A layer computes with float32, and it got whole numbers. Give it the image in that dtype: "
        "`tf.cast(X, tf.float32)`."
    ),
    r"\w+: .*dimension of paddings must be the rank": (
        "A padding has a pair for each axis, and the array has another number of axes. Print its "
        "shape: is it one channel that you hand over, X[k], or all of them?"
    ),
    r"TypeError: Cannot convert .* to EagerTensor of dtype": (
        "A tensor of whole numbers takes no fractions. Make it with `tf.float32`."
    ),
    r"\w+: Value for attr 'T' of": (
        "TensorFlow has no such operation for this dtype. Convert the input: "
        "`tf.cast(x, tf.float32)`."
    ),
    r"TypeError: '\S*(Tensor|Variable)' object does not support item (assignment|deletion)": (
        "A tensor cannot be changed. Collect its elements in a list, and stack them at the end."
    ),
    r"AttributeError: 'numpy.ndarray' object has no attribute 'numpy'": (
        "This is an array already: leave `.numpy()` out."
    ),
    r"AttributeError: 'numpy.ndarray' object has no attribute '(assign\w*|value)'": (
        "Only variables have this method, and this is an array. A layer's weights are variables; "
        "`.numpy()` and `np.array` make copies."
    ),
    r"AttributeError: .*Tensor'? object has no attribute": (
        "A tensor has no attribute of this name. Arrays' methods are functions of TensorFlow, such "
        "as `tf.reshape` and `tf.reduce_sum`, and `.numpy()` makes an array."
    ),
    # tapes and layers
    r"RuntimeError: A non-persistent GradientTape": (
        "A tape gives gradients once. Ask for all of them in one call."
    ),
    r"TypeError: Argument `target` should be": (
        "The tape was given no tensor as the loss, which is what it should differentiate."
    ),
    r"TypeError: can't multiply sequence by non-int": (
        "A list or tuple is multiplied by a fraction, and only arrays and tensors can be. A tape "
        "that is asked for the gradient of a list of weights returns a list: take one of them."
    ),
    r"ValueError: No gradients provided": (
        "Every gradient is None: the tape found no way from the loss back to the weights. Compute "
        "the loss inside `with tf.GradientTape()`, in TensorFlow alone."
    ),
    r"RuntimeError: .*forgot to call `super\(\)": (
        "The first line of `__init__` is `super().__init__()`, before any attribute is set."
    ),
    r"ValueError: You cannot add new elements of state": (
        "A layer makes its weights in `build`, which runs once. `call` runs for every input: it "
        "uses the weights and makes none."
    ),
    r"NotImplementedError: Layer .* does not have a `call(\(\))?` method": (
        "A layer computes its output in a method of the name `call`. Is yours called so?"
    ),
    r"AttributeError: module '\S*keras\S*\.(losses|metrics)' has no attribute": (
        "Keras' losses are classes here, such as `tf.keras.losses.MeanSquaredError()`. They take "
        "means; `tf.reduce_sum` takes sums."
    ),
    r"NoGradient: the tape finds no way": (
        "A tape records TensorFlow's operations only. NumPy arrays, `.numpy()`, `float` and "
        "`assign` are none: keep every number a tensor, and stack the tensors at the end. And a "
        "`tf.Variable` or `tf.constant` made anew of K is another array than K: use K itself."
    ),
    r"NoGradient: a gradient is None": (
        "Compute the loss inside the `with` block, in TensorFlow alone, and from the very kernel "
        "whose gradient you ask for: `.numpy()`, `np.array` and a new `tf.Variable` make copies, "
        "which the tape does not connect with it."
    ),
    r"ValueError: Only instances of `?keras.Layer": (
        "A model is made of layers only. Is there a text, such as a docstring, or a function among "
        "them? A comment starts with #."
    ),
    r"AttributeError: module '(tensorflow|keras)\S*' has no attribute": (
        "TensorFlow has no function of this name. Is it spelt rightly? Some stand in `tf.nn` or "
        "`tf.math`."
    ),
    r"TypeError: .*add_weight\(\) got multiple values|ValueError: `name` must be passed": (
        "The first argument of `add_weight` is the shape. Give the others by their names."
    ),
    # graphs
    r"OperatorNotAllowedInGraphError:|NotImplementedError: Cannot convert a symbolic"
    r"|\w+: .*symbolic `?tf.Tensor": (
        "Under `tf.function` a tensor has no value yet, so Python's `if`, `for` and NumPy cannot "
        "use it. Leave the decorator out, or use TensorFlow's functions."
    ),
    r"ValueError: tf.function only supports singleton": (
        "Under `tf.function` a variable is made once, outside the function."
    ),
}
MEANINGS: Meanings = (ITERATOR, EMPTY_SHAPE, *SENTENCES.items())
