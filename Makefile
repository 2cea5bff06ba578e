# Everything a person or CI types. `make run` starts the demo, `make test` checks everything, `make help` lists all.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Without cached bytecode every start costs seconds.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV

PYTHON ?= python3
JOBS   ?= 2
DATA   ?= data
PORT   ?= 8000
ROUNDS ?= 50

export PYTHON
export PATH := $(CURDIR)/.venv/bin:$(PATH)

UV         := .venv/bin/uv
PIP        := $(UV) pip install --quiet --python .venv
LOCK       := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
              --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
UI         := src/pilothouse/ui
BUILT      := $(UI)/static/dist/.built
UI_SOURCES := $(shell find $(UI)/css $(UI)/icons $(UI)/src -type f 2>/dev/null) \
              $(wildcard vite.config.* tsconfig*.json)
KERNELS    := $(shell grep -rlE '^ *(import|from) cython' src/pilothouse/engine --include='*.py' 2>/dev/null) \
              $(wildcard src/pilothouse/engine/build_kernels.py)
# The rooms and the doors answer the same on both databases; what never touches one runs once. tests/conftest.py
# leaves out single tests; what is nothing else is not even collected.
NO_DATABASE := engine commands interchange house ui
# Each worker takes one end of the list and keeps to its modules, for what is built once a module is not for two.
SHARED      := -n $(JOBS) --dist worksteal
# A journey waits for pages as much as it computes, so one more than there are cores; a module's share a server.
JOURNEYS    := -n $$(( $(JOBS) + 1 )) --dist loadfile

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

# ---- running -------------------------------------------------------------------------------------------------

.PHONY: run
run: system-run .venv/.runtime assets kernels ## start the demo on this machine (DATA=data PORT=8000)
	@PILOTHOUSE_DATA=$(DATA) exec .venv/bin/pilothouse serve --demo --port $(PORT)

# ---- setting up ----------------------------------------------------------------------------------------------

.PHONY: setup
setup: system .venv/.development node_modules/.installed ## install what the system and the project need

.PHONY: system system-run
system:
	@tools/setup.sh test
system-run:
	@tools/setup.sh run

.venv/bin/uv: tools/bootstrap.txt
	@echo "Making .venv"
	@[[ -x .venv/bin/pip ]] || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/bootstrap.txt
	@touch $@

.venv/.runtime: requirements.txt pyproject.toml hatch_build.py | .venv/bin/uv
	@echo "Installing Python packages"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	@echo "Installing what developing needs"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json
	@echo "Installing front-end packages"
	@npm ci --loglevel=error --no-update-notifier --no-audit --no-fund
	@touch $@

.PHONY: assets
assets: $(BUILT) ## build scripts, styles, fonts and icons into the package
$(BUILT): node_modules/.installed $(UI_SOURCES) | .venv/.runtime
	@echo "Building assets"
	@npm run --silent build -- --logLevel warn
	@.venv/bin/python -m whitenoise.compress --quiet --no-brotli $(UI)/static/dist
	@touch $@

.PHONY: kernels
kernels: build/kernels ## compile the engine's kernels; without a compiler the plain path stays
build/kernels: .venv/.runtime $(KERNELS)
	@mkdir -p build
	@if .venv/bin/python -m pilothouse.engine.build_kernels >build/kernels.log 2>&1; then touch $@; else \
	  tail -n 3 build/kernels.log; \
	  echo "Kernels not compiled (build/kernels.log says why): same numbers on the plain path, but slower."; fi

.PHONY: lock
lock: .venv/bin/uv ## resolve anew what pyproject.toml and package.json ask for
	@$(LOCK) --upgrade pyproject.toml --group build -o requirements.txt
	@$(LOCK) --upgrade pyproject.toml --group dev --constraint requirements.txt -o requirements-dev.txt
	@echo uv | $(LOCK) --upgrade - -o tools/bootstrap.txt
	@npm install --package-lock-only --silent --no-audit --no-fund

# ---- checking ------------------------------------------------------------------------------------------------

.PHONY: test
test: lint layers types vitest pytest postgres browser ## everything that must hold; this is what CI runs

.PHONY: lint
lint: setup ## format, style and the house's own rules
	@echo "== format and lint"
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/python -m tools.check_house

.PHONY: format
format: setup ## put code into the house's format and mend what can be mended
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

.PHONY: layers
layers: setup ## arrows point down only
	@echo "== layers"
	@.venv/bin/lint-imports --no-logo

.PHONY: types
types: setup ## Python and TypeScript
	@echo "== types"
	@PILOTHOUSE_SECRET_KEY=types .venv/bin/mypy
	@npm run --silent check

.PHONY: vitest
vitest: setup ## front-end tests
	@echo "== front-end tests"
	@npm test --silent

.PHONY: pytest
pytest: setup assets kernels ## all Python tests but the browser's, on SQLite
	@echo "== tests on SQLite"
	@.venv/bin/pytest --quiet $(SHARED) -m "not browser" --ignore=tests/browser

.PHONY: postgres
postgres: setup assets kernels ## what touches a database, once more on PostgreSQL
	@echo "== tests on PostgreSQL"
	@.venv/bin/python -m tests.postgres -- .venv/bin/pytest --quiet $(SHARED) --ignore=tests/browser \
	  $(NO_DATABASE:%=--ignore=tests/%)

.PHONY: browser
browser: setup assets kernels ## the look and the journeys, in Chromium
	@echo "== journeys in the browser"
	@.venv/bin/pytest --quiet $(JOURNEYS) tests/ui/test_in_browser.py tests/browser

.PHONY: bench
bench: setup assets kernels ## measure speed as ratios to a reference of the same run
	@.venv/bin/python -m bench

.PHONY: drill
drill: setup assets kernels ## back up under load, restore, kill under load: all judged by a ledger, on both databases
	@.venv/bin/python -m tools.backup_drill
	@.venv/bin/python -m tools.backup_drill --postgres
	@.venv/bin/python -m tools.kill_drill --rounds $(ROUNDS)
	@.venv/bin/python -m tools.kill_drill --rounds $(ROUNDS) --postgres

.PHONY: query-counts
query-counts: setup assets kernels ## write down how many queries each page takes
	@REWRITE=1 .venv/bin/pytest --quiet tests/house/test_page_costs.py -k queries_than
	@git --no-pager diff --stat tests/house/query_counts.toml

.PHONY: shots
shots: setup assets kernels ## take pictures of the pages into shots/
	@.venv/bin/python -m tools.shots

.PHONY: clean
clean: ## remove what was built or installed here; data/ stays
	@rm -rf .venv node_modules build dist test-results shots $(UI)/static/dist .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache
	@find src -name '*.so' -delete -o -name '*.c' -path '*/engine/*' -delete
