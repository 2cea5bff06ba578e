"""The Roadmap: three views of the same features, filters that are the address, order that is not a date."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.what.backlog.models import Feature
from pilothouse.what.backlog.queries import features
from pilothouse.when.schedule.pages import roadmap
from pilothouse.who.decisions.gate import guard
from pilothouse.who.items.models import Item
from tests.when.schedule.conftest import World, hours
from tests.when.schedule.test_plan_page import computed, sign_in

__all__ = ["computed"]
PAGE = "/acme/roadmap"


def text(client: Any, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    html = re.sub(r"<(style|script|symbol).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())


def spoken(client: Any, title: str) -> str:
    """What the bar of a feature says to those who cannot see it."""
    html = client.get(PAGE).content.decode()
    return next(
        unescape(each) for each in re.findall(r'aria-label="([^"]*)"', html) if each.startswith(title)
    )


def test_a_bar_says_both_dates_and_the_title_what_is_ready_by_the_target(computed: World) -> None:
    client = sign_in(computed, "maya")
    assert "Both features are safe to say by 20 March" in text(client)
    assert re.fullmatch(
        r"Editor, likely \w+ \d+ Mar, safe to say \w+ \d+ Mar.*",
        spoken(client, "Editor").replace("\xa0", " "),
    )


def test_the_table_of_many_features_comes_in_pages(computed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roadmap, "LISTED", 1)
    client = sign_in(computed, "maya")
    assert "1 to 1 of 2 Further" in text(client, "?view=table")
    assert "2 to 2 of 2 Earlier" in text(client, "?view=table&page=2")


def test_what_is_in_no_release_is_later_and_has_no_date(computed: World) -> None:
    computed.item(Feature, "Portal", computed.rows["redesign"], rank="a2", effort=hours(8, 16, 40))
    client = sign_in(computed, "maya")
    later = text(client, "?view=next").split("Later")[-1]
    assert "Portal in no release" in later
    assert "Editor" not in later
    assert "Portal in no release" in text(client, "?view=table").replace("ACM-", "").replace("  ", " ")


def test_filters_are_the_address_and_the_form_leads_to_it(computed: World) -> None:
    client = sign_in(computed, "maya")
    key = computed.rows["Release 1"].item.key
    assert "Editor" not in text(client, f"?view=table&release=not:{key}").split("Filter")[-1]
    answer = client.get(PAGE, {"view": "table", "add": f"release:{key}", "how": "not"})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?view=table&release=not:{key}")
    assert "No feature has all of this" in text(client, "?stage=done")


def test_a_row_is_moved_in_the_backlog_s_order_without_a_script(computed: World) -> None:
    client = sign_in(computed, "jonas")
    html = client.get(PAGE).content.decode()
    row = re.search(rf'<li id="road-{computed.rows["Export"].item.key}".*?</li>', html, re.DOTALL)
    assert row
    form = dict(re.findall(r'name="(feature|next)" value="([^"]*)"', row[0]))
    (up,) = re.findall(r'name="before" value="([^"]*)">Up', row[0])
    assert client.post("/acme/do/backlog.order", form | {"before": up}).status_code == 303
    assert [row["title"] for row in features(computed.viewer("jonas"), {})] == ["Export", "Editor"]


def test_guests_are_told_the_order_and_no_dates(computed: World) -> None:
    client = sign_in(computed, "gast", kind="guest")
    assert "Nothing is on the roadmap yet" in text(client)
    with guard.opened():
        Item.everything.filter(title="Editor").update(visibility="shared")
    page = text(client, "?view=table")
    assert "Now" in page
    assert "Editor" in page
    assert "Export" not in page
    assert "likely" not in page
    assert "Mar" not in page.split("Roadmap")[-1]


def test_more_features_ask_the_database_no_more(computed: World) -> None:
    client = sign_in(computed, "maya")
    before = asked(client)
    for number in range(5):
        release = computed.rows["Release 1"]
        computed.item(
            Feature, f"More {number}", computed.rows["redesign"], rank=f"b{number}", release=release
        )
    assert asked(client) == before <= 45


def asked(client: Any) -> int:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as caught:
        client.get(PAGE)
    return len(caught)
