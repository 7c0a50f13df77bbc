"""What the console says, in one language: its own catalogues, so that a test asks for what people read."""

import json
import re
from pathlib import Path
from typing import Any

CATALOGUES = Path(__file__).parents[2] / "console" / "src" / "i18n"


class Words:
    """Texts of the console by `file:key`; what stands in braces is filled in, or left open in a pattern."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def _text(self, key: str) -> str:
        name, _, path = key.partition(":")
        found: Any = json.loads((CATALOGUES / f"{name}.{self.locale}.json").read_text("utf-8"))
        for part in path.split("."):
            found = found[part]
        assert isinstance(found, str), key
        return found

    def __call__(self, key: str, **values: object) -> str:
        """The text with its values, without marks."""
        text = re.sub(r"\{\{(\w+)\}\}", lambda hole: str(values[hole[1]]), self._text(key))
        return re.sub(r"</?b>", "", text)

    def like(self, key: str, hole: str = ".+", **values: object) -> re.Pattern[str]:
        """A pattern of the text: what `values` lack is like `hole`."""
        parts = re.split(r"\{\{(\w+)\}\}", re.sub(r"</?b>", "", self._text(key)))
        made = [
            re.escape(part) if place % 2 == 0 else re.escape(str(values[part])) if part in values else hole
            for place, part in enumerate(parts)
        ]
        return re.compile("".join(made))
