"""How much is tried: what fits in a run of all tests, or what takes an evening: `make soak`, before a release."""

from __future__ import annotations

import os

IS_LONG = bool(os.environ.get("KLANTREIS_SOAK"))


def times(fast: int, soak: int) -> int:
    """How often to try: *fast* in every run, *soak* in a long one."""
    return soak if IS_LONG else fast
