"""The engine: a plan in, computed dates out. Pure values, no clock, no I/O, every draw takes a seed."""


def kernel_is_compiled() -> bool:
    """Whether the hot loop runs as C; otherwise the same file runs as plain Python, with the same numbers."""
    from .scheduling._kernel import is_compiled

    return bool(is_compiled())
