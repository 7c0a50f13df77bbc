"""Answers for people and other tools: a process of its own reckons, its figures become words and evidence.

An answer holds `text` and `evidence` for the console, and `result` (`result.Result`) for programs.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Any, Final

import msgspec

from impetus.contracts.questions import answered
from impetus.kit.errors import BadInput, ImpetusError, Unavailable
from impetus.kit.problems import problem
from impetus.kit.wording import number, text
from impetus.model.evidence import Evidence, PlanEvidence, SeriesEvidence, TableEvidence
from impetus.model.text import LOCALES, Text
from impetus.tools.evacuation.asking import EvacuationExtraMissing
from impetus.tools.evacuation.result import Bound, Plan, Posts, Result, Variant, Venue
from impetus.tools.evacuation.sentences import clock, word

Word = dict[str, Any]
_ORDERS: Final = 40
_LINES: Final = 25
_LINE_BYTES: Final = 64 * 1024 * 1024


async def reckon(question: Word, patience_s: float) -> AsyncIterator[Word]:
    """Yield what the process says, as it says it. Raise what it raised, Unavailable where it ends or takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "impetus.tools.evacuation.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LINE_BYTES,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(patience_s):
            with suppress(ConnectionError):
                process.stdin.write(msgspec.json.encode(question))
                await process.stdin.drain()
            process.stdin.close()
            async for line in process.stdout:
                said = msgspec.json.decode(line, type=dict[str, Any])
                if "error" in said:
                    raise _raised(said["error"])
                yield said
                if "answer" in said:
                    return
        raise Unavailable("The reckoning ended without an answer.", remedy="Ask for a smaller area or fewer people.")
    except TimeoutError:
        raise Unavailable(
            f"The reckoning took longer than {patience_s:g} s.",
            remedy="Ask with less precision, or raise the longest reckoning in the tool's settings.",
        ) from None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()


def _raised(error: Word) -> ImpetusError:
    problem, remedy, field = (str(error.get(key) or "") for key in ("problem", "remedy", "field"))
    if error.get("code") == EvacuationExtraMissing.code:
        return EvacuationExtraMissing(problem.partition("(")[2].partition(")")[0])
    if error.get("code") == Unavailable.code:
        return Unavailable(problem, remedy=remedy)
    return BadInput(problem, remedy=remedy, field=field or None)


def progress(said: Word) -> Word:
    """Return a word of progress in three languages."""
    figures = {key: float(value) for key, value in said["figures"].items()}

    def words(locale: str) -> str:
        return word(said["key"], locale, **{key: clock(value) for key, value in figures.items()})

    return {"progress": {"done": said["share"], "total": 1.0, "text": {one: words(one) for one in LOCALES}}}


def answer(result: Result, drawn: Word, now: int, frames: Word | None = None) -> Word:
    """Return the last word; `drawn` is what the process gave to draw, `now` (ms UTC) when it would begin.

    `frames` (`frames.frames`) are where people are as time goes by, for the planner's screen.
    """
    evidence: list[Evidence] = []
    if result.venue is not None:
        evidence.append(_doors(result.venue))
    if result.plan is not None:
        evidence.append(_plan(result.plan, drawn))
    if result.posts:
        evidence.append(_posts(result.posts[-1]))
    if result.variants:
        evidence += [_bands(result, now), _variants(result.variants)]
    elif result.plan is not None and result.nearest is not None:
        evidence.append(_course(result.plan, result.nearest, now))
    if result.bound is not None and result.bound.binding:
        evidence.append(_binding(result.bound))
    made = answered(sentence(result), evidence)
    made["answer"]["result"] = msgspec.to_builtins(result)
    if frames:
        made["answer"]["frames"] = frames
    return made


