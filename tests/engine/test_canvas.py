"""A gradebook that Canvas exported, filled with the points of this course."""

from __future__ import annotations

import csv
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.roster import Student
from autograder.frontends.exports.exporters import Canvas
from autograder.frontends.nbgrader.gradebook import enrol
from tests.engine.books import grade_of, hand_in, open_book

pytestmark = pytest.mark.finds("what is written into a table that Canvas made")

COLUMN = "First sheet (98765)"
HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Essay (11)", COLUMN, "Current Score"]
ABOVE = [
    ["", "", "", "", "", "Manual Posting", "", ""],
    ["    Points Possible", "", "", "", "", "20", "81", "(read only)"],
]

Fill = Callable[..., dict[str, list[str]]]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Everybody has 50 points of assignment ``one``, but Zoe, who handed in nothing."""
    monkeypatch.chdir(tmp_path)
    with open_book(tmp_path) as opened:
        config = tmp_path / "course_config.py"
        text = config.read_text(encoding="utf-8").replace('name="one",', f'name="one", lms_column={COLUMN!r},')
        config.write_text(text, encoding="utf-8")
        enrol(opened, [Student("ada", lms_user_id="4711"), Student("zoe", lms_user_id="4799")])
        hand_in(opened, "ada", check_a=50)
        yield opened


def exported(path: Path, *people: list[str], header: list[str] = HEADER, delimiter: str = ",", mark: str = "") -> Path:
    """A file as Canvas writes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(mark)
        csv.writer(file, delimiter=delimiter).writerows([header, *ABOVE, *people])
    return path


def person(name: str, number: str, sis: str = "", login: str = "", points: str = "") -> list[str]:
    return [name, number, sis, login, "Group A", "17", points, "85"]


@pytest.fixture
def fill(book: Any, tmp_path: Path) -> Fill:
    """Runs the exporter; gives the rows of the people by Canvas' ID."""

    def run(*people: list[str], student: tuple[str, ...] = (), **rest: Any) -> dict[str, list[str]]:
        source = exported(tmp_path / "canvas-export.csv", *people, **rest)
        options = {"to": str(tmp_path / "out.csv"), "exported": str(source), "student": list(student)}
        Canvas(log=logging.getLogger("canvas"), assignment=["one"], **options).export(book)
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=rest.get("delimiter", ","), strict=True))
        assert rows[0] == rest.get("header", HEADER) and rows[1:3] == ABOVE
        return {row[1]: row for row in rows[3:]}

    return run


ADA = person("Lovelace, Ada", "4711")
ZOE = person("Zoe", "4799", points="3")


def test_only_the_column_changes(fill: Fill, caplog: pytest.LogCaptureFixture) -> None:
    rows = fill(ADA, ZOE)
    assert rows == {"4711": [*ADA[:6], "50", "85"], "4799": ZOE}
    assert not caplog.records


@pytest.mark.parametrize(
    ("student", "row"),
    [
        (Student("x", lms_user_id="5"), person("X", "5")),
        (Student("x", lms_user_id="s-5"), person("X", "5", sis="s-5")),
        (Student("x"), person("X", "5", sis="X")),
        (Student("x"), person("X", "5", login="x")),
        (Student("x", email="x@Example.org"), person("X", "5", login="x@example.org")),
        (Student("josé"), person("X", "5", login="jose\u0301")),
        (Student("x", lms_user_id="gone"), person("X", "5", login="x")),
    ],
    ids=["id", "sis-id", "sis-id-is-ours", "login", "e-mail", "normal-forms", "id-of-another-course"],
)
def test_a_student_is_found(book: Any, fill: Fill, student: Student, row: list[str]) -> None:
    enrol(book, [student])
    hand_in(book, student.id, check_a=41)
    assert fill(ADA, ZOE, row)["5"][6] == "41"


