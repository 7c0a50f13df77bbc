"""`impetus cyber scan`: Sigma rules on log files, without a platform."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from platformdirs import user_cache_path

from impetus.kit.errors import BadInput

NEEDED = ("ahocorasick_rs", "evtx", "re2", "sigma", "yaml")


class CyberExtraMissing(BadInput):
    """The packages of the extra `cyber_response` are not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The package {name} is not installed.", remedy="Install it by `pip install 'impetus[cyber_response]'`."
        )


def scan(
    rules: Annotated[
        list[Path], typer.Option("--rules", metavar="DIR", help="Sigma rules: a folder or a file; several times.")
    ],
    logs: Annotated[
        list[Path], typer.Option("--logs", metavar="PATH", help="Logs: files or folders; several may follow.")
    ],
    more: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Further logs.")] = None,
    placeholders: Annotated[
        Path | None, typer.Option(metavar="FILE.yml", help="Values of placeholders: `name: [value, value]`.")
    ] = None,
    source: Annotated[
        str, typer.Option(metavar="PRODUCT[/CATEGORY[/SERVICE]]", help="Where logs come from that do not say it.")
    ] = "",
    cache: Annotated[bool, typer.Option(help="Keep parsed rules in the user's cache folder.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line: hits, then the summary.")] = False,
) -> None:
    """Find what Sigma rules hit in EVTX, JSON and raw log files."""
    try:
        from impetus.tools.cyber_response.sigma.load import Cache, load
        from impetus.tools.cyber_response.sigma.placeholders import read_values
        from impetus.tools.cyber_response.sigma.record import UNKNOWN, Label
        from impetus.tools.cyber_response.sigma.scan import Hit, Scan
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in NEEDED:
            raise CyberExtraMissing(error.name or "") from error
        raise
    parts = [part or None for part in source.split("/")] if source else []
    if len(parts) > 3:
        raise BadInput(f"'{source}' has over three parts.", remedy="Write product/category/service.", field="source")
    values = read_values(placeholders) if placeholders is not None else {}
    kept = Cache(user_cache_path("impetus") / "sigma.msgpack" if cache else None)
    scanned = Scan(load(rules, values=values, cache=kept))
    for one in scanned.over([*logs, *(more or ())], (Label(*parts),) if parts else UNKNOWN):
        if as_json:
            typer.echo(msgspec.json.encode({"type": "hit" if isinstance(one, Hit) else "unreadable"} | _plain(one)))
        elif isinstance(one, Hit):
            typer.echo(f"{one.level:13} {one.title}  {one.file}:{one.record}  {one.time or ''}")
        else:
            typer.echo(f"unreadable    {one.file}:{one.record}  {one.reason}", err=True)
    summary = scanned.summary()
    if as_json:
        typer.echo(msgspec.json.encode({"type": "summary"} | _plain(summary)))
        return
    typer.echo(
        f"{summary.hits} hits by {len(summary.rules)} of {summary.rules_loaded} rules and "
        f"{summary.correlations_loaded} correlations in {summary.events} events of {summary.files} files; "
        f"{summary.rules_refused} rules refused, {summary.unreadable} pieces unreadable."
    )
    for rule in summary.rules:
        typer.echo(f"  {rule.hits:8} {rule.level:13} {rule.title} ({rule.rule})")
    if summary.unmapped:
        typer.echo(f"  never asked, no Windows channel is known for their source: {', '.join(summary.unmapped)}")
    for refusal in summary.refused:
        typer.echo(f"  refused: {refusal.file} {refusal.rule} {refusal.code}: {refusal.reason}")


def _plain(value: msgspec.Struct) -> dict[str, object]:
    return dict(msgspec.to_builtins(value))
