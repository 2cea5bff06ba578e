"""What each field of an item was, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilothouse.entrypoints.forms.fields_then import fields_then
from pilothouse.who.words import capital, counted


@require_safe
def field_history(request: Any, workspace: str, key: str) -> HttpResponse:
    """Who changed what about this, when and why?"""
    fields = fields_then(request.viewer, key)
    if fields is None:
        raise Http404
    count = sum(len(field["changes"]) for field in fields)
    often = "once" if count == 1 else f"{counted(count, 'time')} in all"
    told = f"{capital(counted(len(fields), 'field'))} changed, {often}"
    context = {
        "headline": told if fields else "No field was changed since it was written down",
        "fields": fields,
        "key": key,
        "slug": workspace,
        "here": request.path,
        "crumbs": [{"label": key, "url": f"/{workspace}/i/{key}"}, {"label": "History", "url": None}],
    }
    return render(request, "web/field_history.jinja", context)
