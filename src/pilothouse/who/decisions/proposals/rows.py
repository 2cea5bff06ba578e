"""A proposal as pages show it: its options, who is asked for what, what was said, what accepting will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.says import (
    ASKED,
    DISSENT,
    Say,
    agreed,
    answers,
    is_late,
    says,
    waits_for,
)
from pilothouse.who.decisions.proposals.telling import effect_of, needs_also, said_of, waiting_of, why_asked
from pilothouse.who.decisions.proposals.voices import STRENGTH
from pilothouse.who.decisions.rights.queries import Person
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

SOMEBODY: Person = {"name": "Somebody"}


@dataclass(frozen=True)
class Tabled:
    """A change set, the option it stands for, those still on the table, and all that was said."""

    change: ChangeSet
    option: Option
    options: list[Option]
    voices: list[Voice]

    @classmethod
    def of(cls, change: ChangeSet, options: Sequence[Option], voices: list[Voice]) -> Tabled | None:
        """None for a change set without any option: there is nothing to show."""
        live = [one for one in options if one.withdrawn_at is None]
        chosen = next((one for one in live if one.pk == change.chosen), live[0] if live else None)
        return cls(change, chosen, live, voices) if chosen is not None else None


@dataclass(frozen=True)
class OptionRow:
    """One option: ``needs`` says whom it needs beside those whom all options need."""

    id: str
    letter: str
    label: str
    author: Person
    chosen: bool
    mine: bool
    impact: dict[str, Any] | None
    plan_revision: int
    out_of_date: bool
    broken: str
    says: list[dict[str, Any]]
    needs: str
    vetoed: str


@dataclass(frozen=True)
class ProposalRow:
    """A proposal as pages show it: ``asked_as`` what the viewer is asked for, ``said`` their answer. Figures
    are those of the option it stands for."""

    id: str
    key: str
    title: str
    why: str
    author: Person
    state: str
    made_at: datetime
    decide_by: datetime | None
    late: bool
    says: list[dict[str, Any]]
    waiting: str
    asked_as: str | None
    said: str | None
    because: str
    mine: bool
    impact: dict[str, Any] | None
    was: dict[str, Any] | None
    plan_revision: int
    priced_at: datetime | None
    out_of_date: bool
    broken: str
    effect: str
    asks: list[str]
    subjects: list[str]
    snoozed: str
    asked: list[dict[str, Any]]
    agreed: bool = False
    options: list[OptionRow] = field(default_factory=list)
    dissent: list[dict[str, Any]] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether it asks the viewer, who has not answered nor put it off."""
        return bool(self.asked_as and not self.said and not self.snoozed)


def row_of(viewer: Viewer, one: Tabled, people: dict[str, Person], snoozed: str) -> ProposalRow:
    """The proposal for that viewer; ``snoozed`` says until when they put it off."""
    change, option, voices = one.change, one.option, one.voices
    needed, asked, own = says(option, voices), asked_as(viewer, one), _own(viewer, one)
    missing = waits_for(option, voices)
    done = agreed(option, voices)
    return ProposalRow(
        id=str(change.pk),
        key=change.key,
        title=change.title,
        why=change.why,
        author=people.get(str(change.author_id), SOMEBODY),
        state=change.state,
        made_at=change.made_at,
        decide_by=change.decide_by,
        late=is_late(change),
        says=[said_of(say, voices, people) for say in needed],
        waiting=waiting_of(missing, people, change, done),
        asked_as=asked,
        said=own[-1].verdict if own else None,
        because=why_asked(option, str(viewer.member), people, change),
        mine=change.author_id == viewer.member,
        impact=option.impact,
        was=option.verdict.get("was"),
        plan_revision=option.plan_revision,
        priced_at=option.priced_at,
        out_of_date=_out_of_date(viewer, change, option),
        broken=option.verdict.get("broken", ""),
        effect=effect_of(missing, asked, str(viewer.member), change),
        asks=[stored["name"] for stored in option.commands],
        subjects=sorted({id for each in one.options for id in each.subjects}),
        snoozed=snoozed,
        asked=_words(voices, ASKED, people),
        agreed=done,
        options=[_option(viewer, one, each, people) for each in one.options],
        dissent=_words(voices, DISSENT, people),
    )


def waits_for_viewer(viewer: Viewer, one: Tabled) -> bool:
    """Whether it asks them and they have not answered."""
    return asked_as(viewer, one) is not None and not _own(viewer, one)


def asked_as(viewer: Viewer, one: Tabled) -> str | None:
    """What this viewer is asked for: by the option it stands for, else by another."""
    found = [_strongest(viewer, says(option, ())) for option in (one.option, *one.options)]
    return next((asked for asked in found if asked), None)


def _strongest(viewer: Viewer, needed: list[Say]) -> str | None:
    mine = {say.asked_as for say in needed if str(viewer.member) in say.members}
    return next((kind for kind in STRENGTH if kind in mine), None)


def _own(viewer: Viewer, one: Tabled) -> list[Voice]:
    """What they said to any option on the table since it was priced."""
    mine = [voice for voice in one.voices if voice.member_id == viewer.member]
    counted = {voice.pk for option in one.options for voice in answers(option, mine)}
    return [voice for voice in mine if voice.pk in counted]


def _option(viewer: Viewer, one: Tabled, option: Option, people: dict[str, Person]) -> OptionRow:
    needed = says(option, one.voices)
    veto = next((say for say in needed if say.verdict == "decline"), None)
    return OptionRow(
        id=str(option.pk),
        letter=option.letter,
        label=option.label,
        author=people.get(str(option.author_id), SOMEBODY),
        chosen=option.pk == one.option.pk,
        mine=viewer.member is not None and viewer.member == (option.author_id or one.change.author_id),
        impact=option.impact,
        plan_revision=option.plan_revision,
        out_of_date=_out_of_date(viewer, one.change, option),
        broken=option.verdict.get("broken", ""),
        says=[said_of(say, one.voices, people) for say in needed],
        needs=needs_also(option, one.options, people),
        vetoed=said_of(veto, one.voices, people)["words"] if veto else "",
    )


def _out_of_date(viewer: Viewer, change: ChangeSet, option: Option) -> bool:
    moved = option.plan_revision != workspace_of(viewer).plan_revision
    return change.state == "open" and option.impact is not None and moved


def _words(voices: list[Voice], verdict: str, people: dict[str, Person]) -> list[dict[str, Any]]:
    """What was said in that manner, oldest first."""
    return [
        {"by": people.get(str(voice.member_id), SOMEBODY), "words": voice.words, "at": voice.at}
        for voice in voices
        if voice.verdict == verdict
    ]
