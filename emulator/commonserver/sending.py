"""Send events and assets to XSIAM, as event collectors do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import concurrent.futures
    import gzip
    import json
    import sys
    import time
    from collections.abc import Callable, Iterator
    from typing import Any

    import demistomock as demisto

    from .demisto_exception import DemistoException
    from .http.http_client import BaseClient
    from .server import support_multithreading
    from .values import urljoin

__all__ = (
    "ASSETS",
    "DATA_TYPES",
    "EVENTS",
    "MAX_ALLOWED_ENTRY_SIZE",
    "NUM_OF_WORKERS",
    "XSIAM_EVENT_CHUNK_SIZE",
    "XSIAM_EVENT_CHUNK_SIZE_LIMIT",
    "send_data_to_xsiam",
    "send_events_to_xsiam",
    "split_data_to_chunks",
    "xsiam_api_call_with_retries",
)

EVENTS = "events"
ASSETS = "assets"
DATA_TYPES = [EVENTS, ASSETS]
XSIAM_EVENT_CHUNK_SIZE = 2**20
XSIAM_EVENT_CHUNK_SIZE_LIMIT = 9 * 10**6
MAX_ALLOWED_ENTRY_SIZE = 5 * 10**6
NUM_OF_WORKERS = 20

_INTAKE = "/logs/v1/xsiam"
_BUSY = 429


# fmt: off
def send_events_to_xsiam(
    events: Any, vendor: Any, product: Any, data_format: Any = None, url_key: str = "url",
    num_of_attempts: int = 3, chunk_size: int = XSIAM_EVENT_CHUNK_SIZE,
    should_update_health_module: bool = True, add_proxy_to_request: bool = False,
    snapshot_id: str = "", items_count: Any = None, multiple_threads: bool = False,
    client_class: Any = None,
) -> Any:
    """Send events to XSIAM: ``send_data_to_xsiam`` with the data type ``events``."""
    return send_data_to_xsiam(
        events, vendor, product, data_format, url_key, num_of_attempts, chunk_size,
        data_type=EVENTS, should_update_health_module=should_update_health_module,
        add_proxy_to_request=add_proxy_to_request, snapshot_id=snapshot_id,
        items_count=items_count, multiple_threads=multiple_threads, client_class=client_class,
    )


def send_data_to_xsiam(
    data: Any, vendor: Any, product: Any, data_format: Any = None, url_key: str = "url",
    num_of_attempts: int = 3, chunk_size: int = XSIAM_EVENT_CHUNK_SIZE, data_type: str = EVENTS,
    should_update_health_module: bool = True, add_proxy_to_request: bool = False,
    snapshot_id: str = "", items_count: Any = None, multiple_threads: bool = False,
    client_class: Any = None,
) -> Any:
    """Send a list of events or assets, or lines of text, to XSIAM's intake in chunks.

    With ``multiple_threads`` each chunk is sent by a thread: the result is a list of futures of the number of
    items, and the caller updates the module's health. Otherwise None is returned when all chunks were sent.

    Raises DemistoException when the intake refuses a chunk; the chunks before it stay delivered.
    """
    if data_type not in DATA_TYPES:
        demisto.debug(f"data type must be one of these values: {DATA_TYPES}")
        return None
    if not data:
        demisto.debug(f"there are no {data_type} to send to XSIAM")
        demisto.updateModuleHealth({f"{data_type}Pulled": 0})
        return None
    headers = _intake_headers(vendor, product, url_key, data_type)
    if data_type == ASSETS:
        total = items_count or (len(data) if isinstance(data, list) else 1)
        # Ids of snapshots must ascend, so the time comes first.
        first = snapshot_id or str(round(time.time() * 1000))
        headers["snapshot-id"] = first + headers["instance-name"]
        headers["total-items-count"] = str(total)
    lines, headers["format"] = _lines_to_send(data, data_format, data_type)
    url = f"https://api-{demisto.getLicenseCustomField('Http_Connector.url')}"
    client = (client_class or BaseClient)(base_url=url, proxy=add_proxy_to_request)
    send = _chunk_sender(client, url, headers, num_of_attempts, data_type)
    chunks = split_data_to_chunks(lines, chunk_size)
    if multiple_threads:
        demisto.info("Sending events to xsiam with multiple threads.")
        support_multithreading()
        executor = concurrent.futures.ThreadPoolExecutor(max_workers=NUM_OF_WORKERS)
        return [executor.submit(send, chunk) for chunk in list(chunks)]
    count = sum(map(send, chunks))
    if should_update_health_module:
        demisto.updateModuleHealth({f"{data_type}Pulled": count})
    return None
# fmt: on


def _intake_headers(vendor: Any, product: Any, url_key: str, data_type: str) -> dict[str, Any]:
    context = demisto.callingContext.get("context", {})
    return {
        "authorization": demisto.getLicenseCustomField("Http_Connector.token"),
        "product": product,
        "vendor": vendor,
        "content-encoding": "gzip",
        "collector-name": context.get("IntegrationBrand", ""),
        "instance-name": context.get("IntegrationInstance", ""),
        "final-reporting-device": demisto.params().get(url_key),
        "collector-type": data_type,
    }


def _lines_to_send(data: Any, data_format: Any, data_type: str) -> tuple[list[str], str]:
    """Return data as lines of text, with the name of their format."""
    if isinstance(data, str):
        return data.split("\n"), data_format or "text"
    if not isinstance(data, list):
        raise DemistoException(
            f"Unsupported type: {type(data)} for the {data_type} parameter."
            " Should be a string or list."
        )
    if isinstance(data[0], dict):
        return [json.dumps(item) for item in data], "json"
    return "\n".join(data).split("\n"), data_format or "text"


def _chunk_sender(
    client: Any, url: str, headers: dict[str, Any], num_of_attempts: int, data_type: str
) -> Callable[[list[str]], int]:
    """Return a function that sends one chunk of lines, and returns their number."""
    failed = f"Error sending new {data_type} into XSIAM.\n"

    def refused(response: Any) -> None:
        try:
            error = f"{response.reason}: {response.json().get('error')}"
        except ValueError:
            error = (
                f"\n{response.text}" if response.text else "Received empty response from the server"
            )
        demisto.error(f"{failed}URL: {url}\nstatus: {response.status_code}\nerror: {error}")
        raise DemistoException(failed + error, DemistoException)

    def send(chunk: list[str]) -> int:
        xsiam_api_call_with_retries(
            client=client,
            xsiam_url=url,
            zipped_data=gzip.compress("\n".join(chunk).encode("utf-8")),
            headers=headers,
            num_of_attempts=num_of_attempts,
            events_error_handler=refused,
            error_msg=failed,
            is_json_response=True,
            data_type=data_type,
        )
        return len(chunk)

    return send


def xsiam_api_call_with_retries(
    client: Any,
    xsiam_url: Any,
    zipped_data: Any,
    headers: Any,
    num_of_attempts: Any,
    events_error_handler: Any = None,
    error_msg: str = "",
    is_json_response: bool = False,
    data_type: str = EVENTS,
) -> Any:
    """Post compressed lines to the intake; while it is busy (429), try again after a second.

    Returns the response, or (``is_json_response``) its body. Raises DemistoException when the client refuses
    the status, and (``is_json_response``) for a body with an error.
    """
    response = None
    for attempt in range(1, num_of_attempts + 1):
        demisto.debug(f"Sending {data_type} into xsiam, attempt number {attempt}")
        # The last attempt treats 429 as an error, as it treats any other status.
        codes = (200, _BUSY) if attempt < num_of_attempts else None
        response = client._http_request(
            method="POST",
            full_url=urljoin(xsiam_url, _INTAKE),
            data=zipped_data,
            headers=headers,
            error_handler=events_error_handler,
            ok_codes=codes,
            resp_type="response",
        )
        if response.status_code == _BUSY:
            time.sleep(1)
        if response.status_code == 200:
            break
    if not is_json_response or response is None:
        return response
    body = response.json()
    if str(body.get("error", "")).lower() != "false":
        raise DemistoException(error_msg + str(body.get("error")))
    return body


def split_data_to_chunks(data: Any, target_chunk_size: int) -> Iterator[list[Any]]:
    """Yield lists of lines; a list ends with the line that brings it to ``target_chunk_size`` bytes, or to 9
    MB.

    An entry of 5 MB or more is left out, with a line in the log only (observed in code).
    """
    limit = min(target_chunk_size, XSIAM_EVENT_CHUNK_SIZE_LIMIT)
    lines = data.split("\n") if isinstance(data, str) else data
    chunk: list[Any] = []
    size = 0
    for line in lines:
        if size >= limit:
            demisto.debug(f"reached max chunk size, sending chunk with size: {size}")
            yield chunk
            chunk, size = [], 0
        line_size = sys.getsizeof(line)
        if line_size >= MAX_ALLOWED_ENTRY_SIZE:
            demisto.error(
                f"entry size {line_size} is larger than the maximum allowed entry size"
                f" {MAX_ALLOWED_ENTRY_SIZE}, skipping this entry"
            )
            continue
        chunk.append(line)
        size += line_size
    if chunk:
        demisto.debug(f"sending the remaining chunk with size: {size}")
        yield chunk
