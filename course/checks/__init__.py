"""The check language, and a package a chapter that says in it what a right answer is.

An *exercise* is data: a name, a reference computed by TensorFlow, and *properties* ("non-square
kernels"), each worth whole points and shown by *cases* (named inputs). A notebook calls an exercise
to check an answer on its public cases; staff add hidden cases to the same exercise and score it.

    <chapter>/        a file an exercise: reference, public cases, hints, known mistakes
      inputs.py       what public cases of several exercises share
      *_mistakes.py   what known mistakes of several exercises share
    mistake_models.py what models of known mistakes are made of, in every chapter
    vocabulary.py     the words exercises are written in: Case, Property, Misconception
    exercise.py       Exercise: check an answer, score it
    drivers.py        what turns a class into a function of arrays
    evaluate.py       runs the student's function on cases: all inputs in, all outcomes out
    elsewhere.py      a function that lives in another process, as a grader sees it
    exchange.py       what a grader and the student's process say to each other
    wire.py           data as bytes and back, however hostile the bytes
    by_hand.py        which calls would do an exercise's whole job
    compare.py        expected against received: shapes, values, tolerance
    judge.py          which properties hold, and which mistake explains the rest
    diagnosis.py      telling differences, for mistakes that nobody described
    result.py         what came of it, in lines of text
    tables.py         the failing case as small tables
    report.py         shows all that in a notebook
"""

from contextlib import AbstractContextManager
from typing import Any

from course.checks.exercise import compute_references_in
from course.checks.hidden import show_kinds


def _on_the_cpu() -> AbstractContextManager[Any]:
    """Place TensorFlow's operations on the CPU: a GPU rounds otherwise."""
    import tensorflow as tf

    device: AbstractContextManager[Any] = tf.device("CPU:0")
    return device


compute_references_in(_on_the_cpu)
show_kinds("InvalidArgumentError", "NoGradient")  # TensorFlow's, and one of `drivers`
