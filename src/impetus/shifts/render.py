"""Desks, rosters and handovers as the API says them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, cast

from impetus.kit.masking import shown
from impetus.kit.times import as_ms, iso
from impetus.shifts.handover import Offer, Record
from impetus.shifts.open_items import when
from impetus.shifts.presence import ShiftSettings
from impetus.shifts.records import Duty, Item, Shift, ShiftNote, Somebody
from impetus.shifts.schemas import (
    DeskOut,
    DutyBoardOut,
    DutyOut,
    HandoverOut,
    OpenItemOut,
    ShiftNoteOut,
    ShiftOpenOut,
    ShiftOut,
    SomebodyOut,
)
from impetus.shifts.service import Board

Team = Mapping[str, Somebody]


def somebody(id: str, team: Team) -> SomebodyOut:
    """A person by id; one who is gone keeps the id."""
    found = team.get(id)
    if found is None:
        return SomebodyOut(id=id, name=id, initials="??", role="")
    return SomebodyOut(id=id, name=found.name, initials=found.initials, role=found.role)


def _duty(duty: Duty, team: Team, away: bool) -> DutyOut:
    return DutyOut(person=somebody(duty.person, team), since=iso(duty.since), until=when(duty.until), away=away)


def shift_out(line: Shift, team: Team) -> ShiftOut:
    """A line of the roster."""
    return ShiftOut(
        id=line.id, desk=line.desk, person=somebody(line.person, team), starts_at=iso(line.starts_at),
        ends_at=iso(line.ends_at), origin=line.origin,
    )  # fmt: skip


def board_out(board: Board, person: str) -> DutyBoardOut:
    """Desks with who is there."""
    return DutyBoardOut(
        desks=[
            DeskOut(
                id=desk.id, name=desk.name, kinds=desk.kinds,
                on_duty=[
                    _duty(one, board.team, one.person in board.away)
                    for one in board.duties
                    if one.desk == desk.id
                ],
                coming=[shift_out(one, board.team) for one in board.coming if one.desk == desk.id],
            )
            for desk in board.desks
        ],
        mine=next((one.desk for one in board.duties if one.person == person), None),
    )  # fmt: skip


def _item(
    item: Item, team: Team, locale: str, times: Mapping[str, int], left: datetime | None = None,
    after: timedelta | None = None,
) -> OpenItemOut:  # fmt: skip
    shows = times.get(item.clock)
    age = None if item.since is None or shows is None else max(0, shows - as_ms(item.since)) // 1000
    return OpenItemOut(
        kind=item.kind, id=item.subject, title=item.title.in_(locale), line=item.line.in_(locale),
        severity=item.severity, owner=somebody(item.owner, team) if item.owner else None, due_at=when(item.due_at),
        since=when(item.since), age_s=age, address=item.address, done=cast(Literal["open", "taken", "left"], item.done),
        note=shown(item.note, locale), at=when(item.at), left_at=when(left),
        goes_on_at=iso(left + after) if left is not None and after is not None else None,
    )  # fmt: skip


def handover_out(record: Record, locale: str) -> HandoverOut:
    """A handover as it is kept."""
    kept = record.handover
    return HandoverOut(
        id=kept.id, desk=kept.desk, desk_name=record.desk, leaver=somebody(kept.leaver, record.team),
        taker=somebody(kept.taker, record.team), started_at=iso(kept.started_at), ended_at=when(kept.ended_at),
        state=cast(Literal["open", "done", "dropped"], kept.state), note=shown(kept.note, locale), masked=kept.masked,
        items=[_item(item, record.team, locale, record.times) for item in record.items],
    )  # fmt: skip


def note_out(note: ShiftNote, team: Team, locale: str) -> ShiftNoteOut:
    """A note for the next shift."""
    return ShiftNoteOut(
        id=note.id, text=shown(note.text, locale), masked=note.masked, due_at=when(note.due_at),
        author=somebody(note.author, team), made_at=iso(note.made_at),
    )  # fmt: skip


def offer_out(offer: Offer, settings: ShiftSettings, locale: str) -> ShiftOpenOut:
    """What a desk would pass on now."""
    after = timedelta(minutes=settings.return_after_min)
    record = None
    if offer.handover is not None:
        record = Record(
            handover=offer.handover, desk=offer.desk.name, items=offer.decided, team=offer.team, times=offer.times
        )
    return ShiftOpenOut(
        desk=offer.desk.id, desk_name=offer.desk.name,
        leaver=_duty(offer.leaver, offer.team, False) if offer.leaver else None,
        handover=handover_out(record, locale) if record else None,
        items=[
            _item(item, offer.team, locale, offer.times, offer.open.left.get((item.kind, item.subject)), after)
            for item in offer.open.items
        ],
        notes=[note_out(note, offer.team, locale) for note in offer.notes],
        away_min=settings.away_min, return_after_min=settings.return_after_min,
    )  # fmt: skip
