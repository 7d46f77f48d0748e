"""A class list as spreadsheets write it; what is none gets one line that says where and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.roster import Register, RosterError, Student, read_roster, same

ADA = Student("ada", "Ada", "Lovelace", "ada@example.org", "4711", "https://example.org/ada.git")
FULL = "id,first_name,last_name,email,lms_user_id,repository\nada,Ada,Lovelace,ada@example.org,4711,https://example.org/ada.git\n"


def roster(folder: Path, text: str | bytes) -> Path:
    path = folder / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refusal(path: Path) -> str:
    """What the one line says, without the file's name."""
    with pytest.raises(RosterError) as caught:
        read_roster(path)
    message = str(caught.value)
    assert message.startswith(str(path)) and "\n" not in message
    return message.removeprefix(str(path))


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        FULL.replace(",", ";"),
        FULL.replace(",", "\t"),
        FULL.replace("\n", "\r\n"),
        FULL.rstrip("\n"),
        "\ufeff" + FULL,
        "\ufeff" + FULL.replace(",", ";").replace("\n", "\r\n"),
        FULL.replace("id,first_name,last_name,email", "ID, First Name ,LAST_NAME,Email"),
        FULL.replace("ada,Ada,", " ada , Ada ,"),
        FULL.replace("Lovelace", '"Lovelace"'),
        FULL.replace("\n", "\n\n,,,,,\n  \n"),
    ],
    ids=["commas", "semicolons", "tabs", "crlf", "no-end", "bom", "excel", "header", "blanks", "quotes", "blank-lines"],
)
def test_one_class_list_in_many_spellings(tmp_path: Path, text: str) -> None:
    assert read_roster(roster(tmp_path, text)) == [ADA]


def test_unknown_columns_are_passed_over_and_missing_ones_are_empty(tmp_path: Path) -> None:
    text = "Group,id,Grade,email\nA,ada,1.0,ada@example.org\nB,linus,,\n"
    assert read_roster(roster(tmp_path, text)) == [Student("ada", email="ada@example.org"), Student("linus")]


def test_the_files_order_is_kept(tmp_path: Path) -> None:
    assert [each.id for each in read_roster(roster(tmp_path, "id\nzoe\nada\nlinus\n"))] == ["zoe", "ada", "linus"]


def test_a_line_may_be_short_or_long(tmp_path: Path) -> None:
    text = "id,first_name\nada\nlinus,Linus,more,and more\n"
    assert read_roster(roster(tmp_path, text)) == [Student("ada"), Student("linus", "Linus")]


def test_a_quoted_cell_may_hold_what_parts_cells(tmp_path: Path) -> None:
    text = 'id;last_name\nada;"King; Countess of Lovelace"\n'
    assert read_roster(roster(tmp_path, text)) == [Student("ada", last_name="King; Countess of Lovelace")]


@pytest.mark.parametrize("name", ["ada", "a.b", "a_b", "a-b", "ada@example.org", "0042", "zoë"])
def test_ids_that_are_folders_names(tmp_path: Path, name: str) -> None:
    assert [each.id for each in read_roster(roster(tmp_path, f"id\n{name}\n"))] == [name]


@pytest.mark.parametrize("name", ["a/b", "a\\b", "../up", "..", ".", "a b", "a:b", "a*", "=1", "a\u200bb"])
def test_an_id_that_is_no_folders_name_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    says = refusal(roster(tmp_path, f"id,email\nlinus,\n\n{name},x@example.org\n"))
    assert says.startswith(f", line 4: the id {name!r} cannot be a folder's name; use ")


@pytest.mark.parametrize("text", ["id,first_name\nlinus,\n,Ada\n", "first_name,id\n,linus\nAda\n"])
def test_a_person_without_an_id_is_refused_with_the_line(tmp_path: Path, text: str) -> None:
    assert refusal(roster(tmp_path, text)).startswith(", line 3: ")


def test_a_doubled_id_is_refused_with_its_line(tmp_path: Path) -> None:
    says = refusal(roster(tmp_path, "id\nada\nlinus\n ada \n"))
    assert says == ", line 4: the id 'ada' stands twice; keep one of the lines"
    # Folders on some disks do not tell these apart.
    assert "'Ada' stands twice" in refusal(roster(tmp_path, "id\nada\nAda\n"))


def test_latin_1_is_refused(tmp_path: Path) -> None:
    assert refusal(roster(tmp_path, "id,first_name\nzoe,Zoë\n".encode("latin-1"))) == (
        ": not UTF-8; save it as CSV in UTF-8"
    )


