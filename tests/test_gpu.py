"""What a GPU changes: the same references and checks there, with TF32 off."""

from dataclasses import replace

import numpy as np
import pytest


@pytest.fixture
def gpu():
    import tensorflow as tf

    if not tf.config.list_physical_devices("GPU"):
        pytest.skip("TensorFlow sees no GPU on this machine")
    return tf.device("GPU:0")


def test_get_ready_turns_tf32_off():
    import tensorflow as tf

    import course

    course.get_ready()
    assert not tf.config.experimental.tensor_float_32_execution_enabled()


def test_a_convolution_on_the_gpu_is_within_the_float32_tolerance(gpu):
    import course
    from course.checks import cross_correlation as check
    from course.operations import cross_correlate

    course.get_ready()
    with gpu:
        draw = np.random.default_rng(1)
        on_gpu = cross_correlate(draw.normal(size=(64, 64)), draw.normal(size=(5, 5)))
        assert "GPU" in on_gpu.device
        assert replace(check.corr2d, by_hand=()).examine(cross_correlate).passed
