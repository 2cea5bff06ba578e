"""What every page is given: workspace, viewer, areas, toasts and the stream of changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.web.areas import areas
from pilothouse.together.notices.queries import unread
from pilothouse.who.decisions.proposals.queries_basket import gathered
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.decisions.scenarios.trying import entered
from pilothouse.who.people.preferences import Preferences

_TOASTS = "toasts"
THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """A context processor: the shell of ``ui/base.jinja``."""
    bare = {
        "lang": get_language() or "en",
        "theme": request.COOKIES.get("theme", ""),
        "density": request.COOKIES.get("density", ""),
        "toasts": SimpleLazyObject(lambda: _shown_once(request)),
    }
    workspace, viewer = getattr(request, "workspace", None), getattr(request, "viewer", None)
    if workspace is None or viewer is None:
        return bare
    home, likes = f"/{workspace.slug}/", getattr(request, "preferences", Preferences())
    look = {"theme": likes.theme, "density": likes.density} if likes.theme or likes.density else {}
    return (
        bare
        | look
        | {
            "workspace": {"name": workspace.name, "slug": workspace.slug, "url": home},
            "guest": viewer.kind == "guest",
            "viewer": SimpleLazyObject(lambda: _person(request)),
            "areas": SimpleLazyObject(lambda: _areas(request)),
            "basket": SimpleLazyObject(lambda: gathered(viewer) if viewer.kind != "guest" else ""),
            "trying": SimpleLazyObject(lambda: entered(request)),
            "live_url": f"{home}stream",
            "bell": {"url": f"{home}notices", "count": SimpleLazyObject(lambda: unread(viewer))},
            "keys_off": not likes.keys,
            "revision": workspace.revision,
        }
    )


def add_toast(
    request: Any, text: str, undo: str | None = None, tone: str = "", link: str | None = None
) -> None:
    """Show a toast on the next page this person opens."""
    toasts = request.session.get(_TOASTS, [])
    request.session[_TOASTS] = [*toasts[-4:], {"text": text, "undo": undo, "tone": tone, "link": link}]


def drawn(toast: dict[str, Any]) -> dict[str, Any]:
    """A toast as the macro takes it: its link inside its text."""
    link = toast.get("link")
    text = format_html('{} <a href="{}">See it</a>', toast["text"], link) if link else toast["text"]
    return {**toast, "text": text}


def _shown_once(request: Any) -> list[dict[str, Any]]:
    """Those that wait, for the page somebody opens: a window that brings itself up to date leaves them be."""
    session = None if request.headers.get("X-Live") else getattr(request, "session", None)
    return (
        [drawn(toast) for toast in session.pop(_TOASTS, [])]
        if session is not None and _TOASTS in session
        else []
    )


def _areas(request: Any) -> list[dict[str, Any]]:
    """The areas of the sidebar; guests see what is shared with them and have none."""
    guest = request.viewer.kind == "guest"
    return [] if guest else areas(request.viewer, request.workspace.slug, request.path)


def _person(request: Any) -> dict[str, Any]:
    data = preset(request.workspace.preset)
    names = {**data["former"], **data["roles"]}
    roles = [names.get(role, role) for role in queries.roles_of(request.viewer)]
    return {
        "name": request.viewer.name,
        "role": ", ".join(roles[:2]) or request.viewer.kind.capitalize(),
        "url": f"/{request.workspace.slug}/me",
    }
