"""The API's few operations; the registries say which commands and kinds there are."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Body, File, Form, Query, Router, Schema, UploadedFile
from pydantic import ConfigDict, Field

from pilothouse.commands import Fault, Outcome, Refused
from pilothouse.commands.lens import facets
from pilothouse.entrypoints import bulk, queries
from pilothouse.entrypoints.importing import import_file, parsed_mapping
from pilothouse.entrypoints.perform import Order, perform
from pilothouse.entrypoints.rest.auth import viewer_in
from pilothouse.entrypoints.uploads import stored_from
from pilothouse.who.documents import sent, zipped
from pilothouse.who.items.kinds import Kind, all_kinds
from pilothouse.who.items.views import file_answer

router = Router()
NO_FORECAST = "There is no forecast yet: it is computed after the first change of the plan."
WITH = ("seen", "why", "suggest", "basket", "scenario")
IDEMPOTENCY = "Idempotency-Key"
_IN_WORDS = {dict: "an object in { }", str: "a text", bool: "true or false"}


class Step(Schema):
    """One command of a basket."""

    model_config = ConfigDict(extra="forbid")
    name: str
    payload: dict[str, Any] = {}


class Basket(Schema):
    """Commands done as one; ``+1`` stands for what the first of them creates."""

    model_config = ConfigDict(extra="forbid")
    commands: list[Step] = Field(min_length=1, max_length=1000)
    title: str = ""
    why: str = ""
    suggest: bool = False
    basket: bool = False
    scenario: str = ""


class ManyOrder(Schema):
    """One command and the keys or ids of all it is done to."""

    model_config = ConfigDict(extra="forbid")
    name: str
    items: list[str] = Field(min_length=1, max_length=500)
    payload: dict[str, Any] = {}
    why: str = ""
    suggest: bool = False


class ImportOrder(Schema):
    """How a file is imported. ``mapping`` is JSON: columns, states, people, hours_per_point, dates; left out,
    it is that of the last file of this source."""

    model_config = ConfigDict(extra="forbid")
    dry_run: bool = False
    prefix: str = ""
    parent: str = ""
    known_as: str = ""
    mapping: str = ""

    def chosen(self) -> dict[str, Any] | None:
        """The mapping; None when none was sent. Raises Refused for what is no JSON object."""
        return parsed_mapping(self.mapping) if self.mapping else None


class Page(Schema):
    """How much of a list, and from where."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", description="`next` of the page before.")


@router.post("/{workspace}/commands/{name}", operation_id="do")
def do(request: HttpRequest, workspace: str, name: str, payload: Body[dict[str, Any]]) -> HttpResponse:
    """Do one command: 200 when it took effect, 202 when it became a proposal or lies in your basket.

    With the header ``Idempotency-Key`` a request sent again is told the same and does nothing twice."""
    fields = {key: value for key, value in payload.items() if key not in WITH or _own_field(name, key)}
    order = Order(
        [(name, fields)],
        seen=_with(payload, name, "seen", {}),
        why=_with(payload, name, "why", ""),
        suggest=_with(payload, name, "suggest", False),
        basket=_with(payload, name, "basket", False),
        scenario=_with(payload, name, "scenario", ""),
        request=request.headers.get(IDEMPOTENCY, ""),
    )
    return _answer(perform(order, viewer_in(request, workspace), "rest"))


@router.post("/{workspace}/commands", operation_id="do_basket")
def do_basket(request: HttpRequest, workspace: str, basket: Basket) -> HttpResponse:
    """Do several commands as one."""
    commands = [(step.name, step.payload) for step in basket.commands]
    order = Order(
        commands,
        why=basket.why,
        suggest=basket.suggest,
        title=basket.title,
        basket=basket.basket,
        scenario=basket.scenario,
        request=request.headers.get(IDEMPOTENCY, ""),
    )
    return _answer(perform(order, viewer_in(request, workspace), "rest"))


