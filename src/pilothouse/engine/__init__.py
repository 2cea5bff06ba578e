"""The engine: a plan in, computed dates out. Pure values, no clock, no I/O, every draw takes a seed.

The names below load their modules when first used: ``import pilothouse.engine`` costs next to nothing.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .document import PlanErrors, plan_hash, read_plan, validate, write_plan
    from .forecast import forecast
    from .impact import impact, size
    from .network import critical_path
    from .plan import Plan
    from .precedence import CycleError
    from .scheduling.check import check
    from .scheduling.dispatch import schedule
    from .scheduling.explain import explain

_HOMES = {
    "CycleError": "precedence",
    "Plan": "plan",
    "PlanErrors": "document",
    "check": "scheduling.check",
    "critical_path": "network",
    "explain": "scheduling.explain",
    "forecast": "forecast",
    "impact": "impact",
    "plan_hash": "document",
    "read_plan": "document",
    "schedule": "scheduling.dispatch",
    "size": "impact",
    "validate": "document",
    "write_plan": "document",
}

__all__ = [
    "CycleError",
    "Plan",
    "PlanErrors",
    "check",
    "critical_path",
    "explain",
    "forecast",
    "impact",
    "kernel_is_compiled",
    "plan_hash",
    "read_plan",
    "schedule",
    "size",
    "validate",
    "write_plan",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


class _Engine(ModuleType):
    """Keeps ``engine.forecast`` the function when the module of that name is loaded."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Engine


def kernel_is_compiled() -> bool:
    """Whether the hot loop runs as C; otherwise the same file runs as plain Python, with the same numbers."""
    from .scheduling._kernel import is_compiled

    return bool(is_compiled())
