"""Grades for nbgrader's CSV, Canvas and Moodle, from a gradebook of nbgrader's own."""

from __future__ import annotations

import csv
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from autograder.course.roster import Register, Student
from autograder.frontends.exports import Canvas, Csv, Moodle
from autograder.frontends.nbgrader.gradebook import enrol
from tests.engine.books import AN_HOUR_LATE, grade_of, hand_in, open_book

pytestmark = pytest.mark.finds("what nbgrader's own export command writes")

Table = list[list[str]]
Export = Callable[..., Table]

CLASS = [
    Student("ada", "Ada", "Lovelace", "ada@example.org", "4711"),
    Student("linus", "Linus", "Pauling", "linus@example.org", "4712"),
    Student("zoe"),
]
FORMATS = (Csv, Canvas, Moodle)
EXPORTERS = "autograder.frontends.exports.exporters"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Ada was late with the first assignment, Linus handed in no other, and Zoe nothing."""
    monkeypatch.chdir(tmp_path)  # as nbgrader does
    with open_book(tmp_path) as opened:
        enrol(opened, CLASS)
        hand_in(opened, "ada", AN_HOUR_LATE, check_a=60, w=4, check_b=10, check_k=5)
        hand_in(opened, "linus", check_a=50, check_b=0)
        yield opened


@pytest.fixture
def export(book: Any, tmp_path: Path) -> Export:
    def run(form: Any, **options: Any) -> Table:
        form(log=logging.getLogger("exports"), to=str(tmp_path / "out.csv"), **options).export(book)
        return table(tmp_path / "out.csv")

    return run


def table(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def by_person(rows: Table, column: str) -> dict[str, list[str]]:
    """The rows below the header, by what stands in one column."""
    where = rows[0].index(column)
    return {row[where]: row for row in rows[1:]}


def test_nbgraders_csv(export: Export) -> None:
    header, *rows = export(Csv)
    assert ",".join(header) == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
        "raw_score,late_submission_penalty,score,max_score"
    )
    one, two = "2027-03-01 22:59:00", ""
    assert sorted(rows) == [
        ["one", one, "", "zoe", "", "", "", "", "", "", "81"],
        ["one", one, "2027-03-01 20:00:00", "linus", "Pauling", "Linus", "linus@example.org", "50", "0", "50", "81"],
        ["one", one, "2027-03-01 23:59:00", "ada", "Lovelace", "Ada", "ada@example.org", "74", "7", "67", "81"],
        ["two", two, "", "linus", "Pauling", "Linus", "linus@example.org", "", "", "", "5"],
        ["two", two, "", "zoe", "", "", "", "", "", "", "5"],
        ["two", two, "2027-03-01 23:59:00", "ada", "Lovelace", "Ada", "ada@example.org", "5", "0", "5", "5"],
    ]


# nbgrader lists assignments by due date: one that has none stands first.
def test_canvas(export: Export) -> None:
    header, possible, *rows = export(Canvas)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "two", "one"]
    assert possible == ["    Points Possible", "", "", "", "", "5", "81"]
    assert sorted(rows) == [
        ["Lovelace, Ada", "4711", "", "ada", "", "5", "67"],
        ["Pauling, Linus", "4712", "", "linus", "", "", "50"],
        ["zoe", "", "", "zoe", "", "", ""],
    ]


def test_moodle(export: Export) -> None:
    header, *rows = export(Moodle)
    assert header == ["Username", "ID number", "First name", "Last name", "Email address", "two", "one"]
    assert sorted(rows) == [
        ["ada", "4711", "Ada", "Lovelace", "ada@example.org", "5", "67"],
        ["linus", "4712", "Linus", "Pauling", "linus@example.org", "", "50"],
        ["zoe", "", "", "", "", "", ""],
    ]


@pytest.mark.parametrize(("form", "column"), [(Csv, "student_id"), (Canvas, "SIS Login ID"), (Moodle, "Username")])
def test_half_a_point_of_a_person_is_kept(book: Any, export: Export, form: Any, column: str) -> None:
    grade = grade_of(book, "linus", "w")
    grade.manual_score, grade.needs_manual_grade = 2.5, False
    book.db.commit()
    row = by_person(export(form, assignment=["one"]), column)["linus"]
    assert "52.5" in row and "50" not in row


def test_lateness_is_settled_before(book: Any, export: Export) -> None:
    export(Canvas)
    for cell in ("check-a", "w"):
        grade_of(book, "ada", cell).manual_score = 0
    book.db.commit()
    assert by_person(export(Canvas), "SIS Login ID")["ada"][-2:] == ["5", "9"]


@pytest.mark.parametrize(("form", "column"), [(Canvas, "SIS Login ID"), (Moodle, "Username")])
def test_who_waits_for_a_person_has_no_number_yet(
    book: Any, export: Export, form: Any, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    grade_of(book, "linus", "w").needs_manual_grade = True
    book.db.commit()
    rows = by_person(export(form, student=["ada", "linus"]), column)
    assert rows["linus"][-2:] == ["", ""]
    assert rows["ada"][-2:] == ["5", "67"]
    (warning,) = caplog.records
    assert warning.levelno == logging.WARNING
    assert "linus (one)" in warning.getMessage() and "ada" not in warning.getMessage()


def test_nbgraders_csv_names_who_waits_and_has_the_number_so_far(
    book: Any, export: Export, caplog: pytest.LogCaptureFixture
) -> None:
    for student, cell in (("linus", "w"), ("ada", "check-k")):
        grade_of(book, student, cell).needs_manual_grade = True
    book.db.commit()
    assert by_person(export(Csv, assignment=["one"]), "student_id")["linus"][-4:] == ["50", "0", "50", "81"]
    assert "linus (one)" in caplog.text and "two" not in caplog.text
    assert "the number so far" in caplog.text and "no number yet" not in caplog.text
    caplog.clear()
    export(Csv)
    assert "ada (two), linus (one)" in caplog.text


@pytest.mark.parametrize("form", FORMATS)
def test_nobody_is_named_where_nobody_waits(export: Export, form: Any, caplog: pytest.LogCaptureFixture) -> None:
    export(form, student=["ada", "linus"])
    assert not caplog.records


@pytest.mark.parametrize("form", FORMATS)
def test_who_waits_and_was_not_asked_for_is_not_named(
    book: Any, export: Export, form: Any, caplog: pytest.LogCaptureFixture
) -> None:
    grade_of(book, "linus", "w").needs_manual_grade = True
    book.db.commit()
    export(form, student=["ada"])
    assert not caplog.records


@pytest.mark.parametrize(("form", "column"), [(Csv, "student_id"), (Canvas, "SIS Login ID"), (Moodle, "Username")])
def test_students_and_assignments_can_be_asked_for(export: Export, form: Any, column: str) -> None:
    rows = export(form, student=["ada", "zoe"], assignment=["two"])
    assert set(by_person(rows, column)) - {""} == {"ada", "zoe"}
    if form is Csv:
        assert {row[0] for row in rows[1:]} == {"two"}
    else:
        assert rows[0][5:] == ["two"]
        assert by_person(rows, column)["ada"][5:] == ["5"]


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_can_be_students_ids(book: Any, export: Export, form: Any) -> None:
    """nbgrader's command line makes numbers of them."""
    enrol(book, [Student("42")])
    assert any("42" in row for row in export(form, student=[42]))


