# `make demo` and `make test` need Python 3.11 or newer, git and make; everything else is installed into .venv.

# TORCH_INDEX=... brings PyTorch from another package index; see the README.

PYTHON ?= python3
export TORCH_INDEX
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test proof check setup clean

demo: setup
	$(BIN)/python -m tests.demo build/course

# Tests that keep to seconds, or use both processors by themselves; the others run two files at a time, the longest first.
ALONE := tests/browser/test_jupyterlab.py tests/doors tests/hostile tests/engine/test_pool.py
LONGEST_FIRST := tests/suites tests/browser tests/classroom tests/engine tests/fuzz

# A third of the samples, a sixth of the attacks, a sixth of the planted answers: other ones each day. See tests/proof.py.
test: check
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(LONGEST_FIRST) $(ALONE:%=--ignore=%)
	$(BIN)/python -m pytest $(ALONE)

# Everything: before a release, and each week.
proof:
	PROOF=1 $(MAKE) test

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/unit

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; run: make PYTHON=python3.11")'
	$(PYTHON) .ci/environment.py
	@touch $(READY)

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis
