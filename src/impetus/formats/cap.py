"""CAP 1.2 (OASIS, 2010): writing, reading and checking against the standard's own schema.

What is written here is read back the same. Reading takes a message alone or any document that holds some (an Atom
feed with the messages inside); parts that are not kept (resources, altitudes, signatures) are reported as lost.
"""

import re
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from lxml import etree

from impetus.formats.cap_model import (
    Area,
    CapAlert,
    CapSeverity,
    Category,
    Certainty,
    Circle,
    Info,
    MessageType,
    Named,
    Reference,
    ResponseType,
    Status,
    Urgency,
)
from impetus.formats.imported import Imported
from impetus.formats.xml import BadXml, parse, sayable
from impetus.kit.errors import BadInput
from impetus.kit.times import as_datetime, as_ms, parse_iso

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE: Final = "application/cap+xml"
_SCHEMA: Final = Path(__file__).parent / "schemas" / "cap-1.2.xsd"
_LOCK: Final = threading.Lock()
_BAD_ID: Final = re.compile(r"[\s,<&]")


@lru_cache(maxsize=1)
def _schema() -> Any:
    return etree.XMLSchema(etree.parse(_SCHEMA))


def faults(element: Any) -> list[str]:
    """What the schema says against a message, as short sentences; empty where it is valid."""
    with _LOCK:  # the list of faults belongs to the schema, not to the call
        schema = _schema()
        if schema.validate(etree.ElementTree(element)):
            return []
        return [str(fault.message).replace(f"{{{NAMESPACE}}}", "") for fault in schema.error_log][:10]


def cap_time(ms: int) -> str:
    """A time as CAP writes it: whole seconds, the zone UTC as -00:00."""
    return as_datetime(ms).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + "-00:00"


def write(alert: CapAlert) -> bytes:
    """Return the message as XML; raise BadInput where the standard has no way to say it."""
    element = to_element(alert)
    found = faults(element)
    if found:
        raise BadInput(f"The warning is no CAP 1.2: {found[0]}", remedy="Correct the field.", field="content")
    return bytes(etree.tostring(element, xml_declaration=True, encoding="utf-8", pretty_print=True))


def to_element(alert: CapAlert) -> Any:
    """Return the message as an element."""
    for field, id in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not id or _BAD_ID.search(id):
            raise BadInput(f"The {field} holds a space, a comma, < or &.", remedy="Choose another.", field=field)
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _texts(root, (
        ("identifier", alert.identifier), ("sender", alert.sender), ("sent", cap_time(alert.sent)),
        ("status", alert.status.value), ("msgType", alert.type.value), ("source", alert.source),
        ("scope", alert.scope), ("restriction", alert.restriction), ("addresses", alert.addresses),
        *(("code", code) for code in alert.codes), ("note", alert.note),
        ("references", " ".join(f"{r.sender},{r.identifier},{cap_time(r.sent)}" for r in alert.references)),
        ("incidents", alert.incidents),
    ))  # fmt: skip
    for info in alert.infos:
        _info_element(root, info)
    return root


def _info_element(root: Any, info: Info) -> None:
    made = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    _texts(made, (
        ("language", info.language), *(("category", one.value) for one in info.categories),
    ))  # fmt: skip
    _texts(made, (("event", info.event),), keep=True)
    _texts(made, (
        *(("responseType", one.value) for one in info.responses), ("urgency", info.urgency.value),
        ("severity", info.severity.value), ("certainty", info.certainty.value), ("audience", info.audience),
    ))  # fmt: skip
    _named(made, "eventCode", info.codes)
    for name, time in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        if time is not None:
            _texts(made, ((name, cap_time(time)),))
    _texts(made, (
        ("senderName", info.sender_name), ("headline", info.headline), ("description", info.description),
        ("instruction", info.instruction), ("web", info.web), ("contact", info.contact),
    ))  # fmt: skip
    _named(made, "parameter", info.parameters)
    for area in info.areas:
        place = etree.SubElement(made, f"{{{NAMESPACE}}}area")
        _texts(place, (("areaDesc", area.description),), keep=True)
        rings = (" ".join(f"{_figure(lat)},{_figure(lon)}" for lon, lat in ring) for ring in area.polygons)
        circles = (f"{_figure(c.latitude)},{_figure(c.longitude)} {_figure(c.radius_km)}" for c in area.circles)
        _texts(place, (*(("polygon", ring) for ring in rings), *(("circle", circle) for circle in circles)))
        _named(place, "geocode", area.geocodes)


def _figure(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _texts(parent: Any, texts: Any, *, keep: bool = False) -> None:
    for name, text in texts:
        if text or keep:
            etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = sayable(text)


def _named(parent: Any, tag: str, values: list[Named]) -> None:
    for value in values:
        _texts(
            etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}"),
            (("valueName", value.name), ("value", value.value)),
            keep=True,
        )


