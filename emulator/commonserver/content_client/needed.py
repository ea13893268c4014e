"""The imported names that ``from ContentClientApiModule import *`` also gives; integrations use them."""

from __future__ import annotations

import asyncio
import concurrent.futures
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Dict, Final, List, Optional, Tuple, Type

import anyio
import demistomock as demisto
import httpx

__all__ = (
    "Any",
    "Callable",
    "Dict",
    "Final",
    "List",
    "MutableMapping",
    "Optional",
    "Tuple",
    "Type",
    "anyio",
    "asyncio",
    "concurrent",
    "dataclass",
    "datetime",
    "demisto",
    "field",
    "httpx",
    "json",
    "random",
    "threading",
    "time",
    "timezone",
    "uuid",
)
