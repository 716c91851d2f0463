"""The list of ranking methods: what each declares is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from domain.entity import fields_of
from domain.initiative import Initiative
from domain.ranking.methods import METHODS, Method


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_fields_a_method_is_fed_by_are_fields_of_an_initiative(method: Method) -> None:
    assert set(method.fields) <= set(fields_of(Initiative))


def test_a_method_is_imported_only_when_it_is_asked() -> None:
    what = "import sys, domain.ranking.methods; print([m for m in sys.modules if m.startswith('domain.ranking.')])"

    loaded = subprocess.run([sys.executable, "-c", what], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == "['domain.ranking.score', 'domain.ranking.methods']"
