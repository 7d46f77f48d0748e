"""Proves that a course agrees with itself; every problem names a file and says what to do."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from nbformat import NotebookNode

from autograder.authoring import forms, kernel, leaks, planted
from autograder.authoring.release import QUESTIONS_PAGE, questions_page, release
from autograder.authoring.tally import bits
from autograder.course import Assignment, Course, CourseError, Exercise, Notebook
from autograder.course.questions import FILE, questions
from autograder.frontends.repositories import classroom
from autograder.judging.judge import Judge
from autograder.notebooks.facts import Facts, Marked
from autograder.notebooks.ipynb import grade_id
from autograder.notebooks.source import SourceNotebook, Submission, SubmittedNotebook, notebook_files
from autograder.report import Outcome

NAMED: Final = 0.9
"""Share of the planted mistakes that a hint of their own has to name."""

ASKED: Final = re.compile(r"^\*(?:Questions?|Practice)\b([\d, ]*)\*$", re.MULTILINE)
"""The line below an exercise's text that says which questions it asks."""


Tell = Callable[[str], object]
"""Is told what is tried next."""


def facts_of(course: Course, assignment: Assignment) -> list[str]:
    """A line for each thing that does not fit and can be seen without running anything; takes no time.

    In the order in which to mend them, without what follows from others.
    """
    facts = Facts(course, assignment)
    told = [*facts.cells(), *facts.marks(), *facts.unchecked(), *facts.points(), *facts.totals()]
    return [*(told or facts.released()), *facts.addresses(), *_unplanted(course, assignment)]


def problems_of(
    course: Course, assignment: Assignment, exercise: str | None = None, tell: Tell = lambda _: None
) -> list[str]:
    """A line for each thing that does not fit, in the order in which to mend them. Empty where all does.

    What can be seen at once comes first, and alone: the rest is about these files. With ``exercise`` the rest is about
    that one, and about its notebook where a whole one has to be run.
    """
    if problems := [each for each in facts_of(course, assignment) if exercise is None or _is_of(each, exercise)]:
        return problems
    ours = assignment if exercise is None else _notebook_alone(assignment, exercise)
    tell("the suite, the release and both their scores")
    # The kernels of the one use the core that the judge of the other leaves free.
    with Judge(course, assignment) as judge, ThreadPoolExecutor(1) as aside:
        in_jupyter = aside.submit(lambda: list(_visible_checks(course, ours)))
        rules = RULES if exercise is None else OF_EXERCISE
        problems = [problem for rule in rules for problem in rule(judge)]
        tell("the visible checks in Jupyter")
        problems += in_jupyter.result()
    answers = [each for each in planted.planted(course, assignment) if exercise in (None, each.exercise)]
    tell(f"{len(answers)} planted answers")
    problems += _tried(course, assignment, answers)
    tell("forms of answers")
    problems += _forms(course, assignment, exercise)
    return [each for each in problems if exercise is None or _is_of(each, exercise)]


def _notebook_alone(assignment: Assignment, exercise: str) -> Assignment:
    """The assignment with the notebook of one exercise; CourseError where there is no such exercise."""
    try:
        notebook = assignment.notebook_of(exercise)
    except KeyError:
        known = ", ".join(each.id for each in assignment.exercises)
        raise CourseError(f"no exercise {exercise!r}; there are {known}") from None
    return assignment.model_copy(update={"notebooks": (notebook,)})


def _is_of(problem: str, exercise: str) -> bool:
    """Whether a line speaks of an exercise, or of its planted answers."""
    return any(
        each in problem
        for each in (f"'{exercise}'", f"'check-{exercise}'", f"{os.sep}{exercise}{os.sep}", f"{os.sep}{exercise}: ")
    )


def carried(course: Course, assignment: Assignment) -> str:
    """One line on how much the reports of each exercise can tell of what is hidden."""
    with Judge(course, assignment) as judge:
        found = bits(judge)
    each = ", ".join(f"{name} {number:.0f}" for name, number in found.items())
    return f"bits that reports can carry, at most: {each}; {sum(found.values()):.0f} in all"


def _path(judge: Judge, notebook: Notebook) -> Path:
    return judge.course.source_folder(judge.assignment) / notebook.filename


