"""A vendor file: as much of Exchange's SOAP API as a mailbox with one message in its inbox needs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

_NAMES = "http://schemas.microsoft.com/exchange/services/2006"
_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    f'xmlns:m="{_NAMES}/messages" xmlns:t="{_NAMES}/types"><s:Header><t:ServerVersionInfo '
    'MajorVersion="15" MinorVersion="20" Version="V2018_01_08"/></s:Header><s:Body>'
    "<m:{0}Response><m:ResponseMessages>{1}</m:ResponseMessages></m:{0}Response></s:Body></s:Envelope>"
)
_ANSWER = (
    '<m:{0}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
    "{1}</m:{0}ResponseMessage>"
)
_NO_FOLDER = (
    '<m:GetFolderResponseMessage ResponseClass="Error"><m:MessageText>none</m:MessageText>'
    "<m:ResponseCode>ErrorFolderNotFound</m:ResponseCode><m:Folders/></m:GetFolderResponseMessage>"
)
_PARENTS = {"root": "", "top": "root", "inbox": "top"}
_TITLES = {"root": "root", "top": "Top of Information Store", "inbox": "Inbox"}
_TIMES = ("DateTimeReceived", "DateTimeSent", "DateTimeCreated", "LastModifiedTime")
_RECEIVED = "2023-12-31T23:55:00Z"


class Vendor:
    """Answers one login and the four operations that a fetch asks for."""

    def handle(self, request: Any, now: datetime) -> Any:
        if request.path.endswith("/obtain-token"):
            return {"json": {"access_token": "made-up-token", "expires_in": 3600}}
        asked = re.search(r"<m:(\w+)", request.text)
        if asked is None:
            return None
        return {
            "body": _ENVELOPE.format(asked[1], "".join(_answers(asked[1], request.text))),
            "headers": {"Content-Type": "text/xml; charset=utf-8"},
        }


def _answers(operation: str, text: str) -> list[str]:
    if operation == "GetFolder":
        return [
            _ANSWER.format(operation, f"<m:Folders>{_folder(name)}</m:Folders>")
            if name in _PARENTS
            else _NO_FOLDER
            for name in re.findall(r'FolderId Id="(\w+)"', text)
        ]
    if operation == "FindFolder":
        inside = _page("Folders", _folder("top"), _folder("inbox"))
    elif operation == "FindItem":
        inside = _page("Items", '<t:Message><t:ItemId Id="1" ChangeKey="c"/></t:Message>')
    else:
        inside = f"<m:Items>{_message()}</m:Items>"
    return [_ANSWER.format(operation, inside)]


def _folder(name: str) -> str:
    above = _PARENTS[name]
    parent = f'<t:ParentFolderId Id="{above}" ChangeKey="c"/>' if above else ""
    kind = "IPF.Note" if name == "inbox" else ""
    return (
        f'<t:Folder><t:FolderId Id="{name}" ChangeKey="c"/>{parent}<t:FolderClass>{kind}'
        f"</t:FolderClass><t:DisplayName>{_TITLES[name]}</t:DisplayName>"
        "<t:TotalCount>1</t:TotalCount><t:ChildFolderCount>1</t:ChildFolderCount></t:Folder>"
    )


def _page(kind: str, *items: str) -> str:
    return (
        f'<m:RootFolder TotalItemsInView="{len(items)}" IncludesLastItemInRange="true" '
        f'IndexedPagingOffset="{len(items)}"><t:{kind}>{"".join(items)}</t:{kind}></m:RootFolder>'
    )


def _message() -> str:
    times = "".join(f"<t:{name}>{_RECEIVED}</t:{name}>" for name in _TIMES)
    return (
        '<t:Message><t:ItemId Id="1" ChangeKey="c"/><t:Subject>one message</t:Subject>'
        f"{times}<t:InternetMessageId>&lt;1@example.com&gt;</t:InternetMessageId></t:Message>"
    )
