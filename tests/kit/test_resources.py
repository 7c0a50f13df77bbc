import pytest

from impetus.kit.errors import NotFound
from impetus.kit.resources import maps, scenario


def test_the_scenario_and_the_maps_are_found() -> None:
    assert (scenario("helsinki") / "places.json").is_file()
    assert (maps() / "helsinki.pmtiles").is_file()


@pytest.mark.parametrize("name", ["nowhere", "", "..", "../checks", "/etc"])
def test_no_way_out_of_the_scenarios(name: str) -> None:
    with pytest.raises(NotFound):
        scenario(name)
