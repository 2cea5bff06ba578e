"""What an option asks for, what was said to it, and whether the rows under it moved since it was priced."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pilothouse.commands import Command, Difference, Refused, parse
from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.rights.verdicts import Key

ASKED = "ask"
"""The verdict of a question: it is heard, and decides nothing."""
DISSENT = "dissent"
"""The verdict of who thinks otherwise without holding anything up: kept with the decision for ever."""
HEARD = frozenset({ASKED, DISSENT})


class OutOfDate(Refused):
    """The plan moved since a proposal was priced: it is computed anew and asked again."""

    def __init__(self, change: ChangeSet) -> None:
        super().__init__(
            f"The plan moved since {change.key} was computed. "
            "Its figures are new now: look at them and decide again.",
            status=409,
            look=change.key,
        )
        self.change = change


@dataclass(frozen=True)
class Say:
    """One say a proposal needs, and what was said."""

    asked_as: str
    members: tuple[str, ...]
    role: str
    verdict: str | None
    by: str | None
    because: str = ""
    lent: dict[str, dict[str, str]] = field(default_factory=dict)


def is_late(change: ChangeSet) -> bool:
    """Whether it is open although the day has passed on which it was to be decided."""
    return bool(change.decide_by and change.state == "open" and change.decide_by < clock.now())


def says(option: Option, voices: Iterable[Voice]) -> list[Say]:
    """The says of an option's verdicts with the newest answer to each, given since its figures last moved."""
    current = answers(option, voices)
    found = []
    for key in keys_of(option):
        given = [v for v in current if str(v.member_id) in key.members]
        last = max(given, key=lambda v: v.at, default=None)
        found.append(
            Say(
                key.asked_as,
                key.members,
                key.role,
                last.verdict if last else None,
                str(last.member_id) if last else None,
                key.because,
                key.lent,
            )
        )
    return found


def answers(option: Option, voices: Iterable[Voice]) -> list[Voice]:
    """What was said to that option, or to whatever becomes of its proposal, since its figures last moved."""
    return [
        voice
        for voice in voices
        if voice.verdict not in HEARD
        and voice.option_id in (None, option.pk)
        and (option.priced_at is None or voice.at >= option.priced_at)
    ]


def agreed(option: Option, voices: Iterable[Voice]) -> bool:
    """Whether everybody who decides it has accepted it."""
    return all(say.verdict == "accept" for say in says(option, voices) if say.asked_as == "decide")


def waits_for(option: Option, voices: Iterable[Voice], *, late: bool = False) -> list[Say]:
    """The says still missing before it takes effect. ``late``: the consulted had their time."""
    hold = not late and any(v["consult_days"] for v in option.verdict.get("verdicts", []))
    return [
        say
        for say in says(option, voices)
        if (say.asked_as != "consult" and say.verdict != "accept")
        or (say.asked_as == "consult" and hold and say.verdict is None)
    ]


def keys_of(option: Option) -> list[Key]:
    """The says that bind, one for each (as what, by whom): below its limit a decider needs no other."""
    found: dict[tuple[str, tuple[str, ...]], Key] = {}
    more = option.verdict.get("escalated", [])
    for verdict in option.verdict.get("verdicts", []):
        asked = [key for key in verdict["keys"] if key["asked_as"] == "decide" or not verdict["alone"]]
        for told in asked:
            key = Key(**{**told, "members": tuple(told["members"])})
            if key.asked_as == "decide":
                also = (one for step in more if step["role"] == key.role for one in step["members"])
                key = replace(key, members=tuple(dict.fromkeys((*key.members, *also))))
            found.setdefault((key.asked_as, key.members), key)
    return list(found.values())


def stored_commands(option: Option) -> list[Command]:
    """The commands an option would carry out."""
    return [parse(stored["name"], stored["payload"]) for stored in option.commands]


def moved(option: Option, differences: list[Difference]) -> bool:
    """Whether the rows it touches differ from those it was priced on."""
    return sorted(map(_canonical, option.before)) != sorted(map(_canonical, frozen(differences)))


def frozen(differences: list[Difference]) -> list[dict[str, Any]]:
    """The values a change was priced on, of rows that existed then."""
    return [{"model": d.model, "id": d.id, "before": d.before} for d in differences if d.before is not None]


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True)
