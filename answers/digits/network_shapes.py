"""Answers to network_shapes: shapes and parameters through a stack of layers."""


# right: one branch for each kind
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# right: NumPy arrays, indexed layers
def network_shapes(input_shape, layers):
    shapes = np.zeros((len(layers), 3), int)
    parameters = np.zeros(len(layers), int)
    size = np.array(input_shape)
    for i, layer in enumerate(layers):
        if layer[0] == "convolution":
            kernel = np.array(layer[2])
            parameters[i] = layer[1] * (size[0] * kernel.prod() + 1)
            size = np.array([layer[1], *(size[1:] - (kernel - 1) * (layer[3] == "valid"))])
        elif layer[0] == "pooling":
            size = np.array([size[0], *(size[1:] // layer[1])])
        elif layer[0] == "global max":
            size = np.array([size[0], 1, 1])
        elif layer[0] == "dense":
            parameters[i] = layer[1] * (size.prod() + 1)
            size = np.array([layer[1], 1, 1])
        shapes[i] = size
    return shapes, parameters


# right: match
def network_shapes(input_shape, layers):
    size, shapes, parameters = tuple(input_shape), [], []
    for layer in layers:
        c, h, w = size
        match layer:
            case ("convolution", c_o, (k_h, k_w), "same"):
                size, count = (c_o, h, w), c_o * c * k_h * k_w + c_o
            case ("convolution", c_o, (k_h, k_w), _):
                size, count = (c_o, h - k_h + 1, w - k_w + 1), c_o * c * k_h * k_w + c_o
            case ("pooling", (p_h, p_w)):
                size, count = (c, h // p_h, w // p_w), 0
            case ("global max",):
                size, count = (c, 1, 1), 0
            case ("dense", n):
                size, count = (n, 1, 1), n * c * h * w + n
        shapes.append(size)
        parameters.append(count)
    return shapes, parameters


# right: recursion
def network_shapes(input_shape, layers):
    if not layers:
        return [], []
    c, h, w = input_shape
    kind, *rest = layers[0]
    if kind == "convolution":
        size = (rest[0], h, w)
        if rest[2] == "valid":
            size = (rest[0], h + 1 - rest[1][0], w + 1 - rest[1][1])
        count = rest[0] + rest[0] * c * rest[1][0] * rest[1][1]
    elif kind == "pooling":
        size, count = (c, int(h / rest[0][0]), int(w / rest[0][1])), 0
    elif kind == "global max":
        size, count = (c, 1, 1), 0
    else:
        size, count = (rest[0], 1, 1), rest[0] + rest[0] * c * h * w
    shapes, parameters = network_shapes(size, layers[1:])
    return [list(size), *shapes], [count, *parameters]


# right: a function for each kind
def network_shapes(input_shape, layers):
    def convolution(size, c_o, kernel, padding):
        lost = [0, 0] if padding == "same" else [k - 1 for k in kernel]
        count = c_o * (size[0] * kernel[0] * kernel[1] + 1)
        return (c_o, size[1] - lost[0], size[2] - lost[1]), count

    def pooling(size, window):
        return (size[0], size[1] // window[0], size[2] // window[1]), 0

    def dense(size, outputs):
        return (outputs, 1, 1), outputs * (size[0] * size[1] * size[2] + 1)

    kinds = {"convolution": convolution, "pooling": pooling, "dense": dense}
    kinds["global max"] = lambda size: ((size[0], 1, 1), 0)
    found = []
    for kind, *settings in layers:
        size = found[-1][0] if found else input_shape
        found.append(kinds[kind](size, *settings))
    return tuple(zip(*found))


# right: a global maximum is a pooling with a window as large as the map
def network_shapes(input_shape, layers):
    import math

    c, h, w = input_shape
    shapes, parameters = [], []
    for layer in layers:
        kind, count = layer[0], 0.0
        if kind == "convolution":
            count = math.prod((c, layer[1], *layer[2])) + layer[1]
            c = layer[1]
            h -= (layer[2][0] - 1) if layer[3] == "valid" else 0
            w -= (layer[2][1] - 1) if layer[3] == "valid" else 0
        elif kind in ("pooling", "global max"):
            p_h, p_w = layer[1] if kind == "pooling" else (h, w)
            h, w = (h - p_h) // p_h + 1, (w - p_w) // p_w + 1
        else:
            count = layer[1] * c * h * w + layer[1]
            c, h, w = layer[1], 1, 1
        shapes.append(np.array([c, h, w]))
        parameters.append(count)
    return np.stack(shapes), np.array(parameters)


# right: tensors
def network_shapes(input_shape, layers):
    shapes, parameters = [], []
    size = tf.constant(input_shape)
    for layer in layers:
        count = tf.constant(0)
        if layer[0] == "convolution":
            count = layer[1] * (size[0] * tf.reduce_prod(layer[2]) + 1)
            lost = tf.constant(layer[2]) - 1 if layer[3] == "valid" else tf.constant([0, 0])
            size = tf.concat([[layer[1]], size[1:] - lost], 0)
        elif layer[0] == "pooling":
            size = size // tf.constant([1, *layer[1]])
        elif layer[0] == "global max":
            size = size * [1, 0, 0] + [0, 1, 1]
        else:
            count = layer[1] * (tf.reduce_prod(size) + 1)
            size = tf.constant([layer[1], 1, 1])
        shapes.append(size)
        parameters.append(count)
    return tf.stack(shapes), tf.stack(parameters)


# wrong: convolutions always shrink
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: dense layers that take whole maps
# diagnosis: padding of a convolution ignored
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: convolutions never shrink
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# diagnosis: convolutions keep every size
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: one too few after a convolution
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# diagnosis: one too few after a convolution
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h, w - k_w
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: kernel's sizes swapped
# loses: maps and windows that are not square, and that do not fit
# diagnosis: kernel's height and width swapped
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_w + 1, w - k_h + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: pooling rounds up
# loses: maps and windows that are not square, and that do not fit
# diagnosis: last window of a pooling counted although it does not fit
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = -(-h // p_h), -(-w // p_w)
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: pooling always halves
# loses: maps and windows that are not square, and that do not fit
# diagnosis: pooling always halves
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // 2, w // 2
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: pooling by single steps
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: dense layers that take whole maps
# diagnosis: pooling by single steps
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h - p_h + 1, w - p_w + 1
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: global max forgotten
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: parameters of each layer
# diagnosis: global max leaves maps
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            pass
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: no biases in convolutions
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: biases of convolutions left out
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * c * k_h * k_w
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: channels set before they are counted
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: input channels taken from the output
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            c = c_o
            count = c_o * (c * k_h * k_w + 1)
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: kernels of one channel
# loses: parameters of each layer
# diagnosis: input channels forgotten
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: channels of the image in every convolution
# loses: parameters of each layer
# diagnosis: channels of the image in every convolution
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (input_shape[0] * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: dense layers without biases
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: biases of dense layers left out
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * c * h * w
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: dense layers take channels
# loses: dense layers that take whole maps
# diagnosis: dense layer takes channels only
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: parameters added up
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: numbers added up over the layers
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, np.cumsum(parameters)


# wrong: channels last
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# diagnosis: channels last
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((h, w, c))
        parameters.append(count)
    return shapes, parameters


# wrong: image in the list
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# diagnosis: input counted as a layer
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [input_shape], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: last shape and all parameters
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: only the last shape
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes[-1], sum(parameters)


# wrong: parameters first
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: results swapped
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h // p_h, w // p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return parameters, shapes


# wrong: fractions of cells
# loses: maps and windows that are not square, and that do not fit
# diagnosis: fractions of cells
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            c_o, (k_h, k_w), padding = settings
            count = c_o * (c * k_h * k_w + 1)
            c = c_o
            if padding == "valid":
                h, w = h - k_h + 1, w - k_w + 1
        elif kind == "pooling":
            p_h, p_w = settings[0]
            h, w = h / p_h, w / p_w
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: the same number of zeros on both sides, which even kernels do not fit
# loses: maps and windows that are not square, and that do not fit
# diagnosis: same number of zeros on both sides
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, parameters = [], []
    for kind, *settings in layers:
        count = 0
        if kind == "convolution":
            n, (k_h, k_w), padding = settings
            count, c = n * (c * k_h * k_w + 1), n
            p_h, p_w = (k_h // 2, k_w // 2) if padding == "same" else (0, 0)
            h, w = h + 2 * p_h - k_h + 1, w + 2 * p_w - k_w + 1
        elif kind == "pooling":
            h, w = h // settings[0][0], w // settings[0][1]
        elif kind == "global max":
            h, w = 1, 1
        else:
            count = settings[0] * (c * h * w + 1)
            c, h, w = settings[0], 1, 1
        shapes.append((c, h, w))
        parameters.append(count)
    return shapes, parameters


# wrong: pooling of the height alone
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: dense layers that take whole maps
# diagnosis: pooling of the height alone
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, params = [], []
    for L in layers:
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (c * kh * kw) + co
            c = co
            if pad == "valid":
                h, w = h - kh + 1, w - kw + 1
        elif L[0] == "pooling":
            h = h // L[1][0]
        elif L[0] == "global max":
            h = w = 1
        else:
            p = L[1] * (c * h * w + 1)
            c, h, w = L[1], 1, 1
        shapes.append((c, h, w))
        params.append(p)
    return shapes, params


# wrong: dense layers keep height and width
# loses: shapes from layer to layer
# loses: dense layers that take whole maps
# diagnosis: dense layer leaves maps
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, params = [], []
    for L in layers:
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (c * kh * kw) + co
            c = co
            if pad == "valid":
                h, w = h - kh + 1, w - kw + 1
        elif L[0] == "pooling":
            h, w = h // L[1][0], w // L[1][1]
        elif L[0] == "global max":
            h = w = 1
        else:
            p = L[1] * (c * h * w + 1)
            c = L[1]
        shapes.append((c, h, w))
        params.append(p)
    return shapes, params


# wrong: channels stay
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: channels unchanged by a convolution
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, params = [], []
    for L in layers:
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (c * kh * kw) + co
            if pad == "valid":
                h, w = h - kh + 1, w - kw + 1
        elif L[0] == "pooling":
            h, w = h // L[1][0], w // L[1][1]
        elif L[0] == "global max":
            h = w = 1
        else:
            p = L[1] * (c * h * w + 1)
            c, h, w = L[1], 1, 1
        shapes.append((c, h, w))
        params.append(p)
    return shapes, params


# wrong: parameters of pooling
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: parameters of pooling windows
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, params = [], []
    for L in layers:
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (c * kh * kw) + co
            c = co
            if pad == "valid":
                h, w = h - kh + 1, w - kw + 1
        elif L[0] == "pooling":
            p = L[1][0] * L[1][1]
            h, w = h // L[1][0], w // L[1][1]
        elif L[0] == "global max":
            h = w = 1
        else:
            p = L[1] * (c * h * w + 1)
            c, h, w = L[1], 1, 1
        shapes.append((c, h, w))
        params.append(p)
    return shapes, params


# wrong: one list appended many times
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# diagnosis: the last shape for all layers
def network_shapes(input_shape, layers):
    s = list(input_shape)
    shapes, params = [], []
    for L in layers:
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (s[0] * kh * kw) + co
            s[0] = co
            if pad == "valid":
                s[1] -= kh - 1
                s[2] -= kw - 1
        elif L[0] == "pooling":
            s[1] //= L[1][0]
            s[2] //= L[1][1]
        elif L[0] == "global max":
            s[1] = s[2] = 1
        else:
            p = L[1] * (s[0] * s[1] * s[2] + 1)
            s[0], s[1], s[2] = L[1], 1, 1
        shapes.append(s)
        params.append(p)
    return shapes, params


# wrong: each layer given the image
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: each layer given the image
def network_shapes(input_shape, layers):
    shapes, params = [], []
    for L in layers:
        c, h, w = input_shape
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (c * kh * kw) + co
            c = co
            if pad == "valid":
                h, w = h - kh + 1, w - kw + 1
        elif L[0] == "pooling":
            h, w = h // L[1][0], w // L[1][1]
        elif L[0] == "global max":
            h, w = 1, 1
        else:
            p = L[1] * (c * h * w + 1)
            c, h, w = L[1], 1, 1
        shapes.append((c, h, w))
        params.append(p)
    return shapes, params


# wrong: return in the loop
# loses: shapes from layer to layer
# loses: maps and windows that are not square, and that do not fit
# loses: parameters of each layer
# loses: dense layers that take whole maps
# diagnosis: only the first layer
def network_shapes(input_shape, layers):
    c, h, w = input_shape
    shapes, params = [], []
    for L in layers:
        p = 0
        if L[0] == "convolution":
            _, co, (kh, kw), pad = L
            p = co * (c * kh * kw + 1)
            c = co
            if pad != "same":
                h, w = h - kh + 1, w - kw + 1
        elif L[0] == "pooling":
            h, w = h // L[1][0], w // L[1][1]
        elif L[0] == "global max":
            h, w = 1, 1
        elif L[0] == "dense":
            p = L[1] * (c * h * w + 1)
            c, h, w = L[1], 1, 1
        shapes.append((c, h, w))
        params.append(p)
        return shapes, params
