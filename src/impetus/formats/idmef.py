"""IDMEFv2 (draft 08) out and in: an adapter. The format changes from draft to draft, so nothing here leans on it.

Both ways tell what was lost. Everything written is checked against the draft's own JSON Schema, everything read too.
"""

import re
import uuid
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import msgspec

from impetus.alerts.records import Summary
from impetus.formats.cloudevents import records
from impetus.formats.imported import Imported, Lost
from impetus.kit.errors import BadInput
from impetus.kit.times import as_ms, iso, parse_iso
from impetus.model.alert import AlertDraft, AlertState, Severity, Where
from impetus.model.evidence import TextEvidence
from impetus.model.text import Text

VERSION: Final = "2.D.V08"
MEDIA_TYPE: Final = "application/json"
KIND: Final = "imported.idmef"
_SCHEMA: Final = Path(__file__).parent / "schemas" / "idmefv2-08.json"
_NAMES: Final = uuid.UUID("7a4f0c0e-6ad0-5d5b-9f2e-0d6b9a8c1f20")
_PRIORITY: Final = {
    Severity.INFO: "Info",
    Severity.LOW: "Low",
    Severity.MEDIUM: "Medium",
    Severity.HIGH: "High",
    Severity.CRITICAL: "High",
}
_SEVERITY: Final = {
    "Info": Severity.INFO, "Low": Severity.LOW, "Medium": Severity.MEDIUM, "High": Severity.HIGH,
    "Unknown": Severity.MEDIUM,
}  # fmt: skip
_STATUS: Final = {
    AlertState.NEW: ["Event", "Open"],
    AlertState.ACKNOWLEDGED: ["Event", "Open"],
    AlertState.CONFIRMED: ["Incident", "Open"],
    AlertState.REJECTED: ["FalsePositive", "Closed"],
    AlertState.CLOSED: ["Closed"],
}
_CATEGORY: Final = {
    "air": "Other.Uncategorised", "traffic.blockage": "Safety.Accident", "crowd": "Safety.Other",
    "weather": "Meteo.Other", "cyber": "Access.Compromise", "firearm": "Safety.Agression",
}  # fmt: skip
_CYBER: Final = ("cyber",)
_USED: Final = {
    "Version", "ID", "CreateTime", "StartTime", "EndTime", "Category", "Type", "Cause", "Description", "Status",
    "Priority", "Confidence", "Analyzer", "Sensor", "Target", "Source", "Note", "Attachment",
}  # fmt: skip


@lru_cache(maxsize=1)
def _validator() -> Any:
    return jsonschema_rs.validator_for(_SCHEMA.read_text("utf-8"))


def faults(message: Any) -> list[tuple[str, str]]:
    """What the draft's schema says against a message, as (path, problem); empty where it is valid."""
    found = []
    for fault in _validator().iter_errors(message):
        path = ".".join(str(part) for part in fault.instance_path)
        found.append((path, str(fault.message)[:300]))
        if len(found) == 5:
            break
    return found


def uuid_of(*parts: str) -> str:
    """The UUID of something of ours: the same for the same parts."""
    return str(uuid.uuid5(_NAMES, "/".join(parts)))


def to_idmef(alert: Summary, *, agency: str, city: str, locale: str = "en") -> tuple[dict[str, Any], list[Lost]]:
    """Return an alert as a message, valid by the schema, and what of it the format cannot say."""
    lost: list[Lost] = []

    def lose(path: str, value: object) -> None:
        lost.append(Lost(position=0, path=path, value=str(value)[:200]))

    if alert.severity is Severity.CRITICAL:
        lose("severity", "critical becomes High")
    message: dict[str, Any] = {
        "Version": VERSION,
        "ID": uuid_of("alert", agency, alert.id, str(alert.revision)),
        "OrganisationName": city,
        "OrganisationId": agency,
        "CreateTime": iso(alert.updated_at),
        "StartTime": iso(alert.window_start),
        "Type": ["Cyber"] if alert.kind.startswith(_CYBER) else ["Physical"],
        "Category": [_category(alert.kind)],
        "ext-Category": [alert.kind],
        "Cause": "Unknown",
        "Description": f"{alert.title.in_(locale)}. {alert.why.in_(locale)}",
        "Status": _STATUS[alert.state],
        "Priority": _PRIORITY[alert.severity],
        "Confidence": round(min(max(alert.confidence, 0.0), 1.0), 6),
        "AltNames": [alert.id, f"A-{alert.number}"],
        "Analyzer": {"Name": alert.tool, "Model": f"{alert.tool} {alert.tool_version}", "Category": ["Undetermined"]},
        "Sensor": [{"Name": name} for name in alert.sensors],
        "Target": [{"ID": uuid_of("subject", agency, alert.subject), "Note": alert.subject, **_where(alert.place)}],
    }
    if alert.over:
        message["EndTime"] = iso(alert.window_end)
    if alert.revision:
        message["PredID"] = [uuid_of("alert", agency, alert.id, str(alert.revision - 1))]
    if not message["Sensor"]:
        del message["Sensor"]
    if alert.place.area:
        lose("place.area", f"a ring of {len(alert.place.area)} points")
    if alert.clock != "live":
        lose("clock", alert.clock)
    for path in ("evidence", "explanation", "verdict", "owner"):
        lose(path, "has no field")
    return message, lost


