"""How soon the HTML page can be used in a browser, and how large it is, by the number of cycles and events.

``python -m tests.benchmarks.bench_page``: the best of three, in milliseconds of real time since the browser
began to read the page. It needs chromium.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.emulator import worlds
from tests.emulator.reports.html.browser import CHROMIUM, ready_ms
from tests.emulator.reports.html.pages import enlarged, page

SAMPLE = Path(__file__).parents[2] / "sample_integrations" / "helloworld_twin"


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit("there is no chromium here")
    own = page(worlds.run(SAMPLE, 8, vendor_file=SAMPLE / "vendor.py"))
    with tempfile.TemporaryDirectory() as folder:
        for count in (8, 1_000, 10_000, 100_000):
            text = own if count == 8 else enlarged(own, count)
            best = min(ready_ms(text, Path(folder)) for _ in range(3))
            print(f"{count:>7,} cycles: {best:>5} ms, {len(text) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
