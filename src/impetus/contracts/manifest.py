"""The manifest of a tool: what it is for, on what ground, with what data, and where its limits are.

A manifest is data (`manifest.toml`) and can say only what the platform is willing to run: its
capabilities are a closed list. Face recognition, the scoring of persons and the inference of
emotions are not on it, and there is no field that could express them.
"""

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from impetus.kit.wording import plain_number
from impetus.model.alert import Severity
from impetus.model.evidence import EvidenceKind
from impetus.model.kinds import REGISTER, AlertKind
from impetus.model.sensor import SensorKind
from impetus.model.text import Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+([a-z0-9.+-]{0,20})$")]


class Capability(StrEnum):
    """What a tool does. What is not here cannot be declared, and what is not declared is not run."""

    DETECT_DEVIATIONS = "detect_deviations"
    DETECT_OBJECTS = "detect_objects"
    ANALYSE_SAMPLES = "analyse_samples"
    ANALYSE_PUBLIC_TEXT = "analyse_public_text"
    PLAN_ROUTES = "plan_routes"
    SUPPORT_OPERATORS = "support_operators"
    DETECT_INTRUSIONS = "detect_intrusions"
    GATHER_THREAT_INTELLIGENCE = "gather_threat_intelligence"


ANSWERING: Final = frozenset({Capability.PLAN_ROUTES})
"""Capabilities of a tool that may raise no alert: it only answers when it is asked."""

PROHIBITED: Final[dict[str, tuple[str, ...]]] = {
    "recognising faces or telling persons apart by their bodies": ("face", "facial", "biometric", "gait"),
    "scoring or predicting persons": ("person_scor", "scor", "profil", "predict_crime", "predictive_policing", "rank_"),
    "inferring emotions": ("emotion", "affect", "sentiment_of_person", "mood"),
}
"""What IMPETUS does not do (EU AI Act, Article 5, and our own rule), with words that give it away."""


class DataCategory(StrEnum):
    """The data a tool works on, as the record of processing names it."""

    AGGREGATE_COUNTS = "aggregate_counts"
    ENVIRONMENT = "environment"
    INFRASTRUCTURE = "infrastructure"
    MASKED_VIDEO = "masked_video"
    BIOLOGICAL_SAMPLES = "biological_samples"
    MASKED_PUBLIC_TEXT = "masked_public_text"
    NETWORK_LOGS = "network_logs"
    THREAT_INTELLIGENCE = "threat_intelligence"
    OPERATOR_WORKLOAD = "operator_workload"
    MAP = "map"


RiskClass = Literal["minimal", "limited", "high"]
"""Classes of the EU AI Act that may run; "prohibited" cannot be declared."""

Isolation = Literal["shared", "process"]
"""Whether the tool shares a worker process with others or has its own."""

QualityLevel = Annotated[int, Field(ge=1, le=4)]
"""1 passes the validator; 2 has its documents and tests complete; 3 is measured against public
data and peers; 4 has proven itself in a city, with figures from verdicts."""


RetainedCategory = Literal["alert", "reading"]
"""What of a tool has a period of its own: its alerts, and the readings of the kinds it takes in."""

RetentionDays = Annotated[int, Field(ge=1, le=3650)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Words(_Strict):
    """A sentence in all three languages; in a manifest none may be missing."""

    en: str = Field(min_length=1, max_length=400)
    it: str = Field(min_length=1, max_length=400)
    nb: str = Field(min_length=1, max_length=400)

    def text(self) -> Text:
        """Return it as the model's `Text`."""
        return Text(en=self.en, it=self.it, nb=self.nb)


class Said(Words):
    """What citizens read in the register, in all three languages: it says something in each."""

    en: str = Field(min_length=10, max_length=600)
    it: str = Field(min_length=10, max_length=600)
    nb: str = Field(min_length=10, max_length=600)


class Measured(_Strict):
    """One measured figure: `value` with its interval of 95 %, on which data, by which program, on which day.

    A unit is a sign that every language has (%, s, MB); what needs a word stands in the name.
    """

    name: Words
    value: float = Field(allow_inf_nan=False)
    low: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)
    unit: Annotated[str, StringConstraints(max_length=8)] = ""
    data: Words
    measured_by: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    measured_on: date

    def said(self, locale: str) -> str:
        """Return it as a line: what, how much, on which data and when."""
        span = ""
        if self.low is not None and self.high is not None:
            span = f" ({plain_number(self.low, locale)}–{plain_number(self.high, locale)})"
        value = f"{plain_number(self.value, locale)}{f' {self.unit}' if self.unit else ''}{span}"
        return f"{self.name.text().in_(locale)}: {value} ({self.data.text().in_(locale)}; {self.measured_on})"


