"""Windows events in the form that EVTX readers write, straight from the bytes: what rules do not ask for is skipped.

Most events have this form, and parsing JSON is the larger part of an event's cost. Whatever differs (an event number
with attributes, say) is left to `read.of_json`, which knows every form; the two give the same record.
"""

from typing import Any, Final

import msgspec

from impetus.tools.cyber_response.sigma.record import Record
from impetus.tools.cyber_response.sigma.windows import made


class _Named(msgspec.Struct):
    Name: str | None = None


class _Provider(msgspec.Struct):
    attributes: _Named | None = msgspec.field(name="#attributes", default=None)


class _Created(msgspec.Struct):
    SystemTime: str | None = None


class _Time(msgspec.Struct):
    attributes: _Created | None = msgspec.field(name="#attributes", default=None)


class _UserId(msgspec.Struct):
    UserID: str | None = None


class _Security(msgspec.Struct):
    attributes: _UserId | None = msgspec.field(name="#attributes", default=None)


class _System(msgspec.Struct):
    EventID: int | str
    Channel: str
    Provider: _Provider
    TimeCreated: _Time
    Computer: str | None = None
    Security: _Security | None = None
    Level: Any = msgspec.UNSET
    Task: Any = msgspec.UNSET
    Opcode: Any = msgspec.UNSET
    Keywords: Any = msgspec.UNSET
    Version: Any = msgspec.UNSET
    EventRecordID: Any = msgspec.UNSET


class _Event(msgspec.Struct):
    System: _System
    EventData: dict[str, str | int | float | bool | None] | None = None
    UserData: None = None


class _Line(msgspec.Struct):
    Event: _Event


_START: Final = b'"Event"'
_line = msgspec.json.Decoder(_Line).decode


def of_usual(line: bytes | str) -> Record | None:
    """Return the record of a line in the usual form, None for any other.

    Raises:
        msgspec.DecodeError: it is no JSON.
    """
    head = line[:40] if isinstance(line, bytes) else line[:40].encode("utf-8", "replace")
    if _START not in head:
        return None
    try:
        event = _line(line).Event
    except msgspec.ValidationError:
        return None
    system, data = event.System, event.EventData
    stamp = system.TimeCreated.attributes.SystemTime if system.TimeCreated.attributes else None
    if system.Provider.attributes is None or system.Security is None or system.Security.attributes is None:
        return None
    fields: dict[str, Any] = {
        "Level": system.Level,
        "Task": system.Task,
        "Opcode": system.Opcode,
        "Keywords": system.Keywords,
        "Version": system.Version,
        "EventRecordID": system.EventRecordID,
    }
    if msgspec.UNSET in fields.values():
        return None
    if data:
        fields.update(data)
        fields.pop("#attributes", None)
    fields["Provider_Name"] = system.Provider.attributes.Name
    fields["EventID"] = system.EventID
    fields["Channel"] = system.Channel
    fields.setdefault("Computer", system.Computer)
    fields.setdefault("UserID", system.Security.attributes.UserID)
    return made(fields, system.Channel, system.EventID, stamp)
