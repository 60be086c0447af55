"""Answers to receptive_field: what one output element of stacked stride-1 layers sees."""


# right: a loop that grows height and width
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
    return height, width


# right: sums of generators
def receptive_field(kernel_sizes):
    return 1 + sum(h - 1 for h, w in kernel_sizes), 1 + sum(w - 1 for h, w in kernel_sizes)


# right: NumPy
def receptive_field(kernel_sizes):
    sizes = np.array(kernel_sizes, dtype=int).reshape(-1, 2)
    return 1 + (sizes - 1).sum(axis=0)


# right: TensorFlow
def receptive_field(sizes):
    sizes = tf.reshape(tf.constant(sizes, dtype=tf.int32), (-1, 2))
    return tuple((tf.reduce_sum(sizes - 1, axis=0) + 1).numpy())


# right: recursion
def receptive_field(kernel_sizes):
    if not kernel_sizes:
        return (1, 1)
    *before, (k_h, k_w) = kernel_sizes
    height, width = receptive_field(before)
    return (height + k_h - 1, width + k_w - 1)


# right: functools.reduce
from functools import reduce


def receptive_field(kernel_sizes):
    return reduce(lambda seen, k: (seen[0] + k[0] - 1, seen[1] + k[1] - 1), kernel_sizes, (1, 1))


# right: by index, the pair in a list
def receptive_field(kernel_sizes):
    field = [1, 1]
    for layer in range(len(kernel_sizes)):
        for axis in range(2):
            field[axis] = field[axis] + kernel_sizes[layer][axis] - 1
    return field


# right: measured, by how much an image shrinks
def receptive_field(kernel_sizes):
    X = np.zeros((30, 30), dtype=np.float32)
    for size in kernel_sizes:
        X = cross_correlate(X, np.zeros(size, dtype=np.float32))
    return 30 - X.shape[0] + 1, 30 - X.shape[1] + 1


# right: itertools.accumulate
from itertools import accumulate


def receptive_field(kernel_sizes):
    *_, height = accumulate((k_h - 1 for k_h, _ in kernel_sizes), initial=1)
    *_, width = accumulate((k_w - 1 for _, k_w in kernel_sizes), initial=1)
    return height, width


# right: keyword argument with a default, floats
def receptive_field(kernel_sizes, start=1.0):
    return [start + sum(size[axis] - 1 for size in kernel_sizes) for axis in (0, 1)]


# right: the region followed backwards by its first and last row and column
def receptive_field(layers):
    top = left = bottom = right = 0
    for k_h, k_w in reversed(layers):
        bottom, right = bottom + k_h - 1, right + k_w - 1
    return bottom - top + 1, right - left + 1


# right: a while loop over a copy
def receptive_field(kernel_sizes):
    rest, height, width = list(kernel_sizes), 1, 1
    while rest:
        k_h, k_w = rest.pop()
        height, width = height + k_h - 1, width + k_w - 1
    return height, width


# right: gradient of one element, counted
def receptive_field(kernel_sizes):
    X = tf.Variable(tf.ones((30, 30)))
    with tf.GradientTape() as tape:
        H = tf.identity(X)
        for size in kernel_sizes:
            H = cross_correlate(H, tf.ones(size))
        element = H[0, 0]
    seen = tape.gradient(element, X).numpy() > 0
    return seen.any(axis=1).sum(), seen.any(axis=0).sum()


# wrong: sum of the sizes
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: sizes added up
def receptive_field(kernel_sizes):
    return sum(h for h, w in kernel_sizes), sum(w for h, w in kernel_sizes)


# wrong: product of the sizes
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: sizes multiplied
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height *= k_h
        width *= k_w
    return height, width


# wrong: one added to the sum of the sizes
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: one added to the sum of the sizes
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += k_h
        width += k_w
    return height, width


# wrong: starts at zero
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: starts at zero
def receptive_field(kernel_sizes):
    height, width = 0, 0
    for k_h, k_w in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: one subtracted for the whole stack, right for two layers
# loses: stacks of any number of layers
# diagnosis: one subtracted for the whole stack
def receptive_field(kernel_sizes):
    return sum(h for h, w in kernel_sizes) - 1, sum(w for h, w in kernel_sizes) - 1


# wrong: the largest kernel
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: only the largest kernel
def receptive_field(kernel_sizes):
    return max(h for h, w in kernel_sizes), max(w for h, w in kernel_sizes)


