"""The facts that an assessment is about: what runs now, and how it differs from what was assessed.

Every setting of a tool matters, unless its field says `json_schema_extra={"x-assessed": False}`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from impetus.contracts.discovery import FoundTool, ToolBroken
from impetus.kit.wording import plain_number
from impetus.law import words
from impetus.law.assessments import repository
from impetus.law.assessments.records import PLATFORM, Facts
from impetus.law.assessments.repository import Feed
from impetus.law.retention import service as retention
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.records import Period
from impetus.model.text import Locale, Text
from impetus.policy.purposes import REGISTER
from impetus.storage.unit import Unit
from impetus.toolbox import forms
from impetus.toolbox import repository as toolbox
from impetus.toolbox.repository import Setting, State

_WORDS: Final[dict[str, Text]] = {
    "version": Text(en="Version of the tool", it="Versione dello strumento", nb="Verktøyets versjon"),
    "risk_class": Text(en="Risk class", it="Classe di rischio", nb="Risikoklasse"),
    "purpose": Text(en="Purpose", it="Finalità", nb="Formål"),
    "legal_basis": Text(en="Legal basis", it="Base giuridica", nb="Rettslig grunnlag"),
    "capabilities": Text(en="What it does", it="Che cosa fa", nb="Hva det gjør"),
    "data_categories": Text(en="Categories of data", it="Categorie di dati", nb="Kategorier av data"),
    "inputs": Text(en="Kinds of sensors it reads", it="Tipi di sensori che legge", nb="Sensortyper det leser"),
    "tools": Text(en="Tools that run", it="Strumenti in funzione", nb="Verktøy som kjører"),
}
_VALUES: Final[dict[str, Mapping[str, Text]]] = {
    "risk_class": words.RISK,
    "purpose": {purpose.value: meaning.label for purpose, meaning in REGISTER.items()},
    "capabilities": words.DOES,
    "data_categories": words.DATA,
    "inputs": words.KINDS,
}
_SOURCE: Final = Text(en="Source", it="Fonte", nb="Kilde")
_MODEL: Final = Text(en="Model", it="Modello", nb="Modell")
_DAYS: Final = Text(en="Days kept", it="Giorni di conservazione", nb="Dager lagret")


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """What runs at an agency now."""

    tools: Mapping[str, FoundTool]
    states: dict[str, State]
    settings: dict[str, Setting]
    feeds: list[Feed]
    periods: list[Period]

    def whole(self) -> dict[str, FoundTool]:
        """The tools that can be run."""
        return {id: tool for id, tool in self.tools.items() if not tool.broken}

    def runs(self, tool: str) -> bool:
        """Whether people want it to run."""
        return self.states.get(tool, State()).running


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it was assessed; `by` and `at` where it is known who changed it, and when."""

    key: str
    was: Any
    now: Any
    by: str = ""
    at: datetime | None = None


async def running(unit: Unit, tools: Mapping[str, FoundTool]) -> Running:
    """Read what runs at the unit's agency."""
    return Running(
        tools=tools,
        states=await toolbox.states(unit),
        settings=await toolbox.settings(unit),
        feeds=await repository.feeds(unit),
        periods=await retention.periods(unit, retention.manifests(tools)),
    )


def facts(now: Running, subject: str) -> Facts:
    """Everything about a subject that an assessment stands on. Raises KeyError where there is no such tool."""
    if subject == PLATFORM:
        made: Facts = {"tools": sorted(id for id in now.whole() if now.runs(id))}
        made |= {f"retention.{one.category}": one.days for one in now.periods if not one.of}
        return made | {f"source.{feed.source}": f"{feed.name} ({feed.type})" for feed in now.feeds}
    tool = now.tools[subject]
    declared = tool.declared
    made = {
        "version": declared.version,
        "risk_class": declared.risk_class,
        "purpose": declared.purpose,
        "legal_basis": declared.legal_basis.en,  # a better translation departs from nothing
        "capabilities": sorted(declared.capabilities),
        "data_categories": sorted(declared.data_categories),
        "inputs": sorted(declared.inputs),
    }
    made |= {f"model.{card.id}": card.sha256 for card in tool.models()}
    made |= {f"setting.{name}": value for name, value in values(now, tool).items() if name not in _left_out(tool)}
    kinds = set(declared.inputs)
    made |= {f"source.{feed.source}": f"{feed.name} ({feed.type})" for feed in now.feeds if feed.kind in kinds}
    return made | {f"retention.{one.category}.{one.of}": one.days for one in kept(now, tool)}


