"""Figures of a period, shown and exported."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from impetus.alerts.render import Catalogue
from impetus.alerts.triage.rules import RULES
from impetus.kit.fields import Line
from impetus.kit.times import iso, iso_ms
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.shifts.figures import service
from impetus.shifts.figures.compute import Figures
from impetus.shifts.figures.schemas import (
    FigureBusyOut,
    FigureJudgedOut,
    FigureLineOut,
    FigureScopeOut,
    FiguresOut,
    NumbersOut,
    RuleCountOut,
)
from impetus.shifts.figures.service import Report

router = APIRouter(prefix="/figures", tags=["figures"])

Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_FIGURES))]
Exporter = Annotated[Caller, Depends(permitted(Permission.EXPORT))]
Since = Annotated[str, Query(alias="from", max_length=40)]
Until = Annotated[str, Query(alias="to", max_length=40)]


@router.get("")
async def figures(
    caller: Viewer, request: Request, since: Since = "", until: Until = "", desk: Line = "", tool: Line = ""
) -> FiguresOut:
    """Figures after ISA-18.2 and EEMUA 191, per desk, tool and agency; the last 24 hours by default."""
    found = await service.report(caller, since, until, desk, tool)
    return _out(found, request.app.state.catalogue, caller.locale)


@router.get("/export", response_class=Response)
async def export(
    caller: Exporter,
    request: Request,
    form: Annotated[Literal["csv", "json"], Query(alias="format")] = "csv",
    since: Since = "",
    until: Until = "",
    desk: Line = "",
    tool: Line = "",
) -> Response:
    """The same as a file; that it was taken out is in the audit log."""
    found = await service.report(caller, since, until, desk, tool, export=form)
    name = f"figures-{found.since:%Y%m%d}-{found.until:%Y%m%d}.{form}"
    if form == "csv":
        content, kind = service.as_csv(found), "text/csv; charset=utf-8"
    else:
        out = _out(found, request.app.state.catalogue, caller.locale)
        content, kind = out.model_dump_json(indent=2), "application/json"
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _numbers(found: Figures) -> NumbersOut:
    known = msgspec.structs.asdict(found)
    return NumbersOut(**{name: known[name] for name in NumbersOut.model_fields})


def _out(found: Report, words: Catalogue, locale: str) -> FiguresOut:
    whole = found.figures

    def tool_name(id: str) -> str:
        return words.tool_name(id, locale)

    return FiguresOut(
        since=iso(found.since),
        until=iso(found.until),
        desk=found.desk,
        tool=found.tool,
        whole=_numbers(whole),
        judged=[
            FigureJudgedOut(id=one.id, value=one.value, limit=one.limit, stand=one.stand, words=one.words.in_(locale))
            for one in found.judged
        ],
        busiest=[
            FigureBusyOut(
                tool=tool_name(one.tool), kind=one.kind, title=words.kind(one.kind, locale)[0],
                place=one.place, count=one.count,
            )
            for one in whole.busiest
        ],
        held=[
            RuleCountOut(rule=rule, name=RULES[rule].title.in_(locale) if rule in RULES else rule, count=count)
            for rule, count in whole.held_by_rule.items()
        ],
        hours=[iso_ms(at) for at, _, _ in whole.hourly],
        shown=[shown for _, shown, _ in whole.hourly],
        kept_back=[held for _, _, held in whole.hourly],
        tens=list(whole.tens.values()),
        waits=whole.waits,
        tools=[FigureLineOut(id=one.id, name=tool_name(one.id), figures=_numbers(one.figures)) for one in found.tools],
        desks=[FigureLineOut(id=one.id, name=one.name, figures=_numbers(one.figures)) for one in found.desks],
        known_tools=[FigureScopeOut(id=one, name=tool_name(one)) for one in found.known_tools],
        known_desks=[FigureScopeOut(id=one.id, name=one.name) for one in found.known_desks],
    )  # fmt: skip
