"""Answers to correlation_matrix: a cross-correlation as a matrix."""


# right: the kernel at each place
def correlation_matrix(K, image_shape):
    (n_h, n_w), (k_h, k_w) = image_shape, K.shape
    rows = []
    for i in range(n_h - k_h + 1):
        for j in range(n_w - k_w + 1):
            image = np.zeros((n_h, n_w))
            image[i : i + k_h, j : j + k_w] = K
            rows.append(image.ravel())
    return np.array(rows)


# right: a bright pixel for each column
def correlation_matrix(K, image_shape):
    n_h, n_w = image_shape
    pixels = np.eye(n_h * n_w).reshape(-1, n_h, n_w)
    return np.stack([np.ravel(cross_correlate(each, K)) for each in pixels], axis=1)


# wrong: transposed
# loses: a 3 x 3 image and a 2 x 2 kernel
# loses: any height and width
# diagnosis: transposed
def correlation_matrix(K, image_shape):
    n_h, n_w = image_shape
    pixels = np.eye(n_h * n_w).reshape(-1, n_h, n_w)
    return np.stack([np.ravel(cross_correlate(each, K)) for each in pixels])


# wrong: always moved by one
# loses: a 3 x 3 image and a 2 x 2 kernel
# loses: any height and width
# diagnosis: windows over the end of a row
def correlation_matrix(K, image_shape):
    (n_h, n_w), (k_h, k_w) = image_shape, K.shape
    image = np.zeros((n_h, n_w))
    image[:k_h, :k_w] = K
    outputs = (n_h - k_h + 1) * (n_w - k_w + 1)
    return np.array([np.roll(image.ravel(), at) for at in range(outputs)])
