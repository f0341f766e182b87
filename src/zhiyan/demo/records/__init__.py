"""Shapes of the demonstration's texts: frozen records, nothing else."""
