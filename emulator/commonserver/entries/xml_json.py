"""Convert XML to JSON and back.

In the JSON an attribute has the key ``@name``, an element's text ``#text``, and text after an element
``#tail``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import json
    import xml.etree.ElementTree as ET
    from collections import OrderedDict
    from typing import Any

__all__ = (
    "elem2json",
    "elem_to_internal",
    "internal_to_elem",
    "json2elem",
    "json2xml",
    "strip_tag",
    "xml2json",
)


def strip_tag(tag: Any) -> Any:
    """Return an XML tag without its namespace."""
    parts = tag.split("}")
    return parts[1] if len(parts) > 1 else tag


def elem_to_internal(elem: Any, strip_ns: Any = 1, strip: Any = 1) -> dict[Any, Any]:
    """Return an XML element as ``{tag: value}``.

    Without attributes and children the value is the element's text.
    """
    inside: dict[str, Any] = OrderedDict()
    for name, value in elem.attrib.items():
        inside["@" + name] = value
    for child in elem:
        ((tag, value),) = elem_to_internal(child, strip_ns=strip_ns, strip=strip).items()
        if tag not in inside:
            inside[tag] = value
        elif isinstance(inside[tag], list):
            inside[tag].append(value)
        else:
            inside[tag] = [inside[tag], value]
    text, tail = (_xml_text(part, strip) for part in (elem.text, elem.tail))
    if tail:
        inside["#tail"] = tail
    if inside and text:
        inside["#text"] = text
    tag = strip_tag(elem.tag) if strip_ns else elem.tag
    return {tag: inside or text or None}


def _xml_text(text: Any, strip: Any) -> Any:
    return text.strip() if strip and text is not None else text


def internal_to_elem(pfsh: Any, factory: Any = ET.Element) -> Any:
    """Return the XML element for ``{tag: value}``. Raises ValueError unless there is exactly one tag."""
    tags = list(pfsh.keys())
    if len(tags) != 1:
        raise ValueError(f"Illegal structure with multiple tags: {tags}")
    value = pfsh[tags[0]]
    attributes, children, text, tail = {}, [], None, None
    if isinstance(value, dict):
        for key, inner in value.items():
            if key[:1] == "@":
                attributes[key[1:]] = inner
            elif key == "#text":
                text = inner
            elif key == "#tail":
                tail = inner
            elif isinstance(inner, list):
                children += [internal_to_elem({key: item}, factory=factory) for item in inner]
            else:
                children.append(internal_to_elem({key: inner}, factory=factory))
    else:
        text = value
    element = factory(tags[0], attributes)
    for child in children:
        element.append(child)
    element.text, element.tail = text, tail
    return element


def elem2json(elem: Any, options: Any, strip_ns: Any = 1, strip: Any = 1) -> str:
    """Return an XML element as JSON, indented if ``options`` holds ``pretty``."""
    if hasattr(elem, "getroot"):
        elem = elem.getroot()
    indent = 4 if "pretty" in options else None
    return json.dumps(elem_to_internal(elem, strip_ns=strip_ns, strip=strip), indent=indent)


def json2elem(json_data: Any, factory: Any = ET.Element) -> Any:
    return internal_to_elem(json.loads(json_data), factory)


def xml2json(xmlstring: Any, options: Any = {}, strip_ns: Any = 1, strip: Any = 1) -> str:
    """Return an XML document as JSON. Raises ParseError."""
    return elem2json(ET.fromstring(xmlstring), options, strip_ns=strip_ns, strip=strip)


def json2xml(json_data: Any, factory: Any = ET.Element) -> Any:
    """Return JSON text, or a dictionary, as an XML document in UTF-8."""
    if not isinstance(json_data, dict):
        json_data = json.loads(json_data)
    return ET.tostring(internal_to_elem(json_data, factory), encoding="utf-8")