@pytest.mark.parametrize(("word", "told"), [("empty", ""), ("zero", "0")])
def test_nothing_handed_in_means_the_same_everywhere(export: Export, tmp_path: Path, word: str, told: str) -> None:
    config = tmp_path / "course_config.py"
    text = config.read_text(encoding="utf-8").replace('id="c",', f'id="c", nothing_handed_in="{word}",')
    config.write_text(text, encoding="utf-8")
    for form, column in ((Canvas, "SIS Login ID"), (Moodle, "Username")):
        rows = by_person(export(form), column)
        assert (rows["zoe"][-2:], rows["linus"][-2:]) == ([told, told], [told, "50"])
    numbers = {(row[0], row[3]): row[7:10] for row in export(Csv)}
    assert numbers["one", "zoe"] == numbers["two", "zoe"] == numbers["two", "linus"] == [told] * 3


def test_a_submission_that_earned_nothing_is_a_zero(book: Any, export: Export) -> None:
    hand_in(book, "zoe", check_a=0, w=0, check_b=0)
    assert by_person(export(Canvas), "SIS Login ID")["zoe"][-2:] == ["", "0"]
    assert by_person(export(Csv, assignment=["one"]), "student_id")["zoe"][7:10] == ["0", "0", "0"]


@pytest.mark.parametrize("form", [Canvas, Moodle])
@pytest.mark.parametrize("name", ["Linear regression (98765)", "-1 point each (12)", "=one (3)"])
def test_a_column_has_the_lms_own_name(export: Export, tmp_path: Path, form: Any, name: str) -> None:
    config = tmp_path / "course_config.py"
    text = config.read_text(encoding="utf-8").replace('name="one",', f'name="one", lms_column={name!r},')
    config.write_text(text, encoding="utf-8")
    assert export(form)[0][5:] == ["two", name]


