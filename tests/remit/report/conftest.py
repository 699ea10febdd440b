"""Fixtures of the reports: the command `remit` as a person has it."""

import os
import sys
from pathlib import Path

import pytest


@pytest.fixture
def on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """`remit` on PATH, for the fixes that call it."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
