"""Answers to fair_blur: the mean of the pixels that exist."""


# right: nine shifted copies, of the image and of ones
def fair_blur(X):
    def add_neighbours(image):
        n_h, n_w = image.shape
        padded = np.pad(image, 1)
        return sum(padded[a : a + n_h, b : b + n_w] for a in range(3) for b in range(3))

    return add_neighbours(X) / add_neighbours(np.ones(X.shape))


# right: windows cut at the border
def fair_blur(X):
    Y = np.zeros(X.shape)
    for i, j in np.ndindex(*X.shape):
        Y[i, j] = X[max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2].mean()
    return Y


# wrong: zeros count
# loses: at the border, the mean of the pixels that exist
# diagnosis: zeros count
def fair_blur(X):
    n_h, n_w = X.shape
    padded = np.pad(X, 1)
    return sum(padded[a : a + n_h, b : b + n_w] for a in range(3) for b in range(3)) / 9


# wrong: the border repeated
# loses: at the border, the mean of the pixels that exist
# diagnosis: border repeated
def fair_blur(X):
    n_h, n_w = X.shape
    padded = np.pad(X, 1, "edge")
    return sum(padded[a : a + n_h, b : b + n_w] for a in range(3) for b in range(3)) / 9
