"""What doctor and hook agree on: a path no task may write, and how a hook says it saw it."""

MARKER = "REMIT_DOCTOR"
ANSWER = "remit-proof "


def poison_path(nonce: str) -> str:
    """The path of one proof's poison, below `.remit/`, where no remit may write by a pattern."""
    return f".remit/poison-{nonce}"
