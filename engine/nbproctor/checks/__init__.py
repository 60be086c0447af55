"""The check language: exercises as data, judged here or in another process.

An *exercise* is data: a name, a reference, and *properties* ("non-square kernels"). Each property
is worth whole points and is tested by *cases* (named inputs). A notebook calls an exercise to check
an answer on its public cases. Staff add hidden cases to the same exercise and score it.

    vocabulary.py   the parts of an exercise: Case, Property, Misconception
    exercise.py     Exercise: checks an answer, scores it
    evaluate.py     calls the student's function, here or elsewhere, and returns outcomes
    exchange.py     requests from a grader to the student's process, and replies
    wire.py         data as bytes, to send it from one process to another
    by_hand.py      finds forbidden calls
    compare.py      compares an answer with the expected value: shape, values, tolerance
    answer_key.py   expected values and answers of known mistakes, computed ahead
    build_key.py    computes them
    compute_keys.py  does that in processes that end
    answer.py       one case of a property, what the function did with it, and what is wrong
    judge.py        decides which properties hold, and what is said of the rest
    known_mistakes.py  finds the mistake that explains the rest, and what a second one breaks
    two_mistakes.py  finds two mistakes that explain it together
    run_models.py   runs models of mistakes, and compares their results with an answer's
    diagnosis.py    describes an answer that no known mistake explains
    error_messages.py  explains messages of errors
    missing_answer.py  explains why the name of an answer is not defined
    hidden.py       hides what a student's code says after hidden cases
    result.py       the result as lines of text
    tables.py       the failing case as small tables
    card.py         the result and these tables as one card
    report.py       shows all that in a notebook
    progress.py     what is done in all notebooks of a student
"""
