"""What was above its limit and took effect at once: its decider held every key. It is on the log too."""

from __future__ import annotations

from uuid import uuid4

from pilothouse.commands import parse
from pilothouse.who.changes import derived
from pilothouse.who.decisions.gate.run import Run
from pilothouse.who.decisions.rights.verdicts import Verdict


def enter_above_limit(run: Run, verdicts: list[Verdict]) -> None:
    """Enter the change into the log, as a step of the same group, if any verdict on it is above its limit or
    it is one that is always logged."""
    ruled = [step for step in run.steps if step.families]
    kept = {family for step in ruled if step.command.logged for family in step.families}
    above = next((v for v in verdicts if not v.alone or v.family in kept), None)
    if above is None or run.viewer.member is None:
        return
    step = next((one for one in ruled if above.family in one.families), ruled[0])
    told = above.to_json()
    values = {name: told[name] for name in ("family", "band", "matrix_version", "size")}
    subjects = sorted({*run.rows.ids(), *(d.id for d in run.differences)})
    unit = str(step.unit.pk) if step.unit else None
    title = f"{step.sentence[:1].upper()}{step.sentence[1:]}"[:500]
    minted = next(iter(step.command.minted().values()), None)
    id = derived(minted, "decision") if minted else uuid4()
    payload = {"id": str(id), "title": title, "unit": unit, "verdict": values, "subjects": subjects}
    run.add(parse("decision.enter", payload))
