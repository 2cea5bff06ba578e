"""What is true of every command, also of those written tomorrow."""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from django.db.models import Model

from pilothouse.commands import Command, Fault, Refused, all_commands, parse, refs_of
from pilothouse.commands.fields import hint_of
from pilothouse.entrypoints.shapes import shapes_of
from pilothouse.who.decisions.gate.rowvalues import model_of
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, RowChange
from pilothouse.who.decisions.rights.presets import known_presets, preset
from tests.registry.conftest import tables
from tests.registry.examples import example_of
from tests.registry.world import World

OURS = {name: c for name, c in all_commands().items() if c.__module__.startswith("pilothouse.")}
TECHNICAL = re.compile(r"\bshould (be|have|match)\b|\bvalid\b|\{|pydantic", re.IGNORECASE)
"""How a library says it."""
EVERY = pytest.mark.parametrize("command", OURS.values(), ids=OURS)
FOR_PEOPLE = {name: c for name, c in OURS.items() if c.meta.permission != "system"}
EVERY_FOR_PEOPLE = pytest.mark.parametrize("command", FOR_PEOPLE.values(), ids=FOR_PEOPLE)
SUGGESTING = {name: c for name, c in FOR_PEOPLE.items() if c.suggests}
EVERY_SUGGESTING = pytest.mark.parametrize("command", SUGGESTING.values(), ids=SUGGESTING)
CHANGING = {name: c for name, c in FOR_PEOPLE.items() if not c.suggests}
EVERY_CHANGING = pytest.mark.parametrize("command", CHANGING.values(), ids=CHANGING)
DECIDED = {name: c for name, c in OURS.items() if c.meta.family}
EVERY_DECIDED = pytest.mark.parametrize("command", DECIDED.values(), ids=DECIDED)
CLOSED = {n: c for n, c in FOR_PEOPLE.items() if c.meta.permission in {"steward", "role holder", "own work"}}
EVERY_CLOSED = pytest.mark.parametrize("command", CLOSED.values(), ids=CLOSED)


def built(command: type[Command], world: World) -> Command:
    return parse(command.meta.name, example_of(command, world))


@EVERY
def test_it_says_what_it_is_and_who_may_do_it(command: type[Command]) -> None:
    assert command.meta.title
    assert not command.meta.title.endswith(".")
    assert (command.meta.family is None) != (command.meta.permission is None)
    assert command.sentence is not Command.sentence
    assert command.apply is not Command.apply


@pytest.mark.parametrize("name", known_presets())
@EVERY_DECIDED
def test_exactly_one_role_decides_its_family(command: type[Command], name: str) -> None:
    data = preset(name)
    for family in (command.meta.family, *command.other_families):
        rows = [row for row in data["row"] if row["family"] == family]
        usual = [row for row in rows if row["band"] in ("normal", "baselined")]
        assert len(usual) == 1, f"give {family} one row in seed-default.toml"
        assert all(row["decides"] in data["roles"] for row in rows)
        assert family in data["families"]


def test_every_family_has_a_name_and_a_question_it_belongs_to() -> None:
    data = preset("seed-default")
    asked = [family for families in data["questions"].values() for family in families]
    assert sorted(asked) == sorted(data["families"])
    assert {row["family"] for row in data["row"]} == set(asked)


@EVERY_FOR_PEOPLE
def test_a_person_can_fill_in_its_form(command: type[Command]) -> None:
    for shape in shapes_of(command):
        shown = not shape.hint.hidden
        assert not shown or shape.kind not in {"opaque", "id"}, f"{shape.name}: no form can show this type"


@EVERY_FOR_PEOPLE
def test_what_its_form_offers_is_called_by_a_name(command: type[Command]) -> None:
    nameless = [ref.kind for ref in refs_of(command).values() if model_of(ref.kind).__str__ is Model.__str__]
    assert nameless == [], "give the model a __str__: people would be shown an id"


@EVERY_FOR_PEOPLE
def test_what_does_not_fit_is_answered_in_words_that_say_what_does(command: type[Command]) -> None:
    for name in command.model_fields:
        for wrong in (-1e30, 1e30, 1.5, "?", "?" * 100_000, [], ["?"] * 9_999, {}, {"x": 1}, None, True):
            for fault in _faults(command.meta.name, {name: wrong}):
                assert not TECHNICAL.search(fault.message), (name, wrong, fault.message)


def _faults(name: str, payload: dict[str, object]) -> tuple[Fault, ...]:
    try:
        parse(name, payload)
    except Refused as refused:
        return refused.faults
    return ()


@EVERY
def test_its_references_name_kinds_that_exist(command: type[Command]) -> None:
    assert all(model_of(ref.kind) for ref in refs_of(command).values())


@EVERY_FOR_PEOPLE
def test_its_stored_form_means_the_same(command: type[Command], alone: World) -> None:
    first = built(command, alone)
    payload = json.loads(json.dumps(first.payload()))
    secrets = {n: getattr(first, n) for n in command.model_fields if hint_of(command, n).secret}
    again = parse(command.meta.name, payload | secrets)
    assert again == first
    assert again.payload() == first.payload()


