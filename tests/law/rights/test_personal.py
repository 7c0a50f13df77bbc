"""What a person gives is found however it is written, and nothing else; the seam holds every domain with persons."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.contracts.personal import Given, Identifier, like, normal, personal
from impetus.model.text import LOCALES


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("phone", "+39 041 555 01 02", "call +39041-5550102 now"),
        ("phone", "041 555 01 02", "tel. 041/5550102"),
        ("plate", "AB 123 CD", "a white van, ab123cd, turned left"),
        ("plate", "EL12345", "EL 12345"),
        ("name", "Kari  Nordmann", "seen with kari\nnordmann at noon"),
        ("name", "Niccolò", "NICCOLÒ was there"),
        ("email", "Kari.N@example.org", "from <kari.n@EXAMPLE.org>"),
        ("handle", "@kari_n", "as kari_n wrote"),
        ("handle", "kari_n", "@Kari_N: hello"),
    ],
)
def test_found_however_it_is_written(kind: str, value: str, text: str) -> None:
    one = Identifier(kind, value)  # type: ignore[arg-type]
    assert one.pattern().search(text)
    assert _ilike(like(one), text)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("name", "Ann", "Anna was there"),
        ("name", "Aho", "Mahogany"),
        ("phone", "041 555 01", "041 555 012"),
        ("plate", "AB 123 C", "AB123CD"),
        ("handle", "kari", "karina"),
        ("email", "a@b.org", "aa@b.org"),
    ],
)
def test_others_are_not(kind: str, value: str, text: str) -> None:
    assert not Identifier(kind, value).pattern().search(text)  # type: ignore[arg-type]


def _ilike(pattern: str, text: str) -> bool:
    """PostgreSQL's ILIKE."""
    parts: list[str] = []
    escaped = False
    for char in pattern:
        if escaped:
            parts.append(re.escape(char))
        elif char == "\\":
            escaped = True
            continue
        else:
            parts.append({"%": ".*", "_": "."}.get(char, re.escape(char)))
        escaped = False
    return re.fullmatch("".join(parts), text, re.DOTALL | re.IGNORECASE) is not None


_words = st.text("abcdefåæøòÀ%_\\0123456789 .-@", min_size=3, max_size=20).filter(lambda said: len(said.split()) > 0)


@given(st.sampled_from(["name", "email", "phone", "plate", "handle", "other"]), _words, st.text(max_size=20))
def test_what_is_found_is_also_what_the_database_lets_through(kind: str, value: str, around: str) -> None:
    one = Identifier(kind, value)  # type: ignore[arg-type]
    if not normal(one):
        return
    text = f"{around} {value} {around}"
    if one.pattern().search(text):
        assert _ilike(like(one), text)


@given(_words, st.text(max_size=40), st.text(max_size=40))
def test_what_is_forgotten_is_found_no_more(value: str, before: str, after: str) -> None:
    given_ = Given(identifiers=(Identifier("name", value),))
    text = given_.forget(f"{before} {value} {after}", "")
    while given_.match(text):  # taking out may bring parts together
        shorter = given_.forget(text, "")
        assert len(shorter) < len(text)
        text = shorter
    assert given_.match(text) is None


def test_the_seam_holds_every_domain_with_persons() -> None:
    found = personal()
    assert {domain for domain, _ in found} >= {"alerts", "incidents", "shifts", "people", "responders"}
    for kind in found.values():
        assert set(kind.names) == set(LOCALES)
