"""What ``Report.to_json`` writes comes back, also when the writer was killed in the middle of a line."""

from pathlib import Path

import pytest

from autograder.render import ReportFileError, read
from tests.unit.reports import BROKEN, FULL, MIXED, exercise, report


def write(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_bytes(("\n".join(lines) + end).encode())
    return path


def test_reports_come_back(tmp_path: Path) -> None:
    odd = report(exercise(), submission="line\u2028separator \x85 \x1c")
    reports = [MIXED, FULL, BROKEN, odd]
    assert read(write(tmp_path / "all.jsonl", *(each.to_json() for each in reports))) == reports


def test_empty_lines_and_files_are_fine(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.jsonl", end="")) == []
    assert read(write(tmp_path / "b.jsonl", "", FULL.to_json(), " ")) == [FULL]


def test_a_last_line_needs_no_newline(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.jsonl", MIXED.to_json(), FULL.to_json(), end="")) == [MIXED, FULL]


@pytest.mark.parametrize("kept", [1, 20, 200, -1])
def test_a_torn_last_line_is_left_out(tmp_path: Path, kept: int) -> None:
    torn = FULL.to_json()[:kept]
    assert read(write(tmp_path / "a.jsonl", MIXED.to_json(), torn, end="")) == [MIXED]


def test_a_last_line_torn_inside_a_character_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(MIXED.to_json().encode() + b'\n{"schema": "\xe2\x82')
    assert read(path) == [MIXED]


@pytest.mark.parametrize("line", ["{", "[]", '{"schema": "autograder/report/v9"}', "\x1b]0;x\x07", "{}"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl", MIXED.to_json(), line, FULL.to_json())
    with pytest.raises(ReportFileError, match="line 2: not a report") as caught:
        read(path)
    assert repr(str(path)) in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_whole_line_at_the_end_must_be_a_report(tmp_path: Path) -> None:
    with pytest.raises(ReportFileError, match="line 2"):
        read(write(tmp_path / "a.jsonl", MIXED.to_json(), "{}"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportFileError, match=r"none\.jsonl.*--json"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(ReportFileError):
        read(tmp_path)
