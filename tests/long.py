"""Loaded by `make test-long` alone: each property is tried on many more examples, without a limit of time."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "long", max_examples=2000, stateful_step_count=100, deadline=None, suppress_health_check=list(HealthCheck)
)
