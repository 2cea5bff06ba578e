"""Build hook: puts compiled kernels and built front-end assets into the wheel.

A kernel that does not compile is a warning, for the plain path computes the same numbers, only slower. An
editable install compiles nothing, so that it stays fast: ``make kernels`` does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path("src/pilothouse")
ASSETS = PACKAGE / "ui/static/dist"


class KernelsAndAssets(BuildHookInterface):  # type: ignore[type-arg,unused-ignore]
    """Adds what git ignores and a wheel needs."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if (root / ASSETS).is_dir():
            build_data["artifacts"].append(f"/{ASSETS.as_posix()}/**")
        else:
            self.app.display_warning("No built assets: run `make assets` first, or the pages have no styles.")
        if kernels := self.compiled(root):
            build_data["artifacts"] += [f"/{kernel.relative_to(root).as_posix()}" for kernel in kernels]
            build_data["pure_python"] = False
            build_data["tag"] = wheel_tag(kernels)

    def compiled(self, root: Path) -> list[Path]:
        """The kernels' shared libraries, or none, with a warning, where they do not compile."""
        run = subprocess.run(
            [sys.executable, "-m", "pilothouse.engine.build_kernels"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            self.app.display_warning("Kernels not compiled, the wheel is pure Python:")
            self.app.display_warning((run.stderr or run.stdout).strip()[-1000:])
            return []
        return sorted(
            path for path in (root / PACKAGE / "engine").rglob("*") if path.suffix in {".so", ".pyd"}
        )


def wheel_tag(kernels: list[Path]) -> str:
    """The wheel's tag: the stable ABI from Python 3.11 on, or this Python alone when a kernel asks for it."""
    this_python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    stable = all(".abi3." in kernel.name or kernel.suffix == ".pyd" for kernel in kernels)
    python = "cp311-abi3" if stable else f"{this_python}-{this_python}"
    return f"{python}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
