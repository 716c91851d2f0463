"""The form of any record, drawn from what its kind declares.

A field added to a record appears here by itself: label, unit, help, bounds and kind of answer are all read from
`domain.entity.fields_of`. The form hands back values; it knows no store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from pydantic import ValidationError
from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from domain.edits import add, change, noun
from domain.entity import Entity, Facts, fields_of, references_of
from domain.plan import Plan
from domain.records import BY_NAME
from domain.rules import broken_rules
from domain.text import clean_text, counted
from screens.help import Help
from screens.messages import DropDraft, GetReady, KeepDraft, Propose
from screens.parts.bars import KeyBar
from screens.parts.dial import Choice, Dial
from screens.parts.entry import Box, Entry, Pasted
from screens.parts.notice import tell
from screens.parts.picker import Picker
from screens.parts.question import Question, answer_to
from screens.parts.stillness import LONGEST_WAIT, STILL, Stillness
from screens.parts.typed import allowed, read, refusal, removed_by_cleaning, shown

LONGEST_TYPED = 20_000
"""Text that may be longer is a document: it is taken in whole, never typed."""

LABEL_WIDTH = 24
"""Cells there are for labels as a rule; a form with a longer one has a wider column (`form.tcss`)."""


def asked_of(kind: type[Entity], given: Mapping[str, Any] = MappingProxyType({})) -> Iterator[Facts]:
    """The fields of *kind* a person fills in when *given* are known: no id, no position, no document."""
    for name, facts in fields_of(kind).items():
        if name not in {"id", "position", *given} and (facts.longest or 0) <= LONGEST_TYPED:
            yield facts


class Fields(VerticalScroll, can_focus=False, inherit_bindings=False):
    """All fields, one below the other. The arrows go from field to field, so they do not scroll."""


class RecordForm(ModalScreen["dict[str, Any] | None"]):
    """Fills in one record and hands back the fields that changed, or None."""

    HELP = """
    **tab** and the arrows go from field to field, **enter** to the next one. Dates may be typed as 2027-01-31,
    31-1-2027, today or +30. **esc** closes the form and keeps what you typed for the next time.
    """
    BINDING_GROUP_TITLE = "Form"
    AUTO_FOCUS = ""
    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+enter", "save", "Save", tooltip="Save and close", id="form.save"),
        Binding("escape", "close", "Close", tooltip="Close; what was typed is kept for later", id="form.close"),
        Binding(
            "ctrl+z", "swap", "Saved values", tooltip="Between the unfinished text and what is saved", id="form.swap"
        ),
        Binding("f1", "help", "Help", tooltip="What the keys do here", id="form.help"),
        Binding("tab,down,enter", "go(1)", "Next field", tooltip="Go to the next field", id="form.next", show=False),
        Binding("shift+tab,up", "go(-1)", "Field before", tooltip="Go a field back", id="form.back", show=False),
    ]

    # Textual repaints the whole screen when the focus moves: ten kilobytes a key, where two lines change.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(  # noqa: PLR0913 - what a form may be told; all but the first two by name
        self,
        kind: type[Entity],
        plan: Plan,
        *,
        today: date,
        subject: str,
        record: Entity | None = None,
        given: Mapping[str, Any] = MappingProxyType({}),
        draft: Mapping[str, str] | None = None,
        typed: Mapping[str, str] = MappingProxyType({}),
        focus: str | None = None,
    ) -> None:
        """Ask for a record of *kind*.

        Args:
            kind: what is filled in.
            plan: what references are to, and what the record must agree with; holds *record*.
            today: what `today` and `+30` in a date count from.
            subject: what a draft is kept under.
            record: what is changed; None for a new one.
            given: fields that are known, such as the owner; not asked.
            draft: field → text kept from a visit that was not finished.
            typed: field → text to start a new record with.
            focus: the field to start on; else the first.
        """
        super().__init__()
        self._kind, self._plan, self._today = kind, plan, today
        self._record, self._given, self._subject = record, given, subject
        self._questions = {facts.name: self._question(facts) for facts in asked_of(kind, given)}
        self._fill_in(typed)
        self._other_texts = self.texts if draft else {}
        self._offers_swap = self._fill_in(draft or {})
        self._start = focus if focus in self._questions else next(iter(self._questions), None)
        self._visited: set[str] = set()
        self._kept: Mapping[str, str] = self.texts if draft else {}
        self._keeping = Stillness(self, self._keep, STILL, LONGEST_WAIT)
        self._left: dict[str, Mapping[str, str]] = {}
        self.set_class(any(question.label_width > LABEL_WIDTH for question in self._questions.values()), "-wide")

    def _question(self, facts: Facts) -> Question:
        raw = shown(facts, getattr(self._record, facts.name) if self._record else facts.default)
        unit = self._plan.engagement.currency if facts.unit == "money" else facts.unit
        return Question(facts, unit, answer_to(facts, raw, self._plan, self._record))

    def compose(self) -> ComposeResult:
        """A framed sheet: what is unfinished or wrong as a whole, the fields, and help for the one in focus."""
        with Vertical(id="sheet"):
            with Vertical(id="notices"):
                yield Static(id="unfinished")
                yield Static(id="trouble")
            with Fields(id="fields"):
                yield from self._questions.values()
            yield Static(id="help")
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what is filled in, and start."""
        sheet = self.query_one("#sheet")
        name = noun(self._kind)
        sheet.border_title = Content(name[:1].upper() + name[1:] if self._record else f"New {name}{self._for_whom}")
        sheet.border_subtitle = Content(" › ".join(self._place()))
        if self._offers_swap:
            self._say("#unfinished", "Unfinished text from before is filled in. ctrl+z puts the saved values back.")
        if self._start:
            self._questions[self._start].enter()
        self.call_after_refresh(self.post_message, GetReady())

    def action_save(self) -> None:
        """Hand back what changed; with anything wrong, stay and go to the first of it."""
        self._say_removed(sum(removed_by_cleaning(question.answer.raw) for question in self._questions.values()))
        answer, problems = self._read()
        values = self._changes(answer) if answer else {}
        unchanged = self._record is not None and not values
        if not problems and not unchanged:
            problems = self._rules_broken_by(values)
        self._visited |= set(self._questions)
        self._show(problems)
        if problems:
            self._go_to(next((name for name in self._questions if name in problems), self._start))
            return
        if unchanged:
            tell(self, "Nothing was changed.")
        self._keeping.stop()
        # What was typed stays a draft until the edit is made: the store may still refuse it, or the disk be full.
        self.post_message(DropDraft(self._subject) if unchanged else KeepDraft(self._subject, self.texts))
        self.dismiss(None if unchanged else values)

    def action_close(self) -> None:
        """Close without saving; unfinished text is kept."""
        self._keeping.stop()
        self._hand_over()
        self.dismiss(None)

    def action_swap(self) -> None:
        """Trade the unfinished text for the saved values, or the other way round."""
        texts, self._other_texts = self._other_texts, self.texts
        for question in self._questions.values():
            question.answer.raw = question.saved
        self._fill_in(texts)
        self._say(
            "#unfinished",
            "Unfinished text from before is filled in. ctrl+z puts the saved values back."
            if texts
            else "The saved values are back. ctrl+z fills in the unfinished text again.",
        )

    def action_help(self) -> None:
        """Show what the keys do here."""
        self.app.push_screen(Help(self))

    def action_go(self, by: int) -> None:
        """Go *by* fields on, round from the last to the first."""
        names = list(self._questions)
        here = next((n for n, name in enumerate(names) if self._questions[name].has_focus_within), -min(by, 0))
        if names:
            self._go_to(names[(here + by) % len(names)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to swap unless a draft was filled in."""
        del parameters
        return self._offers_swap if action == "swap" else True

    def _go_to(self, name: str | None) -> None:
        if name is not None:
            question = self._questions[name]
            question.enter()
            # It may have had the keys already, and has just grown by the line that says what is wrong.
            self.call_after_refresh(self.call_after_refresh, question.scroll_visible, animate=False)

    @on(Input.Submitted)
    def _go_on(self) -> None:
        self.action_go(1)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the field into view and say what it is for."""
        question = _question_of(event.widget)
        line = self.query_one("#help", Static)
        line.update(Content(help_line(question.facts, line.content_size.width)), layout=False)
        self.call_after_refresh(question.scroll_visible, animate=False)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Settle what was typed, and say what is wrong with it."""
        question = _question_of(event.widget)
        self._settle(question)
        self._visited.add(question.facts.name)
        self._check()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    @on(Dial.Changed)
    @on(Picker.Changed)
    def _typed(self) -> None:
        """Keep what was typed once the keys are still, and at the latest a second after the first of them."""
        if any(question.problem for question in self._questions.values()):
            self._check()
        self._keeping.disturb()

    @on(Pasted)
    def _cleaned(self, event: Pasted) -> None:
        self._say_removed(removed_by_cleaning(event.text))

    @on(Picker.Wanted)
    def _make(self, event: Picker.Wanted) -> None:
        """Have the record made that a reference needs, then refer to it."""
        picker, kind = event.picker, event.picker.kind
        first = next((facts.name for facts in asked_of(kind) if facts.type is str and not facts.target), "")
        form = RecordForm(
            kind,
            self._plan,
            today=self._today,
            subject=f"{self._subject} › new {noun(kind)}",
            draft=self._left.get(kind.KIND),
            typed={first: event.text} if event.text else {},
        )

        def made(values: dict[str, Any] | None) -> None:
            if values is None:
                self._left[kind.KIND] = form.texts
                return
            edit = add(self._plan, kind, **values)
            self._plan = self._plan.apply(edit)
            self.post_message(Propose(edit))
            picker.pick(edit.changes[0].subject, self._plan)

        self.app.push_screen(form, made)

    @property
    def subject(self) -> str:
        """What the unfinished text is kept under."""
        return self._subject

    @property
    def texts(self) -> dict[str, str]:
        """What was typed and is not saved: field → text."""
        return {name: question.answer.raw for name, question in self._questions.items() if question.is_changed}

    def _fill_in(self, texts: Mapping[str, str]) -> bool:
        """Put *texts* in their fields; tell whether that changes any."""
        filled = [self._questions[name] for name in texts if name in self._questions]
        for question in filled:
            # A draft comes out of a file that anybody may have written.
            of_lines = isinstance(question.answer, Box | Picker)
            question.answer.raw = clean_text(texts[question.facts.name], multiline=of_lines)
        return any(question.is_changed for question in filled)

    def _keep(self) -> None:
        """Have the unfinished text kept, or forgotten where there is none, nor any to trade back."""
        if self.texts != self._kept and (self.texts or not self._other_texts):
            self._hand_over()

    def _hand_over(self) -> None:
        self._kept = texts = self.texts
        self.post_message(KeepDraft(self._subject, texts) if texts else DropDraft(self._subject))

    def _settle(self, question: Question) -> None:
        """Show what was typed as it was understood: `+30` as the date, `1 000,5` as the number."""
        if isinstance(question.answer, Picker):
            question.answer.settle()
        elif isinstance(question.answer, Entry) and question.is_changed:
            with suppress(ValueError):  # said below the field
                question.answer.raw = shown(
                    question.facts, read(question.facts, question.answer.raw, self._plan, self._today)
                )

    def _check(self) -> None:
        """Say what is wrong with the fields that were visited."""
        self._show(self._read()[1])

    def _show(self, problems: Mapping[str, str]) -> None:
        for name, question in self._questions.items():
            question.problem = problems.get(name, "") if name in self._visited else ""
        self._say("#trouble", problems.get("", ""))

    def _read(self) -> tuple[Entity | None, dict[str, str]]:
        """The record as filled in, if it can be one, and what is wrong: field → problem, "" for the whole."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for name, question in self._questions.items():
            if not question.is_changed and self._record:
                continue  # what is saved stays as it is, to the letter
            try:
                values[name] = read(question.facts, question.answer.raw, self._plan, self._today)
            except ValueError as error:
                problems[name] = str(error)
        start = dict(self._record) if self._record else {"id": "new"}
        try:
            return self._kind.model_validate({**start, **self._given, **values}), problems
        except ValidationError as error:
            return None, {**self._said(error), **problems}

    def _said(self, error: ValidationError) -> dict[str, str]:
        """What pydantic found, in our words, under the field it is about."""
        problems: dict[str, str] = {}
        for found in error.errors():
            name = str(found["loc"][0]) if found["loc"] else ""
            if name in self._questions:
                facts = replace(self._questions[name].facts, many=False)
                problem = refusal(facts, str(found["input"]))
                if found["type"] == "string_pattern_mismatch" and facts.help:
                    problem = f"“{found['input']}” will not do. {facts.help}"
            else:
                problem = str(found.get("ctx", {}).get("error", found["msg"]))
                name = next((word for word in re.findall(r"\w+", problem) if word in self._questions), "")
                problem = self._in_titles(problem)
            problems.setdefault(name, problem)
        return problems

    def _in_titles(self, problem: str) -> str:
        """*problem* with the titles of fields in place of their names."""
        titles = {name: f"“{question.facts.title}”" for name, question in self._questions.items()}
        return _capital(re.sub(r"\w+", lambda word: titles.get(word[0], word[0]), problem)) + "."

    def _changes(self, answer: Entity) -> dict[str, Any]:
        """The fields of *answer* that differ from the record; of a new one those given or not left at their default."""
        known = fields_of(self._kind)
        return {
            name: value
            for name in (*self._given, *self._questions)
            if (value := getattr(answer, name))
            != (getattr(self._record, name) if self._record else known[name].default)
        }

    def _rules_broken_by(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What the rest of the plan has against *values*: field → problem, "" for the whole."""
        edit = change(self._record, **values) if self._record else add(self._plan, self._kind, **values)
        return {
            field if field in self._questions else "": f"{_capital(why)}."
            for _, field, why in broken_rules(self._plan.apply(edit), edit)
        }

    def _place(self) -> tuple[str, ...]:
        """The names of what the record is a part of, outermost first."""
        owner_id = self._given.get(self._kind.OWNER) or (self._record.belongs_to if self._record else "")
        if not (self._kind.OWNER and owner_id):
            return ()
        owner = self._plan.find(BY_NAME[fields_of(self._kind)[self._kind.OWNER].target], owner_id)
        return (*self._plan.path_of(owner), self._plan.called(owner)) if owner else ()

    @property
    def _for_whom(self) -> str:
        """What a new record is known to refer to, besides what it is a part of."""
        references = {name: each for name, each in references_of(self._kind).items() if name != self._kind.OWNER}
        known = [name for name in references if self._given.get(name)]
        found = (self._plan.find(BY_NAME[references[name].target], self._given[name]) for name in known)
        names = ", ".join(f"“{self._plan.called(each)}”" for each in found if each is not None)
        return f" for {names}" if names else ""

    def _say(self, where: str, what: str) -> None:
        line = self.query_one(where, Static)
        if str(line.content) != what:
            line.update(Content(what))
            line.display = bool(what)

    def _say_removed(self, number: int) -> None:
        if number:
            tell(self, f"Removed {counted(number, 'control character')}")


def _question_of(widget: Widget) -> Question:
    return next(node for node in widget.ancestors_with_self if isinstance(node, Question))


def help_line(facts: Facts, width: int) -> str:
    """What the field is for, and what is allowed where there is room for both in *width* cells."""
    what = _capital(allowed(facts)) + "."
    both = f"{facts.help} {what}".strip()
    return both if not facts.help or cell_len(both) <= width else facts.help


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