def test_utf_8_is_read(tmp_path: Path) -> None:
    assert read_roster(roster(tmp_path, "id,first_name\nzoe,Zoë\n")) == [Student("zoe", "Zoë")]


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "\n", "name,email\nada,ada@example.org\n", "ada\nlinus\n", "student id\n"]
)
def test_a_file_without_a_column_of_ids_is_refused(tmp_path: Path, text: str) -> None:
    says = refusal(roster(tmp_path, text))
    assert says.startswith(": its first line has no column 'id'; ")
    assert "first_name" in says


def test_a_header_alone_is_a_class_of_nobody(tmp_path: Path) -> None:
    assert read_roster(roster(tmp_path, "id,email\n")) == []


def test_a_list_as_github_classroom_exports_it_is_read(tmp_path: Path) -> None:
    text = '"identifier","github_username","github_id","name"\n"ada@example.org","lovelace","1","Ada"\n"zoe","","",""\n'
    assert read_roster(roster(tmp_path, text)) == [
        Student("ada@example.org", github_username="lovelace"),
        Student("zoe"),
    ]


def test_an_id_goes_before_an_identifier(tmp_path: Path) -> None:
    assert read_roster(roster(tmp_path, "identifier,id\nAda L.,ada\n")) == [Student("ada")]


def test_an_id_in_two_pieces_is_read_as_one(tmp_path: Path) -> None:
    """As a Mac writes an accent: a letter, and the accent for itself."""
    assert read_roster(roster(tmp_path, "id\njose\u0301\n")) == [Student("jos\u00e9")]
    assert "stands twice" in refusal(roster(tmp_path, "id\njose\u0301\njos\u00e9\n"))
    assert "stands twice" in refusal(roster(tmp_path, "id\nJOSE\u0301\njos\u00e9\n"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "ada"), ("jos\u00e9", "jose\u0301"), ("Zo\u00cb", "zoe\u0308"), ("stra\u00dfe", "STRASSE")],
)
def test_spellings_of_one_id(one: str, other: str) -> None:
    assert same(one) == same(other)
    line = Register.of([one]).about(other)
    assert line.startswith(f"{other}: the roster spells it {one!r}") and line.endswith("taken for one student")
    assert Register.of([one]).about(one) == ""


def test_spellings_that_look_alike_are_spelled_out() -> None:
    assert "'jose\\u0301' and 'jos\\xe9'" in Register.of(["jos\u00e9"]).about("jose\u0301")
    assert "look" not in Register.of(["Ada"]).about("ada")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("adda", "not in the roster, which has 'ada'; rename the folder if it is theirs"),
        ("linus.pauling", "not in the roster, which has 'Linus_Pauling'; rename the folder if it is theirs"),
        ("zoe", "not in the roster; add a line, or move the work away"),
        ("ada (2)", "not in the roster; add a line, or move the work away"),
    ],
)
def test_who_is_not_in_the_roster_is_told_with_whom_they_resemble(name: str, says: str) -> None:
    assert Register.of(["ada", "bob", "Linus_Pauling"]).about(name) == f"{name}: {says}"
    assert Register.of([]).about(name) == ""


def test_the_class_is_kept_and_grows(tmp_path: Path) -> None:
    assert Register.kept(tmp_path / "reports") == Register.of([])
    Register.of(["Ada", "bob"]).keep(tmp_path / "reports")
    Register.of(["zoe", "ada"]).keep(tmp_path / "reports")
    assert Register.kept(tmp_path / "reports") == Register.of(["ada", "bob", "zoe"])
    (tmp_path / "reports" / "roster.json").write_text("{")
    assert Register.kept(tmp_path / "reports") == Register.of([])


@pytest.mark.parametrize("ids", [(), ("Ada",), ("ada", "zoe")])
@pytest.mark.parametrize("both", [("Ada", "ada"), ("ADA", "Ada", "ada")])
def test_work_under_two_spellings_is_not_taken_for_one(ids: tuple[str, ...], both: tuple[str, ...]) -> None:
    named = " and ".join(map(repr, both))
    assert next(Register.of(ids).about_work([*both, "zoe"])) == (
        f"{named} are one id in two spellings, and both handed in; move the work of one away"
    )
    assert "taken for one" not in "".join(Register.of(ids).about_work(both))


def test_spellings_that_look_alike_are_shown_apart() -> None:
    (line,) = Register.of([]).about_work(["jos\u00e9", "jose\u0301"])
    assert line.startswith(r"'jos\xe9' and 'jose\u0301' are one id in two spellings")


def test_work_of_one_spelling_is_told_as_ever() -> None:
    register = Register.of(["Ada", "lovelace"])
    assert list(register.about_work(["ada", "lovlace", "lovelace"])) == [
        register.about("ada"),
        register.about("lovlace"),
    ]
