"""The contracts that tools, sources, formats and channels keep. Each fits on one screen."""
