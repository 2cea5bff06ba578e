"""Words as search compares them: without accents and capitals, on every database alike."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
LONGEST = 60
MOST = 2000
_UNSPLIT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe", "æ": "ae", "ı": "i"})


def folded(text: str) -> str:
    """A text without accents and capitals: "Tomás" and "TOMAS" are "tomas"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_UNSPLIT)


def words_of(text: str) -> list[str]:
    """The folded words of a text, each once, in their order."""
    return list(dict.fromkeys(word[:LONGEST] for word in WORD.findall(folded(text))))[:MOST]
