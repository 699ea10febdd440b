"""What is fetched from, and what is not."""

from pathlib import Path

import pytest

from remit.errors import CouldNotCheck
from remit_hooks.ci.clone import clone_for_ci
from remit_hooks.ci.request import CheckRequest, CiRemote


@pytest.mark.parametrize(
    "address",
    [
        "ext::sh -c touch% pwned",
        "--upload-pack=touch pwned",
        "transport::address",
        "http::https://x",
        "",
        "/local/path",
        "-x://y",
    ],
)
def test_an_address_that_git_could_run_is_never_given_to_git(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    monkeypatch.chdir(folder)
    request = CheckRequest(
        CiRemote(address, "", ""), "refs/heads/main", "a" * 40, "refs/pull/1/head", "x"
    )
    with pytest.raises(CouldNotCheck, match="is no address"), clone_for_ci(request, str(folder)):
        pass
    assert list(folder.iterdir()) == []
