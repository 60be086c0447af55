"""Answers to kernel_to_hwio: (c_o, c_i, k_h, k_w) to (k_h, k_w, c_i, c_o)."""


# right: transpose with the order of the axes
def kernel_to_hwio(K):
    return np.transpose(K, (2, 3, 1, 0))


# right: two steps, moveaxis
def kernel_to_hwio(K):
    K = np.moveaxis(K, 0, -1)
    return np.moveaxis(K, 0, 2)


# right: moveaxis for all axes at once
def kernel_to_hwio(K):
    return np.moveaxis(K, [0, 1, 2, 3], [3, 2, 0, 1])


# right: TensorFlow
def kernel_to_hwio(K):
    return tf.transpose(K, perm=[2, 3, 1, 0])


# right: loops
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    result = np.zeros((k_h, k_w, c_i, c_o), K.dtype)
    for o in range(c_o):
        for i in range(c_i):
            result[:, :, i, o] = K[o, i]
    return result


# right: all axes reversed, then height and width exchanged
def kernel_to_hwio(kernel):
    return np.swapaxes(kernel.T, 0, 1)


# right: einsum in float64
def kernel_to_hwio(K):
    return np.einsum("oihw->hwio", K.astype(np.float64))


# right: nested lists
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    return [
        [[[float(K[o, i, a, b]) for o in range(c_o)] for i in range(c_i)] for b in range(k_w)]
        for a in range(k_h)
    ]


# right: stacked on the last axis, kernel by kernel
def kernel_to_hwio(K):
    return np.stack([np.stack(list(kernels), axis=-1) for kernels in K], axis=-1)


# right: tf.einsum of a tf.Variable
def kernel_to_hwio(K):
    return tf.einsum("oihw->hwio", tf.Variable(K))


# right: two matrices, each transposed
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    windows_first = K.reshape(c_o * c_i, k_h * k_w).T.reshape(k_h, k_w, c_o, c_i)
    return windows_first.swapaxes(2, 3)


# right: loops over all four axes, the dtype kept
def kernel_to_hwio(kernel):
    outputs, inputs, height, width = kernel.shape
    result = np.empty((height, width, inputs, outputs), kernel.dtype)
    for o, i, a, b in np.ndindex(*kernel.shape):
        result[a, b, i, o] = kernel[o, i, a, b]
    return result


# right: recursion over the output channels
def kernel_to_hwio(K):
    first = np.moveaxis(K[0], 0, -1)[..., np.newaxis]  # (k_h, k_w, c_i, 1)
    return first if len(K) == 1 else np.concatenate([first, kernel_to_hwio(K[1:])], axis=3)


# right: keyword arguments with defaults
def kernel_to_hwio(K, order=(2, 3, 1, 0)):
    return np.transpose(a=np.asarray(K, dtype=np.float64), axes=order)


# wrong: reshape instead of transpose
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: reshape instead of transpose
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    return K.reshape(k_h, k_w, c_i, c_o)


# wrong: channels left in their order
# loses: then the input channels, then the output channels
# diagnosis: channels left in their order
def kernel_to_hwio(K):
    return np.transpose(K, (2, 3, 0, 1))


# wrong: all axes reversed
# loses: height and width come first
# diagnosis: all axes reversed
def kernel_to_hwio(K):
    return K.T


# wrong: only the output channels moved to the end
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: only the output channels moved
def kernel_to_hwio(K):
    return np.moveaxis(K, 0, -1)


# wrong: only the input channels moved to the end
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: only the input channels moved
def kernel_to_hwio(K):
    return np.moveaxis(K, 1, -1)


# wrong: order of an image, channels last
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: only the input channels moved
def kernel_to_hwio(K):
    return np.transpose(K, (0, 2, 3, 1))


# wrong: the way back, from TensorFlow's order
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: the way back
def kernel_to_hwio(K):
    return np.transpose(K, (3, 2, 0, 1))


# wrong: height and width exchanged in the loops
# loses: height and width come first
# diagnosis: all axes reversed
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    result = np.zeros((k_w, k_h, c_i, c_o))
    for a in range(k_h):
        for b in range(k_w):
            result[b, a] = K[:, :, a, b].T
    return result


# wrong: input and output channels exchanged in the loops
# loses: then the input channels, then the output channels
# diagnosis: channels left in their order
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    result = np.zeros((k_h, k_w, c_o, c_i))
    for o in range(c_o):
        for i in range(c_i):
            result[:, :, o, i] = K[o, i]
    return result


# wrong: right shape, channels filled in the old order
# loses: then the input channels, then the output channels
# diagnosis: channels filled in the old order
def kernel_to_hwio(K):
    c_o, c_i, k_h, k_w = K.shape
    result = np.zeros((k_h, k_w, c_i, c_o))
    for a in range(k_h):
        for b in range(k_w):
            result[a, b] = K[:, :, a, b].reshape(c_i, c_o)
    return result


# wrong: kernel flipped as well
# loses: height and width come first
# diagnosis: kernel flipped
def kernel_to_hwio(K):
    return np.transpose(K, (2, 3, 1, 0))[::-1, ::-1]


# wrong: square windows assumed
# loses: height and width come first
# diagnosis: square window assumed
def kernel_to_hwio(K):
    c_o, c_i, k, _ = K.shape
    result = np.zeros((k, k, c_i, c_o))
    for a in range(k):
        for b in range(k):
            result[a, b] = K[:, :, a, b].T
    return result


# wrong: integer output
# loses: then the input channels, then the output channels
# diagnosis: truncated to whole numbers
def kernel_to_hwio(K):
    return np.transpose(K, (2, 3, 1, 0)).astype(int)


# wrong: axes of size 1 dropped
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: axes of length 1 dropped
def kernel_to_hwio(K):
    return np.squeeze(np.transpose(K, (2, 3, 1, 0)))


# wrong: only the first output channel
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: only the first output channel
def kernel_to_hwio(K):
    return np.transpose(K[:1], (2, 3, 1, 0))


# wrong: transposed, but the result not kept
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: unchanged
def kernel_to_hwio(K):
    np.transpose(K, (2, 3, 1, 0))
    return K


# wrong: missing return
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: returned None
def kernel_to_hwio(K):
    result = tf.transpose(K, (2, 3, 1, 0))


# wrong: the course's own function
# loses: height and width come first
# loses: then the input channels, then the output channels
def kernel_to_hwio(K):
    from course.operations import kernel_to_hwio as theirs

    return theirs(K)


# wrong: the course's own function under another name
# loses: height and width come first
# loses: then the input channels, then the output channels
from course import operations as laying_out


def kernel_to_hwio(K):
    return laying_out.kernel_to_hwio(K)


# wrong: order of the axes as single arguments of np.transpose
# loses: height and width come first
# loses: then the input channels, then the output channels
# diagnosis: raised TypeError
def kernel_to_hwio(K):
    return np.transpose(K, 2, 3, 1, 0)
