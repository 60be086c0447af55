"""The check language: exercises as data, judged here or in another process.

An *exercise* is data: a name, a reference, and *properties* ("non-square kernels"), each worth
whole points and shown by *cases* (named inputs). A notebook calls an exercise to check an answer on
its public cases; staff add hidden cases to the same exercise and score it.

    vocabulary.py   the parts of an exercise: Case, Property, Misconception
    exercise.py     Exercise: check an answer, score it
    evaluate.py     runs the student's function on cases, and returns outcomes
    elsewhere.py    a function that lives in another process, as a grader sees it
    exchange.py     requests of a grader to the student's process, and replies
    wire.py         data as bytes and back, whoever made the bytes
    by_hand.py      finds calls that would do an exercise's whole job
    compare.py      compares an answer with the expected value: shape, values, tolerance
    judge.py        which properties hold, and which mistake explains the rest
    diagnosis.py    telling differences, if no known mistake explains an answer
    hidden.py       keeps the student's own words out of results of hidden cases
    result.py       the result as lines of text
    tables.py       the failing case as small tables
    report.py       shows all that in a notebook
"""
