"""Repairs one submitted notebook, so that everything else can rely on the form of the released one.

Students, tools and merges delete, double, move, retype and rename cells, and some tools drop all metadata. A cell of
the release is found again by its nbgrader id, else by its cell id, else by what stands in it. Then every check cell is
there once, as released and below its answer; every written answer is there once; metadata is the release's; and what
the student wrote stands where the student put it, since that is the order in which it runs. Each repair is a note.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from nbformat import NotebookNode
from rapidfuzz.distance import Indel

from autograder.notebooks.bindings import LONGEST, bound
from autograder.notebooks.ipynb import complete, grade_id

ALIKE: Final = 0.7
"""Two texts with this share in common are versions of one: twice the longest common subsequence over both lengths."""

PARSED: Final = 1_000_000
"""Characters of a notebook that are parsed in search of lost answers: two seconds' worth."""

NAMED: Final = 3
"""More cells than this are counted instead of named."""

FLAGS: Final = ("points", "grade", "solution", "locked", "task")
"""What nbgrader's metadata says of a cell beside its name."""

KEPT: Final = ("cell_type", "id", "source", "outputs", "execution_count", "attachments")
"""What is kept of a student's cell; outputs are those of the sandbox later on."""


def normal(text: str) -> str:
    """A cell's text without what an editor may change by itself: blank lines, blanks at the ends of lines, tabs."""
    return "\n".join(line.expandtabs(4).rstrip() for line in text.strip().splitlines() if line.strip())


