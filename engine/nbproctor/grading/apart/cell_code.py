"""Reads from a cell's text which names it makes and mentions, without running it.

Reading takes time in proportion to the text. A cell is *unclear* if it may do more than its names
say: it contains commands of IPython, looks for names unseen, or is too large to be parsed.
"""

import ast
import functools
import re
import symtable
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

LONGEST_READ = 50_000  # characters; the parser may take 500 bytes of memory for one
MOST_COMPARED = 50_000  # pairs of a name and a function: `symtable` compares all in a scope
COMMAND = re.compile(r"^([ \t]*)[!%].*", re.MULTILINE)
# A cell that is not Python may still run: IPython strips indentation and prompts, and accepts
# commands, also as the value of an assignment, and questions.
MAY_BE_IPYTHON = re.compile(
    r"\A\s|\A(.*\n)?(>>>|In \[)|^[ \t]*[!%?,;/]|=[ \t]*[!%]|\?[ \t]*$", re.MULTILINE
)
# Functions that find names unseen, and IPython's names of earlier inputs and outputs.
NAMESPACE = {"__name__", "dir", "eval", "exec", "get_ipython", "globals", "locals", "vars"}
HISTORY = re.compile(r"_+|_i?\d+|_i+|_[ido]h|In|Out")
# Expressions that run no code of the student's if their names are those of libraries.
HARMLESS = (
    *(ast.Constant, ast.Attribute, ast.Subscript, ast.Slice, ast.expr_context),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Lambda),
    *(ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator),
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class CellCode:
    """What a cell's code says; all names are global ones.

    Attributes:
        made: names that it assigns, defines or deletes, imports left out.
        imports: the full name of each imported module or object, by its name in the cell.
        mentioned: names that it reads, but for those that only its functions read and it makes.
        kept: names that its functions look up at each call.
        only_defines: whether it runs nothing but definitions, imports and harmless expressions.
        evaluated: names in those expressions.
        is_unclear: whether it may do more than this.
    """

    made: frozenset[str] = frozenset()
    imports: Mapping[str, str] = field(default_factory=dict)
    mentioned: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    only_defines: bool = False
    evaluated: frozenset[str] = frozenset()
    is_unclear: bool = False


UNCLEAR = CellCode(is_unclear=True)


# Most cells of a class are the course's own, and each is read for several purposes.
@functools.lru_cache(maxsize=512)
def read_code(source: str) -> CellCode | None:
    """Read a cell; None if it does not run, since it is neither Python nor IPython.

    >>> code = read_code("def double(x):\\n    return factor * x")
    >>> sorted(code.mentioned), sorted(code.made)
    (['factor'], ['double'])
    """
    if len(source) > LONGEST_READ:
        return UNCLEAR
    try:
        text, tree = parse_python(source)
        return _read(text, tree, has_commands=text is not source)
    except (SyntaxError, ValueError):
        return UNCLEAR if MAY_BE_IPYTHON.search(source) else None
    except (RecursionError, MemoryError):
        return UNCLEAR


def parse_python(source: str) -> tuple[str, ast.Module]:
    """Parse a cell without its lines that are commands of IPython; return what was parsed, too.

    Raises:
        SyntaxError, ValueError: the rest is not Python.
        RecursionError, MemoryError: it is nested too deeply.
    """
    try:
        return source, ast.parse(source)
    except SyntaxError:
        text = COMMAND.sub(r"\1pass", source)
        return text, ast.parse(text)


def _read(text: str, tree: ast.Module, has_commands: bool) -> CellCode:
    imports: dict[str, str] = {}
    if "import" in text:  # most cells have none, and need not be searched
        imports = dict(each for node in ast.walk(tree) for each in find_imports(node))
    table = symtable.symtable(text, "cell", "exec")
    scopes = list(_walk_scopes(table))
    pairs = (len(each.get_identifiers()) * len(each.get_children()) for each in scopes)
    if sum(pairs) > MOST_COMPARED:
        return UNCLEAR
    symbols = table.get_symbols()
    made = {each.get_name() for each in symbols if each.is_assigned()}
    imported = {each.get_name() for each in symbols if each.is_imported()}
    mentioned = {each.get_name() for each in symbols if each.is_referenced()}
    kept = set()
    for scope in scopes[1:]:
        for each in scope.get_symbols():
            if each.is_global():
                kept.add(each.get_name())
                if each.is_assigned():
                    made.add(each.get_name())
    mentioned |= kept - made - imported
    evaluated = set[str]()
    only_defines = True
    for node in _walk_evaluated(tree.body):
        if isinstance(node, ast.Name):
            evaluated.add(node.id)
        elif not isinstance(node, HARMLESS):
            only_defines = False
            break
    unseen = NAMESPACE | set(filter(HISTORY.fullmatch, mentioned))
    is_unclear = has_commands or "__main__" in text or "*" in imports
    return CellCode(
        made=frozenset(made),
        imports={name: imports[name] for name in imported if name in imports},
        mentioned=frozenset(mentioned),
        kept=frozenset(kept),
        only_defines=only_defines,
        evaluated=frozenset(evaluated),
        is_unclear=is_unclear or bool(unseen & (mentioned - made)),
    )


def _walk_scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    waiting = [table]
    while waiting:
        yield (scope := waiting.pop())
        waiting += scope.get_children()


def find_imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names that an import makes, each with its full name."""
    if isinstance(node, ast.Import):
        for each in node.names:
            module = each.name if each.asname else each.name.partition(".")[0]
            yield each.asname or module, module
    elif isinstance(node, ast.ImportFrom):
        for each in node.names:
            yield each.asname or each.name, f"{node.module or ''}.{each.name}"


def _walk_evaluated(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes that run when the statements do, but not the bodies of functions."""
    waiting = [node for each in statements for node in _list_evaluated(each)]
    while waiting:
        yield (node := waiting.pop())
        if isinstance(node, ast.Lambda):
            waiting += [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        else:
            waiting += ast.iter_child_nodes(node)


def _list_evaluated(statement: ast.stmt) -> list[ast.AST]:
    """List what a definition evaluates; any other statement is evaluated as a whole."""
    if isinstance(statement, Function):
        arguments = statement.args
        kinds = [node.annotation for node in ast.walk(arguments) if isinstance(node, ast.arg)]
        values = [*arguments.defaults, *arguments.kw_defaults, *kinds, statement.returns]
        return [*statement.decorator_list, *filter(None, values)]
    if isinstance(statement, ast.ClassDef):
        inner = [node for each in statement.body for node in _list_evaluated(each)]
        keywords = [each.value for each in statement.keywords]
        return [*statement.decorator_list, *statement.bases, *keywords, *inner]
    names = getattr(statement, "targets", ())
    if isinstance(statement, ast.Assign) and all(isinstance(each, ast.Name) for each in names):
        return [statement.value]
    if isinstance(statement, ast.Expr):
        return [statement.value]
    return [] if isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass) else [statement]
