"""What of OpenStreetMap goes into the base map: tags in, one feature of a layer out.

The styles know these layers and these attributes:

========== ======= ==================================================================
layer      shape   attributes
========== ======= ==================================================================
ground     polygon the area that the extract covers
edge       line    its outline
water      polygon kind: sea lake pond pool fountain; line: river stream
green      polygon kind: park garden grass wood wetland play sport cemetery bare
site       polygon kind: rail parking building_site industry
plaza      polygon kind: square pedestrian service platform pier bridge
building   polygon height, base (m); part, whole (3D only); kind: roof
road       line    kind: motorway trunk primary secondary tertiary street service
                   pedestrian cycleway path steps sidewalk; link, tunnel, bridge, oneway
street     line    name, kind: one line a street, for the label
rail       line    kind: rail tram subway; minor, tunnel, bridge
stop       point   kind: station metro tram bus bus_station ferry entrance; name
poi        point   kind, group: civic health culture education food shop lodging
                   transport safety; name; rank
place      point   kind: city suburb quarter square court park water; name; rank
number     point   number: a house number
========== ======= ==================================================================

A name is ``name``; other languages are ``name:sv`` and so on, where they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from impetus.places.basemap.tables import (
    GREENS,
    PLACES,
    PLAZA_ROADS,
    POIS,
    RAILS,
    ROADS,
    SITES,
    STOREY_METRES,
)

Tags = Mapping[str, str]
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Feature:
    """One object in one layer, from ``zoom`` on."""

    layer: str
    zoom: int
    values: dict[str, Value] = field(default_factory=dict)


def number(text: str | None) -> float | None:
    """Metres or storeys out of a tag such as ``12``, ``12.5 m`` or ``5;6``."""
    if not text:
        return None
    try:
        return float(text.replace(",", ".").split(";")[0].removesuffix("m").strip())
    except ValueError:
        return None


def metres(length: float) -> float:
    """To the decimetre, as a whole number where it is one: that is shorter in a tile."""
    short = round(length, 1)
    return int(short) if short == int(short) else short


def names(tags: Tags, languages: tuple[str, ...]) -> dict[str, Value]:
    """The name, and its other languages where they say something else."""
    if not (name := tags.get("name")):
        return {}
    named: dict[str, Value] = {"name": name}
    for key in (f"name:{language}" for language in languages):
        if tags.get(key, name) != name:
            named[key] = tags[key]
    return named


def below(tags: Tags) -> bool:
    """Whether something is under the ground or inside a house."""
    layer = number(tags.get("layer")) or 0
    return (
        tags.get("tunnel", "no") not in {"no", "building_passage"}
        or tags.get("location") in {"underground", "indoor"}
        or tags.get("indoor", "no") != "no"
        or (layer < 0 and tags.get("bridge", "no") == "no")
    )


def flags(tags: Tags) -> dict[str, Value]:
    """``tunnel`` or ``bridge`` where a way is one."""
    found: dict[str, Value] = {}
    if below(tags):
        found["tunnel"] = True
    elif tags.get("bridge", "no") != "no":
        found["bridge"] = True
    return found


def line(tags: Tags) -> list[Feature]:
    """The features of an open way."""
    features = []
    highway = tags.get("highway", "")
    link = highway.endswith("_link")
    if highway.removesuffix("_link") in ROADS and tags.get("area") != "yes":
        kind, zoom = ROADS[highway.removesuffix("_link")]
        values: dict[str, Value] = flags(tags)
        if tags.get("footway") in {"sidewalk", "crossing"} or tags.get("cycleway") == "crossing":
            kind, zoom = "sidewalk", 16
        if kind == "service" and tags.get("service") in {"parking_aisle", "driveway"}:
            zoom = 15
        if values.get("tunnel"):
            zoom = max(zoom, 14)
        if link:
            values["link"] = True
        if kind not in {"path", "steps", "sidewalk", "pedestrian"} and tags.get("oneway") == "yes":
            values["oneway"] = True
        features.append(Feature("road", zoom, {"kind": kind, **values}))
    if tags.get("railway") in RAILS:
        kind, zoom = RAILS[tags["railway"]]
        values = flags(tags)
        if "service" in tags:
            values["minor"], zoom = True, max(zoom, 14)
        features.append(Feature("rail", zoom, {"kind": kind, **values}))
    if tags.get("waterway") in {"river", "canal", "stream", "ditch", "drain"} and not below(tags):
        big = tags["waterway"] in {"river", "canal"}
        features.append(Feature("water", 11 if big else 15, {"kind": "river" if big else "stream"}))
    return features


def street(tags: Tags, languages: tuple[str, ...]) -> Feature | None:
    """The road's share of a street name's label line."""
    highway = tags.get("highway", "").removesuffix("_link")
    if highway not in ROADS or below(tags) or "name" not in tags or tags.get("area") == "yes":
        return None
    kind, zoom = ROADS[highway]
    if kind in {"sidewalk", "steps"} or "footway" in tags:
        return None
    return Feature("street", zoom, {"kind": kind, **names(tags, languages)})


def area(tags: Tags) -> list[Feature]:
    """The features of a closed way or a multipolygon."""
    features = []
    underground = below(tags)
    natural, landuse = tags.get("natural"), tags.get("landuse")
    if tags.get("building", "no") != "no" or tags.get("building:part", "no") != "no":
        if not underground:
            features.append(building(tags))
    elif natural == "water" or landuse in {"basin", "reservoir", "pond"}:
        kind = {"sea": "sea"}.get(tags.get("water", ""), "pond" if landuse else "lake")
        features.append(Feature("water", 11, {"kind": kind}))
    elif tags.get("waterway") in {"riverbank", "dock"}:
        features.append(Feature("water", 11, {"kind": "lake"}))
    elif tags.get("leisure") == "swimming_pool" or tags.get("amenity") == "fountain":
        features.append(Feature("water", 15, {"kind": "fountain"}))
    if underground:
        return features
    for table, layer, zoom in ((GREENS, "green", 11), (SITES, "site", 13)):
        for key in ("leisure", "landuse", "natural", "amenity"):
            if found := table.get((key, tags.get(key, ""))):
                features.append(Feature(layer, zoom, {"kind": found}))
                break
    if walk := plaza(tags):
        features.append(Feature("plaza", 13 if walk == "square" else 14, {"kind": walk}))
    return features


def plaza(tags: Tags) -> str | None:
    """Which sort of walkable surface an area is, if any."""
    if tags.get("building", "no") != "no" or tags.get("area") == "no":
        return None
    if tags.get("place") == "square" or tags.get("amenity") == "marketplace":
        return "square"
    platform = "platform" in (tags.get("railway"), tags.get("public_transport"))
    if platform or tags.get("highway") == "platform":
        return "platform"
    if tags.get("man_made") in {"pier", "bridge"}:
        return tags["man_made"]
    closed_loop = tags.get("highway") in {"footway", "path", "service", "living_street"}
    if closed_loop and tags.get("area") != "yes":
        return None
    return PLAZA_ROADS.get(tags.get("highway", ""))


def building(tags: Tags) -> Feature:
    """Heights are metres above the ground; a missing one is guessed later, from the neighbours."""
    kind = tags.get("building", "no")
    values: dict[str, Value] = {}
    storeys = number(tags.get("building:levels"))
    if (height := number(tags.get("height"))) is None and storeys:
        height = storeys * STOREY_METRES + 1
    if height:
        values["height"] = metres(height)
    base = number(tags.get("min_height"))
    if base is None and (first := number(tags.get("building:min_level"))):
        base = first * STOREY_METRES
    if base:
        values["base"] = metres(base)
    if kind in {"roof", "carport", "canopy"}:
        values["kind"] = "roof"
    if tags.get("building:part", "no") != "no" and kind == "no":
        values["part"] = True
    return Feature("building", 13, values)


def point(tags: Tags, languages: tuple[str, ...], square_metres: float = 0) -> list[Feature]:
    """The features of a node, or of an area's label point."""
    features = []
    named = names(tags, languages)
    if stop := transit(tags):
        kind, zoom = stop
        if named or kind == "entrance":
            features.append(Feature("stop", zoom, {"kind": kind, **named}))
    if place := placed(tags, square_metres):
        if named:
            kind, zoom, rank = place
            features.append(Feature("place", zoom, {"kind": kind, "rank": rank, **named}))
    elif not stop:
        features += interest(tags, named)
    if text := tags.get("addr:housenumber"):
        features.append(Feature("number", 16, {"number": text}))
    return features


