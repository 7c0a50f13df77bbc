"""Letters to a person about their request: its receipt, more time, the answer."""

from datetime import timedelta
from typing import Any, Literal

from impetus.agencies import service as agencies
from impetus.contracts.personal import personal
from impetus.keys.store import KeyStore
from impetus.kit.errors import Conflict
from impetus.law.letters import Letter, Part, Row, local
from impetus.law.rights import letter_words as words
from impetus.law.rights import search, service
from impetus.law.rights.service import Whole
from impetus.people.access import Caller

LetterKind = Literal["receipt", "extension", "answer"]


async def letter(caller: Caller, keys: KeyStore, id: str, kind: LetterKind, locale: str) -> Letter:
    """Return a letter; that it was made is written down. Raise NotFound, Conflict for an extension nobody took."""
    whole = await service.whole(caller, keys, id)
    if kind == "extension" and whole.request.extended_at is None:
        raise Conflict("No more time was taken.", remedy="Extend the request first.", field="kind")
    known = {one.id: one.name for one in await agencies.every(caller.uow)}
    data: list[dict[str, Any]] = []
    if kind == "answer" and any(item.done == "given" for item in whole.items):
        data = await search.export(caller, keys, id)
    await service.note(caller, id, "letter", letter=kind, locale=locale)
    return _write(whole, kind, locale, known[caller.agency], caller.person.name, data)


def _write(whole: Whole, kind: LetterKind, locale: str, agency: str, who: str, data: list[dict[str, Any]]) -> Letter:
    request, asked, zone = whole.request, whole.asked, whole.request.time_zone
    reference, today = f"R-{request.number}", local(whole.now, zone)
    said = {
        "received": local(request.received_at, zone),
        "due": _last_day(whole),
        "reason": request.extension_reason if kind == "extension" else request.outcome_reason,
    }
    paragraphs = _paragraphs(whole, kind, locale, said)
    return Letter(
        lang=locale,
        agency=agency,
        to=[line for line in (asked.name, *asked.contact.splitlines()) if line.strip()],
        date=today,
        reference=words.REFERENCE.in_(locale).format(ref=reference),
        subject=words.SUBJECT[kind].in_(locale).format(kind=words.KIND[request.kind].in_(locale)),
        paragraphs=paragraphs,
        parts=_parts(whole, locale, data) if kind == "answer" else [],
        closing=[words.COMPLAIN.in_(locale)] if kind != "receipt" else [],
        signed=words.SIGNED.in_(locale).format(who=who, agency=agency),
        footer=words.FOOTER.in_(locale).format(ref=reference, date=today),
    )


def _paragraphs(whole: Whole, kind: LetterKind, locale: str, said: dict[str, str]) -> list[str]:
    request = whole.request
    if kind == "receipt":
        told = [words.RECEIPT] + ([] if request.identity else [words.IDENTITY])
    elif kind == "extension":
        told = [words.EXTENSION]
    else:
        told = [words.ANSWER[request.outcome]]
        if request.closed_at is not None and request.closed_at >= request.due_at:
            told.append(words.LATE)
        if request.searched_at is not None:
            told.append(words.LOOKED)
    return [one.in_(locale).format(**said) for one in told]


def _parts(whole: Whole, locale: str, data: list[dict[str, Any]]) -> list[Part]:
    kinds = personal()
    rows = []
    for item in whole.items:
        kind = kinds.get((item.domain, item.kind))
        why = words.WHY[item.reason].in_(locale) if item.reason in words.WHY else item.reason
        done = words.DONE[item.done].in_(locale)
        rows.append(Row(kind.names.get(locale, item.kind) if kind else item.kind, f"{done}: {why}" if why else done))
    parts = [Part(title=words.PARTS["done"].in_(locale), rows=rows, none=words.PARTS["none"].in_(locale))]
    if data:
        given = [Row(str(one["kind"]), _told(one, locale)) for one in data]
        parts.append(Part(title=words.PARTS["data"].in_(locale), rows=given))
    return parts


def _told(content: dict[str, Any], locale: str) -> str:
    """One thing in lines: the texts it has, in the letter's language where there are several."""
    lines = [str(content.get("at", ""))[:16].replace("T", " ") + " UTC", str(content.get("about", ""))]
    original = content.get("original")
    if original:
        lines.append(str(original))
    else:
        lines += [_plain(content[name], locale) for name in content if name not in ("kind", "id", "at", "about")]
    return "\n".join(line for line in lines if line.strip())


def _plain(value: Any, locale: str) -> str:
    if isinstance(value, dict):
        if "en" in value:
            return str(value.get(locale) or value["en"])
        return ", ".join(text for part in value.values() if (text := _plain(part, locale)))
    if isinstance(value, list):
        return ", ".join(text for part in value if (text := _plain(part, locale)))
    return "" if value is None or isinstance(value, bool) else str(value)


def _last_day(whole: Whole) -> str:
    """The last day on which an answer is in time; `due_at` is the end of it."""
    return local(whole.request.due_at - timedelta(seconds=1), whole.request.time_zone)