@router.post("/{workspace}/bulk", operation_id="do_to_many")
def do_to_many(request: HttpRequest, workspace: str, order: ManyOrder) -> HttpResponse:
    """Do one command to many objects: what is done, what became a proposal, what failed and why."""
    viewer = viewer_in(request, workspace)
    many = bulk.do_to_many(
        order.name, order.items, order.payload, viewer, "rest", why=order.why, suggest=order.suggest
    )
    body = json.dumps(many.to_json())
    return HttpResponse(body, status=200 if not many.proposed else 202, content_type="application/json")


@router.post("/{workspace}/uploads", operation_id="upload")
def upload(request: HttpRequest, workspace: str, file: File[UploadedFile]) -> HttpResponse:
    """Send a file; a command names it by the ``token`` of the answer, within a day."""
    viewer_in(request, workspace)
    kept = stored_from(file)
    told = {"token": kept.token(), "name": kept.name, "size": kept.size, "media": kept.media}
    return HttpResponse(json.dumps(told), status=201, content_type="application/json")


@router.post("/{workspace}/imports", operation_id="import_file")
def bring_in(
    request: HttpRequest, workspace: str, file: File[UploadedFile], how: Form[ImportOrder]
) -> HttpResponse:
    """Import a file of another tool: 200 when it took effect or with ``dry_run``, 202 for a proposal."""
    viewer = viewer_in(request, workspace)
    order = how.dict()
    answer = import_file(
        file.read(), file.name or "file", viewer, "rest", **order | {"mapping": how.chosen()}
    )
    if answer.outcome is None:
        return HttpResponse(json.dumps(answer.to_json()), content_type="application/json")
    return _answer(answer.outcome)


@router.get("/{workspace}/proposals", operation_id="proposals")
def proposals(request: HttpRequest, workspace: str, page: Query[Page], state: str = "") -> dict[str, Any]:
    """Proposals, newest first."""
    before = _number(page.cursor)
    rows = queries.proposals(viewer_in(request, workspace), state, before, page.limit + 1)
    return _page(rows, page.limit, "number")


@router.get("/{workspace}/proposals/{key}", operation_id="proposal")
def proposal(request: HttpRequest, workspace: str, key: str) -> dict[str, Any]:
    """One proposal with its commands and its impact."""
    return queries.proposal(viewer_in(request, workspace), key)


@router.get("/{workspace}/history", operation_id="history")
def history(request: HttpRequest, workspace: str, page: Query[Page]) -> dict[str, Any]:
    """Every change, newest first."""
    rows = queries.history(viewer_in(request, workspace), _number(page.cursor), page.limit + 1)
    return _page(rows, page.limit, "revision")


@router.get("/{workspace}/forecast", operation_id="forecast")
def forecast(request: HttpRequest, workspace: str) -> HttpResponse:
    """The newest forecast: when what is likely done, in ISO 8601 moments with their offset."""
    viewer = viewer_in(request, workspace)
    found = next((told for facet in facets("forecast") if (told := facet(viewer, ()))), None)
    if found is None:
        raise Refused(NO_FORECAST, status=404)
    return HttpResponse(found.model_dump_json(), content_type="application/json")


@router.get("/{workspace}/who-decides", operation_id="who_decides")
def who_decides(request: HttpRequest, workspace: str, command: str = "", about: str = "") -> dict[str, Any]:
    """Who decides a command, what can be done to a thing, or the one about the other; by size, with names."""
    return queries.who_decides(viewer_in(request, workspace), command, about)


@router.get("/{workspace}/files/{id}", operation_id="file")
def file(request: HttpRequest, workspace: str, id: UUID) -> Any:
    """The bytes of a file."""
    return file_answer(viewer_in(request, workspace), id)


