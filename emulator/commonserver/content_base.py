"""The embedded BaseContentApiModule: models of parameters and arguments, on pydantic 1 or 2.

It is executed in a namespace of its own, which becomes the module, after the names of CommonServerPython.
Written from the published reference of the module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import demistomock as demisto
import pydantic
from pydantic import BaseModel, Extra, ValidationError

if TYPE_CHECKING:
    from .demisto_exception import DemistoException
    from .server import FETCH_COMMANDS

__all__ = (
    "BaseExecutionConfig",
    "BaseModel",
    "BaseParams",
    "ContentBaseModel",
    "Extra",
    "ValidationError",
    "demisto",
)


class ContentBaseModel(BaseModel):
    """A model that raises DemistoException, with a line for each wrong field, where pydantic raises
    ValidationError.
    """

    if pydantic.VERSION.startswith("1."):

        class Config:
            extra = "ignore"
            allow_population_by_field_name = True

    else:
        model_config = {"extra": "ignore", "populate_by_name": True}

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            lines = [
                f"- {one['loc'][0] if one['loc'] else 'unknown'}: {one['msg']}"
                for one in error.errors()
            ]
            raise DemistoException("\n".join(["Invalid Inputs:", *lines])) from error

    def __str__(self) -> str:
        return str(self.dict(by_alias=True))

    __repr__ = __str__


class BaseParams(ContentBaseModel):
    """The parameters of an instance that most integrations have."""

    insecure: bool = False
    proxy: bool = False

    @property
    def verify(self) -> bool:
        return not self.insecure


class BaseExecutionConfig:
    """What a run is called with: its command, parameters, arguments and last runs."""

    def __init__(self) -> None:
        self._raw_command = demisto.command()
        self._raw_params = demisto.params()
        self._raw_args = demisto.args()
        fetches = self._raw_command in FETCH_COMMANDS
        self._raw_last_run = demisto.getLastRun() if fetches else {}
        assets = self._raw_command == "fetch-assets"
        self._raw_assets_last_run = demisto.getAssetsLastRun() if assets else {}

    @property
    def command(self) -> str:
        return str(self._raw_command)


for _name in ("__all__", "annotations", "TYPE_CHECKING", "_name"):
    globals().pop(_name, None)
