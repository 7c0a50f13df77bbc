"""XML from strangers: no entities, no document types, no network, bounded size."""

from typing import Any, Final

from lxml import etree

MAX_BYTES: Final = 4 << 20


class BadXml(ValueError):
    """The text is no XML that is read here; the message says why."""


def parse(payload: bytes) -> Any:
    """Return the root element. Raise BadXml for what is not well formed, too large, or has a document type."""
    if len(payload) > MAX_BYTES:
        raise BadXml(f"it is larger than {MAX_BYTES >> 20} MiB")
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(payload, reader)
    except (etree.XMLSyntaxError, ValueError, LookupError) as fault:
        raise BadXml(str(fault)[:300] or "it is empty") from fault
    if root.getroottree().docinfo.doctype:
        raise BadXml("it has a document type")
    return root


def sayable(text: str) -> str:
    """The text without the characters that XML cannot carry."""
    return "".join(char for char in text if _legal(ord(char)))


def _legal(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