def test_who_has_no_id_of_canvas_is_named(export: Export, caplog: pytest.LogCaptureFixture) -> None:
    assert by_person(export(Canvas), "SIS Login ID")["zoe"][1] == ""
    (told,) = caplog.messages
    assert "no ID of Canvas for zoe;" in told and "ada" not in told


@pytest.mark.parametrize("form", FORMATS)
def test_what_cannot_be_written_is_one_line(
    book: Any, tmp_path: Path, form: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SystemExit):
        form(log=logging.getLogger("exports"), to=str(tmp_path / "no" / "out.csv")).export(book)
    assert "out.csv: it cannot be written" in caplog.messages[-1]


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_asks_as_often_for_a_large_class(book: Any, export: Export, form: Any) -> None:
    """As many queries, however many students."""

    def queries() -> int:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        book.db.expire_all()
        event.listen(book.engine, "before_cursor_execute", note)
        export(form)
        event.remove(book.engine, "before_cursor_execute", note)
        return len(seen)

    queries()
    before = queries()
    for number in range(12):
        hand_in(book, f"s{number}", AN_HOUR_LATE, check_a=60, w=4, check_b=10, check_k=5)
    queries()  # penalties are written once
    assert queries() == before


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
@pytest.mark.parametrize("form", FORMATS)
def test_no_cell_of_a_person_is_a_formula(book: Any, export: Export, form: Any, start: str) -> None:
    text = f'{start}HYPERLINK("x", 1)'
    enrol(book, [Student(text, text, text, text, text)])
    rows = [row for row in export(form, student=[text]) if any("HYPERLINK" in cell for cell in row)]
    assert rows
    for cell in (cell for row in rows for cell in row if "HYPERLINK" in cell):
        assert cell in (f"'{text}", f"'{text}, {text}")


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_stay_numbers(export: Export, form: Any, tmp_path: Path) -> None:
    export(form)
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert "'" not in text and '"67' not in text
    assert "67" in text


@pytest.mark.parametrize("form", FORMATS)
def test_any_name_reads_back(book: Any, export: Export, form: Any) -> None:
    enrol(book, [Student("x", 'Zoë "Z"', "Smith, Jr.\nof Kent", "x@example.org", "7")])
    rows = export(form, student=["x"])
    assert len({len(row) for row in rows}) == 1
    names = {cell for row in rows for cell in row}
    assert {'Zoë "Z"', "Smith, Jr.\nof Kent"} <= names or 'Smith, Jr.\nof Kent, Zoë "Z"' in names


