"""What went wrong is told in the reader's language; what nobody has translated is told by its code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.problems import codes, either, problem, said, sentences, worded
from impetus.model.text import LOCALES


def test_a_sentence_is_told_in_each_language() -> None:
    told = [said("There is no such incident.", locale) for locale in LOCALES]
    assert told == ["There is no such incident.", "Questo incidente non c’è.", "Denne hendelsen finnes ikke."]


def test_what_a_sentence_is_about_goes_along() -> None:
    assert said("The password is shorter than 12 characters.", "it") == "La password ha meno di 12 caratteri."
    assert said("Regeln", "nb") is None
    assert said("The rule “Notte” uses this channel.", "nb") == "Regelen «Notte» bruker denne kanalen."


def test_the_closest_sentence_is_taken() -> None:
    assert said("Input should be greater than or equal to 1.", "it") == "Il valore deve essere almeno 1."
    assert said("Input should be greater than 1.", "it") == "Il valore deve essere maggiore di 1."


def test_a_field_stands_before_its_sentence() -> None:
    assert said("budget: Input should be less than or equal to 60.", "nb") == "budget: Verdien må være høyst 60."


def test_what_nobody_translated_is_told_by_its_code() -> None:
    told = problem("conflict", "The valve is open.", "it")
    assert told.endswith("(The valve is open.)")
    assert told.startswith(codes()["conflict"].it)
    assert problem("of_a_tool", "The valve is open.", "it") == "The valve is open."
    assert problem("conflict", "", "nb") == codes()["conflict"].nb
    assert problem("conflict", "The valve is open.", "en") == "The valve is open."


def test_details_of_fields_are_told_too() -> None:
    details = {"problems": [{"field": "title", "problem": "This is missing."}, 3], "step": "code"}
    assert worded(details, "nb")["problems"] == [{"field": "title", "problem": "Dette mangler."}, 3]
    assert worded(details, "en") == details


@given(st.text(), st.sampled_from(LOCALES))
def test_any_text_comes_back(text: str, locale: str) -> None:
    assert isinstance(either(text, locale), str)
    assert problem("bad_input", text, "en") == (text or codes()["bad_input"].en)


@given(st.sampled_from(sorted(sentences())), st.sampled_from(LOCALES), st.text("abc 12é", min_size=1))
def test_every_sentence_is_found_with_anything_in_its_holes(english: str, locale: str, value: str) -> None:
    for hole in range(10):
        english = english.replace(f"{{{hole}}}", value)
    assert said(english, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_shouts_or_begs(locale: str) -> None:
    for text in (*sentences().values(), *codes().values()):
        words = text.in_(locale)
        assert "!" not in words
        assert words == words.strip()
