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


# right: recursion over the output channels
def parameter_count(c_i, c_o, k_h, k_w, bias):
    if c_o == 0:
        return 0
    return c_i * k_h * k_w + bias + parameter_count(c_i, c_o - 1, k_h, k_w, bias)


# right: keyword arguments with defaults
def parameter_count(c_i, c_o, k_h=3, k_w=3, bias=True):
    return (c_i * k_h * k_w + (1 if bias else 0)) * c_o


# right: a bias is one more input
def parameter_count(c_i, c_o, k_h, k_w, bias):
    matrix = np.ones((c_o, c_i * k_h * k_w + int(bias)))
    return int(matrix.sum())


# right: math.prod, in an array of one number
import math


def parameter_count(*arguments):
    *sizes, bias = arguments
    return np.array(math.prod(sizes) + bias * sizes[1], dtype=np.float64)


# right: sizes of variables
def parameter_count(c_i, c_o, k_h, k_w, bias):
    kernel = tf.Variable(tf.zeros((k_h, k_w, c_i, c_o)))
    return tf.size(kernel) + (c_o if bias else 0)


# wrong: no bias
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: biases left out
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w


# wrong: bias always counted
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: biases always counted
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * k_h * k_w + 1)


# wrong: one bias for the whole layer
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: one bias for the whole layer
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w + bias


# wrong: a bias for each input channel
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: a bias for each input channel
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w + bias * c_i


# wrong: a bias for each pair of channels
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: a bias for each pair of channels
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * (k_h * k_w + bias)


# wrong: a bias for each number of the kernel
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: a bias for each number of the kernel
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w * (2 if bias else 1)


# wrong: input channels forgotten
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: input channels forgotten
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (k_h * k_w + bias)


# wrong: output channels forgotten
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: output channels forgotten
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * k_h * k_w + bias


# wrong: a kernel for each channel, added instead of multiplied
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: channels added instead of multiplied
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return (c_i + c_o) * k_h * k_w + bias * c_o


# wrong: kernel height used for both axes
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: kernel height for both axes
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * k_h**2 + bias)


# wrong: precedence, output channels multiply the kernel only where there is a bias
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: output channels counted only without biases
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * k_h * k_w + 1 * c_o if bias else c_i * k_h * k_w * c_o


# wrong: bias compared with a string
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: biases left out
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * c_i * k_h * k_w + (c_o if bias == "True" else 0)


# wrong: missing return
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: returned None
def parameter_count(c_i, c_o, k_h, k_w, bias):
    count = c_o * (c_i * k_h * k_w + bias)


# wrong: returned as text
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: returned text
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return f"{c_o * (c_i * k_h * k_w + bias):,}"


# wrong: kernel width used for both axes
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: kernel width for both axes
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * k_w * k_w + bias)


# wrong: one kernel, but all biases
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: output channels forgotten in the kernel
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * k_h * k_w + (c_o if bias else 0)


# wrong: bias the wrong way round
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: bias the wrong way round
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_i * c_o * k_h * k_w + (0 if bias else c_o)


# wrong: height and width of the kernel added
# loses: counts the numbers of the kernel, and the biases where there are any
# diagnosis: kernel's sizes added instead of multiplied
def parameter_count(c_i, c_o, k_h, k_w, bias):
    return c_o * (c_i * (k_h + k_w) + bias)


# wrong: the course's own function
# loses: counts the numbers of the kernel, and the biases where there are any
def parameter_count(c_i, c_o, k_h, k_w, bias):
    from course.operations import parameter_count as counted

    return counted(c_i, c_o, k_h, k_w, bias)


# wrong: the course's own function under another name
# loses: counts the numbers of the kernel, and the biases where there are any
from course.operations import parameter_count as count


def parameter_count(*arguments):
    return count(*arguments)
