"""YAML as plain values; PyYAML has no types of its own."""

from importlib import import_module
from typing import Protocol, cast


class _Yaml(Protocol):
    def safe_load(self, stream: str) -> object: ...


def read_yaml(text: str) -> object:
    """What `text` says."""
    return cast("_Yaml", import_module("yaml")).safe_load(text)
