"""Calling `remit` in this process, from the current directory."""

from typing import TYPE_CHECKING

import pytest
from calling import Said

from remit.cli.main import main

if TYPE_CHECKING:
    from calling import RemitCall


@pytest.fixture
def remit(capsys: pytest.CaptureFixture[str]) -> "RemitCall":
    """Call `remit` with some words."""

    def call(*words: str) -> Said:
        code = main(list(words))
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call
