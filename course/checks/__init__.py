"""What a right answer is: a package a chapter, in the check language of `nbproctor.checks`.

Chapters import their package as `check`. The references are TensorFlow's operations.

    <chapter>/           a file an exercise: reference, public cases, hints, known mistakes
      inputs.py          inputs of public cases that several exercises share
      *_mistakes.py      known mistakes that several exercises share
    mistake_models.py    parts of models of known mistakes, for every chapter
    rules.py             the calls that exercises by hand forbid
    watch_tensorflow.py  notes forbidden TensorFlow operations while a function runs
    drivers.py           functions that turn a student's class into a function of arrays
"""

from contextlib import AbstractContextManager
from typing import Any

from nbproctor.checks.exercise import compute_references_in
from nbproctor.checks.hidden import show_kinds


def _on_the_cpu() -> AbstractContextManager[Any]:
    """Place TensorFlow's operations on the CPU: a GPU rounds otherwise."""
    import tensorflow as tf

    device: AbstractContextManager[Any] = tf.device("CPU:0")
    return device


compute_references_in(_on_the_cpu)
show_kinds("InvalidArgumentError", "NoGradient")  # TensorFlow's, and one of `drivers`
