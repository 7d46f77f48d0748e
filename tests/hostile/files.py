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


@_attack(OF_SECOND, says="more than 400000 parts")
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


@_attack(OF_SECOND, says="more than 400000 parts")
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


# Parts, copies and names without measure


def _tree(folder: Path, name: str = FIRST) -> Tree:
    tree: Tree = json.loads((folder / name).read_text(encoding="utf-8"))
    return tree


def _copies(folder: Path, number: int, name: str = FIRST) -> None:
    """Further names for one file, of the form that a browser gives to what it downloads again."""
    for each in range(1, number + 1):
        os.link(folder / name, folder / f"{name.removesuffix('.ipynb')} ({each}).ipynb")


EMPTY: Final = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'


@_attack(ALL, least=OF_SECOND)
def metadata_of_many_parts(folder: Path) -> None:
    """The metadata of a notebook and of each of its cells have hundreds of thousands of keys and lists."""

    def fill(tree: Tree) -> None:
        tree["metadata"]["many"] = {f"key-{number}": number for number in range(150_000)}
        for cell in tree["cells"]:
            cell["metadata"]["many"] = [""] * 1000
            cell["metadata"]["tags"] = [f"tag-{number}" for number in range(300)]

    _edit(folder, fill)


@_attack(ALL, least=OF_SECOND)
def metadata_of_many_objects(folder: Path) -> None:
    """Nearly as many brackets as a notebook may have, each an object or a list in memory, in all three notebooks."""
    for name in (FIRST, SECOND, "03-real-data.ipynb"):
        _edit(folder, lambda tree: tree["metadata"].update(many=[{}, []] * 30_000, wide=[[[]], {}] * 5000), name)


@_attack(ALL, least=OF_SECOND)
def outputs_of_many_parts(folder: Path) -> None:
    """A cell was saved with tens of thousands of outputs, each of several kinds and with metadata of its own."""

    def fill(tree: Tree) -> None:
        outputs: list[Tree] = []
        for number in range(9000):
            outputs += [
                {"output_type": "stream", "name": "stdout", "text": ["a", "b"]},
                {"output_type": "display_data", "data": {"text/html": ["<", "b>"]}, "metadata": {"x": number}},
            ]
        answer = _answer(tree, "mse")
        answer["outputs"] = outputs[:9000]
        tree["cells"].append({**_code("1"), "outputs": outputs[9000:]})

    _edit(folder, fill)


@_attack(ALL, least=OF_SECOND)
def attachments_of_many_parts(folder: Path) -> None:
    """Markdown cells, the written answers among them, have thousands of attachments, all of which they show."""

    def attach(tree: Tree) -> None:
        written = [cell for cell in tree["cells"] if cell["cell_type"] == "markdown"]
        for cell in written[-8:]:
            cell["attachments"] = {f"{number}.png": {"image/png": "eA=="} for number in range(3000)}
        answer = _answer(tree, "written-loss")
        answer["attachments"] = {f"{number}.png": {"image/png": "eA=="} for number in range(3000)}
        answer["source"] = "".join(f"![{number}](attachment:{number}.png)\n" for number in range(3000))

    _edit(folder, attach)


@_attack(ALL, least=OF_SECOND)
def twenty_copies_of_nineteen_megabytes(folder: Path) -> None:
    """Twenty names of one notebook whose saved outputs have nineteen megabytes, so that 400 MB are to be read."""

    def fill(tree: Tree) -> None:
        tree["cells"].append(
            {**_code("1"), "outputs": [{"output_type": "stream", "name": "stdout", "text": "x" * (19 << 20)}]}
        )

    _edit(folder, fill)
    _copies(folder, 20)


@_attack(ALL, least=OF_SECOND)
def twenty_copies_of_many_parts(folder: Path) -> None:
    """Twenty names of one notebook that has nearly as many parts as it may, none of which is worth comparing."""
    _edit(folder, lambda tree: tree["metadata"].update(many=[{}, []] * 34_000))
    _copies(folder, 20)


