"""What a GPU changes: the same references and checks there, with TF32 off; and who may use it."""

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nbproctor.grading.apart.grade_cell import run_grade_cell


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


# One that says it is ready, and goes on when it is told to.
KERNEL = "import course; course.get_ready(); print(flush=True); input()"
GRADER = """
from nbproctor.grading.apart.grade_cell import run_grade_cell
cell = "import tensorflow as tf\\ntf.add(1, 1)\\nlen(tf.config.list_logical_devices('GPU'))"
print(run_grade_cell(cell, "grade-cell", 1.0, visit).record.earned)
"""
VISIT = """
from types import SimpleNamespace
from nbproctor.grading.apart.course_names import Surroundings
from nbproctor.grading.apart.student_object import Visit
limits = SimpleNamespace(exercise_limit_s=1.0)
kernel = SimpleNamespace(cell_limit_s=60.0, limits=limits, is_asked=False)
visit = Visit(kernel, Surroundings(trusted=frozenset({"os", "tensorflow"})))
"""


def test_kernels_share_the_gpu(gpu):
    start = [sys.executable, "-c", KERNEL]
    kernels = [
        subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [kernel.stdout.readline() for kernel in kernels]
    for kernel in kernels:
        kernel.communicate("\n")
    assert ["on a GPU" in each for each in said] == [True, True]


def test_a_grader_leaves_the_gpu_to_others(gpu):
    done = subprocess.run([sys.executable, "-c", VISIT + GRADER], capture_output=True, text=True)
    assert done.stdout.strip() == "0.0", done.stderr


def test_only_grade_cells_see_no_gpu(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    code = "import os\nfloat(os.environ['CUDA_VISIBLE_DEVICES'] == '-1')"
    names: dict[str, Any] = {}
    exec(VISIT, names)
    assert run_grade_cell(code, "grade-cell", 1.0, names["visit"]).record.earned == 1.0
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "0"
