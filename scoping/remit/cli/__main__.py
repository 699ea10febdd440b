"""The command itself; `python -I -m remit.cli` is the one of exactly this interpreter.

A check is short, as a hook is: it collects no garbage, and it ends without taking its modules
apart. Other verbs use libraries that want to be told of the end; they collect seldom, since a
history is millions of values that stay until the end, and looking through them again and again took
a quarter of the time.
"""

import gc
import signal
import sys

_SELDOM = (200_000, 50, 50)


def run() -> int:
    """The exit code of the command; 130 also for an interruption while modules are still read."""
    short = sys.argv[1:2] == ["check"]
    if short:
        gc.disable()
    gc.set_threshold(*_SELDOM)
    code = _run()
    if short:
        from remit.process_exit import exit_now

        exit_now(code)
    return code


def _run() -> int:
    try:
        from remit.cli.main import main

        code = main()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over, whatever comes now
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stderr.write("remit: interrupted; nothing was decided.\n")
        return 130
    return code


if __name__ == "__main__":
    if not (sys.flags.safe_path and sys.flags.ignore_environment):
        sys.stderr.write(
            "remit: this Python may import modules of the current directory: nothing was done.\n"
            "hint: start it as: python -I -m remit.cli\n"
        )
        sys.exit(2)
    sys.exit(run())
