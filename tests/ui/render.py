"""Sample pages: ``python -m tests.ui.render FOLDER`` writes them, with the built assets, for the eye."""

import shutil
import sys
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader

from pilothouse.config.templates import environment
from tests.ui import story, story_plan

HERE = Path(__file__).parent
STATIC = Path(__file__).parents[2] / "src" / "pilothouse" / "ui" / "static"


def render(page: str, **more: Any) -> str:
    """One of the sample pages with the sample story."""
    env = environment(autoescape=True)
    assert isinstance(env.loader, ChoiceLoader)
    env.loader.loaders = [*env.loader.loaders, FileSystemLoader(HERE / "pages")]
    env.filters["setkey"] = lambda value, key: value | {"key": key}
    return env.get_template(f"{page}.jinja").render(**(_context(page) | more))


def _context(page: str) -> dict[str, Any]:
    common = {
        "people": story.PEOPLE,
        "proposal": story.proposal(),
        "impact": story.impact(),
        "single": story.one_option(),
    }
    marks = [
        {"x": 0.35, "kind": "target", "label": "Target 26 Feb"},
        {"x": 0.45, "kind": "likely", "label": "P50 5 Mar"},
        {"x": 0.72, "kind": "safe", "label": "P85 24 Mar"},
    ]
    heights = [0.1, 0.3, 0.6, 0.9, 1.0, 0.8, 0.55, 0.35, 0.2, 0.1]
    bins = [
        {"x": i / 10, "width": 0.1, "height": h, "inside": i < 4, "label": f"week {i}", "share": h / 5}
        for i, h in enumerate(heights)
    ]
    own: dict[str, dict[str, Any]] = {
        "plan": {
            "headline": "Template migration sets the date, and Dario is over 100% for 15 weeks of it",
            "lede": "Bars come from effort ranges, order, people and days off; nobody types dates.",
            "crumbs": [{"label": "Plan", "url": "/plan"}, {"label": "Redesign"}],
            "main_class": "flush",
            "keys_scope": "plan",
            "axis": story_plan.SCALE.axis(story_plan.TODAY, story_plan.TARGET, [story_plan.CLOSED]),
            "rows": story_plan.plan_rows(),
            "heat": story_plan.heat(),
            "toasts": [
                {"text": "Payment terms now after Live preview. Release P85 stays 24 Mar", "undo": "/undo/7"}
            ],
        },
        "feature": {
            "headline": "Guided invoice editor",
            "crumbs": [{"label": "Backlog", "url": "/backlog"}, {"label": "LED-112"}],
            "chain": story.chain(),
            "bins": bins,
            "marks": marks,
            "ticks": [{"x": 0.1, "label": "Feb"}, {"x": 0.4, "label": "Mar"}, {"x": 0.8, "label": "Apr"}],
            "keys_scope": "decisions",
        },
        "decisions": {
            "headline": "Two decisions are yours, one is holding up work",
            "crumbs": [{"label": "Decisions"}],
            "keys_scope": "decisions",
        },
        "form": {
            "headline": "Edit Live preview",
            "lede": "Changes apply at once and can be undone.",
            "widgets": story.WIDGETS,
            "roomy": True,
            "csrf_token": "x",
        },
        "part": {},
    }
    current = {"plan": "Plan", "feature": "Backlog", "decisions": "Decisions"}.get(page, "")
    return (story.shell(current) if current else {}) | common | own[page]


def write(folder: Path) -> None:
    """All sample pages and the built assets as files."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    for page in ("plan", "feature", "decisions", "form", "part"):
        (folder / f"{page}.html").write_text(render(page))


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(STATIC_URL="/static/", USE_TZ=True)
    django.setup()
    write(Path(sys.argv[1]))
