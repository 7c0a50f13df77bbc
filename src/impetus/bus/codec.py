"""MessagePack on the stream: observation batches and control messages."""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from impetus.kit.errors import BadInput
from impetus.model.observation import Control, ObservationBatch

_ENCODER: Final = msgspec.msgpack.Encoder()
_BATCH: Final = msgspec.msgpack.Decoder(ObservationBatch)
_CONTROL: Final[msgspec.msgpack.Decoder[Control]] = msgspec.msgpack.Decoder(Control)


def make_batch(
    *,
    agency: str,
    source: str,
    kind: str,
    clock: str,
    received: int,
    sensors: list[str],
    index: NDArray[np.integer],
    time: NDArray[np.integer],
    value: NDArray[np.floating],
    flags: NDArray[np.uint8] | None = None,
    purpose: str = "urban_safety",
) -> ObservationBatch:
    """Make a batch of n readings from columns, each shape (n,); `index` points into `sensors`."""
    return ObservationBatch(
        agency=agency,
        source=source,
        kind=kind,
        clock=clock,
        received=received,
        sensors=sensors,
        index=index.astype("<u4", copy=False).tobytes(),
        time=time.astype("<i8", copy=False).tobytes(),
        value=value.astype("<f8", copy=False).tobytes(),
        flags=bytes(len(index)) if flags is None else flags.astype("u1", copy=False).tobytes(),
        purpose=purpose,
    )


def encode(message: ObservationBatch | Control) -> bytes:
    """Return the bytes that travel."""
    return _ENCODER.encode(message)


def decode_batch(payload: bytes) -> ObservationBatch:
    """Read an observation batch; raise BadInput where it is none or its columns do not fit together."""
    try:
        batch = _BATCH.decode(payload)
    except msgspec.MsgspecError as error:
        raise BadInput(f"Not an observation batch: {error}") from error
    n = len(batch.flags)
    if len(batch.time) != 8 * n or len(batch.value) != 8 * n or len(batch.index) != 4 * n:
        raise BadInput("The columns of an observation batch differ in length.")
    if n and int(batch.indices.max()) >= len(batch.sensors):
        raise BadInput("An observation batch names a sensor that it does not list.")
    return batch


def decode_control(payload: bytes) -> Control:
    """Read a control message; raise BadInput where it is none."""
    try:
        return _CONTROL.decode(payload)
    except msgspec.MsgspecError as error:
        raise BadInput(f"Not a control message: {error}") from error


def decode(subject: str, payload: bytes) -> ObservationBatch | Control:
    """Read a message of the stream by its subject."""
    return decode_batch(payload) if subject.startswith("obs.") else decode_control(payload)
