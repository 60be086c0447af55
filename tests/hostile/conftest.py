"""States how many hostile submissions are graded."""

from typing import Any

from hostile.corpus import WAYS


def pytest_report_collectionfinish(config: Any) -> str:
    """Count submissions: each is looked at by several tests."""
    return "hostile submissions: " + ", ".join(f"{len(n)} by {way}" for way, n in WAYS.items())
