"""Answers to derivative_kernel: the kernel of a derivative of any order."""


# right: differences of differences
def derivative_kernel(order):
    kernel = np.ones((1, 1))
    for _ in range(order):
        kernel = np.pad(kernel, ((0, 0), (0, 1))) - np.pad(kernel, ((0, 0), (1, 0)))
    return kernel


# right: Pascal's triangle
def derivative_kernel(order):
    import math

    return np.array([[(-1.0) ** k * math.comb(order, k) for k in range(order + 1)]])


# wrong: signs left out
# loses: the second derivative
# loses: any order
# diagnosis: signs left out
def derivative_kernel(order):
    import math

    return np.array([[math.comb(order, k) for k in range(order + 1)]])


# wrong: first derivative only
# loses: the second derivative
# loses: any order
# diagnosis: first derivative only
def derivative_kernel(order):
    return np.array([[1, -1]])


# wrong: signs turned round
# loses: the second derivative
# loses: any order
# diagnosis: signs turned round
def derivative_kernel(order):
    import math

    return -np.array([[(-1.0) ** k * math.comb(order, k) for k in range(order + 1)]])
