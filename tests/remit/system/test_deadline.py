"""A deadline: it is an answer that nobody on the way can swallow, and it leaves nothing behind."""

import signal
import time
from contextlib import suppress

import pytest

from remit.errors import LimitExceeded
from remit.system.deadline import enforce_deadline


def test_what_takes_too_long_is_left_with_a_sentence_and_the_fix() -> None:
    with pytest.raises(LimitExceeded, match=r"longer than 0\.01 s") as caught:  # noqa: SIM117
        with enforce_deadline(0.01, "take more time"):
            time.sleep(60)
    assert caught.value.hint == "take more time"


def test_no_handler_of_failures_takes_it_for_one_of_its_own() -> None:
    with pytest.raises(LimitExceeded), enforce_deadline(0.01, ""), suppress(Exception):
        time.sleep(60)


@pytest.mark.parametrize("seconds", [0, 60])
def test_what_is_done_in_time_goes_on_undisturbed(seconds: int) -> None:
    before = signal.getsignal(signal.SIGALRM)
    with enforce_deadline(seconds, ""):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before
