"""Snapshots: whole or not at all, three kept, spoilt ones skipped."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from impetus.worker.snapshots import KEPT, Snapshot, SnapshotStore


def snapshot(sequence: int, state: bytes = b"state") -> Snapshot:
    return Snapshot(tool="t", agency="a", version="1.0.0", sequence=sequence, state=state, settings={"limit": 1.5})


def test_what_was_saved_is_loaded_newest_first(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path, "t", "a")
    oldest = [store.save(snapshot(sequence)) for sequence in (1, 5, 9, 12, 20)]
    assert oldest == [1, 1, 1, 5, 9]
    assert [found.sequence for found in store.load()] == [20, 12, 9]
    assert next(store.load()) == snapshot(20)
    assert len(list(store.folder.iterdir())) == KEPT


def test_the_same_sequence_is_written_over(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path, "t", "a")
    store.save(snapshot(3, b"one"))
    store.save(snapshot(3, b"two"))
    assert [found.state for found in store.load()] == [b"two"]


def test_left_over_drafts_are_never_read_and_go(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path, "t", "a")
    store.save(snapshot(1))
    (store.folder / "00000000000000000009.77.part").write_bytes(b"half")
    (store.folder / "notes.snap").write_bytes(b"")
    assert [found.sequence for found in store.load()] == [1]
    store.save(snapshot(2))
    assert not list(store.folder.glob("*.part"))


def test_nothing_there(tmp_path: Path) -> None:
    assert list(SnapshotStore(tmp_path, "t", "a").load()) == []


@given(st.data())
def test_any_damage_is_noticed(data: st.DataObject) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        store = SnapshotStore(Path(name), "t", "a")
        store.save(snapshot(1))
        store.save(snapshot(2))
        path = sorted(store.folder.glob("*.snap"))[-1]
        raw = bytearray(path.read_bytes())
        if data.draw(st.booleans()):
            raw = raw[: data.draw(st.integers(0, len(raw) - 1))]
        else:
            raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        path.write_bytes(raw)
        assert [found.sequence for found in store.load()] == [1]
