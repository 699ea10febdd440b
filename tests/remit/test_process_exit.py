"""How a process ends when something escapes."""

import errno

import pytest

from remit import process_exit
from remit.errors import CouldNotCheck, Fault, ManifestError


def test_an_expected_failure_is_a_sentence_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise CouldNotCheck("it is not clear.", "say it")

    assert process_exit.run_with_exit_codes("remit", fail, []) == 2
    assert capsys.readouterr().err == "remit: it is not clear.\nhint: say it\n"


def test_the_faults_of_a_manifest_are_all_said(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise ManifestError((Fault("a.toml", 3, "wrong.", "mend it"), Fault("b.toml", 1, "bad.")))

    assert process_exit.run_with_exit_codes("remit", fail, []) == 2
    assert capsys.readouterr().err == "a.toml:3: wrong.\nhint: mend it\nb.toml:1: bad.\n"


def test_an_interruption_is_130(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise KeyboardInterrupt

    assert process_exit.run_with_exit_codes("remit-hook", fail, []) == 130
    assert capsys.readouterr().err == "remit-hook: interrupted; nothing was decided.\n"


def test_a_lack_of_memory_is_nobodys_bug(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> int:
        raise MemoryError

    assert process_exit.run_with_exit_codes("remit", fail, []) == 2
    assert "not enough memory" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EMFILE])
def test_what_the_system_refuses_is_nobodys_bug(
    number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise OSError(number, "No", "some/file")

    assert process_exit.run_with_exit_codes("remit", fail, []) == 2
    assert capsys.readouterr().err == "remit: the system refused: No ('some/file').\n"


def test_a_missing_file_that_nobody_expected_is_a_bug(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    def fail() -> int:
        raise FileNotFoundError(errno.ENOENT, "No such file", "x")

    def nowhere(**_: str) -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(tempfile, "mkstemp", nowhere)
    assert process_exit.run_with_exit_codes("remit", fail, ["check"]) == 3
    said = capsys.readouterr().err
    assert said.startswith("### remit crashed: `FileNotFoundError`\n")
    assert "hint: please report it with the crash log: printed above\n" in said


def test_a_log_survives_backticks_and_undecodable_arguments() -> None:
    log = process_exit.format_crash_log(
        "remit", ValueError("```\n# not a heading\udcff"), ["x\udcff"]
    )
    assert "\n````\n" in log
    assert log.isprintable() or "\\udcff" in log
