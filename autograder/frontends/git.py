"""git, run on repositories of strangers, so that nothing in them is carried out.

Everything happens in bare repositories: nothing is checked out, so there are no hooks, filters, attributes or
submodules of theirs. A command asks nobody for a password, speaks only protocols that run no program of the other
side's choosing (an ``ext::`` address would), does not read the user's aliases and hooks, and ends after its time.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROTOCOLS: Final = "file:git:http:https:ssh"
_SAFE: Final = {
    "GIT_ALLOW_PROTOCOL": PROTOCOLS,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=20",
    "GIT_HTTP_LOW_SPEED_LIMIT": "1000",
    "GIT_HTTP_LOW_SPEED_TIME": "30",
    "LC_ALL": "C.UTF-8",
}
_OPTIONS: Final = ("-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s]+@")


class GitError(Exception):
    """git said no: its own words in one line, without any password."""


@dataclass(frozen=True)
class Git:
    """Commands in one bare repository."""

    folder: Path
    seconds: float = 120
    """How long a command may take."""

    @classmethod
    def bare(cls, folder: Path, seconds: float = 120) -> Git:
        """The repository in a folder, made where there is none."""
        found = cls(folder, seconds)
        if not (folder / "HEAD").is_file():
            folder.mkdir(parents=True, exist_ok=True)
            found.run("init", "--bare", "--quiet", "--template=", "--initial-branch=main")
        return found

    def run(self, *arguments: str, given: bytes = b"", **environment: str) -> str:
        """What the command printed, decoded and stripped; GitError when it failed."""
        return self.bytes(*arguments, given=given, **environment).decode("utf-8", "replace").strip()

    def bytes(self, *arguments: str, given: bytes = b"", **environment: str) -> bytes:
        """What the command printed; GitError when it failed. ``environment`` adds variables of git's."""
        command = ["git", *_OPTIONS, *arguments]
        try:
            done = subprocess.run(
                command,
                cwd=self.folder,
                input=given,
                env={**_without_git(), **_SAFE, "GIT_DIR": str(self.folder.resolve()), **environment},
                capture_output=True,
                timeout=self.seconds,
            )
        except FileNotFoundError as error:
            raise GitError("git is not installed") from error
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {arguments[0]} did not end within {self.seconds:g} s") from error
        if done.returncode:
            raise GitError(reason(done.stderr.decode("utf-8", "replace")) or f"git {arguments[0]} failed")
        return done.stdout


def _without_git() -> dict[str, str]:
    """This process's environment, but for what would lead git elsewhere; credentials and proxies stay."""
    kept = ("GIT_CONFIG_", "GIT_SSL_", "GIT_PROXY_")
    return {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(kept)}


def reason(log: str) -> str:
    """The line of git's standard error that says why, in one line and without credentials."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "remote: "))]
    line = (told or lines or [""])[0]
    return redacted(re.sub(r"^(fatal|error|remote): *", "", line))


def redacted(url: str) -> str:
    """An address without the user and password that may stand in it."""
    return _CREDENTIALS.sub("", url)
