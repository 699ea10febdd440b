"""`python -I -m remit_hooks NAME ...`: the form that stubs and the pre-commit framework call.

A hook's process is short: it collects no garbage, and it ends without taking its modules apart.
Everything that has to be closed is closed by then.
"""

import gc
import signal
import sys


def run() -> int:
    """The exit code of the hook; 130 also for an interruption while modules are still read."""
    try:
        code = _run_agent_hook() if _is_agent_hook() else _run_hook()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over, whatever comes now
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stderr.write("remit: interrupted; nothing was decided.\n")
        return 2 if _is_agent_hook() else 130
    except BaseException as error:
        if not _is_agent_hook():
            raise
        sys.stderr.write(f"remit: this call is denied: remit does not run ({error!r}).\n")
        return 2  # an agent lets the call run where its hook ends with another code
    return code


def _run_hook() -> int:
    from remit_hooks.entry import main

    return main()


def _run_agent_hook() -> int:
    """The way past the table of hooks: an agent waits for this at each of its calls."""
    from remit_hooks.agent.run import run_agent_hook

    return run_agent_hook(sys.argv[2:])


def _is_agent_hook() -> bool:
    return sys.argv[1:2] == ["agent"]


if __name__ == "__main__":
    if not (sys.flags.safe_path and sys.flags.ignore_environment):
        sys.stderr.write(
            "remit: this Python may import modules of the current directory: nothing was checked.\n"
            "hint: start it as: python -I -m remit_hooks\n"
        )
        sys.exit(2)
    gc.disable()
    code = run()
    from remit.process_exit import exit_now

    exit_now(code)
