"""The command that installs an extra of remit, from where remit itself was installed.

The name `remit` on the package index is not this project's, so no hint may name it alone. Where an
installation came from is recorded with it: https://packaging.python.org/en/latest/specifications/direct-url/
"""

# See decision 0259.

import json
from importlib.metadata import PackageNotFoundError, distribution
from shlex import quote
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

_NAME = "remit"


def install_command(extra: str) -> str:
    """What installs remit with an extra; in words where nothing says where it came from."""
    return command_from_direct_url(_direct_url(), extra)


def command_from_direct_url(direct_url: str | None, extra: str) -> str:
    """The command for the content of a `direct_url.json`, None where there is none.

    >>> recorded = '{"url": "file:///srv/remit", "dir_info": {"editable": true}}'
    >>> print(command_from_direct_url(recorded, "sim"))
    pip install -e '/srv/remit[sim]'
    """
    source = _parsed(direct_url)
    url = source.get("url")
    if not isinstance(url, str) or not url.isprintable():
        return f"install the extra `{extra}` of {_NAME} from the repository that you have it from"
    if "dir_info" in source:
        path = url2pathname(urlsplit(url).path)
        editable = "-e " if _table(source, "dir_info").get("editable") else ""
        return f"pip install {editable}{quote(f'{path}[{extra}]')}"
    vcs = _table(source, "vcs_info")
    where = f"{vcs.get('vcs')}+{url}@{vcs.get('commit_id')}" if vcs else url
    folder = source.get("subdirectory")
    part = f"#subdirectory={folder}" if folder else ""
    return f"pip install {quote(f'{_NAME}[{extra}] @ {where}{part}')}"


def _direct_url() -> str | None:
    try:
        return distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return None


def _parsed(text: str | None) -> dict[str, Any]:
    try:
        found: object = json.loads(text or "null")
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _table(source: dict[str, Any], key: str) -> dict[str, Any]:
    found: object = source.get(key)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
