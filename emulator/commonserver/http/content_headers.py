"""Headers that tell a product which content and which server send a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

    from ..constants import CONTENT_BRANCH_NAME, CONTENT_RELEASE_VERSION
    from ..server import get_demisto_version_as_str

__all__ = ("get_x_content_info_headers",)


def get_x_content_info_headers() -> dict[str, Any]:
    context = demisto.callingContext.get("context", {})
    return {
        "X-Content-Version": CONTENT_RELEASE_VERSION,
        "X-Content-Name": context.get("IntegrationBrand")
        or context.get("ScriptName")
        or "Name not found",
        "X-Content-LicenseID": demisto.getLicenseID(),
        "X-Content-Branch": CONTENT_BRANCH_NAME,
        "X-Content-Server-Version": get_demisto_version_as_str(),
    }
