"""``python -m xfetch.cli``."""

from .main import main

main()