class Repair:
    """``node`` is a repaired copy of a submitted notebook, ``notes`` what had to be repaired, as sentences.

    ``provides`` tells for each exercise, whose answer cell bears its id, the names that the answer defines. An answer
    cell that was deleted is not put back: its stub could take the place of a definition elsewhere.
    """

    def __init__(self, node: NotebookNode, release: NotebookNode, provides: Mapping[str, Sequence[str]]) -> None:
        self._release = release
        self._provides = provides
        self._known = {name: cell for cell in release.cells if (name := grade_id(cell))}
        self._locked = {name for name, cell in self._known.items() if cell.metadata.nbgrader.locked}
        self._graded = {name for name, cell in self._known.items() if cell.metadata.nbgrader.grade}
        self._texts = {name: normal(cell.source) for name, cell in self._known.items()}
        self._said: dict[tuple[str, str, str], list[str]] = {}
        self._cells = [_plain(cell) for cell in node.cells]
        self._claims = [_claim(cell) for cell in node.cells]
        self._names: list[str | None] = [None] * len(self._cells)
        self._normal: dict[str, str] = {}
        self._parsed = 0
        self._bindings: dict[tuple[str, bool], frozenset[str]] = {}
        self._by_id()
        self._by_text()
        self._tell_strangers()
        self._tell_flags()
        while self._leave_one_each():
            self._by_id()
            self._by_text()
        self._restore()
        self._reset()
        self._reinsert()
        self._order()
        _give_unique_ids(self._cells)
        self.node = NotebookNode({key: node[key] for key in ("nbformat", "nbformat_minor")})
        self.node.update(cells=self._cells, metadata=NotebookNode(release.metadata))

    @property
    def notes(self) -> list[str]:
        """One sentence for each kind of repair."""
        return [_sentence(names, *said) for said, names in self._said.items()]

    def _say(self, name: str, what: str, one: str, many: str) -> None:
        """Notes that the cell ``name``, a ``what``, did what ``one`` says, or ``many`` if there are more such cells."""
        names = self._said.setdefault((what, one, many), [])
        if repr(name) not in names:
            names.append(repr(name))

    # Which cell is which

    def _by_id(self) -> None:
        """Names cells by nbgrader's id, then by the id that every cell of nbformat 4.5 has."""
        for position, (name, _) in enumerate(self._claims):
            if name in self._known and not self._is_anothers(position, name):
                self._names[position] = name
        by_cell_id = {str(cell.id): name for name, cell in self._known.items()}
        present = set(self._names)
        for position, cell in enumerate(self._cells):
            name = by_cell_id.get(str(cell.id))
            if self._names[position] is not None or name is None or name in present:
                continue
            if not self._is_anothers(position, name):
                self._found(position, name)

    def _text(self, position: int) -> str:
        source = self._cells[position].source
        if source not in self._normal:
            self._normal[source] = normal(source)
        return self._normal[source]

    def _defines(self, cell: NotebookNode, names: Iterable[str]) -> int:
        """How many of the names a cell binds at its top level. What became text by a slip may be Python still."""
        key = (str(cell.source), cell.cell_type != "code")
        if key not in self._bindings:
            self._parsed += len(cell.source)
            self._bindings[key] = frozenset(bound(*key) if self._parsed < PARSED else ())
        return len(self._bindings[key].intersection(names))

    def _is_anothers(self, position: int, name: str) -> bool:
        """Whether a cell that claims to be ``name``, an answer or locked, is the whole answer to another exercise."""
        cell, own = self._cells[position], self._provides.get(name, ())
        if not (own or name in self._locked) or self._text(position) == self._texts[name] or self._defines(cell, own):
            return False
        return any(self._defines(cell, names) == len(names) for other, names in self._provides.items() if other != name)

    def _found(self, position: int, name: str) -> None:
        self._names[position] = name
        claimed, _ = self._claims[position]
        if claimed is None:
            self._say(
                name,
                "cell",
                "had lost its nbgrader metadata, which was put back",
                "had lost their nbgrader metadata, which was put back",
            )
        else:
            self._say(
                name, "cell", "had another nbgrader id, which was put right", "had other ids, which were put right"
            )

    def _by_text(self) -> None:
        """Names the cells whose ids are lost."""
        present = set(self._names)
        lost = [name for name in self._known if name not in present]
        ordinary = {normal(cell.source) for cell in self._release.cells if grade_id(cell) is None}
        free = [
            position
            for position, name in enumerate(self._names)
            if name is None and self._text(position) not in ordinary
        ]
        for name in lost if free else ():
            position = self._place_of(name, free)
            if position is not None:
                self._found(position, name)
                free.remove(position)

    def _tell_strangers(self) -> None:
        for position, (claimed, _) in enumerate(self._claims):
            if claimed is not None and self._names[position] is None:
                self._say(
                    claimed,
                    "cell",
                    "is not one of the assignment's and counts as an ordinary cell",
                    "are not of the assignment's and count as ordinary cells",
                )

    def _place_of(self, name: str, free: Sequence[int]) -> int | None:
        """Where the cell is that was released as ``name``; of several places the last, which has the last word."""
        defined = self._provides.get(name)
        if defined is not None:
            found = {each: self._defines(self._cells[each], defined) for each in free}
            best = max(
                found,
                key=lambda each: (bool(found[each]), self._cells[each].cell_type == "code", found[each], each),
                default=None,
            )
            if best is not None and found[best]:
                return best
        text = self._texts[name]
        same = [each for each in free if self._text(each) == text]
        if same:
            return same[0]
        alike = {each: _likeness(self._text(each), text) for each in free}
        best_place = max(alike, key=alike.__getitem__, default=None)
        if best_place is not None and alike[best_place] >= ALIKE:
            return best_place
        if name in self._provides or name in self._locked:
            return None
        heading = text.splitlines()[:1]
        return next((each for each in free if self._text(each).splitlines()[:1] == heading), None)

    def _tell_flags(self) -> None:
        for name, (claimed, flags) in zip(self._names, self._claims, strict=True):
            if name is not None and name == claimed:
                trusted = self._known[name].metadata.nbgrader
                if any(key in flags and flags[key] != trusted.get(key) for key in FLAGS):
                    self._say(
                        name,
                        "cell",
                        "had other points or flags, which were put right",
                        "had other points or flags, which were put right",
                    )

    # What becomes of them

    def _leave_one_each(self) -> bool:
        """Of an answer the last copy counts, which is what a notebook that runs from the top ends up with.

        Copies that are still as released say nothing and would undo the answer: they are left out. So are copies of a
        check cell. What else stands in a copy stays, as an ordinary cell, or as the lost one whose text it is: whether
        there is such a copy is returned.
        """
        out: set[int] = set()
        freed: set[int] = set()
        for name in self._known:
            places = [position for position, each in enumerate(self._names) if each == name]
            spare = self._unmarked_copies(name, places)
            if not places or len(places) + len(spare) < 2:
                continue
            worked = [each for each in places if self._text(each) != self._texts[name]]
            if name in self._locked:
                keep, which = places[0], "first"
            elif worked and len(worked) < len(places) + len(spare):
                keep, which = worked[-1], "filled-in" if len(worked) == 1 else "last filled-in"
            else:
                keep, which = places[-1], "last"
            for position in {*places, *spare} - {keep}:
                self._names[position] = None
                if self._text(position) == self._texts[name]:
                    out.add(position)
                else:
                    self._claims[position] = (None, {})
                    freed.add(position)
            number = len(places) + len(spare)
            counts = f"{number} times; the {which} copy"
            self._say(name, "cell", f"stands {counts} counts", f"stand {counts} of each counts")
        self._keep([position for position in range(len(self._cells)) if position not in out])
        return bool(freed)

    def _unmarked_copies(self, name: str, places: Sequence[int]) -> list[int]:
        """Further copies of a released cell that bear no name: pasted, or their metadata was lost."""
        text = self._texts[name]
        return [
            position
            for position in range(len(self._cells))
            if self._names[position] is None and position not in places and self._text(position) == text
        ]

    def _keep(self, positions: Sequence[int]) -> None:
        self._cells = [self._cells[each] for each in positions]
        self._names = [self._names[each] for each in positions]
        self._claims = [self._claims[each] for each in positions]

    def _restore(self) -> None:
        """The release's metadata and types; of a locked cell everything."""
        for position, name in enumerate(self._names):
            if name is None:
                continue
            cell, trusted = self._cells[position], self._known[name]
            if name in self._locked:
                if normal(cell.source) != self._texts[name] or cell.cell_type != trusted.cell_type:
                    self._say(
                        name, "locked cell", "had been changed and was put back", "had been changed and were put back"
                    )
                self._cells[position] = _copy(trusted)
                continue
            if cell.cell_type != trusted.cell_type:
                was, wanted = cell.cell_type, trusted.cell_type
                one = f"had become a {was} cell and was made a {wanted} cell again"
                self._say(name, "cell", one, f"had become {was} cells and were made {wanted} cells again")
                cell.cell_type = trusted.cell_type
                complete(cell, position)
            cell.metadata = NotebookNode(trusted.metadata)

    def _reset(self) -> None:
        """A text in which an editor has changed blanks alone is as released: there is no other notion of that."""
        ordinary = {normal(cell.source): cell.source for cell in self._release.cells if grade_id(cell) is None}
        for position, name in enumerate(self._names):
            text = self._text(position)
            if name is None:
                self._cells[position].source = ordinary.get(text, self._cells[position].source)
            elif text == self._texts[name]:
                self._cells[position].source = self._known[name].source

    def _reinsert(self) -> None:
        """Deleted check cells and written answers come back after the nearest earlier cell that is still there."""
        before: list[str] = []
        for name, trusted in self._known.items():
            if name not in self._names:
                if name in self._graded:
                    places = [place for place, each in enumerate(self._names) if each in before]
                    after = max(places, default=len(self._cells) - 1)
                    self._cells.insert(after + 1, _copy(trusted))
                    self._names.insert(after + 1, name)
                    what = "check cell" if name in self._locked else "written answer"
                    self._say(name, what, "had been deleted and was put back", "had been deleted and were put back")
                else:
                    self._say(
                        name,
                        "answer cell",
                        "is missing; copy it from the assignment and put your lines into it",
                        "are missing; copy them from the assignment and put your lines into them",
                    )
            before.append(name)

    def _order(self) -> None:
        """A check cell that stands above its answer is moved below it."""
        for name in self._provides:
            check = f"check-{name}"
            if name in self._names and check in self._names:
                answer, place = self._names.index(name), self._names.index(check)
                if place < answer:
                    cell = self._cells.pop(place)
                    self._names.pop(place)
                    self._cells.insert(answer, cell)
                    self._names.insert(answer, check)
                    self._say(check, "check cell", "was moved below its answer", "were moved below their answers")


