"""Chooses the notebooks to grade among the files of a submission; a grader's work.

Students rename notebooks, hand in a second download beside the first, put them into folders and
archives, and browsers add endings to their names. The obvious notebook is graded, and a note says
which file it was. Where nothing is obvious, the submission waits for a human, and a note lists what
there is.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from nbformat import NotebookNode

from nbproctor.grading.read_candidates import Candidate, is_like_notebook, read_candidate, unpack
from nbproctor.grading.source_cells import SourceCell, comparable, find_defined
from nbproctor.grading.submissions import (
    OF_NBGRADER,
    CollectedFiles,
    Files,
    describe_left_out,
    is_by_product,
    is_checkpoint,
    list_other_files,
    looks_like_archive,
    looks_like_notebook,
    make_printable,
)
from nbproctor.notebooks import nbgrader_metadata

CANDIDATES_LIMIT = 20  # files that are read to find a notebook
NAMES_SHOWN = 10  # of files in a note
# Endings of files that may hold a written answer.
DOCUMENTS = (
    *(".doc", ".docx", ".odt", ".pages", ".pdf", ".rtf", ".tex", ".txt", ".md"),
    *(".heic", ".jpeg", ".jpg", ".png"),
)

_SEPARATORS = re.compile(r"[\s_.()-]+")


@dataclass(frozen=True)
class SubmittedFiles:
    """The files of a submission that are graded.

    Attributes:
        files: their names and contents. The expected notebooks are on top, under the names that the
            chapter gives them; there is no other notebook.
        notes: a sentence for each unusual thing.
        unreadable: names of the expected notebooks that may have been handed in and cannot be
            graded, so that a human must look.
        renamed: the files that are graded under another name, by the name of the notebook.
        documents: files beside the notebooks that may hold a written answer.
    """

    files: Files
    notes: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[str, ...] = ()

    def find_outcome(self, notebook: str) -> str:
        """Return why an expected notebook is not graded, "missing" or "unreadable"; "" if it is."""
        if notebook in self.unreadable:
            return "unreadable"
        return "" if f"{notebook}.ipynb" in dict(self.files) else "missing"

    def keep_only(self, notebook: str) -> "SubmittedFiles":
        """Leave the other notebooks out."""
        files = tuple(
            pair
            for pair in self.files
            if not pair[0].endswith(".ipynb") or pair[0] == f"{notebook}.ipynb"
        )
        unreadable = tuple(each for each in self.unreadable if each == notebook)
        return replace(self, files=files, unreadable=unreadable)


class KnownCells:
    """What tells whether a notebook is one of a source, and whether anybody wrote into it."""

    def __init__(self, cells: Iterable[SourceCell]) -> None:
        cells = list(cells)
        self._released = {cell.text for cell in cells} | {""}
        self._released |= {text for cell in cells if not cell.is_answer for text in cell.texts}
        self._names = {cell.name for cell in cells} - {""}
        self._ids = {cell.source.id for cell in cells}
        self._defined = frozenset[str]().union(*(cell.defined for cell in cells))

    def is_untouched(self, notebook: NotebookNode) -> bool:
        """Whether every cell is as released."""
        return all(comparable(cell.source) in self._released for cell in notebook.cells)

    def has_cell(self, notebook: NotebookNode) -> bool:
        """Whether a notebook has a cell of the source, or defines what an answer defines."""
        return any(
            nbgrader_metadata(cell).get("grade_id") in self._names
            or cell.get("id") in self._ids
            or (cell.source.strip() and comparable(cell.source) in self._released)
            or (cell.cell_type == "code" and self._defined & find_defined(cell.source))
            for cell in notebook.cells
        )


def choose_files(
    collected: CollectedFiles,
    notebooks: Sequence[str],
    read_source: Callable[[str], KnownCells | None] = lambda notebook: None,
    source_files: Iterable[tuple[str, bytes]] = (),
) -> SubmittedFiles:
    """Choose the file of each expected notebook, and the other files that come along.

    Args:
        notebooks: the names of the chapter's notebooks.
        read_source: returns what the source of a notebook has; None if there is no source.
        source_files: the files of the source, which are not the student's.
    """
    if collected.problem:
        return SubmittedFiles((), (collected.problem,), tuple(notebooks))
    choice = _Choice(collected, notebooks)
    for name in notebooks:
        choice.choose(name, None if choice.is_clear(name) else read_source(name))
    return choice.finish(set(source_files))


@dataclass
class _Search:
    """The search for one notebook.

    Attributes:
        chosen: the file that is graded.
        rivals: files that may be the notebook, if there are several.
        broken: files that may be the notebook and cannot be graded.
        untouched: files in which nobody wrote anything.
        unknown: notebooks in which somebody wrote, but that have nothing of the source.
    """

    chosen: Candidate | None = None
    rivals: list[Candidate] = field(default_factory=list)
    broken: list[Candidate] = field(default_factory=list)
    untouched: list[Candidate] = field(default_factory=list)
    unknown: list[Candidate] = field(default_factory=list)


class _Choice:
    """The choice of the notebooks of one submission."""

    def __init__(self, collected: CollectedFiles, notebooks: Sequence[str]) -> None:
        self._collected, self._notebooks = collected, notebooks
        self._files, self._refused = dict(collected.files), dict(collected.refused)
        self._read: dict[str, Candidate] = {}
        self._searches: dict[str, _Search] = {}
        self._not_unpacked: list[str] = []

    @functools.cached_property
    def _all_files(self) -> dict[str, bytes]:
        """The files with those in archives."""
        archives = [pair for pair in self._files.items() if looks_like_archive(pair[0])]
        unpacked, self._not_unpacked = unpack(archives)
        return {**self._files, **unpacked}

    def is_clear(self, name: str) -> bool:
        """Whether a notebook has its expected name, and no other file may be one."""
        others = self._files.keys() - {f"{name}.ipynb" for name in self._notebooks}
        return f"{name}.ipynb" in self._files and not any(
            looks_like_notebook(each)
            or looks_like_archive(each)
            or is_like_notebook(self._files[each])
            for each in others
        )

    def choose(self, name: str, known: KnownCells | None) -> None:
        """Choose the file of one notebook: from the most obvious place that has one."""
        search = self._searches[name] = _Search()
        exact = f"{name}.ipynb"
        for paths in self._list_places(name):
            found: list[Candidate] = []
            for candidate in map(self._read_file, paths[:CANDIDATES_LIMIT]):
                notebook = candidate.notebook
                if notebook is None:
                    search.broken.append(candidate)
                elif known is not None and known.is_untouched(notebook):
                    search.untouched.append(candidate)
                elif known is None or paths == [exact] or known.has_cell(notebook):
                    found.append(candidate)
                else:
                    search.unknown.append(candidate)
            if len({each.content for each in found}) > 1:
                search.rivals = found
                return
            if found:
                search.chosen = found[0]
                return
        if search.untouched and search.unknown:
            search.rivals = search.unknown
        elif search.untouched and not search.broken:
            search.chosen = search.untouched[0]

    def _list_places(self, name: str) -> Iterator[list[str]]:
        """List the files that may be a notebook, at one place after the other."""
        exact = f"{name}.ipynb"
        if exact in self._files or exact in self._refused:
            yield [exact]
        yield from self._split_by_name(name, self._list_others())
        deep = [each for each in self._refused if "/" in each]
        deep += [each for each in self._all_files if "/" in each]
        yield from self._split_by_name(name, filter(looks_like_notebook, deep))
        odd = [each for each in self._all_files.items() if not looks_like_notebook(each[0])]
        like = [path for path, data in odd if is_like_notebook(data)]
        yield from self._split_by_name(name, [each for each in like if not is_by_product(each)])
        yield from self._split_by_name(name, filter(is_checkpoint, like))

    def _list_others(self) -> list[str]:
        """List the notebooks that are not in a folder and have no expected name."""
        expected = {f"{name}.ipynb" for name in self._notebooks}
        named = {each for each in (*self._files, *self._refused) if looks_like_notebook(each)}
        return sorted(each for each in named - expected if "/" not in each)

    def _split_by_name(self, name: str, paths: Iterable[str]) -> Iterator[list[str]]:
        """Yield the paths with the name of a notebook, and the others if it is the only one."""
        paths = sorted(paths)
        named = [each for each in paths if is_named_like(each, name)]
        yield named
        if len(self._notebooks) == 1:
            yield [each for each in paths if each not in named]

    def _read_file(self, path: str) -> Candidate:
        if path not in self._read:
            if path in self._refused:
                self._read[path] = Candidate(path, problem=self._refused[path])
            else:
                data = self._files.get(path)
                data = self._all_files[path] if data is None else data
                self._read[path] = read_candidate(path, data)
        return self._read[path]

    def finish(self, source_files: Collection[tuple[str, bytes]]) -> SubmittedFiles:
        """Return the files to grade, and what is to be said."""
        chosen = {name: each.chosen for name, each in self._searches.items() if each.chosen}
        used = {each.path for each in chosen.values()}
        left = [each for each in self._list_others() if each not in used]
        notes, unreadable, missing = list[str](), list[str](), list[str]()
        for name, search in self._searches.items():
            notes += _describe(name, search)
            if search.rivals or (search.broken and not search.chosen):
                unreadable.append(name)
            elif not search.chosen:
                missing.append(name)
        if missing:
            may_be = left or self._refused or self._not_unpacked
            there = self._list_students_files(source_files)
            if may_be or (there and not chosen):
                unreadable += missing
            notes.append(_describe_missing(missing, left, there, bool(chosen)))
        elif left and not unreadable:
            notes += self._describe_left(left)
        beside, left_out = self._choose_others(list(chosen.values()))
        left_out = [*self._collected.left_out, *self._not_unpacked, *left_out]
        notes += [*self._collected.notes, *describe_left_out(left_out)]
        files = [(f"{name}.ipynb", each.data) for name, each in chosen.items()]
        paths = {name: each.path for name, each in chosen.items()}
        return SubmittedFiles(
            (*files, *beside),
            tuple(notes),
            tuple(unreadable),
            {n: make_printable(path) for n, path in paths.items() if path != f"{n}.ipynb"},
            tuple(
                make_printable(path)
                for path, content in beside
                if path.casefold().endswith(DOCUMENTS)
                and path not in OF_NBGRADER
                and (path, content) not in source_files
            ),
        )

    def _describe_left(self, left: Sequence[str]) -> Iterator[str]:
        """Describe notebooks that are not graded, beside those that are."""
        copies = {
            each: f"{name}.ipynb"
            for name in self._notebooks
            for each in left
            if is_named_like(each, name)
        }
        if copies:
            counted = ", ".join(dict.fromkeys(copies.values()))
            yield f"left out: {_list_names(list(copies))} ({counted} counts)"
        if others := [each for each in left if each not in copies]:
            yield f"left out: {_list_names(others)} (not a notebook of this assignment)"

    def _list_students_files(self, source_files: Collection[tuple[str, bytes]]) -> list[str]:
        """List what lies there, but for files of nbgrader and of the source."""
        own = [pair[0] for pair in self._files.items() if pair not in source_files]
        own = [make_printable(each) for each in [*own, *self._refused] if each not in OF_NBGRADER]
        return sorted({*own, *self._collected.left_out})

    def _choose_others(self, chosen: Sequence[Candidate]) -> tuple[Files, list[str]]:
        """Choose the files beside the notebooks; those in a notebook's folder lie beside it."""
        used = {each.path for each in chosen}
        folders = {str(PurePosixPath(path).parent) for path in used} - {"."}
        others = {path: data for path, data in self._files.items() if path not in used}
        for folder in sorted(folders):
            for path, data in self._all_files.items():
                inner = path.removeprefix(f"{folder}/")
                if inner not in {path, *OF_NBGRADER} and path not in used:
                    others.pop(path, None)
                    others.setdefault(inner, data)
        for path in list(others):  # archives that a notebook came from
            if any(folder == path or folder.startswith(f"{path}/") for folder in folders):
                del others[path]
        sizes = {path: len(others[path]) for path in sorted(others)}
        kept, left_out = list_other_files(sizes, self._notebooks)
        return tuple((path, others[path]) for path in kept), left_out


