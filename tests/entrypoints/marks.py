"""Marks in every text of every row: whatever an answer shows can be traced to the row it comes from.

A new table is covered by itself. Which rows somebody may see is what their table's ``visible`` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat

from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.following import derive_all_anew
from pilothouse.who.people.models import Member
from pilothouse.who.rows import Row, Viewer

FORMAL = re.compile(
    r"band|channel|command|country|currency|decides|device|digest|email|engine|external|family|file|hash|html|key|kind"
    r"|measured_in|media|method|model|page|password|period|permission|place|plan_hash|position|prefix|preset"
    r"|query|rank|region|role|rule|session_data|session_key|sha256|slug|stage|state|system|table|timezone|to"
    r"|unsubscribe|verdict"
)
"""Columns of text that nobody writes freely: a mark in one of them would break what it means."""

SHORTEST = 60
MARK = re.compile(r"zq\d{8}z")
"""Long enough that no random token holds one by chance."""
BETWEEN_DIGITS = re.compile(r"(?<=\d)[,.'\u2019\u202f\xa0 ](?=\d)")
SECRET = Decimal("8174300")
"""From here on the private amounts count up: no other number of the small world is near."""


@dataclass
class Marks:
    """Where each mark stands, by table."""

    rows: dict[str, tuple[type[models.Model], Any]] = field(default_factory=dict)
    amounts: dict[str, tuple[type[models.Model], Any]] = field(default_factory=dict)

    def hidden_from(self, viewer: Viewer | None) -> set[str]:
        """Marks of rows that this person may not see; of all rows when it is nobody we know."""
        everything = {**self.rows, **self.amounts}
        if viewer is None:
            return set(everything)
        seen = {model: _seen(model, viewer) for model in _tables()}
        seen[Member] |= _named_by(seen)
        return {mark for mark, (model, pk) in everything.items() if pk not in seen[model]}

    def found(self, text: str) -> set[str]:
        """Marks in a text."""
        digits = BETWEEN_DIGITS.sub("", text) if self.amounts else ""
        amounts = {amount for amount in self.amounts if amount in digits}
        return {mark for mark in MARK.findall(text) if mark in self.rows} | amounts

    def told(self, mark: str) -> str:
        """The row of a mark in words."""
        model, pk = {**self.rows, **self.amounts}[mark]
        return f"{mark}: {model._meta.label} {model._base_manager.get(pk=pk)}"


def mark_everything() -> Marks:
    """Write a mark of its own into each text of each row, and an amount of its own into what is private."""
    marks = Marks()
    with guard.opened():
        for model in _tables():
            for pk in model._base_manager.order_by("pk").values_list("pk", flat=True):
                _mark(marks, model, pk)
    list(derive_all_anew())
    return marks


def _mark(marks: Marks, model: type[models.Model], pk: Any) -> None:
    row = model._base_manager.filter(pk=pk)
    if texts := list(_texts(model)):
        mark = f"zq{len(marks.rows):08}z"
        marks.rows[mark] = (model, pk)
        row.update(**{name: Concat(name, Value(f" {mark}")) for name in texts})
    for name in _amounts(model):
        amount = SECRET + 11 * (len(marks.amounts) + 1)
        marks.amounts[str(amount)] = (model, pk)
        row.update(**{name: amount})


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        ours = model.__module__.startswith("pilothouse.") and not model._meta.proxy
        if ours and not getattr(model, "derived", False):
            yield model


def _texts(model: type[models.Model]) -> Iterator[str]:
    for each in model._meta.concrete_fields:
        long = isinstance(each, models.TextField) or (each.max_length or 0) >= SHORTEST
        text = isinstance(each, models.CharField | models.TextField) and not each.choices
        if text and long and not FORMAL.fullmatch(each.name) and not each.unique:
            yield each.name


def _amounts(model: type[models.Model]) -> Iterator[str]:
    private = getattr(model, "private", False)
    return (f.name for f in model._meta.concrete_fields if private and isinstance(f, models.DecimalField))


def _named_by(seen: dict[type[models.Model], set[Any]]) -> set[Any]:
    """People whom visible rows name: who wrote a comment or does a task is shown with it."""
    people = set()
    for model, pks in seen.items():
        for each in model._meta.concrete_fields:
            if each.related_model is Member and pks:
                people |= set(model._base_manager.filter(pk__in=pks).values_list(each.attname, flat=True))
    return people


def _seen(model: Any, viewer: Viewer) -> set[Any]:
    if issubclass(model, Row):
        return set(model.objects.seen_by(viewer).values_list("pk", flat=True))
    return set(model._base_manager.filter(model.visible(viewer)).values_list("pk", flat=True))
