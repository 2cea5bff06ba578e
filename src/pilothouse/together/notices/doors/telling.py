"""Telling people what happened, once for every change, whoever looks first."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pilothouse.together.notices.finding import Draft, Finder
from pilothouse.together.notices.letters import write_at_once
from pilothouse.together.notices.models import Notice, Told
from pilothouse.who import clock
from pilothouse.who.changes import derived
from pilothouse.who.decisions.gate import outbox
from pilothouse.who.decisions.models import Entry
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer

BATCH = 200
TOO_OLD = timedelta(days=1)
"""What happened longer ago than this is history, not news: after an upgrade nobody is flooded."""
_looked: dict[UUID, int] = {}


def catch_up() -> int:
    """Look through what every workspace did since the last look; how many were told something."""
    count = 0
    for pk, revision in Workspace.objects.values_list("pk", "revision"):
        while _looked.get(pk) != revision:
            told, up_to = _look(pk)
            count += told
            _looked[pk] = up_to
            if up_to >= revision:
                break
    return count


def mark_read(viewer: Viewer, ids: list[str] | None = None) -> int:
    """Mark those of the viewer's notices as read, or all; how many there were."""
    rows = Notice.objects.filter(Notice.visible(viewer), read_at=None)
    rows = rows.filter(pk__in=ids) if ids is not None else rows
    return rows.update(read_at=clock.now())


def _look(pk: UUID) -> tuple[int, int]:
    """One batch of a workspace: (how many notices, the revision looked up to)."""
    with transaction.atomic():
        workspace = Workspace.objects.get(pk=pk)
        Told.objects.get_or_create(workspace=workspace)
        told = Told.objects.select_for_update().get(workspace=workspace)
        rows: QuerySet[Entry] = Entry.everything.filter(workspace=workspace, revision__gt=told.revision)
        entries = list(rows.select_related("actor").order_by("revision")[:BATCH])
        if not entries:
            return 0, max(told.revision, workspace.revision)
        news = [entry for entry in entries if entry.at > clock.now() - TOO_OLD]
        drafts = Finder(workspace, news).drafts() if news else []
        _keep(workspace, drafts)
        told.revision = entries[-1].revision
        told.save(update_fields=["revision"])
    return len(drafts), told.revision


def _keep(workspace: Workspace, drafts: list[Draft]) -> None:
    rows = [_notice(workspace, draft) for draft in drafts]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    write_at_once(workspace, drafts)
    if drafts:
        outbox.tell(workspace.pk, {"changed": sorted({f"notice:{draft.member}" for draft in drafts})})


def _notice(workspace: Workspace, draft: Draft) -> Notice:
    return Notice(
        id=derived(draft.entry.pk, "notice", draft.member),
        workspace=workspace,
        member_id=draft.member,
        kind=draft.kind,
        entry=draft.entry.pk,
        item=draft.item,
        path=draft.path,
        text=draft.text,
        why=draft.why,
        at=draft.entry.at,
    )
