"""Pages for a browser: one file each, which asks no network for anything."""

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(template: str, *, folder: Path = _TEMPLATES, **values: object) -> str:
    """The template of a folder filled in; every value is text and can never become markup."""
    environment = Environment(
        loader=FileSystemLoader((folder, _TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)


def embed_json(value: object) -> str:
    """JSON that can stand in a script element: no character in it ends or opens anything."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
