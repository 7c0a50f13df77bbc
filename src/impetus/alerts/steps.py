"""What may become of a sample of an alert."""

from enum import StrEnum


class SampleStep(StrEnum):
    """What became of a sample for a laboratory. The last three are the laboratory's word."""

    REQUESTED = "requested"
    TAKEN = "taken"
    HANDED = "handed"
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"
