"""The platform's own pages: the same in three languages, and what they call by name is called so on the screen."""

import json
import re
from pathlib import Path

import pytest

from impetus.contracts.discovery import LOCALES, pages_in
from impetus.kit.resources import guides_folder
from impetus.policy.purposes import REGISTER

ROOT = Path(__file__).parents[2]
PAGES = sorted({page.id for page in pages_in(guides_folder())})


def text(page: str, locale: str) -> str:
    return (guides_folder() / f"{page}.{locale}.md").read_text("utf-8")


def values(tree: object) -> set[str]:
    if isinstance(tree, dict):
        return {one for part in tree.values() for one in values(part)}
    return {str(tree).casefold()}


def shown(locale: str) -> set[str]:
    """Every text of the console, and what purposes are called."""
    found = {meaning.label.in_(locale).casefold() for meaning in REGISTER.values()}
    for path in (ROOT / "console" / "src" / "i18n").glob(f"*.{locale}.json"):
        found |= values(json.loads(path.read_text("utf-8")))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_same_in_every_language(page: str) -> None:
    shapes = {
        locale: [line.split(" ")[0] for line in text(page, locale).splitlines() if re.match(r"#+ |\d+\. |- |\|", line)]
        for locale in LOCALES
    }
    assert shapes["it"] == shapes["nb"] == shapes["en"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_what_it_names_stands_on_the_screen(page: str, locale: str) -> None:
    plain = text(page, locale).replace("**", "")
    known = shown(locale)
    named = {name.replace("\n", " ").casefold() for name in re.findall(r"(?<![\w*])\*([^*]+)\*(?![\w*])", plain)}
    assert named
    assert {name for name in named if name not in known} == set()
