# What one does with this project. `make help` lists it.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= auto
TEMPLATE_FOLDERS := templates support_plugin/templates knowledge_base/templates

.DEFAULT_GOAL := help
.PHONY: help run test lint bench messages wheel figures api

help: ## List what there is to make
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## Start the site with its demo: web, worker and tick (PORT, BIND, DATABASE_URL, VAR_DIR)
	@exec $(BIN)/python site/run.py

test: $(VENV)/.installed-dev ## Run the whole suite (on PostgreSQL with DATABASE_URL=postgres://…)
	@exec $(BIN)/pytest -n $(PYTEST_WORKERS) --maxprocesses 8 $(ARGS)

lint: $(VENV)/.installed-dev ## Check style, layers, templates and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATE_FOLDERS)
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: $(VENV)/.installed-dev ## Measure what a submit costs in every mood of the mail server (a quarter of an hour)
	@exec $(BIN)/python -m benchmarks.post_moods $(ARGS)

messages: $(VENV)/.installed-dev ## Extract strings for translation and compile the catalogues (needs gettext)
	@exec $(BIN)/python site/messages.py

figures: $(VENV)/.installed-dev ## Take the pictures of the guide, the README and the post from the running site (ARGS=post; needs Chromium)
	@exec $(BIN)/python site/figures.py $(ARGS)

api: $(VENV)/.installed-dev ## Write docs/openapi.json, the description of the API
	$(BIN)/python manage.py support_api_schema --output docs/openapi.json

wheel: $(VENV)/.installed-dev ## Build the wheel of support_plugin and knowledge_base
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

$(VENV)/.python:
	@for python in python3 python3.13 python3.12 python3.11; do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$python -m venv $(VENV) && touch $@; exit; \
		fi; \
	done; \
	echo "Python 3.11 or newer is needed, with its module venv (on Debian: apt install python3-venv)." >&2; exit 1

$(VENV)/.installed: requirements.txt | $(VENV)/.python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(VENV)/.python
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed
