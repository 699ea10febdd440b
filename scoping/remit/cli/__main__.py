"""`python -I -m remit.cli`: the command line of exactly this interpreter."""

import sys

from remit.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
