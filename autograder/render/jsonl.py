"""Reads JSON Lines of reports back. Writing is ``Report.to_json``, a line a report.

A writer that is killed leaves a last line without its newline. That line is the only one that may be
broken: the submission is graded again, and nothing else is lost.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from autograder.render.wording import one_line
from autograder.report import Report


class ReportFileError(ValueError):
    """A file of reports cannot be read; one line names the file, the line and what to do."""


def read(path: Path | str) -> list[Report]:
    """The reports of a ``.jsonl`` file, in its order; empty lines and a torn last line are left out."""
    shown = repr(str(path))
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReportFileError(f"cannot read {shown}: {reason}; name a file written by --json") from error
    # Not splitlines(): it also splits at U+2028 and others, which JSON strings may hold as they are.
    *lines, last = content.split(b"\n")
    reports = []
    for number, line in enumerate([*lines, last], start=1):
        if not line.strip():
            continue
        try:
            reports.append(Report.from_json(line))
        except ValidationError as error:
            if number > len(lines):
                break
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            reason = one_line(f"{where}: {first['msg']}" if where else first["msg"])
            raise ReportFileError(
                f"{shown}, line {number}: not a report ({reason}); remove the line, or grade again"
            ) from error
    return reports
