"""CloudEvents 1.0 (CNCF) in JSON: one envelope for everything that leaves, and the reading of others' envelopes."""

import json
from typing import Any, Final

import msgspec

from impetus.formats.imported import Imported
from impetus.kit.errors import BadInput
from impetus.kit.times import as_ms, iso_ms, parse_iso

MEDIA_TYPE: Final = "application/cloudevents+json"
BATCH_MEDIA_TYPE: Final = "application/cloudevents-batch+json"
_KNOWN: Final = {"specversion", "id", "source", "type", "time", "subject", "datacontenttype", "data", "dataschema"}
_MOST: Final = 10_000


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event: `source` a URI reference, `type` in reverse-DNS form, `time` ms UTC or None."""

    id: str
    source: str
    type: str
    time: int | None = None
    subject: str = ""
    data: Any = None


def to_dict(event: CloudEvent) -> dict[str, Any]:
    """Return the event as its JSON object."""
    made: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "datacontenttype": "application/json",
    }
    if event.time is not None:
        made["time"] = iso_ms(event.time)
    if event.subject:
        made["subject"] = event.subject
    return made | {"data": event.data}


def write(event: CloudEvent) -> bytes:
    """Return the event as JSON."""
    return msgspec.json.encode(to_dict(event))


def read(payload: bytes) -> Imported[CloudEvent]:
    """Read one event or a batch (a JSON list). Never raises for what is inside."""
    made: Imported[CloudEvent] = Imported()
    for position, raw in enumerate(records(payload, made)):
        event = _event(raw, position, made)
        if event is not None:
            made.items.append(event)
            made.positions.append(position)
    return made


def records(payload: bytes, made: Imported[Any]) -> list[Any]:
    """The records of a JSON document, a list or one object; what is no JSON is refused in `made`."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError) as fault:
        made.refuse(
            0, "not_json", "body", f"This is not JSON: {str(fault)[:200]}.", "Send an object, or a list of them."
        )
        return []
    rows = found if isinstance(found, list) else [found]
    if len(rows) > _MOST:
        made.refuse(_MOST, "too_many", "body", f"More than {_MOST} records were sent at once.", "Send fewer at once.")
    return rows[:_MOST]


def _event(raw: Any, position: int, made: Imported[CloudEvent]) -> CloudEvent | None:
    if not isinstance(raw, dict) or raw.get("specversion") != "1.0":
        made.refuse(position, "no_event", "specversion", "This is no CloudEvent 1.0.", "Send specversion 1.0.")
        return None
    for name in ("id", "source", "type"):
        if not isinstance(raw.get(name), str) or not raw[name]:
            made.refuse(position, "incomplete", name, f"The event has no {name}.", "Send id, source and type as texts.")
            return None
    time = None
    if raw.get("time") is not None:
        try:
            time = as_ms(parse_iso(str(raw["time"]), field="time"))
        except BadInput:
            made.lose(position, "time", raw["time"])
    for name in raw.keys() - _KNOWN:
        made.lose(position, str(name), raw[name])
    subject = raw.get("subject")
    return CloudEvent(
        id=raw["id"],
        source=raw["source"],
        type=raw["type"],
        time=time,
        subject=subject if isinstance(subject, str) else "",
        data=raw.get("data"),
    )
