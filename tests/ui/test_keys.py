"""The registry of keys: what it lists is there to be pressed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pilothouse.entrypoints.web.areas import GROUPS, KEYED

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "pilothouse"
KEYS = json.loads((PACKAGE / "ui" / "keys.json").read_text("utf-8"))
TEXTS = "\n".join(
    path.read_text("utf-8") for pattern in ("**/*.jinja", "ui/src/*.ts") for path in PACKAGE.glob(pattern)
)


@pytest.mark.parametrize("key", KEYS, ids=[key["action"] for key in KEYS])
def test_every_key_is_offered_somewhere(key: dict[str, str]) -> None:
    action = key["action"]
    if action.startswith("go."):
        names = {area.name for _, members in GROUPS for area in members}
        assert action in KEYED.values()
        assert action.removeprefix("go.") in names
        return
    quoted = re.escape(action)
    offered = (
        rf'action=\(?"{quoted}"|(?:on|forRow|runAction)\("{quoted}"|\["{quoted}",|"{quoted}"[,\]].*\]\) ?$'
    )
    assert key.get("native") or re.search(offered, TEXTS, re.MULTILINE), (
        f"{action}: no page and no script has it; build it or take it out of keys.json"
    )
