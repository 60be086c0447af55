"""Answers to Conv2D: a layer with a kernel and one bias."""


# right: Keras style, add_weight in build
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# right: Keras style with names, keyword arguments and the parent's build
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size, **kwargs):
        super().__init__(**kwargs)
        self.kernel_size = tuple(kernel_size)

    def build(self, input_shape):
        initializer = tf.random_normal_initializer()
        self.weight = self.add_weight(
            name="w", shape=self.kernel_size, initializer=initializer, trainable=True
        )
        self.bias = self.add_weight(
            name="b", shape=(1,), initializer=tf.zeros_initializer(), trainable=True
        )
        super().build(input_shape)

    def call(self, X):
        return tf.add(cross_correlate(X, self.weight), self.bias)


# right: NumPy loops inside call
def corr2d(X, K):
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size)
        self.bias = self.add_weight(shape=(1,))

    def call(self, inputs):
        return corr2d(np.array(inputs), np.array(self.weight)) + np.array(self.bias)


# right: zeros at the start
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="zeros")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# right: weights made in __init__
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.weight = self.add_weight(shape=kernel_size, initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def build(self, input_shape):
        pass

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# right: variables of Keras
class Conv2D(tf.keras.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = tf.keras.Variable(tf.random.normal(self.kernel_size))
        self.bias = tf.keras.Variable(tf.zeros((1,)))

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# right: tf.nn.conv2d
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size)
        self.bias = self.add_weight(shape=(1,))

    def call(self, inputs):
        images = tf.reshape(inputs, (1, *inputs.shape, 1))
        kernels = tf.reshape(self.weight, (*self.kernel_size, 1, 1))
        outputs = tf.nn.conv2d(images, kernels, strides=1, padding="VALID")
        return tf.squeeze(outputs, axis=[0, 3]) + self.bias


# right: TensorFlow, shifted images added up on top of the bias
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.k_h, self.k_w = size

    def build(self, input_shape):
        self.n_h = input_shape[0] - self.k_h + 1
        self.n_w = input_shape[1] - self.k_w + 1
        self.weight = self.add_weight(shape=(self.k_h, self.k_w))
        self.bias = self.add_weight(shape=(1,))

    def call(self, X):
        Y = tf.zeros((self.n_h, self.n_w)) + self.bias
        for a in range(self.k_h):
            for b in range(self.k_w):
                Y += self.weight[a, b] * X[a : a + self.n_h, b : b + self.n_w]
        return Y


# right: sliding windows and einsum inside call, keyword arguments with defaults
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size=(3, 3), activation=None):
        super().__init__()
        self.kernel_size, self.activation = kernel_size, activation

    def build(self, input_shape=None):
        self.weight = self.add_weight(shape=self.kernel_size, name="kernel")
        self.bias = self.add_weight(shape=(1,), name="bias", initializer="zeros")

    def call(self, inputs):
        windows = np.lib.stride_tricks.sliding_window_view(np.array(inputs), self.kernel_size)
        Y = tf.einsum("ijab,ab->ij", windows, self.weight) + self.bias
        return self.activation(Y) if self.activation else Y


# right: a layer of float64
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__(dtype="float64")
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_uniform")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# right: patches and a matrix product
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.size = list(kernel_size)

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.size)
        self.bias = self.add_weight(shape=[1])

    def call(self, inputs):
        patches = tf.image.extract_patches(
            inputs[tf.newaxis, :, :, tf.newaxis],
            sizes=[1, *self.size, 1],
            strides=[1, 1, 1, 1],
            rates=[1, 1, 1, 1],
            padding="VALID",
        )
        weight = tf.reshape(self.weight, (-1, 1))
        return tf.squeeze(patches @ weight, axis=(0, 3)) + self.bias[0]


# wrong: build takes the shape of the input for the size of the kernel
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: kernel as large as the input
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()

    def build(self, kernel_size):
        self.weight = self.add_weight(shape=kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: self.weights assigned, a property of Keras
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: raised AttributeError
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weights = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weights) + self.bias


# wrong: the builtin input read instead of the argument
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: raised ValueError
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(input, self.weight) + self.bias


# wrong: variables of TensorFlow, which Keras does not train
# loses: has a weight and a bias of the right shapes, both trained
# diagnosis: nothing is trained
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.weight = tf.Variable(tf.random.normal(kernel_size))
        self.bias = tf.Variable(tf.zeros((1,)))

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: bias not trained
# loses: has a weight and a bias of the right shapes, both trained
# diagnosis: one parameter not trained
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros", trainable=False)

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: no bias
# loses: has a weight and a bias of the right shapes, both trained
# loses: adds the bias to every output element
# diagnosis: no bias
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight)


