"""What Jira's rich text says: the Atlassian Document Format as Markdown; other values as plain words."""

from __future__ import annotations

from typing import Any

from pilothouse.interchange.json_items import part, parts, word

DEEPEST = 60
MARKS = {"strong": "**", "em": "_", "code": "`", "strike": "~~"}


def plain_text(value: Any) -> str:
    """Any value of a field in words."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict) and word(value, "type") == "doc":
        return _blocks(parts(value, "content"), 0).strip()
    if isinstance(value, dict):
        named = (word(value, name) for name in ("displayName", "name", "value", "key", "id"))
        return next((name for name in named if name), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(plain_text, value[:100])))
    return "" if value is None else str(value)


def _blocks(nodes: list[Any], depth: int) -> str:
    return "\n\n".join(filter(None, (_block(node, depth) for node in nodes))) if depth < DEEPEST else ""


def _block(node: Any, depth: int) -> str:
    kind, inside = word(node, "type"), parts(node, "content")
    if kind in ("bulletList", "orderedList", "taskList", "decisionList"):
        mark = "1." if kind == "orderedList" else "-"
        items = (_blocks(parts(item, "content"), depth + 1) or _inline([item], depth) for item in inside)
        return "\n".join(f"{mark} {item.replace(chr(10), chr(10) + '  ')}" for item in items)
    if kind == "heading":
        level = part(node, "attrs", "level")
        return (
            f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 2)} {_inline(inside, depth)}"
        )
    if kind == "codeBlock":
        return f"```{word(node, 'attrs', 'language')}\n{_inline(inside, depth)}\n```"
    if kind == "blockquote":
        return "\n".join(f"> {line}" for line in _blocks(inside, depth + 1).splitlines())
    if kind == "rule":
        return "---"
    if kind in ("table", "panel", "expand", "nestedExpand", "tableCell", "tableHeader", "listItem"):
        return _blocks(inside, depth + 1)
    if kind == "tableRow":
        return "| " + " | ".join(_blocks(parts(cell, "content"), depth + 1) for cell in inside) + " |"
    return _inline(inside or [node], depth)


def _inline(nodes: list[Any], depth: int) -> str:
    return "".join(_words(node, depth) for node in nodes) if depth < DEEPEST else ""


def _words(node: Any, depth: int) -> str:
    kind = word(node, "type")
    if kind == "text":
        return _marked(word(node, "text"), parts(node, "marks"))
    if kind == "hardBreak":
        return "\n"
    if kind in ("mention", "emoji", "status", "date"):
        return word(node, "attrs", "text") or word(node, "attrs", "shortName")
    if kind in ("inlineCard", "blockCard"):
        return word(node, "attrs", "url")
    return _inline(parts(node, "content"), depth + 1)


def _marked(text: str, marks: list[Any]) -> str:
    for mark in marks:
        kind = word(mark, "type")
        if kind == "link":
            text = f"[{text}]({word(mark, 'attrs', 'href')})"
        sign = MARKS.get(kind, "")
        text = f"{sign}{text}{sign}"
    return text