class AddedKind(_Strict):
    """An alert kind that a tool adds under its own prefix (`<tool>.<word>`)."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
    title: Words
    severity: Severity
    icon: Slug
    procedure: str = ""
    guide: str = ""

    def alert_kind(self) -> AlertKind:
        """Return it as an entry of the register; procedure and guide default to the kind and its prefix."""
        return AlertKind(
            name=self.name,
            title=self.title.text(),
            severity=self.severity,
            icon=self.icon,
            procedure=self.procedure or self.name,
            guide=self.guide or f"operations/{self.name.split('.')[0]}",
        )


class Manifest(_Strict):
    """What a tool declares about itself. See the module's own words for what it cannot declare.

    `summary` says in one sentence what the tool does. `purpose` is the id of the purpose it acts
    under, in the database too. `raises` are kinds of the platform's register that it raises, `kinds`
    those it adds. `legal_basis` names the law, `limits` say what it cannot do and when not to trust it; both stand
    in the citizens' register, so they are said in three languages. `figures` say how good it was when it was measured
    and stand in its model card too. `retention` says for how many days its alerts and the readings it takes in are
    kept at most; a city may only shorten that.
    """

    id: Slug
    name: Annotated[str, StringConstraints(min_length=3, max_length=60)]
    version: Version
    summary: Words
    icon: Slug
    capabilities: list[Capability] = Field(min_length=1)
    inputs: list[SensorKind] = []
    evidence: list[EvidenceKind] = Field(min_length=1)
    raises: list[str] = []
    kinds: list[AddedKind] = []
    purpose: Slug
    legal_basis: Said
    data_categories: list[DataCategory] = Field(min_length=1)
    risk_class: RiskClass
    limits: list[Said] = Field(min_length=1)
    figures: list[Measured] = []
    quality_level: QualityLevel
    isolation: Isolation = "shared"
    retention: dict[RetainedCategory, RetentionDays] = {}

    @field_validator("capabilities", "inputs", "evidence", "raises", "data_categories")
    @classmethod
    def _no_repeats(cls, value: list[Any]) -> list[Any]:
        if len(set(value)) != len(value):
            raise ValueError("names something twice; name each once")
        return value

    @field_validator("raises")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        unknown = [name for name in value if name not in REGISTER]
        if unknown:
            raise ValueError(f"{unknown[0]} is not in the platform's register; add it under [[kinds]] or correct it")
        return value

    @model_validator(mode="after")
    def _own_prefix(self) -> "Manifest":
        names = [kind.name for kind in self.kinds]
        for name in names:
            if not name.startswith(f"{self.id}."):
                raise ValueError(f"the added kind {name} must start with {self.id}.; rename it")
        if len(set(names)) != len(names):
            raise ValueError("an added kind is declared twice; keep one")
        if not names and not self.raises and not set(self.capabilities) <= ANSWERING:
            raise ValueError("the tool raises no kind of alert; name kinds under raises or add some under [[kinds]]")
        return self

    def alert_kinds(self) -> dict[str, AlertKind]:
        """Return every kind the tool may raise, by name."""
        own = {kind.name: kind.alert_kind() for kind in self.kinds}
        return {name: REGISTER[name] for name in self.raises} | own


class Problem(_Strict):
    """One thing wrong with a tool: in which file, at which field, what, and how to mend it."""

    file: str
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.field}" if self.field else self.file
        return f"{where}: {self.problem}. {self.remedy}"


def read_manifest(path: Path) -> tuple[Manifest | None, list[Problem]]:
    """Read and check a `manifest.toml`. Returns the manifest, or None and what is wrong with it."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None, [_problem(path, "", "the file is missing", "Start a tool with impetus new-tool, or write it.")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return None, [_problem(path, "", f"this is not TOML: {error}", "Correct the line named.")]
    except OSError as error:
        return None, [_problem(path, "", f"the file cannot be read: {error.strerror}", "Check its permissions.")]
    return check_manifest(raw, path)


