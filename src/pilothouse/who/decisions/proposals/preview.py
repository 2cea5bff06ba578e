"""What-if: what commands would do, without doing it. Only the row differences leave the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pilothouse.commands import Command, Difference
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate.courtesy import courtesy
from pilothouse.who.decisions.gate.run import Run, Step
from pilothouse.who.decisions.gate.submit import Measured, measure, project_of, touches_plan, verdicts_on
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.decisions.rights.verdicts import Verdict
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Preview:
    """What commands would change, who would decide it, and what it does to the plan."""

    differences: list[Difference]
    verdicts: list[Verdict]
    measured: Measured | None

    def keys(self) -> set[tuple[str, str, tuple[str, ...]]]:
        """The says it would need."""
        return {(k.asked_as, k.role, k.members) for v in self.verdicts for k in v.keys if v.needs(k)}


class _Enough(Exception):
    """Rolls the preview back."""


def preview(commands: Sequence[Command], viewer: Viewer, unit: str | None) -> Preview:
    """Apply as the viewer, note the differences and roll back; measure outside the transaction."""
    with courtesy.trying():
        return _preview(commands, viewer, unit)


def _preview(commands: Sequence[Command], viewer: Viewer, unit: str | None) -> Preview:
    run: Run | None = None
    try:
        with turn(viewer.workspace, tries=True) as workspace:
            run = Run(workspace, viewer, "preview")
            run.perform(commands)
            raise _Enough
    except _Enough:
        pass
    assert run is not None
    differences, unit = run.differences, unit or project_of(run)
    measured = measure(viewer, differences, unit) if touches_plan(differences) else None
    own: list[Step] = [step for step in run.steps if step.families]
    return Preview(differences, verdicts_on(run, own, measured.size if measured else Size()), measured)
