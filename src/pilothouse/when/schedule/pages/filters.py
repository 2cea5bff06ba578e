"""The Plan page's filters, which are its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

NO_BASELINE = "none"


@dataclass(frozen=True)
class Filters:
    """``compare`` is a baseline's id, "none", or "" for the newest; ``overlay`` a proposal's key; ``path`` is
    "critical" or ""; ``scale`` "weeks" or "months"."""

    path: str = ""
    compare: str = ""
    overlay: str = ""
    scale: str = "weeks"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """What the address says; a word that means nothing is as if it were not there."""
        compare = query.get("compare", "")
        return cls(
            path="critical" if query.get("path") == "critical" else "",
            compare=compare if compare == NO_BASELINE or _is_id(compare) else "",
            overlay=query.get("overlay", "").upper()[:20],
            scale="months" if query.get("scale") == "months" else "weeks",
        )

    def url(self, here: str, **changes: Any) -> str:
        """The address with some filters changed; those at their usual value are left out."""
        values = asdict(replace(self, **changes))
        usual = asdict(Filters())
        query = urlencode({name: value for name, value in values.items() if value != usual[name]})
        return f"{here}?{query}" if query else here


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
