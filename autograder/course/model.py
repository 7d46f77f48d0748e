"""The course as frozen data: assignments, notebooks, exercises, limits.

``course_config.py`` at the course root builds one :class:`Course`; everything else reads it from
there. Points are not here: they belong to the checks of the hidden suites.
"""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from runpy import run_path
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

CONFIG_FILE = "course_config.py"
SOURCE = "solutions"
"""The folder of the hand-written notebooks."""
RELEASE = "assignments"
"""The folder of what students get."""
SUITES = Path(__file__).parents[1] / "suites"
PUBLISHED_SEED = "change-me"
"""How the seed of the course begins that everybody can read."""
PUBLISHED_ADDRESS = "/your-organisation/your-course/"
TIMESTAMP = "timestamp.txt"
"""Beside a submission, as nbgrader has it: when it was handed in."""

Identifier = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_\-]+$")]
Questions = tuple[Annotated[int, Field(ge=1)], ...]
"""Numbers of review questions, as in ``source_data/questions.toml``."""


class CourseError(Exception):
    """The course, or something named on the command line, is not as it should be; one line says what to do."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Exercise(_Frozen):
    """One answer cell (``grade_id`` = ``id``) and one check cell (``check-<id>``)."""

    id: Identifier
    questions: Questions
    provides: tuple[str, ...]
    """The names that the answer cell defines in the notebook."""
    needs: tuple[Identifier, ...] = ()
    """Earlier exercises whose reference stands in while this one is judged."""
    choice: bool = False
    """The answer is chosen or counted: it leans on no other one, and its first look is its only one."""
    bonus: bool = False
    """Checked like any other, and worth no points."""

    @property
    def check_cell(self) -> str:
        """The ``grade_id`` of the exercise's check cell."""
        return f"check-{self.id}"


class WrittenAnswer(_Frozen):
    """A text that a person grades: one Markdown cell (``grade_id`` = ``id``)."""

    id: Identifier
    questions: Questions
    points: int = Field(ge=1)


class Notebook(_Frozen):
    """One notebook of an assignment, in a namespace of its own."""

    name: Identifier
    exercises: tuple[Exercise, ...]
    written: tuple[WrittenAnswer, ...] = ()

    @property
    def filename(self) -> str:
        return f"{self.name}.ipynb"

    def exercise(self, exercise_id: str) -> Exercise:
        """The exercise with this id; KeyError where there is none."""
        for exercise in self.exercises:
            if exercise.id == exercise_id:
                return exercise
        raise KeyError(exercise_id)

    def stand_ins(self, exercise: Exercise) -> tuple[Exercise, ...]:
        """The exercises that ``exercise`` needs, and those that these need, in notebook order."""
        wanted: set[str] = set()
        queue = list(exercise.needs)
        while queue:
            need = queue.pop()
            if need not in wanted:
                wanted.add(need)
                queue.extend(self.exercise(need).needs)
        return tuple(each for each in self.exercises if each.id in wanted)

    @model_validator(mode="after")
    def _needs_come_earlier(self) -> Self:
        seen: set[str] = set()
        for exercise in self.exercises:
            if exercise.id in seen:
                raise ValueError(f"{self.name}: exercise {exercise.id!r} stands twice")
            for need in exercise.needs:
                if need not in seen:
                    raise ValueError(
                        f"{self.name}: {exercise.id!r} needs {need!r}, which is not an earlier exercise there"
                    )
            seen.add(exercise.id)
        return self


