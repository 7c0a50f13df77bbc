"""The record of processing as files: CSV for a spreadsheet, PDF for an inspector."""

import csv
import io
from typing import Final

from impetus.kit.times import parse_iso
from impetus.law import letters
from impetus.law.letters import Letter, Part, Row
from impetus.law.register import words
from impetus.law.register.schemas import ActivityOut, RecordOut
from impetus.model.text import Locale

_COLUMNS: Final = (
    "name", "purpose", "legal_basis", "subjects", "data", "recipients", "transfers", "retention", "measures", "sources"
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def _cells(one: ActivityOut, locale: Locale) -> dict[str, str]:
    found = {}
    for column in _COLUMNS:
        value = getattr(one, column)
        found[column] = "; ".join(value) if isinstance(value, list) else str(value)
    return {column: text or words.NONE.in_(locale) for column, text in found.items()}


def as_csv(record: RecordOut, locale: Locale) -> str:
    """Return it with a row for each activity. A cell never begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([words.CELLS[name].in_(locale) for name in ("controller", "officer", *_COLUMNS)])
    for one in record.activities:
        row = [record.controller, record.officer, *_cells(one, locale).values()]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return "\ufeff" + out.getvalue()


async def as_pdf(record: RecordOut, locale: Locale, zone: str) -> bytes:
    """Return it as PDF, by the template of the law's letters."""
    at = letters.local(parse_iso(record.made_at, field="made_at"), zone, minutes=True)
    letter = Letter(
        lang=locale,
        agency=record.agency,
        to=list(filter(None, (record.controller, record.contact))),
        date=at,
        reference=f"{words.CELLS['officer'].in_(locale)}: {record.officer or words.NONE.in_(locale)}",
        subject=words.TITLE.in_(locale),
        paragraphs=[words.MADE.in_(locale).format(at=at)],
        parts=[
            Part(
                title=one.name,
                rows=[
                    Row(words.CELLS[name].in_(locale), text)
                    for name, text in _cells(one, locale).items()
                    if name != "name"
                ],
            )
            for one in record.activities
        ],
        signed="",
        footer=words.TITLE.in_(locale),
    )
    return await letters.pdf(letter)
