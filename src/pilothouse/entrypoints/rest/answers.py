"""What the API answers, as schemas: outcomes of commands, faults, proposals, uploads."""

from __future__ import annotations

from typing import Any

REF = "#/components/schemas/{model}"


def described_json(words: str, model: str, kind: str = "application/json") -> dict[str, Any]:
    """An answer with that schema."""
    return {"description": words, "content": {kind: {"schema": {"$ref": REF.format(model=model)}}}}


def answers(forecast: str) -> dict[tuple[str, str], dict[str, Any]]:
    """What operations of their own answer, by method and path; ``forecast`` is the name of its schema."""
    many = described_json("What became of each.", "Many")
    done = {
        "200": {"$ref": "#/components/responses/Applied"},
        "202": {"$ref": "#/components/responses/Proposed"},
    }
    return {
        ("get", "forecast"): {"200": described_json("The forecast.", forecast)},
        ("get", "proposals"): {"200": described_json("A page of proposals.", "Proposals")},
        ("get", "proposals/{key}"): {"200": described_json("The proposal.", "Proposal")},
        ("post", "commands"): done,
        ("post", "bulk"): {"200": many, "202": many},
        ("post", "uploads"): {"201": described_json("What a command names the file by.", "Upload")},
    }


_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_MAYBE = {"type": ["string", "null"]}
_OUTCOME = {
    "type": "object",
    "title": "Outcome",
    "required": ["status", "sentence", "revision"],
    "properties": {
        "status": {"enum": ["applied", "proposed", "kept"]},
        "sentence": _TEXT,
        "revision": {"type": "integer"},
        "group": {**_MAYBE, "description": "Undo with the command history.undo and this group."},
        "changed": _TEXTS,
        "created": _TEXTS,
        "proposal": _MAYBE,
        "deciders": _TEXTS,
        "waits_for": {**_TEXTS, "description": "Whose say it needs beside that of the deciders."},
        "decide_by": {**_MAYBE, "format": "date-time", "description": "Until when they may answer."},
        "agreed": {"type": "boolean", "description": "Whether its author decides, and so has agreed."},
        "because": _TEXT,
        "told": _TEXTS,
        "impact": {"type": ["object", "null"]},
    },
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "required": ["title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "faults": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": _TEXT, "message": _TEXT}},
        },
        "stale": {"type": "object"},
    },
}
_LINE = {
    "type": "object",
    "description": "One figure of the plan before and after; lines come in a fixed order.",
    "properties": {
        "kind": _TEXT,
        "measure": _TEXT,
        "subject": {**_MAYBE, "description": "The id of what it is about; null for all work."},
        "key": _TEXT,
        "name": _TEXT,
        "before": {"description": "A moment in ISO 8601 where the unit is date, else a number or null."},
        "after": {"description": "As before."},
        "change": {"type": ["number", "null"], "description": "In working days where the unit is date."},
        "unit": _TEXT,
        "noise": {"type": "number", "description": "The standard error of the change, in its unit."},
        "clear": {"type": "boolean", "description": "Whether it is more than chance."},
        "better": {"type": ["boolean", "null"]},
    },
}
_PROPOSALS = {
    "Proposals": {
        "type": "object",
        "properties": {
            "rows": {"type": "array", "items": {"$ref": REF.format(model="Proposal")}},
            "next": _MAYBE,
        },
    },
    "Proposal": {
        "type": "object",
        "properties": {
            **dict.fromkeys(("key", "title", "why", "author", "state", "plan_hash"), _TEXT),
            "number": {"type": "integer"},
            **{name: {**_MAYBE, "format": "date-time"} for name in ("made_at", "decide_by")},
            "family": _MAYBE,
            "commands": {
                "type": "array",
                "items": {"type": "object"},
                "description": "Name and payload of each; what is private, for its author and its deciders.",
            },
            "impact": {
                "type": ["object", "null"],
                "description": "What it does to the plan; null when it leaves the plan alone.",
                "properties": {"lines": {"type": "array", "items": _LINE}},
            },
            "options": {
                "type": "array",
                "items": {"type": "object"},
                "description": "Letter, label, commands and impact of each; accept one by its letter.",
            },
        },
    },
}
_UPLOAD = {
    "type": "object",
    "required": ["token", "name", "size", "media"],
    "properties": {"token": _TEXT, "name": _TEXT, "size": {"type": "integer"}, "media": _TEXT},
}
_MANY = {
    "type": "object",
    "required": ["sentence", "done", "proposed", "failed", "group"],
    "properties": {
        "sentence": _TEXT,
        "done": _TEXTS,
        "proposed": {
            "type": "array",
            "items": {"type": "object", "properties": {"proposal": _TEXT, "items": _TEXTS}},
        },
        "failed": {
            "type": "array",
            "items": {"type": "object", "properties": {"item": _TEXT, "reason": _TEXT}},
        },
        "group": _MAYBE,
    },
}
ANSWERS = {"Problem": _PROBLEM, **_PROPOSALS, "Outcome": _OUTCOME, "Upload": _UPLOAD, "Many": _MANY}
