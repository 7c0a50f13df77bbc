"""`impetus cyber`: Cyber Threat Detection and Response on files, without a platform."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from impetus.cli.cyber_scan import scan
from impetus.kit.errors import BadInput

if TYPE_CHECKING:
    from impetus.tools.cyber_response.graph.outlook import Outlook, Sighting
    from impetus.tools.cyber_response.measures.choose import Choice
    from impetus.tools.cyber_response.measures.model import Question

commands = typer.Typer(name="cyber", help="Attacks on a city's computers, on files.", no_args_is_help=True)

Network = Annotated[Path, typer.Argument(metavar="NETWORK.json", help="Hosts, flows, services; see docs/cyber.md.")]
Seen = Annotated[
    list[str] | None,
    typer.Option(metavar="HOST[:root][:SURE]", help="Where an attacker was seen, how sure (0 to 1); several times."),
]
Trials = Annotated[int, typer.Option(min=64, max=100_000, help="More make chances sharper.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands)


@commands.callback()
def _group() -> None:
    """Attacks on a city's computers, on files."""


commands.command("scan")(scan)


@commands.command("outlook")
def outlook(
    network: Network, seen: Seen = None, trials: Trials = 2048, seed: Seed = 1, as_json: AsJson = False
) -> None:
    """Say which city services an attacker threatens, by which way, and which steps come next."""
    from impetus.tools.cyber_response.graph.model import read_city
    from impetus.tools.cyber_response.graph.outlook import look
    from impetus.tools.cyber_response.graph.words import step_in_words

    found = look(read_city(_read(network)), _sightings(seen or []), trials=trials, seed=seed)
    if as_json:
        typer.echo(msgspec.json.encode(_as_json(found)))
        return
    threatened = Table("service", "lost", "95 %", "loss an hour", "easiest way", box=box.SIMPLE)
    for one in found.services:
        way = one.way.steps if one.way else ()
        steps = "\n".join(step_in_words(found.graph, step, "en") for step in way) or "none"
        between = f"{one.low:.0%} to {one.high:.0%}"
        threatened.add_row(one.service, f"{one.chance:.0%}", between, f"{one.loss:,.0f}", steps)
    console = Console()
    console.print(threatened)
    if found.next:
        table = Table("next", "likely", "loss an hour if it succeeds", box=box.SIMPLE)
        for step in found.next:
            said = step_in_words(found.graph, step.step, "en")
            table.add_row(said, f"{step.chance:.0%}", f"{step.worth:+,.0f}")
        console.print(table)


