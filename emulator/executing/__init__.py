"""Does many jobs: in worker processes on this machine, or in the parts of a work that machines share."""
