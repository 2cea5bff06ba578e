"""Entering decisions into the log, in the transaction that makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max

from pilothouse.commands import Scope
from pilothouse.who.changes import derived, set_list
from pilothouse.who.decisions.decision_log.models import About, Decision
from pilothouse.who.decisions.decision_log.outlook import claims_of
from pilothouse.who.decisions.decision_log.predicting import predicted
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit

PREFIX = "D"
"""Decisions of a workspace are counted together: D-31."""
LOOK_BACK = timedelta(days=90)
LOOK_BACK_SMALL = timedelta(days=30)
QUESTION = "ask"


def enter_proposal(ctx: Scope, change: ChangeSet, option: Option, state: str) -> Decision:
    """The decision on a proposal that was accepted or declined just now."""
    options = list(ctx.find(Option, change_set=change).order_by("position", "pk"))
    verdict: dict[str, Any] = next(iter(option.verdict.get("verdicts", ())), {})
    accepted = state == "accepted"
    decision = Decision(
        item=_opened(
            ctx, derived(change.pk, "decision", state, ctx.now.isoformat()), change.unit, change.title
        ),
        change_set=change,
        state=state,
        at=ctx.now,
        by_id=ctx.actor.member or _decided(ctx, change),
        family=change.family,
        band=verdict.get("band", ""),
        matrix_version=verdict.get("matrix_version"),
        context=change.why,
        options=[_told(one, one.pk == option.pk and accepted) for one in options],
        voices=_voices(ctx, change),
        size=verdict.get("size"),
        prediction=[*predicted(option.impact), *claims_of(ctx.actor, option.subjects)] if accepted else [],
        owner_id=change.author_id if accepted else None,
        review_on=_look_back(ctx, verdict) if accepted else None,
    )
    ctx.save(decision)
    about = {*option.subjects, *_goals(option.impact)}
    set_list(ctx, About, {"decision": decision}, "item", _items(ctx, about))
    return decision


def enter_at_once(
    ctx: Scope, id: UUID, title: str, unit: Unit | None, verdict: Mapping[str, Any], subjects: Iterable[str]
) -> Decision:
    """A decision above its limit that took effect at once: its decider held every key."""
    decision = Decision(
        item=_opened(ctx, id, unit, title),
        state="accepted",
        at=ctx.now,
        by_id=ctx.actor.member,
        owner_id=ctx.actor.member,
        review_on=_look_back(ctx, verdict),
        **verdict,
    )
    ctx.save(decision)
    set_list(ctx, About, {"decision": decision}, "item", _items(ctx, subjects))
    return decision


def open_decision_item(ctx: Scope, id: UUID, unit: Unit, title: str) -> Item:
    """The base row of a decision, with the next number of the workspace's decisions: none is given twice,
    also when what had it was taken back."""
    numbered = Item.everything.filter(workspace=ctx.workspace, prefix=PREFIX)
    highest = numbered.aggregate(last=Max("number"))["last"] or 0
    number = max(highest, ctx.workspace.last_decision) + 1
    ctx.update(ctx.workspace, last_decision=number)
    item = Item(id=id, unit=unit, kind=Decision.kind, prefix=PREFIX, number=number, title=title[:500])
    item.author_id = ctx.actor.member
    ctx.save(item)
    return item


def _opened(ctx: Scope, id: UUID, unit: Unit | None, title: str) -> Item:
    whose = unit or ctx.find(Unit, kind="organisation").order_by("rank", "name").first()
    return open_decision_item(ctx, id, whose, title)


def _told(option: Option, chosen: bool) -> dict[str, Any]:
    """An option as it stood: what it was called, what it would do, and whether it was taken."""
    told = {"letter": option.letter, "label": option.label, "chosen": chosen, "impact": option.impact}
    return told | {"runs": option.runs, "plan_hash": option.plan_hash}


def _voices(ctx: Scope, change: ChangeSet) -> list[dict[str, Any]]:
    """What those asked said, in their order; questions are none."""
    rows = ctx.find(Voice, change_set=change).select_related("member").order_by("at", "pk")
    return [
        {
            "member": str(row.member_id),
            "name": row.member.name,
            "asked_as": row.asked_as,
            "verdict": row.verdict,
            "words": row.words,
            "at": row.at.isoformat(),
        }
        for row in rows
        if row.verdict != QUESTION
    ]


def _decided(ctx: Scope, change: ChangeSet) -> UUID | None:
    """Who decided what took effect by itself once the consulted had their time."""
    rows = ctx.find(Voice, change_set=change, verdict="accept", asked_as="decide").order_by("-at")
    found: UUID | None = rows.values_list("member_id", flat=True).first()
    return found


def _look_back(ctx: Scope, verdict: Mapping[str, Any]) -> Any:
    """The day to look back: a month for what was small, else a quarter."""
    return (ctx.now + (LOOK_BACK_SMALL if verdict.get("alone") else LOOK_BACK)).date()


def _items(ctx: Scope, ids: Iterable[str]) -> list[str]:
    """Those of the ids that are items."""
    found = ctx.find(Item, pk__in=sorted(set(ids))).exclude(kind=Decision.kind).order_by("prefix", "number")
    return [str(id) for id in found.values_list("pk", flat=True)]


def _goals(impact: Mapping[str, Any] | None) -> list[str]:
    """Goals whose date an impact clearly moves."""
    lines = (impact or {}).get("lines", ())
    return [line["subject"] for line in lines if line.get("kind") == "goal" and line.get("clear")]
