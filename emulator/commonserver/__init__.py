"""The embedded CommonServerPython: what integrations import where no content checkout is at hand.

Its modules are never imported one by one. ``assembly`` executes them, in the order of MODULES, in one
namespace that stands for the module ``CommonServerPython``, as production has it: whoever replaces a name
there (a test, an integration in one namespace with it) replaces it for every function. So a module

- begins with ``from __future__ import annotations`` and ``from typing import TYPE_CHECKING``;
- imports nothing else at run time: libraries stand in ``libraries``, and are named for the type checker
  under ``if TYPE_CHECKING``, as are the names of the sibling modules;
- lists its public names in ``__all__``, with no leading underscore;
- has private names that no other module has.

Written from the public API reference and from observed behaviour.
"""
