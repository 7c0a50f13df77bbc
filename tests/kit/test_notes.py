"""Checkpoints are read back as signed, and nothing else is believed."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.kit.notes import Checkpoint, Signer, Verifier, open_checkpoint

SIGNER = Signer("impetus.example/helsinki", bytes(range(32)))
CHECKPOINT = Checkpoint("impetus.example/helsinki", 1_284_311, bytes(32))
NOTE = SIGNER.sign(CHECKPOINT)


def test_a_note_has_the_published_form() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == ["impetus.example/helsinki", "1284311", base64.b64encode(bytes(32)).decode(), ""]
    dash, name, signature = lines[4].split(" ")
    assert (dash, name) == ("—", "impetus.example/helsinki")
    assert len(base64.b64decode(signature)) == 4 + 64
    assert lines[5:] == [""]


@given(st.text("abc./-", min_size=1), st.integers(0, 2**63), st.binary(min_size=32, max_size=32))
def test_what_was_signed_is_read_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert open_checkpoint(SIGNER.sign(checkpoint), Verifier.parse(str(SIGNER.verifier))) == checkpoint


def test_other_signatures_stand_beside_ours() -> None:
    witness = Signer("witness.example", bytes(32))
    both = NOTE + witness.sign(CHECKPOINT).split("\n\n")[1]
    assert open_checkpoint(both, SIGNER.verifier) == open_checkpoint(both, witness.verifier) == CHECKPOINT


@given(st.data())
def test_a_changed_byte_is_never_believed(data: st.DataObject) -> None:
    raw = NOTE.encode()
    at = data.draw(st.integers(0, len(raw) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    changed = (raw[:at] + bytes([other]) + raw[at + 1 :]).decode("utf-8", "replace")
    if at == len(raw) - 1 and changed.splitlines() == NOTE.splitlines():  # another way to end the last line
        assert open_checkpoint(changed, SIGNER.verifier) == CHECKPOINT
        return
    with pytest.raises(BadInput):
        open_checkpoint(changed, SIGNER.verifier)


@given(st.text())
def test_nonsense_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInput):
        open_checkpoint(text, SIGNER.verifier)
    with pytest.raises(BadInput):
        Verifier.parse(text)


def test_another_key_of_the_same_name_is_not_believed() -> None:
    with pytest.raises(BadInput, match="did not sign"):
        open_checkpoint(NOTE, Signer("impetus.example/helsinki", bytes(32)).verifier)
    with pytest.raises(ValueError, match="no spaces"):
        Verifier("a name", bytes(32))
