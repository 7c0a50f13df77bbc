"""Leaders of two agencies."""

import pytest
from tests.fixtures.server import People
from tests.incidents.desk import Browser

from impetus.people.permissions import Role


@pytest.fixture
async def sanna(people: People) -> Browser:
    """A supervisor of helsinki."""
    return Browser(await people.client(Role.SUPERVISOR, name="Sanna Virta"))


@pytest.fixture
async def leo(people: People) -> Browser:
    """A supervisor of oslo."""
    return Browser(await people.client(Role.SUPERVISOR, agency="oslo", name="Leo Niemi"))
