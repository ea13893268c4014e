"""Makes ``python -m xfetch.cli`` run the command line."""

from .main import main

main()
