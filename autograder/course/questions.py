"""The review questions of a course, as ``source_data/questions.toml`` words them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.course.model import Course, CourseError

FILE: Final = "questions.toml"


class Question(BaseModel):
    """One question; ``section`` is the heading in ``notebook`` under which its answer is explained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    topic: str = Field(min_length=1)
    wording: str = Field(min_length=1)
    notebook: str
    section: str


def questions(course: Course) -> tuple[Question, ...]:
    """The course's questions by number; none where it has no such file, CourseError where something is off."""
    path = course.data_folder / FILE
    if not path.is_file():
        return ()
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("question", [])
        found = sorted((Question.model_validate(row) for row in rows), key=lambda each: each.number)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CourseError(f"{path}: {where}: {first['msg']}, in {str(first['input'])[:80]!r}") from error
    _numbered(found, str(path))
    return tuple(found)


def _numbered(found: Sequence[Question], path: str) -> None:
    for place, each in enumerate(found, start=1):
        if each.number != place:
            raise CourseError(f"{path}: question {place} is missing, or another one stands twice; number them from 1")


def topics(course: Course) -> dict[int, str]:
    """A question's number -> what it is about, in a few words."""
    return {each.number: each.topic for each in questions(course)}
