"""Windows' event log as rules see it: one flat set of fields, and the log sources that an event stands for.

The tables beside this file were written from Microsoft's channel names and Sysmon's event numbers; they say which
channel a rule's `service` means, and which events its `category`.
"""

from collections.abc import Mapping
from csv import DictReader
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from impetus.tools.cyber_response.sigma.record import Label, Record
from impetus.tools.cyber_response.sigma.tree import Logsource

PRODUCT: Final = "windows"
_CREATED_NAMES: Final = {"Image": "NewProcessName", "ParentImage": "ParentProcessName"}
"""The security log's names (event 4688) for Sysmon's, which Sigma took for its taxonomy."""
_SYSTEM: Final = ("Level", "Task", "Opcode", "Keywords", "Version", "EventRecordID")


def _table(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    return list(DictReader(text.splitlines(), delimiter="\t"))


@lru_cache(maxsize=1)
def services() -> dict[str, tuple[str, ...]]:
    """Return, by lower-cased channel, the services it stands for."""
    found: dict[str, tuple[str, ...]] = {}
    for row in _table("windows_services.tsv"):
        channel = row["channel"].lower()
        found[channel] = (*found.get(channel, ()), row["service"])
    return found


@lru_cache(maxsize=1)
def _categories() -> dict[tuple[str, str], tuple[tuple[str, str, frozenset[str]], ...]]:
    found: dict[tuple[str, str], tuple[tuple[str, str, frozenset[str]], ...]] = {}
    for row in _table("windows_categories.tsv"):
        values = frozenset((row["values"] or "").lower().split())
        for event in row["events"].split():
            key = row["service"], event
            found[key] = (*found.get(key, ()), (row["category"], row["field"] or "", values))
    return found


@lru_cache(maxsize=1024)
def mapped(source: Logsource) -> bool:
    """Return whether a rule's source is one that events can stand for; sources other than Windows' name themselves."""
    if source.product != PRODUCT:
        return True
    named = {service for some in services().values() for service in some}
    if source.category is None:
        return source.service is None or source.service in named
    rows = [row for row in _table("windows_categories.tsv") if row["category"] == source.category]
    return any(source.service in (None, row["service"]) for row in rows)


@lru_cache(maxsize=4096)
def labels(channel: str, event: str, kind: str = "") -> tuple[Label, ...]:
    """Return the sources that an event stands for. `kind` is Sysmon's EventType, which parts registry events."""
    found = []
    for service in services().get(channel.lower(), ("",)):
        found.append(Label(PRODUCT, None, service or None))
        for category, field, values in _categories().get((service, event), ()):
            if not field or kind.lower() in values:
                found.append(Label(PRODUCT, category, service))
    return tuple(found)


def of_event(event: Mapping[str, Any]) -> Record:
    """Return a record of what stands under `Event` in the JSON that EVTX readers write."""
    system = event.get("System") or {}
    fields: dict[str, Any] = {name: system[name] for name in _SYSTEM if name in system}
    for part in ("EventData", "UserData"):
        data = event.get(part)
        if type(data) is dict:
            _take(fields, data)
    provider = system.get("Provider")
    if type(provider) is dict:
        attributes = provider.get("#attributes") or provider
        fields["Provider_Name"] = attributes.get("Name")
    number = system.get("EventID")
    if type(number) is dict:
        number = number.get("#text")
    fields["EventID"] = number
    fields["Channel"] = channel = system.get("Channel") or ""
    fields.setdefault("Computer", system.get("Computer"))
    security = system.get("Security")
    if type(security) is dict and (attributes := security.get("#attributes")):
        fields.setdefault("UserID", attributes.get("UserID"))
    created = system.get("TimeCreated")
    stamp = (created.get("#attributes") or created).get("SystemTime") if type(created) is dict else None
    return made(fields, str(channel), number, stamp)


def of_flat(fields: dict[str, Any], channel: str, number: Any, stamp: Any) -> Record:
    """Return a record of fields that are flat already, with Sigma's names for channel and number added."""
    fields.setdefault("Channel", channel)
    fields.setdefault("EventID", number)
    return made(fields, channel, number, stamp)


def made(fields: dict[str, Any], channel: str, number: Any, stamp: Any) -> Record:
    """Return a record of whole fields: its log sources, and the security log's names beside Sysmon's."""
    kind = fields.get("EventType")
    found = labels(channel, str(number), kind if type(kind) is str else "")
    if number in (4688, "4688") and channel.lower() == "security":
        for name, theirs in _CREATED_NAMES.items():
            if theirs in fields:
                fields.setdefault(name, fields[theirs])
    return Record(fields, found, stamp)


def _take(fields: dict[str, Any], data: dict[str, Any]) -> None:
    """Add data's fields; texts with attributes are unwrapped, and what is nested comes by its own names."""
    for name, value in data.items():
        if type(value) is dict:
            if "#text" in value:
                fields[name] = value["#text"]
            else:
                _take(fields, {key: one for key, one in value.items() if key != "#attributes"})
        elif name != "#attributes":
            fields[name] = value
