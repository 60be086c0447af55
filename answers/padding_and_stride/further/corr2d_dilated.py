"""Answers to corr2d_dilated: a cross-correlation whose kernel has holes."""


# right: a shifted image for each number of the kernel
def corr2d_dilated(X, K, d):
    h, w = (n - (k - 1) * d for n, k in zip(X.shape, K.shape))
    Y = np.zeros((h, w))
    for a, b in np.ndindex(*K.shape):
        Y += K[a, b] * X[a * d : a * d + h, b * d : b * d + w]
    return Y


# right: zeros in the holes
def corr2d_dilated(X, K, d):
    spread = np.zeros([(k - 1) * d + 1 for k in K.shape])
    spread[::d, ::d] = K
    return cross_correlate(X, spread)


# wrong: no holes
# loses: numbers of the kernel are d cells apart
# loses: images and kernels that are not square
# diagnosis: dilation left out
def corr2d_dilated(X, K, d):
    return cross_correlate(X, K)


# wrong: d holes
# loses: numbers of the kernel are d cells apart
# loses: d = 1 is a plain cross-correlation
# loses: images and kernels that are not square
# diagnosis: one hole too many
def corr2d_dilated(X, K, d):
    spread = np.zeros([(k - 1) * (d + 1) + 1 for k in K.shape])
    spread[:: d + 1, :: d + 1] = K
    return cross_correlate(X, spread)
