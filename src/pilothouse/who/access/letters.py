"""What is written to people who come in or change how they do: plain text first, the same in HTML."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from pilothouse.commands import Scope
from pilothouse.who.access.doors import post
from pilothouse.who.access.models import Invitation


def send(
    to: str,
    subject: str,
    paragraphs: list[str],
    action: tuple[str, str] | None = None,
    *,
    lists: list[dict[str, Any]] | None = None,
    footer: str = "",
    unsubscribe: str = "",
) -> None:
    """Write to somebody: paragraphs, lists of {title, lines: [{text, url}]}, one button (words, address)."""
    context = {
        "subject": subject,
        "paragraphs": paragraphs,
        "lists": lists or [],
        "action": action,
        "footer": footer,
        "unsubscribe": unsubscribe,
    }
    text = render_to_string("access/letter_text.jinja", context)
    post.write(to, subject, text, render_to_string("access/letter.jinja", context), unsubscribe)


def invite(ctx: Scope, row: Invitation, secret: str) -> None:
    """The link to whoever is invited, when there is an address."""
    if not row.email:
        return
    until = row.expires_at.date().isoformat()
    send(
        row.email,
        f"{ctx.actor.name} invites you to {ctx.workspace.name}",
        [
            f"Hello {row.name},",
            f"{ctx.actor.name} invites you to the workspace {ctx.workspace.name} in Pilothouse.",
            f"The link is for you alone. It works once, until {until}.",
        ],
        ("Accept the invitation", post.link(f"/join/{secret}")),
        footer="You did not expect this? Then do nothing: without the link nobody gets in.",
    )


def reset(to: str, path: str) -> None:
    """The way to a new password."""
    send(
        to,
        "A new password for Pilothouse",
        ["Somebody, probably you, asked for a new password.", "The link works once, for one hour."],
        ("Choose a new password", post.link(path)),
        footer="You did not ask for this? Then do nothing: your password stays as it is.",
    )


def password_changed(to: str) -> None:
    """After a password was changed."""
    send(
        to,
        "Your password was changed",
        ["The password of your account was changed, and all other sessions were ended."],
        ("It was not me", post.link("/reset")),
    )


def way_in_changed(to: str, subject: str, sentence: str) -> None:
    """After something about how an account signs in was changed, other than its password."""
    words = [sentence, "If it was not you, choose a new password and look through your profile at once."]
    send(to, subject, words, ("My profile", post.link("/you")))


def confirm_address(to: str, path: str) -> None:
    """To a new address, before it is used."""
    send(
        to,
        "Confirm your new e-mail address",
        ["Open the link to sign in with this address from now on. It works for a day."],
        ("Confirm the address", post.link(path)),
        footer="You did not ask for this? Then do nothing.",
    )


def address_changed(to: str, new: str) -> None:
    """To the old address, once another is used."""
    send(
        to,
        "Your e-mail address was changed",
        [f"You sign in with {new} from now on. Mail goes there too."],
        footer="It was not you? Ask the steward of your workspace to close the account.",
    )
