"""Code as copydetect filters it, computed line by line and each line once.

`copydetect.utils.filter_code` puts a letter for each name and drops spaces and comments; its lexer
takes most of the time of a comparison. Lines of a class repeat, once names are alike: where a line
stands for itself its names are made so, and it is looked up. Anywhere else the lexer sees it all.
"""

import functools
import keyword
import re

from copydetect.utils import filter_code
from pygments.lexers import PythonLexer
from pygments.token import Token

# What reaches over the end of a line: strings, continued lines, statements that the lexer follows.
FINISHED = {"None", "True", "False", "pass", "break", "continue", "return"}
EXPECTING = "|".join(sorted({*keyword.kwlist, "match", "case", "type"} - FINISHED))
REACHES_ON = re.compile(
    r"""\"{3}|'{3}|\\$"""
    r"|(?:class|def)(?![ \t]*[A-Za-z_])"
    r"|(?:import|from)[^\n]*,\s*(?:#|$)"
    rf"|(?<![A-Za-z_])(?:{EXPECTING})\s*(?:\#|$)",
    re.MULTILINE,
)
NO_NAMES = re.compile(r"""["'@`\\]|[^\x00-\x7f]|import|from|match|case|type""")
NAME = re.compile(r"(?<!\w)(?<!\d\.)[A-Za-z_]\w*")
A_NAME = "V"
LEXER = PythonLexer()


def filtered(text: str) -> str:
    """The same as `filter_code` gives.

    >>> filtered("def double(x):\\n    return 2 * x  # twice")
    'defF(V):return2*V'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as the lexer does
    if REACHES_ON.search(text):
        return _filtered(text)
    return "".join(_filtered(_with_names_alike(line)) for line in text.split("\n"))


@functools.lru_cache(maxsize=100_000)
def _filtered(code: str) -> str:
    return str(filter_code(code, "answer.py", "python")[0])


def _with_names_alike(line: str) -> str:
    if NO_NAMES.search(line):
        return line
    return NAME.sub(_alike, line.partition("#")[0].strip())


def _alike(name: re.Match[str]) -> str:
    return A_NAME if _is_name(name[0]) else name[0]


@functools.lru_cache(maxsize=100_000)
def _is_name(word: str) -> bool:
    """Whether the lexer takes a word for a name that means nothing to it."""
    return word not in keyword.softkwlist and next(LEXER.get_tokens(word))[0] is Token.Name
