"""Pseudonyms: stable within a key, unlinkable across keys."""

import base64
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.pseudonyms import pseudonym, scope_of

KEYS = st.binary(min_size=32, max_size=64)


@given(KEYS, KEYS, st.text(max_size=40))
def test_the_same_under_one_key_and_another_under_another(one: bytes, other: bytes, who: str) -> None:
    assert pseudonym(one, "handle", who) == pseudonym(one, "handle", f" {who} ")
    padded = one.ljust(64, b"\0") != other.ljust(64, b"\0")  # HMAC fills short keys with zeros
    assert (pseudonym(one, "handle", who) == pseudonym(other, "handle", who)) is not padded
    assert pseudonym(one, "handle", who) != pseudonym(one, "phone", who)


def test_it_is_hmac_sha_256() -> None:
    told = hmac.digest(b"k" * 32, b"6:handle:wolf", "sha256")
    assert pseudonym(b"k" * 32, "handle", "Wolf ").encode() == base64.b32encode(told[:20]).lower()


@given(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=9), st.text(min_size=1), st.text(min_size=1))
def test_scopes_of_two_projects_or_periods_differ(a: str, b: str, c: str, d: str) -> None:
    if "\0" in a + b + c + d:
        return
    assert (scope_of(a, b) == scope_of(c, d)) is ((a, b) == (c, d))


@pytest.mark.parametrize(("project", "period"), [("", "2026"), ("derby", ""), ("a\0", "b")])
def test_a_scope_needs_both(project: str, period: str) -> None:
    with pytest.raises(ValueError, match="needs a project"):
        scope_of(project, period)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        pseudonym(b"short", "handle", "x")
