"""Two small workspaces, people who sign in, and one command that exists in these tests alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from pilothouse.commands import Command, Days, Hint, RefTo, Scope, registry
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate import guard
from pilothouse.who.items.keys import open_item
from pilothouse.who.people.models import Account, Member
from tests.who.decisions.conftest import World, make_world

PASSWORD = "a long password"
TaskRef = Annotated[str, RefTo("delivery.task")]
MemberRef = Annotated[str, RefTo("people.member")]


@pytest.fixture(autouse=True)
def nobody_waits() -> None:
    cache.clear()


@pytest.fixture
def world(db: Any) -> World:
    return make_world()


@pytest.fixture
def other(db: Any) -> World:
    return make_world("other")


def account_for(world: World, name: str) -> Account:
    """An account to sign in with, made once for each member of the cast."""
    email = f"{name}@{world.workspace.slug}.example"
    with guard.opened():
        account = Account.objects.filter(email=email).first() or Account(email=email)
        account.set_password(PASSWORD)
        account.save()
        Member.everything.filter(pk=world.people[name].member).update(account=account)
    return account


@pytest.fixture
def signed_in(world: World) -> Callable[..., Client]:
    """``signed_in("tomas")``: a browser without scripts whose person has signed in."""

    def enter(name: str, where: World | None = None, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(account_for(where or world, name))
        return client

    return enter


@dataclass(frozen=True)
class Scratch:
    edit: type[Command]
    add: type[Command]


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """``scratch.edit`` changes a task, ``scratch.add`` makes one; nothing else knows of them."""
    monkeypatch.setattr(registry, "_commands", dict(registry._commands))

    class Edit(Command, name="scratch.edit", permission="member"):
        """Change a task in many ways."""

        task: TaskRef
        effort: Days | None = None
        people_needed: int = 1
        duration_h: Annotated[float | None, Hint(label="Fixed length", unit="hours")] = None
        state: Literal["open", "paused"] = "open"
        expedite: bool = False
        title: str = ""
        why: Annotated[str, Hint(rows=3)] = ""

        def apply(self, ctx: Scope) -> None:
            given = self.given()
            task = ctx.get(self.task)
            if "title" in given:
                ctx.update(task.item, title=given.pop("title"))
            if "effort" in given:
                given["effort"] = self.effort.model_dump() if self.effort else None
            ctx.update(task, **given)

        def sentence(self, ctx: Scope) -> str:
            return f"changed {', '.join(sorted(self.given())) or 'nothing'} of {ctx.title(self.task)}"

    class Add(Command, name="scratch.add", permission="member"):
        """Write a task down."""

        id: Annotated[UUID, Hint(hidden=True)]
        beside: TaskRef
        title: Annotated[str, Hint(help="What is to be done.")]
        people: list[MemberRef] = []

        def apply(self, ctx: Scope) -> None:
            item = open_item(ctx, "task", self.id, ctx.get(self.beside).item.unit, self.title)
            ctx.save(Task(item=item, position=f"b{uuid4()}"))

        def sentence(self, ctx: Scope) -> str:
            return f"wrote down {self.title}"

    return Scratch(Edit, Add)
