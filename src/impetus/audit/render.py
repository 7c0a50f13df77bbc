"""Entries as people read them: sentences and names instead of codes and ids."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Final

from impetus.audit.repository import Entry
from impetus.audit.schemas import AuditCaseOut, AuditEntryOut
from impetus.audit.service import bare
from impetus.kit.times import iso
from impetus.model import acts
from impetus.model.text import Text
from impetus.policy import purposes
from impetus.policy.vocabulary import Role
from impetus.policy.words import ROLES
from impetus.storage.jsonb import dump

_PLATFORM: Final = Text(en="the platform", it="la piattaforma", nb="plattformen")
_GONE: Final = Text(en="something that is gone", it="qualcosa che non c’è più", nb="noe som er borte")
_SOMEBODY: Final = Text(en="somebody", it="qualcuno", nb="noen")
_FORGOTTEN: Final = Text(en="somebody (forgotten)", it="qualcuno (dimenticato)", nb="noen (glemt)")
_NOUNS: Final[dict[str, Text]] = {
    "alert": Text(en="alert {}", it="l’allarme {}", nb="varsel {}"),
    "incident": Text(en="incident {}", it="l’incidente {}", nb="hendelse {}"),
    "case": Text(en="case {}", it="il caso {}", nb="sak {}"),
    "partner": Text(en="the partner {}", it="il partner {}", nb="partneren {}"),
    "responder": Text(en="responder {}", it="{}, che interviene", nb="utrykker {}"),
}
_ACTORS: Final[dict[str, Text]] = {
    "source": Text(en="the source {}", it="la fonte {}", nb="kilden {}"),
    "tool": Text(en="the tool {}", it="lo strumento {}", nb="verktøyet {}"),
    "partner": Text(en="the partner {}", it="il partner {}", nb="partneren {}"),
    "responder": Text(en="responder {}", it="chi interviene, {}", nb="utrykker {}"),
}
_THINGS: Final[dict[str, Text]] = {
    "alerts": Text(en="the list of alerts", it="l’elenco degli allarmi", nb="listen over varsler"),
    "incidents": Text(en="the list of incidents", it="l’elenco degli incidenti", nb="listen over hendelser"),
    "sensors": Text(en="the list of sensors", it="l’elenco dei sensori", nb="listen over sensorer"),
}
_PLATFORM_PURPOSE: Final = Text(en="Running the platform", it="Gestione della piattaforma", nb="Drift av plattformen")
_ID: Final = re.compile(r"[a-z]{1,8}_[0-9a-hjkmnp-tv-z]{20,}")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
COLUMNS: Final = (
    "place", "time", "sentence", "operation", "who", "role", "purpose", "case", "reason", "recipient", "address",
    "act", "subject", "detail", "hash",
)  # fmt: skip

Names = Mapping[str, tuple[str, str]]


def shown(entry: Entry, names: Names, tools: Mapping[str, str], locale: str) -> AuditEntryOut:
    """Return an entry for a reader; `tools` are the tools' names by id."""
    who = _FORGOTTEN.in_(locale) if entry.forgotten else _who(entry.actor, names, tools, locale)
    subject = _noun(entry.subject, names, tools, locale)
    return AuditEntryOut(
        id=entry.id,
        at=iso(entry.at),
        sentence=acts.said(entry.what, locale, who or _SOMEBODY.in_(locale), subject),
        actor=entry.actor,
        actor_name=who,
        role=entry.role,
        role_name=ROLES[Role(entry.role)].in_(locale) if entry.role in set(Role) else "",
        what=entry.what,
        operation=entry.operation,
        operation_name=operation(entry.operation, locale),
        subject=entry.subject,
        subject_name=subject,
        purpose=entry.purpose,
        purpose_name=_purpose(entry.purpose, tools, locale),
        case=_case(entry, names),
        reason=entry.reason,
        recipient=entry.recipient,
        recipient_name=_noun(entry.recipient, names, tools, locale),
        address=entry.address,
        detail=entry.detail,
        seq=entry.seq,
        hash=entry.leaf,
        forgotten=entry.forgotten,
    )


def operation(id: str, locale: str) -> str:
    """The name of an operation."""
    words = {str(key): text for key, text in acts.OPERATION_WORDS.items()}.get(id)
    return words.in_(locale) if words else id


def table(entries: Iterator[AuditEntryOut]) -> Iterator[bytes]:
    """Yield entries as CSV in UTF-8, a chunk at a time; no cell begins a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = (
            entry.seq or "", entry.at, entry.sentence, entry.operation_name, entry.actor_name, entry.role_name,
            entry.purpose_name, entry.case.reference if entry.case else "", entry.reason, entry.recipient_name,
            entry.address, entry.what, entry.subject, dump(entry.detail), entry.hash or "",
        )  # fmt: skip
        writer.writerow([_cell(cell) for cell in cells])
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _who(actor: str, names: Names, tools: Mapping[str, str], locale: str) -> str:
    kind, id = actor.partition(":")[0], bare(actor)
    name = names.get(id, ("", tools.get(id, "")))[1]
    if kind == "person":
        return name
    if kind in _ACTORS:
        return _ACTORS[kind].in_(locale).format(name or _readable(id, locale))
    return _PLATFORM.in_(locale)


def _noun(id: str, names: Names, tools: Mapping[str, str], locale: str) -> str:
    if id in names:
        kind, name = names[id]
        return _NOUNS[kind].in_(locale).format(name) if kind in _NOUNS else name
    if id in _THINGS:
        return _THINGS[id].in_(locale)
    return tools.get(id) or _readable(id, locale)


def _readable(id: str, locale: str) -> str:
    return _GONE.in_(locale) if _ID.fullmatch(id) else id


def _case(entry: Entry, names: Names) -> AuditCaseOut | None:
    if not entry.case_file:
        return None
    return AuditCaseOut(id=entry.case_file, reference=names.get(entry.case_file, ("", entry.case_file))[1])


def _purpose(purpose: str, tools: Mapping[str, str], locale: str) -> str:
    if purpose.startswith("platform."):
        return _PLATFORM_PURPOSE.in_(locale)
    return tools.get(purpose.removeprefix("tool.")) or purposes.label(purpose, locale)
