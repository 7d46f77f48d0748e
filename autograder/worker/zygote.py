"""The zygote: warm imports, then a fork for each notebook. See the package's theory of operation."""

from __future__ import annotations

import gc
import os
import random
import signal
import socket
import struct
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import torch

from autograder import wire
from autograder.lifeline import end_with_parent
from autograder.worker import figures, loaders
from autograder.worker.layers import CHANNEL, Plan, lock_down, prctl
from autograder.worker.notebook import Notebook
from autograder.worker.shell import Shell
from autograder.worker.stream import read_frame
from autograder.worker.surroundings import Originals

_PR_SET_CHILD_SUBREAPER: Final = 36

WARM_UP: Final = """
import torch, numpy as np, matplotlib.pyplot as plt
from torch.utils.data import DataLoader, TensorDataset
layer = torch.nn.Linear(3, 2)
optimizer = torch.optim.SGD(layer.parameters(), lr=1e-5)
for x, y in DataLoader(TensorDataset(torch.ones(4, 3), torch.ones(4, 2)), batch_size=2, shuffle=True):
    torch.nn.functional.mse_loss(layer(x), y).backward()
    optimizer.step()
    optimizer.zero_grad()
figure = plt.figure(); plt.plot([0, 1], label="warm"); plt.legend(); plt.title("$x$"); plt.show()
torch.ones(2)
"""
"""The first optimizer imports torch._dynamo and the first figure loads fonts: once here, not once a submission."""


def warm_shell() -> Shell:
    """A shell in which everything that a notebook usually touches has been touched."""
    torch.set_num_threads(1)
    matplotlib.use("module://matplotlib_inline.backend_inline")
    shell: Shell = Shell.instance()
    figures.draw_once()
    shell.run_line_magic("matplotlib", "inline")
    # Cut to size, each figure would be drawn twice all the same.
    shell.run_line_magic("config", "InlineBackend.print_figure_kwargs = {'bbox_inches': None}")
    ran = shell.run(WARM_UP, 1 << 20)
    if ran.raised:
        raise RuntimeError(f"the warm-up cell failed: {ran.outputs[-1:]}")
    plt.close("all")
    shell.reset(new_session=True, aggressive=False)
    sys.path.insert(0, "")
    loaders.run_in_this_process()
    return shell


def work(shell: Shell, plan: Plan, output_bytes: int, originals: Originals) -> None:
    """A worker's life: lock down, say which layers hold, answer until the judge hangs up."""
    end_with_parent()
    os.setsid()
    os.chdir(plan.scratch)
    os.environ["HOME"] = os.environ["TMPDIR"] = plan.scratch
    tempfile.tempdir = None
    layers = lock_down(plan)
    channel = socket.socket(fileno=CHANNEL)
    notebook = Notebook(shell, output_bytes, originals)
    channel.sendall(wire.encode(layers))
    while True:
        asked = read_frame(channel)
        answer = notebook.answer(asked)
        try:
            frame = wire.encode(answer)
        except Exception:  # what looks like plain data may still be a student's own class
            frame = wire.encode({"id": asked["id"], "value": wire.Opaque("value too large to look at")})
        channel.sendall(frame)


def fork_worker(
    shell: Shell, control: socket.socket, channel_fd: int, plan: Plan, output_bytes: int, originals: Originals
) -> int:
    """The pid of a new worker that serves on ``channel_fd``."""
    pid = os.fork()
    if pid:
        os.close(channel_fd)
        return pid
    try:
        if channel_fd != CHANNEL:
            os.dup2(channel_fd, CHANNEL)
        control.detach()
        work(shell, plan, output_bytes, originals)
    except EOFError:
        os._exit(0)
    except BaseException:
        os._exit(70)
    os._exit(0)


def _children() -> set[int]:
    """The zygote's own children: its workers, and orphans of theirs, which the kernel hands to it."""
    try:
        return set(map(int, Path("/proc/self/task").joinpath(str(os.getpid()), "children").read_text().split()))
    except OSError:
        return set()


def sweep(workers: set[int]) -> None:
    """Ends every child that is not one of ``workers``, and takes the ended ones out of it."""
    while True:
        try:
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                workers.discard(pid)
        except ChildProcessError:
            return
        strays = _children() - workers
        if not strays:
            return
        for pid in strays:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def serve(control: socket.socket, plan: Plan) -> None:
    """Forks a worker for each request on ``control``, until it is closed."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)
    shell = warm_shell()
    originals = Originals()
    np.random.seed(0)
    random.seed(0)
    gc.collect()
    gc.freeze()
    control.sendall(b"\x01")
    workers: set[int] = set()
    while True:
        prefix, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        sweep(workers if prefix else set())
        if not prefix:
            return
        asked = read_frame(control)
        here = replace(plan, scratch=asked["scratch"], files=asked["files"])
        pid = fork_worker(shell, control, descriptors[0], here, asked["output_bytes"], originals)
        workers.add(pid)
        pidfd = os.pidfd_open(pid) if hasattr(os, "pidfd_open") else os.open(os.devnull, os.O_RDONLY)
        socket.send_fds(control, [struct.pack("!I", pid)], [pidfd])
        os.close(pidfd)