def read(payload: bytes) -> Imported[CapAlert]:
    """Read all CAP messages in a document. Never raises for what is inside."""
    made: Imported[CapAlert] = Imported()
    try:
        root = parse(payload)
    except BadXml as fault:
        made.refuse(0, "not_xml", "body", f"This is no XML that is taken here: {fault}.", "Send a CAP 1.2 message.")
        return made
    tag = f"{{{NAMESPACE}}}alert"
    found = [root] if root.tag == tag else list(root.iter(tag))
    if not found:
        named = etree.QName(root).localname if isinstance(root.tag, str) else ""
        made.refuse(0, "no_cap", "body", "There is no CAP 1.2 message in it.", f"Send alerts of {NAMESPACE}.", named)
    for position, element in enumerate(found):
        wrong = faults(element)
        if wrong:
            made.refuse(position, "schema", "alert", f"It is no valid CAP 1.2: {wrong[0]}", "Correct the message.")
            continue
        try:
            made.items.append(_alert(element, position, made))
            made.positions.append(position)
        except (BadInput, ValueError) as fault:
            made.refuse(position, "content", "alert", f"It makes no sense: {fault}", "Correct the message.")
    return made


def _get(parent: Any, name: str) -> str:
    return str(parent.findtext(f"{{{NAMESPACE}}}{name}") or "")


def _every(parent: Any, name: str) -> list[Any]:
    return list(parent.findall(f"{{{NAMESPACE}}}{name}"))


def _time(text: str) -> int | None:
    return as_ms(parse_iso(text.replace(",", "+"), field="time")) if text else None


def _alert(root: Any, position: int, made: Imported[CapAlert]) -> CapAlert:
    sent = _time(_get(root, "sent"))
    if sent is None or not _get(root, "identifier"):
        raise ValueError("it has no identifier or time")
    references = []
    for text in _get(root, "references").split():
        sender, _, rest = text.partition(",")
        identifier, _, at = rest.rpartition(",")
        try:
            references.append(Reference(sender=sender, identifier=identifier, sent=_time(at) or 0))
        except BadInput:
            made.lose(position, "references", text)
    for child in root:
        if etree.QName(child).namespace != NAMESPACE:
            made.lose(position, etree.QName(child).localname)
    return CapAlert(
        identifier=_get(root, "identifier"),
        sender=_get(root, "sender"),
        sent=sent,
        status=Status(_get(root, "status")),
        type=MessageType(_get(root, "msgType")),
        source=_get(root, "source"),
        scope=_get(root, "scope"),
        restriction=_get(root, "restriction"),
        addresses=_get(root, "addresses"),
        codes=[code.text or "" for code in _every(root, "code") if code.text],
        note=_get(root, "note"),
        references=references,
        incidents=_get(root, "incidents"),
        infos=[_info(info, position, made) for info in _every(root, "info")],
    )


def _info(element: Any, position: int, made: Imported[CapAlert]) -> Info:
    for resource in _every(element, "resource"):
        made.lose(position, "info/resource", _get(resource, "uri") or _get(resource, "resourceDesc"))
    return Info(
        language=_get(element, "language") or "en-US",
        categories=[Category(one.text) for one in _every(element, "category")],
        event=_get(element, "event"),
        responses=[ResponseType(one.text) for one in _every(element, "responseType")],
        urgency=Urgency(_get(element, "urgency")),
        severity=CapSeverity(_get(element, "severity")),
        certainty=Certainty(_get(element, "certainty")),
        audience=_get(element, "audience"),
        codes=_pairs(element, "eventCode"),
        effective=_time(_get(element, "effective")),
        onset=_time(_get(element, "onset")),
        expires=_time(_get(element, "expires")),
        sender_name=_get(element, "senderName"),
        headline=_get(element, "headline"),
        description=_get(element, "description"),
        instruction=_get(element, "instruction"),
        web=_get(element, "web"),
        contact=_get(element, "contact"),
        parameters=_pairs(element, "parameter"),
        areas=[_area(area, position, made) for area in _every(element, "area")],
    )


def _pairs(parent: Any, tag: str) -> list[Named]:
    return [Named(name=_get(one, "valueName"), value=_get(one, "value")) for one in _every(parent, tag)]


def _area(element: Any, position: int, made: Imported[CapAlert]) -> Area:
    polygons, circles = [], []
    for one in _every(element, "polygon"):
        ring = _ring(one.text or "")
        if ring is None:
            made.lose(position, "info/area/polygon", one.text or "")
        else:
            polygons.append(ring)
    for one in _every(element, "circle"):
        circle = _circle(one.text or "")
        if circle is None:
            made.lose(position, "info/area/circle", one.text or "")
        else:
            circles.append(circle)
    for name in ("altitude", "ceiling"):
        if _get(element, name):
            made.lose(position, f"info/area/{name}", _get(element, name))
    return Area(
        description=_get(element, "areaDesc"), polygons=polygons, circles=circles, geocodes=_pairs(element, "geocode")
    )


def _point(text: str) -> tuple[float, float] | None:
    """(longitude, latitude) of `latitude,longitude`; None for anything else."""
    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None
    return (longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _ring(text: str) -> list[tuple[float, float]] | None:
    points = [_point(part) for part in text.split()]
    ring = [point for point in points if point is not None]
    return ring if len(ring) == len(points) >= 4 and ring[0] == ring[-1] else None


def _circle(text: str) -> Circle | None:
    place, _, radius = text.strip().partition(" ")
    point = _point(place)
    try:
        radius_km = float(radius)
    except ValueError:
        return None
    if point is None or not 0 <= radius_km <= 20_100:
        return None
    return Circle(latitude=point[1], longitude=point[0], radius_km=radius_km)
