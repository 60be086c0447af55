"""Answers to parameter_count: numbers that a convolutional layer learns."""


# right: formula
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * k_h * k_w + int(bias))


# right: kernel first, then the biases
def parameter_count(c_i, c_o, k_h, k_w, bias):
    count = c_i * c_o * k_h * k_w
    if bias:
        count += c_o
    return count


# right: sizes of the arrays
def parameter_count(c_i, c_o, k_h, k_w, bias):
    kernel = np.zeros((c_o, c_i, k_h, k_w))
    biases = np.zeros(c_o if bias else 0)
    return kernel.size + biases.size


# right: np.prod, a NumPy number
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return np.prod([c_i, c_o, k_h, k_w]) + bias * c_o


# right: a tensor
def parameter_count(inputs, outputs, height, width, with_bias):
    weights = tf.reduce_prod([inputs, outputs, height, width])
    return tf.where(with_bias, weights + outputs, weights)


# right: loop over the output channels, a float
def parameter_count(c_i, c_o, k_h, k_w, bias):
    total = 0.0
    for _ in range(c_o):
        total += c_i * k_h * k_w
        total += 1 if bias else 0
    return total


# wrong: no bias
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w


# wrong: bias always counted
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * k_h * k_w + 1)


# wrong: one bias for the whole layer
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w + bias


# wrong: a bias for each input channel
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w + bias * c_i


# wrong: a bias for each pair of channels
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * (k_h * k_w + bias)


# wrong: a bias for each number of the kernel
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w * (2 if bias else 1)


# wrong: input channels forgotten
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (k_h * k_w + bias)


# wrong: output channels forgotten
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * k_h * k_w + bias


# wrong: a kernel for each channel, added instead of multiplied
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return (c_i + c_o) * k_h * k_w + bias * c_o


# wrong: kernel height used for both axes
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * k_h**2 + bias)


# wrong: precedence, output channels multiply the kernel only where there is a bias
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * k_h * k_w + 1 * c_o if bias else c_i * k_h * k_w * c_o


# wrong: bias compared with a string
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * c_i * k_h * k_w + (c_o if bias == "True" else 0)


# wrong: missing return
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    count = c_o * (c_i * k_h * k_w + bias)


# wrong: returned as text
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return f"{c_o * (c_i * k_h * k_w + bias):,}"
