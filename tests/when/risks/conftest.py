from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import lens
from tests.registry.world import NOW, World, make_world


@pytest.fixture
def world(db: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Every role has its own holder; nothing is priced."""
    monkeypatch.setenv("PILOTHOUSE_NOW", NOW)
    monkeypatch.setattr(lens, "_plan_lens", [])
    return make_world(alone=False)
