"""The Atom feed (RFC 4287) of public warnings, with each CAP message inside its entry."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from lxml import etree

from impetus.channels.warnings.content import LANGUAGES, WarningWords
from impetus.channels.warnings.repository import WarningRow
from impetus.formats import cap
from impetus.formats.xml import parse, sayable
from impetus.kit.times import iso
from impetus.model.text import Text

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_TITLE: Final = Text(en="Public warnings", it="Avvisi alla popolazione", nb="Varsler til befolkningen")
_TYPE: Final = {
    "Alert": Text(en="{headline}", it="{headline}", nb="{headline}"),
    "Update": Text(en="Update: {headline}", it="Aggiornamento: {headline}", nb="Oppdatert: {headline}"),
    "Cancel": Text(en="Cancelled: {headline}", it="Annullato: {headline}", nb="Opphevet: {headline}"),
}
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def write(rows: Sequence[WarningRow], *, address: str, agency: str, locale: str, changed: datetime | None) -> bytes:
    """Return the feed in a language; `changed` is when something was released last."""
    query = f"?agency={quote(agency)}&lang={locale}" if agency else f"?lang={locale}"
    own = f"{address}/api/warnings/feed.atom{query}"
    root = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    root.set(_XML_LANG, LANGUAGES[locale])
    _text(root, "id", own)
    _text(root, "title", _TITLE.in_(locale))
    _text(root, "updated", iso(changed or _NEVER))
    _text(etree.SubElement(root, f"{{{NAMESPACE}}}author"), "name", "IMPETUS")
    etree.SubElement(root, f"{{{NAMESPACE}}}link", rel="self", href=own, type="application/atom+xml")
    for row in rows:
        _entry(root, row, address, locale)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(root: Any, row: WarningRow, address: str, locale: str) -> None:
    words: WarningWords = getattr(row.content.texts, locale)
    entry = etree.SubElement(root, f"{{{NAMESPACE}}}entry")
    link = f"{address}/api/warnings/public/{row.identifier}"
    _text(entry, "id", link)
    _text(entry, "title", _TYPE[row.message_type].in_(locale).format(headline=words.headline))
    released = iso(row.released_at or _NEVER)
    _text(entry, "updated", released)
    _text(entry, "published", released)
    _text(entry, "summary", "\n\n".join(part for part in (words.description, words.instruction) if part))
    etree.SubElement(entry, f"{{{NAMESPACE}}}category", term=row.content.category.value)
    etree.SubElement(entry, f"{{{NAMESPACE}}}link", rel="alternate", href=link, type=cap.MEDIA_TYPE)
    if row.cap is not None:
        content = etree.SubElement(entry, f"{{{NAMESPACE}}}content", type=cap.MEDIA_TYPE)
        content.append(parse(row.cap))


def _text(parent: Any, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = sayable(text)
