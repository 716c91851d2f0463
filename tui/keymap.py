"""The keys: all that are declared, as a page of documentation, and a user's own, checked."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

from textual.app import App
from textual.binding import Binding
from textual.keys import Keys, key_to_character
from textual.screen import Screen
from textual.widget import Widget

import screens
import screens.parts


def declared() -> Iterator[tuple[type[Widget], Binding]]:
    """Yield (owner, binding) for every binding any of our screens declares."""
    found = [
        *pkgutil.iter_modules(screens.__path__, "screens."),
        *pkgutil.iter_modules(screens.parts.__path__, "screens.parts."),
    ]
    for info in found:
        for _, owner in inspect.getmembers(import_module(info.name), inspect.isclass):
            if owner.__module__ == info.name and issubclass(owner, Widget):
                for binding in vars(owner).get("BINDINGS", ()):
                    yield owner, binding


def table() -> str:
    """All keys as Markdown."""
    app: App[None] = App()
    rows = [
        f"| {_group(owner)} | {_shown(app, binding)} | {binding.description} | {binding.tooltip} | `{binding.id}` |"
        for owner, binding in declared()
    ]
    return "\n".join(["| Where | Key | Does | | Id |", "| --- | --- | --- | --- | --- |", *rows]) + "\n"


def _group(owner: type[Widget]) -> str:
    return vars(owner).get("BINDING_GROUP_TITLE") or owner.__name__


def _shown(app: App[None], binding: Binding) -> str:
    keys = [app.get_key_display(each) for each in Binding.make_bindings([binding])]
    return ", ".join(f"`{key}`" for key in keys)


def checked_keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The part of a user's keymap that can be meant, and what is wrong with the rest.

    Textual takes unknown ids and keys without a word, and lets one of two actions on a key vanish.
    """
    if not wanted:
        return {}, []
    known = {binding.id: (owner, _keys(binding.key)) for owner, binding in declared() if binding.id}
    good: dict[str, str] = {}
    complaints: list[str] = []
    for id, keys in wanted.items():
        unknown = [key.strip() for key in keys.split(",") if not _is_key(key.strip())]
        if id not in known:
            complaints.append(f"There is no action “{id}” to put on {keys}. “docs/keys.md” lists them.")
        elif unknown:
            complaints.append(f"“{unknown[0]}” is not a key, so {id} stays where it is.")
        else:
            good[id] = keys
    for id in list(good):
        owner, usual = known[id]
        for key in _keys(good[id]) - usual:
            now = {other: (whose, _keys(good[other]) if other in good else at) for other, (whose, at) in known.items()}
            others = (other for other, (whose, at) in now.items() if other != id and key in at and _meet(owner, whose))
            if other := _RESERVED.get(key) or next(others, ""):
                complaints.append(f"{key} would do both {id} and {other}; {id} stays where it is.")
                del good[id]
                break
    return good, complaints


def _keys(keys: str) -> frozenset[str]:
    """The keys in *keys*, by the names Textual gives them: `question_mark` for `?`."""
    return frozenset(each.key for each in Binding.make_bindings([Binding(keys, "")]))


def _meet(one: type[Widget], other: type[Widget]) -> bool:
    """Whether a key may reach both at a time: they are of one kind, or one is a screen and the other in it."""
    from screens.form import RecordForm  # noqa: PLC0415 - loads long after the first picture
    from screens.parts.lines import Lines  # noqa: PLC0415 - as above

    if issubclass(one, Screen) == issubclass(other, Screen):
        return issubclass(one, other) or issubclass(other, one)
    screen, part = (one, other) if issubclass(one, Screen) else (other, one)
    return issubclass(screen, RecordForm) != issubclass(part, Lines)


def _is_key(key: str) -> bool:
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return _MODIFIERS.issuperset(modifiers) and bool(name) and (name in _NAMES or key_to_character(name) is not None)


_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super"))
_NAMES = frozenset(member.value for member in Keys)
_RESERVED = {App.COMMAND_PALETTE_BINDING: "the palette", "ctrl+q": "quit"}
"""What the app itself looks at before anything else does."""
