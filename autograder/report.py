"""What grading found: frozen data, versioned as ``autograder/report/v1``.

Scores are computed from the checks, so a report cannot disagree with itself. ``message`` says what
property did not hold and ``hint`` what the student may do about it: both are sentences for people.
Machines read ``outcome`` and the integers.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, computed_field

LONGEST_NOTE: Final = 1000
MOST_NOTES: Final = 200


def _few(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The first notes, and how many more there were; a note is a few lines at most."""
    more = len(notes) - MOST_NOTES
    kept = notes if more <= 0 else (*notes[: MOST_NOTES - 1], f"... and {more + 1} more")
    return tuple(each if len(each) <= LONGEST_NOTE else f"{each[: LONGEST_NOTE - 3]}..." for each in kept)


Text = Annotated[str, AfterValidator(lambda text: text.encode(errors="backslashreplace").decode())]
"""Text that can be written: what is no Unicode, a half of a surrogate pair in a file's name, is spelled out."""
Notes = Annotated[tuple[Text, ...], AfterValidator(_few)]
"""What is said of a submission, however much a student has given reason to say."""
Points = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
NOT_GRADED: Final = "not graded: "
"""How the note of a submission begins whose judge had to be ended."""


UNFINISHED: Final = "This answer is still the stub: replace `raise NotImplementedError()` by your own lines."
"""The hint of a check whose answer is as it was released."""


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    """The student's code ran, and its answer is not what the contract asks for."""
    CRASHED = "crashed"
    """The student's code raised, or ended its process."""
    TIMED_OUT = "timed_out"
    SKIPPED = "skipped"
    """There was nothing to judge: the notebook is missing or cannot be read."""
    GRADER_ERROR = "grader_error"
    """The suite or the grader is at fault: there is no score, and never a zero."""


# mypy knows no decorated properties (its issue 1362): hence each `prop-decorator` below.
class _Frozen(BaseModel):
    # Computed fields are written but not read back: a loaded report recomputes them.
    model_config = ConfigDict(frozen=True, extra="ignore")


class CheckResult(_Frozen):
    """One hidden check of one exercise."""

    id: str
    outcome: Outcome
    questions: tuple[int, ...] = ()
    """The review questions that this check asks, some or all of its exercise's."""
    max_points: Points
    message: Text = ""
    hint: Text = ""
    seconds: Seconds = 0.0

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def points(self) -> int:
        """All of the check's points, or none."""
        return self.max_points if self.outcome is Outcome.PASSED else 0


class ExerciseResult(_Frozen):
    """One exercise; its points are the sum of its checks."""

    id: str
    questions: tuple[int, ...]
    checks: tuple[CheckResult, ...]

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def score(self) -> int | None:
        """The points earned, or None where the grader failed on one of the checks."""
        if any(check.outcome is Outcome.GRADER_ERROR for check in self.checks):
            return None
        return sum(check.points for check in self.checks)

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def max_score(self) -> int:
        return sum(check.max_points for check in self.checks)

    @property
    def bonus(self) -> bool:
        """Practice: checked, and worth no points."""
        return self.max_score == 0

    def answered(self, question: int) -> bool:
        """Whether every check that asks the question passed; in a report that does not say which do, every check."""
        told = [check for check in self.checks if question in check.questions]
        return all(check.outcome is Outcome.PASSED for check in told or self.checks)

    @property
    def missed(self) -> tuple[CheckResult, ...]:
        """The checks that did not pass, in suite order."""
        return tuple(check for check in self.checks if check.outcome is not Outcome.PASSED)


class Layers(_Frozen):
    """The sandbox layers that held while a submission ran."""

    landlock: int = 0
    """The Landlock ABI version in force; 0 where there is none."""
    seccomp: bool = False
    namespaces: tuple[str, ...] = ()
    bounded_scratch: bool = False
    """Each worker's files are in a file system of their own, which cannot grow."""
    rlimits: bool = False
    no_privileges: bool = False
    """No capability is held, and none can be gained."""
    closed_descriptors: bool = False

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def strong(self) -> bool:
        """Landlock and seccomp are enough together, and neither is alone."""
        return not self.lacking

    @property
    def lacking(self) -> tuple[str, ...]:
        """What a strong sandbox has and this one has not, by name."""
        needed = {"Landlock": self.landlock > 0, "seccomp": self.seccomp}
        return tuple(name for name, held in needed.items() if not held)


class Report(_Frozen):
    """One graded submission."""

    schema_version: Literal["autograder/report/v1"] = Field(default="autograder/report/v1", alias="schema")
    assignment: str
    submission: Text
    manual_points: Points = 0
    """Points of written answers, which a person gives; they are not in ``max_score``."""
    sandbox: Layers = Layers()
    exercises: tuple[ExerciseResult, ...]
    notes: Notes = ()
    """What a reader should know of the submission as a whole: repaired files, cells that raised."""
    unreadable: Notes = ()
    """Files of the submission that were no notebooks; a command that met one exits with 2."""
    seconds: Seconds = 0.0

    @property
    def ungraded(self) -> str:
        """Why the submission as a whole has no verdict; empty where it has one."""
        return next((note for note in self.notes if note.startswith(NOT_GRADED)), "")

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def score(self) -> int | None:
        """The automatic points, or None where the grader failed on one of the exercises."""
        scores = [exercise.score for exercise in self.exercises]
        return None if None in scores else sum(score for score in scores if score is not None)

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def max_score(self) -> int:
        return sum(exercise.max_score for exercise in self.exercises)

    def to_json(self) -> str:
        """One line of JSON Lines."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, line: str | bytes) -> Report:
        return cls.model_validate_json(line)
