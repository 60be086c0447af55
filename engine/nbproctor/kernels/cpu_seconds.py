"""What the kernels of this process have cost, known when they have ended."""

import threading


class CpuSeconds:
    """Processor seconds of all kernels of this process that have ended, whoever waits for them.

    They are the zygote's children: what the system tells of this process does not count them.
    """

    def __init__(self) -> None:
        self._total = 0.0
        self._lock = threading.Lock()

    def add(self, seconds: float) -> None:
        """A kernel has ended."""
        with self._lock:
            self._total += seconds

    @property
    def total(self) -> float:
        """The sum so far."""
        return self._total


CPU_OF_ENDED = CpuSeconds()
