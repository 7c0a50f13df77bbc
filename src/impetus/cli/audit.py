"""`impetus audit`: the audit log read again from its beginning, its key, and its newest checkpoint."""

import asyncio
from pathlib import Path

import typer

from impetus.kit.clock import SystemClock
from impetus.kit.errors import BadInput, NotFound


def register(app: typer.Typer) -> None:
    """Add the command with its parts."""
    group = typer.Typer(help="The tamper-evident audit log.", no_args_is_help=True)
    group.command("verify")(verify)
    group.command("key")(key)
    group.command("checkpoint")(checkpoint)
    app.add_typer(group, name="audit")


def verify(
    checkpoints: list[Path] = typer.Option(
        [], "--checkpoint", help="What a second party kept: notes, bodies of webhooks, or a folder of such files."
    ),
    agency: str = typer.Option("", help="The agency, where there are several; all of them without."),
    key: str = typer.Option("", help="The log's public key as a second party keeps it, instead of this machine's."),
    data: Path | None = typer.Option(None, "--data", help="The data folder of the platform that runs."),
) -> None:
    """Read the log again and name the first place where it is not what it was. Exit 1 where there is one.

    Without a checkpoint from outside, a log whose end was cut together with its own checkpoints looks whole.
    """
    from impetus.agencies import service as agencies
    from impetus.audit.task import PURPOSE, signer_of
    from impetus.audit.verify import verify as read
    from impetus.cli.connect import platform, settings_with
    from impetus.kit.notes import Verifier, open_checkpoint

    settings = settings_with(data)
    verifier = Verifier.parse(key) if key else signer_of(settings).verifier
    notes: dict[str, list[str]] = {}
    for path in checkpoints:
        for note in _notes(path):
            notes.setdefault(open_checkpoint(note, verifier).origin.rpartition("/")[2], []).append(note)

    async def work() -> int:
        bad = 0
        async with platform(settings, SystemClock(), name="audit verify") as (uow, _):
            known = [each.id for each in await agencies.every(uow)]
            if agency and agency not in known:
                raise BadInput(
                    f"There is no agency {agency!r}.", remedy=f"Choose of {', '.join(known)}.", field="agency"
                )
            strange = sorted(set(notes) - ({agency} if agency else set(known)))
            if strange:
                raise BadInput(
                    f"A checkpoint is of the log of {strange[0]}, which is not read here.",
                    remedy="Leave it out, or choose its agency with --agency.",
                    field="checkpoint",
                )
            for each in [agency] if agency else known:
                async with uow(agency=each, purpose=PURPOSE, actor="platform") as unit:
                    report = await read(unit, verifier, outside=notes.get(each, ()))
                if report.fault is None:
                    outside = f", {report.outside} of second parties" if report.outside else ""
                    typer.secho(f"  {each}: whole", fg="green", nl=False)
                    gone = f" ({report.forgotten} forgotten, their time was over)" if report.forgotten else ""
                    typer.echo(f", {report.entries} entries{gone}, {report.checkpoints} checkpoints{outside}")
                else:
                    bad += 1
                    typer.secho(f"  {each}: NOT WHOLE. {report.fault.words}", fg="red")
        return bad

    if asyncio.run(work()):
        raise typer.Exit(1)


def key(data: Path | None = typer.Option(None, "--data", help="The data folder of the platform that runs.")) -> None:
    """Print the log's public key: hand it to the second party once."""
    from impetus.audit.task import signer_of
    from impetus.cli.connect import settings_with

    typer.echo(str(signer_of(settings_with(data)).verifier))


def checkpoint(
    agency: str = typer.Option("", help="The agency, where there are several."),
    data: Path | None = typer.Option(None, "--data", help="The data folder of the platform that runs."),
) -> None:
    """Print the newest signed checkpoint of an agency's log."""
    from impetus.audit import chain_repository
    from impetus.audit.task import PURPOSE
    from impetus.cli.connect import chosen_agency, platform, settings_with

    async def work() -> str:
        async with platform(settings_with(data), SystemClock(), name="audit checkpoint") as (uow, _):
            of = await chosen_agency(uow, agency)
            async with uow(agency=of, purpose=PURPOSE, actor="platform") as unit:
                kept = await chain_repository.checkpoints(unit, 1)
        if not kept:
            raise NotFound(
                "There is no checkpoint yet.", remedy="The first is signed within seconds of the first entry."
            )
        return kept[0].note

    typer.echo(asyncio.run(work()), nl=False)


def _notes(path: Path) -> list[str]:
    """The notes in a file, or in all files of a folder."""
    from impetus.kit.notes import kept_notes

    files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
    found = [note for file in files for note in kept_notes(_read(file))]
    if not found:
        raise BadInput(
            f"{path} holds no checkpoint.", remedy="Name the file as it was handed over.", field="checkpoint"
        )  # fmt: skip
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(
            f"{path} cannot be read as a checkpoint.", remedy="Name the file as it was handed over.", field="checkpoint"
        ) from fault
