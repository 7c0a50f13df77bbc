"""Letters of the law as PDF, by one template: answers to persons, notices of a breach."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import typst

_TEMPLATE: Final = Path(__file__).with_name("letter.typ")


class Row(msgspec.Struct, frozen=True):
    """One line of a table."""

    name: str
    value: str


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its title; `none` is said where it has no rows."""

    title: str
    rows: list[Row]
    none: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a letter says, in its language."""

    lang: str
    agency: str
    to: list[str]
    date: str
    reference: str
    subject: str
    paragraphs: list[str]
    parts: list[Part] = []
    closing: list[str] = []
    signed: str
    footer: str


async def pdf(letter: Letter) -> bytes:
    """Return a letter as PDF."""
    return await asyncio.to_thread(_compile, msgspec.json.encode(letter).decode())


def _compile(data: str) -> bytes:
    made = typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs={"letter": data})
    assert isinstance(made, bytes)
    return made


def local(moment: datetime, zone: str, *, minutes: bool = False) -> str:
    """A day (or minute) as the city counts it: `6.3.2026`, `6.3.2026 14:05`."""
    try:
        there = moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        there = moment.astimezone(ZoneInfo("UTC"))
    day = f"{there.day}.{there.month}.{there.year}"
    return f"{day} {there:%H:%M}" if minutes else day
