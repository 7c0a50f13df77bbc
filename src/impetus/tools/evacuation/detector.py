"""The Evacuation Optimiser behind the platform's tool contract: it answers questions, and watches nothing."""

from collections.abc import AsyncIterator
from importlib.util import find_spec
from typing import Any

import msgspec
from pydantic import BaseModel, ValidationError

from impetus.contracts.questions import ASK
from impetus.contracts.tool import Tool, ToolContext
from impetus.kit.errors import BadInput, Unavailable
from impetus.kit.wording import text
from impetus.model.sensor import HealthState
from impetus.model.text import Text
from impetus.tools.evacuation import answers
from impetus.tools.evacuation.asking import NEEDED, EvacuationExtraMissing, previous_of
from impetus.tools.evacuation.presets import PRESETS
from impetus.tools.evacuation.questions import QUESTIONS, MapFile, ModelPlace
from impetus.tools.evacuation.result import Result
from impetus.tools.evacuation.sentences import word
from impetus.tools.evacuation.settings import Settings

VERSION = "0.1.0"
"""As in the manifest; each answer carries it."""


def missing() -> str:
    """The first package of the extra that is not installed, or nothing."""
    return next((name for name in NEEDED if find_spec(name) is None), "")


class Detector(Tool):
    """Answers `plan`, `bound` and `simulate`."""

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self.asked = 0
        self.configure(context.settings)

    def configure(self, settings: BaseModel) -> None:
        """Take over settings; they hold from the next question on."""
        self.settings = settings if isinstance(settings, Settings) else Settings.model_validate(settings.model_dump())

    async def answer(self, question: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Answer one of `questions.QUESTIONS`, named under `ask`. Raises BadInput that names the field."""
        values = {name: value for name, value in question.items() if name != ASK}
        try:
            asked = QUESTIONS[str(question.get(ASK))].model_validate(values)
        except KeyError:
            raise BadInput("There is no such question.", remedy=f"Ask {', '.join(QUESTIONS)}.", field=ASK) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            field = ".".join(map(str, first["loc"]))
            raise BadInput(f"{field}: {first['msg']}", remedy="Correct the field.", field=field) from error
        if isinstance(asked, ModelPlace):
            yield {"answer": {"graph": PRESETS[asked.place]()}}
            return
        self.asked += 1
        put = asked.model_dump(mode="json") | {
            ASK: question[ASK],
            "version": VERSION,
            "speed": self.settings.speed_m_s,
            "specific_flow": self.settings.specific_flow_p_per_m_s,
            "seeds": self.settings.seeds,
            "what_if": question[ASK] == "bound",
        }
        try:
            if lacking := missing():
                raise EvacuationExtraMissing(lacking)
            async for said in answers.reckon(put, self.settings.patience_s):
                if isinstance(asked, MapFile):
                    yield said
                elif "progress" in said:
                    yield answers.progress(said["progress"])
                else:
                    made, now = said["answer"], self.context.clock.now_ms()
                    result = msgspec.convert(made["result"], Result)
                    yield answers.answer(result, made["drawn"], now, made.get("frames"))
        except Unavailable as error:
            if not put.get("previous"):
                raise
            # a plan is in use: stewards stand at their posts, and its orders are better than none
            yield answers.stored(previous_of(put["previous"]), put["elapsed_s"], error)

    def health(self) -> tuple[HealthState, Text]:
        """Fresh, or blind where the packages that reckon are not installed."""
        if lacking := missing():
            return HealthState.BLIND, text(lambda locale: word("tool.missing", locale, package=lacking))
        return HealthState.FRESH, text(lambda locale: word("tool.ready", locale))

    def figures(self) -> dict[str, Any]:
        """How many questions were answered since the start."""
        return {"asked": self.asked}
