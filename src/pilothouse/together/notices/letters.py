"""Notices by mail: at once for what somebody waits for, else one digest a day; each says how to stop it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core import signing

from pilothouse.together.notices.finding import Draft
from pilothouse.together.notices.models import KINDS, Notice
from pilothouse.who.access.doors import post
from pilothouse.who.access.letters import send
from pilothouse.who.people.models import Member, Workspace

SALT = "pilothouse.mail"


def stop_path(member: Member, what: str) -> str:
    """The path that stops ``what`` ("digest" or "instant") for that member, without signing in."""
    return f"/mail/stop/{signing.dumps([str(member.pk), what], salt=SALT)}"


def write_at_once(workspace: Workspace, drafts: Sequence[Draft]) -> None:
    """A mail for everything somebody waits for, to those who want it so."""
    urgent = [draft for draft in drafts if draft.urgent]
    if not urgent:
        return
    rows = Member.everything.filter(pk__in=[d.member for d in urgent]).select_related("account__preference")
    members = {member.pk: member for member in rows}
    for draft in urgent:
        member = members[draft.member]
        if member.account is None or not _likes(member, "instant"):
            continue
        send(
            member.account.email,
            draft.text,
            [draft.text, f"Why you get this: {draft.why}"],
            ("Open it", post.link(draft.path)),
            footer=f"{workspace.name}, Pilothouse.",
            unsubscribe=post.link(stop_path(member, "instant")),
        )


def write_digest(member: Member, notices: Iterable[Notice]) -> None:
    """What happened since the last digest, by kind."""
    groups: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.kind].append(notice)
    count = sum(map(len, groups.values()))
    news = "one thing happened" if count == 1 else f"{count} things happened"
    lists = [
        {
            "title": words,
            "lines": [{"text": n.text, "url": post.link(n.path) if n.path else ""} for n in groups[kind]],
        }
        for kind, words in KINDS.items()
        if kind in groups
    ]
    slug = member.workspace.slug
    assert member.account is not None
    send(
        member.account.email,
        f"{member.workspace.name}: {news}",
        [f"Hello {member.name},", f"{news} that you have not read yet.".capitalize()],
        ("All notices", post.link(f"/{slug}/notices")),
        lists=lists,
        footer="One mail a day at your hour. Hour and kinds are yours to choose in your profile.",
        unsubscribe=post.link(stop_path(member, "digest")),
    )


def _likes(member: Member, what: str) -> bool:
    row = getattr(member.account, "preference", None)
    return bool(getattr(row, what)) if row is not None else True
