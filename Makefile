# Two commands are enough: `make pilot` lives a whole programme year, `make test` checks everything.
# They need only python3 >= 3.11, pip and make; the rest is set up beside the source, never outside it.

.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BOOT := .boot
BIN := .venv/bin
UV := $(shell uv --version 2>/dev/null | grep -q '^uv 0\.13\.' && command -v uv || echo $(BOOT)/bin/uv)
MEMBERS := ledger registration matching scheduling feedback oversight auditor console
SOURCES := shared $(MEMBERS:%=services/%)
PINNED := --quiet --require-hashes --constraints requirements.lock

.PHONY: help setup pilot up test lint types walls contracts alone unit journeys simulate campaign coverage format generate keep lock clean

help: ## what can be done here
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BOOT)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Baraza needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(BOOT)
	@$(BOOT)/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'

.venv/.synced: $(filter $(BOOT)/bin/uv,$(UV)) requirements.lock $(SOURCES:%=%/pyproject.toml)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --require-hashes requirements.lock
	@$(UV) pip install --quiet --no-deps $(SOURCES:%=-e ./%)
	@# A house is a dozen processes: compiled once, each begins in half the time, even where none
	@# of them may write what it compiles (PYTHONDONTWRITEBYTECODE).
	@$(BIN)/python -m compileall -q -j 0 -x '/(pandas|mypy|mypyc)/' .venv/lib $(SOURCES)
	@touch $@

setup: .venv/.synced ## install everything into .venv

pilot: setup ## a whole programme year in virtual time, then checked by the auditor
	@$(BIN)/baraza pilot --home data/pilot

up: setup ## run the house on this machine until Ctrl-C
	@$(BIN)/baraza up

test: setup lint types walls contracts alone unit pilot journeys ## everything a change must pass

lint: setup ## ruff: format and rules
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: setup ## mypy --strict
	@$(BIN)/mypy shared/src services/*/src tests contracts

walls: setup ## what may import what, what each member declares, and that the lock file keeps it
	@$(BIN)/lint-imports --no-cache
	@set -e; for path in $(SOURCES); do ! grep -q '^\[tool.deptry\]' $$path/pyproject.toml || (cd $$path && $(CURDIR)/$(BIN)/deptry src); done
	@$(UV) pip check --quiet

contracts: setup ## what is generated from the code is what is committed
	@$(BIN)/python contracts/generate.py --check

journeys: setup ## whole years: same root twice, after kills too, and a stranger's replay under three hash seeds
	@$(BIN)/pytest -q -m 'slow and not long' --ignore=tests/campaign

simulate: setup ## more simulated years: `make simulate SEEDS=20`, or one of them again, `make simulate SEED=17`
	@SEEDS=$(SEEDS) SEED=$(SEED) $(BIN)/pytest -q -m slow tests/simulation

unit: setup ## every test that is not slow: rules, rooms, promises, contracts, and the real nats-server
	@$(BIN)/pytest -q -n 2 -m 'not slow and not long'

coverage: setup ## which lines no test that is not slow reaches
	@$(BIN)/pytest -q -n 2 -m 'not slow and not long' --cov --cov-report=term:skip-covered

campaign: setup ## all fault cases, with a table: SECONDS=600 gives random searches longer, ALL=1 takes every point
	@CAMPAIGN_SECONDS=$(SECONDS) CAMPAIGN_ALL=$(ALL) $(BIN)/pytest -q -n 2 --dist loadgroup -m 'case or method or long' --campaign=tests/campaign/README.md

alone: setup ## every member installs and starts by itself; the auditor without bus or database
	@set -e; for member in $(MEMBERS); do \
	  env=.venv/alone; $(UV) venv --quiet --clear --python $(PYTHON) $$env; \
	  $(UV) pip compile --quiet --no-header --no-annotate --constraints requirements.lock --python $$env/bin/python services/$$member/pyproject.toml \
	    $$(! grep -q '^service = ' services/$$member/pyproject.toml || echo --extra service) -o $$env/all.txt >/dev/null; \
	  grep == $$env/all.txt > $$env/pins.txt; { grep '^-e' $$env/all.txt; echo "-e ./services/$$member"; } > $$env/ours.txt; \
	  $(UV) pip install $(PINNED) --python $$env/bin/python -r $$env/pins.txt; \
	  $(UV) pip install --quiet --no-deps --python $$env/bin/python -r $$env/ours.txt; \
	  $$env/bin/python tests/alone.py $$member; done

format: setup ## put code in the house's form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

generate: setup ## write again what follows from the code: schemas, AsyncAPI, subjects, which test shows which fault
	@$(BIN)/python contracts/generate.py && $(BIN)/python tests/campaign/page.py

keep: setup ## live a small programme and keep its log, which every later test run decides again
	@$(BIN)/python contracts/keep.py

lock: $(filter $(BOOT)/bin/uv,$(UV)) ## resolve dependencies again: exact versions and hashes, no addresses
	@$(UV) lock --quiet
	@$(UV) export --quiet --all-packages --all-extras --no-emit-workspace --no-header -o requirements.lock

clean: ## remove what make made
	@rm -rf .venv .boot data/pilot .mypy_cache .ruff_cache .hypothesis .coverage