def check_manifest(raw: dict[str, Any], path: Path = Path("manifest.toml")) -> tuple[Manifest | None, list[Problem]]:
    """Check the contents of a manifest; as `read_manifest`, for what is already parsed."""
    try:
        return Manifest.model_validate(raw), []
    except ValidationError as error:
        return None, [_explain(path, item) for item in error.errors(include_url=False)]


def _problem(path: Path, field: str, problem: str, remedy: str) -> Problem:
    return Problem(file=path.name, field=field, problem=problem, remedy=remedy)


def _explain(path: Path, error: Any) -> Problem:
    location = [part for part in error["loc"] if part != "body"]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    kind, value = error["type"], error.get("input")
    named = str(location[-1]) if kind == "extra_forbidden" and location else str(value)
    banned = prohibited(named) if kind in {"extra_forbidden", "enum", "literal_error"} else None
    if banned:
        return _problem(path, field, f"{named} would mean {banned}, which IMPETUS does not do", "Leave it out.")
    if kind == "missing":
        return _problem(path, field, "this is missing", f"Add {field}; {_hint(field)}")
    if kind == "extra_forbidden":
        known = ", ".join(Manifest.model_fields)
        return _problem(path, field, "a manifest has no such field", f"Remove it. The fields are: {known}.")
    if field.startswith("capabilities"):
        return _problem(path, field, f"{value!r} is no capability", f"Use one of: {', '.join(Capability)}.")
    if kind == "model_type" and (table := _in_languages(field)):
        return _problem(path, field, "this is said in no language", f"Say it as en, it and nb under {table}.")
    if kind in {"enum", "literal_error"}:
        return _problem(path, field, f"{value!r} is not known here", f"Use {error['ctx']['expected']}.")
    message = str(error["msg"]).removeprefix("Value error, ")
    problem, _, remedy = message.partition("; ")
    return _problem(path, field, problem, f"{remedy or _hint(field)}".capitalize().rstrip(".") + ".")


def _in_languages(field: str) -> str:
    """Return the table in which `field` is said in three languages; nothing where it is no such field."""
    if field in {"summary", "legal_basis"}:
        return f"[{field}]"
    if field.startswith("figures["):
        return f"[figures.{field.rpartition('.')[2]}]"
    return "[kinds.title]" if field.endswith(".title") else "[[limits]]" if field.startswith("limits[") else ""


def _hint(field: str) -> str:
    hints = {
        "id": "lower-case letters, digits and _, at least two, starting with a letter.",
        "version": "three numbers, such as 1.4.0.",
        "evidence": f"some of: {', '.join(get_args(EvidenceKind))}.",
        "quality_level": "1 to 4.",
        "risk_class": f"one of: {', '.join(get_args(RiskClass))}.",
        "figures": "what was measured: name, value, data, measured_by and measured_on, as in 2026-11-22.",
        "limits": "at least one sentence on what the tool cannot do.",
        "legal_basis": "a sentence that names the law and the article.",
    }
    return hints.get(field.split("[")[0].split(".")[0], "see the scaffold of impetus new-tool for an example.")


def prohibited(word: str) -> str | None:
    """Say which prohibited practice `word` names, or None."""
    lowered = word.lower().replace("-", "_").replace(" ", "_")
    for practice, marks in PROHIBITED.items():
        if any(mark in lowered for mark in marks):
            return practice
    return None
