"""Pages of the demo story, beside a bare Django list of fifty rows from the same database."""

from __future__ import annotations

import argparse
import json

from bench.house import at, milliseconds, open_house

PAGES = ("plan", "decisions", "decisions/rights", "goals", "backlog", "risks", "people")


def main() -> None:
    """Print the 95th percentile of each page and its ratio to the bare list's."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=40)
    options.add_argument("--json", action="store_true")
    options.add_argument("--cold", action="store_true", help="as after a change: nothing is recalled")
    given = options.parse_args()
    found = measure(given.times, given.cold)
    if given.json:
        print(json.dumps(found))
        return
    for name, (value, ratio) in found.items():
        print(f"{name:28} p95 {value:8.2f} ms   {ratio:6.2f} x bare list")


def measure(times: int, cold: bool = False) -> dict[str, tuple[float, float]]:
    """95th percentile in milliseconds and ratio, by page; ``cold``: as if each view came after a change."""
    workspace = open_house()
    from django.http import HttpResponse
    from django.test import Client, override_settings
    from django.urls import include, path

    from pilothouse.how.delivery.models import Task
    from pilothouse.who import once
    from pilothouse.who.people.models import Account

    def bare(request: object) -> HttpResponse:
        rows = Task.everything.select_related("item", "item__unit", "feature__item").order_by("position")[:50]
        cells = "".join(f"<tr><td>{t.item.key}<td>{t.item.title}<td>{t.state}</tr>" for t in rows)
        return HttpResponse(f"<p>{Task.everything.count()}</p><table>{cells}</table>")

    class Urls:
        urlpatterns = [path("bare", bare), path("", include("pilothouse.config.urls"))]

    with override_settings(ROOT_URLCONF=Urls):
        if cold:
            once.KEPT = 0
        client = Client()
        client.force_login(Account.objects.get(email__startswith="priya"))
        found = {"bare list of 50": _p95(client, "/bare", times)}
        for page in PAGES:
            found[page] = _p95(client, f"/{workspace.slug}/{page}", times)
        feature = Task.everything.exclude(feature=None).first().feature.item.key  # type: ignore[union-attr]
        found["feature"] = _p95(client, f"/{workspace.slug}/features/{feature}", times)
    floor = found["bare list of 50"]
    return {name: (value, value / floor) for name, value in found.items()}


def _p95(client: object, url: str, times: int) -> float:
    answer = client.get(url)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    return at(milliseconds(lambda: client.get(url), times), 0.95)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
