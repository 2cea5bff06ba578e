"""Documents: a plan as text, in and out, with every fault named where it is; and what was computed of it."""

from .faults import PlanError, PlanErrors
from .reading import read_plan, validate
from .results import read_schedule, write_forecast, write_impact, write_schedule
from .writing import canonical, plan_hash, schema, write_plan

__all__ = [
    "PlanError",
    "PlanErrors",
    "canonical",
    "plan_hash",
    "read_plan",
    "read_schedule",
    "schema",
    "validate",
    "write_forecast",
    "write_impact",
    "write_plan",
    "write_schedule",
]
