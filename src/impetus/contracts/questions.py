"""Questions that people can put to a tool on its page.

A tool's `questions.py` names them: `QUESTIONS = {"normal": Normal, …}`, each a Pydantic model that becomes a form. The
tool's `answer` is given the checked fields with the question's name under `ask`, and its answer may hold `text` (a
`Text`) and `evidence` (a list of `model.evidence`), which the console draws by kind. A question's name and purpose
stand in the tool's strings as `questions.<name>.title` and `questions.<name>.description`.
"""

from typing import Any, ClassVar, Final

import msgspec
from pydantic import BaseModel, ConfigDict

from impetus.model.evidence import Evidence
from impetus.model.text import Text

ASK: Final = "ask"
"""The field of a question that names it."""


class ToolQuestion(BaseModel):
    """One question. One that is not `asked` belongs to a list as its preview, and has no place of its own."""

    model_config = ConfigDict(extra="forbid")

    asked: ClassVar[bool] = True


def answered(text: Text, evidence: list[Evidence]) -> dict[str, Any]:
    """Return the last word of `Tool.answer` on a question of this kind."""
    return {"answer": {"text": msgspec.to_builtins(text), "evidence": msgspec.to_builtins(evidence)}}
