"""A file that was read, as what the import command carries: plain JSON values."""

from __future__ import annotations

from typing import Any

from pilothouse.engine.document import write_plan
from pilothouse.interchange.values import Imported


def bundle(imported: Imported) -> dict[str, Any]:
    """The fields of ``plan.import_file`` that come from the file: all but where it goes."""
    return {
        "source": imported.source,
        "document": write_plan(imported.plan),
        "outline": list(imported.outline),
        "baselines": [
            {
                "number": baseline.number,
                "tasks": {id: [planned.start, planned.finish] for id, planned in baseline.tasks.items()},
            }
            for baseline in imported.baselines
        ],
        **_beyond(imported),
    }


def _beyond(imported: Imported) -> dict[str, Any]:
    """What only trackers and tables have."""
    if imported.offer is None:
        return {}
    return {
        "details": imported.details,
        "users": imported.users,
        "shape": imported.offer.shape,
        "mapping": imported.offer.mapping.to_json(),
    }
