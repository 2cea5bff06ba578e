"""Three-point estimates: PERT, beta-PERT, triangular, and the classical sum along a path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

from .plan import Range


@dataclass(frozen=True, slots=True)
class Pert:
    """The PERT reading of optimistic, likely, pessimistic, in the unit of the estimate.

    ``variance`` is the classical ((b - a) / 6)², ``beta_variance`` the exact one of the beta distribution
    with ``shapes``: (mean - a)(b - mean) / 7. They differ; say which one is used.
    """

    mean: float
    sd: float
    shapes: tuple[float, float]
    beta_variance: float

    @property
    def variance(self) -> float:
        return self.sd**2


def pert(optimistic: float, likely: float, pessimistic: float) -> Pert:
    """Mean (a + 4m + b) / 6 and sd (b - a) / 6 (Malcolm et al. 1959), and the beta shapes of that mean."""
    a, m, b = _ordered(optimistic, likely, pessimistic)
    mean, width = (a + 4 * m + b) / 6, b - a
    shapes = (1 + 4 * (m - a) / width, 1 + 4 * (b - m) / width) if width else (1.0, 1.0)
    return Pert(mean, width / 6, shapes, (mean - a) * (b - mean) / 7)


def pert_of(range: Range) -> Pert:
    """``pert`` of a plan's range."""
    return pert(range.optimistic, range.likely, range.pessimistic)


def triangular(optimistic: float, likely: float, pessimistic: float) -> tuple[float, float]:
    """Mean and variance of the triangular distribution."""
    a, m, b = _ordered(optimistic, likely, pessimistic)
    return (a + m + b) / 3, (a * a + m * m + b * b - a * m - a * b - m * b) / 18


@dataclass(frozen=True, slots=True)
class Path:
    """Tasks in a row, taken as independent: their mean and sd as of a normal distribution.

    This leaves out merge bias (paths that meet); the forecast simulates instead.
    """

    mean: float
    sd: float

    def chance(self, by: float) -> float:
        """The probability of being done by then."""
        return NormalDist(self.mean, self.sd).cdf(by) if self.sd else float(by >= self.mean)

    def date(self, chance: float) -> float:
        """When it is done with that probability (between 0 and 1, both excluded)."""
        if not 0 < chance < 1:
            raise ValueError(f"The chance is {chance}; give one between 0 and 1, such as 0.85.")
        return NormalDist(self.mean, self.sd).inv_cdf(chance) if self.sd else self.mean


def path(parts: Iterable[Pert]) -> Path:
    """Means and classical variances of the parts, added up."""
    known = list(parts)
    return Path(sum(part.mean for part in known), sqrt(sum(part.variance for part in known)))


def lognormal(p50: float, p90: float) -> tuple[float, float]:
    """``mu`` and ``sigma`` of the logarithm, from the median and the 90th percentile."""
    if not 0 < p50 <= p90:
        raise ValueError(f"P50 is {p50} and P90 {p90}; give 0 < P50 <= P90.")
    return log(p50), log(p90 / p50) / NormalDist().inv_cdf(0.9)


def _ordered(optimistic: float, likely: float, pessimistic: float) -> tuple[float, float, float]:
    if not optimistic <= likely <= pessimistic:
        raise ValueError(
            f"The range is {optimistic}, {likely}, {pessimistic}; give optimistic <= likely <= pessimistic."
        )
    return optimistic, likely, pessimistic
