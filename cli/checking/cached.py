"""The option ``--no-cache``, and the results that ``xfetch check`` takes from its cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xfetch.emulator.checking.caching.cache import Cache, Found, cache_of
from xfetch.emulator.checking.caching.kept_check import check_and_keep
from xfetch.emulator.checking.check_one import CheckSettings, check_one, held, known_marks
from xfetch.emulator.checking.checked import Checked

from ..declaring import option
from ..places import Place
from ..terminal import echo

PLACE = Path(".xfetch/cache")
_VARIABLE = "XFETCH_CACHE"


@dataclass(frozen=True)
class CacheOptions:
    """The option that says whether results of earlier checks may be used."""

    no_cache: bool = option(
        "--no-cache",
        is_flag=True,
        help="Run every scenario, also where nothing has changed that its last result depends on; keep no"
        " result.",
    )

    def opened(self, settings: CheckSettings) -> Cache | None:
        """Return the cache; None if none is wanted. ``XFETCH_CACHE`` names its folder; empty means none."""
        place = os.environ.get(_VARIABLE, str(PLACE))
        if self.no_cache or not place or not settings.isolation.outside:
            return None
        return cache_of(Path(place).absolute(), settings)


@dataclass(frozen=True)
class Cached:
    """``found`` are the results that ``cache`` holds, by scenario. The check keeps those of the other
    scenarios in the cache. Without a cache both are empty.
    """

    cache: Cache | None
    found: Mapping[Path, Found]

    @property
    def read(self) -> Iterator[Place]:
        """The files that the results depend on."""
        for one in self.found.values():
            for path in one.paths:
                yield "what a scenario reads", Path(path)

    def close(self) -> None:
        """Write what the cache has learnt of the files, and keep it within its limit."""
        if self.cache is not None:
            self.cache.close()

    def check(self, settings: CheckSettings) -> Callable[[Path], Checked]:
        """Return the function that checks a scenario whose result is not in the cache, and keeps it there."""
        if self.cache is None:
            return partial(check_one, settings=settings)
        return partial(check_and_keep, settings=settings, cache=self.cache)

    def results(
        self, scenarios: Sequence[Path], fresh: Iterator[Checked], settings: CheckSettings
    ) -> Iterator[Checked]:
        """Yield the result of each scenario in order; ``fresh`` yields those that are not in the cache."""
        for path in scenarios:
            one = self.found.get(path)
            yield next(fresh) if one is None else held(one.result, path, settings)


def looked_up(cache: Cache | None, scenarios: Sequence[Path], settings: CheckSettings) -> Cached:
    """Look for the result of each scenario in the cache."""
    if cache is None:
        return Cached(None, {})
    pairs = ((path, cache.find(path, known_marks(path, settings))) for path in scenarios)
    return Cached(cache, {path: found for path, found in pairs if found is not None})


def tell_cached(checks: Sequence[Checked]) -> None:
    """Say on stderr how many results are from the cache, if some are."""
    count = sum(one.cached for one in checks)
    if count:
        echo(f"{count} of {len(checks)} from the cache; --no-cache runs all", err=True)