class Limits(_Frozen):
    """What one submission may use. Seconds are of processor time; waiting may take three times as long."""

    cell_seconds: float = 10.0
    call_seconds: float = 10.0
    """One call of a check into the student's code."""
    seconds_after_timeout: float = 2.0
    """Both of these, once a cell of the notebook, or a check of the exercise, has used them up."""
    submission_seconds: float = 300.0
    """Wall time for a whole submission; what is left then is timed out."""
    judge_seconds: float = 60.0
    """What judging one submission may take by itself, beside what the student's code takes."""
    judge_bytes: int = 448 << 20
    """What a process that judges may take of memory in all; one that takes more is ended, as with the seconds."""
    memory_bytes: int = 2 << 30
    file_bytes: int = 64 << 20
    scratch_bytes: int = 256 << 20
    """What all files of a notebook may take on the disk, and how many entries they may be, folders among them."""
    scratch_entries: int = 4096
    open_files: int = 256
    frame_bytes: int = 64 << 20
    """One message from the worker, its arrays included."""
    output_bytes: int = 4 << 20
    """What one cell may show, pictures included; the rest is cut."""
    allow_weak_sandbox: bool = False
    """Whether students' code may run where Landlock or seccomp is missing. Every report says so then."""


class LatePolicy(_Frozen):
    """What a late submission costs: a share of its points for each day that has begun since it was due.

    Which days have begun, ``autograder.course.deadline`` says. With ``LatePolicy(grace_minutes=15, percent_per_day=10,
    at_most_percent=50)`` a notebook of 67 points that came ten minutes late loses nothing, one that came an hour or a
    day late 6, one a day and an hour late 13, and no delay costs more than 33.
    """

    grace_minutes: int = Field(default=0, ge=0)
    percent_per_day: int = Field(default=0, ge=0, le=100)
    at_most_percent: int = Field(default=100, ge=0, le=100)

    def penalty(self, points: float, days_late: int) -> int:
        """Whole points, rounded down, that ``points`` earned so many days late lose."""
        percent = min(days_late * self.percent_per_day, self.at_most_percent)
        return max(0, math.floor(points) * percent // 100)


class Assignment(_Frozen):
    name: Identifier
    notebooks: tuple[Notebook, ...]
    due: AwareDatetime | None = None
    """When it has to be handed in, with its time zone; None where no submission is ever late."""
    totals: tuple[int, int] | None = None
    """What automatic and written points have to add up to; None where it does not matter."""
    lms_column: str = ""
    """Its column in the gradebook of Canvas or Moodle, with Canvas' number: ``"Linear regression (12345)"``."""

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return tuple(exercise for notebook in self.notebooks for exercise in notebook.exercises)

    @property
    def written(self) -> tuple[WrittenAnswer, ...]:
        return tuple(answer for notebook in self.notebooks for answer in notebook.written)

    @property
    def manual_points(self) -> int:
        """What a person gives, beside the points of the checks."""
        return sum(answer.points for answer in self.written)

    def notebook_of(self, exercise_id: str) -> Notebook:
        """The notebook that holds the exercise; KeyError where none does."""
        for notebook in self.notebooks:
            if any(exercise.id == exercise_id for exercise in notebook.exercises):
                return notebook
        raise KeyError(exercise_id)

    @field_validator("due", mode="before")
    @classmethod
    def _due_is_a_time(cls, due: object, info: ValidationInfo) -> object:
        # pydantic takes a number for seconds since 1970, and a text of digits, too.
        with suppress(ValueError):
            due = datetime.fromisoformat(due) if isinstance(due, str) else due
        if due is None or (isinstance(due, datetime) and due.utcoffset() is not None):
            return due
        example = 'datetime(2027, 3, 1, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))'
        lacks = "has no time zone" if isinstance(due, datetime) else "is no time"
        raise ValueError(
            f"{info.data.get('name', 'assignment')}: due={due!r} {lacks}; write it like {example}, or None"
        )

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [each.id for each in self.exercises] + [each.id for each in self.written]
        for twice in {each for each in ids if ids.count(each) > 1}:
            raise ValueError(f"{self.name}: the id {twice!r} stands twice")
        return self


class Course(_Frozen):
    """A course and where it lies."""

    id: Identifier
    title: str
    root: Path
    seed: str
    """Private: the hidden inputs are drawn from it. Change it for your own course: this one's is known to everybody."""
    address: str = ""
    """Where the released files can be fetched from: notebooks that were opened without them do so."""
    assignments: tuple[Assignment, ...]
    limits: Limits = Limits()
    gradescope_visibility: Literal["visible", "after_due_date", "after_published", "hidden"] = "visible"
    """When students see on Gradescope what each exercise got: each attempt that is seen tells of what is hidden."""
    late: LatePolicy = LatePolicy()
    nothing_handed_in: Literal["empty", "zero"] = "empty"
    """What every export has for who handed in nothing: no number, or 0 points."""
    suites: Path = SUITES

    def assignment(self, name: str) -> Assignment:
        """The assignment with this name; CourseError names those that there are."""
        for assignment in self.assignments:
            if assignment.name == name:
                return assignment
        known = ", ".join(each.name for each in self.assignments)
        raise CourseError(f"unknown assignment {name!r}; the course {self.id!r} has: {known}")

    @property
    def as_published(self) -> tuple[str, ...]:
        """What is still as it was published, a line each: hidden inputs are private once the seed is changed."""
        told = []
        if self.seed.startswith(PUBLISHED_SEED):
            told.append(
                f"{CONFIG_FILE}: the seed is the published one, so everybody knows your hidden inputs; change `seed=`"
            )
        if PUBLISHED_ADDRESS in self.address:
            told.append(
                f"{CONFIG_FILE}: the address is the published one, where nothing is; change `address=`, or empty it, "
                "and ADDRESS in the notebooks of solutions/ with it"
            )
        return tuple(told)

    def insist_on_own_seed(self) -> None:
        """CourseError where the seed is the published one."""
        if self.seed.startswith(PUBLISHED_SEED):
            raise CourseError(self.as_published[0])

    def with_weak_sandbox(self) -> Course:
        """The same course, of which notebooks are run also where Landlock or seccomp is missing."""
        return self.model_copy(update={"limits": self.limits.model_copy(update={"allow_weak_sandbox": True})})

    def source_folder(self, assignment: Assignment) -> Path:
        """The hand-written notebooks, with solutions."""
        return self.root / SOURCE / assignment.name

    def release_folder(self, assignment: Assignment) -> Path:
        """What students get; generated."""
        return self.root / RELEASE / assignment.name

    def reports_folder(self, assignment: str) -> Path:
        """Where the reports of autograded submissions lie, ``<student>.json`` each."""
        return self.root / "reports" / assignment

    @property
    def roster_folder(self) -> Path:
        """Where it is kept who is in the class."""
        return self.root / "reports"

    @property
    def data_folder(self) -> Path:
        """The tables, also those that no student gets."""
        return self.root / "source_data"

    def suite_folder(self, assignment: Assignment) -> Path:
        """The hidden suites; never inside ``solutions``, whose other files are released to students."""
        return self.suites / assignment.name


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``course_config.py``."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG_FILE).is_file():
            return folder
    raise CourseError(f"no {CONFIG_FILE} at or above {str(start)!r}; run this inside a course, or give --course DIR")


def load_course(start: Path | None = None) -> Course:
    """The ``COURSE`` of the nearest ``course_config.py``, at or above ``start`` (default: the working folder)."""
    path = find_root(start or Path.cwd()) / CONFIG_FILE
    try:
        # Not imported: kept bytecode is told apart by seconds and sizes alone, and an edit may change neither.
        course = run_path(str(path), run_name="course_config").get("COURSE")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CourseError(
            f"{path}: {where + ': ' if where else ''}{first['msg'].removeprefix('Value error, ')}"
        ) from error
    except Exception as error:
        raise CourseError(f"{path} does not load: {type(error).__name__}: {error}") from error
    if not isinstance(course, Course):
        raise CourseError(f"{path} does not define COURSE, an autograder.course.Course")
    return course
