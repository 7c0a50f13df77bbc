"""GTFS-Realtime messages for tests, written by Google's protobuf library from the reference's field numbers."""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_TYPES = {"string": 9, "uint64": 4, "int32": 5, "int64": 3, "uint32": 13, "bool": 8, "float": 2, "double": 1}
_MESSAGES: dict[str, list[tuple[str, int, str, bool]]] = {
    "FeedHeader": [
        ("gtfs_realtime_version", 1, "string", False),
        ("incrementality", 2, "int32", False),
        ("timestamp", 3, "uint64", False),
    ],
    "TripDescriptor": [
        ("trip_id", 1, "string", False),
        ("start_date", 3, "string", False),
        ("schedule_relationship", 4, "int32", False),
        ("route_id", 5, "string", False),
        ("direction_id", 6, "uint32", False),
    ],
    "StopTimeEvent": [("delay", 1, "int32", False), ("time", 2, "int64", False), ("uncertainty", 3, "int32", False)],
    "StopTimeUpdate": [
        ("stop_sequence", 1, "uint32", False),
        ("arrival", 2, "StopTimeEvent", False),
        ("departure", 3, "StopTimeEvent", False),
        ("stop_id", 4, "string", False),
        ("schedule_relationship", 5, "int32", False),
    ],
    "TripUpdate": [
        ("trip", 1, "TripDescriptor", False),
        ("stop_time_update", 2, "StopTimeUpdate", True),
        ("timestamp", 4, "uint64", False),
        ("delay", 5, "int32", False),
    ],
    "Position": [
        ("latitude", 1, "float", False),
        ("longitude", 2, "float", False),
        ("bearing", 3, "float", False),
        ("odometer", 4, "double", False),
        ("speed", 5, "float", False),
    ],
    "VehicleDescriptor": [("id", 1, "string", False), ("label", 2, "string", False)],
    "VehiclePosition": [
        ("trip", 1, "TripDescriptor", False),
        ("position", 2, "Position", False),
        ("timestamp", 5, "uint64", False),
        ("stop_id", 7, "string", False),
        ("vehicle", 8, "VehicleDescriptor", False),
    ],
    "FeedEntity": [
        ("id", 1, "string", False),
        ("is_deleted", 2, "bool", False),
        ("trip_update", 3, "TripUpdate", False),
        ("vehicle", 4, "VehiclePosition", False),
    ],
    "FeedMessage": [("header", 1, "FeedHeader", False), ("entity", 2, "FeedEntity", True)],
}


def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="transit_test.proto", package="transit", syntax="proto2")
    for name, fields in _MESSAGES.items():
        made = file.message_type.add(name=name)
        for field, number, kind, repeated in fields:
            more = {"type": _TYPES[kind]} if kind in _TYPES else {"type": 11, "type_name": f".transit.{kind}"}
            made.field.add(name=field, number=number, label=3 if repeated else 1, **more)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"transit.{name}")) for name in _MESSAGES}


_CLASS = _classes()


def message(time: int, entities: list[dict[str, Any]], version: str = "2.0", incrementality: int = 0) -> bytes:
    """Return a feed made at `time` (s since 1970); an entity is given as nested mappings of its fields."""
    header = {"gtfs_realtime_version": version, "incrementality": incrementality, "timestamp": time}
    numbered = [{"id": str(number)} | entity for number, entity in enumerate(entities)]
    found: bytes = _CLASS["FeedMessage"](header=header, entity=numbered).SerializeToString()
    return found


def trip(
    route: str,
    stops: list[tuple[str, int | None, int | None]],
    *,
    delay: int | None = None,
    direction: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """Return an entity: a trip of `route` with (stop, time, delay) of its coming stops."""
    updates = [
        {
            "stop_id": stop,
            "arrival": {name: value for name, value in (("time", at), ("delay", late)) if value is not None},
        }
        for stop, at, late in stops
    ]
    told: dict[str, Any] = {"trip": {"route_id": route, "direction_id": direction} | more, "stop_time_update": updates}
    return {"trip_update": told | ({} if delay is None else {"delay": delay})}


def vehicle(id: str, route: str, latitude: float, longitude: float, time: int) -> dict[str, Any]:
    """Return an entity: where a vehicle of `route` was seen at `time`."""
    return {
        "vehicle": {
            "trip": {"route_id": route},
            "position": {"latitude": latitude, "longitude": longitude},
            "timestamp": time,
            "vehicle": {"id": id},
        }
    }
