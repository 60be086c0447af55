"""Rules: the calls that exercises forbid because students should write the operation."""

from collections.abc import Mapping

from course.tensorflow_compat import PRIVATE_API
from nbproctor.checks.by_hand import Rule


def forbid(*calls: str, operations: Mapping[str, str] | None = None) -> Rule:
    """Create a rule that knows TensorFlow's names and watches its operations.

    Args:
        calls: prefixes of the full names of functions, classes and modules.
        operations: TensorFlow's operation types, each with the call that runs it.

    >>> forbid("tensorflow.pad").names("tensorflow._api.v2.pad")
    True
    """
    return Rule(
        operations=dict(operations or {}),
        calls=calls,
        full_names={PRIVATE_API: "tensorflow."},
        short_names={"tensorflow.": "tf.", "numpy.": "np."},
        package="course",
        watcher="course.checks.watch_tensorflow:watch_operations",
    )


CONVOLUTION = forbid(
    "scipy.signal",
    "scipy.ndimage",
    "tensorflow.nn.conv",
    "tensorflow.nn.depthwise_conv2d",
    "tensorflow.keras.layers",
    "keras.layers",
    "keras.ops.conv",
    "course.operations",
    operations={
        "Conv2D": "tf.nn.conv2d",
        "Conv3D": "tf.nn.conv3d",
        "DepthwiseConv2dNative": "tf.nn.depthwise_conv2d",
        "Conv2DBackpropInput": "tf.nn.conv2d_transpose",
        "Conv2DBackpropFilter": "the gradient of tf.nn.conv2d",
    },
)
POOLING = forbid(
    "scipy.ndimage",
    "skimage.measure",
    "tensorflow.nn.max_pool",
    "tensorflow.nn.avg_pool",
    "tensorflow.nn.pool",
    "tensorflow.keras.layers",
    "keras.layers",
    "keras.ops.max_pool",
    "keras.ops.average_pool",
    "course.operations",
    operations={
        "MaxPool": "tf.nn.max_pool2d",
        "AvgPool": "tf.nn.avg_pool2d",
        "MaxPoolV2": "tf.nn.max_pool2d",
        "MaxPool3D": "tf.nn.max_pool3d",
        "AvgPool3D": "tf.nn.avg_pool3d",
        "MaxPoolWithArgmax": "tf.nn.max_pool_with_argmax",
    },
)
PADDING = forbid(
    "numpy.pad",
    "numpy.lib.pad",
    "tensorflow.pad",
    "tensorflow.image.pad",
    "tensorflow.keras.layers",
    "keras.layers",
    "keras.ops.pad",
    "course.operations",
    operations={"Pad": "tf.pad", "PadV2": "tf.pad", "MirrorPad": "tf.pad"},
)
