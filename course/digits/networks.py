"""Two networks that read digits: a dense one and a convolutional one.

Both are trained on centred digits with the settings below. Their trained weights are shipped, so
that every reader sees the same numbers: weights that are trained again differ a little from machine
to machine. TensorFlow is imported where it is used.
"""

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from course.digits.data import CANVAS, CENTRED, FILES, load, place

NETWORKS = ("dense", "convolutional")
SEED = 1
EPOCHS = 8
BATCH = 64
LEARNING_RATE = 0.01
RING = 2  # rings of zeros around the canvas of the convolutional network
HIDDEN = 64  # outputs of the dense network's first layer
KERNELS = (16, 32)  # of the two convolutions

Weights = dict[str, npt.NDArray[np.float32]]


def dense_network() -> Any:
    """Return an untrained network of two dense layers, 13,258 weights."""
    import tensorflow as tf

    return tf.keras.Sequential(
        [
            tf.keras.Input((CANVAS, CANVAS, 1)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(HIDDEN, activation="relu"),
            tf.keras.layers.Dense(10),
        ]
    )


def convolutional_network() -> Any:
    """Return an untrained network of two convolutions and a dense layer, 5,114 weights.

    Two rings of zeros surround the canvas, and the first convolution has no bias, so that black
    gives 0. Up to a move by 2 pixels no response is cut off, and no kernel sees where the canvas
    ends: a move by an even number of pixels moves the pooled maps, and changes nothing else.
    """
    import tensorflow as tf

    first, second = KERNELS
    return tf.keras.Sequential(
        [
            tf.keras.Input((CANVAS, CANVAS, 1)),
            tf.keras.layers.ZeroPadding2D(RING),
            tf.keras.layers.Conv2D(first, 3, padding="same", activation="relu", use_bias=False),
            tf.keras.layers.MaxPool2D(2),
            tf.keras.layers.Conv2D(second, 3, padding="same", activation="relu"),
            tf.keras.layers.GlobalMaxPool2D(),
            tf.keras.layers.Dense(10),
        ]
    )


def train(network: Any, images: Any, labels: Any, epochs: int = EPOCHS) -> list[float]:
    """Train a network on digits, and return the mean loss of each epoch.

    Args:
        network: as `dense_network` and `convolutional_network` return it; its weights change.
        images: shape (digits, 14, 14, 1), see `place`.
        labels: shape (digits,).
        epochs: how often the network sees each digit.
    """
    import tensorflow as tf

    network.compile(
        optimizer=tf.keras.optimizers.Adam(LEARNING_RATE),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    run = network.fit(images, labels, batch_size=BATCH, epochs=epochs, verbose=0)
    return [float(loss) for loss in run.history["loss"]]


def make_network(name: str) -> Any:
    """Return an untrained network: 'dense' or 'convolutional'."""
    return {"dense": dense_network, "convolutional": convolutional_network}[name]()


def trained_network(name: str) -> Any:
    """Return a network with the shipped weights: 'dense' or 'convolutional'."""
    network = make_network(name)
    network.set_weights(_to_keras(name, load_weights(name)))
    return network


def load_weights(name: str) -> Weights:
    """Return the shipped weights of a network, in the layout of the earlier chapters.

    Args:
        name: 'dense' or 'convolutional'.

    Returns:
        Of the convolutional network kernels `K1` and `K2`, shape (c_o, c_i, 3, 3), their biases
        `b1` (all 0) and `b2`, and the weights `W`, shape (10, 32), and biases `b` of its dense
        layer. Of the dense network `W1`, shape (64, 196), `b1`, `W2`, shape (10, 64), and `b2`.

    >>> {key: array.shape for key, array in load_weights("dense").items()}
    {'W1': (64, 196), 'b1': (64,), 'W2': (10, 64), 'b2': (10,)}
    """
    with np.load(FILES / "weights.npz") as file:
        names = [key for key in file.files if key.startswith(f"{name}.")]
        return {key.removeprefix(f"{name}."): file[key] for key in names}


def _to_keras(name: str, weights: Weights) -> list[npt.NDArray[np.float32]]:
    """Return weights in the order and layout of Keras."""
    if name == "dense":
        return [weights["W1"].T, weights["b1"], weights["W2"].T, weights["b2"]]
    K1, K2 = (np.transpose(weights[key], (2, 3, 1, 0)) for key in ("K1", "K2"))
    return [K1, K2, weights["b2"], weights["W"].T, weights["b"]]


def from_keras(name: str, network: Any) -> Weights:
    """Return a network's weights in the layout of `load_weights`."""
    arrays = network.get_weights()
    if name == "dense":
        W1, b1, W2, b2 = arrays
        return {"W1": W1.T, "b1": b1, "W2": W2.T, "b2": b2}
    K1, K2, b2, W, b = arrays
    K1, K2 = (np.transpose(K, (3, 2, 0, 1)) for K in (K1, K2))
    return {"K1": K1, "b1": np.zeros(len(K1), np.float32), "K2": K2, "b2": b2, "W": W.T, "b": b}


def accuracy_by_position(network: Any) -> npt.NDArray[np.int64]:
    """Return how many percent of the test digits a network reads right, for each place.

    Returns:
        whole numbers, shape (7, 7): element (dy + 3, dx + 3) is for digits that are moved down by
        dy and to the right by dx.
    """
    _, (images, labels) = load()
    moves = range(-CENTRED, CENTRED + 1)
    right = [
        [np.mean(np.argmax(network(place(images, (dy, dx))), axis=1) == labels) for dx in moves]
        for dy in moves
    ]
    return np.round(100 * np.array(right)).astype(np.int64)


def load_positions() -> dict[str, npt.NDArray[np.int64]]:
    """Return `accuracy_by_position` of both networks with the shipped weights, without TensorFlow.

    >>> {name: percent.shape for name, percent in load_positions().items()}
    {'dense': (7, 7), 'convolutional': (7, 7)}
    """
    stored = json.loads((FILES / "positions.json").read_text(encoding="utf-8"))
    return {name: np.array(stored[name], np.int64) for name in NETWORKS}
