"""Numbers as each language writes them, sentences from a folder of strings."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.wording import Strings, number, plain_number, text, two_figures
from impetus.model.text import LOCALES


@pytest.mark.parametrize(
    ("value", "written"), [(3.14, "3.1"), (12.4, "12"), (0.451, "0.45"), (123.0, "120"), (9.96, "10"), (2.0, "2.0")]
)
def test_ratios_have_two_figures(value: float, written: str) -> None:
    assert two_figures(value, "en") == written


@given(st.floats())
def test_any_value_can_be_written(value: float) -> None:
    for locale in LOCALES:
        assert two_figures(value, locale)
        assert number(value, locale, 1)
        assert plain_number(value, locale)


def test_numbers_are_written_as_each_language_does() -> None:
    assert [number(1230.5, locale, 1) for locale in LOCALES] == ["1,230.5", "1.230,5", "1 230,5"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.97, "0,97"), (74.0, "74"), (1.0, "1"), (30000.0, "30.000"), (-2.5, "-2,5"), (1.5e20, "1,5e+20")],
)
def test_a_number_keeps_the_decimals_it_has(value: float, written: str) -> None:
    assert plain_number(value, "it") == written


def test_strings_are_filled_and_cut(tmp_path: Path) -> None:
    for locale in LOCALES:
        (tmp_path / f"{locale}.json").write_text(f'{{"hot": "{locale}: {{degrees}} degrees"}}', encoding="utf-8")
    word = Strings(tmp_path).word
    made = text(lambda locale: word("hot", locale, degrees="31"))
    assert (made.en, made.it, made.nb) == ("en: 31 degrees", "it: 31 degrees", "nb: 31 degrees")
    assert text(lambda locale: word("hot", locale, degrees="31"), 5).nb == "nb: 3"
    with pytest.raises(KeyError):
        word("cold", "en")
