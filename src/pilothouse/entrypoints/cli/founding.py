"""Making a workspace from the terminal. No password passes it: the steward chooses one by a link."""

from __future__ import annotations

from pydantic import ValidationError

from pilothouse.commands import Refused
from pilothouse.entrypoints.first import close, new_link
from pilothouse.entrypoints.queries import is_empty
from pilothouse.entrypoints.web.resetting import path_for
from pilothouse.who.access.doors.post import link
from pilothouse.who.decisions.rights.founding import Founding, found

from .main import BadInput


def first_link() -> str:
    """A link to make the first workspace in the browser."""
    if not is_empty():
        raise BadInput("there is a workspace already; say --name, --slug, --steward and --email for another")
    return f"Make the first workspace, once, at {link(new_link())}"


def make_workspace(
    name: str, slug: str, timezone: str, currency: str, prefix: str, preset: str, steward: str, email: str
) -> str:
    """Make it, and tell the steward's way in."""
    missing = [n for n, v in (("--slug", slug), ("--steward", steward), ("--email", email)) if not v]
    if missing:
        raise BadInput(f"say {', '.join(missing)} too")
    try:
        member = found(Founding(name, slug, timezone, currency, prefix, preset, steward, email))
    except Refused as refused:
        raise BadInput(refused.message, *(f.message for f in refused.faults[1:])) from None
    except ValidationError as error:
        raise BadInput(*(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())) from None
    close()
    assert member.account is not None
    if member.account.has_usable_password():
        return f"{name} is at {link(f'/{slug}/')}. {email} signs in as before."
    return (
        f"{name} is at {link(f'/{slug}/')}. {steward} chooses a password at {link(path_for(member.account))}"
    )
