"""The documents of the command line know everything that it has."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.main import VERBS

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def test_every_verb_and_option_is_documented(remit: "RemitCall") -> None:
    text = (DOCS / "cli.md").read_text()
    for verb in VERBS:
        assert re.search(rf"^## .*\b{verb}\b", text, re.MULTILINE), verb
        options = set(re.findall(r"--[a-z-]+", remit(verb, "--help").out)) - {"--help"}
        assert not {option for option in options if option not in text}, verb


def test_every_key_of_an_answer_is_documented(remit: "RemitCall", repo: "Repo") -> None:
    text = (DOCS / "json.md").read_text()
    repo.stage("secret/caf\udce9")
    answers = [
        remit("check", "--format", "json"),
        remit("who", "x", "--format", "json"),
        remit("explain", "x", "--format", "json"),
        remit("overlap", "a*", "*b", "--format", "json"),
        remit("lint", "--format", "json"),
        remit("rule", "R101", "--format", "json"),
        remit("doctor", "--format", "json"),
        remit("show", "nobody", "--format", "json"),
        remit("show", "--format", "json"),
    ]
    for said in answers:
        found = re.findall(r'"([a-z_0-9]+)": ', said.out)
        assert not [key for key in found if not re.search(rf"[`\"]{key}[`\"]", text)]
