"""A key prefix for a project that came without one: made of its name, and nobody else's."""

from __future__ import annotations

import re
from itertools import count
from unicodedata import normalize

from pilothouse.commands import Scope
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit

SMALL = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})
NAMELESS = "PRJ"
"""For names without a letter that keys are made of."""


def prefix_for(ctx: Scope, name: str) -> str:
    """The initials of the name's words or the first letters of its only one, numbered when they are taken."""
    stem = _stem(name)
    taken = {*_prefixes(ctx, Unit, stem), *_prefixes(ctx, Item, stem)}
    numbered = (f"{stem}{number}" for number in count(2))
    return stem if stem not in taken else next(each for each in numbered if each not in taken)


def _stem(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", plain)
    telling = [word for word in words if word.lower() not in SMALL] or words
    if not telling:
        return NAMELESS
    return ("".join(word[0] for word in telling[:4]) if len(telling) > 1 else telling[0][:3]).upper()


def _prefixes(ctx: Scope, model: type, stem: str) -> list[str]:
    return list(ctx.find(model, prefix__startswith=stem).values_list("prefix", flat=True).distinct())
