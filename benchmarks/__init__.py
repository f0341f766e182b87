"""Benchmarks as commands: `python -m benchmarks.<name>`. Never timed tests."""
