"""Many scenarios at once: found below paths, each run and judged, one result a scenario."""
