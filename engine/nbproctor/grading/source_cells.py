"""The cells of a source, with what is needed to find them in a submission."""

import ast
import copy
import functools
import re
import unicodedata
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from nbgrader.utils import is_grade, is_locked, is_task
from traitlets.config import Config

from nbproctor.grading.apart.cell_code import (
    LONGEST_READ,
    UNCLEAR,
    CellCode,
    parse_python,
    read_code,
)
from nbproctor.notebooks import nbgrader_metadata, parse_notebook

WORDS_OF_TEXT = 5  # that a cell must print to be taken for text
# Lines that define a name in code that cannot be parsed.
_DEFINITION = re.compile(
    r"""^(?:>>>[ ]|In[ ]\[\d++\]:[ ])?+
    (?:(?:async[ \t]++)?(?:def|class)[ \t]++(\w++)|(\w++)[ \t]*+(?::[^=\n]*+)?=(?!=))""",
    re.MULTILINE | re.VERBOSE,
)


def parse_source(data: bytes, config: Config) -> tuple[NotebookNode, NotebookNode]:
    """Return an authored notebook, and the same as released, cell for cell."""
    source = parse_notebook(data)
    released = copy.deepcopy(source)
    for preprocessor in (ClearSolutions, ClearHiddenTests, ClearMarkScheme):
        released, _ = preprocessor(config=config).preprocess(released, {})
    return source, released


def pair_cells(source: NotebookNode, released: NotebookNode) -> list["SourceCell"]:
    """Return the cells of an authored notebook with those of its release."""
    pairs = zip(source.cells, released.cells, strict=True)
    return [SourceCell(number, *pair) for number, pair in enumerate(pairs)]


@dataclass(frozen=True)
class SourceCell:
    """A cell of the source, and the same cell as released.

    Attributes:
        number: its place in the source.
    """

    number: int
    source: NotebookNode
    released: NotebookNode

    @functools.cached_property
    def name(self) -> str:
        """nbgrader's name of the cell; empty if nbgrader does not know it."""
        name = nbgrader_metadata(self.source).get("grade_id")
        return name if isinstance(name, str) else ""

    @property
    def is_answer(self) -> bool:
        """Whether the student writes an answer into the cell."""
        return bool(self.name and nbgrader_metadata(self.source).get("solution"))

    @property
    def is_by_hand(self) -> bool:
        """Whether the cell is an answer that a human grades."""
        return self.is_answer and bool(is_grade(self.source))

    @property
    def may_be_deleted(self) -> bool:
        """Whether nbgrader gives the cell to students with no purpose: it is theirs."""
        cell = self.source
        return bool(
            self.name and not (self.is_answer or is_grade(cell) or is_locked(cell) or is_task(cell))
        )

    @property
    def may_be_edited(self) -> bool:
        """Whether the submitted text of the cell counts."""
        return not self.name or self.is_answer or self.may_be_deleted

    @functools.cached_property
    def text(self) -> str:
        """The released text, to be compared."""
        return comparable(self.released.source)

    @functools.cached_property
    def texts(self) -> frozenset[str]:
        """The texts of the cell in the source and as released, to be compared."""
        is_same = self.source.source == self.released.source
        return frozenset({self.text, self.text if is_same else comparable(self.source.source)})

    @functools.cached_property
    def defined(self) -> frozenset[str]:
        """Names that an answer in code defines: those of the stub, or else of the solution."""
        if not self.is_answer or self.source.cell_type != "code":
            return frozenset()
        # The solution must not stay in a cache: the code that is about to run could find it there.
        return find_defined(self.released.source) or _list_defined(
            read_code.__wrapped__(self.source.source), self.source.source
        )

    def does_nothing_more(self, code: str) -> bool:
        """Whether code differs from the stub by nothing but comments, docstrings and layout."""
        outline = _outline(code)
        return outline != "" and outline == _outline(self.released.source)


def comparable(text: str) -> str:
    r"""Return a text without what programs change when they save it.

    >>> comparable("a  = 1\r\n") == comparable("a = 1")
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def find_defined(code: str) -> frozenset[str]:
    """Return the names that code defines, by a look at its lines if it cannot be parsed.

    >>> sorted(find_defined("import numpy as np\\nadd = lambda a, b: a + b"))
    ['add', 'np']
    >>> sorted(find_defined("def add(a, b)\\n    return a + b"))
    ['add']
    """
    return _list_defined(read_code(code), code)


def _list_defined(read: CellCode | None, code: str) -> frozenset[str]:
    if read is None or read is UNCLEAR:
        return frozenset(one or other for one, other in _DEFINITION.findall(code))
    return read.made | read.imports.keys()


def parse(code: str) -> ast.Module | None:
    """Parse a cell without its commands of IPython; None if it is too long or not Python."""
    if len(code) > LONGEST_READ:
        return None
    try:
        return parse_python(code)[1]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _outline(code: str) -> str:
    """Return what code does, as text; empty if it cannot be parsed."""
    tree = parse(code)
    if tree is None:
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [each for each in node.body if not is_string(each)]
    try:
        return ast.dump(tree)
    except RecursionError:
        return ""


def runs_alone(code: str) -> bool:
    """Whether Python can compile a cell; commands of IPython and `await` are allowed."""
    tree = parse(code)
    try:
        return tree is not None and bool(compile(tree, "cell", "exec", PyCF_ALLOW_TOP_LEVEL_AWAIT))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def is_only_text(cell: NotebookNode) -> bool:
    """Whether a cell holds text and no code, of whatever type it is.

    In a cell of code that is a text that Python cannot read, comments, or strings.
    """
    if cell.cell_type != "code":
        return True
    tree = parse(cell.source)
    return tree is None or all(is_string(each) or _prints_text(each) for each in tree.body)


def is_string(statement: ast.stmt) -> bool:
    """Whether a statement is a string, such as a docstring."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _prints_text(statement: ast.stmt) -> bool:
    """Whether a statement prints a text of some words."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return False
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return call.func.id == "print" and len(" ".join(map(str, texts)).split()) >= WORDS_OF_TEXT
