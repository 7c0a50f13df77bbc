"""Rules written here, asked of events written here."""

from collections.abc import Callable

import pytest
import yaml

from impetus.tools.cyber_response.sigma.load import RuleSet, resolved
from impetus.tools.cyber_response.sigma.parse import parse
from impetus.tools.cyber_response.sigma.record import Record


@pytest.fixture
def rules() -> Callable[..., RuleSet]:
    """Rules of a YAML text; `values` fill placeholders."""

    def load(text: str, **values: list[str]) -> RuleSet:
        return resolved([item for one in yaml.safe_load_all(text) for item in parse(one, "made.yml")], values)

    return load


@pytest.fixture
def holds(rules: Callable[..., RuleSet]) -> Callable[..., bool]:
    """Whether a detection's selection, as YAML, holds for an event."""

    def ask(selection: str, event: dict, **values: list[str]) -> bool:
        body = "\n".join(f"    {line}" for line in selection.splitlines())
        text = (
            "title: made\nname: made\nlogsource: {product: linux}\n"
            f"detection:\n  selection:\n{body}\n  condition: selection"
        )
        loaded = rules(text, **values)
        assert not loaded.refused, loaded.refused
        return loaded.rules[0].predicate(Record(event))

    return ask
