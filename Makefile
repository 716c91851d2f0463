# The same scripts as by hand, for those whose fingers say `make`.
.POSIX:
.PHONY: help setup test soak lint format bench docs

help:
	@echo "make setup    install what the program and the tests need into .venv"
	@echo "make test     run the tests"
	@echo "make soak     run the tests of what may fail, for hours"
	@echo "make lint     style, types and layers"
	@echo "make format   lay out the code"
	@echo "make bench    measure"
	@echo "make docs     write anew what is generated from the code"

setup:
	@./test --version

test:
	@./test

# A thousand kills instead of thirty: before a release.
soak:
	@KLANTREIS_SOAK=1 ./test tests/test_store.py tests/test_killed.py tests/test_failing.py tests/test_history.py \
		tests/test_toml.py tests/test_resizing.py tests/test_surroundings.py tests/test_hostile.py tests/test_story.py

lint:
	@.ci/run lint

format: setup
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: setup
	@.venv/bin/python -m benchmarks

docs: setup
	@.venv/bin/python docs/generate.py
