"""What a domain keeps and lets go of: the contract between a domain's rows and the law's periods.

A package directly under `impetus` that keeps something about people has a module `retained` with `RETAINED`, a list of
`Retained`. The law finds it there, asks what is due, leaves out what is locked, and has the rest deleted, in one
transaction with the receipt. Every function gets the unit of work (`storage.unit.Unit`) of one agency.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

import impetus


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One thing whose time is over. `at` is when its time began to run, `of` the tool it came from, if any.

    `scope` is the scope of the data key that opens it (a day, an incident), "" where nothing of it is sealed.
    """

    id: str
    at: datetime
    scope: str = ""
    of: str = ""


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """What was deleted: how many rows, which files of the object store go after the commit, and which keys with them.

    `keys` are (agency, category, scope) of data keys besides those of `Due.scope`: of files, and of other agencies that
    took part.
    """

    rows: int
    files: list[str] = []
    keys: list[tuple[str, str, str]] = []


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for: things whose time began before `before`, of the tool `of` (None: any), after `after`."""

    before: datetime
    of: str | None = None
    after: tuple[datetime, str] | None = None
    limit: int = 1000


@dataclass(frozen=True)
class Retained:
    """One category of a domain.

    `due` returns things in the order (at, id), oldest first; what is still being worked on is never due.
    `named` returns those of the given ids that exist, whatever their age (an order to erase).
    `delete` deletes them with everything that hangs on them. `keys` is the category of their data keys, "" for none.
    `left` returns those of the scopes that still hold something, so that their key must stay; without it a scope
    belongs to one thing alone. `stays` says why an item that exists is not among `named`: `open` while people still
    work on it, `kept` where somebody keeps it in the domain itself, "" where there is none. `erasable` says whether
    people may order items erased before their time.
    """

    category: str
    due: Callable[[Any, Span], Awaitable[list[Due]]]
    delete: Callable[[Any, Sequence[str]], Awaitable[Gone]]
    named: Callable[[Any, Sequence[str]], Awaitable[list[Due]]]
    keys: str = ""
    left: Callable[[Any, Sequence[str]], Awaitable[list[str]]] | None = None
    stays: Callable[[Any, str], Awaitable[str]] | None = None
    erasable: bool = True


def found() -> dict[str, Retained]:
    """Return what all domains keep, by category. Raise ValueError where two claim the same."""
    every: dict[str, Retained] = {}
    for package in sorted(pkgutil.iter_modules(impetus.__path__), key=lambda module: module.name):
        name = f"impetus.{package.name}.retained"
        if not package.ispkg or not importlib.util.find_spec(name):
            continue
        for retained in importlib.import_module(name).RETAINED:
            if retained.category in every:
                raise ValueError(f"two domains keep {retained.category}")
            every[retained.category] = retained
    return every
