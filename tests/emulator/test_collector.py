"""The collector rests, and works again as it did before."""

from __future__ import annotations

import gc

import pytest

from xfetch.emulator.collector import collector_resting


def test_it_rests_inside_and_works_after_an_error_too() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError, match="False"), collector_resting():
        {}[gc.isenabled()]
    assert gc.isenabled()


def test_who_had_stopped_it_finds_it_stopped() -> None:
    gc.disable()
    try:
        with collector_resting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
