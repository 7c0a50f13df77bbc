"""The record and the register, made from what runs at this moment."""

from collections.abc import Mapping
from datetime import datetime

from impetus.agencies import repository as agencies
from impetus.agencies.repository import Agency
from impetus.contracts.discovery import FoundTool
from impetus.kit.errors import NotFound
from impetus.kit.times import as_datetime, iso
from impetus.law.assessments import repository as assessed
from impetus.law.assessments.facts import Running, kept, running
from impetus.law.assessments.records import PERSONAL, Assessment, LawSetting
from impetus.law.assessments.watch import allowed
from impetus.law.register import repository, words
from impetus.law.register.schemas import (
    ActivityOut,
    RecordOut,
    RegisterAgencyOut,
    RegisterCameraOut,
    RegisterOut,
    RegisterPlaceOut,
)
from impetus.law.retention.categories import CATEGORIES
from impetus.law.retention.records import Period
from impetus.law.words import DATA, KINDS, RISK
from impetus.model.text import Locale
from impetus.storage.unit import PLATFORM, Unit, UnitOfWork

PURPOSE = "platform.register"


class Maker:
    """Says what runs at one agency, in one language."""

    def __init__(
        self, now: Running, said: LawSetting, agency: Agency, locale: Locale, known: dict[str, Assessment],
        may: set[str], channels: list[str],
    ) -> None:  # fmt: skip
        self._now, self._said, self._agency, self._locale = now, said, agency, locale
        self._known, self._may, self._channels = known, may, channels

    def runs(self) -> dict[str, FoundTool]:
        """The tools that run."""
        return {id: tool for id, tool in self._now.whole().items() if self._now.runs(id) and id in self._may}

    def stopped(self) -> list[str]:
        """Names of those that do not."""
        return [self._name(tool) for id, tool in self._now.whole().items() if id not in self.runs()]

    def tools(self) -> list[ActivityOut]:
        """An activity for each tool that runs."""
        return [self._tool(tool) for _, tool in sorted(self.runs().items())]

    def platform(self) -> list[ActivityOut]:
        """The platform's own."""
        made = []
        for id, (name, purpose, subjects, basis, categories) in words.PLATFORM.items():
            periods = [one for one in self._now.periods if one.category in categories and not one.of]
            made.append(
                ActivityOut(
                    id=id, tool=None, name=name.in_(self._locale), purpose=purpose.in_(self._locale),
                    legal_basis=basis.in_(self._locale), subjects=subjects.in_(self._locale),
                    data=[CATEGORIES[one.category].title.in_(self._locale) for one in periods],
                    recipients=self._channels if id == "desk" else [], transfers=self._transfers(),
                    retention=self._periods(periods), measures=words.MEASURES.in_(self._locale), sources=[],
                    risk=None, limits=[], figures=[], assessed_until=None, demonstration=self._agency.realm == "demo",
                )
            )  # fmt: skip
        return made

    def _tool(self, tool: FoundTool) -> ActivityOut:
        declared = tool.declared
        personal = bool(PERSONAL & set(declared.data_categories))
        one = self._known.get(tool.id)
        kinds = set(declared.inputs)
        return ActivityOut(
            id=tool.id, tool=tool.id, name=self._name(tool), purpose=declared.summary.text().in_(self._locale),
            legal_basis=declared.legal_basis.text().in_(self._locale),
            subjects=(words.PUBLIC if personal else words.NOBODY).in_(self._locale),
            data=[DATA[kind].in_(self._locale) for kind in declared.data_categories],
            recipients=[words.OPERATORS.in_(self._locale)], transfers=self._transfers(),
            retention=self._periods(kept(self._now, tool)), measures=words.MEASURES.in_(self._locale),
            sources=sorted({f"{feed.name} ({feed.type})" for feed in self._now.feeds if feed.kind in kinds}),
            risk=RISK[declared.risk_class].in_(self._locale),
            limits=[one.text().in_(self._locale) for one in declared.limits],
            figures=[one.said(self._locale) for one in declared.figures],
            assessed_until=iso(one.valid_until) if one and one.valid_until else None,
            demonstration=bool(one and one.demonstration),
        )  # fmt: skip

    def _name(self, tool: FoundTool) -> str:
        return tool.strings(self._locale).get("name", tool.declared.name)

    def _transfers(self) -> str:
        return self._said.transfers or words.NO_TRANSFERS.in_(self._locale)

    def _periods(self, periods: list[Period]) -> list[str]:
        """A line for each category and length; kinds of sensors that are kept equally long stand together."""
        together: dict[tuple[str, int], list[str]] = {}
        for one in periods:
            kinds = together.setdefault((one.category, one.days), [])
            if one.of in KINDS:
                kinds.append(KINDS[one.of].in_(self._locale))
        lines = []
        for (category, days), kinds in together.items():
            of = f" ({', '.join(kinds)})" if kinds else ""
            what = CATEGORIES[category].title.in_(self._locale) + of
            lines.append(words.DAYS.in_(self._locale).format(what=what, days=days))
        return lines


