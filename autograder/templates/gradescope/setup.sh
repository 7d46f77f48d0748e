#!/usr/bin/env bash
# Gradescope calls this once, as root, when it builds the image. It makes a virtual environment with what grading
# needs; nbgrader and JupyterLab are not among it.
set -euo pipefail

root="${AUTOGRADER_ROOT:-/autograder}"
export DEBIAN_FRONTEND=noninteractive

recent() {
    command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}

apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap ca-certificates libseccomp2
if recent python3; then
    python=python3
    apt-get install -y -qq --no-install-recommends python3-venv
else
    # Ubuntu 22.04 has Python 3.10, and of 3.11 only a release candidate.
    python=python3.12
    apt-get install -y -qq software-properties-common
    add-apt-repository -y ppa:deadsnakes/ppa
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3.12 python3.12-venv
fi
if ! recent "$python"; then
    echo "setup.sh: there is no Python 3.11 or newer in this base image; choose another one, such as Ubuntu 24.04" >&2
    exit 1
fi

# Without an index of PyTorch's CPU builds pip may install several gigabytes for graphics cards. PyTorch's installation
# page names it; to use it, write it here in your course's copy of this file and make the zip again:
# export PIP_EXTRA_INDEX_URL=...
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet --no-cache-dir \
    -c "$root/source/constraints.txt" -r "$root/source/requirements.txt"

# Written now, as each submission starts from this image anew.
"$root/venv/bin/python" -m compileall -q "$root/source/autograder"

# For the build's log: which layers of the sandbox hold here. Submissions are not graded where Landlock or seccomp is
# missing; whether they hold is looked at again for each of them.
PYTHONPATH="$root/source" "$root/venv/bin/python" -P -c \
    'from rich import print; from autograder.sandbox.doctor import examine; print(examine()[0])' || true
