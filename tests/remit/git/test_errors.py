import pytest

from remit.errors import CouldNotCheck, GitError
from remit.git.errors import explain_git_failure, git_missing_error

KNOWN = [
    (b"fatal: not a git repository (or any of the parent directories): .git", "not a git repo"),
    (b"fatal: detected dubious ownership in repository at '/r'\nTo add", "another user owns /r"),
    (b"fatal: Unable to read current working directory: No such file", "directory is gone"),
    (b"fatal: this operation must be run in a work tree", "bare"),
    (b"fatal: unknown repository extension found:\n\tnoop-v9", "extension"),
    (b"fatal: Expected git repo version <= 1, found 9", "format"),
    (b"error: bad index file sha1 signature\nfatal: index file corrupt", "index is damaged"),
    (b"fatal: .git/index: index file smaller than expected", "index is damaged"),
    (b"fatal: bad config line 3 in file .git/config", "configuration cannot be read"),
    (b"fatal: bad numeric config value 'x' for 'core.abbrev': invalid unit", "core.abbrev"),
    (b"fatal: bad boolean config value 'x' for 'core.bare'", "configuration cannot be read"),
    (b"fatal: bad zlib compression level 99", "configuration cannot be read"),
    (b"fatal: unable to parse 'diff.x' from command-line config", "configuration cannot be read"),
    (b"fatal: transport 'https' not allowed", "partial clone"),
    (b"fatal: lazy fetching disabled; some objects may not be available", "partial clone"),
    (b"fatal: unable to read tree 1234", "missing from this repository"),
    (b'error: open("a"): Permission denied', "permission denied"),
]


@pytest.mark.parametrize(("complaint", "sentence"), KNOWN)
def test_what_git_complains_of_becomes_a_sentence_and_a_hint(
    complaint: bytes, sentence: str
) -> None:
    error = explain_git_failure("diff-index", complaint, 128)
    assert sentence in error.sentence
    assert error.hint
    assert isinstance(error, GitError | CouldNotCheck)


def test_the_fix_of_dubious_ownership_is_exact() -> None:
    error = explain_git_failure("rev-parse", KNOWN[1][0], 128)
    assert error.hint.endswith("git config --global --add safe.directory '/r'")


def test_an_unknown_complaint_is_passed_on_without_control_characters() -> None:
    error = explain_git_failure("ls-tree", b"warning: x\nfatal: strange \x1b[2J thing\nmore", 128)
    assert error.sentence == "git ls-tree failed with code 128: fatal: strange ?[2J thing"


def test_silence_is_said_to_be_silence() -> None:
    assert explain_git_failure("ls-tree", b"", -9).sentence == "git ls-tree ended -9."


def test_a_missing_git_has_a_hint() -> None:
    assert git_missing_error().hint
