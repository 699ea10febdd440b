"""The command itself; `python -I -m remit.cli` is the one of exactly this interpreter."""

import sys


def run() -> int:
    """The exit code of the command; 130 also for an interruption while modules are still read."""
    try:
        from remit.cli.main import main

        return main()
    except KeyboardInterrupt:
        sys.stderr.write("remit: interrupted; nothing was decided.\n")
        return 130


if __name__ == "__main__":
    sys.exit(run())
