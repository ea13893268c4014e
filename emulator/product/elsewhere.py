"""Words of other query languages for what is called otherwise in an ``api:`` section."""

from __future__ import annotations

ELSEWHERE = {"gte": "ge", "lte": "le", "neq": "ne", "nin": "not_in"}
