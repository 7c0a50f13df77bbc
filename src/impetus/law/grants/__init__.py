"""Grants: short, approved permissions to see what is masked; and the sealed originals themselves."""
