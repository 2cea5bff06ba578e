"""Addresses of the app, and the floor that its pages and writes are measured against."""

from __future__ import annotations

from html import escape
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate import guard
from pilothouse.who.people.models import Skill, Workspace


def bare_list(request: HttpRequest) -> HttpResponse:
    """Fifty rows with their keys and how many there are: two queries and no template."""
    found = Task.everything.filter(state="open")
    rows = found.select_related("item", "item__unit").order_by("position")[:50]
    cells = "".join(
        f"<tr><td>{t.item.key}<td>{escape(t.item.title)}<td>{t.item.unit.name}</tr>" for t in rows
    )
    return HttpResponse(f"<!doctype html><p>{found.count()}</p><table>{cells}</table>")


@csrf_exempt
def bare_insert(request: HttpRequest) -> HttpResponse:
    """One row in one transaction, without history, rights or anything derived."""
    with guard.opened(), transaction.atomic():
        workspace = Workspace.objects.get(slug="large")
        Skill(id=uuid4(), workspace=workspace, name=f"Skill {uuid4()}").save(force_insert=True)
    return HttpResponse("1")


urlpatterns = [
    path("bare/list", bare_list),
    path("bare/insert", bare_insert),
    path("", include("pilothouse.config.urls")),
]
