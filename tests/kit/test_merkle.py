"""The roots that RFC 6962's reference leaves give, and proofs that hold for every tree and for nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.merkle import EMPTY, Tree, consistency, consistent, included, inclusion, leaf, root

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf(bytes.fromhex(each)) for each in LEAVES]
trees = st.integers(1, 70).map(lambda size: [leaf(str(number).encode()) for number in range(size)])


def test_the_published_roots_are_reproduced() -> None:
    assert [root(HASHES[: size + 1]).hex() for size in range(8)] == ROOTS
    assert root([]) == EMPTY == hashlib.sha256(b"").digest()


@given(trees, st.data())
def test_a_tree_goes_on_from_its_peaks(hashes: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(hashes)))
    first = Tree()
    first.extend(hashes[:at])
    second = Tree(first.size, first.peaks)
    second.extend(hashes[at:])
    assert second.root() == root(hashes)


def test_peaks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 peaks"):
        Tree(3, [EMPTY])
    with pytest.raises(ValueError, match="0 peaks"):
        Tree(-1, [EMPTY])


@given(trees, st.data())
def test_every_leaf_can_be_shown_and_no_other(hashes: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(hashes) - 1))
    proof, top = inclusion(index, hashes), root(hashes)
    assert included(hashes[index], index, len(hashes), proof, top)
    assert not included(leaf(b"another"), index, len(hashes), proof, top)
    assert not included(hashes[index], index + len(hashes), len(hashes), proof, top)
    assert not included(hashes[index], index, len(hashes), [*proof, top], top)
    if proof:
        wrong = data.draw(st.integers(0, len(proof) - 1))
        assert not included(hashes[index], index, len(hashes), [*proof[:wrong], EMPTY, *proof[wrong + 1 :]], top)
        assert not included(hashes[index], index, len(hashes), proof[:-1], top)


@given(trees, st.data())
def test_an_older_tree_is_shown_to_be_the_beginning(hashes: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(hashes)))
    proof, before, after = consistency(old, hashes), root(hashes[:old]), root(hashes)
    assert consistent(old, before, len(hashes), after, proof)
    changed = [leaf(b"another"), *hashes[1:]]
    assert not consistent(old, root(changed[:old]), len(hashes), after, proof)
    assert not consistent(old, before, len(hashes), root(changed), proof)
    assert not consistent(old, before, len(hashes), after, [*proof, EMPTY])


def test_what_is_not_there_cannot_be_shown() -> None:
    with pytest.raises(IndexError, match="leaf 8"):
        inclusion(8, HASHES)
    with pytest.raises(IndexError, match="earlier tree"):
        consistency(9, HASHES)
    assert not consistent(0, EMPTY, 8, root(HASHES), [])
    assert not consistent(3, root(HASHES[:3]), 8, root(HASHES), [])
