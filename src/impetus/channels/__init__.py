"""Ways out: channels, the rules of who is told what, public warnings, exports; and warnings that come in."""
