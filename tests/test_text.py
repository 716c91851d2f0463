"""What may be an id, and what is made into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import checked_slug, slug


@given(st.text())
def test_whatever_an_id_is_made_from_it_may_be_one(text: str) -> None:
    id = slug(text, otherwise="persona")

    assert checked_slug(id) == id


@pytest.mark.parametrize("id", ["a", "no-filters-2", "1", "élan", "旅行", "e\u0301", "٣"])
def test_letters_and_digits_of_any_script_may_be_an_id(id: str) -> None:
    assert checked_slug(id) == id


@pytest.mark.parametrize(
    "id", ["", "-", "-a", "a-", "a--b", "A", "É", "a b", "a_b", "a\n", "a/b", "é\n", "ǅ", "\u202ea"]
)
def test_what_could_be_mistaken_for_another_id_may_not_be_one(id: str) -> None:
    with pytest.raises(ValueError, match="an id is"):
        checked_slug(id)
