"""Answers to merge_kernels: two layers as one kernel."""


# right: a single 1 through both layers
def merge_kernels(K1, K2):
    from course.operations import cross_correlate_channels

    h, w = (a + b - 1 for a, b in zip(K1.shape[2:], K2.shape[2:]))
    kernels = []
    for c in range(K1.shape[1]):
        X = np.zeros((K1.shape[1], 2 * h - 1, 2 * w - 1))
        X[c, h - 1, w - 1] = 1
        Y = cross_correlate_channels(cross_correlate_channels(X, K1), K2)
        kernels.append(Y[:, ::-1, ::-1])
    return np.stack(kernels, axis=1)


# right: shifted copies of the first kernels
def merge_kernels(K1, K2):
    h, w = (a + b - 1 for a, b in zip(K1.shape[2:], K2.shape[2:]))
    K = np.zeros((K2.shape[0], K1.shape[1], h, w))
    for a, b in np.ndindex(*K2.shape[2:]):
        part = np.einsum("om,mihw->oihw", K2[:, :, a, b], K1)
        K[:, :, a : a + K1.shape[2], b : b + K1.shape[3]] += part
    return K


# wrong: flipped
# loses: one channel
# loses: several channels
# diagnosis: flipped
def merge_kernels(K1, K2):
    h, w = (a + b - 1 for a, b in zip(K1.shape[2:], K2.shape[2:]))
    K = np.zeros((K2.shape[0], K1.shape[1], h, w))
    for a, b in np.ndindex(*K2.shape[2:]):
        part = np.einsum("om,mihw->oihw", K2[:, :, a, b], K1)
        K[:, :, a : a + K1.shape[2], b : b + K1.shape[3]] += part
    return K[:, :, ::-1, ::-1]


# wrong: channels swapped
# loses: several channels
# diagnosis: channels swapped
def merge_kernels(K1, K2):
    h, w = (a + b - 1 for a, b in zip(K1.shape[2:], K2.shape[2:]))
    K = np.zeros((K1.shape[1], K2.shape[0], h, w))
    for a, b in np.ndindex(*K2.shape[2:]):
        part = np.einsum("om,mihw->iohw", K2[:, :, a, b], K1)
        K[:, :, a : a + K1.shape[2], b : b + K1.shape[3]] += part
    return K
