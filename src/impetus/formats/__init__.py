"""Wire formats, one file each: bytes in, readings and refusals out. None raises for bad content."""