def _holds_secret(command: type[Command]) -> bool:
    return any(hint_of(command, name).secret for name in command.model_fields)


@EVERY_SUGGESTING
def test_what_it_suggests_waits_and_changes_nothing_else(command: type[Command], alone: World) -> None:
    before = {k: v for k, v in tables().items() if not k.startswith("decisions.")}
    outcome = submit(built(command, alone), alone.viewer("Sam"), "test")
    assert outcome.status == "proposed"
    assert outcome.sentence[0].islower()
    assert {k: v for k, v in tables().items() if not k.startswith("decisions.")} == before


@EVERY_CHANGING
def test_it_leaves_a_line_and_no_secret(command: type[Command], alone: World) -> None:
    first = built(command, alone)
    outcome = submit(first, alone.viewer("Sam"), "test")
    assert outcome.status == "applied", outcome.because
    assert outcome.sentence[0].islower()
    secrets = [getattr(first, n) for n in command.model_fields if hint_of(command, n).secret]
    assert outcome.changed or secrets, "this example changes nothing: give the command a better `example`"
    kept = [e.payload for e in Entry.everything.all()] + [
        [c.before, c.after] for c in RowChange.everything.all()
    ]
    kept += [o.commands for o in Option.everything.all()]
    assert not any(secret and secret in json.dumps(kept) for secret in secrets)


@EVERY_CHANGING
def test_undo_after_an_unrelated_change_restores_every_row(command: type[Command], alone: World) -> None:
    sam, before = alone.viewer("Sam"), tables()
    outcome = submit(built(command, alone), sam, "test")
    alone.do("skill.add", id="99999999-9999-4999-8999-999999999999", name="Unrelated")
    undo = parse("history.undo", {"group": outcome.group})
    if not outcome.changed:
        with pytest.raises(Refused, match="nothing to take back"):
            submit(undo, sam, "test")
        return
    submit(undo, sam, "test")
    after = tables()
    del after["people.skill"]["99999999-9999-4999-8999-999999999999"]
    assert after == before


@EVERY_CHANGING
def test_rolled_back_it_leaves_no_trace_and_carried_out_again_it_does_the_same(
    command: type[Command], alone: World
) -> None:
    sam, before, once = alone.viewer("Sam"), tables(), built(command, alone)
    with transaction.atomic():
        submit(once, sam, "test")
        first = tables()
        transaction.set_rollback(True)
    assert tables() == before
    submit(once, sam, "test")
    if command.meta.family:
        assert tables() == first, "derive ids of sub-rows from the command's own id: a proposal repeats them"


@pytest.mark.parametrize("name", ["member.account", "account.password"])
def test_a_secret_never_waits_in_a_proposal(name: str, alone: World) -> None:
    with pytest.raises(Refused, match="holds a secret"):
        submit(built(OURS[name], alone), alone.viewer("Sam"), "test", suggest=True)


@EVERY_DECIDED
def test_from_a_stakeholder_it_becomes_a_proposal(command: type[Command], cast: World) -> None:
    before = {k: v for k, v in tables().items() if not k.startswith("decisions.")}
    outcome = submit(built(command, cast), cast.viewer("Stella"), "test", why="Because")
    assert outcome.status == "proposed"
    assert outcome.deciders
    assert outcome.because
    change = ChangeSet.everything.get(number=int((outcome.proposal or "").removeprefix("PR-")))
    assert (change.state, change.why) == ("open", "Because")
    assert {k: v for k, v in tables().items() if not k.startswith("decisions.")} == before


@EVERY_CHANGING
def test_suggested_it_is_called_by_what_it_would_do_and_to_what(command: type[Command], alone: World) -> None:
    """The words of history, as a request: "Move Invoice export above Search"."""
    with transaction.atomic():
        done = submit(built(command, alone), alone.viewer("Sam"), "test")
        entries = Entry.everything.filter(group=done.group).exclude(command="decision.enter")
        sentences = {entry.sentence for entry in entries}
        transaction.set_rollback(True)
    if _holds_secret(command):
        return
    outcome = submit(built(command, alone), alone.viewer("Sam"), "test", suggest=True)
    title = ChangeSet.everything.get(number=int((outcome.proposal or "").removeprefix("PR-"))).title
    told = {re.sub(r"^(no longer |will )?\S+ ", "", sentence) for sentence in sentences}
    assert title[0].isupper()
    assert any(rest in title for rest in told)
    assert not any(sentence in title for sentence in sentences), "add its verb to proposals/titles.py"


@EVERY_CLOSED
def test_without_the_permission_it_is_refused_with_a_reason(command: type[Command], cast: World) -> None:
    before = tables()
    with pytest.raises(Refused) as refused:
        submit(built(command, cast), cast.viewer("Nora"), "test")
    assert refused.value.status == 403
    assert command.meta.title in refused.value.message
    assert tables() == before


@EVERY_FOR_PEOPLE
def test_a_guest_changes_nothing(command: type[Command], cast: World) -> None:
    before = tables()
    with pytest.raises(Refused):
        submit(built(command, cast), cast.viewer("Gast"), "test")
    assert tables() == before
