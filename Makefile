# spse-monev. `make help` lists what there is; `make demo` and `make test` need nothing but Python and a network.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null)
# The first Python on the path that Airflow supports and that can make a virtual environment.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)

.DEFAULT_GOAL := help
.PHONY: help demo up down status test lint format bench screenshots env lock clean

help: ## List the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: $(READY) ## Set up all, run the daily and monthly DAGs on a synthetic SPSE, print where the reports and the UI are
	@$(BIN)/spse demo run

up: $(READY) ## Start the demo again, with its data
	@$(BIN)/spse demo up

down: $(READY) ## Stop the demo; its data stay
	@$(BIN)/spse demo down

status: $(READY) ## Show which parts of the demo run
	@$(BIN)/spse demo status

test: $(READY) ## Set up all and run the tests
	@$(BIN)/python -m pytest

lint: $(READY) ## Check style, types and the architecture's import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(READY) ## Bring the code into the project's style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## Time reading logs beside pgBadger, GoAccess and bare scans (takes minutes)
	@$(BIN)/python bench/log_summary.py
	@$(BIN)/python bench/application_log.py
	@$(BIN)/python bench/web_log.py

screenshots: $(READY) ## Take the guide's pictures of the pages from the running demo (needs Chromium)
	@$(BIN)/python docs/take_screenshots.py

env: ## Write .env with random secrets for docker-compose.yaml
	@deploy/env.sh

lock: ## Compile requirements.txt anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --all-extras --custom-compile-command "make lock" \
		pyproject.toml -o requirements.txt

clean: ## Remove the environment and everything the demo made
	@-test ! -x $(BIN)/spse || $(BIN)/spse demo clean
	rm -rf $(VENV) var artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): requirements.txt pyproject.toml
ifneq ($(UV),)
	@test -x $(BIN)/python || $(UV) venv --quiet $(if $(PYTHON),--python $(PYTHON),--python '>=3.11,<3.14') $(VENV)
	@$(UV) pip install --quiet --python $(BIN)/python --compile-bytecode -r requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with venv is needed (Debian: apt install python3-venv)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@# Airflow starts twice as fast with compiled modules, which pip leaves out under PYTHONDONTWRITEBYTECODE.
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null || true
endif
	@touch $(READY)
