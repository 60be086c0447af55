"""Answers to forward: the logits of a small network with given weights."""


# right: the course's operations
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# right: TensorFlow, channels last
def forward(image, K1, b1, K2, b2, W, b):
    maps = tf.transpose(image, (1, 2, 0))[tf.newaxis]
    maps = tf.nn.conv2d(maps, tf.transpose(K1, (2, 3, 1, 0)), 1, "SAME")
    maps = tf.nn.relu(tf.nn.bias_add(maps, b1))
    maps = tf.nn.max_pool2d(maps, 2, 2, "VALID")
    maps = tf.nn.relu(tf.nn.conv2d(maps, tf.transpose(K2, (2, 3, 1, 0)), 1, "SAME") + b2)
    features = tf.reduce_max(maps, axis=(1, 2))  # (1, c_o)
    return (features @ tf.transpose(W) + b)[0]


# right: layers of Keras
def forward(image, K1, b1, K2, b2, W, b):
    def layer(maps, K, bias):
        keras = tf.keras.layers.Conv2D(len(K), K.shape[2:], padding="same", activation="relu")
        keras.build(maps.shape)
        keras.set_weights([K.transpose(2, 3, 1, 0), bias])
        return keras(maps)

    maps = layer(image.transpose(1, 2, 0)[np.newaxis], K1, b1)
    maps = layer(tf.keras.layers.MaxPool2D(2)(maps), K2, b2)
    return W @ tf.keras.layers.GlobalMaxPool2D()(maps)[0].numpy() + b


# right: windows and einsum
def forward(image, K1, b1, K2, b2, W, b):
    def same(maps, K):
        k_h, k_w = K.shape[2:]
        padded = np.pad(maps, [(0, 0), (k_h // 2, k_h // 2), (k_w // 2, k_w // 2)])
        windows = np.lib.stride_tricks.sliding_window_view(padded, (k_h, k_w), axis=(1, 2))
        return np.einsum("cijab,ocab->oij", windows, K)

    maps = np.maximum(same(image, K1) + b1.reshape(-1, 1, 1), 0)
    c, h, w = maps.shape
    maps = maps[:, : h // 2 * 2, : w // 2 * 2].reshape(c, h // 2, 2, w // 2, 2).max(axis=(2, 4))
    maps = np.maximum(same(maps, K2) + b2.reshape(-1, 1, 1), 0)
    return maps.reshape(len(maps), -1).max(axis=1) @ W.T + b


# right: bias and ReLU after pooling, which commutes with both
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pad, pool

    def convolution(maps, K):
        p, q = (K.shape[2] - 1) // 2, (K.shape[3] - 1) // 2
        padded = [pad(channel, ((p, p), (q, q))) for channel in maps]
        return cross_correlate_channels(tf.stack(padded), K)

    maps = [pool(channel, (2, 2), ((0, 0), (0, 0)), (2, 2)) for channel in convolution(image, K1)]
    maps = [tf.nn.relu(channel + bias) for channel, bias in zip(maps, b1)]
    tops = [tf.reduce_max(channel) for channel in convolution(tf.stack(maps), K2)]
    features = tf.nn.relu(tf.stack(tops) + b2)
    return tf.linalg.matvec(W, features) + b


# right: loops
def forward(image, K1, b1, K2, b2, W, b):
    def convolution(maps, K, bias):
        c_o, c_i, k_h, k_w = K.shape
        _, h, w = maps.shape
        padded = np.zeros((c_i, h + k_h - 1, w + k_w - 1))
        padded[:, k_h // 2 : k_h // 2 + h, k_w // 2 : k_w // 2 + w] = maps
        result = np.zeros((c_o, h, w))
        for o in range(c_o):
            for i in range(h):
                for j in range(w):
                    total = np.sum(padded[:, i : i + k_h, j : j + k_w] * K[o])
                    result[o, i, j] = max(total + bias[o], 0)
        return result

    maps = convolution(image, K1, b1)
    c, h, w = maps.shape
    pooled = np.zeros((c, h // 2, w // 2))
    for i in range(h // 2):
        for j in range(w // 2):
            pooled[:, i, j] = maps[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max(axis=(1, 2))
    maps = convolution(pooled, K2, b2)
    return [sum(W[n, c] * maps[c].max() for c in range(len(maps))) + b[n] for n in range(len(b))]


# right: SAME channel by channel
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_same, pool

    def convolution(maps, K, bias):
        return [
            np.maximum(
                sum(np.asarray(cross_correlate_same(X, k)) for X, k in zip(maps, kernels)) + each, 0
            )
            for kernels, each in zip(K, bias)
        ]

    pooled = [np.asarray(pool(Y, (2, 2), stride=(2, 2))) for Y in convolution(image, K1, b1)]
    features = np.array([Y.max() for Y in convolution(pooled, K2, b2)])
    return W.dot(features) + b


# wrong: no ReLU
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: no ReLU
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = convolution(image, K1, b1)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = convolution(maps, K2, b2)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: no ReLU after the first convolution
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: no ReLU after the first convolution
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = convolution(image, K1, b1)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: no ReLU after the second convolution
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: no ReLU after the second convolution
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = convolution(maps, K2, b2)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: no padding
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: no padding
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = maps
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: padding of 1
# loses: images and kernels of any height and width
# diagnosis: padding always 1
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (1, 1), (1, 1)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: both paddings from the height
# loses: images and kernels of any height and width
# diagnosis: kernel's height for both paddings
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (p, p)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: not pooled
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: not pooled
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: stride of 1
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: windows overlap
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: mean in the pooling
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: average pooling
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2), mode="avg") for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: mean of the maps
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: mean of each map
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.mean(axis=(1, 2))
    return W @ features + b


# wrong: biases left out
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: biases of the convolutions left out and biases of the dense layer left out
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K))

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features


# wrong: no bias in the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: biases of the dense layer left out
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features


# wrong: bias after ReLU
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: bias added after ReLU
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K))

    maps = np.maximum(convolution(image, K1, b1), 0) + b1[:, None, None]
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0) + b2[:, None, None]
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: one bias for all
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: one bias for all channels
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[0]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: kernels flipped
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: kernels flipped
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return (
            np.asarray(cross_correlate_channels(padded, K[:, :, ::-1, ::-1])) + bias[:, None, None]
        )

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: pools twice
# loses: images and kernels of any height and width
# diagnosis: pooled once more
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: half windows kept
# loses: images and kernels of any height and width
# diagnosis: half windows kept
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = (
        tf.nn.max_pool2d(maps.transpose(1, 2, 0)[None], 2, 2, "SAME")[0].numpy().transpose(2, 0, 1)
    )
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: probabilities
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: softmax at the end
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return tf.nn.softmax(W @ features + b)


# wrong: class
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: class instead of logits
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    maps = np.maximum(convolution(maps, K2, b2), 0)
    features = maps.max(axis=(1, 2))
    return np.argmax(W @ features + b)


# wrong: one convolution
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: raised ValueError
def forward(image, K1, b1, K2, b2, W, b):
    from course.operations import cross_correlate_channels, pool

    def convolution(maps, K, bias):
        p, q = K.shape[2] // 2, K.shape[3] // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        return np.asarray(cross_correlate_channels(padded, K)) + bias[:, None, None]

    maps = np.maximum(convolution(image, K1, b1), 0)
    maps = np.stack([pool(channel, (2, 2), stride=(2, 2)) for channel in maps])
    features = maps.max(axis=(1, 2))
    return W @ features + b


# wrong: zeros at the end only
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: padding on one side
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (0, 2 * p), (0, 2 * q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K2, b2)
    f = x.max(axis=(1, 2))
    return W @ f + b


# wrong: first kernels twice
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: second kernels not used
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K1, b1)
    f = x.max(axis=(1, 2))
    return W @ f + b


# wrong: first biases twice
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: first biases in both convolutions
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K2, b1)
    f = x.max(axis=(1, 2))
    return W @ f + b


# wrong: biases along the rows
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: biases along the rows
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K2, b2)
    f = x.max(axis=(1, 2))
    return W @ f + b


