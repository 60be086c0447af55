"""Processor time of the kernels of this process, counted when they end."""

import threading


class CpuSeconds:
    """Processor seconds of all kernels of this process that have ended.

    The kernels are children of a zygote, so the system does not count them for this process.
    """

    def __init__(self) -> None:
        self._total = 0.0
        self._lock = threading.Lock()

    def add(self, seconds: float) -> None:
        """Add the processor seconds of a kernel that has ended."""
        with self._lock:
            self._total += seconds

    @property
    def total(self) -> float:
        """The sum so far."""
        return self._total


CPU_OF_ENDED = CpuSeconds()
