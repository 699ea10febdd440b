"""JUnit XML, as CI servers read it: what is wrong fails, what could not be checked is an error.

There is no standard; this keeps to what the schema of Jenkins' xUnit plugin (`junit-10.xsd`) and
GitLab's unit test reports have in common.
"""

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from remit.report.platforms.report_items import ItemKind, PlatformReport, ReportItem

_ELEMENTS: "dict[ItemKind, str]" = {
    "violation": "failure",
    "finding": "failure",
    "could_not_check": "error",
    "unassigned": "skipped",
}


def render(account: "PlatformReport") -> str:
    """One suite with a test case per item, or one that passes where there is nothing to say."""
    suite = ET.Element("testsuite", name=f"remit {account.command}")
    kinds = Counter(_element(item) for item in account.items)
    totals = {
        "tests": str(max(len(account.items), 1)),
        "failures": str(kinds["failure"]),
        "errors": str(kinds["error"]),
        "skipped": str(kinds["skipped"]),
        "time": "0",
    }
    suite.attrib.update(totals)
    names: Counter[str] = Counter()
    for item in account.items:
        _case(suite, item, account, names)
    if not account.items:
        _element_of(suite, account, account.outcome)
    said = ET.SubElement(suite, "system-out")
    said.text = "\n".join((account.headline, *account.remarks))
    suites = ET.Element("testsuites", {"name": "remit", **totals})
    suites.append(suite)
    ET.indent(suites, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, "unicode")}\n'


def _case(
    suite: ET.Element, item: "ReportItem", account: "PlatformReport", names: "Counter[str]"
) -> None:
    """A name occurs once: GitLab ignores the second test of a name."""
    name = f"{item.rule} {account.named(item)}".rstrip()
    names[name] += 1
    case = _element_of(suite, account, name if names[name] == 1 else f"{name} ({names[name]})")
    element = ET.SubElement(case, _element(item), message=item.sentence)
    if item.kind != "unassigned":
        element.set("type", item.rule)
    lines = (account.named(item), item.status, item.sentence, item.advice)
    element.text = "\n".join(filter(None, lines))


def _element_of(suite: ET.Element, account: "PlatformReport", name: str) -> ET.Element:
    return ET.SubElement(
        suite, "testcase", classname=f"remit.{account.command}", name=name, time="0"
    )


def _element(item: "ReportItem") -> str:
    """A note or a warning fails nothing."""
    if item.level != "error":
        return "skipped"
    return _ELEMENTS[item.kind]
