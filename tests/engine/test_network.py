"""Critical path and PERT: worked examples from the literature, and what holds for every network."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine import read_plan, schedule
from pilothouse.engine.document.times import to_datetime
from pilothouse.engine.estimate import lognormal, path, pert, triangular
from pilothouse.engine.network import Arc, CycleError, Network, critical_path
from pilothouse.engine.scheduling.result import Schedule


def network(text: str) -> Network:
    """From ``A2 C2(A) G5(D,E)``."""
    durations, arcs = {}, []
    for word in text.split():
        head, _, before = word.rstrip(")").partition("(")
        name = head.rstrip("0123456789").removesuffix(":")
        durations[name] = float(head[len(name) :].lstrip(":"))
        arcs += [Arc(each, name) for each in before.split(",") if each]
    return critical_path(durations, arcs)


def rows(net: Network) -> dict[str, tuple[float, ...]]:
    return {
        id: (
            a.earliest_start,
            a.earliest_finish,
            a.latest_start,
            a.latest_finish,
            a.total_float,
            a.free_float,
        )
        for id, a in net.activities.items()
    }


FOUNDRY = "A2 B3 C2(A) D4(B) E4(C) F3(C) G5(D,E) H2(F,G)"


def test_general_foundry() -> None:
    net = network(FOUNDRY)
    assert rows(net) == {
        "A": (0, 2, 0, 2, 0, 0),
        "B": (0, 3, 1, 4, 1, 0),
        "C": (2, 4, 2, 4, 0, 0),
        "D": (3, 7, 4, 8, 1, 1),
        "E": (4, 8, 4, 8, 0, 0),
        "F": (4, 7, 10, 13, 6, 6),
        "G": (8, 13, 8, 13, 0, 0),
        "H": (13, 15, 13, 15, 0, 0),
    }
    assert (net.length, net.critical) == (15, ("A", "C", "E", "G", "H"))


def test_prototype() -> None:
    net = network("A6 B2(A) C2(A) D3(B) F2(C) E4(D,F) G1(E)")
    found = {id: row[:4] for id, row in rows(net).items()}
    assert found == {
        "A": (0, 6, 0, 6),
        "B": (6, 8, 6, 8),
        "C": (6, 8, 7, 9),
        "D": (8, 11, 8, 11),
        "F": (8, 10, 9, 11),
        "E": (11, 15, 11, 15),
        "G": (15, 16, 15, 16),
    }
    assert (net.length, net.critical) == (16, ("A", "B", "D", "E", "G"))
    assert [net.activities[id].free_float for id in "CF"] == [0, 1]


def test_small_network_with_two_floats() -> None:
    net = network("A1 B3(A) C2(A) D3(B) E3(C) F2(D,E) G2(F)")
    assert net.length == 11
    assert {id: a.total_float for id, a in net.activities.items() if a.total_float} == {"C": 1, "E": 1}
    assert [net.activities[id].free_float for id in "CE"] == [0, 1]


def test_fourteen_tasks() -> None:
    net = network(
        "A2 B10(A) C13(A) D12(A) E12(B) F7(B) G10(D) H16(D) I6(F) J12(C,G) K5(I) L8(E,K) M5(H) N3(J,L,M)"
    )
    assert (net.length, net.critical) == (41, ("A", "B", "F", "I", "K", "L", "N"))
    floats = {id: a.total_float for id, a in net.activities.items() if a.total_float}
    assert floats == {"C": 11, "D": 2, "E": 6, "G": 2, "H": 3, "J": 2, "M": 3}


@pytest.mark.parametrize(
    "a, b, link, expected",
    [
        (5, 3, ("SS", 2), (2, 5)),
        (5, 3, ("FF", 1), (3, 6)),
        (5, 3, ("SF", 4), (1, 4)),
        (3, 2, ("FS", 2), (5, 7)),
        (3, 2, ("FS", -1), (2, 4)),
        (5, 3, ("SS", -5), (0, 3)),
    ],
)
def test_each_link_type_with_its_lag(a: float, b: float, link: tuple, expected: tuple[float, float]) -> None:
    after = critical_path({"A": a, "B": b}, [Arc("A", "B", *link)]).activities["B"]
    assert (after.earliest_start, after.earliest_finish) == expected


def test_a_milestone_is_a_task_without_duration() -> None:
    mark = network("A4 M0(A)").activities["M"]
    assert (mark.earliest_start, mark.earliest_finish, mark.critical) == (4, 4, True)


def test_nine_tasks_with_free_floats() -> None:
    net = network("a6 b7 c8 d11(b) e8(a,b,c) f7(c) g4(d) h4(d,f) i10(e)")
    assert list(rows(net).values()) == [
        (0, 6, 2, 8, 2, 2),
        (0, 7, 1, 8, 1, 0),
        (0, 8, 0, 8, 0, 0),
        (7, 18, 11, 22, 4, 0),
        (8, 16, 8, 16, 0, 0),
        (8, 15, 15, 22, 7, 3),
        (18, 22, 22, 26, 4, 4),
        (18, 22, 22, 26, 4, 4),
        (16, 26, 16, 26, 0, 0),
    ]


def test_eleven_tasks() -> None:
    net = network("A4 B6(A) C3(A) D6(B) E14(D) F5(C) G2(E,F) H2(E) I3(G) J4(H,I) K2(J)")
    found = {id: row[:4] for id, row in rows(net).items()}
    assert net.length == 41
    assert found["B"][:2] == (4, 10)
    assert found["C"] == (4, 7, 22, 25)
    assert (found["D"][:2], found["E"][:2]) == ((10, 16), (16, 30))
    assert (found["F"], found["H"]) == ((7, 12, 25, 30), (30, 32, 33, 35))
    assert [found[id][:2] for id in "IJK"] == [(32, 35), (35, 39), (39, 41)]


def test_a_cycle_is_named_in_order() -> None:
    with pytest.raises(CycleError) as caught:
        network("A1(C) B1(A) C1(B)")
    assert caught.value.members == ("A", "C", "B")
    assert str(caught.value) == "A waits for C waits for B waits for A"


def test_what_cannot_be_a_network_is_refused() -> None:
    with pytest.raises(KeyError, match="B"):
        critical_path({"A": 1}, [Arc("A", "B")])
    with pytest.raises(ValueError, match="duration of 'A' is nan"):
        critical_path({"A": float("nan")})


def test_an_empty_project_has_no_length() -> None:
    assert critical_path({}) == Network(0.0, {})


def on_weekdays(start: str, days: dict[str, int], waits_for: dict[str, str]) -> Schedule:
    """Tasks of whole days, Monday to Friday, without limits of people."""
    tasks = [
        {
            "id": id,
            "effort_hours": 8 * length,
            "depends_on": [{"task": each} for each in waits_for.get(id, "")],
        }
        for id, length in days.items()
    ]
    header = {"name": "P", "start": start}
    return schedule(read_plan({"format": "pilothouse-plan/1", "project": header, "tasks": tasks}))


def test_general_foundry_on_a_calendar() -> None:
    days = dict(zip("ABCDEFGH", (2, 3, 2, 4, 4, 3, 5, 2), strict=True))
    done = on_weekdays("2024-01-01", days, {"C": "A", "D": "B", "E": "C", "F": "C", "G": "DE", "H": "FG"})
    assert done.finish is not None
    assert to_datetime(done.finish).isoformat() == "2024-01-19T17:00:00+00:00"
    floats = {task.id: task.total_float_hours for task in done.tasks}
    assert floats == {"A": 0, "B": 8, "C": 0, "D": 8, "E": 0, "F": 48, "G": 0, "H": 0}
    assert [task.id for task in done.tasks if task.critical] == list("ACEGH")


def test_working_days_pass_over_the_weekend() -> None:
    (task,) = on_weekdays("2021-01-01", {"A": 3}, {}).tasks
    assert f"{to_datetime(task.finish):%a %Y-%m-%d}" == "Tue 2021-01-05"
    (task,) = on_weekdays("2021-01-02", {"A": 1}, {}).tasks
    assert f"{to_datetime(task.start):%a %Y-%m-%d}" == "Mon 2021-01-04"


def test_a_very_long_chain_needs_no_recursion() -> None:
    names = [str(k) for k in range(50_000)]
    arcs = [Arc(*pair) for pair in pairwise(names)]
    assert critical_path(dict.fromkeys(names, 1.0), arcs).length == 50_000
    with pytest.raises(CycleError) as caught:
        critical_path(dict.fromkeys(names, 1.0), [*arcs, Arc(names[-1], names[0])])
    assert len(caught.value.members) == 50_000


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[str, float], list[Arc]]:
    names = [chr(97 + k) for k in range(draw(st.integers(1, 8)))]
    durations = {name: float(draw(st.integers(0, 9))) for name in names}
    pairs = [(one, two) for k, two in enumerate(names) for one in names[:k]]
    kinds = st.tuples(st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-4, 4))
    chosen = draw(st.lists(st.tuples(st.sampled_from(pairs), kinds), max_size=10)) if pairs else []
    return durations, [Arc(one, two, kind, float(lag)) for (one, two), (kind, lag) in chosen]


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    case: tuple[dict[str, float], list[Arc]], chance: random.Random
) -> None:
    durations, arcs = case
    shuffled = list(durations.items())
    chance.shuffle(shuffled)
    again = critical_path(dict(shuffled), chance.sample(arcs, len(arcs)))
    assert (again, again.critical) == ((first := critical_path(durations, arcs)), first.critical)


@given(networks())
def test_floats_are_consistent(case: tuple[dict[str, float], list[Arc]]) -> None:
    net = critical_path(*case)
    for a in net.activities.values():
        assert 0 <= a.free_float <= a.total_float
        assert a.latest_finish - a.earliest_finish == a.latest_start - a.earliest_start
    assert max(a.earliest_finish for a in net.activities.values()) == net.length
    assert net.critical


@given(networks(), st.data())
def test_with_finish_to_start_links_a_longer_task_never_shortens_the_project(
    case: tuple[dict[str, float], list[Arc]], data: st.DataObject
) -> None:
    durations, arcs = case
    arcs = [replace(arc, type="FS") for arc in arcs]
    name = data.draw(st.sampled_from(sorted(durations)))
    longer = critical_path(durations | {name: durations[name] + 3}, arcs)
    assert longer.length >= critical_path(durations, arcs).length


def test_pert_of_one_estimate_and_of_a_path() -> None:
    assert (pert(5, 8, 14).mean, pert(5, 8, 14).sd) == (8.5, 1.5)
    parts = [(2, 3, 5), (5, 8, 14), (3, 4, 6), (1, 2, 3)]
    whole = path(pert(*part) for part in parts)
    assert [round(pert(*part).mean, 2) for part in parts] == [3.17, 8.5, 4.17, 2]
    assert (round(whole.mean, 2), round(whole.sd, 2)) == (17.83, 1.69)


def test_pert_of_general_foundry() -> None:
    inputs = dict(
        zip(
            "ABCDEFGH",
            [(1, 2, 3), (2, 3, 4), (1, 2, 3), (2, 4, 6), (1, 4, 7), (1, 2, 9), (3, 4, 11), (1, 2, 3)],
            strict=True,
        )
    )
    estimates = {id: pert(*range) for id, range in inputs.items()}
    assert [estimate.mean for estimate in estimates.values()] == [2, 3, 2, 4, 4, 3, 5, 2]
    variances = [round(estimate.variance, 2) for estimate in estimates.values()]
    assert variances == [0.11, 0.11, 0.11, 0.44, 1.00, 1.78, 1.78, 0.11]
    whole = path(estimates[id] for id in network(FOUNDRY).critical)
    assert (whole.mean, round(whole.sd**2, 2), round(whole.sd, 2)) == (15, 3.11, 1.76)
    assert round(whole.chance(16), 4) == 0.7146
    assert round(whole.date(0.99), 1) == 19.1


def test_chance_of_a_path() -> None:
    assert round(path([pert(25, 40, 55)]).chance(50), 5) == 0.97725


def test_classical_and_exact_variance_differ() -> None:
    estimate = pert(3, 6, 15)
    assert (estimate.mean, round(estimate.variance, 3), round(estimate.beta_variance, 3)) == (7, 4.0, 4.571)
    assert estimate.shapes == (2, 4)
    assert triangular(3, 6, 15) == (8, 6.5)


def test_pert_on_a_network() -> None:
    assert round(path([pert(1, 2, 9), pert(2, 3, 10)]).sd, 6) == 1.885618
    ranges = {"X": (2, 4, 6), "Y": (1, 2, 9), "Z": (1, 2, 3), "W": (1, 1, 1)}
    estimates = {id: pert(*range) for id, range in ranges.items()}
    arcs = [Arc("X", "Y"), Arc("X", "Z"), Arc("Y", "W"), Arc("Z", "W")]
    net = critical_path({id: estimate.mean for id, estimate in estimates.items()}, arcs)
    assert net.length == 8
    assert round(path(estimates[id] for id in net.critical).sd, 6) == 1.490712


def test_lognormal_from_two_percentiles() -> None:
    mu, sigma = lognormal(10, 20)
    assert round(sigma, 4) == 0.5409
    assert round(exp(mu + sigma**2 / 2), 3) == 11.575
    assert [round(exp(mu + z * sigma), 3) for z in (0.8416212, 1.0364334)] == [15.765, 17.517]


@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=3).map(sorted))
def test_the_mean_lies_in_the_range(ends: list[float]) -> None:
    a, m, b = ends
    assert a - 1e-9 * b <= pert(a, m, b).mean <= b * (1 + 1e-9)
    assert pert(a, (a + b) / 2, b).mean == pytest.approx((a + b) / 2)


def test_a_reversed_range_is_refused() -> None:
    with pytest.raises(ValueError, match="optimistic <= likely <= pessimistic"):
        pert(3, 2, 1)
