"""Finds the processes that a process has started, as Linux lists them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def with_descendants(pid: int) -> Iterator[int]:
    """Yield a process's number, and those of its children and of their children; of a process that ends
    meanwhile only its own. Without /proc there are no others.
    """
    left = [pid]
    while left:
        one = left.pop()
        yield one
        with suppress(OSError, ValueError):
            children = PROC / str(one) / "task" / str(one) / "children"
            left.extend(map(int, children.read_text().split()))
