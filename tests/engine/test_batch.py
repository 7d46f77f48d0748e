"""A class is graded the same way by one process or by several, and no report is lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from autograder.course import Course, CourseError
from autograder.judging import batch
from autograder.judging.judge import Judged
from autograder.judging.pool import NotGradedError, Pool
from autograder.notebooks.intake import Folder
from autograder.notebooks.source import notebook_files
from autograder.render import read
from autograder.report import Report
from tests.engine.test_judge import SUITE, unique, with_suite, without_seconds
from tests.sample_class import ASSIGNMENT, write
from tests.unit.reports import FULL, MIXED

ANSWERS = {
    "ada": "def mse(a, b):\n    return ((a - b) ** 2).mean()",
    "bob": "def mse(a, b):\n    return ((a - b) ** 2).sum()",
    "cy": "import os; os._exit(0)",
}


@pytest.fixture
def tested(small_course: Course, tmp_path: Path) -> Course:
    return with_suite(small_course, tmp_path / "suites", **{unique(tmp_path): SUITE})


def folders(course: Course, into: Path) -> list[Folder]:
    made = []
    for name, answer in ANSWERS.items():
        write(course, into / name / ASSIGNMENT, {"mse": answer}, "release")
        made.append(Folder(name, tuple(notebook_files(into / name / ASSIGNMENT))))
    return made


def graded(course: Course, into: Path, jobs: int) -> dict[str, Report]:
    found = {}
    for folder, result in batch.grade(course, course.assignments[0], folders(course, into), jobs):
        assert isinstance(result, Report), result
        found[folder.name] = result
    return found


def test_one_process_and_several_give_equal_reports(tested: Course, tmp_path: Path) -> None:
    one, two = graded(tested, tmp_path, 1), graded(tested, tmp_path, 2)
    assert [*one] == [*ANSWERS]
    assert {name: each.score for name, each in one.items()} == {"ada": 3, "bob": 1, "cy": 0}
    assert {name: without_seconds(each) for name, each in one.items()} == {
        name: without_seconds(each) for name, each in two.items()
    }


def test_reports_come_as_they_end(tested: Course, tmp_path: Path) -> None:
    results = batch.grade(tested, tested.assignments[0], folders(tested, tmp_path), 1)
    path = tmp_path / "all.jsonl"
    with batch.Journal(path) as journal:
        for number, (folder, result) in enumerate(results, start=1):
            assert isinstance(result, Report)
            journal.append(result)
            assert [each.submission for each in read(path)][number - 1 :] == [folder.name]


def test_a_file_that_is_gone_costs_its_own_submission_only(tested: Course, tmp_path: Path) -> None:
    first, second, _ = folders(tested, tmp_path)
    first.notebooks[0].unlink()
    results = dict(batch.grade(tested, tested.assignments[0], [first, second], 1))
    report = results[first]
    assert isinstance(report, Report)
    assert report.unreadable == ("01-from-scratch.ipynb",)
    assert isinstance(results[second], Report)


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_broken_file_with_a_name_that_is_no_utf_8_is_graded(tested: Course, tmp_path: Path) -> None:
    write(tested, tmp_path / "ada", {"mse": ANSWERS["ada"]}, "release")
    Path(os.fsdecode(os.fsencode(tmp_path / "ada") + b"/n\xff.ipynb")).write_text("{")
    folder = Folder("ada", tuple(notebook_files(tmp_path / "ada")))
    ((_, result),) = batch.grade(tested, tested.assignments[0], [folder], 1)
    assert isinstance(result, Report), result
    assert result.score == 3
    result.to_json().encode()


def test_what_a_process_had_in_hand_when_it_died_is_graded_by_another(tested: Course, tmp_path: Path) -> None:
    ada, bob, _ = folders(tested, tmp_path)
    once = tmp_path / "once"
    with Pool(tested, tested.assignments[0], 1, partial(score_or_die, once)) as pool:
        futures = [pool.submit(folder) for folder in (ada, bob)]
        assert [each.result() for each in futures] == [3, 1]
    assert once.exists()


def score_or_die(once: Path, judged: Judged) -> int | None:
    """Ends the process that is first to get here."""
    if not once.exists():
        once.touch()
        os._exit(1)
    return judged.report.score


def test_a_process_that_dies_again_is_an_error_and_not_a_score(tested: Course, tmp_path: Path) -> None:
    ada, *_ = folders(tested, tmp_path)
    with (
        Pool(tested, tested.assignments[0], 1, die) as pool,
        pytest.raises(NotGradedError, match="not graded: its judge's process died") as raised,
    ):
        pool.submit(ada).result()
    assert raised.value.report.submission == "ada"
    assert raised.value.report.score is None


def die(judged: Judged) -> None:
    os._exit(1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_suite_that_does_not_load_is_one_error(small_course: Course, tmp_path: Path, jobs: int) -> None:
    broken = with_suite(small_course, tmp_path / "suites", **{unique(tmp_path): "def"})
    with pytest.raises(CourseError, match="does not run"):
        list(batch.grade(broken, broken.assignments[0], folders(broken, tmp_path), jobs))


def test_nothing_to_grade(tested: Course) -> None:
    assert list(batch.grade(tested, tested.assignments[0], [], 4)) == []


@pytest.mark.parametrize(("submissions", "most"), [(0, 1), (1, 1), (4, 1), (8, 2), (10_000, os.cpu_count() or 1)])
def test_jobs_grow_with_the_class(submissions: int, most: int) -> None:
    assert 1 <= batch.default_jobs(submissions) <= most


def test_a_journal_is_on_the_disk_when_its_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    source = (
        "import os, sys; from pathlib import Path; from autograder.judging.batch import Journal\n"
        "from autograder.report import Report\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "for line in sys.argv[2:]: journal.append(Report.from_json(line))\n"
        "os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", source, str(path), MIXED.to_json(), FULL.to_json()]
    assert subprocess.run(command, check=False).returncode == -9
    assert read(path) == [MIXED, FULL]


def test_a_journal_has_a_line_a_report(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    with batch.Journal(path) as journal:
        for number in range(3):
            journal.append(FULL)
            assert path.read_text().count("\n") == number + 1
