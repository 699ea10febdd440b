"""Manifests from the files of other tools, one module each; what could not be carried over too."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from remit.plan.importers.imported import Imported, Importer

KINDS = {
    "bmad": "bmad_story",
    "spec-kit": "spec_kit",
    "codeowners": "codeowners_file",
    "lanekeeper": "lanekeeper",
    "worktreeinclude": "worktreeinclude",
}


def import_scopes(kind: str, data: bytes, where: str) -> "Imported":
    """The scopes in a file of that kind; raises a `RemitError` where it cannot be read as one."""
    module = cast("Importer", import_module(f"{__name__}.{KINDS[kind]}"))
    return module.read_scopes(data, where)
