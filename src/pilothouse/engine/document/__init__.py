"""The plan document: a plan as text, in and out, with every fault named where it is."""

from .faults import PlanError, PlanErrors
from .reading import read_plan, validate
from .writing import canonical, plan_hash, schema, write_plan

__all__ = [
    "PlanError",
    "PlanErrors",
    "canonical",
    "plan_hash",
    "read_plan",
    "schema",
    "validate",
    "write_plan",
]
