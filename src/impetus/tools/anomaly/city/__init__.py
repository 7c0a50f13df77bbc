"""Many sensors from a file: the whole detector, slot by slot, without a platform."""
