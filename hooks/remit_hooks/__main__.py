"""`python -I -m remit_hooks NAME ...`: the form that stubs and the pre-commit framework call."""

import sys

try:
    from remit_hooks.entry import main

    code = main()
except KeyboardInterrupt:  # while modules were still being read
    sys.stderr.write("remit: interrupted; nothing was judged.\n")
    code = 130

sys.exit(code)
