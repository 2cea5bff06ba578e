"""Compile the engine's kernels in place: ``python -m pilothouse.engine.build_kernels``.

Needs Cython and a C compiler. Without them, or when compiling fails, the engine runs the same files as plain
Python, with the same numbers and more patience; that is said as a warning, not an error.
"""

from __future__ import annotations

import importlib.machinery
import sys
import tempfile
import warnings
from pathlib import Path

ENGINE = Path(__file__).parent
KERNELS = (ENGINE / "scheduling" / "_kernel.py",)
STABLE_ABI = "0x030B0000"


def build(kernels: tuple[Path, ...] = KERNELS) -> bool:
    """Compile each kernel beside its source unless it is up to date. Whether all of them are compiled."""
    done = [_fresh(kernel) or _try(kernel) for kernel in kernels]
    return all(done)


def compiled_file(kernel: Path) -> Path:
    """Where the compiled form of a kernel goes: one file for all later Pythons."""
    stable = [suffix for suffix in importlib.machinery.EXTENSION_SUFFIXES if "abi3" in suffix]
    suffix = stable[0] if stable else importlib.machinery.EXTENSION_SUFFIXES[-1]
    return kernel.with_suffix(suffix)


def _fresh(kernel: Path) -> bool:
    target = compiled_file(kernel)
    sources = [source for source in (kernel, kernel.with_suffix(".pxd")) if source.exists()]
    return target.exists() and target.stat().st_mtime >= max(source.stat().st_mtime for source in sources)


def _try(kernel: Path) -> bool:
    compiled_file(kernel).unlink(missing_ok=True)
    try:
        _compile(kernel)
    except (ImportError, OSError, RuntimeError, SystemExit) as error:
        message = (
            f"{kernel.name} was not compiled ({error}); the engine runs it as plain Python, much slower."
        )
        warnings.warn(message, stacklevel=3)
        return False
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in {"Cython", "setuptools", "distutils"}:
            raise
        message = (
            f"{kernel.name} was not compiled ({error}); the engine runs it as plain Python, much slower."
        )
        warnings.warn(message, stacklevel=3)
        return False
    return True


def _compile(kernel: Path) -> None:
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    name = ".".join(("pilothouse", *kernel.relative_to(ENGINE.parent).with_suffix("").parts))
    with tempfile.TemporaryDirectory() as folder:
        extension = Extension(
            name,
            [str(kernel)],
            define_macros=[("Py_LIMITED_API", STABLE_ABI)],
            py_limited_api=True,
            extra_compile_args=[] if sys.platform == "win32" else ["-O3", "-ffp-contract=off", "-g0"],
        )
        modules = cythonize([extension], build_dir=folder, quiet=True, force=True)
        command = Distribution({"ext_modules": modules, "script_args": []}).get_command_obj("build_ext")
        command.build_temp = command.build_lib = folder
        command.ensure_finalized()
        command.run()
        built = Path(command.get_ext_fullpath(name))
        target = compiled_file(kernel)
        target.with_suffix(".new").write_bytes(built.read_bytes())
        target.with_suffix(".new").replace(target)


if __name__ == "__main__":
    sys.exit(0 if build() else 1)
