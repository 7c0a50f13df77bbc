"""`impetus evacuation`: the Evacuation Optimiser on files, without a platform."""

from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, cast

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from impetus import __version__
from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput

_PLACES = 5
commands = typer.Typer(name="evacuation", help="The Evacuation Optimiser on files.", no_args_is_help=True)

Graph = Annotated[
    Path | None,
    typer.Option("--graph", metavar="FILE.json[.gz]", help="A walking network, or a kept map; see the docs."),
]
Map = Annotated[Path | None, typer.Option("--map", metavar="FILE", help="OpenStreetMap, GeoJSON, WKT or DXF.")]
At = Annotated[str | None, typer.Option(metavar="LON,LAT", help="The map's middle, about which people stand.")]
CrowdM = Annotated[float | None, typer.Option(min=1, help="People stand within so many metres of the middle.")]
SafeM = Annotated[float | None, typer.Option(min=1, help="People are safe beyond so many metres of the middle.")]
Exit = Annotated[list[str] | None, typer.Option("--exit", metavar="LON,LAT", help="An exit of the map; several times.")]
Situation = Annotated[
    Path | None, typer.Option(metavar="FILE.json", help="Closed streets, threats, people; see the docs.")
]
People = Annotated[int | None, typer.Option(min=1, help="How many people; else as the graph says.")]
Precision = Annotated[str, typer.Option(metavar="quick|usual|fine", help="Steps of 10, 5 or 2 seconds.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Let a second solver confirm the bound.")]
WhatIf = Annotated[bool, typer.Option("--what-if", help="What 2 m more width would buy at what binds most.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON (impetus evacuation schema).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands)


@commands.callback()
def _group() -> None:
    """The Evacuation Optimiser on files."""


@commands.command("bound")
def bound(
    graph: Graph = None,
    map_file: Map = None,
    at: At = None,
    crowd_m: CrowdM = None,
    safe_m: SafeM = None,
    exit_at: Exit = None,
    situation: Situation = None,
    people: People = None,
    precision: Precision = "usual",
    seed: Seed = 1,
    confirm: Confirm = False,
    what_if: WhatIf = False,
    as_json: AsJson = False,
) -> None:
    """The time in which nobody can clear the place, whatever the plan, with the streets that bind."""
    _run("bound", _Source(graph, map_file, _placing(at, crowd_m, safe_m, exit_at, people)), situation, as_json,
         people=people, precision=precision, seed=seed, confirmed=confirm,
         what_if=what_if)  # fmt: skip


@commands.command("plan")
def plan(
    graph: Graph = None,
    map_file: Map = None,
    at: At = None,
    crowd_m: CrowdM = None,
    safe_m: SafeM = None,
    exit_at: Exit = None,
    situation: Situation = None,
    people: People = None,
    precision: Precision = "usual",
    seed: Seed = 1,
    confirm: Confirm = False,
    what_if: WhatIf = False,
    walkers: Annotated[bool, typer.Option("--walkers", help="With everybody's way in the JSON.")] = False,
    posts: Annotated[
        list[int] | None, typer.Option(min=1, max=60, help="At most so many stewards' posts; several times.")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(metavar="ANSWER.json", help="The plan in use: its posts keep what need not change.")
    ] = None,
    elapsed: Annotated[float, typer.Option(min=0, help="Seconds that it has been in use.")] = 0.0,
    counts_age: Annotated[float, typer.Option(min=0, help="Age of the counts in seconds.")] = 0.0,
    as_json: AsJson = False,
) -> None:
    """A way out for everybody, replayed person by person, and how far it is from the bound."""
    _run("plan", _Source(graph, map_file, _placing(at, crowd_m, safe_m, exit_at, people)), situation, as_json,
         people=people, precision=precision, seed=seed, confirmed=confirm,
         what_if=what_if, walkers=walkers, posts=posts, previous=_text(previous), elapsed_s=elapsed,
         counts_age_s=counts_age)  # fmt: skip


@commands.command("simulate")
def simulate(
    graph: Graph = None,
    map_file: Map = None,
    venue: Annotated[
        Path | None,
        typer.Option(metavar="FILE.json[.gz]", help="An area between walls, walked person by person; see the docs."),
    ] = None,
    at: At = None,
    crowd_m: CrowdM = None,
    safe_m: SafeM = None,
    exit_at: Exit = None,
    situation: Situation = None,
    people: People = None,
    precision: Precision = "usual",
    seed: Seed = 1,
    seeds: Annotated[int, typer.Option(min=1, max=10_000, help="How many crowds walk each plan.")] = 30,
    compliance: Annotated[
        list[float] | None, typer.Option(min=0, max=1, help="Share who do as told; several times. Else 0.5, 0.7, 1.")
    ] = None,
    slow: Annotated[float, typer.Option(min=0, max=1, help="Share who walk at 0.6 m/s.")] = 0.05,
    trigger: Annotated[
        str, typer.Option(metavar="announcement|shots|firecrackers|smoke|brawl|none", help="What makes people go.")
    ] = "announcement",
    as_json: AsJson = False,
) -> None:
    """The plan and the nearest exit under many crowds: bands, density, ranked by the worst twentieth."""
    source = _Source(graph, map_file, _placing(at, crowd_m, safe_m, exit_at, people), venue)
    _run("simulate", source, situation, as_json,
         people=people, precision=precision, seed=seed, seeds=seeds,
         compliance=compliance or [0.5, 0.7, 1.0], slow=slow, trigger=trigger)  # fmt: skip


@commands.command("schema")
def schema() -> None:
    """Print the JSON schema of the answers."""
    from impetus.tools.evacuation.result import schema as of_result

    typer.echo(msgspec.json.format(msgspec.json.encode(of_result())).decode())


@commands.command("map")
def read_map(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OpenStreetMap, GeoJSON, WKT or DXF.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE.json", help="Keep the graph here.")] = None,
    audit: Annotated[bool, typer.Option("--audit", help="Tell what was assumed, left out or odd.")] = False,
    people: People = None,
    at: At = None,
    crowd_m: CrowdM = None,
    safe_m: SafeM = None,
    exit_at: Exit = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the audit as JSON.")] = False,
) -> None:
    """Make a map's file into a graph to keep, edit and plan on."""
    from impetus.kit.wording import number
    from impetus.tools.evacuation.asking import map_made
    from impetus.tools.evacuation.sentences import word

    made = map_made(file, _placing(at, crowd_m, safe_m, exit_at, people))
    if out is not None:
        try:
            out.write_bytes(msgspec.json.encode(made.graph))
        except OSError as error:
            raise BadInput(
                f"{out.name} cannot be written: {error.strerror}.", remedy="Choose another path.", field="out"
            ) from None
    if as_json:
        typer.echo(msgspec.json.encode(made.audit))
        return
    found = made.audit
    figures = {"nodes": found.nodes, "streets": found.streets, "metres": found.metres, "area": found.area_m2}
    typer.echo(word("map.summary", "en", **{key: number(value, "en") for key, value in figures.items()}))
    for one in found.findings if audit else ():
        typer.echo(f"  {one.text.en}")
        for place in one.places[:_PLACES] if one.key in ("map.dead_ends", "map.apart", "map.crossings") else ():
            typer.echo(f"    {place.lon},{place.lat}" if place.lon is not None else f"    {place.x},{place.y}")
    if found.attribution:
        typer.echo(found.attribution)


def _placing(
    at: str | None, crowd_m: float | None, safe_m: float | None, exit_at: list[str] | None, people: int | None
) -> dict[str, Any]:
    from impetus.tools.evacuation.asking import point_of

    return {
        "middle": point_of(at, "at") if at else None,
        "crowd_m": crowd_m,
        "safe_m": safe_m,
        "exits": tuple(point_of(one, "exit") for one in exit_at or ()),
        "people": people,
    }


def _text(file: Path | None) -> str:
    try:
        return file.read_text("utf-8") if file is not None else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The plan in use cannot be read: {error}.", remedy="Check the path.", field="previous"
        ) from None


class _Source(NamedTuple):
    """A graph's file, or a map's with what says where people stand and are safe on it."""

    graph: Path | None
    map_file: Path | None
    placing: dict[str, Any]
    venue: Path | None = None


def _run(kind: str, source: _Source, situation: Path | None, as_json: bool, **more: Any) -> None:
    from impetus.tools.evacuation.asking import MAP_NEEDED, NEEDED, EvacuationExtraMissing, file_fields, venue_file
    from impetus.tools.evacuation.choices import PRECISIONS, TRIGGERS
    from impetus.tools.evacuation.sentences import clock, word

    for option, known in (("precision", PRECISIONS), ("trigger", TRIGGERS)):
        if more.get(option, known[0]) not in known:
            raise BadInput(f"{more[option]!r} is not known.", remedy=f"Write {', '.join(known)}.", field=option)
    if source.venue is not None and (source.graph is not None or source.map_file is not None):
        raise BadInput("An area and a graph or a map are named.", remedy="Name one.", field="venue")
    walled = venue_file(source.venue, situation, **more) if source.venue is not None else None
    fields = {} if walled else file_fields(
        source.graph, situation, map_file=source.map_file, placing=source.placing, **more
    )  # fmt: skip
    try:
        from impetus.tools.evacuation.micro.runs import simulate_venue
        from impetus.tools.evacuation.solve import Task, solve
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in (*NEEDED, *MAP_NEEDED):
            raise EvacuationExtraMissing(error.name or "") from error
        raise
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("", total=1.0)

        def told(share: float, key: str, figures: dict[str, float]) -> None:
            said = word(key, "en", **{name: clock(value) for name, value in figures.items()})
            bar.update(line, completed=share, description=said)

        chosen = cast(Literal["bound", "plan", "simulate"], kind)
        if walled is not None:
            made = simulate_venue(walled, SystemClock(), __version__, told)
        else:
            made = solve(chosen, Task(**fields), SystemClock(), __version__, told)
    if as_json:
        typer.echo(msgspec.json.encode(made))
        return
    from impetus.tools.evacuation.answers import sentence

    typer.echo(sentence(made).en)
    for price in made.posts:
        gap = "" if price.gap is None else f", {100 * price.gap:.1f} % above the bound"
        typer.echo(f"  at most {price.most} posts ({len(price.posts)} used): {clock(price.clear_s)}{gap}")
    for one in made.bound.binding[:10] if made.bound else ():
        named = one.name or f"{one.from_} to {one.to}"
        wider = f", with 2 m more: {clock(one.wider_s)}" if one.wider_s is not None else ""
        typer.echo(f"  {named} ({one.width_m:g} m) is full from {clock(one.first_s)} to {clock(one.last_s)}{wider}")