@_attack(ALL, least=0)
def one_wide_character(folder: Path) -> None:
    """One character in nineteen megabytes makes a text four times as long in memory, in three notebooks and copies."""

    def widen(tree: Tree) -> None:
        text = "x" * (19 << 20) + "\N{SMILING FACE WITH OPEN MOUTH}"
        tree["cells"].append({"cell_type": "markdown", "id": "wide", "metadata": {}, "source": text})

    for name in (FIRST, SECOND, "03-real-data.ipynb"):
        tree = _tree(folder, name)
        widen(tree)
        (folder / name).write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    _copies(folder, 5)
    _copies(folder, 5, SECOND)


@_attack(ALL, least=OF_SECOND)
def lines_by_the_million(folder: Path) -> None:
    """Cells and answers of millions of empty lines, of which a reader of lines makes a list."""

    def fill(tree: Tree) -> None:
        tree["cells"].append(_code("\n" * (6 << 20), 1))
        tree["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": "- \n" * (1 << 20)})
        answer = _answer(tree, "columns")
        answer["source"] = "".join(answer["source"]) + "\r\x0b\x0c\x1c\x85\u2028\n" * 200_000

    _edit(folder, fill)


@_attack(ALL, least=OF_SECOND)
def escapes_in_json(folder: Path) -> None:
    """Every letter of a notebook is spelled as an escape, six bytes for one; half of the pairs are turned around."""
    text = json.dumps(_tree(folder))
    body = "".join(f"\\u{ord(letter):04x}" for letter in "x = 1 # \udfff\ud800\ud83d\ude00" * 60_000)
    cell = json.dumps(_code("SOURCE", 1)).replace('"SOURCE"', f'"{body}"')
    (folder / FIRST).write_text(text.replace('"cells": [', f'"cells": [{cell}, ', 1))


@_attack(ALL, least=0)
def deep_json_in_every_copy(folder: Path) -> None:
    """Twenty notebooks, lists as deep as a parser follows in some, one level deeper in others, in keys that differ."""
    for number, depth in enumerate(
        (90, 190, 240, 490, 900, 990, 995, 1000, 1990, 2990, 4990, 9990, 24_990, 33_000, 49_000)
    ):
        deep = "[" * depth + "]" * depth if number % 2 else '{"a":' * depth + "1" + "}" * depth
        (folder / f"01-from-scratch ({number}).ipynb").write_text(EMPTY.replace("{}", f'{{"deep": {deep}}}', 1))
    text = (folder / SECOND).read_text(encoding="utf-8").rstrip().removesuffix("}")
    (folder / SECOND).write_text(text + ', "deep": ' + "[" * 800 + "]" * 800 + "}", encoding="utf-8")


@_attack(ALL, least=OF_SECOND)
def ids_of_a_megabyte(folder: Path) -> None:
    """Own cells claim ids, names and tags of a megabyte each, which differ in their last letter alone."""

    def claim(tree: Tree) -> None:
        for number in range(8):
            name = "mse" + "\u200b" * 300_000 + str(number)
            flags = {
                "grade_id": name,
                "grade": True,
                "solution": True,
                "locked": True,
                "points": 6,
                "schema_version": 3,
            }
            metadata = {"nbgrader": flags, "name": name[:99], "tags": [name[:99]]}
            tree["cells"].append({**_code("1", number), "id": name[:5000], "metadata": metadata})

    _edit(folder, claim)


