"""From what somebody sent to the gate's answer: the same few lines for the web, REST and the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError

from pilothouse.commands import Command, Outcome, Refused, command_named, parse
from pilothouse.entrypoints.shapes import with_minted_id, with_minted_secrets
from pilothouse.who.decisions.gate.once_only import request_of
from pilothouse.who.decisions.gate.references import expand_basket
from pilothouse.who.decisions.gate.submit import submit_many
from pilothouse.who.decisions.proposals.baskets import add_to_basket
from pilothouse.who.decisions.scenarios.commands import put_into
from pilothouse.who.rows import Viewer

listeners: list[Callable[[], None]] = []
"""Called after every change of this process: the embedded server has its worker look at once."""


@dataclass(frozen=True)
class Order:
    """Commands as written by somebody, by name and JSON payload, to be done as one."""

    commands: Sequence[tuple[str, dict[str, Any]]]
    seen: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    suggest: bool = False
    title: str = ""
    basket: bool = False
    """Whether to gather them in the author's basket instead."""
    scenario: str = ""
    """The author's scenario they go into instead, by its name or id."""
    request: str = ""
    """What the sender calls this request: sent again, it is told the same outcome and does nothing twice."""

    def digest(self) -> Any:
        """What the request asks, to tell it from another of the same name."""
        wish = [self.why, self.suggest, self.title, self.basket, self.scenario]
        return [list(self.commands), self.seen, *wish]


def request_name(token: str, order: Order) -> str:
    """The name of a form's request: sent with other values, it is another one."""
    request = request_of(token, [token, order.digest()])
    return request.digest if request else ""


def open_command(name: str) -> type[Command]:
    """The command of that name that people may give; what only the program does is none of them."""
    command = command_named(name)
    if command.meta.permission == "system":
        raise Refused(f"There is no command {name!r}.", status=404)
    return command


def perform(order: Order, viewer: Viewer, channel: str) -> Outcome:
    """Submit an order. Raises Refused when nothing was done."""
    if not order.commands:
        raise Refused("There is nothing to do: name at least one command.")
    request = request_of(order.request, order.digest())
    told: dict[str, str] = {}
    named = []
    for name, payload in order.commands:
        command = open_command(name)
        full, once = with_minted_secrets(command, with_minted_id(command, payload))
        named.append((name, full))
        told |= once
    payloads = expand_basket([payload for _, payload in named])
    commands = [parse(name, payload) for (name, _), payload in zip(named, payloads, strict=True)]
    if order.scenario:
        commands = put_into(order.scenario, commands)
    why = order.why or next((w for c in commands if (w := getattr(c, "why", ""))), "")
    try:
        if order.basket:
            outcome = add_to_basket(commands, viewer, channel, request)
        else:
            wish: dict[str, Any] = {"why": why, "suggest": order.suggest, "title": order.title}
            outcome = submit_many(commands, viewer, channel, seen=order.seen, request=request, **wish)
    except IntegrityError as error:
        raise Refused(
            "Something like this is there already; perhaps it was sent twice. Look before sending it again.",
            status=409,
        ) from error
    wake_all()
    return replace(outcome, told_once=told) if told and outcome.status == "applied" else outcome


def wake_all() -> None:
    """Have whoever listens in this process look at what changed."""
    for tell in listeners:
        tell()
