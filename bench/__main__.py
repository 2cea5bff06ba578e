"""Every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys

NAMES = (
    "dispatch",
    "forecast",
    "portfolio",
    "impact",
    "drift",
    "gate",
    "deciding",
    "pages",
    "command_line",
    "importing",
    "browsing",
)

if __name__ == "__main__":
    sys.exit(max(subprocess.call([sys.executable, "-m", f"bench.{name}", *sys.argv[1:]]) for name in NAMES))
