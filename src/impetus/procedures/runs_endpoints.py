"""Runs of procedures: what is offered, starting, answering, skipping, acting, taking back."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from impetus.contracts.discovery import FoundTool, alert_kinds
from impetus.people.access import Caller, permitted
from impetus.people.permissions import Permission
from impetus.procedures import offers, render, runs
from impetus.procedures.actions import Do
from impetus.procedures.schemas import AnswerIn, OfferOut, ReasonIn, RunOut, SkipIn, StartIn, StepIn

router = APIRouter()


def known_tools(request: Request) -> Mapping[str, FoundTool]:
    """The process's tools, by id."""
    found: Mapping[str, FoundTool] = request.app.state.tools
    return found


def known_actions(request: Request) -> Mapping[str, Do]:
    """What the platform can do at a step."""
    found: Mapping[str, Do] = request.app.state.procedure_actions
    return found


Tools = Annotated[Mapping[str, FoundTool], Depends(known_tools)]
Actions = Annotated[Mapping[str, Do], Depends(known_actions)]
Viewer = Annotated[Caller, Depends(permitted(Permission.SEE_PROCEDURES))]
Worker = Annotated[Caller, Depends(permitted(Permission.WORK_INCIDENTS))]
RunId = Annotated[str, Path(max_length=80)]
About = Annotated[str, Query(max_length=80, pattern=r"^[A-Za-z0-9_.:-]*$")]


@router.get("/offered")
async def offered(caller: Viewer, tools: Tools, alert: About = "", incident: About = "") -> list[OfferOut]:
    """Procedures that fit an alert or an incident by kind and place, with the reason."""
    kinds = alert_kinds(tools.values())
    found = await offers.offered(caller, alert, incident, tools)
    return [render.offer_out(offer, kinds, caller.locale) for offer in found]


@router.get("/runs")
async def of(caller: Viewer, actions: Actions, alert: About = "", incident: About = "") -> list[RunOut]:
    """Runs of an alert or an incident, newest first."""
    return [render.run_out(shown, actions, caller.locale) for shown in await runs.of(caller, alert, incident)]


@router.post("/runs")
async def start(body: StartIn, caller: Worker, actions: Actions) -> RunOut:
    """Begin the version in force."""
    shown = await runs.start(caller, body.procedure, body.alert, body.incident)
    return render.run_out(shown, actions, caller.locale)


@router.get("/runs/{run}")
async def one(run: RunId, caller: Viewer, actions: Actions) -> RunOut:
    """One run with its whole history."""
    return render.run_out(await runs.look(caller, run), actions, caller.locale)


@router.post("/runs/{run}/answer")
async def answer(run: RunId, body: AnswerIn, caller: Worker, actions: Actions) -> RunOut:
    """Answer the current step; whoever answers for what is nobody's has it in hand from then on."""
    shown = await runs.answer(caller, run, body.step, body.answer, body.note)
    return render.run_out(shown, actions, caller.locale)


@router.post("/runs/{run}/skip")
async def skip(run: RunId, body: SkipIn, caller: Worker, actions: Actions) -> RunOut:
    """Leave the current step out; supervisors are told the reason."""
    return render.run_out(await runs.skip(caller, run, body.step, body.reason), actions, caller.locale)


@router.post("/runs/{run}/act")
async def act(run: RunId, body: StepIn, caller: Worker, actions: Actions) -> RunOut:
    """Let the platform do what the current step says."""
    shown, outcome = await runs.act(caller, run, body.step, actions)
    return render.run_out(shown, actions, caller.locale, outcome)


@router.post("/runs/{run}/undo")
async def undo(run: RunId, caller: Worker, actions: Actions) -> RunOut:
    """Take back the last answer."""
    return render.run_out(await runs.undo(caller, run), actions, caller.locale)


@router.post("/runs/{run}/stop")
async def stop(run: RunId, body: ReasonIn, caller: Worker, actions: Actions) -> RunOut:
    """End a run before its end."""
    return render.run_out(await runs.stop(caller, run, body.reason), actions, caller.locale)
