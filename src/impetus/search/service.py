"""Searching and keeping views, as a person may."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from impetus.alerts.render import reason_out
from impetus.contracts.discovery import FoundTool, GuidePage
from impetus.guides import service as guides
from impetus.kit.errors import BadInput, NotAllowed, NotFound
from impetus.kit.ids import new_id
from impetus.kit.masking import mask
from impetus.kit.masking import shown as masked_words
from impetus.kit.times import as_datetime, as_ms, iso
from impetus.people import service as people
from impetus.people.access import Caller
from impetus.people.permissions import Permission
from impetus.search import repository, views_repository
from impetus.search.repository import Found
from impetus.search.schemas import HitOut, SearchOut, ViewIn, ViewOut
from impetus.search.views_repository import View
from impetus.search.words import plain, prefixed, snippet, words_of

MOST_VIEWS: Final = 200
_NEEDS: Final = {
    "alert": Permission.SEE_OPERATIONS,
    "incident": Permission.SEE_INCIDENTS,
    "note": Permission.SEE_INCIDENTS,
    "task": Permission.SEE_INCIDENTS,
    "procedure": Permission.SEE_PROCEDURES,
    "guide": None,
}
KINDS: Final = tuple(_NEEDS)


async def search(
    caller: Caller,
    tools: Mapping[str, FoundTool],
    typed: str,
    kinds: Sequence[str],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 20,
) -> SearchOut:
    """Return what holds the words, of the kinds the person may see; every search stands in the audit log.

    Each of the three languages' word forms counts, and the last word may be the beginning of one.
    Raises BadInput for a kind that does not exist.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise BadInput(
            f"Nothing is searched as {unknown[0][:40]!r}.", remedy=f"Use: {', '.join(KINDS)}.", field="kinds"
        )
    words = words_of(typed)
    if not words:
        return SearchOut(items=[], totals={}, words=[])
    may = [kind for kind in kinds or KINDS if _allowed(caller, kind)]
    async with caller.unit() as unit:
        rows, totals = await repository.find(
            unit,
            [kind for kind in may if kind in repository.KINDS],
            typed.replace("\x00", " "),
            prefixed(words),
            since=since,
            until=until,
            limit=limit,
        )
        unit.audit("search", "", words=mask(typed).text, kinds=may, found=sum(totals.values()))
    rows.sort(key=lambda row: (row.rank, as_ms(row.at)), reverse=True)
    hits = [_hit(row, words, caller.locale) for row in rows[: limit * 2]]
    if "guide" in may and since is None and until is None:
        pages = _pages(guides.pages(tools, caller.locale), words)
        totals["guide"] = len(pages)
        hits += [_page(page, words) for page in pages[:limit]]
    return SearchOut(items=hits, totals=totals, words=words)


async def views(caller: Caller) -> list[ViewOut]:
    """The caller's own views and those shared in the agency."""
    async with caller.unit() as unit:
        found = await views_repository.of(unit, caller.person.id)
        names = await people.names(unit, sorted({view.person for view in found}))
    return [_view(view, caller, names) for view in found]


async def keep_view(caller: Caller, given: ViewIn) -> ViewOut:
    """Keep a view. Raises BadInput where a person keeps too many."""
    async with caller.unit() as unit:
        if await views_repository.count(unit, caller.person.id) >= MOST_VIEWS:
            raise BadInput(f"You keep {MOST_VIEWS} views already.", remedy="Delete one first.", field="name")
        made = View(
            id=new_id("viw", unit.clock),
            person=caller.person.id,
            screen=given.screen,
            name=given.name,
            query=given.query,
            shared=given.shared,
            made_at=as_datetime(unit.clock.now_ms()),
        )
        kept = await views_repository.put(unit, made)
        unit.audit("view.kept", kept.id, screen=kept.screen, name=kept.name, shared=kept.shared)
        if kept.shared:
            unit.emit("settings", {"what": "views"})
    return _view(kept, caller, {})


async def drop_view(caller: Caller, id: str) -> None:
    """Delete one's own view. Raises NotFound, NotAllowed for somebody else's."""
    async with caller.unit() as unit:
        found = await views_repository.one(unit, id)
        if found is None or (found.person != caller.person.id and not found.shared):
            raise NotFound("There is no such view.", remedy="Load the list anew.")
        if found.person != caller.person.id:
            raise NotAllowed("This view is somebody else's.", remedy="Ask them to delete it, or keep your own.")
        await views_repository.delete(unit, id)
        unit.audit("view.deleted", id, name=found.name)


def _allowed(caller: Caller, kind: str) -> bool:
    needed = _NEEDS[kind]
    return needed is None or caller.may(needed)


def _hit(row: Found, words: list[str], locale: str) -> HitOut:
    body = row.body.in_(locale)
    target = {
        "alert": ("/operations", {"alert": row.id}),
        "incident": ("/incidents", {"incident": row.id}),
        "note": ("/incidents", {"incident": row.within or "", "entry": row.id}),
        "task": ("/incidents", {"incident": row.within or "", "task": row.id}),
        "procedure": ("/procedures", {"procedure": row.id}),
    }[row.kind]
    letter = "A" if row.kind == "alert" else "I"
    held = reason_out(row.held, locale)
    return HitOut(
        kind=row.kind,
        id=row.id,
        number=f"{letter}-{row.number}" if row.number is not None else None,
        title=masked_words(row.title.in_(locale), locale),
        snippet=snippet(body, words),
        at=iso(row.at),
        state=row.state,
        severity=row.severity,
        place=row.place,
        path=target[0],
        search=target[1],
        rule=held.title if held else "",
        held=masked_words(held.text, locale) if held else "",
    )


def _pages(pages: Iterable[GuidePage], words: list[str]) -> list[GuidePage]:
    """Pages that hold every word, those with words in the title first."""
    found: list[tuple[int, GuidePage]] = []
    for page in pages:
        title, body = plain(page.title), plain(page.body())
        if all(word in title or word in body for word in words):
            found.append((-sum(word in title for word in words), page))
    return [page for _, page in sorted(found, key=lambda each: (each[0], each[1].id, each[1].tool))]


def _page(page: GuidePage, words: list[str]) -> HitOut:
    lines = [line.strip("#*>- ") for line in page.body().splitlines() if line.strip() and not line.startswith("# ")]
    search = {"page": page.id, **({"tool": page.tool} if page.tool else {})}
    return HitOut(
        kind="guide",
        id=f"{page.tool}:{page.id}",
        number=None,
        title=page.title,
        snippet=snippet(" ".join(lines), words),
        at=None,
        state=page.guide,
        severity="",
        place="",
        path="/search",
        search=search,
    )


def _view(view: View, caller: Caller, names: Mapping[str, Any]) -> ViewOut:
    mine = view.person == caller.person.id
    return ViewOut(
        **{key: value for key, value in msgspec.structs.asdict(view).items() if key not in ("person", "made_at")},
        mine=mine,
        by=None if mine else names.get(view.person, (None,))[0],
    )
