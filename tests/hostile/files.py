"""Group 6: what can be done to a folder of notebooks that the edits of ``tests/sample_class.py`` do not express.

Each function changes a folder that was composed from the solutions. Where it leaves a ``submission.zip`` there, that
zip is what is handed in. ``EXPECTED`` tells what may come of each, as ``most``, ``least`` and ``says`` do in the tables
beside. What may write outside is called ``escaped`` something, so that a test finds it anywhere but in the folder
where zips are unpacked.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import socket
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FIRST: Final = "01-from-scratch.ipynb"
SECOND: Final = "02-built-ins.ipynb"
ZIP: Final = "submission.zip"
ALL: Final = 90
OF_SECOND: Final = 31
"""Points of the second notebook, which most of these leave as it is."""

Change = Callable[[Path], None]
Tree = dict[str, Any]


@dataclass(frozen=True)
class Expected:
    """Points that may come of it, and a pattern that some note or problem matches."""

    most: int
    least: int = 0
    says: str = ""


ATTACKS: Final[dict[str, Change]] = {}
EXPECTED: Final[dict[str, Expected]] = {}


def _attack(most: int, least: int | None = None, says: str = "") -> Callable[[Change], Change]:
    """Enters a function under its name, with - for _; ``least`` is ``most`` unless told."""

    def enter(change: Change) -> Change:
        name = change.__name__.replace("_", "-")
        ATTACKS[name] = change
        EXPECTED[name] = Expected(most, most if least is None else least, says)
        return change

    return enter


def _edit(folder: Path, change: Callable[[Tree], None], name: str = FIRST) -> None:
    path = folder / name
    tree = json.loads(path.read_text(encoding="utf-8"))
    change(tree)
    path.write_text(json.dumps(tree), encoding="utf-8")


def _code(source: str, number: int = 0) -> Tree:
    return {
        "cell_type": "code",
        "id": f"own-{number}",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def _answer(tree: Tree, name: str) -> Tree:
    return next(cell for cell in tree["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def _kept(folder: Path, name: str = FIRST) -> Path:
    """A notebook, moved to where nobody looks for it."""
    place = folder / ".kept"
    place.mkdir(exist_ok=True)
    return Path(shutil.move(folder / name, place / name))


# Files that are no files


@_attack(OF_SECOND, says="01-from-scratch.ipynb: it is a link, and links are not followed")
def symlinked_notebook(folder: Path) -> None:
    """A notebook is a link to a solved one elsewhere."""
    (folder / FIRST).symlink_to(_kept(folder))


@_attack(OF_SECOND)
def symlink_to_a_file_of_the_system(folder: Path) -> None:
    """A notebook is a link to a file of the machine, whose lines an error message could quote."""
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to("/etc/passwd")


@_attack(OF_SECOND)
def symlink_to_itself(folder: Path) -> None:
    """A notebook is a link to itself, another one to nothing."""
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to(FIRST)
    (folder / "other.ipynb").symlink_to("/nowhere/at/all")


@_attack(0)
def symlinked_folder(folder: Path) -> None:
    """The folder of the assignment is a link, and the notebooks stand behind it."""
    for name in (FIRST, SECOND, "03-real-data.ipynb"):
        _kept(folder, name)
    for name in {folder.name, "linear-regression"}:
        (folder / name).symlink_to(".kept")


@_attack(ALL)
def folder_linked_into_itself(folder: Path) -> None:
    """Links that lead round in circles, and to the root of the machine."""
    (folder / "again").symlink_to(".")
    (folder / "up").symlink_to("..")
    (folder / "root").symlink_to("/")


@_attack(OF_SECOND)
def fifo_for_a_notebook(folder: Path) -> None:
    """A notebook is a pipe, and whoever opens it waits."""
    (folder / FIRST).unlink()
    os.mkfifo(folder / FIRST)
    os.mkfifo(folder / "crops.csv.fifo")


@_attack(OF_SECOND)
def device_for_a_notebook(folder: Path) -> None:
    """A notebook is the device that gives zeros without end, or a link to it where nobody may make devices."""
    (folder / FIRST).unlink()
    try:
        os.mknod(folder / FIRST, 0o20666, os.makedev(1, 5))
    except OSError:
        (folder / FIRST).symlink_to("/dev/zero")


@_attack(OF_SECOND)
def socket_for_a_notebook(folder: Path) -> None:
    """A notebook is a socket."""
    (folder / FIRST).unlink()
    with socket.socket(socket.AF_UNIX) as channel, contextlib.chdir(folder):
        channel.bind(FIRST)


@_attack(OF_SECOND)
def folder_for_a_notebook(folder: Path) -> None:
    """A notebook is a folder with the notebook in it."""
    kept = _kept(folder)
    (folder / FIRST).mkdir()
    shutil.move(kept, folder / FIRST / FIRST)


@_attack(ALL)
def hard_linked_notebooks(folder: Path) -> None:
    """One file has many names, one of them outside of the folder of notebooks."""
    for number in range(20):
        os.link(folder / FIRST, folder / f"01-from-scratch ({number}).ipynb")
    (folder / ".kept").mkdir()
    os.link(folder / FIRST, folder / ".kept" / FIRST)


@_attack(OF_SECOND)
def unreadable_notebook(folder: Path) -> None:
    """Nobody may read a notebook; it is no notebook either, as root may read it all the same."""
    (folder / FIRST).write_text("{")
    (folder / FIRST).chmod(0)


@_attack(ALL)
def names_that_are_no_text(folder: Path) -> None:
    """Notebooks whose names are no UTF-8, as long as a name may be, or begin like an option."""
    for name in (
        b"\xff\xfe.ipynb",
        b"x" * 249 + b".ipynb",
        b"--help.ipynb",
        b" .ipynb",
        "\N{RIGHT-TO-LEFT MARK}.ipynb".encode(),
    ):
        with contextlib.suppress(OSError):  # some file systems take text only
            (folder / os.fsdecode(name)).write_text("{}")


@_attack(ALL, least=OF_SECOND)
def thousand_notebooks(folder: Path) -> None:
    """A thousand further notebooks, each of which might be the one that was meant."""
    shutil.move(folder / FIRST, folder / "mine.ipynb")
    for number in range(1000):
        (folder / f"{number}.ipynb").write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}')


# Notebooks too large, too deep, too strange


@_attack(OF_SECOND, says="cells, more than")
def hundred_thousand_cells(folder: Path) -> None:
    """A notebook has a hundred thousand cells."""
    _edit(folder, lambda tree: tree["cells"].extend(_code("1", number) for number in range(100_000)))


@_attack(OF_SECOND, says="is larger than")
def fifty_megabytes(folder: Path) -> None:
    """A notebook's saved outputs have 50 MB."""

    def fill(tree: Tree) -> None:
        output = {"output_type": "stream", "name": "stdout", "text": "x" * (50 << 20)}
        tree["cells"].append({**_code("1"), "outputs": [output]})

    _edit(folder, fill)


