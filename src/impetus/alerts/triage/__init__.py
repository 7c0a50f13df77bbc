"""Triage: few, explained alerts out of many. A pure engine; the platform feeds it and keeps what it says."""