def _category(kind: str) -> str:
    return _CATEGORY.get(kind) or _CATEGORY.get(kind.split(".")[0]) or "Other.Uncategorised"


def _where(place: Where) -> dict[str, str]:
    made = {"Location": place.name} if place.name else {}
    if place.latitude is not None and place.longitude is not None:
        made["GeoLocation"] = f"{place.latitude:.6f}, {place.longitude:.6f}"
    return made


def write(messages: list[dict[str, Any]]) -> bytes:
    """Return messages as a JSON list; raise BadInput where one is not valid by the schema."""
    for message in messages:
        found = faults(message)
        if found:
            path, problem = found[0]
            raise BadInput(f"An alert is no IDMEFv2: {path}: {problem}", remedy="Leave it out.", field=path)
    return msgspec.json.encode(messages)


def read(payload: bytes) -> Imported[AlertDraft]:
    """Read one message or a list of them as alerts. Never raises for what is inside."""
    made: Imported[AlertDraft] = Imported()
    for position, raw in enumerate(records(payload, made)):
        if not isinstance(raw, dict):
            made.refuse(position, "no_message", "", "This is no IDMEFv2 message.", "Send objects.", repr(raw))
            continue
        try:
            found = faults(raw)
        except ValueError as fault:
            found = [("", str(fault)[:200])]
        if found:
            path, problem = found[0]
            made.refuse(position, "schema", path, f"It is no valid IDMEFv2 (draft 08): {problem}", "Correct the field.")
            continue
        try:
            draft = _draft(raw, position, made)
        except (BadInput, ValueError) as fault:
            made.refuse(position, "content", "CreateTime", f"It makes no sense: {fault}", "Correct the message.")
            continue
        made.items.append(draft)
        made.positions.append(position)
    return made


def _draft(raw: Mapping[str, Any], position: int, made: Imported[AlertDraft]) -> AlertDraft:
    start = _time(raw.get("StartTime") or raw["CreateTime"])
    end = max(start, _time(raw.get("EndTime") or raw["CreateTime"]))
    for name in sorted(raw.keys() - _USED):
        made.lose(position, name, raw[name])
    place = Where(name=str(raw.get("OrganisationName") or raw["Analyzer"]["Name"])[:200])
    for group in ("Target", "Source", "Sensor"):
        for number, one in enumerate(raw.get(group, [])):
            found = _place_of(one, place.name)
            if found is not None and place.latitude is None:
                place = found
            for name in sorted(one.keys() - {"ID", "Name", "Location", "GeoLocation", "Note", "Hostname"}):
                made.lose(position, f"{group}[{number}].{name}", one[name])
    if raw.get("Attachment"):
        made.lose(position, "Attachment", f"{len(raw['Attachment'])} attached")
    category = ", ".join(raw.get("Category", [])) or "Other.Uncategorised"
    status = raw.get("Status", [])
    title = Text(en=category[:120])
    why = str(raw.get("Description") or category)[:200]
    priority = str(raw.get("Priority", "Unknown"))
    if priority == "Unknown":
        made.lose(position, "Priority", "Unknown becomes medium")
    facts = "\n".join(f"{name}: {raw[name]}" for name in ("Category", "Cause", "Note", "Status") if name in raw)
    return AlertDraft(
        kind=KIND,
        subject=str(raw["ID"]).lower(),
        window_start=start,
        window_end=end,
        severity=_SEVERITY[priority],
        confidence=float(raw.get("Confidence", 0.5)),
        title=title,
        why=Text(en=why),
        where=place,
        evidence=[TextEvidence(title=Text(en="IDMEFv2", it="IDMEFv2", nb="IDMEFv2"), body=facts or category)],
        sensors=[str(one["Name"])[:200] for one in raw.get("Sensor", [])][:50],
        over="Closed" in status or "FalsePositive" in status,
        revision=max(0, min((_time(raw["CreateTime"]) - start) // 1000, 2**31 - 1)),
        signature=f"idmef:{category}"[:200],
        attributes={"analyzer": str(raw["Analyzer"]["Name"])[:200], "type": list(raw.get("Type", []))},
    )


def _time(text: Any) -> int:
    # a leap second is the last of its minute
    return as_ms(parse_iso(re.sub(r":60(?=\D|$)", ":59", str(text)), field="time"))


def _place_of(one: Mapping[str, Any], fallback: str) -> Where | None:
    figures = [part.strip() for part in str(one.get("GeoLocation", "")).split(",")]
    name = str(one.get("Location") or one.get("Name") or one.get("Hostname") or fallback)[:200]
    try:
        latitude, longitude = float(figures[0]), float(figures[1])
    except (ValueError, IndexError):
        return Where(name=name) if one.get("Location") else None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return Where(name=name)
    return Where(name=name, latitude=latitude, longitude=longitude)
