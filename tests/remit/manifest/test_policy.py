"""Reading the policy."""

import pytest

from remit.errors import ManifestError
from remit.manifest.policy import (
    PROTECTED,
    BasePushPolicy,
    Enforcement,
    GrantPolicy,
    Policy,
    PolicyLimits,
    Unassigned,
    parse_policy,
)

WHERE = ".remit/policy.toml"


def test_an_empty_policy_is_the_default() -> None:
    assert parse_policy(b"", WHERE) == Policy()


def test_every_key_is_read() -> None:
    text = b"""
base = "trunk"
require_task = ["* <*@bots.example>"]
protected = [".remit/", "ci/"]
case = "fold"
portable_names = true
store = "redis://localhost"
task_branches = ["worktree-{task}"]
[unassigned]
commit = "warn"
push = "deny"
server = "deny"
pull_request = "allow"
[limits]
changed_paths = 10
[base_push]
changes = "deny"
manifests = "allow"
rewind = "warn"
maintainers = ["ann"]
[enforce]
default = "warn"
push = "refuse"
until = 2027-01-31
[grants]
signed = true
by = ["Ann <*>"]
"""
    assert parse_policy(text, WHERE) == Policy(
        "trunk",
        Unassigned("warn", "deny", "deny", "allow"),
        ("* <*@bots.example>",),
        (".remit/", "ci/"),
        "fold",
        portable_names=True,
        limits=PolicyLimits(10),
        store="redis://localhost",
        base_push=BasePushPolicy("deny", "allow", "warn", ("ann",)),
        enforce=Enforcement("warn", push="refuse", until="2027-01-31"),
        task_branches=("worktree-{task}",),
        grants=GrantPolicy(signed=True, by=("Ann <*>",)),
    )


@pytest.mark.parametrize("mode", ["warn", "refuse"])
def test_one_word_is_for_all_layers(mode: str) -> None:
    enforce = parse_policy(f'enforce = "{mode}"'.encode(), WHERE).enforce
    layers = ("agent", "commit", "push", "server", "pull_request")
    assert {enforce.mode(layer) for layer in layers} == {mode}


def test_a_layers_own_word_counts_before_the_default() -> None:
    enforce = parse_policy(b'[enforce]\ndefault = "warn"\nserver = "refuse"\n', WHERE).enforce
    assert (enforce.mode("commit"), enforce.mode("server")) == ("warn", "refuse")


def test_a_date_may_be_in_quotes() -> None:
    text = b'[enforce]\nuntil = "2028-02-29"\n'
    assert parse_policy(text, WHERE).enforce.until == "2028-02-29"


def test_a_list_of_protected_paths_replaces_the_default_but_for_remits_own() -> None:
    assert parse_policy(b'protected = ["ci/"]', WHERE).protected == (".remit/", "ci/")
    assert parse_policy(b"protected = []", WHERE).protected == (".remit/",)
    assert parse_policy(b"", WHERE).protected == PROTECTED


FAULTS = [
    ("bsae = 'x'\n", 1, "unknown key `bsae`.", "did you mean `base`?"),
    ("base = 'a b'\n", 1, "'a b' is no name of a branch", "main"),
    ("base = 'agent/*'\n", 1, "no name of a branch", "main"),
    ("unassigned = 'deny'\n", 1, "`unassigned` must be a table", "write [unassigned]"),
    ("\n[unassigned]\ncommit = 'warm'\n", 3, 'one of "allow", "warn", "deny"', 'mean "warn"?'),
    ("[unassigned]\npush = 'zzz'\n", 2, "not 'zzz'", "for example: push ="),
    ("[unassigned]\npush = true\n", 2, "`push` must be a string, not a boolean", "push ="),
    ("[unassigned]\ncommits = 'deny'\n", 2, "unknown key `commits` in [unassigned]", "`commit`"),
    ("commit = 'deny'\n", 1, "unknown key `commit`", "belongs to [unassigned]"),
    ("base_push = 'deny'\n", 1, "`base_push` must be a table", "write [base_push]"),
    ("[base_push]\nmaintainers = ['']\n", 2, "an empty string", ""),
    ("protected = [\n'a',\n'/b']\n", 3, "begins with '/'", ""),
    ("portable_names = 'yes'\n", 1, "must be true or false", "true"),
    ("enforce = 'wran'\n", 1, '`enforce` must be one of "warn", "refuse"', 'mean "warn"?'),
    ("enforce = 1\n", 1, "`enforce` must be a string or a table", "write [enforce]"),
    ("[enforce]\ncomit = 'warn'\n", 2, "unknown key `comit` in [enforce]", "`commit`"),
    ("[enforce]\npush = 'deny'\n", 2, 'one of "warn", "refuse"', "push ="),
    ("[enforce]\nuntil = '2027-02-30'\n", 2, "'2027-02-30' is no date", "until = 2027-01-31"),
    ("[enforce]\nuntil = '1\\nx = 1'\n", 2, "is no date", "year, month and day"),
    ("[enforce]\nuntil = 2027-01-31T10:00:00\n", 2, "must be a date, not a date or time", ""),
    ("[enforce]\nuntil = 7\n", 2, "`until` must be a date, not an integer", "until = 2027"),
    ("task_branches = ['agent/*']\n", 1, "does not say whose branch it is", "{task}"),
    ("task_branches = ['refs/heads/{task}']\n", 1, "is a ref", "write the branch's name"),
    ("task_branches = []\n", 1, "`task_branches` is empty", ""),
    ("[limits]\nchanged_paths = -1\n", 2, "at least 1", "500"),
    ("require_task = 'bot'\n", 1, "an array of strings", ""),
    ("[[limits]]\n", 1, "`limits` must be a table, not an array", "[limits]"),
    ("id = 1\n", 1, "unknown key `id`.", "known here: `base`, [unassigned]"),
]


@pytest.mark.parametrize(("text", "line", "what", "hint"), FAULTS)
def test_a_fault_is_named_on_its_line(text: str, line: int, what: str, hint: str) -> None:
    with pytest.raises(ManifestError) as caught:
        parse_policy(text.encode(), WHERE)
    (fault,) = caught.value.faults
    assert (fault.where, fault.line) == (WHERE, line)
    assert what in fault.what
    assert hint in fault.hint
