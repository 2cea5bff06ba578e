"""The template environment: the look's own, with each room's pages beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from pilothouse.ui.bars import load_cells, row_bar
from pilothouse.ui.burn import burn
from pilothouse.ui.chance import chance_curve
from pilothouse.ui.curves import chance_curves
from pilothouse.ui.flow import bands, scatter, weekly
from pilothouse.ui.gantt import gantt
from pilothouse.ui.held import held_words
from pilothouse.ui.impact import figures, impact_table
from pilothouse.ui.impact_options import options_table
from pilothouse.ui.jinja import environment as ui_environment
from pilothouse.ui.roadmap import roadmap_chart
from pilothouse.ui.swings import tornado


def environment(**options: Any) -> Environment:
    """Autoescaping Jinja2 that finds ``ui/...`` and ``<room>/...`` templates."""
    env = ui_environment(**options)
    package = Path(__file__).parent.parent
    rooms = sorted(package.glob("*/*/templates"))
    loaders = [FileSystemLoader(folder) for folder in (package / "ui" / "templates", *rooms)]
    env.loader = ChoiceLoader(loaders)
    env.filters.update(row_bar=row_bar, load_cells=load_cells)
    env.filters.update(burn=burn, flow_bands=bands, flow_scatter=scatter, flow_weekly=weekly)
    env.filters.update(impact_table=impact_table, figures=figures, gantt=gantt, chance_curve=chance_curve)
    env.filters.update(held_words=held_words, roadmap_chart=roadmap_chart, options_table=options_table)
    env.filters.update(chance_curves=chance_curves, tornado=tornado)
    return env
