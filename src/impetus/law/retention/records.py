"""Periods, locks, orders and receipts as they are stored."""

from datetime import datetime

import msgspec


class Shortened(msgspec.Struct, frozen=True, kw_only=True):
    """A period that an agency has set."""

    category: str
    of: str
    days: int
    reason: str
    by_person: str
    at: datetime


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The period in force: `days`, at most `longest`; `set` says who shortened it, if anybody."""

    category: str
    of: str
    days: int
    longest: int
    set: Shortened | None = None


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody keeps an item (or a scope: a case, a kind of reading) from deletion, by name and reason."""

    id: str
    category: str
    item: str
    reason: str
    by_person: str
    at: datetime
    until: datetime | None
    ended_at: datetime | None = None
    ended_by: str | None = None
    end_reason: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Items that are to be erased before their time, by name and reason."""

    id: str
    category: str
    items: list[str]
    reason: str
    by_person: str
    at: datetime
    done_at: datetime | None = None
    receipts: list[str] = []
    kept: list[str] = []


class DeletionReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was deleted: everything of a category before a time, or what an order named.

    `items` things were `rows` rows and `files` files; `keys` are destroyed; `waiting` keys stay until the rest of their
    day goes; `kept` things were due but locked. `others` are keys of other agencies with which it was shared, each as
    `agency/key`: destroyed as well, and tried again each hour as long as one is there.
    """

    id: str
    category: str
    of: str
    at: datetime
    days: int | None
    before: datetime | None
    items: int
    rows: int
    files: int
    keys: list[str]
    waiting: int
    kept: int
    oldest: datetime | None
    newest: datetime | None
    reason: str
    by_person: str | None = None
    order_id: str | None = None
    others: list[str] = []
