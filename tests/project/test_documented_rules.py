"""The index of the rules names each rule by its title and links to its page."""

from pathlib import Path

from remit.rules import RULES

INDEX = (Path(__file__).parents[2] / "docs/reference/rules.md").read_text("utf-8").splitlines()


def test_the_index_has_one_row_for_each_rule_in_order() -> None:
    rows = [line for line in INDEX if line.startswith("| [")]
    place = "../../scoping/remit/rule_pages"
    assert rows == [f"| [{rule}]({place}/{rule}.md) | {title} |" for rule, title in RULES.items()]
