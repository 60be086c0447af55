"""Answers to combine_kernels: two kernels as one."""


# right: a single bright pixel
def combine_kernels(K1, K2):
    h, w = (a + b - 1 for a, b in zip(K1.shape, K2.shape))
    pixel = np.zeros((2 * h - 1, 2 * w - 1))
    pixel[h - 1, w - 1] = 1
    return np.asarray(cross_correlate(cross_correlate(pixel, K1), K2))[::-1, ::-1]


# right: shifted copies of the first kernel
def combine_kernels(K1, K2):
    K = np.zeros([a + b - 1 for a, b in zip(K1.shape, K2.shape)])
    for a, b in np.ndindex(*K2.shape):
        K[a : a + K1.shape[0], b : b + K1.shape[1]] += K2[a, b] * K1
    return K


# wrong: not flipped back
# loses: any two kernels
# diagnosis: flipped
def combine_kernels(K1, K2):
    h, w = (a + b - 1 for a, b in zip(K1.shape, K2.shape))
    pixel = np.zeros((2 * h - 1, 2 * w - 1))
    pixel[h - 1, w - 1] = 1
    return cross_correlate(cross_correlate(pixel, K1), K2)


# wrong: one slid over the other
# loses: the two edge kernels
# loses: any two kernels
# diagnosis: second kernel flipped
def combine_kernels(K1, K2):
    border = [(k - 1, k - 1) for k in K2.shape]
    return cross_correlate(np.pad(K1, border), K2)
