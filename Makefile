# make serve: the chat page on http://127.0.0.1:7860 · make test: all tests. Both set up .venv first, once.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: serve test check setup format lock

serve: setup
	$(BIN)/baowen serve

test: setup
	$(BIN)/pytest

# What continuous integration holds the code to: format, lint, types, tests.
check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

setup: $(READY)

# torch goes first: beside other packages an installer may choose its CUDA build, several gigabytes large.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11+ is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Write down the exact versions that are installed; +cpu and the like name builds, not versions.
lock: setup
	$(BIN)/python -m pip freeze --exclude-editable | sed -E 's/\+[a-z0-9.]+$$//' > constraints.txt
	touch $(READY)