@pytest.mark.parametrize(
    ("exporter", "file", "first"),
    [
        ([], "grades.csv", "assignment"),
        ([f"--exporter={EXPORTERS}.Canvas"], "canvas.csv", "Student"),
        ([f"--exporter={EXPORTERS}.Moodle"], "moodle.csv", "Username"),
    ],
    ids=["csv", "canvas", "moodle"],
)
def test_nbgraders_own_command(book: Any, tmp_path: Path, exporter: list[str], file: str, first: str) -> None:
    form = Path(file).stem.replace("grades", "csv")
    grade_of(book, "linus", "w").needs_manual_grade = True
    book.update_or_create_assignment("one", duedate="2027-03-05 11:00:00 UTC")  # as formgrader does
    (tmp_path / "nbgrader_config.py").write_text(
        "from autograder.frontends.nbgrader import configure\n\nconfigure(get_config(), __file__)\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "nbgrader", "export", *exporter, "--student", "['ada', 'linus']"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = table(tmp_path / file)
    assert rows[0][0] == first
    people = {name for name in ("ada", "linus", "zoe") if any(name in row for row in rows)}
    assert people == {"ada", "linus"}
    assert any("67" in row for row in rows)
    assert ("the number so far" if form == "csv" else "no number yet") in done.stderr
    assert "for linus (one)" in done.stderr
    assert (
        done.stderr.count("one: due 2027-03-01 23:59 CET, as course_config.py says; the gradebook had 2027-03-05") == 1
    )


@pytest.mark.parametrize(("inside", "folder"), [("Ada", "ada"), ("jos\u00e9", "jose\u0301"), ("ADA", "Ada")])
@pytest.mark.parametrize(("form", "column"), [(Csv, "student_id"), (Canvas, "SIS Login ID"), (Moodle, "Username")])
def test_two_spellings_of_an_id_are_one_student(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    form: Any,
    column: str,
    inside: str,
    folder: str,
) -> None:
    """The roster was read first, and nbgrader made a second student of the folder's name."""
    monkeypatch.chdir(tmp_path)
    with open_book(tmp_path) as opened:
        enrol(opened, [Student(inside, "First", "Last", "a@example.org", "7")])
        Register.of([inside]).keep(tmp_path / "reports")
        hand_in(opened, folder, check_a=60)
        form(log=logging.getLogger("exports"), to="out.csv", assignment=["one"]).export(opened)
        rows = by_person(table(tmp_path / "out.csv"), column)
        assert set(rows) - {""} == {inside}
        assert "60" in rows[inside] and any("Last" in cell for cell in rows[inside])
        assert f"{folder}: the roster spells it {inside!r}" in caplog.text
        enrol(opened, [Student(inside, "First")])
        assert len(opened.students) == 2


def test_work_under_two_spellings_stays_two_and_is_told(
    book: Any, export: Export, caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(book, "Ada", check_a=1)
    rows = by_person(export(Csv, assignment=["one"]), "student_id")
    assert {"ada", "Ada"} <= set(rows)
    assert "are one id in two spellings, and both handed in; move the work of one away" in caplog.text


def test_a_roster_that_comes_later_finds_the_folders_student(book: Any) -> None:
    hand_in(book, "jose\u0301", check_a=1)
    assert enrol(book, [Student("Jos\u00e9", "Jos\u00e9")]) == (0, 1)
    assert book.find_student("jose\u0301").first_name == "Jos\u00e9"


def test_exports_say_who_is_not_in_the_roster(export: Export, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Register.of(["Linus", "adda", "zoe"]).keep(tmp_path / "reports")
    export(Csv)
    assert [record.getMessage() for record in caplog.records] == [
        "ada: not in the roster, which has 'adda'; rename the folder if it is theirs",
        "linus: the roster spells it 'Linus'; they are taken for one student",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_a_table_of_nothing_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    with open_book(tmp_path) as empty:
        for name in ("one", "two"):
            empty.remove_assignment(name)
        form(log=logging.getLogger("exports"), to="out.csv").export(empty)
        form(log=logging.getLogger("exports"), to="out.csv", assignment=["one"]).export(empty)
    no_assignment, no_student, unknown, _ = caplog.messages
    assert "no assignment yet; run `autograder release ASSIGNMENT` first" in no_assignment
    assert "no student yet" in no_student
    assert "does not know the assignment 'one'; run `autograder release one` first" in unknown
