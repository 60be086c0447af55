"""Answers to separate_kernel: a column and a row whose products are the kernel."""


# right: around the largest number
def separate_kernel(K):
    a, b = np.unravel_index(np.abs(K).argmax(), K.shape)
    return K[:, b] / K[a, b], K[a]


# right: singular values
def separate_kernel(K):
    U, sizes, V = np.linalg.svd(K)
    return U[:, :1] * sizes[0], V[:1]


# wrong: the first column and row
# loses: column times row is the kernel
# loses: a kernel that starts with zeros
# diagnosis: scaled twice
def separate_kernel(K):
    return K[:, :1], K[:1]


# wrong: sums
# loses: column times row is the kernel
# loses: a kernel that starts with zeros
# diagnosis: sums of rows and columns
def separate_kernel(K):
    return K.sum(axis=1), K.sum(axis=0)
