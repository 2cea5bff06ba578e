"""Importing in the browser: a file is looked at first; the same bytes are brought in when asked for."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pilothouse.commands import Refused
from pilothouse.entrypoints.importing import Answer, import_file
from pilothouse.entrypoints.web.answers import SeeOther, toast_of
from pilothouse.entrypoints.web.shell import add_toast

MOST_BYTES = 64 * 1024 * 1024
KEPT_FOR = 3600
"""Seconds a file that was looked at waits to be brought in."""
_HELD = "import"
_NAME = re.compile(r"[\w-]{20,40}")


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Any, workspace: str) -> HttpResponseBase:
    """The form; what a file would do; doing it."""
    if request.method != "POST":
        return _form(request)
    try:
        return _bring_in(request) if "go" in request.POST else _look(request)
    except Refused as refused:
        if refused.status == 403:
            raise
        return _form(request, [refused.message, *(fault.message for fault in refused.faults)], refused.status)


def _look(request: Any) -> HttpResponse:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("Choose a file first: MS Project XML or a plan document.")
    if sent.size > MOST_BYTES:
        raise Refused(
            f"This file is larger than {MOST_BYTES // 1024**2} MB. Split it, or leave out what is done."
        )
    data, prefix = sent.read(), request.POST.get("prefix", "").strip().upper()
    answer = import_file(data, sent.name, request.viewer, "web", prefix=prefix, dry_run=True)
    held = {"key": _keep(data), "name": sent.name, "prefix": prefix, "workspace": request.workspace.slug}
    request.session[_HELD] = held
    return _page(request, {"answer": answer, "report": _lines(answer), "name": sent.name})


def _bring_in(request: Any) -> HttpResponseBase:
    held = request.session.pop(_HELD, None) or {}
    file = _file(held.get("key", ""))
    if held.get("workspace") != request.workspace.slug or not file.is_file():
        raise Refused("The file that was looked at is no longer here. Choose it again.")
    data = file.read_bytes()
    file.unlink()
    answer = import_file(data, held["name"], request.viewer, "web", prefix=held["prefix"])
    if answer.outcome is not None:
        add_toast(request, **toast_of(request, answer.outcome))
    return SeeOther(f"/{request.workspace.slug}/")


def _form(request: Any, errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    return _page(request, {"errors": errors or []}, status)


def _page(request: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    title = "Error: Import a plan" if status >= 400 else "Import a plan"
    file = {
        "name": "file",
        "kind": "file",
        "label": "File",
        "hint": "MS Project XML or a plan document. It is looked at first; nothing is stored yet.",
        "required": True,
    }
    prefix = {
        "name": "prefix",
        "kind": "text",
        "label": "Keys begin with",
        "hint": "For a new project, such as LED. Left empty, they are made of its name.",
    }
    shared = {
        "headline": "Import a plan",
        "title": title,
        "widgets": [file, prefix],
        "action": request.path,
        "crumbs": [{"label": "Import a plan", "url": None}],
    }
    return render(request, "web/import.jinja", shared | context, status=status)


def _lines(answer: Answer) -> list[str]:
    return [line for line in str(answer).splitlines() if not line.startswith(("- ", "Not taken over"))]


def _keep(data: bytes) -> str:
    """Store the bytes under a name nobody guesses; what waited too long goes."""
    key = secrets.token_urlsafe(20)
    folder = _file(key).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - KEPT_FOR:
            old.unlink(missing_ok=True)
    _file(key).write_bytes(data)
    return key


def _file(key: str) -> Path:
    folder: Path = settings.DATA / "imports"
    return folder / (key if _NAME.fullmatch(key) else "none")
