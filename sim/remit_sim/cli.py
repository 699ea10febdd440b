"""The command `remit-sim`."""

import sys


def main() -> int:
    """Exit code 2: the simulator is not part of this release, and says so."""
    sys.stderr.write("remit-sim: the simulator is not part of this release.\n")
    return 2
