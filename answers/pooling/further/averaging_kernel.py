"""Answers to averaging_kernel: average pooling as a convolution with channels."""


# right: the diagonal in a loop
def averaging_kernel(channels, pool_size):
    p_h, p_w = pool_size
    kernel = np.zeros((channels, channels, p_h, p_w))
    for c in range(channels):
        kernel[c, c] = 1 / (p_h * p_w)
    return kernel


# right: an identity matrix, spread over the window
def averaging_kernel(channels, pool_size):
    mean = tf.ones(pool_size, tf.float64) / np.prod(pool_size)
    return tf.eye(channels, dtype=tf.float64)[:, :, tf.newaxis, tf.newaxis] * mean


# wrong: all channels through equal weights
# loses: each channel by itself
# diagnosis: channels mixed
def averaging_kernel(channels, pool_size):
    return np.ones((channels, channels, *pool_size)) / np.prod(pool_size)


# wrong: all channels, divided by their number
# loses: each channel by itself
# diagnosis: mean of all channels
def averaging_kernel(channels, pool_size):
    kernel = np.ones((channels, channels, *pool_size))
    return kernel / kernel[0].sum()


# wrong: a sum
# loses: one channel
# loses: each channel by itself
# diagnosis: not divided
def averaging_kernel(channels, pool_size):
    kernel = np.zeros((channels, channels, *pool_size))
    for c in range(channels):
        kernel[c, c] = 1
    return kernel


# wrong: divided by the height
# loses: one channel
# loses: each channel by itself
# diagnosis: divided by one side
def averaging_kernel(channels, pool_size):
    kernel = np.zeros((channels, channels, *pool_size))
    for c in range(channels):
        kernel[c, c] = 1 / pool_size[0]
    return kernel
