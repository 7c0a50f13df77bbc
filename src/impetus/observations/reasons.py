"""Why a reading cannot be taken: codes, and what they say to people."""

from typing import Final, NamedTuple


class Reason(NamedTuple):
    """A reason: its code in the API and the database, the field it is about, the problem and the remedy."""

    code: str
    field: str
    problem: str
    remedy: str


NOT_A_NUMBER: Final = Reason(
    "not_a_number", "value", "The value is not a finite number.", "Send a number, or leave the reading out."
)
BELOW_MINIMUM: Final = Reason(
    "below_minimum",
    "value",
    "The value is below what the sensor can measure.",
    "Check the sensor, or lower its smallest possible value.",
)
ABOVE_MAXIMUM: Final = Reason(
    "above_maximum",
    "value",
    "The value is above what the sensor can measure.",
    "Check the sensor, or raise its largest possible value.",
)
IN_THE_FUTURE: Final = Reason(
    "in_the_future", "time", "The time lies in the future.", "Set the sender's clock, or its time zone in the mapping."
)
TOO_OLD: Final = Reason(
    "too_old", "time", "The time lies further back than the history keeps.", "Check the sender's clock."
)
IMPOSSIBLE_TIME: Final = Reason(
    "impossible_time", "time", "The time is outside the years 1970 to 2200.", "Check the form of the time."
)
UNKNOWN_SENSOR: Final = Reason(
    "unknown_sensor", "sensor", "No sensor of this name is registered.", "Register it, or let the source do so."
)
TOO_MANY_SENSORS: Final = Reason(
    "too_many_sensors", "sensor", "The source names more sensors than it may.", "Check the field with the name."
)
BAD_NAME: Final = Reason(
    "bad_name", "sensor", "The sensor's name is empty, too long or not text.", "Use 1 to 200 printable characters."
)
UNKNOWN_UNIT: Final = Reason(
    "unknown_unit", "unit", "The unit cannot be converted to the sensor's unit.", "Set the unit in the mapping."
)
OTHER_SOURCE: Final = Reason(
    "other_source",
    "sensor",
    "The sensor belongs to another source.",
    "Put a prefix before this source's sensors, or let it send for those of others in its mapping.",
)

ORDER: Final = (
    BAD_NAME,
    UNKNOWN_SENSOR,
    OTHER_SOURCE,
    TOO_MANY_SENSORS,
    UNKNOWN_UNIT,
    NOT_A_NUMBER,
    BELOW_MINIMUM,
    ABOVE_MAXIMUM,
    IMPOSSIBLE_TIME,
    IN_THE_FUTURE,
    TOO_OLD,
)
"""A reading's code 1, 2, … in columns is its place in this list, 0 means nothing is wrong; the first found counts."""
CODE: Final = {reason.code: number for number, reason in enumerate(ORDER, 1)}
