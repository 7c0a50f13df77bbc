"""`python -m impetus` is the same as `impetus`."""

from impetus.cli.main import main

main()
