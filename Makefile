# Two commands are enough: make run, make test. The rest is for those who work on it.
.DEFAULT_GOAL := help
SHELL := bash
PORT ?= 8000
SCALE ?= province
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
WORKERS ?= 3
export FLASK_APP = lms.cli:create_app
export PYTHONPATH = .
# Compiled once, although containers often forbid it: every process would take a second more.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPYCACHEPREFIX = $(CURDIR)/$(STAMPS)/bytecode

help: ## say what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup ## serve the product with demo data on http://127.0.0.1:8000 (PORT=…, SCALE=…)
	@LMS_LOG_FORMAT=console LMS_LOG_LEVEL=ERROR $(BIN)/flask db upgrade
	@LMS_LOG_FORMAT=console LMS_LOG_LEVEL=ERROR $(BIN)/flask demo load --if-empty --scale $(SCALE)
	@LMS_DEMO=1 LMS_LOG_FORMAT=console LMS_LOG_LEVEL=WARNING LMS_PUBLIC_URL=http://127.0.0.1:$(PORT) \
		PORT=$(PORT) $(BIN)/flask serve

test: setup-dev ## run everything: lint, types, import contract, tests on both databases, browser
	@tools/system-packages test
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n $(WORKERS) -q

check: setup-dev ## the quick part of test: lint, types, import contract
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache

fix: setup-dev ## mend what tools can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-dev ## measure speed and weight, compare with bench/history.jsonl (PARTS="load kills"; none: all)
	@tools/system-packages bench
	@$(BIN)/python -m bench $(PARTS)

load: setup-dev ## the last day of the year until it is too much: PostgreSQL + Redis, then SQLite
	@tools/system-packages bench
	@$(BIN)/python -m bench load load-sqlite

kill-run: setup-dev ## kill web processes, workers and databases under load; nothing acknowledged may be lost
	@tools/system-packages bench
	@$(BIN)/python -m bench kills kills-sqlite

backup-drill: setup-dev ## back up under load, restore elsewhere, check; both databases (SCALE=…)
	@tools/system-packages test
	@$(BIN)/python -m bench.drills backup --scale $(SCALE)

move-drill: setup-dev ## SQLite to PostgreSQL with two kill -9 in between, every row compared (SCALE=…)
	@tools/system-packages test
	@$(BIN)/python -m bench.drills move --scale $(SCALE)

demo: setup ## build the demo afresh in instance/: SCALE=commune|province|nation
	@rm -f instance/hocso.db instance/hocso.db-wal instance/hocso.db-shm
	@LMS_LOG_FORMAT=console LMS_LOG_LEVEL=ERROR $(BIN)/flask db upgrade
	@LMS_LOG_FORMAT=console LMS_LOG_LEVEL=ERROR $(BIN)/flask demo load --scale $(SCALE)

translate: setup-dev ## collect texts for lms/translations and compile them
	@$(BIN)/pybabel -q extract -F babel.cfg --sort-output -k lazy_gettext --no-location --omit-header -o $(STAMPS)/all.pot .
	@$(BIN)/pybabel -q update -N --no-wrap --ignore-pot-creation-date -l vi -i $(STAMPS)/all.pot -d lms/translations
	@$(BIN)/pybabel -q compile -d lms/translations

screenshots: setup-dev ## take the pictures of the README from this build
	@$(BIN)/python tools/screenshots.py

db-new: setup ## write a migration: make db-new NAME=words_of_it
	@$(BIN)/flask db migrate -m "$(NAME)" --rev-id "$$(printf %04d $$(( 10#$$(cat migrations/HEAD) + 1 )))"
	@printf '%04d\n' $$(( 10#$$(cat migrations/HEAD) + 1 )) > migrations/HEAD

db-upgrade: setup ## bring the database of the data folder to the newest migration
	@$(BIN)/flask db upgrade

lock: setup-dev ## write the exact versions of every library to requirements/*.txt
	@cd requirements && ../$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras base.in -o base.txt
	@cd requirements && ../$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras telemetry.in -o telemetry.txt
	@cd requirements && ../$(BIN)/pip-compile -q --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe dev.in -o dev.txt

sizes: ## the ten longest files and functions
	@$(PYTHON) tools/sizes.py

clean: ## remove what these commands made, the data too
	@rm -rf $(VENV) $(STAMPS) instance bench/out .mypy_cache .ruff_cache .pytest_cache

setup: $(STAMPS)/base lms/translations/vi/LC_MESSAGES/messages.mo

setup-dev: $(STAMPS)/dev lms/translations/vi/LC_MESSAGES/messages.mo

$(BIN)/python:
	@tools/system-packages run
	@$(PYTHON) -m venv $(VENV)

$(STAMPS)/base: requirements/base.txt | $(BIN)/python
	@echo "Installing Python packages into $(VENV) (once) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/base.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/base
	@echo "Installing what tests need into $(VENV) (once) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@mkdir -p $(STAMPS) && touch $@

lms/translations/vi/LC_MESSAGES/messages.mo: lms/translations/vi/LC_MESSAGES/messages.po $(STAMPS)/base
	@$(BIN)/pybabel -q compile -d lms/translations

.PHONY: help run test check fix bench load kill-run demo translate screenshots db-new db-upgrade lock sizes clean setup setup-dev backup-drill move-drill
