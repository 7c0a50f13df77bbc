"""Paths into foreign messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.formats.paths import MISSING, Path

MESSAGE = {
    "device": {"id": "d7", "tags": ["a", "b"]},
    "PM2.5": 3,
    "a/b": 4,
    "data": [{"v": 1, "m": [{"x": 5}, {"x": 6}]}, {"v": 2, "m": [{"x": 7}]}],
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("device.id", "d7"),
        ("/device/id", "d7"),
        ("device.tags.1", "b"),
        ("device.tags[1]", "b"),
        ("$.device.id", "d7"),
        ("PM2.5", 3),
        ("/a~1b", 4),
        ("data.1.v", 2),
        ("data.9.v", MISSING),
        ("device.id.more", MISSING),
        ("", MESSAGE),
    ],
)
def test_one_value(path: str, found: object) -> None:
    assert Path(path).find(MESSAGE) == found


@pytest.mark.parametrize(
    ("path", "found"), [("data.*.v", [1, 2]), ("data[*].m[*].x", [5, 6, 7]), ("/data/*/v", [1, 2]), ("none.*", [])]
)
def test_every_item(path: str, found: list[int]) -> None:
    assert Path(path).many
    assert Path(path).find_all(MESSAGE) == found


@given(
    st.text(max_size=60),
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ),
)
def test_no_path_raises_on_any_message(text: str, message: object) -> None:
    try:
        path = Path(text)
    except ValueError:
        assert len(text) > 32
        return
    path.find_all(message)