def _claim(cell: NotebookNode) -> tuple[str | None, Mapping[str, Any]]:
    """The nbgrader id that a submitted cell bears, and what else its metadata says of it."""
    name = grade_id(cell)
    return (name, cell.metadata["nbgrader"]) if name is not None else (None, {})


def _plain(cell: NotebookNode) -> NotebookNode:
    """A copy of a student's cell with nothing in it that a program could choke on."""
    kept = NotebookNode({key: cell[key] for key in KEPT if key in cell}, metadata=NotebookNode())
    if cell.cell_type == "code":
        kept.outputs, kept.execution_count = [], None
    attachments = cell.get("attachments")
    if cell.cell_type == "code" or not _are_attachments(attachments):
        kept.pop("attachments", None)
    return kept


def _are_attachments(found: Any) -> bool:
    """Whether a cell's attachments have nbformat's form: name -> MIME type -> text."""
    return isinstance(found, dict) and all(
        isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values()) for bundle in found.values()
    )


def _copy(trusted: NotebookNode) -> NotebookNode:
    return NotebookNode(trusted, metadata=NotebookNode(trusted.metadata))


def _sentence(names: Sequence[str], what: str, one: str, many: str) -> str:
    article = "" if what == "cell" else "the "
    if len(names) == 1:
        return f"{article}{what} {names[0]} {one}"
    if len(names) > NAMED:
        return f"{len(names)} {what}s {many}"
    return f"{article}{what}s {', '.join(names[:-1])} and {names[-1]} {many}"


def _likeness(one: str, other: str) -> float:
    if max(len(one), len(other)) > LONGEST:
        return 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=ALIKE)


def _give_unique_ids(cells: Sequence[NotebookNode]) -> None:
    taken = {cell.id for cell in cells}
    spare = (name for number in itertools.count() if (name := f"copy-{number}") not in taken)
    seen: set[str] = set()
    for cell in cells:
        if cell.id in seen:
            cell["id"] = next(spare)
        seen.add(cell.id)