def transit(tags: Tags) -> tuple[str, int] | None:
    """Kind and first zoom of a stop, if it is one."""
    railway = tags.get("railway")
    if railway in {"station", "halt"} and tags.get("station") == "subway":
        return "metro", 13
    if railway in {"station", "halt"}:
        return "station", 12
    if railway == "tram_stop":
        return "tram", 15
    if railway == "subway_entrance":
        return "entrance", 16
    if tags.get("amenity") == "bus_station":
        return "bus_station", 14
    if tags.get("amenity") == "ferry_terminal":
        return "ferry", 14
    return ("bus", 15) if tags.get("highway") == "bus_stop" else None


def placed(tags: Tags, square_metres: float) -> tuple[str, int, int] | None:
    """Kind, first zoom and rank of a place's name; a lower rank is placed first."""
    if below(tags):
        return None
    size = 4 if square_metres > 8000 else 5 if square_metres > 2500 else 6
    if plaza(tags) == "square":
        return "square", 10 + min(size, 5), size
    if plaza(tags) in {"pedestrian", "service"} and square_metres > 400:
        return "court", 15, size + 1
    if tags.get("leisure") in {"park", "garden"} and square_metres > 0:
        return "park", 10 + size, size
    if tags.get("natural") in {"bay", "water", "strait"} and tags.get("building") is None:
        return "water", 13, 4
    return PLACES.get(tags.get("place", ""))


def interest(tags: Tags, named: dict[str, Value]) -> list[Feature]:
    """A point of interest, if it is one that is drawn."""
    for key, table in POIS.items():
        kind = tags.get(key, "")
        found = table.get(kind) or (table.get("*") if kind else None)
        if not found or below(tags):
            continue
        group, zoom = found
        if not named and group not in {"safety", "transport"} and kind != "toilets":
            continue
        return [Feature("poi", zoom, {"kind": kind, "group": group, "rank": zoom - 13, **named})]
    return []
