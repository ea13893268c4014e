"""One command a module; ``cli/main.py`` loads a command's module when the user names the command."""