def values(now: Running, tool: FoundTool) -> dict[str, Any]:
    """The settings of a tool that are in force; none where it is broken."""
    try:
        known = now.settings.get(tool.id, Setting())
        return forms.fitting(tool, known.settings) if known.version else forms.defaults(tool)
    except ToolBroken:
        return {}


def kept(now: Running, tool: FoundTool) -> list[Period]:
    """How long the alerts of a tool and the readings it takes in are kept."""
    kinds = set(tool.declared.inputs)
    every = {(one.category, one.of): one for one in now.periods}
    found = []
    for category, ofs in (("alert", [tool.id]), ("reading", sorted(kinds))):
        for of in ofs:
            one = every.get((category, of)) or every[category, ""]
            found.append(msgspec.structs.replace(one, of=of))
    return found


def differences(assessed: Facts, subject: str, now: Running) -> list[Difference]:
    """What is not as it was assessed, by key."""
    current = facts(now, subject)
    found = []
    for key in sorted(assessed.keys() | current.keys()):
        if assessed.get(key) != current.get(key):
            by, at = _who(now, subject, key)
            found.append(Difference(key=key, was=assessed.get(key), now=current.get(key), by=by, at=at))
    return found


def label(key: str, locale: Locale, tool: FoundTool | None) -> str:
    """A fact's name in words."""
    head, _, rest = key.partition(".")
    if head == "setting" and tool is not None:
        return _setting(tool, rest, locale)
    if head == "source":
        return _SOURCE.in_(locale)
    if head == "model":
        return f"{_MODEL.in_(locale)} {rest}"
    if head == "retention":
        category, _, of = rest.partition(".")
        title = CATEGORIES[category].title.in_(locale) if category in CATEGORIES else category
        return f"{_DAYS.in_(locale)}: {title}" + (
            f" ({said(of, 'inputs', locale)})" if of and category == "reading" else ""
        )
    return _WORDS[key].in_(locale) if key in _WORDS else key


def said(value: Any, key: str = "", locale: Locale = "en") -> str:
    """A fact's value in a cell; what the platform has words for, in those of the reader."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, list):
        return ", ".join(said(part, key, locale) for part in value)
    if isinstance(value, float):
        return plain_number(value, locale)
    known = _VALUES.get(key, {}).get(str(value))
    return known.in_(locale) if known else str(value)[:300]


def _setting(tool: FoundTool, name: str, locale: Locale) -> str:
    try:
        node = forms.form(tool)["properties"].get(name, {})
    except ToolBroken:
        return name
    own = node.get("x-text", {}).get(locale, {}).get("title")
    return str(own or node.get("title") or name)


def _left_out(tool: FoundTool) -> set[str]:
    try:
        nodes = forms.form(tool).get("properties", {})
    except ToolBroken:
        return set()
    return {name for name, node in nodes.items() if node.get("x-assessed") is False}


def _who(now: Running, subject: str, key: str) -> tuple[str, datetime | None]:
    head, _, rest = key.partition(".")
    if head == "setting" and subject in now.settings:
        return now.settings[subject].changed_by, now.settings[subject].changed_at
    if head == "retention":
        category, _, of = rest.partition(".")
        for one in now.periods:
            if one.category == category and one.of in ("", of) and one.set is not None:
                return one.set.by_person, one.set.at
    return "", None
