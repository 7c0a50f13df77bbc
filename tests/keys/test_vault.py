"""Sealing: what comes out is what went in, and nothing else ever opens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.keys.vault import DataKey, Vault
from impetus.kit.errors import Unavailable

KEY = DataKey("key_1", "helsinki", "incident", "inc_1", bytes(range(32)))


@given(plaintext=st.binary(max_size=2000), for_=st.text(max_size=40))
def test_round_trip(plaintext: bytes, for_: str) -> None:
    sealed = Vault.seal(KEY, plaintext, for_)
    assert Vault.open(KEY, sealed, for_) == plaintext
    assert Vault.seal(KEY, plaintext, for_) != sealed


@given(data=st.data(), plaintext=st.binary(min_size=1, max_size=60))
def test_a_changed_byte_is_told(data: st.DataObject, plaintext: bytes) -> None:
    sealed = bytearray(Vault.seal(KEY, plaintext, "entry:1"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unavailable):
        Vault.open(KEY, bytes(sealed), "entry:1")


@given(rubbish=st.binary(max_size=100))
def test_rubbish_is_told(rubbish: bytes) -> None:
    with pytest.raises(Unavailable):
        Vault.open(KEY, rubbish, "entry:1")


def test_it_belongs_to_one_thing_one_key_and_one_agency() -> None:
    sealed = Vault.seal(KEY, b"Ada Lovelace", "entry:1")
    assert b"Ada" not in sealed
    for key, for_ in (
        (KEY, "entry:2"),
        (DataKey("key_2", KEY.agency, KEY.category, KEY.scope, KEY.secret), "entry:1"),
        (DataKey(KEY.id, "oslo", KEY.category, KEY.scope, KEY.secret), "entry:1"),
        (DataKey(KEY.id, KEY.agency, KEY.category, KEY.scope, bytes(32)), "entry:1"),
    ):
        with pytest.raises(Unavailable):
            Vault.open(key, sealed, for_)