# wrong: whole maps into the dense layer
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: maps not condensed
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K2, b2)
    f = x.ravel()
    return W @ f + b


# wrong: leaky ReLU
# loses: biases of all layers, and ReLU after both convolutions
# diagnosis: leaky ReLU
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.where(
            z + bias[:, None, None] > 0, z + bias[:, None, None], 0.01 * (z + bias[:, None, None])
        )

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K2, b2)
    f = x.max(axis=(1, 2))
    return W @ f + b


# wrong: largest of each row of a map
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: largest along one axis
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (2, 2), ((0, 0), (0, 0)), (2, 2), "max")) for m in x])
    x = conv(x, K2, b2)
    f = x.max(axis=2)
    return W @ f + b


# wrong: windows of 3 x 3
# loses: two convolutions with pooling in between, the maxima, the dense layer
# loses: biases of all layers, and ReLU after both convolutions
# loses: images and kernels of any height and width
# diagnosis: pooling windows of 3 x 3
from course.operations import cross_correlate_channels, pool


def forward(image, K1, b1, K2, b2, W, b):
    def conv(maps, K, bias):
        kh, kw = K.shape[2:]
        p, q = kh // 2, kw // 2
        padded = np.pad(maps, ((0, 0), (p, p), (q, q)))
        z = np.asarray(cross_correlate_channels(padded, K))
        return np.maximum(z + bias[:, None, None], 0)

    x = conv(image, K1, b1)
    x = np.stack([np.asarray(pool(m, (3, 3), ((0, 0), (0, 0)), (3, 3), "max")) for m in x])
    x = conv(x, K2, b2)
    f = x.max(axis=(1, 2))
    return W @ f + b
