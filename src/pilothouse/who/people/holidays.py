"""Public holidays by country and region, from the tables of a library: nothing is fetched.

The library is loaded when it is first asked: countries are many, and few processes need any.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

LANGUAGE = "en_US"


class Unknown(ValueError):
    """A country or region that the library does not know; its message says what to write."""


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """The codes of all countries (two letters), each with the codes of its regions that have days of their
    own."""
    from holidays import list_supported_countries

    return {country: tuple(found) for country, found in sorted(list_supported_countries().items())}


def checked(country: str, region: str) -> tuple[str, str]:
    """The codes as the library writes them; raises Unknown."""
    country = country.strip().upper()
    if country not in regions():
        raise Unknown(
            f"{country!r} is no country with known holidays. Write two letters such as DE, FR or US."
        )
    by_name = {each.upper(): each for each in regions()[country]}
    region = region.strip()
    if region and region.upper() not in by_name:
        known = ", ".join(regions()[country])
        raise Unknown(
            f"{country} has no region {region!r}. "
            + (f"Write one of {known}." if known else "Leave it empty.")
        )
    return country, by_name.get(region.upper(), "")


def days_off(country: str, region: str, years: Iterable[int]) -> dict[date, str]:
    """Public holidays with their names, in English where the library has them; raises Unknown."""
    from holidays import country_holidays

    country, region = checked(country, region)
    given: dict[str, Any] = {"subdiv": region or None, "years": tuple(years)}
    try:
        found = country_holidays(country, language=LANGUAGE, **given)
    except (NotImplementedError, ValueError):  # a country without names in English
        found = country_holidays(country, **given)
    return {on: name.replace("; ", ", ")[:200] for on, name in sorted(found.items())}
