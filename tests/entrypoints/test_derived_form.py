"""A command that was just written has a form; what is left alone stays, what is emptied is emptied."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from pilothouse.who import clock
from pilothouse.who.decisions.models import Entry
from tests.entrypoints.conftest import Scratch
from tests.entrypoints.page import form_in, parsed, shown
from tests.who.decisions.conftest import World

EDIT, ADD = "/acme/do/scratch.edit", "/acme/do/scratch.add"
Enter = Callable[..., Client]


def last_entry(world: World) -> Entry:
    return Entry.everything.filter(workspace=world.workspace).order_by("-revision").first()


def test_the_form_shows_what_stands_there(world: World, signed_in: Enter, scratch: Scratch) -> None:
    response = signed_in("tomas").get(EDIT, {"subject": "ACM-1"})
    sent = form_in(response, EDIT)
    assert response.status_code == 200
    assert sent["title"] == "editor"
    assert [sent[f"effort.{part}"] for part in ("optimistic", "likely", "pessimistic")] == ["1", "2", "3"]
    assert sent["task"] == "ACM-1"


def test_a_day_that_is_nearly_always_today_is_filled_in(world: World, signed_in: Enter) -> None:
    path = "/acme/do/leave.record"
    sent = form_in(signed_in("tomas").get(path), path)
    assert sent["first"] == timezone.localtime(clock.now()).date().isoformat()
    assert sent["last"] == ""


def test_no_form_shows_an_id_or_json(world: World, signed_in: Enter, scratch: Scratch) -> None:
    words = shown(signed_in("tomas").get(EDIT, {"subject": "ACM-1"}), EDIT)
    assert "Fixed length" in words
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|[{}]", words)


def test_sent_unchanged_it_changes_nothing(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    client.post(EDIT, form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT))
    assert set(last_entry(world).payload) == {"task"}


def test_only_the_changed_field_is_in_the_command(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    sent["people_needed"] = "3"
    response = client.post(EDIT, sent)
    assert response.status_code == 303
    assert response["Location"] == "/acme/i/ACM-1"
    assert set(last_entry(world).payload) == {"task", "people_needed"}
    assert world.task("editor").people_needed == 3


def test_an_emptied_field_is_emptied(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    for part in ("optimistic", "likely", "pessimistic"):
        sent[f"effort.{part}"] = ""
    client.post(EDIT, sent)
    assert last_entry(world).payload["effort"] is None
    assert world.task("editor").effort is None


def test_the_second_who_renames_is_shown_both_titles(
    world: World, signed_in: Enter, scratch: Scratch
) -> None:
    first, second = signed_in("tomas"), signed_in("maya")
    forms = [form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT) for client in (first, second)]
    assert first.post(EDIT, {**forms[0].dict(), "title": "Guided editor"}).status_code == 303
    answer = second.post(EDIT, {**forms[1].dict(), "title": "Invoice editor"})
    assert answer.status_code == 409
    assert "It was editor when you opened this and is Guided editor now." in answer.content.decode()
    assert world.task("editor").item.title == "Guided editor"


def test_a_ticked_box_can_be_unticked_again(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    client.post(EDIT, {**sent.dict(), "expedite": "true"})
    assert world.task("editor").expedite is True
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    assert sent["expedite"] == "true"
    del sent["expedite"]
    client.post(EDIT, sent)
    assert world.task("editor").expedite is False


def test_estimates_in_days_are_kept_in_hours(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    sent["effort.pessimistic"] = "4.5"
    client.post(EDIT, sent)
    assert world.task("editor").effort == {"optimistic": 8, "likely": 16, "pessimistic": 36}


def test_faults_stand_on_top_and_at_their_field(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    sent["effort.likely"], sent["people_needed"] = "9", "many"
    response = client.post(EDIT, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert page.count("must rise from at best to at worst") == 2
    assert page.count("is not a number") == 2
    assert 'href="#f-effort"' in page
    assert form_in(response, EDIT)["people_needed"] == "many"


def test_the_second_saver_sees_both_values(world: World, signed_in: Enter, scratch: Scratch) -> None:
    tomas, maya = signed_in("tomas"), signed_in("maya")
    hers = form_in(maya.get(EDIT, {"subject": "ACM-1"}), EDIT)
    tomas.post(EDIT, {**form_in(tomas.get(EDIT, {"subject": "ACM-1"}), EDIT).dict(), "people_needed": "2"})
    hers["people_needed"] = "5"
    response = maya.post(EDIT, hers)
    assert response.status_code == 409
    assert "It was 1 when you opened this and is 2 now" in response.content.decode()
    assert world.task("editor").people_needed == 2
    maya.post(EDIT, form_in(response, EDIT))
    assert world.task("editor").people_needed == 5


def test_sending_a_form_twice_makes_one(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(ADD, {"subject": "ACM-1"}), ADD)
    sent["title"] = "Dark mode"
    first, second = client.post(ADD, sent), client.post(ADD, sent)
    assert (first.status_code, second["Location"]) == (303, first["Location"])
    assert Entry.everything.filter(workspace=world.workspace, command="scratch.add").count() == 1


def test_choices_are_what_the_viewer_sees(
    world: World, other: World, signed_in: Enter, scratch: Scratch
) -> None:
    page = parsed(signed_in("tomas").get(ADD), ADD)
    words = " ".join(page.words)
    assert "ACM-1 editor" in words
    assert words.count("Tomas") == 1
    assert "Give a value" not in words


def test_the_way_back_is_one_of_ours(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1", "next": "https://elsewhere.example/"}), EDIT).dict()
    assert client.post(EDIT, {**sent, "next": "//elsewhere.example"})["Location"] == "/acme/i/ACM-1"
    assert client.post(EDIT, {**sent, "next": "/acme/history"})["Location"] == "/acme/history"


def test_a_change_is_told_and_undone_on_the_next_page(
    world: World, signed_in: Enter, scratch: Scratch
) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    sent["people_needed"] = "3"
    page = client.post(EDIT, sent, follow=True).content.decode()
    assert "You changed people_needed of editor" in page
    undo = re.search(r'action="(/acme/undo/[^"]+)"', page)
    assert undo
    assert client.post(undo[1]).status_code == 303
    assert world.task("editor").people_needed == 1
    assert "You changed" not in client.get(EDIT).content.decode()


def test_an_edit_in_place_answers_with_the_value(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    part = {"HTTP_HX_REQUEST": "true"}
    opened = client.get(EDIT, {"subject": "ACM-1", "only": "effort"}, **part)
    sent = form_in(opened, EDIT)
    assert "title" not in sent
    sent["effort.pessimistic"] = "4"
    page = client.post(EDIT, sent, **part).content.decode()
    assert "1–4 d</a>" in page
    assert 'hx-swap-oob="beforeend"' in page
    assert "<form" not in page.split("hx-swap-oob")[0]


def test_suggesting_asks_instead_of_doing(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT).dict()
    response = client.post(EDIT, {**sent, "people_needed": "3", "suggest": "1"})
    assert response.status_code == 202
    assert "PR-1" in response.content.decode()
    assert world.task("editor").people_needed == 1


def test_what_only_the_program_does_has_no_form(world: World, signed_in: Enter) -> None:
    assert signed_in("sofia").get("/acme/do/proposal.open").status_code == 404
    assert signed_in("sofia").get("/acme/do/no.such").status_code == 404
