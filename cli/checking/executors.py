"""Chooses what executes many jobs, from the options ``-j`` and ``--dask``."""

from __future__ import annotations

from xfetch.emulator.executing.executor import Executor, Processes

from ..signals import end_like_ctrl_c


def executor_of(dask: str | None, jobs: int | None, *, ahead: bool = False) -> Executor:
    """Return the workers of the Dask cluster with that address; without one, processes of this machine.

    ``jobs`` is how many jobs are done at once, None for as many as there are cores or threads. With ``ahead``
    a worker goes on while the caller is busy with a result.
    """
    if dask is None:
        return Processes(jobs, end_like_ctrl_c, ahead=ahead)
    # Imported here: few commands need it.
    from xfetch.emulator.executing.dask_cluster import DaskCluster

    return DaskCluster(dask, jobs, ahead=ahead)
