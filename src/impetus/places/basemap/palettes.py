"""The colours of the base map: one palette a theme."""

from typing import Final

Palette = dict[str, str]

DARK: Final[Palette] = {
    "void": "#0b0e13",
    "ground": "#12161c",
    "water": "#10212e",
    "shore": "#1c3342",
    "green": "#141d1c",
    "sport": "#18221f",
    "bare": "#191c20",
    "rail_yard": "#0f1318",
    "site": "#161a20",
    "square": "#232b36",
    "square_line": "#39434f",
    "pedestrian": "#1a2029",
    "pier": "#1b2028",
    "building": "#1a1f27",
    "building_line": "#2a313c",
    "house": "#2a323e",
    "road_1": "#303a46",
    "road_2": "#2c3540",
    "road_3": "#28303b",
    "road_4": "#242b36",
    "road_5": "#20262f",
    "casing": "#0d1116",
    "tunnel": "#1b212a",
    "path": "#2e3743",
    "cycle": "#29384a",
    "rail": "#3a424d",
    "tram": "#33424f",
    "text_place": "#c3ccd8",
    "text_square": "#b3bdca",
    "text_street": "#99a4b2",
    "text_number": "#838d9b",
    "text_poi": "#929dab",
    "text_stop": "#93a8be",
    "text_water": "#6c96b3",
    "text_green": "#7d9a88",
    "halo": "#10141a",
    "dot": "#6b7786",
    "dot_stop": "#7f97b0",
}
LIGHT: Final[Palette] = {
    "void": "#e4e7ea",
    "ground": "#f2f3f4",
    "water": "#cbdae4",
    "shore": "#b4c8d5",
    "green": "#e1eae0",
    "sport": "#d9e5d9",
    "bare": "#eceae5",
    "rail_yard": "#eaecee",
    "site": "#edeef0",
    "square": "#fdfaf2",
    "square_line": "#d5cfbf",
    "pedestrian": "#f8f8f6",
    "pier": "#f3f2ee",
    "building": "#e2e5e9",
    "building_line": "#ccd2d9",
    "house": "#dfe3e8",
    "road_1": "#ffffff",
    "road_2": "#ffffff",
    "road_3": "#ffffff",
    "road_4": "#ffffff",
    "road_5": "#fafbfb",
    "casing": "#d3d9df",
    "tunnel": "#e6e9ec",
    "path": "#c3c9d0",
    "cycle": "#bfcad6",
    "rail": "#b5bcc5",
    "tram": "#b3c0cc",
    "text_place": "#333d49",
    "text_square": "#3f4956",
    "text_street": "#5a6572",
    "text_number": "#5c6671",
    "text_poi": "#5d6773",
    "text_stop": "#4a6480",
    "text_water": "#35607d",
    "text_green": "#4c6b55",
    "halo": "#f7f8f9",
    "dot": "#8a94a0",
    "dot_stop": "#6f8aa6",
}


def darker(colour: str, share: float) -> str:
    """A colour `#rrggbb` with every channel taken down to `share` of it."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(channel * share):02x}" for channel in channels)


NIGHT: Final[Palette] = {
    # Night use: the dark map with a lower peak luminance, as the console's night theme has it; surfaces
    # keep the dark map's order, labels stay readable (4.5:1 on what they stand on).
    **{name: darker(colour, 0.76) for name, colour in DARK.items()},
    **{name: darker(colour, 0.92) for name, colour in DARK.items() if name.startswith("text_")},
    "void": "#07090c",
    "ground": "#0c1015",
    "water": "#08141d",
    "green": "#0c1514",
    "halo": "#0a0e12",
}
PALETTES: Final[dict[str, Palette]] = {"dark": DARK, "light": LIGHT, "night": NIGHT}
