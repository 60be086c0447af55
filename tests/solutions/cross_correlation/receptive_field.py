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


# wrong: sum of the sizes
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    return sum(h for h, w in kernel_sizes), sum(w for h, w in kernel_sizes)


# wrong: product of the sizes
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height *= k_h
        width *= k_w
    return height, width


# wrong: one added to the sum of the sizes
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += k_h
        width += k_w
    return height, width


# wrong: starts at zero
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 0, 0
    for k_h, k_w in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: one subtracted for the whole stack, right for two layers
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    return sum(h for h, w in kernel_sizes) - 1, sum(w for h, w in kernel_sizes) - 1


# wrong: the largest kernel
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    return max(h for h, w in kernel_sizes), max(w for h, w in kernel_sizes)


# wrong: the last layer only
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    for k_h, k_w in kernel_sizes:
        height, width = k_h, k_w
    return height, width


# wrong: two layers assumed
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    (h1, w1), (h2, w2) = kernel_sizes
    return h1 + h2 - 1, w1 + w2 - 1


# wrong: kernel height used for both axes
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    field = 1 + sum(k[0] - 1 for k in kernel_sizes)
    return field, field


# wrong: width and height swapped
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_w, k_h in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: one number
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    return 1 + sum(h - 1 for h, w in kernel_sizes)


# wrong: number of pixels seen
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height = 1 + sum(h - 1 for h, w in kernel_sizes)
    width = 1 + sum(w - 1 for h, w in kernel_sizes)
    return height * width


# wrong: starts from the first layer, which may not exist
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = kernel_sizes[0]
    for k_h, k_w in kernel_sizes[1:]:
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: nothing is seen where there is no layer
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    if len(kernel_sizes) == 0:
        return (0, 0)
    return tuple(sum(k[axis] - 1 for k in kernel_sizes) + 1 for axis in range(2))


# wrong: one number where there is no layer
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    return tuple((np.array(kernel_sizes) - 1).sum(axis=0) + 1)


# wrong: return inside the loop
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += k_h - 1
        width += k_w - 1
        return height, width


# wrong: missing return
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height = sum(h for h, w in kernel_sizes) - len(kernel_sizes) + 1
    width = sum(w for h, w in kernel_sizes) - len(kernel_sizes) + 1


# wrong: half a kernel on each side, as if all were odd
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 1, 1
    for k_h, k_w in kernel_sizes:
        height += 2 * (k_h // 2)
        width += 2 * (k_w // 2)
    return height, width


# wrong: the list emptied
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width = 1, 1
    while kernel_sizes:
        k_h, k_w = kernel_sizes.pop()
        height += k_h - 1
        width += k_w - 1
    return height, width


# wrong: as if every layer moved by the size of its kernel
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    height, width, step_h, step_w = 1, 1, 1, 1
    for k_h, k_w in kernel_sizes:
        height += (k_h - 1) * step_h
        width += (k_w - 1) * step_w
        step_h *= k_h
        step_w *= k_w
    return height, width


# wrong: number of layers plus one, hard-coded size 2x2
# loses: layers with square kernels
# loses: kernels that are not square, one layer and none
def receptive_field(kernel_sizes):
    return len(kernel_sizes) + 1, len(kernel_sizes) + 1
