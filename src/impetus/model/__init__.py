"""The words of the platform as pure types. Imports nothing of ours.

Times are integers, milliseconds since 1970-01-01 UTC, unless a name says otherwise.
"""
