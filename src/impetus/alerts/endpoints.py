"""The queue, one alert, and what people do with it."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path, Query, Request

from impetus.alerts import laboratory, service
from impetus.alerts.records import Filter
from impetus.alerts.render import Catalogue, alert_out, detail_out
from impetus.alerts.schemas import (
    ActIn,
    AlertDetailOut,
    AlertOut,
    AlertPage,
    SampleIn,
    ShownFilter,
    StateFilter,
    VerdictIn,
)
from impetus.alerts.service import Shown
from impetus.alerts.transitions import OPEN, Act
from impetus.alerts.triage import endpoints as triage
from impetus.kit.errors import BadInput
from impetus.kit.fields import Line
from impetus.kit.paging import LIMIT, MAX_LIMIT
from impetus.kit.times import parse_iso
from impetus.model.alert import AlertState, Severity, Word
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission

router = APIRouter(tags=["alerts"])


def catalogue(request: Request) -> Catalogue:
    """The process's catalogue of tools and kinds."""
    found: Catalogue = request.app.state.catalogue
    return found


Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_OPERATIONS))]
Judge = Annotated[Caller, Depends(permitted(Permission.JUDGE_ALERTS))]
Words = Annotated[Catalogue, Depends(catalogue)]
AlertId = Annotated[str, Path(max_length=80)]
Act_ = Annotated[ActIn | None, Body()]


@router.get("/alerts")
async def alerts(
    caller: Viewer,
    words: Words,
    state: StateFilter = "open",
    severity: Annotated[list[Severity] | None, Query(max_length=5)] = None,
    kind: Line = "",
    tool: Line = "",
    q: Line = "",
    since: Annotated[str, Query(alias="from", max_length=40)] = "",
    until: Annotated[str, Query(alias="to", max_length=40)] = "",
    shown: ShownFilter = "shown",
    group: Line = "",
    rule: Line = "",
    cursor: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = LIMIT,
) -> AlertPage:
    """The queue. `q` searches titles, reasons, places, sensors and numbers (`A-12`).

    `shown` tells what triage shows from what it holds back; `group` gives what belongs together, `rule` what one
    rule holds back.
    """
    states = {"open": OPEN, "all": ()}.get(state)
    wanted = Filter(
        states=(AlertState(state),) if states is None else states,
        severities=tuple(severity or ()),
        kind=kind,
        tool=tool,
        words=q,
        since=parse_iso(since, field="from") if since else None,
        until=parse_iso(until, field="to") if until else None,
        shown="all" if group and shown == "shown" else shown,
        group=group,
        rule=rule,
    )
    page = await service.page(caller, wanted, cursor, limit)
    items = [alert_out(alert, page.shown, words, caller.locale) for alert in page.shown.alerts]
    return AlertPage(items=items, next=page.next, total=page.total)


@router.get("/alerts/{alert}")
async def alert(alert: AlertId, caller: Viewer, words: Words) -> AlertDetailOut:
    """One alert with explanation, evidence and history."""
    return detail_out(await service.look(caller, alert), words, caller.locale)


def _out(shown: Shown, caller: Caller, words: Catalogue) -> AlertOut:
    return alert_out(shown.alerts[0], shown, words, caller.locale)


async def _do(act: Act, alert: str, body: ActIn | None, caller: Caller, words: Catalogue) -> AlertOut:
    seen = body or ActIn()
    shown = await service.act(caller, alert, act, expected_state=seen.expected_state, revision=seen.revision)
    return _out(shown, caller, words)


@router.post("/alerts/{alert}/acknowledge")
async def acknowledge(alert: AlertId, caller: Judge, words: Words, body: Act_ = None) -> AlertOut:
    """Take an alert in hand."""
    return await _do(Act.ACKNOWLEDGE, alert, body, caller, words)


@router.post("/alerts/{alert}/release")
async def release(alert: AlertId, caller: Judge, words: Words, body: Act_ = None) -> AlertOut:
    """Put an alert back to those that nobody has in hand."""
    return await _do(Act.RELEASE, alert, body, caller, words)


@router.post("/alerts/{alert}/take-over")
async def take_over(alert: AlertId, caller: Judge, words: Words, body: Act_ = None) -> AlertOut:
    """Take an alert in hand that somebody else may have."""
    return await _do(Act.TAKE_OVER, alert, body, caller, words)


@router.post("/alerts/{alert}/verdict")
async def verdict(alert: AlertId, body: VerdictIn, caller: Judge, words: Words, request: Request) -> AlertOut:
    """Say whether it was real; the tool learns from it."""
    if body.word is Word.REJECTED and body.reason is None:
        raise BadInput("Rejecting needs a reason.", remedy="Pick one of the six.", field="reason")
    shown = await service.judge(
        caller,
        alert,
        body.word,
        body.reason,
        body.note,
        request.app.state.keys,
        same_as=body.same_as,
        expected_state=body.expected_state,
        revision=body.revision,
    )
    return _out(shown, caller, words)


@router.post("/alerts/{alert}/samples")
async def sample(alert: AlertId, body: SampleIn, caller: Judge, words: Words) -> AlertDetailOut:
    """Write one more line of a sample's chain of custody, or the laboratory's word on it. It cannot be taken back."""
    await laboratory.add(
        caller,
        alert,
        body.step,
        body.sample,
        holder=body.holder,
        seal=body.seal,
        temperature_c=body.temperature_c,
        note=body.note,
    )
    return detail_out(await service.look(caller, alert), words, caller.locale)


@router.post("/alerts/{alert}/undo")
async def undo(alert: AlertId, caller: Judge, words: Words) -> AlertOut:
    """Take back one's own last act, within ten minutes; the tool is told where it was a verdict."""
    return _out(await service.undo(caller, alert), caller, words)


@router.post("/alerts/{alert}/close")
async def close(alert: AlertId, caller: Judge, words: Words, body: Act_ = None) -> AlertOut:
    """Put a decided alert away."""
    return await _do(Act.CLOSE, alert, body, caller, words)


@router.post("/alerts/{alert}/reopen")
async def reopen(alert: AlertId, caller: Judge, words: Words, body: Act_ = None) -> AlertOut:
    """Decide again; the verdict is withdrawn, and the tool told."""
    return await _do(Act.REOPEN, alert, body, caller, words)


router.include_router(triage.router)