# wrong: the last layer only
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: only the last layer
def receptive_field(kernel_sizes):
    for k_h, k_w in kernel_sizes:
        height, width = k_h, k_w
    return height, width


# wrong: two layers assumed
# loses: stacks of any number of layers
# diagnosis: two layers assumed
def receptive_field(kernel_sizes):
    (h1, w1), (h2, w2) = kernel_sizes
    return h1 + h2 - 1, w1 + w2 - 1


# wrong: kernel height used for both axes
# loses: kernels that are not square
# diagnosis: height used for both axes
def receptive_field(kernel_sizes):
    field = 1 + sum(k[0] - 1 for k in kernel_sizes)
    return field, field


# wrong: width and height swapped
# loses: kernels that are not square
# diagnosis: height and width swapped
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_w, k_h in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: one number
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: one number
def receptive_field(kernel_sizes):
    return 1 + sum(h - 1 for h, w in kernel_sizes)


# wrong: number of pixels seen
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: number of pixels
def receptive_field(kernel_sizes):
    height = 1 + sum(h - 1 for h, w in kernel_sizes)
    width = 1 + sum(w - 1 for h, w in kernel_sizes)
    return height * width


# wrong: starts from the first layer, which may not exist
# loses: stacks of any number of layers
# diagnosis: no layers not thought of
def receptive_field(kernel_sizes):
    height, width = kernel_sizes[0]
    for k_h, k_w in kernel_sizes[1:]:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: nothing is seen where there is no layer
# loses: stacks of any number of layers
# diagnosis: no layers not thought of
def receptive_field(kernel_sizes):
    if len(kernel_sizes) == 0:
        return (0, 0)
    return tuple(sum(k[axis] - 1 for k in kernel_sizes) + 1 for axis in range(2))


# wrong: one number where there is no layer
# loses: stacks of any number of layers
# diagnosis: no layers not thought of
def receptive_field(kernel_sizes):
    return tuple((np.array(kernel_sizes) - 1).sum(axis=0) + 1)


# wrong: return inside the loop
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: only the first layer
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
        return height, width


# wrong: missing return
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: returned None
def receptive_field(kernel_sizes):
    height = sum(h for h, w in kernel_sizes) - len(kernel_sizes) + 1
    width = sum(w for h, w in kernel_sizes) - len(kernel_sizes) + 1


# wrong: half a kernel on each side, as if all were odd
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: all sizes taken for odd
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += 2 * (k_h // 2)
        width += 2 * (k_w // 2)
    return height, width


# wrong: the list emptied
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: changed its input
def receptive_field(kernel_sizes):
    height, width = 1, 1
    while kernel_sizes:
        k_h, k_w = kernel_sizes.pop()
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: as if every layer moved by the size of its kernel
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: sizes multiplied
def receptive_field(kernel_sizes):
    height, width, step_h, step_w = 1, 1, 1, 1
    for k_h, k_w in kernel_sizes:
        height += (k_h - 1) * step_h
        width += (k_w - 1) * step_w
        step_h *= k_h
        step_w *= k_w
    return height, width


# wrong: number of layers plus one, hard-coded size 2x2
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: size 2x2 hard-coded
def receptive_field(kernel_sizes):
    return len(kernel_sizes) + 1, len(kernel_sizes) + 1


# wrong: kernel width used for both axes
# loses: kernels that are not square
# diagnosis: width used for both axes
def receptive_field(kernel_sizes):
    width = 1
    for k_h, k_w in kernel_sizes:
        width += k_w - 1
    return width, width


# wrong: one number, the width
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: one number
def receptive_field(kernel_sizes):
    return sum(w for h, w in kernel_sizes) - len(kernel_sizes) + 1


# wrong: a name misspelt
# loses: stacks of any number of layers
# loses: kernels that are not square
# diagnosis: raised NameError
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernal_sizes:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: not by hand, the course's own
# loses: stacks of any number of layers
# loses: kernels that are not square
from course import operations


def receptive_field(kernel_sizes):
    return operations.receptive_field(kernel_sizes)


# wrong: not by hand, the course's own under another name
# loses: stacks of any number of layers
# loses: kernels that are not square
from course.operations import receptive_field as measured


def receptive_field(kernel_sizes):
    return measured(kernel_sizes)
