# Every target prepares the computer itself (packaging/setup.sh); nothing has to be installed first.

SHELL := /bin/sh
PYTHON := .venv/bin/python
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname -s)))

.DEFAULT_GOAL := help
.PHONY: help run test pictures bench fuzz torture lint format

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: ## open the program; without a screen: take the tour on a virtual one
ifneq ($(SCREEN),)
	@packaging/setup.sh window
	@.venv/bin/chat-vault
else
	@packaging/setup.sh tour
	@$(PYTHON) packaging/tour.py
endif

test: lint ## everything that must hold
	@$(PYTHON) -m pytest -n 2

pictures: ## every page, light and dark, into build/pictures
	@packaging/setup.sh tour
	@$(PYTHON) packaging/pictures.py

bench: ## the vault beside restic, borg and cp; how fast copies are looked for and exports are read (QUICK=--quick: a look)
	@packaging/setup.sh test
	@PATH="$(CURDIR)/.uv/bin:$$PATH"; missed=; \
	for script in "engine.py $(QUICK)" scan.py importers.py whatsapp_text.py "large_exports.py --short"; do \
		echo; echo "== $$script"; \
		$(PYTHON) tests/benchmarks/$$script || missed="$$missed $${script%% *}"; \
	done; \
	if [ -n "$$missed" ]; then echo; echo "A bar is missed in:$$missed"; exit 1; fi

fuzz: ## a minute of search for inputs that harm, for each kind of export and each of the vault's own files
	@packaging/setup.sh test
	@PATH="$(CURDIR)/.uv/bin:$$PATH" uv run --frozen --quiet --with atheris python tests/fuzz/importers.py
	@PATH="$(CURDIR)/.uv/bin:$$PATH" uv run --frozen --quiet --with atheris python tests/fuzz/decoders.py

torture: ## kills the program, cuts the power, and lets several work at once: some hundred moments of every deed
	@packaging/setup.sh test
	@$(PYTHON) -m tests.torture.full_run
	@$(PYTHON) -m tests.torture.at_once

lint: ## style, types, floors
	@packaging/setup.sh test
	@.venv/bin/ruff check vault tests packaging
	@.venv/bin/ruff format --check --quiet vault tests packaging
	@.venv/bin/mypy
	@.venv/bin/lint-imports

format: ## put the code into its usual form
	@packaging/setup.sh test
	@.venv/bin/ruff check --fix --quiet vault tests packaging
	@.venv/bin/ruff format --quiet vault tests packaging
