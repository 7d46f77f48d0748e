"""Where students' repositories are: an address from the roster, or one made of a template and who the student is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from autograder.course import CourseError
from autograder.course.roster import Student
from autograder.frontends.repositories.git import redacted, refusal

FIELDS: Final = ("id", "github_username")


def addresses(students: Iterable[Student], template: str | None, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Student -> address, and student -> why there is none. A relative path starts at the roster's ``folder``."""
    if template is not None:
        _check(template)
    found: dict[str, str] = {}
    missing: dict[str, str] = {}
    for student in students:
        address = student.repository
        if not address and template is not None:
            if lacking := [name for name in _fields(template) if not getattr(student, name)]:
                missing[student.id] = f"no repository: the roster's {lacking[0]!r} is empty, and so is 'repository'"
                continue
            address = template.replace("{id}", student.id).replace("{github_username}", student.github_username)
        if not address:
            missing[student.id] = "no repository: the roster's 'repository' is empty; fill it in, or give --remote"
        elif reason := refusal(address):
            missing[student.id] = f"{redacted(address)!r} is no address of a repository: {reason}; correct the roster"
        else:
            found[student.id] = _from(folder, address)
    return found, missing


def shared(found: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Students whose address is the same."""
    owners: dict[str, list[str]] = defaultdict(list)
    for student, address in found.items():
        owners[place(address)].append(student)
    return [tuple(each) for each in owners.values() if len(each) > 1]


def place(address: str) -> str:
    """Which repository an address leads to, whatever the protocol, the user or the spelling of its end."""
    bare = re.sub(r"^\w+://", "", redacted(address).strip())
    if bare == address:
        bare = re.sub(r"^(?:[^/@:]+@)?([^/:]+):(?!//)", r"\1/", bare)
    host, slash, path = bare.rstrip("/").removesuffix(".git").partition("/")
    host = re.sub(r"^www\.|:(22|443)$", "", host.casefold())
    path = re.sub(r"/+", "/", path.lstrip("/") if host else path)
    return host + slash + (path.casefold() if host == "github.com" else path)


def _from(folder: Path, address: str) -> str:
    """The address as git is to read it, wherever it runs: a path has no colon before its first slash."""
    if re.match(r"[^/]*:", address):
        return address
    return str((folder / address).resolve())


def _fields(template: str) -> list[str]:
    return re.findall(r"\{(.*?)\}", template)


def _check(template: str) -> None:
    fields = _fields(template)
    if not fields or set(fields) - set(FIELDS):
        raise CourseError(
            f"--remote {redacted(template)!r}: it needs {{id}} or {{github_username}}, and nothing else in {{}}"
        )
    if reason := refusal(re.sub(r"\{\w+\}", "x", template)):
        raise CourseError(f"--remote {redacted(template)!r} makes no addresses of repositories: {reason}")
