"""The private parts of TensorFlow that the course uses exist and do what it expects."""

import os
import subprocess
import sys

import pytest
import tensorflow as tf

from course import tensorflow_compat
from course.tensorflow_compat import list_traced_operations, observe_operations
from nbproctor.checks.evaluate import TookTooLong


def test_each_operation_is_observed_by_its_type_and_no_longer_than_the_block():
    seen = []
    with observe_operations(seen.append):
        tf.nn.relu(tf.constant([1.0]) + 1.0)
    tf.nn.relu(tf.constant([1.0]))
    assert seen == ["AddV2", "Relu"]


def test_an_error_of_the_observer_is_raised_after_the_block():
    finished = []

    def run():
        with observe_operations(lambda name: 1 / 0):
            tf.nn.relu(tf.constant([1.0]))
            finished.append(True)

    with pytest.raises(ZeroDivisionError):
        run()
    assert finished


def test_the_time_limit_of_the_block_ends_the_block():
    def take_too_long(name):
        raise TookTooLong

    with observe_operations(take_too_long), pytest.raises(TookTooLong):
        tf.nn.relu(tf.constant([1.0]) + 1.0)


def test_the_operations_of_a_graph_that_was_traced_before_are_found():
    double = tf.function(lambda x: tf.nn.relu(x) * 2.0)
    double(tf.constant(1.0))
    seen = []
    with observe_operations(seen.append):
        double(tf.constant(1.0))
    operations = [each for name in seen for each in list_traced_operations(name)]
    assert {"Relu", "Mul"} <= set(operations)
    assert list_traced_operations("Relu") == []


def test_the_tables_can_be_filled_and_no_thread_is_started():
    code = "import os, course.tensorflow_compat as compat; compat.fill_tables(); "
    code += "print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "1\n", done.stderr


def test_public_functions_are_in_the_private_package():
    assert tf.nn.__name__.startswith(tensorflow_compat.PRIVATE_API)
