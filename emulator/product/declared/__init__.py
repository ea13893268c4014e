"""A product's API from data: the ``api:`` section of a scenario, and the vendor that serves it."""

from .reading.api import Api
from .reading.error import ApiError
from .reading.known_fields import check_fields
from .reading.parse import parse_api
from .vendor import DeclaredVendor

__all__ = ["Api", "ApiError", "DeclaredVendor", "check_fields", "parse_api"]