def sentence(result: Result) -> Text:
    """Return the answer in a few sentences."""
    bound, plan, usual = result.bound, result.plan, result.nearest
    if result.venue is not None or bound is None:
        return _between_walls(result)

    def words(locale: str) -> str:
        figures = {"people": number(bound.people, locale), "bound": clock(bound.seconds)}
        said = [word("answer.bound", locale, **figures)]
        if plan is not None and usual is not None:
            gap = number(100 * (plan.gap or 0.0), locale, 1)
            said = [
                word("answer.plan", locale, clear=clock(plan.clear_s), gap=gap, nearest=clock(usual.clear_s), **figures)
            ]
        if result.replan is not None:
            kept, changed = (number(one, locale) for one in (result.replan.kept, len(result.replan.changed)))
            margin = number(result.replan.margin_s, locale)
            said.append(word("answer.replan", locale, kept=kept, changed=changed, margin=margin))
            if result.replan.stale:
                said.append(word("answer.stale", locale, age=clock(result.replan.counts_age_s)))
        for price in result.posts:
            said.append(word("answer.posts", locale, most=str(price.most), clear=clock(price.clear_s)))
        for one in result.variants:
            if one.plan == "plan":
                share, low, high = number(100 * one.compliance, locale), clock(one.clear_s.p5), clock(one.clear_s.p95)
                said.append(word("answer.simulated", locale, share=share, low=low, high=high))
        left = bound.stuck + result.inputs.cut_off
        if left:
            said.append(word("answer.left", locale, left=number(left, locale)))
        said.append(word("answer.note", locale))
        return " ".join(said)

    return text(words)


def _between_walls(result: Result) -> Text:
    def words(locale: str) -> str:
        people = number(result.inputs.people, locale)
        said = []
        for one in result.variants:
            share, low, high = number(100 * one.compliance, locale), clock(one.clear_s.p5), clock(one.clear_s.p95)
            key = "answer.simulated" if one.plan == "plan" else "answer.venue"
            said.append(word(key, locale, people=people, share=share, low=low, high=high))
        best = [one for one in result.variants if one.plan == result.best]
        densest = max((one.most.p50 for one in best), default=0.0)
        said.append(word("answer.densest", locale, density=number(densest, locale, 1)))
        if left := max((one.left.p95 for one in best), default=0.0):
            said.append(word("answer.hour", locale, left=number(left, locale)))
        return " ".join([*said, word("answer.note", locale)])

    return text(words)


def _doors(venue: Venue) -> TableEvidence:
    return TableEvidence(
        title=text(partial(word, "evidence.exits")),
        columns=[text(partial(word, f"column.{key}")) for key in ("exit", "people", "last")],
        rows=[[one.name, one.people, clock(one.last_s)] for one in venue.exits],
    )


def stored(previous: Result, elapsed_s: float, error: ImpetusError) -> Word:
    """Return the last word where the reckoning failed and a plan is in use: that plan, and that nothing is newer."""
    evidence: list[Evidence] = [_posts(previous.posts[-1])] if previous.posts else []
    made = answered(
        text(
            lambda locale: word(
                "answer.fallback", locale, problem=problem(error.code, error.problem, locale), age=clock(elapsed_s)
            )
        ),
        evidence,
    )
    made["answer"]["result"] = msgspec.to_builtins(previous)
    made["answer"]["fallback"] = True
    return made


def _plan(plan: Plan, drawn: Word) -> PlanEvidence:
    exits = sorted(plan.exits, key=lambda one: -one.people)[:_ORDERS]

    def order(place: int, locale: str) -> str:
        one = exits[place]
        return word("order.exit", locale, node=one.node, people=number(one.people, locale), last=clock(one.last_s))

    features = [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [ends[:2], ends[2:]]},
            "properties": {"people": people, "name": name},
        }
        for ends, people, name in drawn.get("streets", [])
    ]
    for place, one in enumerate(exits, start=1):
        if one.node in drawn.get("exits", {}):
            features.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": drawn["exits"][one.node]},
                    "properties": {"post": str(place), "people": one.people},
                }
            )
    return PlanEvidence(
        title=text(partial(word, "evidence.plan")),
        geojson={"type": "FeatureCollection", "features": features},
        orders=[text(partial(order, place)) for place in range(len(exits))],
    )


