"""Makes .venv with all that the course needs; ``make setup`` runs it. What goes wrong is told in one line.

Where ``TORCH_INDEX`` names a package index, PyTorch, and nothing else, comes from there.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PIP = (23, 0)
"""An older one is brought up to date first: it does not know what newer releases say of themselves."""

REASONS = (
    (
        r"No space left on device|Disk quota exceeded",
        "the disk is full: .venv takes 2 GB with PyTorch's CPU build, 6 GB with its CUDA build, and half as much again "
        "while it is made; free some room, or set TMPDIR and PIP_CACHE_DIR to a larger disk, and run it again",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError",
        "the package index shows a certificate that is not known here; behind a proxy that opens connections, set "
        "PIP_CERT to its certificate's file",
    ),
    (
        r"ProxyError|NewConnectionError|NameResolutionError|Connection(?:Refused|Reset)Error|timed? ?out|Max retries",
        "the package index cannot be reached; behind a proxy set HTTPS_PROXY, or PIP_INDEX_URL where there is a mirror",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "the package index has no {what} for this Python (3.11 to 3.13 on Linux are tried), or cannot be reached",
    ),
    (
        r"Permission denied: '(?P<what>[^']+)'",
        "{what} may not be written here; run it as who owns the folder",
    ),
)
"""What pip's messages mean, the first that fits: by other words in them, what to do."""


def reason(told: str) -> str:
    """One line for what pip told before it failed."""
    for pattern, words in REASONS:
        if found := re.search(pattern, told):
            return words.format(**found.groupdict())
    lines = [line for line in told.splitlines() if line.strip()]
    return next(
        (line for line in reversed(lines) if line.startswith("ERROR")), (lines or ["pip ended without a word"])[-1]
    )


def pip(python: Path, *arguments: str) -> None:
    """Runs pip; SystemExit with one line where it fails."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.returncode:
        sys.exit(f"setup: {reason(done.stderr)}")
    sys.stderr.write(done.stderr)


def version_of_pip(python: Path) -> tuple[int, ...]:
    """(23, 0), say; (0,) where there is none."""
    told = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, text=True).stdout
    found = re.match(r"pip (\d+)\.(\d+)", told)
    return tuple(map(int, found.groups())) if found else (0,)


def make(folder: Path) -> Path:
    """The Python of an environment in ``folder``, with a pip that is new enough."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"setup: this Python comes without venv; on Debian and Ubuntu: apt install python{version}-venv")
    done = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"setup: {reason(done.stdout + done.stderr)}")
    python = folder / "bin" / "python"
    if version_of_pip(python) < OLDEST_PIP:
        pip(python, "install", "--quiet", "--upgrade", "pip")
    return python


def main() -> None:
    python = make(ROOT / ".venv")
    constraints = ("-c", str(ROOT / "constraints.txt"))
    if index := os.environ.get("TORCH_INDEX"):
        pip(python, "install", "--quiet", *constraints, "--no-deps", "--index-url", index, "torch")
    pip(python, "install", "--quiet", *constraints, "-e", f"{ROOT}[dev]")


if __name__ == "__main__":
    main()
