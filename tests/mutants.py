"""Mutants: the notebooks' own solutions, each with one slip, which the hidden cases must all catch.

`make mutants` tries all of them and prints a table, and fails where one survives; `test_mutants.py`
tries a sample of every exercise's. The slips are those that students
make with arrays (an index off by one, axes or arguments swapped, a term or statement dropped),
which general mutation tools, made for whole programs and their test commands, do not know.

A mutant that computes the same as the solution is no mistake. Those are listed, by exercise and
change and with the reason, in `answers/<chapter>/equivalent.toml`.
"""

import ast
import contextlib
import copy
import importlib
import linecache
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbproctor.checks.answer_key import use_key
from nbproctor.checks.exercise import Exercise
from nbproctor.checks.result import Result
from nbproctor.notebooks import OPTIONAL, nbgrader_metadata, read_notebook

ROOT = Path(__file__).parent.parent

OPERATORS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
}
COMPARISONS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
NAMES = {
    "max": "min",
    "min": "max",
    "sum": "mean",
    "mean": "sum",
    "reduce_sum": "reduce_mean",
    "floor": "ceil",
    "ceil": "floor",
    "maximum": "minimum",
    "minimum": "maximum",
}
TWINS = (("_h", "_w"), ("height", "width"), ("top", "left"), ("bottom", "right"), ("top", "bottom"))
TWINS += (("left", "right"), ("before", "after"), ("rows", "columns"))
LOOPS = (("i", "j"), ("a", "b"), ("x", "y"), ("X", "K"), ("Y", "X"))


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes:
        change: the line before and after, `old → new`.
        source: the whole answer cell with the change.
    """

    exercise: str
    change: str
    source: str


def mutants(exercise: str, source: str) -> Iterator[Mutant]:
    """All mutants of an answer cell, each change once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for place, node in enumerate(ast.walk(tree)):
        for number in range(len(list(_changes(copy.deepcopy(node))))):
            mutated = copy.deepcopy(tree)
            target = list(ast.walk(mutated))[place]
            list(_changes(target))[number]()
            text = ast.unparse(ast.fix_missing_locations(mutated))
            if text not in seen and _compiles(text):
                seen.add(text)
                yield Mutant(exercise, _difference(ast.unparse(tree), text), text)


def _compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _difference(before: str, after: str) -> str:
    old, new = before.splitlines(), after.splitlines()
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    gone = old[start].strip() if start < len(old) else ""
    came = new[start].strip() if len(new) >= len(old) and start < len(new) else ""
    return f"{gone} → {came or 'removed'}"


def _changes(node: ast.AST) -> Iterator[Any]:
    """For each way to change a node, the function that does it in place."""
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.BinOp):
        for other in OPERATORS.get(type(node.op), ()):
            yield lambda other=other: setattr(node, "op", other())
    elif isinstance(node, ast.Compare):
        other = COMPARISONS.get(type(node.ops[0]))
        if other:
            yield lambda: node.ops.__setitem__(0, other())
    elif isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield lambda: setattr(node, "attr", NAMES[node.attr])
    elif isinstance(node, ast.Name):
        for twin in _twins(node.id):
            yield lambda twin=twin: setattr(node, "id", twin)
    elif isinstance(node, ast.Tuple | ast.List):
        for i in range(len(node.elts) - 1):
            yield lambda i=i: _swap(node.elts, i)
    elif isinstance(node, ast.Slice):
        for bound in ("lower", "upper", "step"):
            if getattr(node, bound):
                yield lambda bound=bound: setattr(node, bound, None)
    elif isinstance(node, ast.Call):
        for i in range(len(node.args) - 1):
            yield lambda i=i: _swap(node.args, i)
        for i in range(len(node.keywords)):
            yield lambda i=i: node.keywords.pop(i)
    yield from _dropped(node)


def _constants(node: ast.Constant) -> Iterator[Any]:
    value = node.value
    if isinstance(value, bool):
        yield lambda: setattr(node, "value", not value)
    elif isinstance(value, int | float):
        yield lambda: setattr(node, "value", value + 1)
        yield lambda: setattr(node, "value", value - 1)
    elif value in ("max", "avg"):
        yield lambda: setattr(node, "value", "avg" if value == "max" else "max")


def _twins(name: str) -> Iterator[str]:
    for pair in TWINS:
        for one, other in (pair, pair[::-1]):
            if name.endswith(one):
                yield name.removesuffix(one) + other
    for pair in LOOPS:
        if name in pair:
            yield pair[1 - pair.index(name)]


def _swap(items: list[Any], i: int) -> None:
    items[i], items[i + 1] = items[i + 1], items[i]


