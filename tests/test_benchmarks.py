"""What measures the program keeps up with it: run on demand only, it would break without a word."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.terminals import ROOT


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py")))
def test_every_benchmark_finds_what_it_measures(name: str) -> None:
    assert import_module(f"benchmarks.{name}").__doc__
