"""Answers to multiply_adds: products that a convolutional layer computes and adds up."""


# right: formula
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * k_h * k_w * h_out * w_out


# right: products of one element, times the number of elements
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    one_element = c_i * k_h * k_w
    elements = c_o * h_out * w_out
    return one_element * elements


# right: sizes of arrays
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    kernel, output = np.zeros((c_i, k_h, k_w)), np.zeros((c_o, h_out, w_out))
    return kernel.size * output.size


# right: a product of TensorFlow, which has 32 bits
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return int(tf.reduce_prod([c_i, c_o, k_h, k_w, h_out, w_out]))


# right: np.prod over the arguments
def multiply_adds(*sizes):
    return np.prod(sizes)


# right: a tensor
def multiply_adds(c_i, c_o, k_h, k_w, h, w):
    return tf.reduce_prod([c_i, c_o, k_h, k_w, h, w])


# right: counted in loops, a float
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    count = 0.0
    for o in range(c_o):
        for i in range(h_out):
            for j in range(w_out):
                count += c_i * k_h * k_w
    return count


# right: matrix product of im2col, rows times inner size times columns
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    rows, inner, columns = c_o, c_i * k_h * k_w, h_out * w_out
    return rows * inner * columns


# right: recursion over the rows of the output
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    if h_out == 0:
        return 0
    row = c_i * c_o * k_h * k_w * w_out
    return row + multiply_adds(c_i, c_o, k_h, k_w, h_out - 1, w_out)


# right: keyword arguments with defaults
def multiply_adds(c_i, c_o, k_h=1, k_w=1, h_out=1, w_out=1):
    weights, places = c_i * c_o * k_h * k_w, h_out * w_out
    return float(weights * places)


# right: a running product, in an array of one number
def multiply_adds(*sizes):
    return np.cumprod(sizes)[-1:].reshape(())


# right: functools.reduce
from functools import reduce
from operator import mul


def multiply_adds(inputs, outputs, height, width, rows, columns):
    return reduce(mul, (inputs, outputs, height, width, rows, columns))


# right: counted by adding up ones
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    window = np.ones((c_i, k_h, k_w))
    return np.full((c_o, h_out, w_out), window.sum()).sum()


# wrong: input channels forgotten
# loses: counts the products in all elements of all output channels
# diagnosis: input channels forgotten
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_o * k_h * k_w * h_out * w_out


# wrong: output channels forgotten
# loses: counts the products in all elements of all output channels
# diagnosis: output channels forgotten
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * k_h * k_w * h_out * w_out


# wrong: number of parameters, the output forgotten
# loses: counts the products in all elements of all output channels
# diagnosis: parameters instead of products
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * k_h * k_w


# wrong: kernel forgotten
# loses: counts the products in all elements of all output channels
# diagnosis: kernel forgotten
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * h_out * w_out


# wrong: products and additions counted apart
# loses: counts the products in all elements of all output channels
# diagnosis: products and additions counted apart
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return 2 * c_i * c_o * k_h * k_w * h_out * w_out


# wrong: one addition less in each sum
# loses: counts the products in all elements of all output channels
# diagnosis: additions counted
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return (c_i * k_h * k_w - 1) * c_o * h_out * w_out


# wrong: bias counted as well
# loses: counts the products in all elements of all output channels
# diagnosis: bias counted as well
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return (c_i * k_h * k_w + 1) * c_o * h_out * w_out


# wrong: channels added instead of multiplied
# loses: counts the products in all elements of all output channels
# diagnosis: channels added instead of multiplied
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return (c_i + c_o) * k_h * k_w * h_out * w_out


# wrong: size of the output taken for the size of the input
# loses: counts the products in all elements of all output channels
# diagnosis: output taken for the input
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    places = (h_out - k_h + 1) * (w_out - k_w + 1)
    return c_i * c_o * k_h * k_w * places


# wrong: kernel height used for both axes
# loses: counts the products in all elements of all output channels
# diagnosis: kernel height for both axes
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * k_h * k_h * h_out * w_out


# wrong: output height used for both axes
# loses: counts the products in all elements of all output channels
# diagnosis: output height for both axes
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * k_h * k_w * h_out**2


# wrong: kernel moved by its own size
# loses: counts the products in all elements of all output channels
# diagnosis: window moved by its own size
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * (h_out // k_h * k_h) * (w_out // k_w * k_w)


# wrong: missing return
# loses: counts the products in all elements of all output channels
# diagnosis: returned None
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    count = c_i * c_o * k_h * k_w * h_out * w_out


# wrong: size of the kernel as a pair
# loses: counts the products in all elements of all output channels
# diagnosis: raised TypeError
def multiply_adds(c_i, c_o, kernel_size, h_out, w_out):
    return c_i * c_o * kernel_size[0] * kernel_size[1] * h_out * w_out


# wrong: kernel width used for both axes
# loses: counts the products in all elements of all output channels
# diagnosis: kernel width for both axes
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * k_w**2 * h_out * w_out


# wrong: output width used for both axes
# loses: counts the products in all elements of all output channels
# diagnosis: output width for both axes
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    return c_i * c_o * k_h * k_w * w_out * w_out


# wrong: the course's own function
# loses: counts the products in all elements of all output channels
def multiply_adds(c_i, c_o, k_h, k_w, h_out, w_out):
    from course.operations import multiply_adds as products

    return products(c_i, c_o, k_h, k_w, h_out, w_out)


# wrong: the course's own function under another name
# loses: counts the products in all elements of all output channels
from course import operations

count = operations.multiply_adds


def multiply_adds(*sizes):
    return count(*sizes)
