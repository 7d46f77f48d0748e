"""Student repositories on the hosting side: real bare repositories, and what students do to them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

WHO: Final = {
    "GIT_AUTHOR_NAME": "Student",
    "GIT_AUTHOR_EMAIL": "student@example.org",
    "GIT_COMMITTER_NAME": "Student",
    "GIT_COMMITTER_EMAIL": "student@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
LONG_AGO: Final = "1700000000 +0000"
"""The date of commits that are given none; whoever commits may choose it."""

LINK: Final = "120000"
SUBMODULE: Final = "160000"


def git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    """What git printed in a folder."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, input=given, env={**os.environ, **WHO}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode(errors="replace").strip()


def remote(folder: Path, name: str) -> Path:
    """An empty bare repository whose default branch is ``main``."""
    bare = folder / f"{name}.git"
    bare.mkdir(parents=True)
    git(bare, "init", "--bare", "--quiet", "--template=", "--initial-branch=main")
    return bare


def push(
    bare: Path, files: Mapping[str, bytes | None], message: str, branch: str = "main", date: str | None = None
) -> str:
    """A commit on top of a branch, with some files changed (None takes one away); its name."""
    return _commit(bare, files, message, branch, date, again=False)


def force_push(bare: Path, files: Mapping[str, bytes | None], message: str, branch: str = "main") -> str:
    """A commit that takes the place of all of a branch's history; its name."""
    return _commit(bare, files, message, branch, None, again=True)


def _commit(
    bare: Path, files: Mapping[str, bytes | None], message: str, branch: str, date: str | None, again: bool
) -> str:
    changes = [
        f"D {_quoted(path)}\n".encode()
        if data is None
        else f"M 100644 inline {_quoted(path)}\ndata {len(data)}\n".encode() + data + b"\n"
        for path, data in files.items()
    ]
    return fast_import(bare, changes, message, branch, date, again)


def entry(bare: Path, path: str, mode: str, sha: str, branch: str = "main") -> str:
    """A commit in which something other than a file, such as a submodule, stands at a path; its name."""
    return fast_import(bare, [f"M {mode} {sha} {_quoted(path)}\n".encode()], "entry", branch)


def link(bare: Path, path: str, target: str, branch: str = "main") -> str:
    """A commit with a symbolic link; its name."""
    return entry(bare, path, LINK, git(bare, "hash-object", "-w", "--stdin", given=target.encode()), branch)


def fast_import(
    bare: Path, changes: list[bytes], message: str, branch: str, date: str | None = None, again: bool = False
) -> str:
    """A commit made of ``git fast-import``'s file commands; its name."""
    ref = f"refs/heads/{branch}"
    known = git(bare, "for-each-ref", "--format=%(refname)", ref) == ref
    text = message.encode()
    head = f"commit {ref}\ncommitter Student <student@example.org> {date or LONG_AGO}\ndata {len(text)}\n".encode()
    start = f"from {ref}^0\n".encode() if known and not again else b""
    stream = head + text + b"\n" + start + b"".join(changes) + b"\n"
    git(bare, "fast-import", "--quiet", "--force", "--date-format=raw-permissive", given=stream)
    return git(bare, "rev-parse", ref)


def delete(bare: Path, branch: str = "main") -> None:
    """Takes a branch away."""
    git(bare, "update-ref", "-d", f"refs/heads/{branch}")


def reset(bare: Path, sha: str, branch: str = "main") -> None:
    """Has a branch point at any commit."""
    git(bare, "update-ref", f"refs/heads/{branch}", sha)


def default_branch(bare: Path, branch: str) -> None:
    """What the host calls the repository's default branch, whether it exists or not."""
    git(bare, "symbolic-ref", "HEAD", f"refs/heads/{branch}")


def clone(bare: Path, folder: Path) -> Path:
    """A student's working copy."""
    git(bare, "clone", "--quiet", str(bare), str(folder))
    return folder


def _quoted(path: str) -> str:
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
