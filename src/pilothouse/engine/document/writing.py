"""Writing a plan: its document, the canonical form of it, its hash, and the JSON Schema of all documents."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import Any, cast
from zoneinfo import ZoneInfo

from ..plan import Plan
from .format import PLAN


def write_plan(plan: Plan) -> dict[str, Any]:
    """The plan as a document; ``read_plan`` makes an equal plan of it. What is as by default is left out."""
    written: dict[str, Any] = PLAN.write(plan, ZoneInfo(plan.timezone))
    return written


def canonical(plan: Plan) -> bytes:
    """The one text of a plan's content: sorted keys, no spaces, UTF-8, without the moment it is seen from."""
    document = write_plan(plan)
    del document["project"]["as_of"]
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plan_hash(plan: Plan) -> str:
    """SHA-256 of the canonical document, in hexadecimal. A new day alone does not change it."""
    return hashlib.sha256(canonical(plan)).hexdigest()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the plan document, as shipped in ``plan.schema.json``.

    It describes each part; references, cycles and order between dates are for ``read_plan`` to judge.
    """
    text = files("pilothouse.engine").joinpath("plan.schema.json").read_text(encoding="utf-8")
    return cast(dict[str, Any], json.loads(text))


def described() -> dict[str, Any]:
    """The schema as the declaration of the format gives it; the shipped file is written from it."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Pilothouse plan, version 1"}
    return head | PLAN.schema()