# wrong: bias made but not added
# loses: adds the bias to every output element
# diagnosis: bias not added
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight)


# wrong: bias added to the kernel
# loses: adds the bias to every output element
# diagnosis: bias added to the kernel
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight + self.bias)


# wrong: bias added to every product
# loses: adds the bias to every output element
# diagnosis: bias added to every product
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        h, w = self.kernel_size
        rows = []
        for i in range(inputs.shape[0] - h + 1):
            row = []
            for j in range(inputs.shape[1] - w + 1):
                products = inputs[i : i + h, j : j + w] * self.weight + self.bias
                row.append(tf.reduce_sum(products))
            rows.append(row)
        return tf.convert_to_tensor(rows)


# wrong: bias added to the first element only
# loses: adds the bias to every output element
# diagnosis: bias added to the first element only
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        Y = cross_correlate(inputs, self.weight).numpy()
        Y[0, 0] += self.bias[0]
        return Y


# wrong: bias subtracted
# loses: adds the bias to every output element
# diagnosis: bias subtracted
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) - self.bias


# wrong: bias added after an activation
# loses: cross-correlates its input with the weight
# diagnosis: activation
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return tf.nn.relu(cross_correlate(inputs, self.weight)) + self.bias


# wrong: a bias for every element of the kernel
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: bias as large as the kernel
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=self.kernel_size, initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight + self.bias)


# wrong: a bias for every element of the output
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: bias as large as the output
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        h = input_shape[0] - self.kernel_size[0] + 1
        w = input_shape[1] - self.kernel_size[1] + 1
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(h, w), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: kernel flipped
# loses: cross-correlates its input with the weight
# diagnosis: kernel flipped
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        flipped = tf.reverse(self.weight, axis=[0, 1])
        return cross_correlate(inputs, flipped) + self.bias


# wrong: height and width of the kernel swapped
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# diagnosis: kernel's height and width swapped
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.w, self.h = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=(self.h, self.w), initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: hard-coded size 2x2
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# diagnosis: size 2x2 hard-coded
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()

    def build(self, input_shape):
        self.weight = self.add_weight(shape=(2, 2), initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: missing return
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: returned None
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        Y = cross_correlate(inputs, self.weight) + self.bias


# wrong: the parent's __init__ not called
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: raised RuntimeError
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: the first kernel kept in a copy
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: first kernel kept
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")
        self.K = self.weight.numpy()

    def call(self, inputs):
        return cross_correlate(inputs, self.K) + self.bias


# wrong: a new random kernel at every call, not trained
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: one parameter not trained
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        self.weight = tf.random.normal(self.kernel_size)
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: a misspelt method
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: raised AttributeError
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weigth(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: forward instead of call, as in PyTorch
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: raised NotImplementedError
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def forward(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: input expected as a batch with channels
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: raised InvalidArgumentError
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs[0, :, :, 0], self.weight) + self.bias


# wrong: bias of shape () instead of (1,)
# loses: has a weight and a bias of the right shapes, both trained
# diagnosis: bias without an axis
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.weight) + self.bias


# wrong: bias in the weight's place and the other way round
# loses: has a weight and a bias of the right shapes, both trained
# loses: cross-correlates its input with the weight
# loses: adds the bias to every output element
# diagnosis: weight and bias exchanged
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.bias = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.weight = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, self.bias) + self.weight


# wrong: kernel transposed
# loses: cross-correlates its input with the weight
# diagnosis: kernel transposed
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return cross_correlate(inputs, tf.transpose(self.weight)) + self.bias


# wrong: activation after the bias
# loses: cross-correlates its input with the weight
# diagnosis: activation
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = kernel_size

    def build(self, input_shape):
        self.weight = self.add_weight(shape=self.kernel_size, initializer="random_normal")
        self.bias = self.add_weight(shape=(1,), initializer="zeros")

    def call(self, inputs):
        return tf.maximum(cross_correlate(inputs, self.weight) + self.bias, 0.0)


# wrong: every axis of length 1 is taken off
# loses: cross-correlates its input with the weight
# diagnosis: axes of length 1 dropped
class Conv2D(tf.keras.layers.Layer):
    def __init__(self, kernel_size):
        super().__init__()
        self.kernel_size = tuple(kernel_size)

    def build(self, input_shape):
        self.weight = self.add_weight(name="weight", shape=self.kernel_size)
        self.bias = self.add_weight(name="bias", shape=(1,), initializer="zeros")

    def call(self, inputs):
        image = tf.reshape(inputs, (1, *inputs.shape, 1))
        kernel = tf.reshape(self.weight, (*self.kernel_size, 1, 1))
        return tf.squeeze(tf.nn.conv2d(image, kernel, strides=1, padding="VALID")) + self.bias
