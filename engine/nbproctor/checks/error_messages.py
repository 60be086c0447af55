"""Explains messages of Python and NumPy that learners meet often.

A message names what the interpreter noticed, and often not what to look for. The sentences say what
it means, and claim nothing about the answer that raised it. A course adds those of its libraries,
see `Exercise.meanings`.
"""

import re
from collections.abc import Sequence

# What is read of an error. A student's process can make up a longer one, and the time of some
# patterns grows with the square of its length.
MOST_CHARACTERS = 500
# A pattern of the error's kind and message, and the sentence; the special ones come first.
Meanings = Sequence[tuple[str, str]]
SHAPES_DIFFER = (
    "Arrays are combined element by element only if their shapes fit. Print both shapes: which "
    "axis has another length than you expect?"
)
IS_NONE = (
    "One of the values is None. A function without a `return` returns None, and so do methods that "
    "change a list, such as `append`."
)
WHOLE_NUMBERS = (
    "An index, a slice or a length must be a whole number. `/` gives a fraction, `//` a whole "
    "number."
)
INDEX_TOO_LARGE = (
    "An index is as large as its axis, or larger. The last one of n is n - 1: print the index and "
    "the shape."
)
ROWS_DIFFER = (
    "Rows of different lengths make no array. Print the length of each: which one is too short or "
    "too long?"
)
RESHAPE = (
    "A reshape keeps the number of elements: the lengths of the new shape must multiply to it. If "
    "there are too few elements, does a loop that collects them run often enough?"
)
EMPTY = (
    "A slice or a list is empty, so it has no largest or smallest element. Print where it starts "
    "and ends."
)
EMPTY_SHAPE = (
    r"(Value|Index)Error: .*(broadcast|mismatch|aligned).*\((\d+, ?)*0,? ?(, ?\d+)*\)"
    r"|\w+: .*([Ii]ncompatible shapes|size-incompatible|broadcastable shapes|must be equal)"
    r".*(?<!\w)\[(\d+, ?)*0(, ?\d+)*\]",  # not `shape[0]`
    "A shape in this message has a 0, so that array is empty. Does a slice end where it starts, or "
    "at -0, which is 0? Print where it starts and ends.",
)
_ITERATORS = "(reversed|map|zip|filter|generator|enumerate)"
ITERATOR = (
    rf"\w+: .*(<{_ITERATORS} object|'{_ITERATORS}' (object|and|has no)|(not|and) '{_ITERATORS}')",
    "This is an iterator, as `reversed`, `map` and `zip` make them, and neither a list nor an "
    "array. `list(...)` makes a list of it. To turn an array round, take a slice with the step -1 "
    "or `np.flip`, which return arrays.",
)
MEANINGS: Meanings = (
    ITERATOR,
    # shapes
    EMPTY_SHAPE,
    (
        r"ValueError: operands could not be broadcast together|ValueError: non-broadcastable"
        r"|IndexError: shape mismatch",
        SHAPES_DIFFER,
    ),
    (
        r"ValueError: could not broadcast input array",
        "What you assign has another shape than the place it is written to. Print both shapes.",
    ),
    (
        r"ValueError: (matmul|shapes .* not aligned)|\w+: Matrix size-incompatible",
        "A matrix product needs as many columns on its left as rows on its right. Print both "
        "shapes.",
    ),
    (
        r"ValueError: setting an array element with a sequence.*inhomogeneous shape",
        ROWS_DIFFER,
    ),
    (
        r"ValueError: setting an array element with a sequence|TypeError: only .*size-1 arrays"
        r"|TypeError: only 0-dimensional arrays can be converted",
        "One element of an array holds one number, but you assign several. Is a sum missing?",
    ),
    (
        r"ValueError: all the input array|ValueError: all input arrays must have the same shape",
        "Arrays are joined or stacked only if their other axes have the same lengths. Print all "
        "shapes.",
    ),
    (
        r"ValueError: cannot reshape array of size",
        RESHAPE,
    ),
    (
        r"ValueError: axes don't match array|ValueError: repeated axis in transpose",
        "A transpose names every axis of the array once. Print the shape: how many axes are there?",
    ),
    (
        r"ValueError: window shape cannot be larger",
        "The window is larger than the array, on some axis. Print both shapes.",
    ),
    (
        r"ValueError: .*(einsum|einstein sum)",
        "The letters of `einsum` do not fit the arrays: one letter for each axis, and the same "
        "letter only for axes of the same length.",
    ),
    (
        r"ValueError: (zero-size array to reduction operation|attempt to get arg|max\(\)|min\(\))",
        EMPTY,
    ),
    (
        r"ValueError: negative dimensions are not allowed",
        "A length that you compute for an array is below 0. Print it.",
    ),
    (
        r"ValueError: index can't contain negative values",
        "The number of cells to pad is below 0. Print it.",
    ),
    (
        r"ValueError: (range\(\) arg 3|slice step) ",
        "The step of a range or a slice is 0, so it would never end.",
    ),
    (
        r"ValueError: (not enough|too many) values to unpack",
        "The left side of the `=` has another number of names than there are values on its right.",
    ),
    (
        r"ValueError: The truth value of an array",
        "Python needs one True or False here, and an array has many. In an `if`, compare one "
        "element, or use `.any()` or `.all()`. Between two conditions on arrays, write "
        "`(a == b) & (c == d)`, with the parentheses.",
    ),
    # numbers
    (
        r"ValueError: cannot convert float NaN|OverflowError: cannot convert float infinity",
        "A whole number is made of what is no number, NaN, or is infinite. Look for a division by "
        "0 before it.",
    ),
    (
        r"ValueError: Integers to negative integer powers",
        "NumPy raises whole numbers to negative powers only as floats: write `2.0 ** n`.",
    ),
    (
        r"TypeError: ufunc '.*' not supported for the input types",
        "NumPy has no such operation for numbers of this kind. `^` is no power, `**` is.",
    ),
    (
        r"ValueError: (could not convert string|invalid literal)",
        "A text is taken for a number, and does not look like one. Print it.",
    ),
    (
        r"ValueError: (assignment|output array).*read-only",
        "This array cannot be changed. Work on a copy: `X.copy()`.",
    ),
    (
        r"\w*(UFuncTypeError|CastingError): Cannot cast",
        "The array on the left holds whole numbers and cannot take fractions. Make it with "
        "`dtype=float`, or write `a = a + b` for `a += b`.",
    ),
    (
        r"\w*MemoryError:",
        "An array is far too large. Print the shape that you ask for.",
    ),
    # indices
    (
        r"AxisError:|ValueError: axis .* out of bounds",
        "The array has fewer axes than that. The axes of an array with n axes are 0 to n - 1: "
        "print its shape.",
    ),
    (
        r"IndexError: tuple index out of range",
        "A tuple has fewer elements than that. If it is a shape, the array has fewer axes: print "
        "it.",
    ),
    (
        r"IndexError: boolean index did not match",
        "A mask of True and False has another shape than the array that it selects from.",
    ),
    (
        r"IndexError: .*out of bounds|IndexError: (list|string|range object) .*index out of range"
        r"|IndexError: (list|string) index out of range",
        INDEX_TOO_LARGE,
    ),
    (
        r"IndexError: pop from empty list",
        "The list is empty already. Print its length before.",
    ),
    (
        r"IndexError: too many indices for array",
        "You use more indices than the array has axes. Print its shape.",
    ),
    (
        r"IndexError: (only integers, slices|arrays used as indices)"
        r"|TypeError: (list|tuple|string|range) indices must be integers"
        r"|TypeError: slice indices must be integers|TypeError: only integer scalar arrays"
        r"|TypeError: 'float' object cannot be interpreted as an integer"
        r"|TypeError: `pad_width` must be",
        WHOLE_NUMBERS,
    ),
    # types
    (
        r"TypeError: Cannot interpret '.*' as a data type",
        "A shape is one argument, a tuple: `np.zeros((h, w))`, with two pairs of parentheses. The "
        "second argument is the dtype.",
    ),
    (
        r"TypeError: '(int|float|numpy\S*)' object is not iterable|TypeError: iteration over a 0-d",
        "A loop needs something with elements, and a number has none. Do you mean `range(n)`?",
    ),
    (
        r"TypeError: cannot unpack non-iterable",
        "The value on the right of the `=` is a single one, so it cannot be given several names.",
    ),
    (
        r"TypeError: (object of type '(int|float|numpy\S*)' has no len|len\(\) of unsized)",
        "A single number has no length. Do you mean the array's, or its shape?",
    ),
    (
        r"TypeError: 'NoneType' object|TypeError: .*'NoneType'|TypeError: .*NoneType object"
        r"|AttributeError: 'NoneType' object",
        IS_NONE,
    ),
    (
        r"TypeError: '(int|float|bool|numpy\.\w*\d+)' object is not subscriptable"
        r"|IndexError: invalid index to scalar variable"
        r"|TypeError: '(int|float|bool|numpy\.\w*\d+)' object does not support item assignment",
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
        r"TypeError: '.*' object is not callable",
        "Parentheses after a name call it, and this one is no function. Was the name of a function "
        "used for a value?",
    ),
    (
        r"TypeError: '(tuple|range)' object does not support item assignment",
        "A tuple or range cannot be changed. Make a new one, or a list.",
    ),
    (
        r"TypeError: (can only concatenate|unsupported operand|can't multiply sequence|bad operand)"
        r"|TypeError: .* not supported between instances",
        "The two values do not go together in this operation: one may be a tuple, a list or a "
        "text. Print their types.",
    ),
    # calls
    (
        r"TypeError: .*missing \d+ required (positional|keyword-only) argument",
        "A call hands over fewer arguments than the function takes.",
    ),
    (
        r"TypeError: .*(got multiple values for argument)",
        "A call hands over one argument twice: by its place and by its name.",
    ),
    (
        r"TypeError: .*takes (from )?\d+ (to \d+ )?positional arguments? but"
        r"|TypeError: .*unexpected keyword|TypeError: \w+\(\) takes no|TypeError: \w+ expected at",
        "A call hands over other arguments than the function takes. Compare it with the line that "
        "starts with `def`.",
    ),
    # names
    (
        r"UnboundLocalError:",
        "The function uses this name before it gives it a value. Names that a function assigns are "
        "its own: set it to a first value above.",
    ),
    (
        r"NameError:",
        "Python does not know this name. Is it spelt as in its definition, and has the cell that "
        "defines it been run? What an object keeps has `self.` before its name.",
    ),
    (
        r"AttributeError: module ",
        "The module has no function of this name. Is it spelt rightly?",
    ),
    (
        r"AttributeError: '(list|tuple|int|float)' object has no attribute",
        "This value is not an array. `np.array(...)` turns lists and tuples into one.",
    ),
    (
        r"AttributeError: 'numpy.ndarray' object has no attribute '(append|extend|insert|pop)'",
        "Lists have this method, arrays have none: they keep their size.",
    ),
    (
        r"AttributeError: property .* has no setter",
        "This name is taken: the class has a property of this name already. Choose another one.",
    ),
    (
        r"AttributeError: '[A-Z]\w*' object has no attribute",
        "An object of this class has no such attribute. Is it spelt rightly? If the class is "
        "yours, does `__init__` store it on `self`? A name without `self.` ends with its method.",
    ),
    (
        r"AttributeError:",
        "The object before the dot has no attribute of this name. Is the name spelt rightly? An "
        "attribute of `self` must be set before it is used.",
    ),
    # the rest
    (
        r"NotImplementedError in ",
        "`raise NotImplementedError()` marks code that is still to be written. Put yours in its "
        "place.",
    ),
    (
        r"AssertionError",
        "An `assert` in your own code does not hold. Print what it compares.",
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
    (
        r"FileNotFoundError:",
        "There is no file of this name. An answer needs none: it gets all it needs as arguments.",
    ),
)


# NumPy's messages about an array that is written to, with the shapes of what is written and of the
# place for it.
WRITTEN = re.compile(
    r"ValueError: could not broadcast input array from shape (?P<written>\([\d, ]+\)) "
    r"into shape (?P<place>\([\d, ]+\))"
    r"|ValueError: non-broadcastable output operand with shape (?P<narrow>\([\d, ]+\)) "
    r"doesn't match the broadcast shape (?P<broad>\([\d, ]+\))"
)


def explain_shapes(error: str, wanted: tuple[int, ...]) -> str:
    """Return which side of an assignment has a wrong shape, if the other has the result's.

    Args:
        error: see `explain_error`.
        wanted: shape of the expected result; a part of it may be written at a time.

    >>> error = "ValueError: could not broadcast input array from shape (2,3) into shape (2,1)"
    >>> explain_shapes(error, (4, 2, 3))[-77:]
    'The place for it has 1 column instead of 3: look at how you compute the size.'
    """
    found = WRITTEN.match(error[:MOST_CHARACTERS])
    if not found:
        return ""
    texts = (found["written"] or found["broad"], found["place"] or found["narrow"])
    written, place = (tuple(map(int, re.findall(r"\d+", text))) for text in texts)
    right = wanted[len(wanted) - len(written) :]
    is_empty = 0 in (*written, *place)  # which says more than the lengths
    if is_empty or right not in (written, place) or max(right) < 2:
        return ""
    if right == written:
        differs = _compare_lengths(place, right)
        return (
            f"What you write has the shape of the result, {right}. The place for it has {differs}: "
            "look at how you compute the size."
        )
    differs = _compare_lengths(written, right)
    return (
        f"The place has the shape of the result, {right}. What you write there has {differs}: look "
        "at where it starts and ends."
    )


def _compare_lengths(shape: tuple[int, ...], right: tuple[int, ...]) -> str:
    """Say on which axes a shape differs from the right one, and by how much.

    >>> _compare_lengths((2, 1), (3, 4)), _compare_lengths((5,), (6,))
    ('2 rows instead of 3 and 1 column instead of 4', '5 elements instead of 6')
    """
    words = {1: ("element",), 2: ("row", "column")}.get(len(right), ())
    differing = []
    for axis, (n, want) in enumerate(zip(shape, right, strict=True)):
        if n != want:
            what = f"{words[axis]}{'' if n == 1 else 's'}" if words else f"on axis {axis}"
            differing.append(f"{n} {what} instead of {want}")
    return " and ".join(differing)


def explain_error(error: str, more: Meanings = ()) -> str:
    """Return what an error means, from its kind and message; "" if that is not known.

    Args:
        error: as in an outcome, "kind: message (line 2: `code`)".
        more: meanings that are tried before `MEANINGS`.

    >>> explain_error("IndexError: index 3 is out of bounds for axis 0 with size 3")[:40]
    'An index is as large as its axis, or lar'
    """
    if not error:
        return ""
    said = (error.rpartition(" (line ")[0] or error)[:MOST_CHARACTERS]
    found = (sentence for pattern, sentence in (*more, *MEANINGS) if re.match(pattern, said))
    return next(found, "")
