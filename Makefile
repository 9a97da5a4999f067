# Sambung Rasa. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell scripts/find-python)
BIN := .venv/bin
NLU := nlu/.venv/bin/python
UV := $(CURDIR)/.venv/bin/uv

# These start whole products: side by side they would only be in each other's way.
ONE_BY_ONE := tests/e2e tests/nlu

.PHONY: help
help: ## List the targets
	@echo "make run    set up what is missing, then start everything; prints where to click"
	@echo "make test   set up what is missing, then run every check and test"
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1|/' | column -t -s'|'

.PHONY: run
run: .venv/.run-ready nlu/.venv/.ready ## Start the product: database, Rasa, web, worker, simulator
	@exec $(BIN)/python -m bot run

.PHONY: test
test: setup-dev chromium ## All checks and tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 8 --dist loadfile $(addprefix --ignore=,$(ONE_BY_ONE))
	@$(BIN)/python -m pytest $(ONE_BY_ONE)

.PHONY: check
check: setup-dev ## Formatting, types, import rules, content of faq/
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m faq.check

.PHONY: train
train: nlu/.venv/.ready ## Train the language model if its data changed
	$(NLU) -m nlu.train

.PHONY: evaluate
evaluate: .venv/.run-ready nlu/.venv/.ready ## Judge the language model: DATA=file.tsv OUT=file.json
	$(NLU) -m nlu.evaluate $(if $(DATA),--data $(DATA),--pictures docs/images) $(if $(OUT),--out $(OUT))
	@$(BIN)/python -m nlu.bands $(or $(OUT),var/nlu-evaluation.json) $(DATA)

.PHONY: evaluate-stock
evaluate-stock: .venv/.run-ready .venv/.dev-ready nlu/.venv/.ready ## Judge stock Rasa on the same data (trains it once: an hour)
	$(BIN)/python -m bench.stock_rasa.evaluate $(if $(DATA),--data $(DATA)) $(if $(OUT),--out $(OUT))
	@$(BIN)/python -m nlu.bands $(or $(OUT),var/stock-evaluation.json) $(DATA)

.PHONY: encoder
encoder: nlu/encoder/.venv/.ready ## Rebuild the encoder that knows meaning (nlu/weights), up to an hour
	nlu/encoder/.venv/bin/python -m nlu.encoder

.PHONY: prove
prove: setup-dev ## Kill, repeat, shuffle and starve real processes, then audit every message (SHORT=1: a minute)
	$(BIN)/python -m prove $(if $(SHORT),--short)

.PHONY: bench
bench: setup-dev ## Measure everything, also beside stock Rasa; writes docs/performance.md
	$(BIN)/python -m bench

.PHONY: transcripts
transcripts: setup-dev ## Play every dialogue with the real bot and write docs/transkrip
	TRANSCRIPTS=write $(BIN)/python -m pytest -q tests/e2e/test_transcripts.py

.PHONY: format
format: setup-dev ## Put all Python into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: .venv/.dev-ready ## Renew the hash-locked requirements of .venv
	@for name in bootstrap app dev; do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --python-version 3.11 --upgrade \
	    --generate-hashes --no-emit-index-url --no-annotate requirements/$$name.in -o requirements/$$name.lock; done

.PHONY: clean
clean: ## Remove the environments; what lies in var/ stays
	rm -rf .venv nlu/.venv nlu/encoder/.venv

.PHONY: setup-dev
setup-dev: .venv/.run-ready .venv/.dev-ready nlu/.venv/.ready

.PHONY: chromium
chromium:
	@scripts/find-chromium > /dev/null

.venv/.uv-ready: requirements/bootstrap.lock
	@test ! -L .venv || { echo ".venv is a link to an environment others use, too; it is not cleared. Remove the link."; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Install it, or say make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bootstrap.lock
	@touch $@

.venv/.run-ready: .venv/.uv-ready requirements/app.lock
	@echo "Installing the product's packages …"
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --require-hashes -r requirements/app.lock
	@touch $@

.venv/.dev-ready: .venv/.run-ready requirements/dev.lock
	@echo "Installing the tools for checks and tests …"
	@VIRTUAL_ENV=.venv $(UV) pip install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

nlu/.venv/.ready: .venv/.uv-ready nlu/requirements.lock
	@scripts/make-nlu-environment nlu/.venv nlu/requirements.lock
	@touch $@

nlu/encoder/.venv/.ready: .venv/.uv-ready nlu/requirements.lock nlu/encoder/requirements.lock
	@scripts/make-nlu-environment nlu/encoder/.venv nlu/requirements.lock nlu/encoder/requirements.lock
	@touch $@
