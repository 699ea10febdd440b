"""Wheels without a network: what is installed here, packed again, and pinned by its hashes."""

import re
import zipfile
from hashlib import sha256
from importlib.metadata import Distribution, distribution
from pathlib import Path

_MADE_BY_INSTALLING = {"INSTALLER", "REQUESTED", "direct_url.json"}


def pack(name: str, folder: Path) -> Path:
    """The installed distribution `name` as the wheel that it came from, but for its scripts."""
    found = distribution(name)
    tag = re.findall(r"^Tag: (\S+)", found.read_text("WHEEL") or "", re.MULTILINE)[0]
    wheel = folder / f"{_normal(found.name)}-{found.version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for file in _files(found):
            packed.writestr(file, Path(str(found.locate_file(file))).read_bytes())
    return wheel


def pinned(requirements: str, folder: Path) -> str:
    """The same names in the form of pip's hash-checking mode, packed into `folder`."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", requirements, re.MULTILINE)
    lines: list[str] = []
    for name in names:
        digest = sha256(pack(name, folder).read_bytes()).hexdigest()
        lines.append(f"{name}=={distribution(name).version} --hash=sha256:{digest}\n")
    return "".join(lines)


def _files(found: Distribution) -> list[str]:
    listed = [path for path in found.files or [] if path.name not in _MADE_BY_INSTALLING]
    return [str(path) for path in listed if ".." not in path.parts and path.suffix != ".pyc"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
