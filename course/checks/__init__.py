"""The check language, and a module a chapter that says in it what a right answer is.

An *exercise* is data: a name, a reference computed by TensorFlow, and *properties* ("non-square
kernels"), each worth whole points and shown by *cases* (named inputs). A notebook calls an exercise
to check an answer on its public cases; staff add hidden cases to the same exercise and score it.

    exercise.py    the vocabulary: Exercise, Property, Case, Result
    evaluate.py    runs the student's function on cases: all inputs in, all outcomes out
    compare.py     expected against received: shapes, values, tolerance
    report.py      what the student reads
    drivers.py     what turns a class into a function of arrays
    <chapter>.py   the exercises of a chapter, with their public cases
"""
