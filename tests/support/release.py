"""What a user of a release has on disk: the files of this checkout that the wheel is made of."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PARTS = ("pyproject.toml", "README.md", "LICENSE", "scoping/remit", "hooks", "sim/remit_sim")


def unpack(folder: Path) -> Path:
    """The release in `folder`."""
    for part in _PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder
