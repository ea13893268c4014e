"""``python -m tests.write_golden``: write the golden files anew; read the difference before you commit."""

from __future__ import annotations

from .golden_runs import GOLDEN_RUNS

if __name__ == "__main__":
    for run in GOLDEN_RUNS:
        run.path.write_text(run.output(), encoding="utf-8")