def test_an_address_in_a_column_of_its_own_is_enough(book: Any, fill: Fill) -> None:
    enrol(book, [Student("x", email="x@example.org")])
    hand_in(book, "x", check_a=41)
    header = [*HEADER[:5], "Email", *HEADER[6:]]
    assert fill([*person("X", "5")[:5], "X@example.org", "", ""], ADA, ZOE, header=header)["5"][6] == "41"


def test_each_who_is_not_found_has_a_line(book: Any, fill: Fill, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("x", "y"):
        enrol(book, [Student(name, email=f"{name}@example.org")])
        hand_in(book, name, check_a=41)
    stranger = person("Pauling, Linus", "4712", login="linus", points="9")
    rows = fill(ADA, ZOE, stranger, person("Student, Test", "1"))
    assert rows["4712"] == stranger
    assert len(caplog.messages) == 3
    assert {line.split(":")[0] for line in caplog.messages} == {
        "x",
        "y",
        "'Pauling, Linus', ID 4712, SIS Login ID linus",
    }
    assert all("canvas-export.csv" in line for line in caplog.messages)
    assert "x@example.org" in caplog.text


@pytest.mark.parametrize(
    "people",
    [
        [person("A", "5", login="x"), person("B", "6", sis="x")],
        [person("A", "5", login="x"), person("B", "6", login="X")],
        [person("A", "5", sis="x", login="y")],
    ],
    ids=["two-columns", "two-rows", "one-row-for-two"],
)
def test_who_may_be_another_gets_nobodys_points(
    book: Any, fill: Fill, people: list[list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("x", "y"):
        enrol(book, [Student(name)])
        hand_in(book, name, check_a=41)
    rows = fill(ADA, ZOE, *people, student=("x",))
    assert all(row[6] == "" for number, row in rows.items() if number in "56")
    assert "x: more than one person fits" in caplog.text or "x: fits the same person" in caplog.text


@pytest.mark.parametrize(
    ("student", "rows"),
    [
        (Student("x", lms_user_id="5"), [person("X", "5"), person("X", "5")]),
        (Student("x", lms_user_id="s-5"), [person("X", "5", sis="s-5"), person("X", "5", sis="S-5 ")]),
        (Student("x"), [person("X", "5", login="x"), person("X", "5", login="x"), person("X", " 5", login="x")]),
        (Student("x"), [person("X", "5", login="x"), person("X", "5")]),
        (Student("x", lms_user_id="5"), [person("X", "5", sis="s", login="x")] * 3),
    ],
    ids=["id", "sis-id", "login", "login-on-one-line", "all-alike"],
)
def test_one_id_is_one_person(
    book: Any, fill: Fill, tmp_path: Path, student: Student, rows: list[list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    enrol(book, [student])
    hand_in(book, "x", check_a=41)
    fill(ADA, ZOE, *rows)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        written = [row for row in csv.reader(file) if row[1].strip() == "5"]
    assert written == [[*row[:6], "41", "85"] for row in rows]
    assert not caplog.records


def test_one_id_that_nobody_has_here_is_one_line(fill: Fill, caplog: pytest.LogCaptureFixture) -> None:
    fill(ADA, ZOE, person("X", "5"), person("X", "5"))
    (line,) = caplog.messages
    assert line.startswith("'X', ID 5: in ")


def test_one_id_is_excused_as_one(book: Any, fill: Fill, caplog: pytest.LogCaptureFixture) -> None:
    fill(ADA, [*ADA[:6], "EX", "85"], ZOE)
    (line,) = caplog.messages
    assert line.startswith("ada: excused from one")


def test_nobody_is_not_here_who_may_be_somebody(book: Any, fill: Fill, caplog: pytest.LogCaptureFixture) -> None:
    enrol(book, [Student("x"), Student("y", lms_user_id="7"), Student("z", lms_user_id="7")])
    fill(ADA, ZOE, person("A", "5", login="x"), person("B", "6", sis="x"), person("C", "7"))
    assert len(caplog.messages) == 3 and "not in the gradebook here" not in caplog.text
    assert "y: fits the same person in" in caplog.text and "as z ('C', ID 7); give each their own" in caplog.text


def test_canvas_own_id_counts_before_a_login_like_anothers(book: Any, fill: Fill) -> None:
    enrol(book, [Student("max", lms_user_id="6"), Student("moritz", lms_user_id="5")])
    hand_in(book, "max", check_a=41)
    hand_in(book, "moritz", check_a=42)
    rows = fill(ADA, ZOE, person("A", "5", login="max"), person("B", "6", login="moritz"))
    assert (rows["5"][6], rows["6"][6]) == ("42", "41")


def test_what_waits_and_who_is_excused_stay_as_they_are(
    book: Any, fill: Fill, caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(book, "zoe", check_a=20)
    grade_of(book, "ada", "w").needs_manual_grade = True
    book.db.commit()
    rows = fill([*ADA[:6], "12", "85"], [*ZOE[:6], "EX", "85"])
    assert (rows["4711"][6], rows["4799"][6]) == ("12", "EX")
    assert "no number yet for ada (one)" in caplog.text and "zoe: excused from one" in caplog.text


def test_half_points_semicolons_and_a_mark(book: Any, fill: Fill, tmp_path: Path) -> None:
    grade = grade_of(book, "ada", "w")
    grade.manual_score = 2.5
    book.db.commit()
    assert fill(ADA, ZOE, delimiter=";", mark="\ufeff")["4711"][6] == "52.5"
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfStudent;ID;")


def test_a_name_is_no_formula_and_an_id_is_as_it_was(fill: Fill) -> None:
    rows = fill(person("=1+1", "4711", login="-ada"), ZOE)
    assert rows["4711"][0] == "'=1+1" and rows["4711"][3] == "-ada"


def test_points_that_canvas_counts_otherwise_are_told(
    book: Any, tmp_path: Path, fill: Fill, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ABOVE", [["    Points Possible", "", "", "", "", "20", "100", ""], [""] * 8])
    fill(ADA, ZOE)
    assert "100 points in Canvas, and 81 here" in caplog.text


@pytest.mark.parametrize("name", [COLUMN, "First sheet", "first sheet (98765)", "one", ""])
def test_the_column_is_given_once(fill: Fill, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture) -> None:
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(repr(COLUMN), repr(name)), encoding="utf-8")
    if name in (COLUMN, "First sheet"):
        assert fill(ADA, ZOE)["4711"][6] == "50"
        return
    with pytest.raises(SystemExit):
        fill(ADA, ZOE)
    (line,) = caplog.messages
    assert "no columns are called" in line and f"one of: 'Essay (11)', '{COLUMN}'" in line and "lms_column" in line
    assert not (tmp_path / "out.csv").exists()


def test_a_name_without_a_number_that_fits_twice_is_refused(
    fill: Fill, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(COLUMN, "Sheet"), encoding="utf-8")
    with pytest.raises(SystemExit):
        fill(ADA, ZOE, header=[*HEADER[:5], "Sheet (1)", "Sheet (2)", "Current Score"])
    assert "2 columns are called 'Sheet'" in caplog.text


@pytest.mark.parametrize("name", [COLUMN, "First sheet", "First sheet (98765) "])
def test_a_column_that_stands_twice_is_said_to(
    fill: Fill, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(repr(COLUMN), repr(name)), encoding="utf-8")
    with pytest.raises(SystemExit):
        fill(ADA, ZOE, header=[*HEADER[:5], COLUMN, COLUMN, "Current Score"])
    (line,) = caplog.messages
    assert f"the column {COLUMN!r} stands twice" in line and "canvas-export.csv" in line and "lms_column" not in line


@pytest.mark.parametrize("name", ["Student", "ID", "SIS Login ID"])
def test_a_column_of_people_that_stands_twice_is_said_to(
    fill: Fill, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SystemExit):
        fill(ADA, ZOE, header=[*HEADER[:5], name, *HEADER[6:]])
    (line,) = caplog.messages
    assert f"the column {name!r} stands twice" in line


def test_a_column_is_offered_once(fill: Fill, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = tmp_path / "course_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace(repr(COLUMN), "'Sheet'"), encoding="utf-8")
    with pytest.raises(SystemExit):
        fill(ADA, ZOE, header=[*HEADER[:5], COLUMN, COLUMN, "Current Score"])
    (line,) = caplog.messages
    assert line.count(COLUMN) == 1


@pytest.mark.parametrize("name", ["First sheet", "Notes", "Sheet (x)"])
def test_a_file_without_numbers_is_said_to_have_none(fill: Fill, name: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit):
        fill(ADA, ZOE, header=[*HEADER[:5], "Essay", name, "Current Score"])
    (line,) = caplog.messages
    assert f"no column is called {COLUMN!r}, and none has a number" in line and "one of" not in line


@pytest.mark.parametrize(
    ("possible", "told"),
    [
        ("81.00", False),
        ("81,00", False),
        ("1,000.00", True),
        ("1.000,00", True),
        ("1'000.00", True),
        ("1\u202f000,00", True),
        ("1,000", True),
        ("(read only)", False),
        ("", False),
        ("nan", False),
    ],
)
def test_points_are_read_as_languages_write_them(
    fill: Fill, possible: str, told: bool, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ABOVE", [["    Points Possible", "", "", "", "", "", possible, ""], [""] * 8])
    fill(ADA, ZOE)
    assert not caplog.messages if not told else f"{possible} points in Canvas, and 81 here" in caplog.text


@pytest.mark.parametrize(("beyond", "told"), [(["x", "y"], True), (["", "-y"], True), (["", " "], False)])
def test_cells_beyond_the_first_line_are_kept(
    fill: Fill, beyond: list[str], told: bool, caplog: pytest.LogCaptureFixture
) -> None:
    rows = fill([*ADA, *beyond], ZOE)
    assert rows["4711"] == [*ADA[:6], "50", "85", *beyond]
    assert [repr(beyond[1]) in line and "Lovelace, Ada" in line for line in caplog.messages] == [True] * told


@pytest.mark.parametrize(
    "content", [b"", b"id,first_name\nada,Ada\n", b'Student,ID\n"open', b"Student,ID\n\xff\xfe", None]
)
def test_what_is_no_gradebook_of_canvas_is_one_line(
    book: Any, tmp_path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "export.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SystemExit):
        Canvas(log=logging.getLogger("canvas"), to=str(tmp_path / "out.csv"), exported=str(file)).export(book)
    (line,) = caplog.messages
    assert str(file) in line and "export" in line and "\n" not in line


def test_the_exported_file_is_never_written_over(book: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = exported(tmp_path / "canvas.csv", ADA)
    before = file.read_bytes()
    with pytest.raises(SystemExit):
        Canvas(log=logging.getLogger("canvas"), exported=str(file)).export(book)
    assert file.read_bytes() == before and "--to" in caplog.text


def test_nbgraders_command_takes_the_file(book: Any, tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text(
        "from autograder.frontends.nbgrader import configure\n\nconfigure(get_config(), __file__)\n", encoding="utf-8"
    )
    exported(tmp_path / "from-canvas.csv", ADA)
    command = [sys.executable, "-m", "nbgrader", "export", "--exporter=autograder.frontends.exports.Canvas"]
    command += ["--Canvas.exported=from-canvas.csv", "--to", "filled.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"{','.join(['', 'Group A', '17', '50', '85'])}" in (tmp_path / "filled.csv").read_text(encoding="utf-8")
    assert "zoe: not found" in done.stderr and "not recognized" not in done.stderr, done.stderr
    assert "'two'" in done.stderr  # which has no column there
