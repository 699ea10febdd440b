"""The clock of this machine: seconds that never run backwards, the same for all its processes."""

import time


def monotonic_now() -> float:
    """Seconds since some moment in the past."""
    return time.monotonic()


def sleep_until(when: float) -> None:
    """Return at that time, or at once where it is past."""
    left = when - monotonic_now()
    if left > 0:
        time.sleep(left)


def seconds_since_1970() -> int:
    """The time of day, UTC; it may jump, since people set it."""
    return int(time.time())


def utc_minute(seconds: int) -> str:
    """A moment as people read it; one that no clock shows, as the number it is.

    >>> utc_minute(1_800_000_000)
    '2027-01-15 08:00 UTC'
    """
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):
        return str(seconds)
