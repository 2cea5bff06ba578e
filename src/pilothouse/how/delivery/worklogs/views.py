"""A week of hours, of a person or of a task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.how.delivery.worklogs import queries


def hours(request: Any, workspace: str) -> HttpResponse:
    """What was worked in a week, day by day?"""
    viewer = request.viewer
    first = queries.monday(viewer, request.GET.get("week", ""))
    task, person = request.GET.get("task", ""), request.GET.get("person", "")
    member = None if task else queries.whose_week(viewer, person)
    week: dict[str, Any] | None = None
    if task:
        week = queries.week_of_task(viewer, task, first)
    elif member is not None:
        week = queries.week_of(viewer, member, first)
    if week is None:
        raise Http404
    mine = member is not None and member.pk == viewer.member
    context = {
        "week": week,
        "first": first,
        "today": queries.today_of(viewer),
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "member": member,
        "mine": mine,
        "task": week.get("task"),
        "people": queries.people_with_weeks(viewer),
        "timer": queries.running_timer(viewer) if mine else None,
        "headline": queries.headline(week, first, None if mine or member is None else member.name),
        "slug": workspace,
        "here": request.get_full_path(),
        "crumbs": [{"label": "Hours worked", "url": None}],
    }
    return render(request, "delivery/hours.jinja", context)
