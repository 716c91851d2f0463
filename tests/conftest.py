"""What all tests share: how far hypothesis looks for a counter-example."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples on every machine: a red run means the change, never the dice.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=50, print_blob=True)
# For an evening: HYPOTHESIS_PROFILE=thorough ./test
settings.register_profile("thorough", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
