"""Markdown of strangers becomes HTML that can hurt nobody."""

from __future__ import annotations

import pytest

from pilothouse.ui.marked import marked
from pilothouse.who.items.mentions import mentioned

CHIPS = {"LED-12": {"title": "Send <again>", "state": "in_progress", "url": "/acme/i/LED-12"}}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://elsewhere.example/spy.png)",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<a href='//elsewhere.example' style='position:fixed'>x</a>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = str(marked(text))
    assert "<script" not in html
    assert "<img" not in html
    assert "<a href='//" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert " style=" not in html.replace("&#39;", "'").split("&lt;")[0]


def test_a_key_tells_title_and_state_but_not_in_code_or_links() -> None:
    html = str(marked("LED-12, `LED-12`, [LED-12](https://a.example), LED-13", CHIPS))
    assert html.count("Send &lt;again&gt;") == 1
    assert "in progress" in html
    assert "LED-13" in html


def test_headings_of_a_text_lie_below_those_of_the_page() -> None:
    assert "<h3>" in str(marked("# Loud"))


def test_a_first_name_is_enough_when_there_is_one() -> None:
    names = {1: "Maya Berg", 2: "Maya Olsen", 3: "Tomás Ruiz"}
    assert mentioned("@Tomás and @Maya", names) == [3]  # type: ignore[arg-type]
    assert mentioned("@maya olsen!", names) == [2]  # type: ignore[arg-type]
    assert mentioned("mail@Tomás.example, @Tomásson", names) == []  # type: ignore[arg-type]
