"""`impetus anomaly`: the Urban Anomaly Detector on files, without a platform."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from impetus.kit.errors import BadInput, ImpetusError

commands = typer.Typer(name="anomaly", help="The Urban Anomaly Detector on files.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands)


@commands.callback()
def _group() -> None:
    """The Urban Anomaly Detector on files."""


@commands.command("score")
def score(
    inputs: Annotated[
        list[Path],
        typer.Option(
            "--input",
            "-i",
            metavar="FILE.csv",
            help="Columns timestamp,value (one sensor) or time,sensor_id,value. Several: -i A -i B, or a folder.",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE.csv", help="Where the scored rows go; for several files a folder."
        ),
    ],
    coordinates: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv", help="Where sensors stand: sensor_id,latitude,longitude, and kind and unit if known."
        ),
    ] = None,
) -> None:
    """Add `anomaly_score` to every row: from 0 (usual) to 1, by what came before that row and nothing else.

    The first rows are 0: the detector begins with no knowledge of the series. 0.9 and more is worth a look. A file
    of many sensors is scored as a city is, and gets `p_value`, `event_id` and `class` besides.
    """
    sources = _sources(inputs)
    pairs = list(zip(sources, _targets(sources, output), strict=True))
    err = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        console=err,
        transient=True,
    )
    refused: list[tuple[Path, ImpetusError]] = []
    with bar:
        for source, target in pairs:
            line = bar.add_task(source.name, total=1)
            try:
                _one(source, target, coordinates, bar, line)
            except ImpetusError as error:
                refused.append((source, error))
                bar.update(line, visible=False)
    if len(pairs) == 1 and refused:
        raise refused[0][1]
    for _, why in refused:
        typer.echo(f"{why.problem} {why.remedy}", err=True)
    if refused:
        typer.echo(f"{len(pairs) - len(refused)} of {len(pairs)} files were scored.", err=True)
        raise typer.Exit(1)


def _one(source: Path, target: Path, coordinates: Path | None, bar: Progress, line: TaskID) -> None:
    from impetus.tools.anomaly.city.table import is_city

    def show(done: int, of: int) -> None:
        bar.update(line, completed=done, total=of)

    if is_city(source):
        from impetus.tools.anomaly.city.scoring import score_city

        city = score_city(source, target, coordinates=coordinates, progress=show)
        typer.echo(
            f"{source}: {city.rows:,} rows of {city.sensors:,} sensors, {city.events:,} events, scores in {target}"
        )
        _unread(source, city.unread, city.lines)
        if city.again:
            typer.echo(
                f"{source}: rows that repeat sensor and time of an earlier one, which alone counted: {city.again:,}.",
                err=True,
            )
        return
    from impetus.tools.anomaly.series.files import score_file

    if coordinates is not None:
        raise BadInput(
            f"{source} is of one sensor and needs no coordinates.",
            remedy="Leave --coordinates out, or name the column of sensors sensor_id.",
            field="coordinates",
        )
    scored = score_file(source, target, show)
    typer.echo(f"{source}: {scored.rows:,} rows, scores in {target}")
    _unread(source, scored.unread, scored.lines)
    if scored.timeless:
        typer.echo(
            f"{source}: rows whose time cannot be read: {scored.timeless:,}. They are scored without the hour "
            "of the day; write times such as 2026-12-31 14:05 where that is not meant.",
            err=True,
        )
    if scored.back:
        typer.echo(
            f"{source}: rows earlier than the one before them: {scored.back:,}. Rows are scored as they stand; "
            "sort the file by time where that is not meant.",
            err=True,
        )


def _unread(source: Path, unread: int, lines: list[int]) -> None:
    if unread:
        named = ", ".join(map(str, lines)) + (" …" if unread > len(lines) else "")
        what = f"line {named} has" if unread == 1 else f"{unread:,} rows have"
        where = "" if unread == 1 else f" (lines {named})"
        typer.echo(f"{source}: {what} no number for a value and no score{where}.", err=True)


def _sources(inputs: list[Path]) -> list[Path]:
    """Return the files to score: a folder stands for the .csv files in it."""
    found: list[Path] = []
    for source in inputs:
        held = sorted(source.glob("*.csv")) if source.is_dir() else [source]
        if not held:
            raise BadInput(f"{source} holds no .csv file.", remedy="Give a file, or another folder.", field="input")
        found += held
    return found


def _targets(inputs: list[Path], output: Path) -> list[Path]:
    """Return where each file goes; a folder is made where several are given."""
    if len(inputs) == 1 and not output.is_dir():
        return [output]
    if output.is_file() or (output.suffix.lower() == ".csv" and not output.is_dir()):
        raise BadInput(
            f"{output} names one file, and several files are to be scored.", remedy="Give a folder.", field="output"
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"{output} cannot be made: {error.strerror}.", remedy="Give a folder that is yours.", field="output"
        ) from error
    targets = [output / source.name for source in inputs]
    for number, target in enumerate(targets):
        if target in targets[:number]:
            raise BadInput(f"Two files are named {target.name}.", remedy="Score them one after another.", field="input")
    return targets
