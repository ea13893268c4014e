"""The class is distutils' own, and loads no build tools."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

from xfetch.emulator.commonserver.loose_version import loose_version


def test_it_is_the_class_and_one_object() -> None:
    cls = loose_version()
    assert (cls.__module__, cls.__name__) == ("distutils.version", "LooseVersion")
    assert cls("6.10.0") > cls("6.9")
    assert cls is loose_version()


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", dedent(code)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_setuptools_stays_out() -> None:
    run(
        """
        import sys
        from xfetch.emulator.commonserver.loose_version import loose_version
        loose_version()
        assert "setuptools" not in sys.modules and "distutils" not in sys.modules
        """
    )


def test_it_is_the_one_that_is_imported_already() -> None:
    run(
        """
        from distutils.version import LooseVersion
        from xfetch.emulator.commonserver.loose_version import loose_version
        assert loose_version() is LooseVersion
        """
    )


def test_distutils_can_be_imported_after_it() -> None:
    run(
        """
        from xfetch.emulator.commonserver.loose_version import loose_version
        loose_version()
        import distutils.version
        assert distutils.version.LooseVersion("1.10") > distutils.version.LooseVersion("1.9")
        """
    )
