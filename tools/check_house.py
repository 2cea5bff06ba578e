"""Check the house's own rules: ``python -m tools.check_house``; ``--tighten`` also lowers the limits."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable

from tools.house.lengths import lengths, measured, too_long
from tools.house.rules import PLACE_RULES
from tools.house.source import ROOT, Fault, Source, sources
from tools.house.texts import TEXT_RULES

RULES = (*PLACE_RULES, *TEXT_RULES)
BUDGETS = ROOT / "tools" / "budgets.toml"


def check(files: Iterable[Source]) -> list[Fault]:
    """Every fault in these files, in the order of the files."""
    files = list(files)
    budgets = tomllib.loads(BUDGETS.read_text())
    faults = [fault for source in files for rule in RULES for fault in rule.faults(source)]
    faults += too_long(lengths(files), budgets["lengths"], budgets["exceptions"]["long_files"])
    return sorted(faults, key=lambda fault: (str(fault.path), fault.line))


def tighten(values: dict[str, int]) -> None:
    """Lower the limits to what is measured now; none is ever raised."""
    text = BUDGETS.read_text()
    for name, value in values.items():
        limit = tomllib.loads(text)["lengths"][name]
        text = re.sub(rf"(?m)^{name} = \d+$", f"{name} = {min(limit, value)}", text)
    BUDGETS.write_text(text)


def main(arguments: list[str]) -> int:
    files = sources()
    faults = check(files)
    for fault in faults:
        print(fault)
    if faults:
        reasons = {rule.name: rule.reason for rule in RULES}
        for name in sorted({fault.rule for fault in faults} & set(reasons)):
            print(f"  {name}: {reasons[name]}")
        return 1
    if "--tighten" in arguments:
        tighten(measured(lengths(files)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
