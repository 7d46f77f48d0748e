"""Started by the judge, with one end of a socket: says what a worker gives up here, then becomes the zygote."""

from __future__ import annotations

import resource
import socket
import sys
from pathlib import Path

from autograder import wire
from autograder.lifeline import end_with_parent
from autograder.worker.layers import Plan, prepare, trial
from autograder.worker.stream import read_frame

if sys.modules.get("rfc3987_syntax", "") is None:
    del sys.modules["rfc3987_syntax"]  # what a notebook imports is its own affair
end_with_parent()
_, hard = resource.getrlimit(resource.RLIMIT_DATA)
resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))  # the judge's own limit; a worker has another
control = socket.socket(fileno=int(sys.argv[1]))
plan = Plan(**read_frame(control))
prepare(plan)
namespaces = {each.name: str(each.readlink()) for each in Path("/proc/self/ns").glob("*")}
control.sendall(wire.encode({"layers": trial(plan), "namespaces": namespaces}))

from autograder.worker import zygote  # noqa: E402  # torch takes a second; what a machine can do is told before

zygote.serve(control, plan)
