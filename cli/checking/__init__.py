"""The parts of ``xfetch check`` that no other command needs."""
