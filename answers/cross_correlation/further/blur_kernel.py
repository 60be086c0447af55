"""Answers to blur_kernel: the kernel of a mean."""


# right: np.full
def blur_kernel(size):
    return np.full(size, 1 / (size[0] * size[1]))


# right: ones, divided by their sum
def blur_kernel(size):
    ones = np.ones(size)
    return ones / ones.sum()


# wrong: ones
# loses: 3 x 3
# loses: any height and width
# diagnosis: ones
def blur_kernel(size):
    return np.ones(size)


# wrong: divided by the height
# loses: 3 x 3
# loses: any height and width
# diagnosis: divided by one side
def blur_kernel(size):
    return np.ones(size) / size[0]
