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
        typer.Option("--input", "-i", metavar="FILE.csv", help="A file with the columns timestamp and value."),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.csv", help="Where the scored rows go; a folder for several.")
    ],
) -> None:
    """Add `anomaly_score` to every row: from 0 (usual) to 1, by what came before that row and nothing else.

    The first rows are 0: the detector begins with no knowledge of the series. 0.9 and more is worth a look.
    """
    pairs = list(zip(inputs, _targets(inputs, output), strict=True))
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
                _one(source, target, bar, line)
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


def _one(source: Path, target: Path, bar: Progress, line: TaskID) -> None:
    from impetus.tools.anomaly.series.files import score_file

    scored = score_file(source, target, lambda done, of: bar.update(line, completed=done, total=of))
    typer.echo(f"{source}: {scored.rows:,} rows, scores in {target}")
    if scored.unread:
        lines = ", ".join(map(str, scored.lines)) + (" …" if scored.unread > len(scored.lines) else "")
        typer.echo(
            f"{source}: {scored.unread:,} rows have no number for a value and no score (lines {lines}).", err=True
        )


def _targets(inputs: list[Path], output: Path) -> list[Path]:
    """Return where each file goes; a folder is made where several are given."""
    if len(inputs) == 1 and not output.is_dir():
        return [output]
    if output.is_file():
        raise BadInput(
            f"{output} is a file, and several files are to be scored.", remedy="Give a folder.", field="output"
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