@commands.command("measures")
def measures(
    question: Annotated[
        Path | None,
        typer.Argument(metavar="[QUESTION.json]", help="Measures with costs and effects; see docs/cyber.md."),
    ] = None,
    network: Annotated[
        Path | None, typer.Option(metavar="NETWORK.json", help="Take the measures that this network's graph suggests.")
    ] = None,
    seen: Seen = None,
    hours: Annotated[float, typer.Option(min=0, help="Hours a year that attacks go on (with --network).")] = 24.0,
    value: Annotated[
        float, typer.Option(min=1, help="The infrastructure's worth a year (with --network).")
    ] = 100_000.0,
    budget: Annotated[float | None, typer.Option(min=0, help="Money a year at most (with --network).")] = None,
    trials: Trials = 2048,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Rank measures by what they return for their cost, alone and together, and by what they disturb."""
    from impetus.tools.cyber_response.measures.choose import choose
    from impetus.tools.cyber_response.measures.flips import flips
    from impetus.tools.cyber_response.measures.model import read_question

    if (question is None) == (network is None):
        raise BadInput("Give either a question or --network.", remedy="See docs/cyber.md for both.", field="question")
    on_graph: dict[tuple[str, ...], float] = {}
    if network is not None:
        from impetus.tools.cyber_response.graph.model import read_city
        from impetus.tools.cyber_response.graph.outlook import look
        from impetus.tools.cyber_response.measures.actions import advise

        city = read_city(_read(network))
        found = look(city, _sightings(seen or []), trials=trials, seed=seed)
        advice = advise(city, found, hours=hours, value=value, budget=budget)
        asked, choice, on_graph = advice.asked, advice.choice, advice.on_graph
    elif question is not None:
        asked = read_question(_read(question))
        choice = choose(asked)
    if not asked.measures:
        typer.echo(b"{}" if as_json else "Nothing needs to be done: no service of the city is threatened.")
        return
    ranges = flips(asked, choice)
    if as_json:
        graph = [{"measures": list(plan), "relief": share} for plan, share in on_graph.items()]
        typer.echo(msgspec.json.encode({"choice": choice, "flips": ranges, "on_graph": graph, "asked": asked}))
        return
    _show(asked, choice, on_graph)
    table = Table("guess", "said", "best stays best from", "to", box=box.SIMPLE, title="What the answer hangs on")
    for one in ranges[:8]:
        low, high = ("" if end is None else f"{end:,.4g}" for end in (one.low, one.high))
        table.add_row(one.input, f"{one.said:,.4g}", low, high)
    Console().print(table)


def _show(asked: "Question", choice: "Choice", on_graph: dict[tuple[str, ...], float]) -> None:
    names = {one.id: one.name or one.id for one in asked.measures}
    table = Table("measures", "RORI %", "risk away", "on the graph", "cost a year", "disturbs an hour", box=box.SIMPLE)
    rows = [("best", choice.best), *(("or", one) for one in choice.front if one != choice.best)]
    rows += [("alone", one) for one in choice.alone[:10]]
    for kind, plan in rows:
        said = "; ".join(names[one] for one in plan.measures) or "nothing"
        graph = f"{on_graph[plan.measures]:.0%}" if plan.measures in on_graph else ""
        figures = (f"{plan.rori:,.1f}", f"{plan.relief:.0%}", graph, f"{plan.cost:,.0f}", f"{plan.side:,.0f}")
        table.add_row(f"{kind}: {said}", *figures)
    console = Console()
    console.print(table)
    console.print(f"{choice.combinations:,} combinations looked at. A person decides; costs and effects are guesses.")
    if choice.left_out:
        console.print(f"Not combined, since they are weakest alone: {', '.join(choice.left_out)}.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{file.name} cannot be read: {error.strerror}.", remedy="Give a file that is there.", field="file"
        ) from None


def _sightings(said: list[str]) -> "list[Sighting]":
    from impetus.tools.cyber_response.graph.outlook import Sighting

    made = []
    for one in said:
        host, *more = one.split(":")
        sure = 1.0
        privilege = "root" if "root" in more else "user"
        for part in more:
            if part in ("root", "user"):
                continue
            try:
                sure = float(part)
            except ValueError:
                sure = -1.0
            if not 0 <= sure <= 1:
                raise BadInput(
                    f"The sighting {one!r} says {part!r}.",
                    remedy="Write HOST, HOST:root or HOST:root:0.8.",
                    field="seen",
                )
        made.append(Sighting(host, "root" if privilege == "root" else "user", sure))
    return made


def _as_json(found: "Outlook") -> dict[str, Any]:
    from impetus.tools.cyber_response.graph.words import step_in_words

    def step(number: int) -> dict[str, Any]:
        one = found.graph.steps[number]
        said = step_in_words(found.graph, number, "en")
        return {"rule": one.rule, "by": one.by, "technique": one.technique, "chance": one.chance, "text": said}

    return {
        "facts": len(found.graph.facts),
        "steps": len(found.graph.steps),
        "trials": found.chances.trials,
        "loss_an_hour": found.loss,
        "services": [
            {
                "service": one.service, "chance": one.chance, "low": one.low, "high": one.high, "loss": one.loss,
                "way": [step(number) for number in one.way.steps] if one.way else [],
            }
            for one in found.services
        ],
        "next": [{**step(one.step), "worth": one.worth} for one in found.next],
    }  # fmt: skip
