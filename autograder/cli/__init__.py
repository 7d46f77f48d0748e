"""The ``autograder`` command. Exit status: 0 graded, 1 the grader failed somewhere, 2 bad usage or unreadable input.

- ``console``: the application, its consoles, and how a course is named
- ``authoring``: ``release``, ``check``, ``roster``, ``doctor``
- ``gradescope``: ``gradescope``
- ``grading``: ``grade``, and the files that it writes
- ``repositories``: ``collect`` and ``return``
"""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
from typing import Annotated

import typer

from autograder.cli import authoring, gradescope, grading, repositories
from autograder.cli.console import app, complain
from autograder.course import CourseError
from autograder.course.roster import RosterError
from autograder.sandbox.workers import SandboxError

__all__ = ["app", "authoring", "gradescope", "grading", "main", "repositories"]


@app.callback()
def _configure(
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what the grader does.")] = False,
) -> None:
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, format="%(message)s", stream=sys.stderr)
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("autograder").setLevel(logging.DEBUG if verbose else logging.ERROR)


def main() -> None:
    """The command's entry point."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # not a stream of the system's
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a locale may lack a letter
    with contextlib.suppress(ValueError):  # not the main thread: then somebody else has the say
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app()
    except (CourseError, RosterError) as error:
        complain(str(error))
        sys.exit(2)
    except SandboxError as error:
        complain(str(error))
        sys.exit(1)
    except OSError as error:
        complain(f"{error.filename}: {error.strerror}" if error.filename else f"{error.strerror}; make room, try again")
        sys.exit(2)