def _posts(price: Posts) -> PlanEvidence:
    def order(place: int, locale: str) -> str:
        post = price.posts[place]
        parts = [
            word("order.part", locale, first=clock(one.first_s), street=one.name or one.to, exit=one.towards)
            for one in post.orders
        ]
        return word("order.post", locale, number=str(post.number), orders="; ".join(parts))

    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [post.lon, post.lat]},
            "properties": {"post": str(post.number), "bearing": post.orders[0].bearing, "people": post.people},
        }
        for post in price.posts
        if post.lon is not None and post.lat is not None
    ]
    return PlanEvidence(
        title=text(partial(word, "evidence.posts")),
        geojson={"type": "FeatureCollection", "features": features},
        orders=[text(partial(order, place)) for place in range(len(price.posts))],
    )


def _course(plan: Plan, usual: Plan, now: int) -> SeriesEvidence:
    times = sorted({at for at, _ in plan.curve} | {at for at, _ in usual.curve})
    return SeriesEvidence(
        title=text(partial(word, "evidence.course")),
        unit="",
        sensor="",
        time=[now + round(at * 1000) for at in times],
        observed=_at(times, plan.curve),
        expected=_at(times, usual.curve),
    )


def _at(times: list[float], curve: list[tuple[float, int]]) -> list[float | None]:
    """A curve at other times than its own: what it had reached by then."""
    made: list[float | None] = []
    place, reached = 0, 0
    for time in times:
        while place < len(curve) and curve[place][0] <= time:
            reached = curve[place][1]
            place += 1
        made.append(float(reached))
    return made


def _bands(result: Result, now: int) -> SeriesEvidence:
    of_plan = [one for one in result.variants if one.plan == "plan"]
    one = of_plan[0] if of_plan else result.variants[0]
    return SeriesEvidence(
        title=text(lambda locale: word("evidence.bands", locale, share=number(100 * one.compliance, locale))),
        unit="",
        sensor="",
        time=[now + round(at * 1000) for at, *_ in one.curve],
        observed=[middle for _, _, middle, _ in one.curve],
        low=[low for _, low, _, _ in one.curve],
        high=[high for *_, high in one.curve],
    )


def _variants(variants: list[Variant]) -> TableEvidence:
    keys = ("plan", "share", "p5", "p50", "p95", "cvar", "dense", "densest", "left")
    rows: list[list[str | float | int | None]] = [
        [
            "→" if one.plan == "plan" else "–",
            round(100 * one.compliance),
            *(clock(value) for value in (one.clear_s.p5, one.clear_s.p50, one.clear_s.p95, one.clear_s.cvar95)),
            round(one.dense_s.cvar95),
            round(one.most.p50, 1),
            round(one.left.p95),
        ]
        for one in variants
    ]
    return TableEvidence(
        title=text(partial(word, "evidence.variants")),
        columns=[text(partial(word, f"column.{key}")) for key in keys],
        rows=rows,
    )


def _binding(bound: Bound) -> TableEvidence:
    keys = ["street", "width", "from", "until"]
    wider = any(one.wider_s is not None for one in bound.binding)
    rows: list[list[str | float | int | None]] = []
    for one in bound.binding[:_LINES]:
        row: list[str | float | int | None] = [
            one.name or f"{one.from_} → {one.to}", round(one.width_m, 1), clock(one.first_s), clock(one.last_s)
        ]  # fmt: skip
        if wider:
            row.append(None if one.wider_s is None else clock(one.wider_s))
        rows.append(row)
    return TableEvidence(
        title=text(partial(word, "evidence.binding")),
        columns=[text(partial(word, f"column.{key}")) for key in [*keys, *(["wider"] if wider else [])]],
        rows=rows,
    )