def _checks(judge: Judge) -> Iterator[str]:
    """Each exercise has checks, each of its questions is asked by one of them, and no hint is empty."""
    folder = judge.course.suite_folder(judge.assignment)
    for exercise in judge.assignment.exercises:
        checks = [check for check in judge.checks if check.exercise.id == exercise.id]
        ids = [check.id for check in checks]
        if not checks:
            yield f"{folder}: no check for {exercise.id!r}; write one with @pytest.mark.exercise({exercise.id!r}, ...)"
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            yield f"{folder}: {exercise.id!r} has two checks called {twice!r}; rename one"
        asked = {question for check in checks for question in check.questions}
        for question in exercise.questions:
            if checks and question not in asked:
                yield f"{folder}: no check of {exercise.id!r} names question {question}"
        for check in checks:
            if exercise.questions and not check.questions:
                yield f"{check.item.path}: {check.id} names none of the questions of {exercise.id!r}; add one"
            for kind, hint in check.raised.items():
                if not hint.strip():
                    yield f"{check.item.path}: the hint of {check.id} for {kind} is empty; write it or take it out"


def _cells(judge: Judge) -> Iterator[str]:
    """Each exercise has its answer cell and its check cell, each written answer its cell, and no other is graded."""
    yield from Facts(judge.course, judge.assignment).cells()


def _points(judge: Judge) -> Iterator[str]:
    """A check cell carries as many points as the exercise's checks have together, and all add up to the totals.

    As the suite has them once it is loaded, where a mark may work them out.
    """
    loaded = [Marked(check.exercise.id, check.points) for check in judge.checks]
    facts = Facts(judge.course, judge.assignment, loaded)
    yield from facts.points()
    yield from facts.totals()


def _questions(judge: Judge) -> Iterator[str]:
    """Each question is worded and asked; each exercise shows its questions, and each is explained where it says."""
    path = judge.course.data_folder / FILE
    worded = {each.number: each for each in questions(judge.course)}
    asked = {number for exercise in judge.assignment.exercises for number in exercise.questions}
    for number in sorted(asked - set(worded)):
        yield f"{path}: question {number} is asked in course_config.py and not worded; add it"
    for number in sorted(set(worded) - asked):
        yield f"{path}: no exercise asks question {number}; give it to one in course_config.py, or take it out"
    for notebook in judge.assignment.notebooks:
        cells = judge.source.notebooks[notebook.name].solution.cells
        for exercise in notebook.exercises:
            shown = _shown(cells, exercise)
            if shown != list(exercise.questions):
                wanted = ", ".join(map(str, exercise.questions))
                line = f"*Question{'s' * (len(exercise.questions) > 1)} {wanted}*" if wanted else "*Practice*"
                yield f"{_path(judge, notebook)}: end the text above the cell {exercise.id!r} with the line {line}"
        headings = {line.lstrip("# ").strip() for cell in cells for line in _heading_lines(cell)}
        for each in worded.values():
            if each.notebook == notebook.name and each.section not in headings:
                yield f"{path}: question {each.number}: {notebook.filename} has no heading {each.section!r}"
    for each in worded.values():
        if each.notebook not in {notebook.name for notebook in judge.assignment.notebooks}:
            yield f"{path}: question {each.number}: the assignment has no notebook {each.notebook!r}"


def _shown(cells: list[NotebookNode], exercise: Exercise) -> list[int] | None:
    """The question numbers in the text above an exercise; None where there is no such line."""
    place = next(number for number, cell in enumerate(cells) if grade_id(cell) == exercise.id)
    above = next((cell.source for cell in reversed(cells[:place]) if cell.cell_type == "markdown"), "")
    lines = ASKED.findall(above)
    return [int(number) for number in re.findall(r"\d+", lines[-1])] if lines else None