def _dropped(node: ast.AST) -> Iterator[Any]:
    """Drop a statement, an operand of an operation, a transpose, or a sign."""
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.BinOp):
            yield lambda field=field, value=value: setattr(node, field, value.left)
            yield lambda field=field, value=value: setattr(node, field, value.right)
        elif isinstance(value, ast.UnaryOp):
            yield lambda field=field, value=value: setattr(node, field, value.operand)
        elif isinstance(value, ast.Attribute) and value.attr == "T":
            yield lambda field=field, value=value: setattr(node, field, value.value)
        elif field == "body" and isinstance(value, list):
            for i, statement in enumerate(value):
                if not _is_needed(statement):
                    yield lambda value=value, i=i: value.__setitem__(i, ast.Pass())


def _is_needed(statement: Any) -> bool:
    documented = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return documented or isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import)


def answer_cells(chapter: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What a chapter's first cell defines, and the source of each answer by its name."""
    notebook = read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb")
    cells = {nbgrader_metadata(cell).get("grade_id", ""): cell for cell in notebook.cells}
    answers = {
        name: cell.source
        for name, cell in cells.items()
        if cell.cell_type == "code"
        and nbgrader_metadata(cell).get("solution")
        and OPTIONAL not in cell.metadata.get("tags", ())
    }
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(None):
        exec(cells["setup"].source, namespace)
    return namespace, answers


def examined(
    chapter: str, setup: dict[str, Any], answers: dict[str, str], exercise: str, source: str
) -> Result:
    """What the hidden exercise says of one answer, with the chapter's own for all others."""
    from test_solutions import key_of

    hidden: Exercise = getattr(importlib.import_module(f"grader_tests.{chapter}"), exercise)
    namespace = dict(setup)
    for name, text in ({**answers, exercise: source}).items():
        filename = f"<{chapter} {name}>"
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
        try:
            exec(compile(text, filename, "exec"), namespace)
        except Exception:
            namespace.setdefault(name, None)
    with use_key(key_of(chapter)):
        return hidden.examine(namespace.get(exercise))


def lost(result: Result) -> tuple[str, ...]:
    """Names of the properties that did not pass."""
    return tuple(each.name for each in result.properties if not each.passed)


def equivalent(chapter: str) -> dict[str, dict[str, str]]:
    """For each exercise the changes that change nothing, and why."""
    path = ROOT / "answers" / chapter / "equivalent.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@dataclass(frozen=True)
class Tally:
    """What came of an exercise's mutants."""

    exercise: str
    killed: tuple[tuple[str, tuple[str, ...]], ...]
    equivalent: tuple[str, ...]
    survived: tuple[str, ...]


def tally(
    chapter: str, chosen: Callable[[list[Mutant]], Iterable[Mutant]] = list
) -> Iterator[Tally]:
    """Try the mutants of a chapter that are chosen from each exercise's, exercise by exercise."""
    setup, answers = answer_cells(chapter)
    known = equivalent(chapter)
    for exercise, source in answers.items():
        killed, same, survived = [], [], []
        for mutant in chosen(list(mutants(exercise, source))):
            result = examined(chapter, setup, answers, exercise, mutant.source)
            if not result.passed:
                killed.append((mutant.change, lost(result)))
            else:
                (same if mutant.change in known.get(exercise, {}) else survived).append(
                    mutant.change
                )
        yield Tally(exercise, tuple(killed), tuple(same), tuple(survived))


def answered(chapter: str, exercise: str) -> tuple[int, int, int, int]:
    """Of the answers in `answers/`: right ones, those marked down; wrong ones, those told why."""
    from test_solutions import SOLUTIONS, answer, exercises, told

    hidden = exercises("grader_tests", chapter)[exercise]
    place = (chapter, exercise)
    here = [each for its_chapter, each in SOLUTIONS if (its_chapter, each.exercise) == place]
    right = [each for each in here if each.right]
    wrong = [each for each in here if not each.right]
    down = sum(not hidden.examine(answer(each)).passed for each in right)
    return (
        len(right),
        down,
        len(wrong),
        sum(told(chapter, each) == each.diagnosis for each in wrong),
    )


def main(chapters: list[str]) -> int:
    """Print the table; exit status 1 where a mutant survived or a right answer lost points."""
    from rich.console import Console
    from rich.table import Table

    headings = ("exercise", "mutants", "killed", "equivalent", "survived")
    table = Table(*headings, "right answers", "marked down", "wrong answers", "told which mistake")
    survivors: list[str] = []
    down = 0
    for chapter in chapters or sorted(path.name for path in (ROOT / "source").iterdir()):
        for each in tally(chapter):
            counts = (len(each.killed), len(each.equivalent), len(each.survived))
            answers = answered(chapter, each.exercise)
            down += answers[1]
            table.add_row(each.exercise, *map(str, (sum(counts), *counts, *answers)))
            survivors += [f"{chapter}.{each.exercise}: {change}" for change in each.survived]
    console = Console() if sys.stdout.isatty() else Console(width=130)
    console.print(table)
    for line in survivors:
        console.print(line, markup=False, highlight=False)
    return bool(survivors or down)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
