"""The checks of all exercises, one package per chapter, in the language of `nbproctor.checks`.

Each chapter's notebook imports its package as `check`. The references are TensorFlow's operations.

    <chapter>/           one file per exercise: reference, public cases, hints, known mistakes
      inputs.py          public inputs that several exercises share
      *_mistakes.py      known mistakes that several exercises share
    mistake_models.py    building blocks of models of known mistakes
    rules.py             the calls that exercises forbid
    watch_tensorflow.py  detects forbidden TensorFlow operations while a function runs
    drivers.py           functions that turn a student's class into a function of arrays
"""

from contextlib import AbstractContextManager
from typing import Any

from nbproctor.checks.exercise import compute_references_in
from nbproctor.checks.hidden import show_kinds


def _on_the_cpu() -> AbstractContextManager[Any]:
    """Run TensorFlow's operations on the CPU, because a GPU rounds differently."""
    import tensorflow as tf

    device: AbstractContextManager[Any] = tf.device("CPU:0")
    return device


compute_references_in(_on_the_cpu)
show_kinds("InvalidArgumentError", "NoGradient")  # TensorFlow's, and one from `drivers`
