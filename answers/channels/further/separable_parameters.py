"""Answers to separable_parameters: depthwise and 1x1 together."""


# right: two layers
def separable_parameters(c_i, c_o, k_h, k_w):
    return c_i * k_h * k_w + c_i * c_o


# right: for each input channel
def separable_parameters(c_i, c_o, k_h, k_w):
    return sum(k_h * k_w + c_o for _ in range(c_i))


# wrong: full convolution
# loses: depthwise and 1x1 together
# diagnosis: full convolution
def separable_parameters(c_i, c_o, k_h, k_w):
    return c_i * c_o * k_h * k_w


# wrong: without the 1x1
# loses: depthwise and 1x1 together
# diagnosis: depthwise part only
def separable_parameters(c_i, c_o, k_h, k_w):
    return c_i * k_h * k_w
