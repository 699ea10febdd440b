"""The formats for other programs: what each is for, and the module that writes it."""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from remit.report.platforms.report_items import PlatformReport

FORMATS = ("sarif", "github", "gitlab", "junit", "rdjson", "markdown")


class FormatModule(Protocol):
    """What the module of a format offers."""

    def render(self, account: "PlatformReport") -> str:
        """The whole answer in this format, with a line break at its end."""
        ...


def render(form: str, account: "PlatformReport") -> str:
    """`account` in one of `FORMATS`; a writer is imported when it is needed."""
    return cast("FormatModule", import_module(f"remit.report.platforms.{form}")).render(account)
