"""Executes many jobs: in worker processes, on the workers of a Dask cluster, in parts that machines share."""
