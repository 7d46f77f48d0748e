"""Sample reports for the tests of what reads them: one of each outcome, a class, and hostile text."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.report import CheckResult, ExerciseResult, Layers, Outcome, Report

STRONG = Layers(landlock=7, seccomp=True, namespaces=("net", "pid"), rlimits=True, closed_descriptors=True)

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>' onmouseover='x",
    "=cmd|' /C calc'!A0",
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "\u202egnp.exe\u2066 \u200bhidden\u200d \ufeff",
    "::error file=x::forged\n  ::add-mask::y\r::stop-commands::z ##[error]old",
    "[red]markup[/red] [link=file:///]x[/link]",
    "{{ 7 * 7 }}{% raw %}",
    "]]> &amp; \x00\x08\x7f\x85\ufffe\uffff \u2028",
    "\ud800",
    "`<b>code</b>` and `open",
)
"""What a student may put into a name, an exception or a printed value."""


def check(
    check_id: str = "test_the_shape_is_kept",
    outcome: Outcome = Outcome.PASSED,
    points: int = 2,
    *,
    message: str = "",
    hint: str = "",
    questions: Sequence[int] = (),
) -> CheckResult:
    return CheckResult(
        id=check_id,
        outcome=outcome,
        questions=tuple(questions),
        max_points=points,
        message=message,
        hint=hint,
        seconds=0.004,
    )


def exercise(exercise_id: str = "mse", *checks: CheckResult, questions: Sequence[int] = (13,)) -> ExerciseResult:
    return ExerciseResult(id=exercise_id, questions=tuple(questions), checks=checks or (check(),))


def report(
    *exercises: ExerciseResult,
    submission: str = "ada",
    notes: Sequence[str] = (),
    unreadable: Sequence[str] = (),
    sandbox: Layers = STRONG,
    manual_points: int = 10,
) -> Report:
    return Report(
        schema="autograder/report/v1",
        assignment="linear-regression",
        submission=submission,
        manual_points=manual_points,
        sandbox=sandbox,
        exercises=exercises,
        notes=tuple(notes),
        unreadable=tuple(unreadable),
        seconds=0.21,
    )


MSE_HINT = "`torch.mean` divides by the number of elements; `len` gives the number of rows only."

MIXED = report(
    exercise("to-tensors", check("test_the_inputs_are_float32"), check(), questions=(4, 5)),
    exercise(
        "mse",
        check("test_equal_tensors_have_no_loss"),
        check(
            "test_mean_is_taken_over_every_element",
            Outcome.FAILED,
            message="For a table of 4 rows and 2 columns the loss is twice what it should be.",
            hint=MSE_HINT,
        ),
        check("test_any_shape_works", Outcome.FAILED, message="A (2, 3, 4) pair gives 3 numbers.", hint=MSE_HINT),
    ),
    exercise(
        "training-step",
        check(
            "test_the_loss_goes_down",
            Outcome.CRASHED,
            4,
            message="RuntimeError: a leaf Variable that requires grad is being used in an in-place operation",
            hint="Update `w` and `b` inside `with torch.no_grad():`.",
        ),
        questions=(19, 23, 24),
    ),
    exercise(
        "train",
        check("test_a_hundred_epochs", Outcome.TIMED_OUT, 3, hint="Does the loop end after `epochs` rounds?"),
        questions=(26, 27),
    ),
    exercise("fit", check("test_batches_are_used", Outcome.SKIPPED, 3), questions=(44,)),
    submission="ada",
    notes=["cell 14 raised NameError: name 'toch' is not defined", "2 deleted cells were put back"],
)
"""Every outcome but a fault of the grader: 6 of 20 points."""

PRACTICE = report(
    exercise("mse"),
    exercise(
        "standardise",
        check("test_each_column_has_a_scale", Outcome.FAILED, 0, message="one scale", hint="Think of `dim=0`."),
        questions=(),
    ),
    exercise("split-rows", check(points=0), questions=()),
)
"""Every point, and one of two exercises without points still to be done."""

FULL = report(exercise("to-tensors"), exercise("mse"), submission="grace")
BROKEN = report(
    exercise("to-tensors"),
    exercise("mse", check(outcome=Outcome.GRADER_ERROR, message="fixture 'student' failed")),
    submission="linus",
)
"""The grader failed on one exercise: no score."""

UNREADABLE = report(
    exercise("to-tensors", check(outcome=Outcome.SKIPPED)),
    exercise("mse", check(outcome=Outcome.SKIPPED)),
    submission="edsger",
    unreadable=["01-from-scratch.ipynb"],
    sandbox=Layers(rlimits=True),
)


def hostile(text: str) -> Report:
    """A report with this text wherever a student, or what a student wrote, can put one."""
    missed = check(text, Outcome.FAILED, message=text, hint=text)
    return report(
        exercise(text, missed, check()),
        exercise("broken", check(text, Outcome.GRADER_ERROR, message=text)),
        submission=text,
        notes=[text],
        unreadable=[text],
    )


def classroom(students: int = 24, exercises: int = 32) -> list[Report]:
    """A class in which later exercises are harder; the same at each call."""
    reports = []
    for student in range(students):
        results = []
        for number in range(exercises):
            right = [(student * 7 + number * 5 + part * 11) % 23 > number / 3 for part in range(3)]
            checks = [
                check(
                    f"test_property_{part}",
                    Outcome.PASSED if holds else Outcome.FAILED,
                    hint=f"Hint {part} of exercise {number}: look at `shape`.",
                )
                for part, holds in enumerate(right)
            ]
            results.append(exercise(f"exercise-{number}", *checks, questions=(number + 1,)))
        reports.append(report(*results, submission=f"student-{student:02}"))
    return reports
