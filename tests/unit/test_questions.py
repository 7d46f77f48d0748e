"""The file of the questions: read in order, and refused with one line that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course, CourseError, load_course
from autograder.course.questions import FILE, questions, topics

ONE = '[[question]]\nnumber = {}\ntopic = "t{}"\nwording = "w"\nnotebook = "n"\nsection = "s"\n'


def course(root: Path, text: str | None) -> Course:
    folder = root / "source_data"
    folder.mkdir()
    if text is not None:
        (folder / FILE).write_text(text, encoding="utf-8")
    return Course(id="c", title="C", root=root, seed="s", assignments=())


def test_questions_come_by_number(tmp_path: Path) -> None:
    found = course(tmp_path, ONE.format(2, 2) + ONE.format(1, 1))
    assert [each.number for each in questions(found)] == [1, 2]
    assert topics(found) == {1: "t1", 2: "t2"}


def test_a_course_need_not_have_questions(tmp_path: Path) -> None:
    assert questions(course(tmp_path, None)) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[question]", "is not TOML"),
        (ONE.format(1, 1).replace("topic", "title"), "topic: Field required"),
        (ONE.format(1, 1).replace('"t1"', '""'), "topic: String should have at least 1 character"),
        (ONE.format(0, 0), "number: Input should be greater than or equal to 1"),
        (ONE.format(1, 1) + ONE.format(3, 3), "question 2 is missing, or another one stands twice"),
        (ONE.format(1, 1) * 2, "question 2 is missing, or another one stands twice"),
    ],
)
def test_a_file_that_is_off_is_refused(tmp_path: Path, text: str, says: str) -> None:
    broken = course(tmp_path, text)
    with pytest.raises(CourseError) as caught:
        questions(broken)
    assert str(caught.value).startswith(str(tmp_path / "source_data" / FILE))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_this_course_has_forty_five() -> None:
    found = questions(load_course(Path(__file__).parent))
    assert [each.number for each in found] == list(range(1, 46))
    assert len({each.wording for each in found}) == len({each.topic for each in found}) == 45
