"""The embedded CommonServerPython: used by integrations when there is no content checkout.

Its modules are never imported one by one. ``assembly`` executes them, in the order of MODULES, in one
namespace that becomes the module ``CommonServerPython``, as in production: a test or an integration that
replaces a name there replaces it for every function. So each module

- begins with ``from __future__ import annotations`` and ``from typing import TYPE_CHECKING``;
- imports nothing else at run time: ``libraries`` imports all libraries. For the type checker libraries are
  named under ``if TYPE_CHECKING``, and so are the names of other modules;
- lists its public names, which have no leading underscore, in ``__all__``;
- gives its private names a spelling that no other module uses.

Written from the public API reference and from observed behaviour.
"""
