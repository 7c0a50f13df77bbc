"""Ways in, one folder each: `settings.py` with the form, `source.py` with what runs."""
