"""Whole outputs kept in `tests/golden`; `REMIT_GOLDEN=write pytest ...` renews them."""

import os
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"


def matches(name: str, found: str) -> None:
    """Require that the kept output `name` is `found`."""
    place = GOLDEN / name
    if os.environ.get("REMIT_GOLDEN") == "write":
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(found, encoding="utf-8")
    assert found == place.read_text(encoding="utf-8")