async def record(uow: UnitOfWork, agency: str, tools: Mapping[str, FoundTool], locale: Locale) -> RecordOut:
    """The record of processing, as it stands now."""
    async with uow(agency=agency, purpose=PURPOSE, actor="platform") as unit:
        found, said, maker = await _maker(unit, tools, locale)
        return RecordOut(
            agency=found.name, controller=said.controller or found.name, contact=said.contact, officer=said.officer,
            authority=said.authority, made_at=iso(_now(unit)), activities=[*maker.tools(), *maker.platform()],
            stopped=maker.stopped(),
        )  # fmt: skip


async def register(
    uow: UnitOfWork, agency: str, tools: Mapping[str, FoundTool], locale: Locale, *, preview: bool = False
) -> RegisterOut:
    """The citizens' register of an agency ("" is the first). Raises NotFound where it is not published."""
    async with uow(agency=PLATFORM, purpose="platform.agencies", actor="platform") as unit:
        everyone = await agencies.every(unit)
        wanted = agency or await agencies.first(unit)
    shown = []
    for other in everyone:
        async with uow(agency=other.id, purpose=PURPOSE, actor="platform") as unit:
            if (await assessed.setting(unit)).published or (preview and other.id == wanted):
                shown.append(other)
    if wanted not in {other.id for other in shown} and not (not agency and shown):
        raise NotFound("This agency publishes no register here.", remedy="Ask the agency itself.")
    wanted = wanted if wanted in {other.id for other in shown} else shown[0].id
    async with uow(agency=wanted, purpose=PURPOSE, actor="platform") as unit:
        found, said, maker = await _maker(unit, tools, locale)
        places, cameras = await repository.places(unit), await repository.cameras(unit)
        return RegisterOut(
            agency=RegisterAgencyOut(id=found.id, name=found.name),
            agencies=[RegisterAgencyOut(id=other.id, name=other.name) for other in shown],
            demonstration=found.realm == "demo", controller=said.controller or found.name, contact=said.contact,
            officer=said.officer, authority=said.authority, made_at=iso(_now(unit)), tools=maker.tools(),
            stopped=maker.stopped(),
            cameras=[
                RegisterCameraOut(name=one.name, area=one.area, latitude=one.latitude, longitude=one.longitude)
                for one in cameras
            ],
            cameras_total=sum(one.count for one in places if one.kind == "camera"),
            places=[
                RegisterPlaceOut(
                    area=one.area, kind=one.kind, kind_name=KINDS[one.kind].in_(locale), count=one.count,
                    latitude=one.latitude, longitude=one.longitude,
                )
                for one in places
            ],
            sensors_total=sum(one.count for one in places),
        )  # fmt: skip


async def _maker(unit: Unit, tools: Mapping[str, FoundTool], locale: Locale) -> tuple[Agency, LawSetting, Maker]:
    found = await agencies.get(unit)
    assert found is not None
    said, now = await assessed.setting(unit), await running(unit, tools)
    known = await assessed.accepted(unit, sorted(tools))
    may, channels = await allowed(unit, tools), await repository.channels(unit)
    return found, said, Maker(now, said, found, locale, known, may, channels)


def _now(unit: Unit) -> datetime:
    return as_datetime(unit.clock.now_ms())