def _describe(name: str, search: _Search) -> Iterator[str]:
    """Describe which file was graded as a notebook, if it is not the one of its name."""
    exact = f"{name}.ipynb"
    stub = any(each.path == exact for each in search.untouched)
    if search.rivals:
        which = _list_names([each.path for each in search.rivals])
        found = f"{exact} is as released" if stub else f"no {exact}"
        yield f"{found}; which of these is it: {which}?"
        return
    if search.chosen is None or all(each.path == exact for each in search.broken):
        yield from [each.problem for each in search.broken[:NAMES_SHOWN]]
    if search.chosen is not None and search.chosen.path != exact:
        shown = make_printable(search.chosen.path)
        if stub:
            yield f"{exact} is as released; {shown} was graded in its place"
        else:
            yield f"{shown} was graded as {exact}"


def _describe_missing(
    missing: Sequence[str], left: Sequence[str], there: Sequence[str], some_are_graded: bool
) -> str:
    names = ", ".join(f"{name}.ipynb" for name in missing)
    if left:
        return f"no {names}; which of these is it: {_list_names(left)}?"
    absent = f"{names} {'are' if missing[1:] else 'is'} missing"
    if some_are_graded:
        return absent
    return f"no notebook: {absent}" + (f"; there is only {_list_names(there)}" if there else "")


def _list_names(names: Sequence[str]) -> str:
    shown = ", ".join(map(make_printable, names[:NAMES_SHOWN]))
    return shown + (f" and {len(names) - NAMES_SHOWN} more" if names[NAMES_SHOWN:] else "")


def is_named_like(path: str, notebook: str) -> bool:
    """Whether the name of a file contains that of a notebook, as the names of copies do.

    >>> is_named_like("Copy of Sums (1).ipynb.txt", "sums"), is_named_like("resums.ipynb", "sums")
    (True, False)
    """
    return _fold(notebook) in _fold(PurePosixPath(path).name)


def _fold(name: str) -> str:
    """Return a name in the form for comparison, with a line around each of its words."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return f"_{_SEPARATORS.sub('_', folded).strip('_')}_"
