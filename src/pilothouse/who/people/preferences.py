"""Reading how somebody likes to work."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pilothouse.who.once import once
from pilothouse.who.people.models import Account, Preference
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Preferences:
    """One person's, with what holds for those who set nothing. ``desk_order`` and ``desk_hidden`` name
    blocks of the Desk of the workspace they were asked for."""

    theme: str = ""
    density: str = ""
    locale: str = ""
    timezone: str = ""
    keys: bool = True
    digest: bool = True
    digest_hour: int = 8
    instant: bool = True
    desk_order: tuple[str, ...] = ()
    desk_hidden: tuple[str, ...] = ()


@once
def preferences_of(viewer: Viewer) -> Preferences:
    """The viewer's preferences in their workspace."""
    row = Preference.objects.filter(Preference.visible(viewer)).first() if viewer.member else None
    return as_told(row, str(viewer.workspace))


def stored_preferences(viewer: Viewer) -> dict[str, Any]:
    """The same by field, as it is stored this moment."""
    row = Preference.objects.filter(Preference.visible(viewer)).first() if viewer.member else None
    return asdict(as_told(row, str(viewer.workspace)))


def preferences_of_account(account: Account, workspace: str = "") -> Preferences:
    """The same for somebody who signed in; without a query when the row was read along with the account."""
    return as_told(getattr(account, "preference", None), workspace)


def as_told(row: Preference | None, workspace: str) -> Preferences:
    """A row in plain values; what holds without one."""
    if row is None:
        return Preferences()
    desk: dict[str, Any] = row.desk.get(workspace, {})
    return Preferences(
        row.theme,
        row.density,
        row.locale,
        row.timezone,
        row.keys,
        row.digest,
        row.digest_hour,
        row.instant,
        tuple(desk.get("order", ())),
        tuple(desk.get("hidden", ())),
    )