def _heading_lines(cell: NotebookNode) -> list[str]:
    return re.findall(r"^#+ .*$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []


def _leaks(judge: Judge) -> Iterator[str]:
    """Nothing of a suite, the seed, a solution or an answer is where students can read it."""
    suite = judge.course.suite_folder(judge.assignment)
    secrets = {check.id for check in judge.checks} | {judge.course.seed} | leaks.telling_lines(suite.glob("*.py"))
    problems = list(_leaks_in_release(judge, secrets))
    yield from problems or _leaks_in_repository(judge, secrets)  # which is made from the release


def _leaks_in_release(judge: Judge, secrets: set[str]) -> Iterator[str]:
    release_folder = judge.course.release_folder(judge.assignment)
    for path in sorted(each for each in release_folder.rglob("*") if each.is_file()):
        for secret in leaks.in_text(leaks.text_of(path), secrets):
            yield f"{path}: holds {secret!r} of the hidden suite; take it out of solutions/ and release again"
    for notebook in judge.assignment.notebooks:
        source = judge.source.notebooks[notebook.name]
        for name in _answers(notebook):
            for found in leaks.solved_in(source, name):
                yield f"{release_folder / notebook.filename}: {found}; take it out of solutions/ and release again"


def _answers(notebook: Notebook) -> list[str]:
    """The ids of what a notebook asks for."""
    return [each.id for each in notebook.exercises] + [each.id for each in notebook.written]


def _leaks_in_repository(judge: Judge, secrets: set[str]) -> Iterator[str]:
    """Whatever a student repository holds beside the files of the release."""
    release_folder = judge.course.release_folder(judge.assignment)
    asked = [
        (judge.source.notebooks[notebook.name], name)
        for notebook in judge.assignment.notebooks
        for name in _answers(notebook)
    ]
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        written = classroom.write_repository(judge.course, judge.assignment, Path(scratch) / "repository")
        for name in written.files:
            path, released = written.folder / name, release_folder / name
            if released.is_file() and released.read_bytes() == path.read_bytes():
                continue
            told = [f"holds {secret!r} of the hidden suite" for secret in leaks.in_text(leaks.text_of(path), secrets)]
            for found in [*told, *leaks.solved_beside(path, asked)]:
                yield f"a student repository's {name} {found}; take it out of {classroom.TEMPLATES}"


def _current(judge: Judge) -> Iterator[str]:
    """What is generated is what ``release`` would write now."""
    course, assignment = judge.course, judge.assignment
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        fresh = release(course, assignment, Path(scratch))
        there = course.release_folder(assignment)
        names = {each.name for folder in (fresh, there) for each in folder.iterdir()}
        for name in sorted(names):
            one, other = fresh / name, there / name
            if not one.is_file() or not other.is_file() or one.read_bytes() != other.read_bytes():
                yield f"{other}: not what solutions/ gives now; run `autograder release {assignment.name}`"
    page = course.root / QUESTIONS_PAGE
    if questions(course):
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        if text != questions_page(course, assignment, judge.checks):
            yield f"{page}: not what the course gives now; run `autograder release {assignment.name}`"


def _scores(judge: Judge) -> Iterator[str]:
    """The stubs earn nothing and the solutions everything, without a cell that raises."""
    for folder, full in (
        (judge.course.release_folder(judge.assignment), False),
        (judge.course.source_folder(judge.assignment), True),
    ):
        report = judge.grade(judge.source.submission(folder.name, notebook_files(folder))).report
        for exercise in report.exercises:
            for check in exercise.checks:
                where = f"{folder / judge.assignment.notebook_of(exercise.id).filename}: {exercise.id!r}"
                if (check.outcome is Outcome.PASSED) is not full:
                    verb = "does not pass" if full else "passes unanswered"
                    yield f"{where} {verb} {check.id} ({check.outcome}: {check.message})"
        if full:
            for note in report.notes:
                yield f"{folder}: {note}"


def _helpers(judge: Judge) -> Iterator[str]:
    """A helper keeps its name, whatever the course's cells, and the next answer's, bind to it later."""
    notebooks = []
    for source in judge.source.notebooks.values():
        if not source.names:
            return  # nothing was run of what stands above, which tells why
        texts = {each.id: planted.with_helpers(source, each) for each in source.notebook.exercises}
        node = planted.answered(source, {**source.solutions, **texts})
        notebooks.append(SubmittedNotebook(source.notebook, planted.without_shows(node)))
    submission = Submission("helpers", judge.assignment, tuple(notebooks), judge.source.files)
    for exercise in judge.grade(submission).report.exercises:
        for check in exercise.missed:
            yield (
                f"{judge.course.source_folder(judge.assignment)}: {exercise.id!r} misses {check.id} where its answer "
                "has helpers called like what cells below it bind; call that otherwise, or name it in the text"
            )


RULES: Final[tuple[Callable[[Judge], Iterator[str]], ...]] = (
    _checks,
    _points,
    _questions,
    _leaks,
    _current,
    _scores,
    _helpers,
)
OF_EXERCISE: Final[tuple[Callable[[Judge], Iterator[str]], ...]] = (_checks, _points, _questions, _scores)
"""The rules whose lines name an exercise."""


def _visible_checks(course: Course, assignment: Assignment) -> Iterator[str]:
    """In Jupyter, the solutions run without an error or a warning, and a visible check fails on its stub."""
    folders = course.source_folder(assignment), course.release_folder(assignment)
    cases = [(notebook, folder) for notebook in assignment.notebooks for folder in folders]
    sources = {notebook.name: SourceNotebook(course, assignment, notebook) for notebook in assignment.notebooks}

    def run(case: tuple[Notebook, Path]) -> NotebookNode:
        source, folder = sources[case[0].name], case[1]
        return kernel.executed(source.solution if folder == folders[0] else source.release, folder)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = pool.map(run, cases)
        for (notebook, folder), node in zip(cases, runs, strict=True):
            path = folder / notebook.filename
            checks = {exercise.check_cell for exercise in notebook.exercises}
            for number, cell in enumerate(node.cells, start=1):
                where = f"{path}: cell {number} ({leaks.name_of(cell)!r})"
                error = kernel.error_of(cell)
                if folder == folders[0]:
                    if error:
                        yield f"{where} raises {error}"
                    for line in kernel.complaints(cell):
                        yield f"{where} writes to stderr: {line}; a solution runs without warnings"
                elif grade_id(cell) in checks and not error:
                    yield f"{where} passes on the stub; let its asserts look at the answer"


def _planted(course: Course, assignment: Assignment) -> Iterator[str]:
    """Planted right answers keep every point; planted mistakes lose some, in their own exercise only, and are named."""
    yield from _unplanted(course, assignment)
    yield from _tried(course, assignment, planted.planted(course, assignment))


def _unplanted(course: Course, assignment: Assignment) -> Iterator[str]:
    """Each exercise has planted answers, each of these an exercise, and each mistake says which hint it gets."""
    answers = planted.planted(course, assignment)
    known = {exercise.id for each in course.assignments for exercise in each.exercises}
    for path in sorted(each for kind in planted.Kind for each in (planted.folder(course) / kind).glob("*/")):
        if path.name not in known:
            yield f"{path}: there is no exercise {path.name!r}, and nobody tries its answers; rename it"
    for exercise in assignment.exercises:
        for kind in planted.Kind:
            if not any(each.exercise == exercise.id and each.kind is kind for each in answers):
                yield f"{planted.folder(course) / kind / exercise.id}: holds no answer; plant one as a .py file"
    for answer in answers:
        if answer.kind is planted.Kind.MISTAKE and answer.announced is None:
            yield f"{answer.path}: its first line must be `# hint: ` and a part of the hint that it gets, or `-`"
    mistakes = [each for each in answers if each.kind is planted.Kind.MISTAKE]
    named = sum(bool(each.announced) for each in mistakes)
    if mistakes and named < NAMED * len(mistakes):
        yield f"{planted.folder(course)}: {named} of {len(mistakes)} mistakes are named by a hint; name more of them"


def _tried(course: Course, assignment: Assignment, answers: Sequence[planted.Planted]) -> Iterator[str]:
    """What became of planted answers."""
    for tried in planted.trials(course, assignment, answers, os.cpu_count() or 1):
        yield from tried.amiss


def _forms(course: Course, assignment: Assignment, exercise: str | None = None) -> Iterator[str]:
    """A form of an answer that its visible check takes is one that the hidden checks take, and the other way round."""
    folder = course.source_folder(assignment)
    for trial in forms.trials(course, assignment, os.cpu_count() or 1, exercise):
        if not trial.agreed:
            path = folder / assignment.notebook_of(trial.exercise).filename
            told = [f"the {who} check {_verdict(each)}" for who, each in trial.verdicts]
            yield (
                f"{path}: {trial.name!r} of {trial.exercise!r}, {trial.form}: {' and '.join(told)}; "
                "let both take this form, or neither"
            )


def _verdict(told: str) -> str:
    return f"says {told.splitlines()[0]!r}" if told else "passes"
