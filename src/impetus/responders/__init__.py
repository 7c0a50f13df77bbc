"""Links for responders in the field: what an alert is, where, and what to do, on a phone, for a short time."""
