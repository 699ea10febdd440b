"""`python -I -m remit_sim.cli`: what the command `remit-sim` starts."""

import sys

from remit_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
