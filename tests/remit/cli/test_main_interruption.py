"""Ctrl-C before the command line has even been read from disk."""

import subprocess
import sys

PROGRAM = """
import sys

class Stop:
    def find_spec(self, name, path=None, target=None):
        if name == "remit.cli.main":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
from remit.cli.__main__ import run
sys.exit(run())
"""


def test_an_interruption_while_modules_are_read_is_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "remit: interrupted; nothing was decided.\n"
