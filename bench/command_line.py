"""Start of the command line, beside a bare Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.house import at, milliseconds

PILOTHOUSE = str(Path(sys.executable).with_name("pilothouse"))
COMMANDS = {
    "bare python": [sys.executable, "-c", ""],
    "pilothouse --help": [PILOTHOUSE, "--help"],
    "pilothouse schedule --help": [PILOTHOUSE, "schedule", "--help"],
}


def main() -> None:
    """Print medians in milliseconds."""
    found = {name: _median(command) for name, command in COMMANDS.items()}
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:28} {value:8.1f} ms   {value / found['bare python']:6.2f} x bare python")


def _median(command: list[str]) -> float:
    return at(milliseconds(lambda: subprocess.run(command, check=True, capture_output=True), 7), 0.5)


if __name__ == "__main__":
    main()
