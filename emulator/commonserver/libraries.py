"""The imported names that ``from CommonServerPython import *`` also gives, such as ``json`` and
``datetime``.

Integrations use them without importing them. The list was observed in content checkouts of 2022 and 2024.
"""

from __future__ import annotations, print_function

import base64
import binascii
import concurrent.futures
import gc
import gzip
import json
import logging
import os
import re
import socket
import ssl
import sys
import time
import traceback
import types
import urllib
import urllib.parse
import warnings
import xml.etree.ElementTree as ET
from abc import abstractmethod
from collections import OrderedDict
from datetime import datetime, timedelta, timezone
from functools import wraps
from inspect import currentframe
from random import randint
from threading import Lock
from typing import Any, Dict, List, Optional, Set, Union, cast

import dateparser
import demistomock as demisto
import requests
from DemistoClassApiModule import *
from requests.adapters import HTTPAdapter
from urllib3.util import Retry
from urllib3.util.ssl_ import create_urllib3_context
from xfetch.emulator.commonserver.loose_version import loose_version

LooseVersion = loose_version()
del loose_version

__all__ = (
    "ET",
    "Any",
    "Dict",
    "HTTPAdapter",
    "List",
    "Lock",
    "LooseVersion",
    "Optional",
    "OrderedDict",
    "Retry",
    "Set",
    "Union",
    "abstractmethod",
    "base64",
    "binascii",
    "cast",
    "concurrent",
    "create_urllib3_context",
    "currentframe",
    "dateparser",
    "datetime",
    "demisto",
    "gc",
    "gzip",
    "json",
    "logging",
    "os",
    "print_function",
    "randint",
    "re",
    "requests",
    "socket",
    "ssl",
    "sys",
    "time",
    "timedelta",
    "timezone",
    "traceback",
    "types",
    "urllib",
    "warnings",
    "wraps",
)
