"""Whether the engine takes a plan that was read."""

from __future__ import annotations

from pilothouse.engine.document import PlanErrors, validate
from pilothouse.engine.plan import Plan
from pilothouse.interchange.values import Fault, ReadErrors


def checked(plan: Plan) -> Plan:
    """The plan, if the engine takes it. Raises ``ReadErrors`` with what it objects to."""
    try:
        return validate(plan)
    except PlanErrors as errors:
        raise ReadErrors(tuple(Fault(0, error.path, error.message) for error in errors.errors)) from errors
