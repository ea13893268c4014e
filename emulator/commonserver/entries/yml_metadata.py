"""The classes by which an integration describes its own yml (``demisto-sdk generate-yml-from-python``). When
the integration runs, they do nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ("ConfKey", "InputArgument", "OutputArgument", "YMLMetadataCollector")


class OutputArgument:
    def __init__(
        self, name: Any, output_type: Any = dict, description: Any = None, prefix: Any = None
    ) -> None:
        pass


class InputArgument:
    # fmt: off
    def __init__(
        self, name: Any = None, description: Any = None, required: Any = False,
        default: Any = None, is_array: Any = False, secret: Any = False, execution: Any = False,
        options: Any = None, input_type: Any = None,
    ) -> None:
        pass
    # fmt: on


class ConfKey:
    # fmt: off
    def __init__(
        self, name: Any, display: Any = None, default_value: Any = None, key_type: Any = 0,
        required: Any = False, additional_info: Any = None, options: Any = None,
        input_type: Any = None,
    ) -> None:
        pass
    # fmt: on


class YMLMetadataCollector:
    # fmt: off
    def __init__(
        self, integration_name: Any, docker_image: Any = "demisto/python3:latest",
        description: Any = None, category: Any = "Utilities", conf: Any = None,
        is_feed: Any = False, is_fetch: Any = False, is_runonce: Any = False,
        detailed_description: Any = None, image: Any = None, display: Any = None,
        tests: Any = ["No tests"],
        fromversion: Any = "6.0.0", long_running: Any = False,
        long_running_port: Any = False, integration_type: Any = "python",
        integration_subtype: Any = "python3", deprecated: Any = None, systemd: Any = None,
        timeout: Any = None, default_classifier: Any = None, default_mapper_in: Any = None,
        integration_name_x2: Any = None, default_enabled_x2: Any = None,
        default_enabled: Any = None, verbose: Any = False,
    ) -> None:
        pass

    def command(
        self, command_name: Any, outputs_prefix: Any = None, outputs_list: Any = None,
        inputs_list: Any = None, execution: Any = None, file_output: Any = False,
        multiple_output_prefixes: Any = False, deprecated: Any = False, restore: Any = False,
        description: Any = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorate the function of a command. With ``restore`` the function gets what is told here as
        arguments.
        """
        told = {
            "command_name": command_name,
            "outputs_prefix": outputs_prefix,
            "execution": execution,
        }

        def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
            def run(*args: Any, **kwargs: Any) -> Any:
                return func(*args, **{**kwargs, **(told if restore else {})})

            return run

        return decorate
    # fmt: on
