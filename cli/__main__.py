"""Makes ``python -m xfetch.cli`` run the command line."""

from .entry import main

main()
