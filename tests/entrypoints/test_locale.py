"""Numbers and dates are read as people of the page's language write them; what is ambiguous is asked back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from pilothouse.entrypoints.forms.locale import read_day, read_number, write_number
from tests.entrypoints.conftest import Scratch
from tests.entrypoints.page import form_in
from tests.who.decisions.conftest import World

EDIT = "/acme/do/scratch.edit"


@pytest.mark.parametrize(
    "language,text,number",
    [
        ("en", "1.5", "1.5"),
        ("de", "1,5", "1.5"),
        ("fr", "1 234,5", "1234.5"),
        ("de", "1.234,5", "1234.5"),
        ("en", "1,234,567", "1234567"),
        ("de", "1\u202f500", "1500"),
        ("en", "\N{MINUS SIGN}2", "-2"),
    ],
)
def test_a_number_as_it_is_written_there(language: str, text: str, number: str) -> None:
    with translation.override(language):
        assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "language,text,mended",
    [
        ("de", "1.500", "1500 or 1,500"),
        ("en", "1,500", "1500 or 1.500"),
        ("de", "1.5", "1,5"),
        ("en", "1,5", "1.5"),
        ("en", "many", "figures"),
        ("en", "nan", "figures"),
        ("en", "1e400000", "figures"),
    ],
)
def test_a_number_that_can_mean_two_things_is_asked_back(language: str, text: str, mended: str) -> None:
    with translation.override(language), pytest.raises(ValueError, match=mended):
        read_number(text)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("number", [0.1, 1.0, 12.375, 1e-7, 1234567.25])
def test_what_a_form_shows_it_reads_back(language: str, number: float) -> None:
    with translation.override(language):
        assert float(read_number(write_number(number))) == number


@pytest.mark.parametrize(
    "language,text", [("en", "2027-03-04"), ("de", "04.03.2027"), ("en-gb", "04/03/2027"), ("en", "3/4/2027")]
)
def test_a_day_as_it_is_written_there(language: str, text: str) -> None:
    with translation.override(language):
        if text == "3/4/2027":
            with pytest.raises(ValueError, match="two ways"):
                read_day(text)
        else:
            assert read_day(text) == date(2027, 3, 4)


@pytest.mark.parametrize("text", ["2027-02-30", "soon", "13/13/2027"])
def test_what_is_no_day_is_told_with_an_example(text: str) -> None:
    with translation.override("en"), pytest.raises(ValueError, match=r"month|year, month, day"):
        read_day(text)


def test_a_german_form_takes_and_shows_commas(
    world: World, signed_in: Callable[..., Client], scratch: Scratch
) -> None:
    client = signed_in("tomas", HTTP_ACCEPT_LANGUAGE="de")
    sent = form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)
    sent["duration_h"] = "7,5"
    client.post(EDIT, sent)
    assert world.task("editor").duration_h == 7.5
    assert form_in(client.get(EDIT, {"subject": "ACM-1"}), EDIT)["duration_h"] == "7,5"
