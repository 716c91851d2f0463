"""What all tests share: how far hypothesis looks, how often garbage is looked for, that ctrl+c ends what they start."""

from __future__ import annotations

import gc
import os
import signal

from hypothesis import settings

# The same examples on every machine: a red run means the change, never the dice.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=50, print_blob=True)
# For an evening: HYPOTHESIS_PROFILE=thorough ./test
settings.register_profile("thorough", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# A shell has what it starts in the background ignore ctrl+c; what the tests start would ignore it, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A test of a screen builds and drops a whole app: at Python's own pace nearly half its time goes to the collector.
gc.set_threshold(100_000, 20, 20)


def pytest_collection_finish() -> None:
    """Leave all that is there for good (modules, tests) out of what the collector goes through."""
    gc.collect()
    gc.freeze()
