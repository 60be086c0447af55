"""Says what messages of Python and NumPy mean that learners meet often.

A message names what the interpreter noticed, and often not what to look for. The sentences say what
it means, and claim nothing about the answer that raised it.
"""

import re

# A pattern of the error's kind and message, and the sentence; the special ones come first.
MEANINGS = (
    (
        r"ValueError: operands could not be broadcast together|ValueError: non-broadcastable",
        "NumPy combines arrays element by element only if their shapes fit. Print both shapes: "
        "which axis has another length than you expect?",
    ),
    (
        r"ValueError: could not broadcast input array",
        "What you assign has another shape than the place it is written to. Print both shapes.",
    ),
    (
        r"ValueError: (matmul|shapes .* not aligned)|Matrix size-incompatible",
        "A matrix product needs as many columns on its left as rows on its right. Print both "
        "shapes.",
    ),
    (
        r"ValueError: setting an array element with a sequence|TypeError: only .*size-1 arrays"
        r"|TypeError: only 0-dimensional arrays can be converted",
        "One element of an array holds one number, but you assign several. Is a sum missing?",
    ),
    (
        r"ValueError: cannot reshape array of size",
        "A reshape keeps the number of elements: the lengths of the new shape multiply to it.",
    ),
    (
        r"ValueError: zero-size array to reduction operation",
        "A slice is empty, so it has no largest or smallest element. Print where the slice starts "
        "and ends.",
    ),
    (
        r"ValueError: negative dimensions are not allowed",
        "A length that you compute for an array is below 0. Print it.",
    ),
    (
        r"ValueError: not enough values to unpack|ValueError: too many values to unpack",
        "The left side of the `=` has another number of names than there are values on its right.",
    ),
    (
        r"ValueError: The truth value of an array",
        "An `if` needs one True or False, and an array has many. Compare one element, or use "
        "`np.where`, `.any()` or `.all()`.",
    ),
    (
        r"IndexError: .*out of bounds|IndexError: (list|tuple) (assignment )?index out of range",
        "An index is as large as its axis, or larger. The last one of n is n - 1: print the index "
        "and the shape.",
    ),
    (
        r"IndexError: too many indices for array",
        "You use more indices than the array has axes. Print its shape.",
    ),
    (
        r"IndexError: only integers, slices|TypeError: list indices must be integers"
        r"|TypeError: slice indices must be integers|TypeError: only integer scalar arrays"
        r"|TypeError: 'float' object cannot be interpreted as an integer",
        "An index, a slice or a length must be a whole number. `/` gives a fraction, `//` a whole "
        "number.",
    ),
    (
        r"TypeError: Cannot interpret '.*' as a data type",
        "A shape is one argument, a tuple: `np.zeros((h, w))`, with two pairs of parentheses. The "
        "second argument is the dtype.",
    ),
    (
        r"TypeError: '(int|float|numpy\S*)' object is not iterable",
        "A loop needs something with elements, and a number has none. Do you mean `range(n)`?",
    ),
    (
        r"TypeError: cannot unpack non-iterable",
        "The value on the right of the `=` is a single one, so it cannot be given several names.",
    ),
    (
        r"TypeError: 'NoneType' object is not (subscriptable|iterable|callable)"
        r"|TypeError: unsupported operand.*NoneType|AttributeError: 'NoneType' object",
        "One of the values is None. A function without a `return` returns None, and so do methods "
        "that change a list, such as `append`.",
    ),
    (
        r"TypeError: '(int|float|bool|numpy\S*)' object is not subscriptable"
        r"|IndexError: invalid index to scalar variable",
        "You index a single number. Which of your names is no array?",
    ),
    (
        r"TypeError: '.*' object is not subscriptable",
        "Square brackets index arrays, lists and tuples. A function is called with parentheses.",
    ),
    (
        r"TypeError: '(tuple|list|int|float|numpy\S*|\S*Tensor)' object is not callable",
        "Parentheses after a name call it, and this one is no function. Indices stand in square "
        "brackets, and a product needs a `*`.",
    ),
    (
        r"TypeError: '\S*Tensor' object does not support item assignment",
        "A tensor cannot be changed. Collect its elements in a list, and put them together at the "
        "end.",
    ),
    (
        r"TypeError: 'tuple' object does not support item assignment",
        "A tuple cannot be changed. Make a new one, or a list.",
    ),
    (
        r"TypeError: can only concatenate|TypeError: unsupported operand|can't multiply sequence",
        "The two values do not go together in this operation: one may be a tuple, a list or a "
        "text. Print their types.",
    ),
    (
        r"TypeError: .*missing \d+ required (positional|keyword-only) argument",
        "A call hands over fewer arguments than the function takes.",
    ),
    (
        r"TypeError: .*takes \d+ positional arguments? but|TypeError: .*unexpected keyword",
        "A call hands over other arguments than the function takes. Compare it with the line that "
        "starts with `def`.",
    ),
    (
        r"NameError:",
        "Python does not know this name. Is it spelt as where it was defined, and has that cell "
        "been run?",
    ),
    (
        r"UnboundLocalError:",
        "The function uses this name before it gives it a value. Names that a function assigns are "
        "its own: set it to a first value above.",
    ),
    (
        r"AttributeError: '(list|tuple|int|float)' object has no attribute",
        "This value is not an array. `np.array(...)` turns lists and tuples into one.",
    ),
    (
        r"AttributeError:",
        "What stands before the dot has nothing of this name. Is it spelt rightly, and is it what "
        "you expect?",
    ),
    (
        r"ZeroDivisionError:",
        "Something is divided by 0.",
    ),
    (
        r"RecursionError:",
        "A function calls itself again and again. Does it use its own name where another function "
        "is meant?",
    ),
    (
        r"KeyError:",
        "The dictionary has no such key.",
    ),
    (
        r"ModuleNotFoundError:|ImportError:",
        "Python does not find what you import. Is it spelt rightly?",
    ),
)


def explain_error(error: str) -> str:
    """Return what an error means, from its kind and message; "" if that is not known.

    >>> explain_error("IndexError: index 3 is out of bounds for axis 0 with size 3")[:40]
    'An index is as large as its axis, or lar'
    """
    found = (sentence for pattern, sentence in MEANINGS if re.match(pattern, error))
    return next(found, "")
