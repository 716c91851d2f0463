# The same scripts as by hand, for those whose fingers say `make`.
.POSIX:
.PHONY: help setup test lint format bench docs

help:
	@echo "make setup    install what the program and the tests need into .venv"
	@echo "make test     run the tests"
	@echo "make lint     style, types and layers"
	@echo "make format   lay out the code"
	@echo "make bench    measure"
	@echo "make docs     write anew what is generated from the code"

setup:
	@./test --version

test:
	@./test

lint:
	@.ci/run lint

format: setup
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: setup
	@.venv/bin/python -m benchmarks.storage
	@.venv/bin/python -m benchmarks.journeys
	@.venv/bin/python -m benchmarks.outline
	@.venv/bin/python -m benchmarks.plots
	@.venv/bin/python -m benchmarks.cases
	@.venv/bin/python -m benchmarks.start
	@.venv/bin/python -m benchmarks.keys

docs: setup
	@.venv/bin/python docs/generate.py
