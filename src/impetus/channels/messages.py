"""From an alert or an incident to a message in a recipient's language."""

from datetime import datetime
from typing import Any, Final

from impetus.channels import words
from impetus.channels.records import DeliveryRow, Subject
from impetus.contracts.channel import Message
from impetus.formats.cloudevents import CloudEvent, to_dict
from impetus.kit.times import as_ms, iso
from impetus.model.alert import Severity
from impetus.model.text import Text

_SCREEN: Final = {"alert": "operations?alert=", "incident": "incidents?incident="}


def of_subject(
    subject: Subject, *, key: str, agency: str, address: str, locale: str, step: int, rule: str, now: datetime
) -> dict[str, Any]:
    """Return subject, text, link and event of a message."""
    fact = subject.fact
    severity = words.SEVERITY[fact.severity].in_(locale)
    thing = f"{words.INCIDENT.in_(locale)} " if fact.about == "incident" else ""
    minutes = max(0, int((now - subject.since).total_seconds() // 60))
    lines = [subject.why.in_(locale)]
    if step > 0:
        lines.insert(0, words.UNACKNOWLEDGED.in_(locale).format(minutes=minutes))
    if subject.place:
        lines.append(f"{words.PLACE.in_(locale)}: {subject.place}")
    lines.append(f"{words.SINCE.in_(locale)}: {subject.since.strftime('%Y-%m-%d %H:%M')} UTC")
    return {
        "subject": f"{severity}: {thing}{subject.title.in_(locale)} ({subject.number})",
        "text": "\n".join(line for line in lines if line),
        "link": f"{address}/{_SCREEN[fact.about]}{fact.id if fact.about == 'alert' else subject.number}",
        "event": to_dict(
            CloudEvent(
                id=key,
                source=f"{address}/agencies/{agency}",
                type=f"org.impetus.{fact.about}.{'unacknowledged' if step else 'notified'}",
                time=as_ms(now),
                subject=fact.id,
                data={
                    "id": fact.id,
                    "number": subject.number,
                    "kind": fact.kind,
                    "tool": fact.tool,
                    "severity": fact.severity.value,
                    "title": _all(subject.title),
                    "why": _all(subject.why),
                    "place": {"name": subject.place, "latitude": fact.latitude, "longitude": fact.longitude},
                    "since": iso(subject.since),
                    "clock": subject.clock,
                    "revision": subject.revision,
                    "rule": rule,
                    "step": step,
                },
            )
        ),
    }


def of_test(name: str, *, key: str, agency: str, address: str, locale: str, now: datetime) -> dict[str, Any]:
    """Return the message that the button “Send a test” sends."""
    return {
        "subject": words.TEST_SUBJECT.in_(locale).format(name=name),
        "text": words.TEST_TEXT.in_(locale),
        "link": address,
        "event": to_dict(
            CloudEvent(
                id=key,
                source=f"{address}/agencies/{agency}",
                type="org.impetus.test",
                time=as_ms(now),
                data={"text": _all(words.TEST_TEXT)},
            )
        ),
    }


def message(row: DeliveryRow) -> Message:
    """What a channel is given."""
    return Message(key=row.key, severity=Severity(row.severity), **row.message)


def _all(text: Text) -> dict[str, str]:
    return {"en": text.en, "it": text.it, "nb": text.nb}
