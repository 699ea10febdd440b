# `make demo` and `make test` set up everything they need in .venv; all else builds on the same.
# The one definition of "checked" is `make check`: people, pre-commit and CI call it.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
WORKERS ?= auto
CORE := $(addprefix tests/remit/,patterns judge manifest) $(sort $(wildcard tests/remit/test_*.py))

.PHONY: help demo test check coverage mutants benchmarks schema site lock clean
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

demo: $(VENV)/.core ## three agents, three scopes, one repository: see who is refused, and why
	@PATH="$(abspath $(BIN)):$$PATH" sh docs/demo.sh

.PHONY: picture
picture: $(VENV)/.dev ## draw the refused commit in the README again, from the demo
	@$(BIN)/python tests/support/picture.py

test: $(VENV)/.dev ## every test, doctest and case; `make test ARGS=...` is passed to pytest
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

check: $(VENV)/.dev ## formatting, lint, types (mypy and pyright), import contracts, our own manifests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/remit lint

coverage: $(VENV)/.dev ## branch coverage of the pure core, which must be 100%
	@$(BIN)/coverage erase
	@printf '%s\n' $(CORE) | xargs -n 1 -P "$$(getconf _NPROCESSORS_ONLN)" $(BIN)/coverage run -p -m pytest -q
	@$(BIN)/coverage combine -q
	@$(BIN)/coverage report --skip-covered

mutants: $(VENV)/.dev ## does a test notice each small change of what differs from main? all: ARGS=--all
	@$(BIN)/python tests/support/mutants.py $(ARGS)

benchmarks: $(VENV)/.dev ## the figures of docs/benchmarks, measured here
	@$(BIN)/python tests/benchmarks/tables.py docs/benchmarks

schema: $(VENV)/.dev ## write the JSON Schemas of manifest and policy from their definitions
	@$(BIN)/python -m remit.manifest docs/schema

site: $(VENV)/.dev ## the documents as a site in build/site; a link that leads nowhere is an error
	@rm -rf build/pages build/site && mkdir -p build/pages
	@git ls-files -z --cached --others --exclude-standard -- '*.md' docs > build/pages.list
	@tar --null -T build/pages.list -cf - | tar -xf - -C build/pages
	@$(BIN)/zensical build --clean --strict

PINNED := --universal --python-version 3.11 -q --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --custom-compile-command "make lock"
lock: $(VENV)/.dev ## pin the development dependencies with hashes, and those of the GitHub action
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --group dev --extra split --extra sim --extra cluster \
		--extra mcp --extra import --upgrade $(PINNED) -o requirements-dev.txt
	@echo hatchling | $(BIN)/uv pip compile pyproject.toml - -c requirements-dev.txt \
		--upgrade $(PINNED) -o hooks/github/requirements.txt

clean: ## remove what the other targets made
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks .coverage .cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "remit needs Python 3.11 or newer; none was found on PATH." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made; on Debian: apt install python3-venv" >&2; exit 2; }

$(VENV)/.core: $(VENV)/bin/python pyproject.toml
	@echo "Installing remit into $(VENV) ..."
	@$(PIP) install -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml requirements-dev.txt
	@echo "Installing the pinned development dependencies into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps -e .
	@touch $@ $(VENV)/.core
