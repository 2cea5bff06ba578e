"""Reading forms out of pages, as a browser without scripts does."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict

VOID = {"input", "br", "img", "meta", "link", "hr"}


class FormParser(HTMLParser):
    """The successful controls of the first form with that action, and all words that are shown."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.values: list[tuple[str, str]] = []
        self.select, self.chosen, self.area = "", None, ""
        self.names: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = found.get("action") == self.action
        if not self.inside:
            return
        name = found.get("name", "")
        self.names.add(name)
        if tag == "input" and (found.get("type") not in {"checkbox", "radio"} or "checked" in found):
            self.values.append((name, found.get("value", "")))
        elif tag == "select":
            self.select, self.chosen = name, None
        elif tag == "option" and self.select:
            if self.chosen is None or "selected" in found:
                self.chosen = found.get("value", "")
        elif tag == "textarea":
            self.area = name
            self.values.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            self.values.append((self.select, self.chosen or ""))
            self.select = ""
        elif tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[-1] = (self.area, self.values[-1][1] + data)
        elif self.inside:
            self.words.append(data)


def form_in(response: Any, action: str) -> QueryDict:
    """What sending the form unchanged would send."""
    data = QueryDict(mutable=True)
    for name, value in parsed(response, action).values:
        data.appendlist(name, value)
    return data


def parsed(response: Any, action: str) -> FormParser:
    parser = FormParser(action)
    parser.feed(response.content.decode())
    assert parser.names, response.content.decode()[:2000]
    return parser


def shown(response: Any, action: str) -> str:
    """The words people read in the form."""
    return " ".join(" ".join(parsed(response, action).words).split())
