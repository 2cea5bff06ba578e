"""Two marked workspaces and everybody who might ask: what every way in is tried with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from pilothouse.commands import lens
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who import once
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.rights import standing
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Account, Member, viewer_of
from pilothouse.who.rows import Viewer
from tests.entrypoints.marks import Marks, mark_everything
from tests.registry.world import NOW, World, make_world

OURS = "acme"
WHO = {
    "steward": (OURS, "Sam"),
    "colleague": (OURS, "Jonas"),
    "other team": (OURS, "Nora"),
    "proposer": (OURS, "Stella"),
    "guest": (OURS, "Gast"),
    "other workspace": ("rival", "Sam"),
    "anonymous": None,
}
"""By role in the test: their workspace and name. A proposer holds a role that decides nothing."""

MEMBERS = ("steward", "colleague", "other team", "proposer", "guest")


@dataclass
class Town:
    """``ours`` is what everybody asks for, ``theirs`` what must stay unknown."""

    ours: World
    theirs: World
    marks: Marks
    hidden: dict[str, set[str]]

    def member(self, who: str) -> Member | None:
        place = WHO[who]
        if place is None:
            return None
        world = self.ours if place[0] == OURS else self.theirs
        found: Member = Member.everything.get(workspace=world.workspace, pk=world.ids[place[1]])
        return found

    def viewer(self, who: str) -> Viewer | None:
        member = self.member(who)
        return viewer_of(member) if member else None

    def client(self, who: str) -> Client:
        """Their browser; a fault in a view becomes an answer with status 500, as people get it."""
        client, member = Client(raise_request_exception=False), self.member(who)
        if member is not None:
            client.force_login(member.account)
        return client

    def leaks(self, who: str, answer: Any) -> list[str]:
        """What of the hidden rows an answer tells."""
        return sorted(self.marks.told(mark) for mark in self.marks.found(body(answer)) & self.hidden[who])


def body(answer: Any) -> str:
    """Everything an answer says, its headers included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + str(answer.headers)


@contextmanager
def built_town() -> Iterator[Town]:
    """Built once a module, inside a transaction the caller rolls back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTHOUSE_NOW", NOW)
        with pytest.MonkeyPatch.context() as unpriced:
            unpriced.setattr(lens, "_plan_lens", [])
            ours, theirs = (
                _settled(make_world(alone=False, slug=slug, upkeep=True)) for slug in (OURS, "rival")
            )
        marks = mark_everything()
        for module in (standing, once):
            patch.setattr(module, "_kept", OrderedDict())
        recompute_now(ours.workspace)
        town = Town(ours, theirs, marks, {})
        town.hidden = {who: marks.hidden_from(town.viewer(who)) for who in WHO}
        yield town


def _settled(world: World) -> World:
    """Everybody has an account, one item is shared with guests, Nora has a team of her own."""
    slug = world.workspace.slug
    with guard.opened():
        for member in Member.everything.filter(workspace=world.workspace, account=None):
            account = Account.objects.create(email=f"{member.name.lower()}@{slug}.example.net")
            Member.everything.filter(pk=member.pk).update(account=account)
    world.do("unit.add", kind="team", name="Team B", parent=world.ids["Acme"])
    world.do("unit.members", unit=world.ids["Team B"], members=[world.ids["Nora"]])
    world.do("item.share", item=world.ids["First task"], visibility="shared")
    return world


def shared_item(world: World) -> Item:
    """The only item that guests may see."""
    found: Item = Item.everything.get(pk=world.ids["First task"])
    return found