@_attack(ALL, least=0)
def one_name_for_all_cells(folder: Path) -> None:
    """1800 cells of the student's own claim to be one exercise, each with the text of another's answer."""

    def claim(tree: Tree) -> None:
        mine = [cell for cell in tree["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
        for number in range(1800):
            cell = mine[number % len(mine)]
            flags = {**_answer(tree, "mse")["metadata"]["nbgrader"]}
            tree["cells"].append({**_code("".join(cell["source"]), number), "metadata": {"nbgrader": flags}})

    _edit(folder, claim)


@_attack(ALL, least=0)
def copies_that_nearly_match(folder: Path) -> None:
    """No cell has a name any more, and 1800 have the text of a check, with one letter changed in each, elsewhere."""

    def copy(tree: Tree) -> None:
        texts = ["".join(cell["source"]) for cell in tree["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
        longest = sorted(texts, key=len)[-9:]
        for cell in tree["cells"]:
            cell["metadata"], cell["id"] = {}, "x"
        for number in range(1800):
            text = longest[number % 9]
            place = number * 37 % len(text)
            tree["cells"].insert(number % 50, _code(text[:place] + "~" + text[place + 1 :], number))

    _edit(folder, copy)


@_attack(ALL, least=OF_SECOND)
def ten_thousand_spare_notebooks(folder: Path) -> None:
    """Ten thousand notebooks that hold nothing, named like copies of the assignment's, in all spellings."""
    for number in range(2500):
        for name in (
            "01-from-scratch ({}).ipynb",
            "Copy {} of 02-built-ins.ipynb",
            "03-REAL-DATA-{}.IPYNB",
            "{}.ipynb",
        ):
            (folder / name.format(number)).write_text(EMPTY)


@_attack(ALL, least=OF_SECOND)
def no_files_called_like_notebooks(folder: Path) -> None:
    """Hundreds of links, pipes, folders, sockets and devices that are called like copies of a notebook."""
    target = _kept(folder)
    shutil.copy(target, folder / FIRST)
    for number in range(200):
        stem = folder / f"01-from-scratch ({number})"
        (stem.with_name(f"{stem.name}-a.ipynb")).symlink_to(target)
        os.mkfifo(stem.with_name(f"{stem.name}-b.ipynb"))
        (stem.with_name(f"{stem.name}-c.ipynb")).mkdir()
        (stem.with_name(f"{stem.name}-d.ipynb")).symlink_to("/dev/stdin")
        (stem.with_name(f"{stem.name}-e.ipynb")).symlink_to(f"/proc/self/fd/{number}")
        (stem.with_name(f"{stem.name}-f.ipynb")).symlink_to(f"{stem.name}-f.ipynb/.")
    for number in range(20):
        with socket.socket(socket.AF_UNIX) as channel, contextlib.chdir(folder):
            channel.bind(f"socket-{number}.ipynb")


@_attack(ALL)
def folders_by_the_thousand(folder: Path) -> None:
    """Thousands of folders beside the notebooks, deep and wide, and called like the assignment and like notebooks."""
    for number in range(1500):
        (folder / f"{number % 30}" / f"linear-regression-{number}" / FIRST).mkdir(parents=True)
    deep = folder / "linear-regression"
    for _ in range(200):
        deep /= "linear-regression"
    deep.mkdir(parents=True)
    (deep / FIRST).write_text(EMPTY)


@_attack(OF_SECOND, says="is larger than")
def terabyte_of_nothing(folder: Path) -> None:
    """A notebook claims a terabyte, none of which is on the disk; another is just as large as it may be, and empty."""
    os.truncate(folder / FIRST, 1 << 40)
    (folder / "03-real-data.ipynb").write_bytes(b"")
    os.truncate(folder / "03-real-data.ipynb", 20_000_000)
    for number in range(20):
        os.link(folder / "03-real-data.ipynb", folder / f"03-real-data ({number}).ipynb")


@_attack(ALL, least=0)
def names_before_which_is_nothing(folder: Path) -> None:
    """Spare notebooks and files called like formulas, behind characters that have no shape, no width or turn around."""
    hidden = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c\u115f\u17b4\u180e\u2800\u3164\uffa0\ufe0f\u2064"
    for number, letter in enumerate(hidden + "\x01\x7f\x85\xa0\U000e0020\U000e0100\u202e\u2066\u3000\t\r\n"):
        sign = "=+-@\uff1d\uff0b"[number % 6]
        (folder / f"{letter}{sign}cmd|' &C calc'!A{number}.ipynb").write_text("{" if number % 2 else EMPTY)


@_attack(ALL, least=OF_SECOND)
def names_as_long_as_they_may_be(folder: Path) -> None:
    """Spare notebooks whose names have as many bytes as a file's may, of wide, marked and turned characters."""
    for number, letter in enumerate("x=W\u0300\u202e\ufdfd\U0001f469\u200b<&|\\"):
        size = len(letter.encode())
        (folder / (letter * ((245 - 2) // size) + f"{number:02}.ipynb")).write_text("{" if number % 2 else EMPTY)


# Texts that a page takes long to set


@_attack(ALL)
def markdown_that_takes_ages(folder: Path) -> None:
    """Written answers of a hundred kilobytes of brackets, stars, backticks, quotes, tables and references left open."""
    size = 100_000
    marks = {
        "written-linear-problem": [
            "[" * size,
            "![" * (size // 2),
            "[a](" * (size // 4),
            "*a **a " * (size // 7),
            "a**b" + "c* " * (size // 3),
            "<" * size,
            "<a@b.c" * (size // 6),
        ],
        "written-loss": [
            "".join("`" * number + " " for number in range(1, size // 250)),
            "[a]: x\n" * (size // 14) + "[a] " * (size // 8),
            "> " * (size // 2) + "x",
            "- " * (size // 2) + "x",
            "| a " * 5000 + "|\n" + "|---" * 5000 + "|\n" + "|\n" * 20_000,
            "&" * size + "\n" + "&#x" * (size // 3),
        ],
        "written-descent": [
            "_" * size + "a" + "_" * size,
            "".join(f"{'    ' * (number % 300)}- x\n" for number in range(2000)),
            "\\" * size,
            "$" * size + "$$a" * (size // 3),
            "~~a" * (size // 3),
            "a\n=\n" * (size // 4),
            "<!--" * (size // 4) + "<?" * (size // 4) + "<![CDATA[" * (size // 9),
        ],
        "written-epochs": ["```\n" * (size // 4), "1) " * (size // 3), "http://" * (size // 7), "[a][" * (size // 4)],
    }

    def write(tree: Tree) -> None:
        for name, parts in marks.items():
            _answer(tree, name)["source"] = "\n\n".join(parts)

    _edit(folder, write)


@_attack(ALL)
def answers_that_colour_slowly(folder: Path) -> None:
    """Right answers with a hundred kilobytes of quotes, braces and digits that a highlighter goes over again."""
    size = 100_000
    parts = (
        "x = '" + "\\\\" * size + "'",
        'x = f"' + "{{" * (size // 2) + '"',
        "x = 0x" + "1_" * (size // 2) + "1",
        "# " + "'" * size,
        "x = '''" + "'' " * (size // 3) + "'''",
        "x = (" + "a," * (size // 2) + ")",
        "x = '%" + "(a" * (size // 2) + "'",
        "x = 1" + " " * size + "+ 1",
        "#" + "\t #" * (size // 3),
        "x" + "\u0301" * size + " = 1",
    )

    def colour(tree: Tree) -> None:
        answers = [cell for cell in tree["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
        for number, cell in enumerate(each for each in answers if each["cell_type"] == "code"):
            cell["source"] = "".join(cell["source"]) + "\n" + parts[number % len(parts)]

    _edit(folder, colour)


# Zips whose parts are at odds


@_attack(ALL, least=0)
def zip_of_deep_paths(folder: Path) -> None:
    """Names in a zip go thousands of folders down, through dots, and have as many bytes as a zip can tell."""

    def add(archive: zipfile.ZipFile) -> None:
        for name in ("a/" * 2000, "./" * 5000, "a/../" * 5000, "d" * 60_000, "/" * 60_000, "a/" * 7 + "b/" * 7):
            archive.writestr(f"{name}{FIRST}"[-65_000:], "{}")

    _zip(folder, add)


@_attack(ALL, least=0)
def zip_of_many_folders(folder: Path) -> None:
    """A zip has 4900 folders with a notebook in each, and entries that are folders by one sign and files by another."""

    def add(archive: zipfile.ZipFile) -> None:
        for number in range(4900):
            archive.writestr(f"{number % 70}/{number}/{FIRST}", EMPTY)
        for name, mode in (
            ("file/", 0o100644),
            ("folder", 0o040755),
            ("pipe.ipynb", 0o010644),
            ("node.ipynb", 0o060644),
        ):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, mode << 16 | 0x10
            archive.writestr(entry, "{}")

    _zip(folder, add)


@_attack(ALL, least=0)
def zip_compressed_otherwise(folder: Path) -> None:
    """Entries of a zip are packed by bzip2 and LZMA, unpack to a hundred times their size, and name unknown methods."""

    def add(archive: zipfile.ZipFile) -> None:
        for number, kind in enumerate((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA) * 8):
            archive.writestr(f"{number}.ipynb", bytes(19_900_000), kind)

    _zip(folder, add)
    data = bytearray((folder / ZIP).read_bytes())
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = data.rfind(mark)
        data[place + offset : place + offset + 2] = struct.pack("<H", 97)
    (folder / ZIP).write_bytes(data)


def _sizes(data: bytearray, said: int) -> None:
    """Writes a size into every entry of a zip's directory and before every member."""
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset : place + offset + 4] = struct.pack("<I", said)
            place = data.find(mark, place + 4)


@_attack(ALL, least=0)
def zip_that_says_less(folder: Path) -> None:
    """The entries of a zip say that they have ten bytes, and unpack to megabytes."""

    def add(archive: zipfile.ZipFile) -> None:
        for number in range(6):
            archive.writestr(f"{number}.ipynb", bytes(32 << 20))

    _zip(folder, add)
    data = bytearray((folder / ZIP).read_bytes())
    _sizes(data, 10)
    (folder / ZIP).write_bytes(data)


@_attack(ALL, least=0)
def zip_that_says_more(folder: Path) -> None:
    """The entries of a zip say that they have nearly four gigabytes, and have a few thousand bytes."""
    _zip(folder, lambda archive: None)
    data = bytearray((folder / ZIP).read_bytes())
    _sizes(data, 0xFFFFFFF0)
    (folder / ZIP).write_bytes(data)


@_attack(ALL, least=0)
def zip_of_overlapping_members(folder: Path) -> None:
    """Thousands of entries of a zip are one and the same member, a megabyte each, in the bytes of a few kilobytes."""
    _zip(folder, lambda archive: archive.writestr("0000.ipynb", bytes(1 << 20)))
    data = (folder / ZIP).read_bytes()
    end = data.rfind(b"PK\x05\x06")
    size, start = struct.unpack("<II", data[end + 12 : end + 20])
    directory = data[start : start + size]
    one = directory[directory.rfind(b"PK\x01\x02") :]
    more = b"".join(one.replace(b"0000.ipynb", b"%04d.ipynb" % number) for number in range(1, 9000))
    count = min(0xFFFF, struct.unpack("<H", data[end + 10 : end + 12])[0] + 8999)
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size + len(more), start, 0)
    (folder / ZIP).write_bytes(data[:start] + directory + more + tail)


@_attack(ALL, least=0)
def zip_of_two_minds(folder: Path) -> None:
    """Before each member of a zip stands another name than in its directory, and its end and comment tell of others."""
    _zip(folder, lambda archive: setattr(archive, "comment", b"PK\x05" * 9000))
    data = (folder / ZIP).read_bytes()
    first = data.replace(FIRST.encode(), b"../../escaped-1.ipynb"[: len(FIRST)].ljust(len(FIRST), b"x"), 1)
    (folder / ZIP).write_bytes(b"PK\x03\x04" * 5000 + first)


@_attack(ALL, least=0)
def zip_of_names_that_are_no_names(folder: Path) -> None:
    """Names in a zip are empty, devices of other systems, cut by a NUL, no UTF-8, streams, or differ in their form."""

    def add(archive: zipfile.ZipFile) -> None:
        for name in (
            "",
            ".",
            "..",
            "/",
            "CON.ipynb",
            "nul",
            "a.ipynb:stream",
            "a.ipynb. ",
            "~/x.ipynb",
            "\\\\host\\x.ipynb",
        ):
            archive.writestr(zipfile.ZipInfo(name), "{}")
        for name in (
            "u\u0308.ipynb",
            "\u00fc.ipynb",
            "\u2215etc\u2215x.ipynb",
            "\ufe0f.ipynb",
            "%2e%2e%2fx.ipynb",
            "-.ipynb",
        ):
            archive.writestr(name, "{}")
        archive.writestr("CUT_.ipynb", "{}")
        archive.writestr("BAD_.ipynb", "{}")

    _zip(folder, add)
    data = (folder / ZIP).read_bytes()
    (folder / ZIP).write_bytes(data.replace(b"CUT_", b"../\0").replace(b"BAD_", b"\xff\xfe\xc0\xaf"))
