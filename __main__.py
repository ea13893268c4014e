"""``python -m xfetch``. It lies here because the checkout's folders install below the name ``xfetch``."""

from xfetch.cli.entry import main

main()
