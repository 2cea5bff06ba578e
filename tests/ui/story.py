"""Sample values in the shapes that the templates document."""

from typing import Any

PEOPLE = {
    name: {"name": name, "hue": hue}
    for name, hue in {
        "Maya Lindqvist": 1,
        "Jonas Weber": 4,
        "Tomás Ferreira": 3,
        "Priya Raman": 5,
        "Ingrid Solberg": 6,
        "Sam Okafor": 1,
        "Kofi Mensah": 3,
        "Ruth Adler": 4,
        "Nadia Haddad": 3,
        "Dario Conti": 6,
        "Lena Fischer": 5,
    }.items()
}


def shell(current: str, **more: Any) -> dict[str, Any]:
    """What every page with the sidebar needs."""
    links = [
        ("", "Decisions", "decide", "go.decisions", 4),
        ("What", "Backlog", "backlog", "go.backlog", 0),
        ("When", "Plan", "plan", "go.plan", 0),
        ("When", "Forecast", "forecast", "go.forecast", 0),
        ("When", "Risks", "risk", "go.risks", 2),
        ("Who", "People", "people", "go.people", 0),
    ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for group, label, icon, action, count in links:
        area = {
            "label": label,
            "icon": icon,
            "action": action,
            "url": f"/ledgerline/{label.lower()}",
            "count": count,
        }
        groups.setdefault(group, []).append(
            area
            | {
                "current": label == current,
                "hot": label == "Decisions",
                "dock": label not in ("Risks", "People"),
            }
        )
    return {
        "workspace": {"name": "Ledgerline", "url": "/ledgerline/"},
        "viewer": {"name": "Maya Lindqvist", "hue": 1, "role": "Product manager", "url": "/ledgerline/me"},
        "areas": [{"label": label, "links": found} for label, found in groups.items()],
        "csrf_token": "token-of-the-sample",
        **more,
    }


def chain() -> list[dict[str, Any]]:
    """Why, what, how and when of one feature."""
    maya, tomas, priya = (
        PEOPLE["Maya Lindqvist"] | {"you": True},
        PEOPLE["Tomás Ferreira"],
        PEOPLE["Priya Raman"],
    )
    return [
        {
            "question": "Why",
            "decider": maya,
            "answer": "New customers give up before their first invoice.",
            "edit": "/part",
            "facts": [
                {"label": "Goal 1", "value": "8.6 to 5.0 min"},
                {"label": "This brings", "value": "−1.9 min"},
            ],
        },
        {
            "question": "What",
            "decider": maya,
            "answer": "One page that asks only what is missing, with a live preview.",
            "facts": [{"label": "In", "value": "Autosave, terms, hosted payment"}],
        },
        {
            "question": "How",
            "decider": tomas,
            "answer": "",
            "prompt": "How will it be built?",
            "edit": "/part",
            "facts": [],
        },
        {
            "question": "When",
            "decider": priya,
            "answer": "Likely 22 January, safe to say 4 February.",
            "facts": [{"label": "P50", "value": "Fri 22 Jan"}, {"label": "P85", "value": "Thu 4 Feb"}],
        },
    ]


def proposal() -> dict[str, Any]:
    """An open proposal."""
    return {
        "key": "PR-33",
        "title": "Add recurring invoices to the first release",
        "author": PEOPLE["Jonas Weber"],
        "says": "suggests a scope change",
        "when": "yesterday 16:20",
        "consulted": [
            {"name": "Tomás Ferreira", "answered": True},
            {"name": "Ingrid Solberg", "answered": False},
        ],
        "argument": "“Eleven of the 23 notes are about sending the same invoice every month.”",
        "decide_by": "Thu 26 Nov",
        "url": "/ledgerline/PR-33",
    }


def _cell(value: str, change: str = "", tone: str = "same") -> dict[str, Any]:
    return {"value": value, "change": change, "tone": tone}


def impact() -> dict[str, Any]:
    """Three options and one row that none of them changes; given out of order on purpose."""
    return {
        "computed": "4 min ago",
        "options": [
            {"key": "A", "label": "Include it"},
            {"key": "B", "label": "Include it, drop dark theme"},
            {"key": "C", "label": "Six weeks after release"},
        ],
        "rows": [
            {
                "kind": "cost",
                "label": "Cost at completion",
                "now": "€653k",
                "cells": [_cell("€674k", "+€21k", "worse"), _cell("€655k", "+€2k", "worse"), _cell("€653k")],
            },
            {
                "kind": "release_p50",
                "label": "Release, P50",
                "now": "5 Mar",
                "cells": [
                    _cell("11 Mar", "+6 days", "worse"),
                    _cell("6 Mar", "+1 day", "worse"),
                    _cell("5 Mar"),
                ],
            },
            {
                "kind": "release_p85",
                "label": "Release, P85",
                "now": "24 Mar",
                "cells": [
                    _cell("31 Mar", "+7 days", "worse"),
                    _cell("25 Mar", "+1 day", "worse"),
                    _cell("24 Mar"),
                ],
            },
            {
                "kind": "chance",
                "label": "Chance by 26 Feb",
                "now": "34%",
                "cells": [
                    _cell("24%", "−10 points", "worse"),
                    _cell("32%", "−2 points", "worse"),
                    _cell("34%"),
                ],
            },
            {
                "kind": "goal",
                "label": "Goal 1 by June",
                "now": "5.6 min",
                "cells": [
                    _cell("5.2 min", "−0.4", "better"),
                    _cell("5.2 min", "−0.4", "better"),
                    _cell("5.2 min", "−0.4", "better"),
                ],
            },
            {
                "kind": "risk",
                "label": "Risk exposure",
                "now": "21 days",
                "cells": [_cell("21 days"), _cell("21 days"), _cell("21 days")],
            },
        ],
    }


def one_option() -> dict[str, Any]:
    """The same impact with option A alone."""
    whole = impact()
    return whole | {"options": [], "rows": [row | {"cells": row["cells"][:1]} for row in whole["rows"]]}


WIDGETS: list[dict[str, Any]] = [
    {"kind": "text", "name": "title", "label": "Title", "value": "Live preview", "required": True},
    {"kind": "textarea", "name": "why", "label": "Why", "hint": "One line is enough.", "value": ""},
    {
        "kind": "range",
        "name": "effort",
        "label": "Effort",
        "unit": "days",
        "required": True,
        "value": {"optimistic": "8", "likely": "6", "pessimistic": "5"},
        "errors": ["Put the shorter estimate first, for example 5 to 8."],
    },
    {
        "kind": "number",
        "name": "people",
        "label": "People needed",
        "value": "1",
        "unit": "people",
        "required": True,
    },
    {"kind": "date", "name": "not_before", "label": "Not before", "value": "2026-12-01"},
    {
        "kind": "select",
        "name": "state",
        "label": "State",
        "required": True,
        "value": "todo",
        "options": [{"value": "todo", "label": "to do"}, {"value": "done", "label": "done"}],
    },
    {
        "kind": "radio",
        "name": "theme",
        "label": "Theme",
        "required": True,
        "value": "a",
        "options": [
            {"value": "a", "label": "Light"},
            {"value": "b", "label": "Dark", "hint": "For the night watch."},
        ],
    },
    {"kind": "checkbox", "name": "tell", "label": "Tell the team", "value": True},
    {
        "kind": "ref",
        "name": "who",
        "label": "Who",
        "required": True,
        "value": "p3",
        "options": [
            {"value": f"p{i}", "label": name} for i, name in enumerate([*PEOPLE, "Aiko Tanaka", "Olu Bello"])
        ],
    },
    {"kind": "hidden", "name": "seen", "value": "7"},
]
