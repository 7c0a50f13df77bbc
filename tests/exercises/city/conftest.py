import pytest

from impetus.exercises.city.scenario import Scenario, load
from impetus.kit.resources import scenario


@pytest.fixture(scope="session")
def helsinki() -> Scenario:
    """The demonstration city."""
    return load(scenario("helsinki"))
