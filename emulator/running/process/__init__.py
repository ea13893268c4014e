"""The child process in which the cycles run, and its supervisor: what an integration does there, an
endless loop or a crash, ends no more than one fetch."""
