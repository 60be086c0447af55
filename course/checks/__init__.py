"""The check language, and a package a chapter that says in it what a right answer is.

An *exercise* is data: a name, a reference computed by TensorFlow, and *properties* ("non-square
kernels"), each worth whole points and shown by *cases* (named inputs). A notebook calls an exercise
to check an answer on its public cases; staff add hidden cases to the same exercise and score it.

    <chapter>/           a file an exercise: reference, public cases, hints, known mistakes
      inputs.py          inputs of public cases that several exercises share
      *_mistakes.py      known mistakes that several exercises share
    mistake_models.py    parts of models of known mistakes, for every chapter
    rules.py             the calls that exercises by hand forbid
    watch_tensorflow.py  notes forbidden TensorFlow operations while a function runs
    drivers.py           functions that turn a student's class into a function of arrays

    vocabulary.py        the parts of an exercise: Case, Property, Misconception
    exercise.py          Exercise: check an answer, score it
    evaluate.py          runs the student's function on cases, and returns outcomes
    elsewhere.py         a function that lives in another process, as a grader sees it
    exchange.py          requests of a grader to the student's process, and replies
    wire.py              data as bytes and back, whoever made the bytes
    by_hand.py           finds calls that would do an exercise's whole job
    compare.py           compares an answer with the expected value: shape, values, tolerance
    judge.py             which properties hold, and which mistake explains the rest
    diagnosis.py         telling differences, if no known mistake explains an answer
    hidden.py            keeps the student's own words out of results of hidden cases
    result.py            the result as lines of text
    tables.py            the failing case as small tables
    report.py            shows all that in a notebook
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
