"""The Plan page's sentence: what sets the date, who carries it, and a plain one where little is known."""

from dataclasses import replace
from datetime import date

import pytest

from pilothouse.when.schedule.pages.headline import Carrier, Facts, headline

DARIO = Carrier("Dario", 15, inside=True)
PLAN = Facts(rows=16, dated=16, sets="Template migration", criticality=0.66)
WITH_TARGET = replace(
    PLAN, likely=date(2027, 3, 5), safe=date(2027, 3, 24), target=date(2027, 2, 26), chance=34.0, late=5
)


@pytest.mark.parametrize(
    "facts, sentence",
    [
        (Facts(0, 0), "Nothing is planned here yet"),
        (Facts(3, 0), "There are no dates yet"),
        (Facts(3, 3, done=3), "All planned work is done"),
        (PLAN, "Template migration sets the date"),
        (replace(PLAN, criticality=0.1), "No single piece of work sets the date"),
        (
            replace(PLAN, carrier=DARIO),
            "Template migration sets the date, and Dario is over 100% for 15 weeks of it",
        ),
        (
            replace(PLAN, carrier=Carrier("Kofi", 1)),
            "Template migration sets the date, and Kofi is over 100% for 1 week",
        ),
        (
            replace(PLAN, carrier=DARIO, criticality=0.1),
            "No single piece of work sets the date, and Dario is over 100% for 15 weeks",
        ),
        (WITH_TARGET, "Template migration sets the date, likely 5 days after the target"),
        (replace(WITH_TARGET, late=1), "Template migration sets the date, likely 1 day after the target"),
        (
            replace(WITH_TARGET, target=date(2027, 3, 10)),
            "Template migration sets the date, and 34% of runs keep the target",
        ),
        (
            replace(WITH_TARGET, target=date(2027, 3, 24)),
            "On track: 24 March is safe to say, the target is 24 March",
        ),
    ],
)
def test_the_sentence_names_what_the_page_is_about(facts: Facts, sentence: str) -> None:
    assert headline(facts) == sentence


def test_being_on_track_does_not_hide_that_somebody_carries_too_much() -> None:
    facts = replace(WITH_TARGET, target=date(2027, 4, 1), carrier=DARIO)
    assert headline(facts).endswith("Dario is over 100% for 15 weeks of it")
