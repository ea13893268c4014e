"""A product's API from data: the ``api:`` section of a scenario, and the vendor that serves it."""

from .api import Api
from .error import ApiError
from .known_fields import check_fields
from .parse import parse_api
from .vendor import DeclaredVendor

__all__ = ["Api", "ApiError", "DeclaredVendor", "check_fields", "parse_api"]