@_attack(ALL)
def nineteen_megabytes(folder: Path) -> None:
    """Just below the limit for a file: a million lines of output, and attachments."""

    def fill(tree: Tree) -> None:
        output = {"output_type": "stream", "name": "stdout", "text": ["x\n"] * 1_000_000}
        tree["cells"].append({**_code("1"), "outputs": [output]})
        attached = {
            "a.png": {"image/png": "A" * (6 << 20)},
            "../../escaped.png": {"text/html": "<script>alert(1)</script>"},
        }
        tree["cells"].append(
            {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "x", "attachments": attached}
        )

    _edit(folder, fill)


@_attack(OF_SECOND, says="nested too deeply")
def deep_json(folder: Path) -> None:
    """Metadata is nested a hundred thousand lists deep."""
    text = (folder / FIRST).read_text()
    (folder / FIRST).write_text(text.rstrip().removesuffix("}") + ', "deep": ' + "[" * 100_000 + "]" * 100_000 + "}")


@_attack(ALL, least=OF_SECOND)
def deep_but_legal_json(folder: Path) -> None:
    """Metadata, outputs and attachments are nested as deep as a parser of JSON just allows, which copying may not."""

    def bury(tree: Tree) -> None:
        nested: dict[str, Any] = {}
        for _ in range(450):
            nested = {"a": nested}
        tree["metadata"]["deep"] = nested
        for cell in tree["cells"]:
            cell["metadata"]["deep"] = nested

    _edit(folder, bury)


@_attack(ALL, least=OF_SECOND)
def huge_numbers_in_metadata(folder: Path) -> None:
    """Numbers of thousands of digits, infinite ones and none at all, where points and counts stand."""

    def blow_up(tree: Tree) -> None:
        for number, cell in enumerate(tree["cells"]):
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"]["points"] = (10**4000, float("inf"), float("nan"), -1e308)[number % 4]
                cell["metadata"]["nbgrader"]["schema_version"] = 10**300
            if cell["cell_type"] == "code":
                cell["execution_count"] = -(10**4000)

    _edit(folder, blow_up)


@_attack(OF_SECOND)
def integer_of_a_million_digits(folder: Path) -> None:
    """An integer that Python takes an age to read, or refuses to."""
    text = (folder / FIRST).read_text()
    (folder / FIRST).write_text(text.rstrip().removesuffix("}") + ', "long": ' + "9" * 1_000_000 + "}")


