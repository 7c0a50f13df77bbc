"""The audit log: who did what, to what, under which purpose. Written by `Unit.audit`, never changed."""
