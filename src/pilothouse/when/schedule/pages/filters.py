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
    "critical" or ""; ``scale`` "weeks" or "months"; ``load`` is "all" or "" for the busiest.

    In a long plan rows are shown from ``first`` on; ``fold`` is "all" or "", ``but`` names by id the groups
    that are open where all are folded, and the other way round."""

    path: str = ""
    compare: str = ""
    overlay: str = ""
    scale: str = "weeks"
    load: str = ""
    fold: str = ""
    but: str = ""
    first: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """What the address says; a word that means nothing is as if it were not there."""
        compare = query.get("compare", "")
        return cls(
            path="critical" if query.get("path") == "critical" else "",
            compare=compare if compare == NO_BASELINE or _is_id(compare) else "",
            overlay=query.get("overlay", "").upper()[:20],
            scale="months" if query.get("scale") == "months" else "weeks",
            load="all" if query.get("load") == "all" else "",
            fold="all" if query.get("fold") == "all" else "",
            but=",".join(id for id in query.get("but", "").split(",") if _is_id(id)),
            first=int(query["first"]) if query.get("first", "").isdecimal() else 0,
        )

    def turned(self) -> list[str]:
        """Groups of a long plan that are not as ``fold`` says."""
        return [id for id in self.but.split(",") if id]

    def turning(self, id: str) -> str:
        """``but`` with that group opened or folded."""
        turned = self.turned()
        return ",".join([each for each in turned if each != id] if id in turned else [*turned, id])

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
