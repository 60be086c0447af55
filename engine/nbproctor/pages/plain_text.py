"""Make text from a kernel fit to be shown: within bounds, without control codes and local paths."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

_MOST_COLOURS = 2000
_COLOUR = re.compile(r"\x1b\[(?:\d{1,3}(?:;\d{1,3}){0,9})?m")
# nbconvert fails on a colour code without the colour's number.
_UNFINISHED = re.compile(r"(?:\[|;)0?[34]8m$")
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b\n]*\x07?|[^\[\]]?)")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_FRAME = re.compile(r"File (?P<path>.+?)(?P<rest>:\d+.*|, line \d+.*)?$")


def joined(text: object) -> str:
    """Join a notebook's text, which may be a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def size_of(size_b: int) -> str:
    """Format a size, rounded up.

    >>> size_of(300), size_of(49 * 2**20)
    ('1 KiB', '49 MiB')
    """
    return f"{-(-size_b // 2**20)} MiB" if size_b >= 2**20 else f"{-(-size_b // 1024)} KiB"


def cut(text: str, lines: int, kib: int, keep_end: bool = False) -> str:
    r"""Cut a text to bounds that include a note on what is missing.

    Args:
        keep_end: cut in the middle and not at the end.

    >>> cut("line\n" * 10, lines=4, kib=1)
    'line\nline\n... 41 characters and 9 lines cut ...'
    """
    room, rows = kib * 1024, lines - 1
    if len(text) <= room and text.count("\n") <= rows:
        return text
    parts = 2 if keep_end else 1
    room, rows = max(room - 100, 0) // parts, max(rows - 1, 1) // parts
    head = "\n".join(text[:room].split("\n")[:rows])
    rest = text[len(head) :]
    tail = "\n".join(rest[-room:].split("\n")[-rows:]) if keep_end else ""
    missing = rest[: len(rest) - len(tail)]
    amount = size_of(len(missing)) if len(missing) > 1024 else f"{len(missing)} characters"
    counted = f" and {missing.count(chr(10))} lines" if missing.count("\n") else ""
    return f"{head}\n... {amount}{counted} cut ..." + (f"\n{tail}" if tail else "")


def plain(text: str) -> str:
    r"""Remove control codes except those of simple colours.

    >>> plain("\x1b[31mred\x1b[0m \x1b[2J\x1b[38m \x00bell\x07")
    '\x1b[31mred\x1b[0m  bell'
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "\x1b" not in text:
        return text
    many = text.count("\x1b") > _MOST_COLOURS

    def keep_colour(found: re.Match[str]) -> str:
        is_colour = _COLOUR.fullmatch(found[0]) and not _UNFINISHED.search(found[0])
        return found[0] if is_colour and not many else ""

    return _ESCAPE.sub(keep_colour, text)


def short_frames(frames: Sequence[object], left_out: Sequence[Path] = ()) -> Iterator[str]:
    """Shorten a traceback for students: a library's frame becomes one line, paths become names.

    Args:
        left_out: folders of packages whose frames are removed.
    """
    for frame in map(str, frames):
        first, *rest = frame.split("\n", 1)
        found = _FRAME.match(_ESCAPE.sub("", first))
        if not found:
            yield frame
            continue
        path = Path(os.path.expanduser(found["path"].strip('"')))
        if any(path.is_relative_to(folder) for folder in left_out):
            continue
        short = _shortened(path)
        name = short + (found["rest"] or "")
        yield "\n".join([f"File {name}", *rest]) if short == path.name else f"File {name}"


def _shortened(path: Path) -> str:
    """A library's path without the folders before the library; of any other path the name."""
    for position, part in reversed(list(enumerate(path.parts))):
        if part in ("site-packages", "dist-packages") or part.startswith("python3."):
            return "/".join(path.parts[position + 1 :])
    return path.name