@router.get("/{workspace}/{plural}", operation_id="list")
def items(request: HttpRequest, workspace: str, plural: str, page: Query[Page]) -> dict[str, Any]:
    """Rows of one kind; other query parameters narrow them as the kind allows."""
    viewer, kind = viewer_in(request, workspace), _kind(plural)
    rows = kind.rows(viewer, _filters(request.GET))
    start = _after(rows, page.cursor)
    found = rows[start : start + page.limit]
    more = start + page.limit < len(rows)
    return {"rows": found, "next": _cursor(str(found[-1]["id"])) if more else None}


@router.get("/{workspace}/{plural}/documents", operation_id="documents")
def documents(request: HttpRequest, workspace: str, plural: str) -> HttpResponse:
    """All rows of a kind that is kept as documents, as an archive of text files."""
    viewer, kind = viewer_in(request, workspace), _kind(plural)
    if kind.documents is None:
        raise Http404
    return sent(f"{workspace}-{plural}.zip", zipped(kind.documents(viewer, "")), "application/zip")


@router.get("/{workspace}/{plural}/{key}/document", operation_id="document")
def document(request: HttpRequest, workspace: str, plural: str, key: str) -> HttpResponse:
    """One row as the text file it is outside, such as a decision as a Markdown decision record."""
    viewer, kind = viewer_in(request, workspace), _kind(plural)
    name, text = next(iter(kind.documents(viewer, key) if kind.documents else ()), ("", ""))
    if not name:
        raise Http404
    return sent(name, text.encode(), "text/markdown; charset=utf-8")


@router.get("/{workspace}/{plural}/{key}", operation_id="one")
def one(request: HttpRequest, workspace: str, plural: str, key: str) -> dict[str, Any]:
    """One row by its key or id."""
    viewer, kind = viewer_in(request, workspace), _kind(plural)
    rows = kind.rows(viewer, {"key": key})
    row = next(
        (r for r in rows if key.upper() == str(r.get("key") or "").upper() or key == str(r["id"])), None
    )
    if row is None:
        raise Http404
    return row


def _answer(outcome: Outcome) -> HttpResponse:
    body = json.dumps(outcome.to_json())
    return HttpResponse(
        body, status=200 if outcome.status == "applied" else 202, content_type="application/json"
    )


def _own_field(name: str, key: str) -> bool:
    """Whether a word that goes with every command is also a field of this one."""
    from pilothouse.commands import command_named

    return key in command_named(name).model_fields


def _with(payload: Mapping[str, Any], name: str, key: str, default: Any) -> Any:
    """A word that goes with every command, unless the command has a field of that name: only a reason is
    both. Raises Refused for one of another type."""
    value = payload.get(key, default)
    if _own_field(name, key) and (key != "why" or not isinstance(value, str)):
        return default
    if isinstance(value, type(default)):
        return value
    message = f"Write {_IN_WORDS[type(default)]}, or leave it out."
    raise Refused(f"{key}: {message}", faults=(Fault(key, message),))


def _kind(plural: str) -> Kind:
    kind = next((kind for kind in all_kinds().values() if kind.plural == plural), None)
    if kind is None:
        raise Http404
    return kind


def _filters(query: Any) -> dict[str, str]:
    return {name: query[name] for name in query if name not in {"limit", "cursor"}}


def _page(rows: list[dict[str, Any]], limit: int, number: str) -> dict[str, Any]:
    found = rows[:limit]
    return {"rows": found, "next": _cursor(str(found[-1][number])) if len(rows) > limit else None}


def _cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _text(cursor: str) -> str:
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        raise Refused("This cursor is not one of ours. Start the list again without it.") from None


def _number(cursor: str) -> int | None:
    text = _text(cursor)
    if text and not (text.isdecimal() and len(text) < 19):
        raise Refused("This cursor is not one of ours. Start the list again without it.")
    return int(text) if text else None


def _after(rows: list[dict[str, Any]], cursor: str) -> int:
    if not cursor:
        return 0
    last = _text(cursor)
    place = next((index for index, row in enumerate(rows) if str(row["id"]) == last), None)
    if place is None:
        raise Refused("The list changed since this cursor was given. Start it again without it.", status=409)
    return place + 1
