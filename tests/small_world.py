"""The small workspace of a whole module, for pages: built once, each test's changes rolled back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from pilothouse.commands import lens
from pilothouse.who import once
from pilothouse.who.decisions.rights import standing
from tests.registry.world import NOW, World, make_world


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("PILOTHOUSE_NOW", NOW)
        patch.setattr(lens, "_plan_lens", [])
        yield make_world(alone=False, slug="acme")
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Every role has its own holder; nothing is priced; the day is 10 March 2027."""
    ids = dict(built.ids)
    for module in (standing, once):  # a test's revisions come again after its rollback
        monkeypatch.setattr(module, "_kept", OrderedDict())
    yield built
    built.ids = ids
