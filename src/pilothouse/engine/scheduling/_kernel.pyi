"""What Python sees of the kernel, compiled or not."""

import numpy as np
import numpy.typing as npt

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]

def is_compiled() -> bool: ...

class Dispatcher:
    start: memoryview
    finish: memoryview
    resumes: memoryview
    people: memoryview
    why: memoryview
    why_node: memoryview
    pending: memoryview
    start_bound: memoryview
    finish_bound: memoryview
    cut: int
    money: float

    def __init__(
        self, counts: dict[str, int], arrays: dict[str, np.ndarray], limits: bool = True
    ) -> None: ...
    def run(self, work: _Ints) -> None: ...
    def run_many(
        self, work: _Ints, extra: _Floats, starts: _Ints, finishes: _Ints, critical: _Ints, cost: _Floats
    ) -> None: ...
