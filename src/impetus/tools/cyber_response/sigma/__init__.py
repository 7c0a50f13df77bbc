"""Sigma rules on streams and on files.

`load` reads rules (by pySigma, into the plain tree of `tree`) and refuses by name and reason; `engine` finds the rules
that an event matches; `correlate` follows matches over time. Sigma 2.1: https://github.com/SigmaHQ/sigma-specification
"""
