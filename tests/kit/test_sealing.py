"""Secrets at rest."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.errors import Unavailable
from impetus.kit.sealing import Seal


def test_the_key_lies_in_a_closed_file_and_stays(tmp_path: Path) -> None:
    sealed = Seal.of(tmp_path / "keys").seal("open sesame", for_="a")
    key = tmp_path / "keys" / "sources.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["sources.key"]
    assert Seal.of(tmp_path / "keys").open(sealed, for_="a") == "open sesame"


def test_another_key_purpose_or_text_opens_nothing(tmp_path: Path) -> None:
    seal = Seal.of(tmp_path)
    sealed = seal.seal("open sesame", for_="a")
    for opened_by, text, purpose in (
        (Seal.of(tmp_path / "other"), sealed, "a"),
        (seal, sealed, "b"),
        (seal, "A" + sealed[1:] if sealed[0] != "A" else "B" + sealed[1:], "a"),
        (seal, "nonsense", "a"),
        (seal, "", "a"),
    ):
        with pytest.raises(Unavailable):
            opened_by.open(text, for_=purpose)


@given(st.text(max_size=100).filter(lambda text: text.isprintable()))
def test_what_is_sealed_opens(secret: str) -> None:
    seal = Seal(b"k" * 32)
    assert seal.open(seal.seal(secret, for_="x"), for_="x") == secret
