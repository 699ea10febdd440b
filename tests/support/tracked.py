"""The files that git tracks in this checkout."""

import subprocess
from pathlib import Path

from release import ROOT

_LISTED = subprocess.run(
    ["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True
).stdout.decode()
FILES = [Path(name) for name in _LISTED.split("\0") if name and (ROOT / name).is_file()]
MARKDOWN = [path for path in FILES if path.suffix == ".md"]
