"""The Jinja2 environment of every page: TEMPLATES["OPTIONS"]["environment"] names `environment`."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment

from pilothouse.ui.assets import asset, key_for, sprite
from pilothouse.ui.filters import FILTERS
from pilothouse.ui.marked import marked
from pilothouse.who.once import drawn


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view; raises NoReverseMatch when there is none."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


class PlainRows(Environment):
    """Looks a name up in a plain row before trying it as an attribute: pages are made of thousands."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``row.title`` is the row's value of that name, also where dicts have a method called so."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(**options: Any) -> Environment:
    """Our globals and filters; Django's backend adds request, csrf_input and csrf_token."""
    env = PlainRows(**{"trim_blocks": False, "lstrip_blocks": False, **options})
    env.globals.update(asset=asset, sprite=sprite, key_for=key_for, static=static, url=url, drawn_once=drawn)
    env.filters.update(FILTERS, marked=marked)
    return env
