"""Filtering line by line is `copydetect`'s own filter, whatever is handed in, and sooner done."""

from pathlib import Path

import pytest
from copydetect.utils import filter_code
from hypothesis import given, settings
from hypothesis import strategies as st

from nbproctor.report.filtered_code import filtered

ENGINE = Path(__file__).parents[2]
FILES = [*ENGINE.glob("example/answers/*/*.py"), *ENGINE.glob("tests/*/*.py")]
FRAGMENTS = (
    *("def ", "class ", "import ", "from ", "as ", "lambda ", "return ", "raise ", "yield "),
    *("async ", "await ", "not ", "in ", "is ", "match ", "case ", "type ", "global ", "for "),
    *("if ", "else", "try:", "with ", "except ", "None", "print", "len", "Exception", "self"),
    *("_", "x", "K.shape", "np.dot", "__init__", "f", "1", "2.", "1.e5", "0x1f", "1e-3", "j"),
    *("'", '"', "'''", '"""', "\\", "#", "@", ",", "(", ")", "[", "]", "{", "}", ":", "="),
    *("+", "*", "%", "!", "?", "`", "$", ";", ".", "...", "->", ":=", "é", " ", "\t", "\r"),
    *("\x0c", "\n", "\n    "),
)


def as_copydetect_has_it(text):
    return filter_code(text, "answer.py", "python")[0]


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.stem)
def test_code_is_filtered_alike(path):
    assert filtered(path.read_text()) == as_copydetect_has_it(path.read_text())


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_whatever_is_handed_in_is_filtered_alike(text):
    assert filtered(text) == as_copydetect_has_it(text)
