"""What somebody asks search for: words, and ``type:``, ``goal:`` and ``who:`` to narrow them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pilothouse.together.overview.folding import words_of

_FILTER = re.compile(r"\b(type|goal|who):(?:\"([^\"]*)\"|(\S*))", re.IGNORECASE)
_SIGN = {"@": "person"}


@dataclass(frozen=True)
class Asked:
    """``words`` are folded; ``key`` is the text when it may be one; the filters are as typed."""

    text: str
    words: tuple[str, ...]
    key: str = ""
    type: str = ""
    goal: str = ""
    who: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.words or self.goal or self.who or self.type)


def read(text: str) -> Asked:
    """``@`` in front asks for people, ``#`` for keys."""
    said = {m[1].lower(): (m[2] or m[3] or "").strip() for m in _FILTER.finditer(text)}
    rest = _FILTER.sub(" ", text).strip()
    if rest[:1] in _SIGN:
        said.setdefault("type", _SIGN[rest[0]])
    rest = rest.lstrip("@#").strip()
    key = rest.upper() if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*-?\d+|\d+", rest) else ""
    return Asked(text.strip(), tuple(words_of(rest)[:8]), key, **said)