@_attack(ALL)
def ids_with_slashes(folder: Path) -> None:
    """Cell ids are paths, markup, and of a million characters."""

    def rename(tree: Tree) -> None:
        for number, cell in enumerate(tree["cells"]):
            cell["id"] = ("../../escaped", "<b>", "x" * 100_000, "", "\0", "a/b\\c", "::error::")[number % 7]

    _edit(folder, rename)


@_attack(ALL)
def grade_ids_with_slashes(folder: Path) -> None:
    """Cells of the student's own claim names that are paths, markup or another's cell."""

    def claim(tree: Tree) -> None:
        for number, name in enumerate(
            ("../../escaped", "<script>", "x" * 10_000, "\x1b[2J", "check-mse/../mse", "__class__")
        ):
            flags = {
                "grade_id": name,
                "grade": True,
                "solution": True,
                "locked": False,
                "points": 50,
                "schema_version": 3,
            }
            tree["cells"].append({**_code("1", number), "metadata": {"nbgrader": flags}})

    _edit(folder, claim)


@_attack(ALL)
def attachments_that_are_paths(folder: Path) -> None:
    """Attachments with names that lead elsewhere and contents that are programs."""

    def attach(tree: Tree) -> None:
        for cell in tree["cells"]:
            cell["attachments"] = {
                "/etc/escaped": {"image/svg+xml": "<svg onload='alert(1)'/>"},
                "../escaped.png": {"image/png": "not base64", "text/html": "<script>alert(1)</script>"},
                "javascript:alert(1)": {"application/javascript": "alert(1)"},
            }
            if cell["cell_type"] == "markdown":
                cell["source"] = "![a](attachment:javascript:alert(1)) ![b](attachment:../escaped.png)"

    _edit(folder, attach)


@_attack(ALL, least=84)
def text_that_is_no_text(folder: Path) -> None:
    """Half characters, NULs and line ends of all kinds in a cell of the student's own and in an answer."""

    def spoil(tree: Tree) -> None:
        tree["cells"].insert(2, _code("print('\ud800 \udfff \0 \u2028 \x85 \ufeff')", 1))
        tree["cells"].insert(2, {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "\ud800\0\u202e"})
        answer = _answer(tree, "mse")
        answer["source"] = "".join(answer["source"]) + "\n# \ud83d \0 half a smile"

    _edit(folder, spoil)


@_attack(84)
def source_nested_deeply(folder: Path) -> None:
    """An answer which a parser follows down a hundred thousand levels."""

    def bury(tree: Tree) -> None:
        deep = ["1" + "+1" * 100_000, "(" * 50_000, "-" * 50_000 + "1", "a" + ".a" * 100_000, "a" + "[0]" * 100_000]
        _answer(tree, "mse")["source"] = "mse = " + deep[0]
        for number, source in enumerate(deep):
            tree["cells"].append(_code(source, number))
        tree["cells"].append(_code("if x:\n 1\n" + "elif x:\n 1\n" * 20_000, 9))

    _edit(folder, bury)


@_attack(ALL, least=0)
def cells_that_look_alike(folder: Path) -> None:
    """All names are lost, and a hundred cells have the letters of the release's cells in another order.

    Every text has to be compared with every other one, and each pair is similar enough for a thorough comparison.
    """

    def shuffle(tree: Tree) -> None:
        chance = random.Random(0)
        texts = ["".join(cell["source"]) for cell in tree["cells"] if cell["metadata"].get("nbgrader")]
        for cell in tree["cells"]:
            cell["metadata"], cell["id"] = {}, "x"
        longest = sorted(texts, key=len)[-5:]
        tree["cells"] = [
            _code(
                "#" + "".join(chance.sample(longest[number % 5], len(longest[number % 5]))).replace("\n", " "), number
            )
            for number in range(100)
        ]

    _edit(folder, shuffle)


@_attack(ALL, least=OF_SECOND)
def keys_that_come_twice(folder: Path) -> None:
    """A notebook whose object has the keys of two notebooks: readers differ in which of them they take."""
    text = (folder / FIRST).read_text().rstrip().removesuffix("}")
    (folder / FIRST).write_text(text + ', "cells": [], "nbformat": 3' + "}")


