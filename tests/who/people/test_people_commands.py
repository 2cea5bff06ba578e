"""What must hold when people, roles and their time are set up."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Account, Allocation, CalendarDay, Member, RoleHolder
from pilothouse.who.people.queries import calendars, leaves
from tests.registry.world import PASSWORD, World


def test_leave_is_told_with_its_last_day(world: World) -> None:
    row = leaves(world.viewer("Maya"), {"member": world.ids["Tomas"]})[0]
    assert (row["first"], row["last"]) == ("2027-03-22", "2027-03-26")


def test_a_role_goes_by_what_people_call_it_and_an_unknown_one_names_those_there_are(world: World) -> None:
    world.do("role.give", unit=world.ids["Acme"], role="Designer", member=world.ids["Nora"])
    assert RoleHolder.everything.filter(member=world.ids["Nora"], role="designer").exists()
    with pytest.raises(Refused, match="Choose one of: product manager"):
        world.do("role.give", unit=world.ids["Acme"], role="king", member=world.ids["Nora"])


def test_the_last_steward_stays(world: World) -> None:
    holder = RoleHolder.everything.get(member=world.ids["Sam"], role="steward")
    with pytest.raises(Refused, match="Give this role to another person first"):
        world.do("role.end", holder=str(holder.pk))


def test_a_day_set_twice_is_one_day_also_after_it_was_cleared(world: World) -> None:
    day = {"calendar": world.ids["Berlin"], "date": "2026-12-25"}
    world.do("calendar.clear_day", **day)
    world.do("calendar.day", **day, hours="09:00-12:00")
    assert CalendarDay.everything.filter(calendar=world.ids["Berlin"]).count() == 1
    berlin = next(row for row in calendars(world.viewer("Maya"), {}) if row["title"] == "Berlin")
    assert berlin["days"] == [{"date": "2026-12-25", "hours": "09:00-12:00", "name": ""}]


def test_changing_one_day_leaves_the_rest_of_the_week(world: World) -> None:
    world.do("calendar.edit", calendar=world.ids["Berlin"], fri="")
    week = next(row for row in calendars(world.viewer("Maya"), {}) if row["title"] == "Berlin")["week"]
    assert (week["thu"], week["fri"]) == ("09:00-13:00, 14:00-18:00", "")


def test_an_address_that_has_an_account_keeps_its_password(world: World) -> None:
    taken = Account.objects.get(members=world.ids["Sam"])
    with pytest.raises(Refused, match="Another member here signs in"):
        world.do("member.account", member=world.ids["Nora"], email=taken.email)


def test_a_password_is_changed_only_by_who_knows_the_present_one(world: World) -> None:
    sam = world.viewer("Sam")
    wrong = parse("account.password", {"current": "something else", "new": "a longer one"})
    with pytest.raises(Refused, match="not your current password"):
        submit(wrong, sam, "test")
    submit(parse("account.password", {"current": PASSWORD, "new": "a longer one"}), sam, "test")
    assert Account.objects.get(members=sam.member).check_password("a longer one")


def test_a_unit_does_not_lie_in_itself_and_a_prefix_is_given_once(world: World) -> None:
    with pytest.raises(Refused, match="lies in Invoices already"):
        world.do("unit.edit", unit=world.ids["Invoices"], parent=world.ids["Redesign"])
    with pytest.raises(Refused, match="Invoices uses the prefix LED"):
        world.do("unit.add", kind="team", name="Other", parent=world.ids["Acme"], prefix="LED")


def test_two_shares_of_one_unit_do_not_overlap_and_the_same_start_replaces(world: World) -> None:
    share = {"member": world.ids["Tomas"], "unit": world.ids["Redesign"], "end": "2027-05-01"}
    with pytest.raises(Refused, match="End that one first"):
        world.do("allocation.set", **share, share=0.2, start="2027-02-01")
    world.do("allocation.set", **share, share=0.8, start="2027-01-04")
    assert Allocation.everything.get(member=world.ids["Tomas"]).share == 0.8


def test_what_is_left_alone_stays_and_what_is_emptied_goes(world: World) -> None:
    world.do("member.edit", member=world.ids["Nora"], calendar=world.ids["Berlin"], fraction=0.5)
    world.do("member.edit", member=world.ids["Nora"], name="Nora B")
    nora = Member.everything.get(pk=world.ids["Nora"])
    assert (nora.name, nora.fraction, str(nora.calendar_id)) == ("Nora B", 0.5, world.ids["Berlin"])
    world.do("member.edit", member=world.ids["Nora"], calendar=None)
    nora.refresh_from_db()
    assert nora.calendar_id is None
