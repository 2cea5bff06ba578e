"""Filters that are the address: `?goal=LED-1,LED-2&state=not:done`; a token and its removal are links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

NOT = "not:"
NONE = "none"
"""The value of what has none: no goal, nobody."""
LONGEST = 200
"""So many characters of a value are read from an address."""


@dataclass(frozen=True)
class Field:
    """Something a list can be narrowed by; ``choices`` are (value, label) in the order they are offered."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]

    def label_of(self, value: str) -> str:
        """What people call a value; itself when it is not among the choices."""
        return next((label for each, label in self.choices if each.casefold() == value.casefold()), value)


@dataclass(frozen=True)
class Token:
    """One filter as it is shown: ``Goal · any of · A, B`` and the address without it."""

    label: str
    operator: str
    value: str
    remove: str


@dataclass(frozen=True)
class Page:
    """The rows ``start`` to ``end`` (not included) of ``count``; addresses of the pages beside it, or "".

    People count from ``first``."""

    start: int
    end: int
    count: int
    earlier: str
    later: str

    @property
    def first(self) -> int:
        """The place of its first row, from 1."""
        return self.start + 1


@dataclass(frozen=True)
class Narrowing:
    """What the address says: ``query`` are all parameters that mean something here, in their order.

    ``fields`` are the filters, ``usual`` the other parameters with their usual values, which stay out of
    addresses."""

    path: str
    fields: tuple[Field, ...]
    usual: Mapping[str, str]
    query: Mapping[str, str]

    @classmethod
    def read(cls, path: str, query: Mapping[str, str], fields: Iterable[Field], /, **usual: str) -> Narrowing:
        """The address taken apart; what means nothing here is as if it were not there.

        ``add=goal:LED-1`` with ``how=not`` is how the form adds a filter; ``url()`` is the address then."""
        fields = tuple(fields)
        names = [*usual, *(field.name for field in fields)]
        known = {name: query[name][:LONGEST] for name in names if query.get(name)}
        found = cls(path, fields, usual, {k: v for k, v in known.items() if v != usual.get(k)})
        name, _, value = query.get("add", "").partition(":")
        if value and name in {field.name for field in fields}:
            return found._with(name, value[:LONGEST], query.get("how") == "not")
        return found

    def __getitem__(self, name: str) -> str:
        """A parameter beside the filters."""
        return self.query.get(name, self.usual[name])

    def wanted(self, name: str) -> tuple[tuple[str, ...], bool]:
        """Values of a filter, and whether they are those that are not wanted."""
        text = self.query.get(name, "")
        no = text.startswith(NOT)
        return tuple(v for v in text.removeprefix(NOT).split(",") if v), no

    def keeps(self, name: str, *have: str) -> bool:
        """Whether something with these values of a field is still in the list; no value counts as none."""
        values, no = self.wanted(name)
        mine = {value.casefold() for value in have if value} or {NONE}
        return not values or (not mine.isdisjoint(value.casefold() for value in values)) != no

    @property
    def narrowed(self) -> bool:
        """Whether any filter is on."""
        return any(self.wanted(field.name)[0] for field in self.fields)

    def tokens(self) -> list[Token]:
        """The filters that are on."""
        return [self._token(field) for field in self.fields if self.wanted(field.name)[0]]

    def url(self, **changes: str) -> str:
        """The address with some parameters changed; empty and usual values are left out."""
        values = {**self.query, **changes}
        kept = {k: v for k, v in values.items() if v and v != self.usual.get(k)}
        return f"{self.path}?{urlencode(kept, safe=',:')}" if kept else self.path

    def page(self, count: int, size: int, **changes: str) -> Page:
        """The page that the parameter ``page`` names, or the nearest; its neighbours with ``changes``."""
        asked = int(self["page"]) if self["page"].isdecimal() else 1
        last = max(1, -(-count // size))
        number = min(max(asked, 1), last)
        earlier = self.url(page=str(number - 1), **changes) if number > 1 else ""
        later = self.url(page=str(number + 1), **changes) if number < last else ""
        return Page((number - 1) * size, min(number * size, count), count, earlier, later)

    def cleared(self) -> str:
        """The address without any filter; how the list is shown stays."""
        return self.url(**{field.name: "" for field in self.fields})

    def text(self) -> str:
        """The query of this address."""
        return self.url().partition("?")[2]

    def _token(self, field: Field) -> Token:
        values, no = self.wanted(field.name)
        operators = ("is not", "none of") if no else ("is", "any of")
        words = ", ".join(field.label_of(value) for value in values)
        return Token(field.label, operators[len(values) > 1], words, self.url(**{field.name: ""}))

    def _with(self, name: str, value: str, no: bool) -> Narrowing:
        values, was_no = self.wanted(name)
        kept = values if was_no == no else ()
        joined = ",".join(dict.fromkeys((*kept, value)))
        return replace(self, query={**self.query, name: (NOT if no else "") + joined})
