"""Answers to corr2d_transposed: kernels stamped side by side."""


# right: a stamp for each number
def corr2d_transposed(Y, K, stride):
    (h, w), (k_h, k_w), (s_h, s_w) = Y.shape, K.shape, stride
    X = np.zeros(((h - 1) * s_h + k_h, (w - 1) * s_w + k_w))
    for i, j in np.ndindex(h, w):
        X[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w] += Y[i, j] * K
    return X


# right: each number of the kernel at every place at once
def corr2d_transposed(Y, K, stride):
    (h, w), (k_h, k_w), (s_h, s_w) = Y.shape, K.shape, stride
    X = np.zeros(((h - 1) * s_h + k_h, (w - 1) * s_w + k_w))
    for a, b in np.ndindex(k_h, k_w):
        X[a : a + (h - 1) * s_h + 1 : s_h, b : b + (w - 1) * s_w + 1 : s_w] += K[a, b] * Y
    return X


# wrong: the last stamp overwrites
# loses: stamps that overlap add up
# loses: strides and kernels that differ on the two axes
# diagnosis: overlaps overwritten
def corr2d_transposed(Y, K, stride):
    (h, w), (k_h, k_w), (s_h, s_w) = Y.shape, K.shape, stride
    X = np.zeros(((h - 1) * s_h + k_h, (w - 1) * s_w + k_w))
    for i, j in np.ndindex(h, w):
        X[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w] = Y[i, j] * K
    return X


# wrong: stride swapped
# loses: strides and kernels that differ on the two axes
# diagnosis: stride swapped
def corr2d_transposed(Y, K, stride):
    (h, w), (k_h, k_w), (s_w, s_h) = Y.shape, K.shape, stride
    X = np.zeros(((h - 1) * s_h + k_h, (w - 1) * s_w + k_w))
    for i, j in np.ndindex(h, w):
        X[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w] += Y[i, j] * K
    return X
