"""Acts of the audit log: every one has its words, and a sentence is never a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.model.acts import ACTS, OPERATION_WORDS, OPERATIONS, UNKNOWN, operation_of, said
from impetus.model.text import LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_each_act_is_a_sentence(locale: str) -> None:
    for act in ACTS.values():
        words = act.said(locale, "Aino Korhonen", "I-12")
        assert "{" not in words, act.id
        assert act.id not in words or "." not in act.id, act.id
        assert words[0] == words[0].upper()
        assert "Aino Korhonen" in words or "I-12" in words, act.id


@given(st.sampled_from(sorted(ACTS)), st.sampled_from(LOCALES), st.text(), st.text())
def test_names_are_put_in_as_they_are(act: str, locale: str, who: str, subject: str) -> None:
    words = said(act, locale, who, subject)
    if subject and "{subject}" in ACTS[act].sentence.in_(locale):
        assert subject.strip()[1:] in words


def test_without_a_subject_nothing_is_left_over() -> None:
    assert said("incident.seen", "en", "Aino", "") == "Aino looked at"
    assert said("login.refused", "en", "", "") == "A sign-in was refused"


def test_an_unknown_act_is_written_all_the_same() -> None:
    assert operation_of("nobody.knows") == "system"
    assert "nobody.knows" in UNKNOWN
    UNKNOWN.discard("nobody.knows")
    assert said("nobody.knows", "nb", "Aino", "x") == "Aino: nobody.knows x"


def test_operations_have_words() -> None:
    assert set(OPERATION_WORDS) == set(OPERATIONS)
    assert {act.operation for act in ACTS.values()} == set(OPERATIONS)
