"""The digits, the two networks that read them, and what the chapter promises of both."""

import json
import subprocess
import sys

import numpy as np
import pytest

from course import digits
from course.digits import networks
from course.network import forward

SHIFTS = [(dy, dx) for dy in range(-3, 4) for dx in range(-3, 4)]


@pytest.fixture(scope="module")
def test_digits():
    return digits.load()[1]


@pytest.fixture(scope="module")
def convolutional():
    return digits.trained_network("convolutional")


def test_the_digits_are_all_there_and_each_kind_is_in_both_parts():
    (images, labels), (test_images, test_labels) = digits.load()
    assert len(images) + len(test_images) == 1797
    assert min(*np.bincount(labels), *np.bincount(test_labels)) > 40
    assert images.min() == test_images.min() == 0
    assert images.max() == test_images.max() == 1
    assert np.all(images * 16 == np.round(images * 16))


def test_the_split_is_where_the_labels_start_again():
    labels = np.concatenate([part[1] for part in digits.load()])
    thrice = np.tile(np.arange(10), 3)
    starts = [k for k in range(len(labels) - 29) if (labels[k : k + 30] == thrice).all()]
    assert starts == [0, 130, 256, 386, 516, 646, 776, 1029, 1157, 1287, 1415, 1667]
    assert len(digits.load()[0][1]) in starts


@pytest.mark.parametrize("shift", SHIFTS[::8], ids=str)
def test_a_placed_digit_is_where_its_shift_says(shift):
    image = np.arange(1.0, 65).reshape(1, 8, 8)
    canvas = digits.place(image, shift)[0, :, :, 0]
    top, left = 3 + shift[0], 3 + shift[1]
    np.testing.assert_array_equal(canvas[top : top + 8, left : left + 8], image[0])
    assert canvas.sum() == image.sum()


@pytest.mark.parametrize("shift", [(4, 0), (0, -4)], ids=str)
def test_a_digit_stays_on_the_canvas(shift):
    with pytest.raises(ValueError, match="at most 3 pixels"):
        digits.place(np.ones((1, 8, 8)), shift)


@pytest.mark.parametrize(("name", "count"), [("dense", 13258), ("convolutional", 5114)])
def test_a_network_has_as_many_weights_as_its_docstring_says(name, count):
    network = networks.make_network(name)
    assert network.count_params() == count
    assert f"{count:,} weights" in getattr(digits, f"{name}_network").__doc__


def test_the_shipped_weights_are_small():
    assert (networks.FILES / "weights.npz").stat().st_size < 80_000


def test_weights_can_be_stored_and_read_back(convolutional):
    stored = networks.from_keras("convolutional", convolutional)
    for key, array in digits.load_weights("convolutional").items():
        np.testing.assert_array_equal(stored[key], array)


def test_the_course_operations_give_the_logits_of_keras(convolutional, test_digits):
    weights = digits.load_weights("convolutional")
    for shift in ((0, 0), (-3, 2)):
        batch = digits.place(test_digits[0][:5], shift)
        for image, logits in zip(batch[..., 0], convolutional(batch).numpy(), strict=True):
            padded = np.pad(image, networks.RING)[np.newaxis]
            ours = forward(padded, **weights)
            np.testing.assert_allclose(ours, logits, atol=1e-4)


def test_numpy_gives_the_logits_of_the_dense_network(test_digits):
    batch, given = digits.place(test_digits[0]), digits.load_weights("dense")
    hidden = np.maximum(batch.reshape(len(batch), -1) @ given["W1"].T + given["b1"], 0)
    logits = hidden @ given["W2"].T + given["b2"]
    keras = digits.trained_network("dense")(batch)
    np.testing.assert_allclose(logits, keras, atol=1e-4)


@pytest.mark.parametrize("name", digits.NETWORKS)
def test_the_stored_percents_are_those_of_the_shipped_weights(name):
    computed = digits.accuracy_by_position(digits.trained_network(name))
    np.testing.assert_array_equal(digits.load_positions()[name], computed)


def test_an_even_move_changes_no_logit_of_the_convolutional_network(convolutional, test_digits):
    centred = convolutional(digits.place(test_digits[0]))
    for shift in ((2, 0), (-2, -2), (0, -2)):
        moved = convolutional(digits.place(test_digits[0], shift))
        np.testing.assert_allclose(moved, centred, atol=1e-4)


def holds(percent):
    """Raise unless the map of both networks is as the chapter says."""
    dense, convolutional = percent["dense"], percent["convolutional"]
    odd = np.abs(np.arange(-3, 4)) % 2
    odd_axes = np.add.outer(odd, odd)
    even, one, both = (convolutional[odd_axes == n] for n in range(3))
    assert dense[3, 3] >= 80
    assert max(dense[1, 3], dense[5, 3], dense[3, 1], dense[3, 5]) < 25
    assert even.min() >= 85
    assert even.mean() > one.mean() > both.mean()
    assert even.mean() - both.mean() >= 30


def test_the_stored_map_is_as_the_chapter_says():
    holds(digits.load_positions())


def test_the_map_needs_no_tensorflow():
    code = (
        "import sys; from course import pictures; pictures.positions_map(); "
        "assert 'tensorflow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


TRAIN = """
import json, sys
import tensorflow as tf
tf.config.threading.set_intra_op_parallelism_threads({threads})
tf.config.threading.set_inter_op_parallelism_threads(1)
from course import digits
from course.digits.networks import make_network
images, labels = digits.load()[0]
percent = {{}}
for name in digits.NETWORKS:
    tf.keras.utils.set_random_seed({seed})
    network = make_network(name)
    digits.train(network, digits.place(images), labels)
    percent[name] = digits.accuracy_by_position(network).tolist()
print(json.dumps(percent))
"""


@pytest.mark.nightly
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("seed", range(5))
def test_networks_trained_again_give_the_map_that_the_chapter_describes(seed, threads):
    code = TRAIN.format(seed=seed, threads=threads)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    percent = json.loads(done.stdout.splitlines()[-1])
    holds({name: np.array(values) for name, values in percent.items()})
