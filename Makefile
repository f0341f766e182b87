# Everything the project is run, tested and kept in order with. `make` alone shows the targets.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
UV ?= uv
LOCK := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet

# What Python compiled is kept, whatever the account says: else each start compiles 1,200 modules again, for two seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-dev run test test-long mutation lint lock clean

help: ## show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(RUN_STAMP) ## make .venv with what running needs, as locked

setup-dev: $(DEV_STAMP) ## the same, with what testing and checking need

run: setup ## set up, load the demonstration into ./var, serve it and print the address
	@exec $(BIN)/zhiyan up --demo

test: setup-dev ## set up and run all tests, the browser included
	@ZHIYAN_CHROMIUM="$$(scripts/browser.sh)" && export ZHIYAN_CHROMIUM && exec $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: setup-dev mutation ## the same tests, properties tried on many more examples, and the mutants
	@ZHIYAN_CHROMIUM="$$(scripts/browser.sh)" && export ZHIYAN_CHROMIUM && \
		exec $(BIN)/python -m pytest -p tests.long --hypothesis-profile=long

mutation: setup-dev ## how many changes of the checks their tests would notice
	@$(BIN)/python scripts/mutation.py

lint: setup-dev ## style, import direction, types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

lock: ## pin anew what pyproject.toml asks for, with hashes (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	@$(UV) $(LOCK) --group build -o requirements.lock
	@$(UV) $(LOCK) --group build --group dev --constraint requirements.lock -o requirements-dev.lock

clean: ## remove the environment and caches; ./var stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results build dist

# The development set holds the run-time set, so that whoever has it needs no second installation.
$(RUN_STAMP): requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh $(VENV) requirements.lock
	@touch $@

$(DEV_STAMP): requirements.lock requirements-dev.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh $(VENV) requirements-dev.lock
	@touch $(RUN_STAMP) $@
