"""Decisions as Markdown Architectural Decision Records (MADR 4): plain values in, text out, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]
STATUS = {"accepted": "accepted", "declined": "rejected", "recorded": "accepted"}
_HEAD = re.compile(r"^(#{1,3})\s+(.*?)\s*$")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
SECTIONS = {
    "context and problem statement": "context",
    "considered options": "options",
    "decision outcome": "choice",
    "consequences": "consequences",
    "more information": "evidence",
}
MOST = 100_000
"""Characters of a record that are read."""


def file_name(row: Row) -> str:
    """``0031-keep-one-code-base.md``: sorts as decided and says what it is."""
    number = row["key"].rpartition("-")[2]
    words = re.sub(r"[^a-z0-9]+", "-", row["title"].lower()).strip("-")[:60].strip("-")
    return f"{number:0>4}-{words or 'decision'}.md"


def written(row: Row) -> str:
    """One decision as a record."""
    parts = [_front(row), f"# {_line(row['title'])}\n"]
    parts += _section("## Context and Problem Statement", row["context"])
    parts += _section("## Considered Options", "\n".join(f"* {_line(o['label'])}" for o in row["options"]))
    parts += _section("## Decision Outcome", _outcome(row))
    parts += _section("### Consequences", row["consequences"])
    parts += _section("### Confirmation", _confirmation(row))
    parts += _section("## More Information", _more(row))
    return "\n".join(parts)


def read(text: str) -> dict[str, Any]:
    """The fields of a record: title, status, day, deciders, texts. Raises ValueError without a title."""
    text = text[:MOST].replace("\r\n", "\n").lstrip("\ufeff")
    front = _FRONT.match(text)
    told = _front_read(front[1]) if front else {}
    body = text[front.end() :] if front else text
    title, found = _sections(body)
    if not title:
        raise ValueError("The file has no title: its first heading must say what was decided, as “# Title”.")
    options = [line.lstrip("*-+ ").strip() for line in found.pop("options", "").splitlines() if line.strip()]
    chosen = re.search(r"Chosen option: [\"“']?(.+?)[\"”']?(?:,|\.|$)", found.get("choice", ""), re.MULTILINE)
    lines = [("+ " if chosen and chosen[1].strip() == option else "") + option for option in options]
    return told | found | {"title": title, "options": "\n".join(lines)}


def _front(row: Row) -> str:
    superseded = row["superseded_by"]
    status = f"superseded by {superseded}" if superseded else STATUS[row["state"]]
    consulted = _names(row["voices"], "consult")
    lines = [f"status: {status}", f"date: {row['at']:%Y-%m-%d}", f"decision-makers: {_line(row['by'])}"]
    lines += [f"consulted: {consulted}"] if consulted else []
    return "---\n" + "\n".join(lines) + "\n---\n"


def _names(voices: Iterable[Row], asked_as: str) -> str:
    names = [_line(v["name"]) for v in voices if v.get("asked_as") == asked_as and v.get("name")]
    return ", ".join(dict.fromkeys(names))


def _outcome(row: Row) -> str:
    chosen = f'Chosen option: "{_line(row["chosen"]["label"])}".' if row["chosen"] else ""
    if row["state"] == "declined":
        chosen = "Declined: nothing of it was done."
    said = [f"* {v['name'] or 'Somebody'}: {v['words'] or 'was against it'}" for v in row["dissent"]]
    against = "Against it:\n\n" + "\n".join(said) if said else ""
    return "\n\n".join(part for part in (chosen, row["choice"], against) if part)


def _confirmation(row: Row) -> str:
    """What was expected of it, when it is looked back on, and what came."""
    parts = [_predicted(line) for line in row["prediction"]]
    if row["expects"]:
        sure = f" ({row['chance']:.0%} sure)" if row["chance"] else ""
        parts.append(f"* Expected: {_line(row['expects'])}{sure}")
    if row["reviewed_at"]:
        parts.append(
            f"* Looked back on {row['reviewed_at']:%Y-%m-%d}: {row['verdict']}. {row['happened']}".rstrip()
        )
    elif row["review_on"]:
        parts.append(f"* To be looked back on {row['review_on']:%Y-%m-%d}")
    return "\n".join(parts)


def _predicted(line: Row) -> str:
    if line["what"] == "chance":
        return f"* Chance of the target of {line['name']}: {line['chance']:.0%}"
    likely, safe = (_value(line[name]) for name in ("likely", "safe"))
    if line["what"] == "measure":
        before = _value(line["before"])
        return f"* {line['name']}: from {before} to likely {likely} {line['measured_in']}, at least {safe}"
    return f"* {line['name']}: likely {likely}, safe to say {safe}"


def _value(value: Any) -> str:
    return "not known" if value is None else value[:10] if isinstance(value, str) else f"{value:,.2f}"


def _more(row: Row) -> str:
    parts = [row["evidence"]]
    if row["about"]:
        parts.append(
            "About:\n\n" + "\n".join(f"* {item['key']} {_line(item['title'])}" for item in row["about"])
        )
    facts = [f"Replaces {row['supersedes']}." if row["supersedes"] else ""]
    facts.append(f"Made: {_line(row['place'])}." if row["place"] else "")
    facts.append(f"From the proposal {row['proposal']}." if row["proposal"] else "")
    parts.append(" ".join(fact for fact in facts if fact))
    return "\n\n".join(part for part in parts if part)


def _section(head: str, text: str) -> list[str]:
    return [f"{head}\n", f"{text.strip()}\n"] if text.strip() else []


def _line(text: str) -> str:
    return " ".join(text.split())


def _front_read(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines())
    told = {name.strip().lower(): value.strip().strip("\"'") for name, _, value in pairs}
    names = {"status": "status", "date": "on", "decision-makers": "deciders", "deciders": "deciders"}
    return {names[name]: value for name, value in told.items() if name in names and value}


def _sections(body: str) -> tuple[str, dict[str, str]]:
    """The title and the text under each heading we know; those of other headings go to the evidence."""
    title, name, found = "", "", {}  # type: ignore[var-annotated]
    for line in body.splitlines():
        head = _HEAD.match(line)
        if head and len(head[1]) == 1 and not title:
            title = head[2]
        elif head:
            name = SECTIONS.get(head[2].lower(), "evidence")
            if name == "evidence" and head[2].lower() not in SECTIONS:
                found.setdefault(name, []).append(f"**{head[2]}**\n")
        elif name:
            found.setdefault(name, []).append(line)
    return title, {name: "\n".join(lines).strip() for name, lines in found.items()}
