"""Tools in a person's language."""

from typing import Any, Final

from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.contracts.manifest import Measured
from impetus.kit.times import iso
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.toolbox import forms
from impetus.toolbox.board import Board, Heartbeat
from impetus.toolbox.repository import Setting, State
from impetus.toolbox.schemas import (
    FigureOut,
    JudgedOut,
    MeasuredOut,
    ModelOut,
    ToolDetailOut,
    ToolOut,
    ToolSettingsOut,
    ToolStateOut,
    plain,
    points,
)
from impetus.toolbox.service import Seen
from impetus.toolbox.tally_repository import Tally

_SILENT: Final = Text(
    en="No word from its worker; alerts may be missing",
    it="Nessun segnale dal suo processo; potrebbero mancare allarmi",
    nb="Ingen livstegn fra arbeiderprosessen; varsler kan mangle",
)
_STOPPED: Final = Text(en="Stopped: {why}", it="Fermato: {why}", nb="Stanset: {why}")
_BROKEN: Final = Text(
    en="It cannot be run: {why}", it="Non può essere eseguito: {why}", nb="Det kan ikke kjøres: {why}"
)
_SENSORS: Final = Text(en="{n} sensors", it="{n} sensori", nb="{n} sensorer")
_ONE: Final = Text(en="1 sensor", it="1 sensore", nb="1 sensor")


def tool_out(tool: FoundTool, agency: str, seen: Seen, board: Board | None, locale: str) -> ToolOut:
    """Return a tool as the table shows it."""
    return ToolOut(**_fields(tool, agency, seen, board, locale))


def detail_out(tool: FoundTool, agency: str, seen: Seen, board: Board | None, locale: str) -> ToolDetailOut:
    """Return a tool with everything."""
    manifest = tool.manifest.model_dump(mode="json") if tool.manifest else {}
    return ToolDetailOut(
        **_fields(tool, agency, seen, board, locale),
        manifest=manifest,
        measured=[_measured(one, locale) for one in tool.manifest.figures] if tool.manifest else [],
        models=[
            ModelOut(
                **card.model_dump(mode="json", exclude={"purpose", "trained_on", "limits", "figures"}),
                purpose=card.purpose.text().in_(locale),
                trained_on=card.trained_on.text().in_(locale),
                limits=[limit.text().in_(locale) for limit in card.limits],
                figures=[_measured(figure, locale) for figure in card.figures],
            )
            for card in tool.models()
        ],
        model_card=tool.document("model_card.md"),
        model_card_summary=tool.document(f"model_card.{locale}.md"),
        assessment=tool.document("assessment.md"),
        problems=[str(problem) for problem in tool.problems],
        guides=sorted({page.id for page in tool.guide_pages()}),
        settings=settings_out(tool, seen.settings.get(tool.id, Setting()), seen.names),
    )


def _measured(one: Measured, locale: str) -> MeasuredOut:
    return MeasuredOut(
        **one.model_dump(mode="json", exclude={"name", "data"}),
        name=one.name.text().in_(locale),
        data=one.data.text().in_(locale),
    )


def settings_out(tool: FoundTool, setting: Setting, names: dict[str, str]) -> ToolSettingsOut | None:
    """Return settings as a form; None where the tool is too broken to have one."""
    try:
        schema, defaults = forms.form(tool), forms.defaults(tool)
        values = forms.fitting(tool, setting.settings) if setting.version else defaults
    except ToolBroken:
        return None
    return ToolSettingsOut(
        form=schema,
        values=values,
        defaults=defaults,
        version=setting.version,
        changed_by=names.get(setting.changed_by) or None,
        changed_at=iso(setting.changed_at) if setting.changed_at else None,
    )


def _fields(tool: FoundTool, agency: str, seen: Seen, board: Board | None, locale: str) -> dict[str, Any]:
    manifest, words = tool.manifest, tool.strings(locale)
    beat = board.last(agency, tool.id) if board else None
    state, tally = seen.states.get(tool.id, State()), seen.tallies.get(tool.id, Tally())
    inputs = [kind.value for kind in manifest.inputs] if manifest else []
    count = sum(seen.sensors.get(kind, 0) for kind in inputs)
    summary = manifest.summary.text().in_(locale) if manifest else ""
    return {
        "id": tool.id,
        "name": words.get("name") or (manifest.name if manifest else tool.id),
        "purpose": words.get("summary") or summary,
        "icon": manifest.icon if manifest else "anomaly",
        "version": manifest.version if manifest else "",
        "state": _state(tool, state, beat, locale),
        "level": manifest.quality_level if manifest else 0,
        "shown_7d": tally.days,
        "judged": JudgedOut(real=tally.real, judged=tally.judged),
        "figures": _figures(beat, words),
        "inputs": inputs,
        "watches": (_ONE if count == 1 else _SENSORS).in_(locale).format(n=count) if inputs else "",
        "lag": beat.lag if beat else 0,
        "switched_by": seen.names.get(state.changed_by) or None,
        "switched_at": iso(state.changed_at) if state.changed_by and state.changed_at else None,
    }


def _state(tool: FoundTool, state: State, beat: Heartbeat | None, locale: str) -> ToolStateOut:
    if tool.broken:
        why = str(tool.problems[0]) if tool.problems else "manifest.toml"
        return ToolStateOut(running=False, health=HealthState.BLIND, reason=_BROKEN.in_(locale).format(why=why))
    if not state.running:
        why = _STOPPED.in_(locale).format(why=state.reason)
        return ToolStateOut(running=False, health=HealthState.SILENCED, reason=why)
    if beat is None:
        return ToolStateOut(running=True, health=HealthState.BLIND, reason=_SILENT.in_(locale))
    return ToolStateOut(running=True, health=beat.state, reason=beat.reason.in_(locale))


def _figures(beat: Heartbeat | None, words: dict[str, str]) -> list[FigureOut]:
    return [
        FigureOut(
            key=key,
            label=words.get(f"figures.{key}") or key.replace("_", " "),
            value=plain(value),
            unit=words.get(f"figures.{key}.unit"),
            points=points(value),
            line=_line(words.get(f"figures.{key}.line")),
        )
        for key, value in (beat.figures if beat else {}).items()
    ]


def _line(written: str | None) -> float | None:
    """The value that a figure's points are compared with, as the tool's strings give it."""
    try:
        return float(written) if written else None
    except ValueError:
        return None
