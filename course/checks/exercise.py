"""Exercises of this course: TensorFlow computes their references, on the CPU."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from course.checks.error_messages import MEANINGS
from nbproctor.checks import exercise
from nbproctor.checks.error_messages import Meanings
from nbproctor.checks.exercise import Case, Misconception, Note, Property, case

__all__ = ["Case", "Exercise", "Misconception", "Note", "Property", "case"]


def _use_the_cpu() -> AbstractContextManager[Any]:
    """Place TensorFlow's operations on the CPU: a GPU rounds differently."""
    import tensorflow as tf

    device: AbstractContextManager[Any] = tf.device("CPU:0")
    return device


@dataclass(frozen=True)
class Exercise(exercise.Exercise):
    """An exercise as in `nbproctor.checks.exercise`, with the defaults of this course."""

    context: exercise.Context = _use_the_cpu
    # An error of TensorFlow's, and one of `course.checks.drivers`.
    shown_errors: Collection[str] = ("InvalidArgumentError", "NoGradient")
    meanings: Meanings = MEANINGS
