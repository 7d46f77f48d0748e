"""git, run on repositories of strangers, so that nothing in them is carried out.

Everything happens in bare repositories: nothing is checked out, so there are no hooks, filters, attributes or
submodules of theirs. A command asks nobody for a password, speaks only protocols that run no program of the other
side's choosing (an ``ext::`` address would), does not read the user's aliases and hooks, prints no more than it may,
and ends after its time, with all that it has started. An address reaches git in the environment, and its password apart
from it: neither the list of processes nor the repository's config shows it.
"""

from __future__ import annotations

import base64
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Event
from typing import Final
from urllib.parse import unquote

PROTOCOLS: Final = "file:git:http:https:ssh"
REMOTE: Final = "student-repository"
"""What a repository is called in commands; ``Git.reaching`` says where it is."""
_SAFE: Final = {
    "GIT_ALLOW_PROTOCOL": PROTOCOLS,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_HTTP_LOW_SPEED_LIMIT": "1000",
    "GIT_HTTP_LOW_SPEED_TIME": "30",
    "LC_ALL": "C.UTF-8",
    "GIT_NO_LAZY_FETCH": "1",  # known since 2.39.4; for older ones, see _MANY
}
# fsck is off whatever the user's config says: it guards who checks files out, and would turn honest students away whose
# tools once wrote a commit with an odd time zone.
_OPTIONS: Final = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "fetch.fsckObjects=false"),
    *("-c", "transfer.fsckObjects=false"),
    # What is large is streamed: a file of some hundred megabytes never is in memory as a whole.
    *("-c", "fetch.unpackLimit=1"),
    *("-c", "core.bigFileThreshold=16m"),
)
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/\s]+@")
_MOST: Final = 64 << 20
_LOG: Final = 64 << 10
"""Of standard error, which the other side may fill: the rest is read and dropped."""
_TICK: Final = 0.5
"""Seconds after which an interrupt is seen."""
_MANY: Final = 40
"""Processes that one command may have started; fetching takes fewer than ten. But of a shallow repository, or from a
host that says it is one, git lacks the parents of the first commits, has another git fetch these, which lacks them too.
"""


class GitError(Exception):
    """git said no: its own words in one line, without any password."""


@dataclass(frozen=True)
class Git:
    """Commands in one bare repository."""

    folder: Path
    seconds: float = 120
    """How long a command may take."""
    variables: Mapping[str, str] = field(default_factory=dict)
    stopped: Event = field(default_factory=Event)
    """Once set, commands end: an interrupt reaches neither them nor the threads that wait for them."""

    @classmethod
    def bare(cls, folder: Path, seconds: float = 120) -> Git:
        """The repository in a folder, made where there is none."""
        found = cls(folder, seconds)
        if not (folder / "HEAD").is_file():
            folder.mkdir(parents=True, exist_ok=True)
            found.run("init", "--bare", "--quiet", "--template=", "--initial-branch=main")
        return found

    def reaching(self, address: str) -> Git:
        """Commands that know an address as ``REMOTE``; the caller's own settings of git are kept."""
        url, header = _parted(address)
        count = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
        known: dict[str, str] = {}
        for key, value in {f"remote.{REMOTE}.url": url, **header}.items():
            known |= {f"GIT_CONFIG_KEY_{count}": key, f"GIT_CONFIG_VALUE_{count}": value}
            count += 1
        return replace(self, variables={**known, "GIT_CONFIG_COUNT": str(count)})

    def offline(self) -> Git:
        """Commands that go nowhere, not even for an object that a partial fetch left behind."""
        return replace(self, variables={"GIT_ALLOW_PROTOCOL": ""})

    def run(self, *arguments: str, given: bytes = b"", **environment: str) -> str:
        """What the command printed, decoded and stripped; GitError when it failed."""
        return self.bytes(*arguments, given=given, most=_MOST, **environment).decode("utf-8", "replace").strip()

    def bytes(self, *arguments: str, given: bytes = b"", most: int = _MOST, **environment: str) -> bytes:
        """What the command printed, at most so many bytes; GitError when it failed or went on.

        ``environment`` adds variables of git's.
        """
        command = ["git", *_OPTIONS, *arguments]
        here = {"GIT_DIR": str(self.folder.resolve())}
        try:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**_without_git(), **_SAFE, "GIT_SSH_COMMAND": _ssh(), **here, **self.variables, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # so that what git starts can be ended with it
            )
        except FileNotFoundError as error:
            raise GitError("git is not installed" if error.filename == "git" else f"{self.folder} is gone") from error
        try:
            printed, log = _conversation(self, process, given, most)
        except InterruptedError as error:
            raise GitError("interrupted") from error
        except TimeoutError as error:
            raise GitError(f"git {arguments[0]} did not end within {self.seconds:g} s") from error
        except _CrowdError as error:
            why = f"git {arguments[0]} started more than {_MANY} processes, as it does where a repository is shallow"
            raise GitError(f"{why}; let its owner run `git fetch --unshallow` and push again") from error
        except OverflowError as error:
            raise GitError(f"git {arguments[0]} said more than {most >> 20} MB") from error
        finally:
            _end(process)
        if process.returncode:
            raise GitError(reason(log.decode("utf-8", "replace")) or f"git {arguments[0]} failed")
        return printed


