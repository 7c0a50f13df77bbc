"""`impetus map`: offline base maps."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from impetus.kit.errors import BadInput

commands = typer.Typer(name="map", help="Offline base maps.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands)


@commands.callback()
def _group() -> None:
    """Offline base maps."""


@commands.command("build")
def build(
    source: Annotated[Path, typer.Argument(metavar="FILE.osm.pbf", help="An OpenStreetMap extract.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.pmtiles", help="The archive to write.")],
    bbox: Annotated[
        str, typer.Option(metavar="W,S,E,N", help="The box to draw, in degrees; without it the extract's own.")
    ] = "",
    languages: Annotated[str, typer.Option(help="Further languages of names to keep, by comma.")] = "sv,en",
    name: Annotated[str, typer.Option(help="What the archive calls itself.")] = "Base map",
) -> None:
    """Build a base map from an OpenStreetMap extract, with nothing but this machine."""
    _build(source, target, bbox, languages, name, Console(stderr=True))


def _build(source: Path, target: Path, bbox: str, languages: str, name: str, err: Console) -> None:
    from impetus.places.basemap.errors import MapExtraMissing

    try:
        from impetus.places.basemap.build import build
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"osmium", "shapely", "mapbox_vector_tile", "pmtiles"}:
            raise MapExtraMissing(error.name or "") from error
        raise
    kept = tuple(part.strip() for part in languages.split(",") if part.strip())
    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task("reading")
        built = build(
            source,
            target,
            bbox=_box(bbox),
            languages=kept,
            name=name,
            progress=lambda text, done, total: bar.update(task, description=text, completed=done, total=total),
        )
    typer.echo(f"{built.path}: {built.tiles} tiles, {built.size / 1024:.0f} KiB")
    typer.echo(
        "Map data © OpenStreetMap contributors, ODbL 1.0: say so on every map, and pass the archive on under it."
    )


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadInput(
            f"{text!r} is no box", remedy="Write --bbox WEST,SOUTH,EAST,NORTH in degrees.", field="bbox"
        ) from None
    return west, south, east, north
