"""The process that reckons: a question on standard input, lines of JSON on standard output.

`python -m impetus.tools.evacuation.child` reads `{"ask": …, …}` and writes `{"progress": {…}}` any number of times,
then `{"answer": {…}}` or `{"error": {…}}`. Being a process of its own it can be stopped at any moment, its libraries
weigh on nobody while nothing is asked, and a solver at work holds up no heartbeat.
"""

import os
import sys
from typing import Any, Final

import msgspec

from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput, ImpetusError
from impetus.tools.evacuation.asking import NEEDED, EvacuationExtraMissing, map_packed, task_fields, venue_task
from impetus.tools.evacuation.network import Network
from impetus.tools.evacuation.result import Result

_STREETS: Final = 250


def _say(word: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(word) + b"\n")
    sys.stdout.buffer.flush()


def _told(share: float, key: str, figures: dict[str, float]) -> None:
    _say({"progress": {"share": share, "key": key, "figures": figures}})


def _answer(question: dict[str, Any]) -> None:
    if question["ask"] == "map":
        _say({"answer": map_packed(str(question["name"]), str(question["content"]))})
        return
    if question["ask"] == "simulate" and str(question.get("venue") or "").strip():
        task = venue_task(question)
        from impetus.tools.evacuation.micro.runs import simulate_venue

        made = simulate_venue(task, SystemClock(), str(question.get("version", "")), _told)
        _say({"answer": {"result": made, "drawn": {}}})
        return
    fields = task_fields(question)
    try:
        from impetus.tools.evacuation.frames import Present, frames
        from impetus.tools.evacuation.solve import Task, solve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in NEEDED:
            raise EvacuationExtraMissing(error.name or "") from error
        raise

    asked = Task(**fields)
    seen: dict[str, Present] = {}
    found = solve(
        question["ask"],
        asked,
        SystemClock(),
        str(question.get("version", "")),
        _told,
        lambda name, one: seen.update({name: one}),
    )
    _say({"answer": {"result": found, "drawn": _drawn(asked.network, found), "frames": frames(asked.network, seen)}})


def _drawn(network: Network, made: Result) -> dict[str, Any]:
    """Where streets and exits of a plan lie, in degrees: [[lon, lat, lon, lat], people, name], and exits by node."""
    if made.plan is None or not network.on_earth:
        return {}
    lon, lat = network.lon.round(7).tolist(), network.lat.round(7).tolist()
    streets = []
    for way in made.plan.streets[:_STREETS]:
        tail, head = int(network.tail[way.arc]), int(network.head[way.arc])
        streets.append([[lon[tail], lat[tail], lon[head], lat[head]], way.people, way.name])
    places = {name: place for place, name in enumerate(network.ids)}
    exits = {one.node: [lon[places[one.node]], lat[places[one.node]]] for one in made.plan.exits}
    return {"streets": streets, "exits": exits}


def main() -> int:
    """Answer one question; returns the exit status."""
    os.nice(5)  # a plan may take what is left of the machine, alerts come first
    try:
        _answer(msgspec.json.decode(sys.stdin.buffer.read(), type=dict[str, Any]))
    except ImpetusError as error:
        _say({"error": {"code": error.code, "problem": error.problem, "remedy": error.remedy, "field": error.field}})
    except MemoryError:
        _say({"error": BadInput("The area is too large for this machine.", remedy="Cut a smaller area out.").as_dict()})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
