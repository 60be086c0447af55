"""Submissions whose file is no notebook, or not the one expected."""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from hostile.vocabulary import ALL, CHAPTER, MARK, POINTS, Hostile, every_cell
from nbformat import NotebookNode

FILE = f"{CHAPTER}.ipynb"


def _as(change: Callable[[Any], Any]) -> Callable[[str], bytes]:
    """The file after a change of its JSON."""
    return lambda text: json.dumps(change(json.loads(text))).encode()


def _with(**fields: Any) -> Callable[[str], bytes]:
    return _as(lambda notebook: {**notebook, **fields})


def _each_cell(**fields: Any) -> Callable[[str], bytes]:
    return _as(
        lambda notebook: {**notebook, "cells": [{**cell, **fields} for cell in notebook["cells"]]}
    )


def _without(*keys: str) -> Callable[[str], bytes]:
    """Each cell without these keys."""
    return _as(
        lambda notebook: {
            **notebook,
            "cells": [
                {k: v for k, v in cell.items() if k not in keys} for cell in notebook["cells"]
            ],
        }
    )


def _zipped(text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(FILE, text)
    return stream.getvalue()


def _old(version: int) -> Callable[[str], bytes]:
    def written(text: str) -> bytes:
        return json.dumps(nbformat.convert(nbformat.reads(text, 4), version)).encode()

    return written


def _more_cells(count: int, cell: Callable[[int], NotebookNode]) -> Callable[[NotebookNode], None]:
    return lambda notebook: notebook.cells.extend(cell(number) for number in range(count))


def _text(number: int) -> NotebookNode:
    return nbformat.v4.new_markdown_cell("text", id=f"text-{number}")


NESTED_OUTPUT = """
from IPython.display import display
value = ["x" * 14_000_000]
for _ in range(40):
    value = [value]
for _ in range(22):
    display({"application/json": value, "text/plain": "nested"}, raw=True)
"""
NESTED_BLOCKS = """
from IPython.display import HTML
HTML("<div>" + "<b title=i>" * 8000 + "</div>" + "<div>x</div>" * 8000)
"""
HANGS = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
"""


def _code(source: str) -> Callable[[int], NotebookNode]:
    return lambda number: nbformat.v4.new_code_cell(source, id=f"code-{number}")


def _named_at_length(number: int) -> NotebookNode:
    cell = nbformat.v4.new_code_cell("pass", id=f"named-{number}")
    cell.metadata["nbgrader"] = {"grade_id": "a name " * 700_000, "schema_version": 3}
    return cell


GROWING_RUNS = "".join("`" * n + "a " for n in range(1, 420)) + "<script>x()</script>"


def _markdown(number: int, text: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(text, id=f"long-{number}")


def _empty(number: int) -> NotebookNode:
    return nbformat.v4.new_code_cell("", id=f"empty-{number}")


def _assignment(number: int) -> NotebookNode:
    return nbformat.v4.new_code_cell(f"v{number} = {number}", id=f"many-{number}")


# No program can read these: they wait for a human, who asks for the file again.
UNREADABLE: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "cut_off": ("Was cut off by a full disk.", lambda text: text[: len(text) // 2].encode()),
    "empty": ("Has no bytes.", lambda text: b""),
    "utf_16": ("Was saved as UTF-16.", lambda text: text.encode("utf-16")),
    "bytes": ("Holds bytes of no meaning.", lambda text: bytes(range(256)) * 100),
    "zipped": ("Is a ZIP archive with another ending.", _zipped),
    "page": ("Is the login page of a web site.", lambda text: b"<!doctype html><title>Log in"),
    "program": ("Is a Python program.", lambda text: b"def corr2d(X, K):\n    return 1\n"),
    "conflict": (
        "Has the marks of a merge that failed.",
        lambda text: text.replace('"cells"', '<<<<<<< HEAD\n"cells"').encode(),
    ),
    "a_list": ("Is a list.", lambda text: b"[1, 2]"),
    "a_number": ("Is a number.", lambda text: b"1e999"),
    "a_bare_version": ("Has no cells.", lambda text: b'{"nbformat": 4}'),
    "future": ("Is of a format that there is not.", _with(nbformat=99)),
    "version_in_words": ("Has a version in words.", _with(nbformat="four", nbformat_minor=[])),
    "deep": ("Is nested ten thousand levels deep.", lambda text: b"[" * 10_000 + b"]" * 10_000),
    "cells_by_name": ("Has a mapping for cells.", _with(cells={"a": 1})),
    "cells_that_are_numbers": ("Has numbers for cells.", _with(cells=[1, 2.5, None])),
    "no_source": ("Has cells without a source.", _without("source")),
    "source_that_is_a_number": ("Has a number for each source.", _each_cell(source=7)),
    "unknown_cell_type": ("Has cells of a type that there is not.", _each_cell(cell_type="film")),
    "metadata_nested": (
        "Has metadata nested nine hundred levels deep.",
        lambda text: text.replace(
            '"metadata": {', '"metadata": {"deep": ' + "[" * 900 + "]" * 900 + ",", 1
        ).encode(),
    ),
    "huge_number": (
        "Has a number of ten thousand digits.",
        lambda text: text.replace(
            '"nbformat_minor": 5', f'"nbformat_minor": {"9" * 10_000}'
        ).encode(),
    ),
}

# These can be put right, or do not matter.
READABLE: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "byte_order_mark": (
        "Begins with a byte order mark.",
        lambda text: b"\xef\xbb\xbf" + text.encode(),
    ),
    "windows": ("Has the line ends of Windows.", lambda text: text.replace("\n", "\r\n").encode()),
    "format_3": ("Is of format 3.", _old(3)),
    "same_ids": ("Has one id for all its cells.", _each_cell(id="same")),
    "ids_of_no_form": ("Has ids that are none.", _each_cell(id="not an id! " * 50)),
    "other_language": (
        "Asks for a kernel that is not there.",
        _with(metadata={"kernelspec": {"name": "julia", "display_name": "J", "language": "julia"}}),
    ),
    "kernel_that_is_a_path": (
        "Asks for a kernel by a path.",
        _with(metadata={"kernelspec": {"name": "../../etc", "display_name": 7}}),
    ),
    "metadata_that_is_a_list": ("Has a list for its metadata.", _with(metadata=[1])),
    "nan": ("Has NaN and Infinity in its metadata.", _with(metadata={"x": [float("nan"), 1e999]})),
    "keys_twice": (
        "Has every key twice.",
        lambda text: ("{" + text.strip()[1:-1] + "," + text.strip()[1:]).encode(),
    ),
    "half_characters": (
        "Has halves of characters, which no file in UTF-8 can hold.",
        _as(
            lambda nb: {
                **nb,
                "cells": [
                    *nb["cells"],
                    {**nb["cells"][0], "id": "half", "source": "# \ud800", "metadata": {}},
                ],
            }
        ),
    ),
    "zeros_in_source": (
        "Has characters that are no text in a cell of its own.",
        _as(
            lambda nb: {
                **nb,
                "cells": [
                    *nb["cells"],
                    {
                        **nb["cells"][0],
                        "id": "zero",
                        "source": "1\x00\x1b\u2028\u202e",
                        "metadata": {},
                    },
                ],
            }
        ),
    ),
    "outputs_that_are_text": (
        "Has text for outputs.",
        _as(
            lambda nb: {
                **nb,
                "cells": [{**c, "outputs": "1"} if "outputs" in c else c for c in nb["cells"]],
            }
        ),
    ),
    "no_metadata": ("Has cells without metadata.", _without("metadata")),
    "no_outputs": ("Has cells without outputs and counts.", _without("outputs", "execution_count")),
}


def _a_folder(folder: Path) -> None:
    (folder / FILE).mkdir()


def _a_pipe(folder: Path) -> None:
    os.mkfifo(folder / FILE)


def _link_to(target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / FILE).symlink_to(target)


def _links_beside(folder: Path) -> None:
    for number, target in enumerate(("/etc/passwd", "../../../gradebook.db", "../../..")):
        (folder / f"link-{number}.txt").symlink_to(target)


def _named_in_latin_1(folder: Path) -> None:
    (folder / "L\udcf6sung.txt").write_text("x")


def _pipe_beside(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")


def _named_by_codes(folder: Path) -> None:
    (folder / FILE).rename(folder / "\x1b[2J[red].ipynb")


def _sparse(folder: Path) -> None:
    with (folder / "large.bin").open("wb") as file:
        file.truncate(2 << 30)


def _another_chapter(text: str) -> bytes:
    """The notebook of a chapter that has none of these exercises."""
    names = "|".join(POINTS)
    return re.sub(rf"\b(test_|check_)?({names})\b", r"other_\2", text).encode()


NOT_A_FILE = [
    Hostile(
        "folder",
        "Is a folder.",
        written=lambda text: None,
        then=_a_folder,
        score=0.0,
        phrase="no notebook",
        alone=None,
    ),
    Hostile(
        "pipe",
        "Is a pipe, which never ends.",
        written=lambda text: None,
        then=_a_pipe,
        score=0.0,
        phrase="no notebook",
        alone=None,
    ),
    Hostile(
        "link_to_a_neighbour",
        "Is a link to another student's notebook.",
        written=lambda text: None,
        then=_link_to(f"../../right/{CHAPTER}/{FILE}"),
        score=0.0,
        phrase="no notebook",
        alone=None,
    ),
    Hostile(
        "link_to_the_solution",
        "Is a link to the chapter's source.",
        written=lambda text: None,
        then=_link_to(f"../../../source/{CHAPTER}/{FILE}"),
        score=0.0,
        phrase="no notebook",
        alone=None,
    ),
    Hostile(
        "link_to_a_device",
        "Is a link to a device.",
        written=lambda text: None,
        then=_link_to("/dev/zero"),
        score=0.0,
        phrase="no notebook",
        alone=None,
    ),
]

OTHERS = [
    Hostile(
        "another_chapter",
        "Is the notebook of another chapter.",
        written=_another_chapter,
        score=0.0,
        phrase="nothing attempted",
    ),
    Hostile(
        "links_beside",
        "Comes with links that lead out.",
        then=_links_beside,
        lacks=("root:x:0:0",),
    ),
    Hostile("pipe_beside", "Comes with a pipe, which never ends.", then=_pipe_beside),
    Hostile(
        "device_beside",
        "Comes with a link to an endless device.",
        then=lambda folder: (folder / "data.txt").symlink_to("/dev/zero"),
    ),
    Hostile(
        "time_stamp_that_is_a_pipe",
        "Comes with a time stamp that is a pipe, which never ends.",
        then=lambda folder: os.mkfifo(folder / "timestamp.txt"),
        alone=None,
    ),
    Hostile(
        "named_by_codes",
        "Has a name that steers a terminal and is markup of the table.",
        then=_named_by_codes,
        phrase="was graded as cross_correlation.ipynb",
        alone=None,
    ),
    Hostile("large_file_beside", "Comes with a file of two gigabytes.", then=_sparse),
    Hostile(
        "odd_timestamp",
        "Comes with a time stamp that is none.",
        beside={"timestamp.txt": "tomorrow\0"},
        alone=None,
    ),
    Hostile(
        "names_of_results",
        "Comes with a page of feedback of its own.",
        beside={f"{CHAPTER}.html": f"<script>{MARK}</script>"},
        lacks=(MARK,),
        phrase=f"grading uses the name {CHAPTER}.html",
    ),
    Hostile(
        "folders_named_as_results",
        "Comes with folders of the names that grading writes to.",
        beside={f"{CHAPTER}.html/x.txt": "x", "timestamp.txt/x.txt": "x"},
        phrase="grading uses the name",
        alone=None,
    ),
    Hostile("name_of_no_text", "Comes with a file name in Latin-1.", then=_named_in_latin_1),
    Hostile(
        "slow_time_stamp",
        "Comes with a time stamp that takes long to read.",
        beside={"timestamp.txt": "2025-01-02 03:04:05 " + "1" * 600_000},
        phrase="timestamp.txt holds no date",
        alone=None,
    ),
    Hostile(
        "text_with_growing_runs",
        "Has Markdown with longer and longer runs of back-ticks, and environments without an end.",
        (
            _more_cells(3, lambda number: _markdown(number, GROWING_RUNS)),
            _more_cells(3, lambda number: _markdown(number + 3, r"\begin{a}" * 10_000)),
        ),
    ),
    Hostile("many_empty_cells", "Has twenty thousand empty cells.", (_more_cells(20_000, _empty),)),
    Hostile(
        "many_cells",
        "Has more cells of its own than anybody reads.",
        (_more_cells(1200, _assignment),),
        phrase="cells of the student's own the first 500 were kept",
    ),
    Hostile(
        "large_literal",
        "Has a literal of eight megabytes, which a parser turns into gigabytes.",
        (_more_cells(1, _code("x = [" + "0," * 4_000_000 + "]")),),
    ),
    Hostile(
        "nested_outputs",
        "Shows data that is nested forty times, again and again.",
        (_more_cells(1, _code(NESTED_OUTPUT)),),
    ),
    Hostile(
        "nested_blocks",
        "Shows HTML that grows when it is cleaned.",
        (_more_cells(1, _code(NESTED_BLOCKS)),),
    ),
    Hostile(
        "name_of_megabytes",
        "Has a cell with a name of five megabytes.",
        (_more_cells(1, _named_at_length),),
    ),
    Hostile(
        "hangs_on_top",
        "Has a first cell that cannot be interrupted.",
        (lambda notebook: notebook.cells.insert(0, _code(HANGS)(0)),),
    ),
    Hostile("many_text_cells", "Has twenty thousand cells of text.", (_more_cells(20_000, _text),)),
    Hostile(
        "large_source",
        "Has a comment of 30 MB.",
        (every_cell(lambda cell: cell.update(source=cell.source + "\n# " + "x" * 3_000_000)),),
        score=None,
        phrase="MB",
        alone=None,
    ),
    Hostile(
        "checkpoints",
        "Comes with other notebooks, in a folder of check points and beside.",
        beside={f".ipynb_checkpoints/{CHAPTER}-checkpoint.ipynb": "{", "other.ipynb": "{"},
    ),
]

BROKEN = [
    *(
        Hostile(
            f"file_{name}",
            tries,
            written=written,
            score=None,
            phrase="Ask for the .ipynb file again",
            alone=None,
        )
        for name, (tries, written) in UNREADABLE.items()
    ),
    *(
        Hostile(f"file_{name}", tries, written=written, score=ALL)
        for name, (tries, written) in READABLE.items()
    ),
    *NOT_A_FILE,
    *OTHERS,
]
