"""Benchmarks: ratios inside one run, since a machine drifts. ``python -m tests.benchmarks.bench_cycle``.

Not part of the suite: nothing here may fail because a machine is busy.
"""