@_attack(ALL)
def kernels_that_are_commands(folder: Path) -> None:
    """The metadata names a kernel, a language and an extension that are commands and paths."""

    def name(tree: Tree) -> None:
        tree["metadata"] = {
            "kernelspec": {
                "name": "../../../escaped",
                "display_name": "<script>alert(1)</script>",
                "argv": ["touch", "escaped"],
            },
            "language_info": {"name": "bash", "file_extension": "/../../escaped.sh", "pygments_lexer": "../escaped"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": 5}},
        }

    _edit(folder, name)


# Zips


def _zip(folder: Path, extra: Callable[[zipfile.ZipFile], None], without: tuple[str, ...] = ()) -> None:
    """Packs the notebooks but those of ``without``, and what ``extra`` adds, and leaves the zip alone in the folder."""
    with warnings.catch_warnings(), zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of names that come twice
        for path in sorted(folder.glob("*.ipynb")):
            if path.name not in without:
                archive.write(path, path.name)
        extra(archive)
    for path in folder.glob("*.ipynb"):
        path.unlink()


def _link(archive: zipfile.ZipFile, name: str, target: str) -> None:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    archive.writestr(entry, target)


@_attack(ALL)
def zip_that_climbs(folder: Path) -> None:
    """Entries of a zip lead above its folder, from the root, and by the separators of other systems."""

    def climb(archive: zipfile.ZipFile) -> None:
        elsewhere = folder.parent / "escaped-absolute.ipynb"
        for name in (
            "../escaped.ipynb",
            "a/../../escaped.ipynb",
            str(elsewhere),
            "..\\escaped.ipynb",
            "C:\\escaped.ipynb",
        ):
            archive.writestr(name, "{}")

    _zip(folder, climb)


@_attack(OF_SECOND)
def zip_with_links(folder: Path) -> None:
    """A notebook in a zip is a link, and another entry goes through a linked folder."""

    def link(archive: zipfile.ZipFile) -> None:
        _link(archive, FIRST, "/etc/passwd")
        _link(archive, "linear-regression", str(folder.parent))
        archive.writestr("linear-regression/escaped.ipynb", "{}")

    _zip(folder, link, (FIRST,))


@_attack(0)
def zip_bomb(folder: Path) -> None:
    """A zip of a few megabytes whose notebooks unpack to gigabytes."""

    def grow(archive: zipfile.ZipFile) -> None:
        for number in range(5):
            with archive.open(f"{number}.ipynb", "w", force_zip64=True) as member:
                for _ in range(256):
                    member.write(bytes(1 << 20))

    _zip(folder, grow)


@_attack(ALL, least=0)
def zip_that_lies_about_sizes(folder: Path) -> None:
    """The directory of a zip says that a notebook has a thousand bytes, and it unpacks to 300 MB."""
    _zip(folder, lambda archive: archive.writestr("large.ipynb", bytes(300 << 20)))
    data = bytearray((folder / ZIP).read_bytes())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(mark)
        data[place + offset : place + offset + 4] = struct.pack("<I", 1000)
    (folder / ZIP).write_bytes(data)


@_attack(0)
def zip_of_many_entries(folder: Path) -> None:
    """A zip has twenty thousand notebooks of no bytes."""

    def add(archive: zipfile.ZipFile) -> None:
        for number in range(20_000):
            archive.writestr(f"{number}/a.ipynb", "")

    _zip(folder, add)


@_attack(ALL, least=0)
def zip_of_a_file_that_is_a_folder(folder: Path) -> None:
    """An entry of a zip is a file and a folder at once."""
    _zip(folder, lambda archive: archive.writestr(f"{FIRST}/{SECOND}", "{}"))


@_attack(ALL, least=OF_SECOND)
def zip_of_names_that_come_twice(folder: Path) -> None:
    """A zip has two notebooks of one name, the second of them empty, and one whose name differs in case."""

    def add(archive: zipfile.ZipFile) -> None:
        archive.writestr(FIRST, "")
        archive.writestr(FIRST.upper(), "")

    _zip(folder, add)


@_attack(ALL, least=0)
def zip_of_strange_names(folder: Path) -> None:
    """Names in a zip are too long for a file, end in blanks, and hold escapes and commands of a CI runner."""

    def add(archive: zipfile.ZipFile) -> None:
        for name in (
            "x" * 400 + ".ipynb",
            "\x1b]0;owned\x07.ipynb",
            "a\n::error::owned.ipynb",
            "=1+1.ipynb",
            "-rf/x.ipynb",
        ):
            archive.writestr(name, "{}")

    _zip(folder, add)


@_attack(0)
def zip_in_a_zip(folder: Path) -> None:
    """The notebooks are in a zip in a zip in a zip."""
    _zip(folder, lambda archive: None)
    for _ in range(5):
        inner = (folder / ZIP).read_bytes()
        with zipfile.ZipFile(folder / ZIP, "w") as archive:
            archive.writestr("again.zip", inner)


@_attack(0)
def zip_with_a_password(folder: Path) -> None:
    """The entries of a zip say that they are encrypted."""
    _zip(folder, lambda archive: None)
    data = bytearray((folder / ZIP).read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    (folder / ZIP).write_bytes(data)


@_attack(0)
def zip_cut_off(folder: Path) -> None:
    """A zip ends in the middle."""
    _zip(folder, lambda archive: None)
    data = (folder / ZIP).read_bytes()
    (folder / ZIP).write_bytes(data[: len(data) // 2])
