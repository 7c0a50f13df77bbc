"""Pseudonyms of two tenants, projects or periods cannot be joined; a destroyed key makes none."""

import pytest

from impetus.keys.errors import KeyGone
from impetus.keys.pseudonymiser import Pseudonymiser
from impetus.keys.store import KeyStore


async def test_unlinkable_across_tenants_projects_and_periods(keys: KeyStore) -> None:
    scopes = [("helsinki", "derby", "2026-03"), ("oslo", "derby", "2026-03"), ("helsinki", "march", "2026-03"),
              ("helsinki", "derby", "2026-04")]  # fmt: skip
    made = {await Pseudonymiser(keys, *scope).of("handle", "@wolf") for scope in scopes}
    assert len(made) == len(scopes)
    assert await Pseudonymiser(keys, *scopes[0]).of("handle", "@WOLF ") in made


async def test_rotation_and_destruction(keys: KeyStore) -> None:
    one = Pseudonymiser(keys, "helsinki", "derby", "2026-03")
    before = await one.of("handle", "@wolf")
    assert len((await one.rotate("the project asked")).keys) == 1
    assert await one.of("handle", "@wolf") != before
    await one.destroy("the project is over")
    with pytest.raises(KeyGone):
        await one.of("handle", "@wolf")
