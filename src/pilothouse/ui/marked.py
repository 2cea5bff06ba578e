"""Markdown as safe HTML: read by markdown-it, cleaned by nh3; keys of items become links with their state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr", "span"} | {
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
}
ATTRIBUTES = {"a": {"href", "title", "class"}, "span": {"class"}, "ol": {"start"}}
CLASSES = {"a": {"key-chip"}, "span": {"mention", "key-state"}}
_KEY = re.compile(r"(?<![\w/-])([A-Z][A-Z0-9]*-\d+)(?![\w-])")


def marked(text: str, chips: Mapping[str, Any] | None = None, mentions: Iterable[str] = ()) -> Markup:
    """HTML of a Markdown text. ``chips`` tells items by key: {title, state, url}; ``mentions`` are names."""
    env = {"chips": chips or {}, "mentions": _at(mentions)}
    html = nh3.clean(
        _reader().render(text, env),
        tags=TAGS,
        attributes={tag: names - {"class"} for tag, names in ATTRIBUTES.items()},
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    reader.disable("image")
    reader.add_render_rule("text", _text)
    for rule in ("heading_open", "heading_close"):
        reader.add_render_rule(rule, _heading)
    return reader


def _heading(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """Headings inside a text lie below those of the page."""
    level = min(int(tokens[place].tag[1]) + 2, 6)
    return f"<{'/' if tokens[place].nesting < 0 else ''}h{level}>"


def _text(self: Any, tokens: Sequence[Token], place: int, options: Any, env: Mapping[str, Any]) -> str:
    """Plain words, with keys as links where they do not stand in a link already, and people marked."""
    words = str(escape(tokens[place].content))
    if sum(token.nesting for token in tokens[:place] if token.type.startswith("link_")):
        return words
    words = _KEY.sub(lambda match: _chip(match[1], env["chips"]), words)
    people = env["mentions"]
    return people.sub(r'<span class="mention">\g<0></span>', words) if people else words


def _chip(key: str, chips: Mapping[str, Any]) -> str:
    item = chips.get(key)
    if item is None:
        return key
    state = f' <span class="key-state">{escape(str(item["state"]).replace("_", " "))}</span>'
    told = state if item.get("state") else ""
    return f'<a class="key-chip" href="{escape(item["url"])}">{key} {escape(item["title"])}{told}</a>'


def _at(names: Iterable[str]) -> re.Pattern[str] | None:
    """``@Name`` and ``@First`` of those people, outside tags."""
    spoken = {word for name in names for word in (name, name.partition(" ")[0])}
    parts = "|".join(re.escape(str(escape(word))) for word in sorted(spoken, key=len, reverse=True))
    return re.compile(rf"(?<![\w@])@(?:{parts})(?!\w)(?![^<]*>)", re.IGNORECASE) if spoken else None
