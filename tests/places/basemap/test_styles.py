import json
from pathlib import Path

import pytest
from pmtiles.reader import MmapSource, Reader

from impetus.kit.resources import maps
from impetus.places.basemap import styles
from impetus.places.basemap.palettes import PALETTES

LABELS = {  # text: what it stands on
    "text_place": ["ground", "building", "square", "road_4"],
    "text_square": ["square", "pedestrian"],
    "text_street": ["ground", "building", "road_1", "road_4"],
    "text_number": ["building", "ground"],
    "text_poi": ["building", "ground"],
    "text_stop": ["ground", "road_1", "building", "pedestrian"],
    "text_water": ["water"],
    "text_green": ["green"],
}
SURFACES = ["ground", "water", "green", "square", "building", "void"]
FILLS = {  # severity fills and the colour of blindness, from the console's tokens
    "dark": ["#f58a2e", "#fbe27c", "#aebac7", "#7c5be6"],
    "light": ["#c8123f", "#43505e", "#5a3cc4"],
    "night": ["#d97a28", "#dcc56f", "#98a4b1"],
}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
def test_every_label_can_be_read(theme: str) -> None:
    palette = PALETTES[theme]
    for text, grounds in LABELS.items():
        for ground in grounds:
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("theme", PALETTES)
def test_every_mark_can_be_seen(theme: str) -> None:
    palette = PALETTES[theme]
    for fill in FILLS[theme]:
        for surface in SURFACES:
            assert contrast(fill, palette[surface]) >= 3.0, (fill, surface)  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("theme", PALETTES)
def test_the_shipped_style_is_the_made_one_and_fits_the_archive(theme: str, tmp_path: Path) -> None:
    written = {path.name: path.read_text("utf-8") for path in styles.write(tmp_path)}
    shipped = (maps() / f"style-{theme}.json").read_text("utf-8")
    assert shipped == written[f"style-{theme}.json"]
    style = json.loads(shipped)
    assert "glyphs" not in style
    assert "sprite" not in style
    assert style["sources"]["map"]["url"] == "pmtiles:///maps/helsinki.pmtiles"
    assert "© OpenStreetMap contributors" in style["sources"]["map"]["attribution"]
    with (maps() / "helsinki.pmtiles").open("rb") as file:
        known = {layer["id"] for layer in Reader(MmapSource(file)).metadata()["vector_layers"]}
    assert {layer["source-layer"] for layer in style["layers"] if "source-layer" in layer} <= known


def test_the_map_ships_with_its_notice() -> None:
    notice = (maps() / "NOTICE").read_text("utf-8")
    assert "© OpenStreetMap contributors" in notice
    assert "Open Database License" in notice
