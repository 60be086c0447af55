"""Filtering line by line is `copydetect`'s own filter, whatever is handed in, and sooner done."""

import pytest
from conftest import ROOT
from copydetect.utils import filter_code
from hypothesis import given, settings
from hypothesis import strategies as st

from course.staff.solutions import read_solutions
from nbproctor.report.filtered_code import filtered

FOLDERS = sorted(path for path in (ROOT / "answers").iterdir() if path.is_dir())
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


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_answers_are_filtered_alike(folder):
    for solution in read_solutions(folder):
        assert filtered(solution.source) == as_copydetect_has_it(solution.source), solution.title


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_whatever_is_handed_in_is_filtered_alike(text):
    assert filtered(text) == as_copydetect_has_it(text)
