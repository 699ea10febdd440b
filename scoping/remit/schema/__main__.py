"""`python -m remit.schema FOLDER` writes the published JSON Schemas into a folder."""

import json
import sys
from pathlib import Path
from typing import Literal

from remit.schema.publishing import FILES, json_schema

KINDS: tuple[Literal["task", "policy"], ...] = ("task", "policy")


def write(folder: Path) -> None:
    """Both schemas, as they are published."""
    for kind in KINDS:
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        (folder / FILES[kind]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
