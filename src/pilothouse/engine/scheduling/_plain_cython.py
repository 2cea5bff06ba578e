"""What the kernel needs of Cython's own module when it runs as plain Python: nothing that does anything."""

from __future__ import annotations

from typing import Any

compiled = False


class _Kind:
    """A C type; indexed, a view of many."""

    def __getitem__(self, _shape: object) -> _Kind:
        return self


longlong = double = _Kind()


def cclass(thing: Any) -> Any:
    """No effect; compiled, a C class or function."""
    return thing


cfunc = final = cclass


def declare(_kind: object, value: Any = None, visibility: str = "") -> Any:
    """The value itself; compiled, a C variable of that kind."""
    return value


class _NoGil:
    def __call__(self, function: Any) -> Any:
        return function

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        return None


nogil = _NoGil()