def refusal(address: str) -> str:
    """Why an address is not even tried; empty where it may be."""
    if not address.isprintable() or address != address.strip():
        return "it has characters that no address has"
    if address.startswith("-") or re.search(r"://([^/]*@)?-|^[^/:]*@-", address):
        return "it begins like an option"
    if re.match(r"\w[\w+.-]*::", address):
        return "it names a program to run"
    scheme = re.match(r"([^/:]*)://", address)
    if scheme and scheme[1].lower() not in PROTOCOLS.split(":"):
        return f"git is not let speak {scheme[1]!r} here, only {', '.join(PROTOCOLS.split(':'))}"
    return ""


class _CrowdError(Exception):
    """A command that starts processes without end."""


def _started(session: int) -> int:
    """How many processes there are in a session; 0 where the system does not tell."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            # The name, in brackets, may hold anything; state, parent, group and session follow it.
            found += int(path.read_bytes().rpartition(b")")[2].split()[3]) == session
    return found


def _conversation(git: Git, process: subprocess.Popen[bytes], given: bytes, most: int) -> tuple[bytes, bytes]:
    """Output and log of a process that is given some input; TimeoutError, OverflowError or InterruptedError."""
    assert process.stdin and process.stdout and process.stderr
    end, look = time.monotonic() + git.seconds, time.monotonic() + _TICK
    printed, log, rest = bytearray(), bytearray(), memoryview(given)
    os.set_blocking(process.stdin.fileno(), False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdin, selectors.EVENT_WRITE)
        waiting.register(process.stdout, selectors.EVENT_READ, printed)
        waiting.register(process.stderr, selectors.EVENT_READ, log)
        while waiting.get_map():
            for key, _ in waiting.select(_TICK):
                if key.fileobj is process.stdin:
                    rest = _written(key.fd, rest)
                    if not rest:
                        waiting.unregister(process.stdin)
                        process.stdin.close()
                elif data := os.read(key.fd, 1 << 16):
                    if key.data is printed or len(log) < _LOG:
                        key.data.extend(data)
                else:
                    waiting.unregister(key.fileobj)
            if len(printed) > most:
                raise OverflowError
            if git.stopped.is_set():
                raise InterruptedError
            if time.monotonic() >= look:
                look = time.monotonic() + _TICK
                if _started(process.pid) > _MANY:
                    raise _CrowdError
            if time.monotonic() >= end:
                raise TimeoutError
    try:
        process.wait(max(_TICK, end - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    return bytes(printed), bytes(log)


def _written(descriptor: int, rest: memoryview) -> memoryview:
    """What is still to be written; nothing where nobody reads."""
    try:
        return rest[os.write(descriptor, rest[: 1 << 16]) :] if rest else rest
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it has started, unless it has ended by itself."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _parted(address: str) -> tuple[str, dict[str, str]]:
    """An address without the password in it, and the setting of git's that has it instead."""
    found = re.fullmatch(r"(https?://)([^/:@]*):([^/]*)@([^/@]+)(.*)", address, re.IGNORECASE)
    if found is None:
        return address, {}
    scheme, user, password, host, path = found.groups()
    token = base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
    return f"{scheme}{host}{path}", {f"http.{scheme}{host}/.extraHeader": f"Authorization: Basic {token}"}


@cache
def _ssh() -> str:
    """The user's own way to call ssh, which must not ask anything."""
    own = os.environ.get("GIT_SSH_COMMAND", "")
    with suppress(OSError):
        configured = subprocess.run(["git", "config", "--get", "core.sshCommand"], capture_output=True, text=True)
        own = own or configured.stdout.strip()
    return f"{own or 'ssh'} -oBatchMode=yes -oConnectTimeout=20"


def _without_git() -> dict[str, str]:
    """This process's environment, but for what would lead git elsewhere; credentials and proxies stay."""
    kept = ("GIT_CONFIG_", "GIT_SSL_", "GIT_PROXY_")
    return {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith(kept)}


def reason(log: str) -> str:
    """The line of git's standard error that says why, in one line and without credentials."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "remote: "))]
    line = (told or lines or [""])[0]
    if "Could not read from remote repository" in line:  # ssh has said why, and in its own way
        line = next((each for each in lines if not each.startswith(("fatal:", "warning:", "Warning:"))), line)
    return redacted(re.sub(r"^((fatal|error|remote): *)+", "", line))


def redacted(url: str) -> str:
    """An address without the user and password that may stand in it."""
    return _CREDENTIALS.sub("", url)


def unwritable(error: UnicodeEncodeError) -> str:
    """What to say where a student's id, an address or a branch's name has letters that the locale has not."""
    letters, locale = error.object[error.start : error.end], sys.getfilesystemencoding()
    return f"this machine's locale ({locale}) has no {letters!r}; set LC_ALL=C.UTF-8"
