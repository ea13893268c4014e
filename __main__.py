"""``python -m xfetch``. It lies here because the checkout's folders install below the name ``xfetch``."""

from xfetch.cli.main import main

main()
