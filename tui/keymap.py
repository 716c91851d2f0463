"""The keys: all that are declared, as a page of documentation, and a user's own, checked."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

from textual.app import App
from textual.binding import Binding
from textual.keys import Keys

import screens
import screens.parts


def declared() -> Iterator[tuple[str, Binding]]:
    """Yield (group, binding) for every binding any of our screens declares."""
    found = [
        *pkgutil.iter_modules(screens.__path__, "screens."),
        *pkgutil.iter_modules(screens.parts.__path__, "screens.parts."),
    ]
    for info in found:
        for _, owner in inspect.getmembers(import_module(info.name), inspect.isclass):
            if owner.__module__ == info.name:
                group = vars(owner).get("BINDING_GROUP_TITLE") or owner.__name__
                for binding in vars(owner).get("BINDINGS", ()):
                    yield group, binding


def table() -> str:
    """All keys as Markdown."""
    app: App[None] = App()
    rows = [
        f"| {group} | {_shown(app, binding)} | {binding.description} | {binding.tooltip} | `{binding.id}` |"
        for group, binding in declared()
    ]
    return "\n".join(["| Where | Key | Does | | Id |", "| --- | --- | --- | --- | --- |", *rows]) + "\n"


def _shown(app: App[None], binding: Binding) -> str:
    keys = [app.get_key_display(each) for each in Binding.make_bindings([binding])]
    return ", ".join(f"`{key}`" for key in keys)


def checked_keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The part of a user's keymap that can be meant, and what is wrong with the rest.

    Textual takes unknown ids and keys without a word, and lets one of two actions on a key vanish.
    """
    if not wanted:
        return {}, []
    known: dict[str, tuple[str, Binding]] = {b.id: (group, b) for group, b in declared() if b.id}
    good: dict[str, str] = {}
    complaints: list[str] = []
    for id, keys in wanted.items():
        unknown = [key for key in keys.split(",") if not _is_key(key.strip())]
        if id not in known:
            complaints.append(f"There is no action “{id}” to put on {keys}. “docs/keys.md” lists them.")
        elif unknown:
            complaints.append(f"“{unknown[0]}” is not a key, so {id} stays where it is.")
        else:
            good[id] = keys
    for id in list(good):
        for key in good[id].split(","):
            other = _also_on(key.strip(), id, good, known)
            if other:
                complaints.append(f"{key} would do both {id} and {other}; {id} stays where it is.")
                good.pop(id, None)
    return good, complaints


def _also_on(key: str, id: str, good: Mapping[str, str], known: Mapping[str, tuple[str, Binding]]) -> str:
    group = known[id][0]
    for other, (other_group, binding) in known.items():
        if other != id and other_group == group and key in good.get(other, binding.key).split(","):
            return other
    return ""


def _is_key(key: str) -> bool:
    name = key.rpartition("+")[2] or key
    return len(name) == 1 or name in {member.value for member in Keys} or name in _NAMES


_NAMES = frozenset(("space", "slash", "colon", "question_mark", "comma", "full_stop", "minus", "plus"))
"""Names Textual gives to keys of one character."""
