"""The checks of all exercises, one package per chapter, in the language of `nbproctor.checks`.

Each chapter's notebook imports its package as `check`. The references are TensorFlow's operations.

    exercise.py          Exercise, with the defaults of this course
    error_messages.py    messages of TensorFlow and Keras, explained
    <chapter>/           one file per exercise: reference, public cases, hints, known mistakes
      further.py         exercises without points, as check.further.<exercise>
      inputs.py          public inputs that several exercises share
      *_mistakes.py      known mistakes that several exercises share
    window_models.py     models of loops over windows, as students write them
    window_mistakes.py   mistakes wherever a window slides: in its slice, its size, the output
    setting_mistakes.py  mistakes with stride and padding
    sum_mistakes.py      mistakes with kernel, sum and result
    mistake_models.py    building blocks of models of known mistakes
    windows.py           the cells of the input that an element of the output comes from
    rules.py             the calls that exercises forbid
    watch_tensorflow.py  detects forbidden TensorFlow operations while a function runs
    drivers.py           functions that turn a student's class into a function of arrays
"""

# In the order in which they are read.
CHAPTERS = (
    "cross_correlation",
    "padding_and_stride",
    "channels",
    "pooling",
    "kernel_learning",
    "digits",
)
