"""The compiled kernel and the same file as plain Python: equal to the digit."""

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from pilothouse.engine import build_kernels, kernel_is_compiled
from pilothouse.engine.forecast import forecast
from pilothouse.engine.impact import impact
from pilothouse.engine.plan import Plan, Range
from pilothouse.engine.scheduling import _kernel
from pilothouse.engine.scheduling import schedule as apply_rule

from .small import person, plan, task
from .strategies import plans

needs_compiled = pytest.mark.skipif(
    not kernel_is_compiled(), reason="the kernel is not compiled here: make kernels"
)


def load_plain() -> ModuleType:
    source = Path(_kernel.__file__).with_name("_kernel.py")
    spec = importlib.util.spec_from_file_location("pilothouse.engine.scheduling._kernel_as_python", source)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLAIN = load_plain()


def on_plain(monkeypatch: pytest.MonkeyPatch, compute: Callable[[], Any]) -> Any:
    with monkeypatch.context() as patch:
        for name in ("scheduling.dispatch", "scheduling.load", "simulation"):
            patch.setattr(importlib.import_module(f"pilothouse.engine.{name}"), "_kernel", PLAIN)
        return compute()


def test_which_way_it_runs_is_told() -> None:
    assert not PLAIN.is_compiled()
    assert kernel_is_compiled() == _kernel.is_compiled()


@needs_compiled
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=plans())
def test_both_ways_give_one_schedule(monkeypatch: pytest.MonkeyPatch, what: Plan) -> None:
    assert on_plain(monkeypatch, lambda: apply_rule(what)) == apply_rule(what)


@needs_compiled
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=plans())
def test_both_ways_give_one_forecast(monkeypatch: pytest.MonkeyPatch, what: Plan) -> None:
    compiled = forecast(what, 50)
    plain = on_plain(monkeypatch, lambda: forecast(what, 50))
    assert plain == compiled
    assert (plain.samples.finish == compiled.samples.finish).all()
    assert np.array_equal(plain.samples.cost, compiled.samples.cost)


@needs_compiled
def test_both_ways_give_one_impact(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = (person("ana", rate_per_hour=33.3), person("ben", share=0.7, rate_per_hour=12.1))
    work = [task(f"t{k}", Range(1.0, 5.0, 17.0), f"t{k - 3}" if k > 2 else "") for k in range(30)]
    before, after = plan(*work, people=staff), plan(*work[1:3], people=staff)
    assert on_plain(monkeypatch, lambda: impact(before, after, 60)) == impact(before, after, 60)


def test_a_kernel_that_does_not_compile_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "engine" / "broken.py"
    broken.parent.mkdir()
    broken.write_text("def f(:\n")
    monkeypatch.setattr(build_kernels, "ENGINE", broken.parent)
    with pytest.warns(UserWarning, match=r"broken\.py was not compiled"):
        assert not build_kernels.build((broken,))
