# make run: set up and open the studio · make test: the tests · make check: style, types, layers
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test slow gpu check format screenshots benchmark clean

run: $(STAMP)
	@$(BIN)/ganstudio

test: $(STAMP)
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not gpu"

slow: $(STAMP)
	@$(BIN)/python -m pytest -m "slow"

gpu: $(STAMP)
	@PYTHON=$(BIN)/python sh packaging/gpu_check.sh

check: $(STAMP)
	$(BIN)/ruff format --check ganstudio tests packaging
	$(BIN)/ruff check ganstudio tests packaging
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format ganstudio tests packaging
	$(BIN)/ruff check --fix ganstudio tests packaging

screenshots: $(STAMP)
	$(BIN)/python packaging/make_screenshots.py

benchmark: $(STAMP)
	$(BIN)/python tests/benchmarks/loop.py

# pip looks for torch where the machine's own pip looks, so it is used rather than a faster tool.
$(STAMP): pyproject.toml packaging/system-libraries.sh
	@sh packaging/system-libraries.sh
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "GAN Studio needs Python 3.11 or newer.")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -e ".[dev]"
	@touch $(STAMP)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
