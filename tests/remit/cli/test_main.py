"""The command as a whole: verbs, exit codes, and how it ends when something goes wrong."""

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from remit.cli.dispatch import verb_parser
from remit.cli.main import COMMAND, JUDGE, PLAN, SET_UP, VERBS, WORK
from remit_sim.cli.main import COMMAND as SIMULATOR

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo

    from remit.cli.verb import Command

REMIT = (sys.executable, "-I", "-m", "remit.cli")


def test_every_verb_explains_itself(remit: "RemitCall") -> None:
    for verb in VERBS:
        said = remit(verb, "--help")
        assert said.code == 0
        assert said.out.startswith(f"usage: remit {verb}")


def test_help_lists_every_verb_and_the_exit_codes(remit: "RemitCall") -> None:
    said = remit("--help")
    assert said.code == 0
    assert all(f"\n  {verb} " in said.out for verb in VERBS)
    assert all(f"\n  sim {verb} " in said.out for verb in SIMULATOR.verbs)
    assert "3 a bug in remit" in said.out


def test_help_groups_the_verbs_by_what_they_are_for(remit: "RemitCall") -> None:
    groups = [block.partition(":\n")[0] for block in remit("--help").out.split("\n\n")[3:8]]
    assert groups == [JUDGE, WORK, PLAN, SET_UP, SIMULATOR.description]


@pytest.mark.parametrize("words", ["check", "split backtest", "plan"])
def test_help_about_a_verb_is_what_the_verb_says_itself(remit: "RemitCall", words: str) -> None:
    said = remit("help", *words.split())
    assert said == remit(*words.split(), "--help")
    assert said.out.startswith(f"usage: remit {words}")


def test_help_alone_is_the_list_of_verbs(remit: "RemitCall") -> None:
    assert remit("help") == remit("--help") == remit("help", "help") == remit("help", "--help")


def test_help_goes_down_to_the_verbs_of_the_simulator() -> None:
    done = subprocess.run([*REMIT, "help", "sim", "compare"], capture_output=True, check=False)
    assert done.stdout.startswith(b"usage: remit-sim compare")
    assert done.returncode == 0


@pytest.mark.parametrize("command", [COMMAND, SIMULATOR], ids=["remit", "remit-sim"])
def test_every_verb_with_an_answer_has_the_same_option_for_its_format(command: "Command") -> None:
    for name in command.verbs.keys() - {
        "agents",
        "completion",
        "mcp",
        "report",
    }:  # an action has the option; a script, a protocol, a page
        (form,) = (each for each in verb_parser(command, name).arguments() if each.dest == "format")
        assert form.option_strings == ["--format"]
        assert form.default == "text"
        assert list(form.choices or ())[:2] == ["text", "json"], name


def test_what_verbs_have_done_is_told_as_json_too(remit: "RemitCall", empty: "Repo") -> None:
    first = remit("init", "--format", "json")
    assert first.fields["written"] == [".remit/policy.toml", ".remit/tasks/example.toml"]
    assert first.fields["commands"] == [
        "git add .remit/policy.toml .remit/tasks/example.toml",
        "git commit -m 'Give each task a scope' -- .remit/policy.toml .remit/tasks/example.toml",
    ]
    empty.git("add", "-A")
    empty.commit("a policy")
    new = remit("new", "login", "--write", "src/**", "--format", "json")
    assert (new.fields["task"], new.fields["written"]) == ("login", [".remit/tasks/login.toml"])
    again = remit("new", "other", "--write", "src/**", "--format", "json")
    assert any("overlap" in str(each) for each in cast("list[str]", again.fields["warnings"]))
    for verb in ("install", "uninstall"):
        done = remit(verb, "--format", "json")
        assert (done.code, done.err, done.fields["exit_code"]) == (0, "", 0)
        assert done.fields["done"]
    assert remit("new", "login", "--format", "json").within("error")["sentence"]


def test_without_a_verb_it_helps_and_fails(remit: "RemitCall") -> None:
    assert remit().code == 2


def test_the_version_is_the_distribution_s(remit: "RemitCall") -> None:
    assert remit("--version").out == f"remit {version('remit')}\n"


def test_an_unknown_verb_is_answered_with_the_nearest(remit: "RemitCall") -> None:
    said = remit("chekc")
    assert said.code == 2
    assert said.err == "remit: there is no verb chekc.\nhint: did you mean `remit check`?\n"


@pytest.mark.parametrize(
    ("words", "sentence", "hint"),
    [
        ("check --stagd", "check: there is no option '--stagd'.", "did you mean --staged?"),
        ("--versoin", "there is no option '--versoin'.", "did you mean --version?"),
        ("--nonsense", "there is no option '--nonsense'.", "`remit --help` says its options"),
        (
            "split backtest --methds x",
            "split: there is no option '--methds'.",
            "did you mean --methods?",
        ),
        (
            "rule R101 R102",
            "rule: 'R102' is one argument too many.",
            "`remit rule --help` says what it takes",
        ),
        (
            "rule --format jsno",
            "rule: --format takes text, json, not 'jsno'.",
            "did you mean json?",
        ),
        ("split bactest", "split: 'bactest' is none of backtest.", "did you mean backtest?"),
        (
            "who",
            "who: the following arguments are required: PATH.",
            "`remit who --help` says what it takes",
        ),
        ("show lgoin", "no task is called 'lgoin'.", "did you mean 'login'?"),
        ("check --task lgoin", "the base has no task lgoin.", "did you mean 'login'?"),
        ("explain x --task lgoin", "no task is called 'lgoin'.", "did you mean 'login'?"),
        ("overlap --tasks login lgoin", "no task is called 'lgoin'.", "did you mean 'login'?"),
        ("rule R1011", "there is no rule 'R1011'.", "did you mean R101?"),
        ("compare", "there is no verb compare.", "did you mean `remit sim compare`?"),
        ("help chekc", "there is no verb chekc.", "did you mean `remit check`?"),
    ],
)
@pytest.mark.usefixtures("repo")
def test_a_mistake_in_a_call_is_a_sentence_and_the_nearest_word(
    remit: "RemitCall", words: str, sentence: str, hint: str
) -> None:
    assert remit(*words.split()) == (2, "", f"remit: {sentence}\nhint: {hint}\n")


def test_with_json_a_mistake_in_a_call_is_json(remit: "RemitCall") -> None:
    for words in (
        "check --stagd --format json",
        "rule --format=json R1 R2",
        "-C /no show --form json",
    ):
        said = remit(*words.split())
        assert (said.code, said.err) == (2, "")
        assert said.within("error")["sentence"]
    assert remit("check", "--format", "json", "--stagd", "--format", "text").out == ""


def test_a_mistake_cannot_write_a_line_of_its_own(remit: "RemitCall") -> None:
    for words in (["--x\nhint: y"], ["--format", "x\nhint: y"], ["x\nhint: y", "z"]):
        assert remit("rule", *words).err.count("\nhint: ") == 1


def test_an_unknown_verb_runs_this_installation_s_own_script() -> None:
    done = subprocess.run([*REMIT, "sim", "list"], capture_output=True, check=False)
    assert b"ten-tasks" in done.stdout
    assert done.returncode == 0


def test_a_script_on_path_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "remit-evil"
    script.write_text("#!/bin/sh\necho evil\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    done = subprocess.run([*REMIT, "evil"], capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    for verb in ("../evil", "/bin/sh", "-", "", "check.py"):
        assert subprocess.run([*REMIT, verb], capture_output=True, check=False).returncode == 2


def test_it_can_be_started_for_another_directory(
    remit: "RemitCall", repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    assert remit("-C", str(repo.root), "check").code == 0
    said = remit("-C", "/nowhere\n", "check")
    assert (said.code, said.err) == (2, 'remit: -C "/nowhere\\n": No such file or directory.\n')


def test_outside_of_a_repository_every_verb_that_needs_one_says_so(
    remit: "RemitCall", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for verb in ("check", "lint", "who x", "explain x", "show", "init", "install", "doctor"):
        said = remit(*verb.split())
        assert (said.code, said.out) == (2, ""), verb
        assert said.err.startswith("remit: ")
        assert "Traceback" not in said.err


def test_in_a_bare_repository_a_sentence_says_what_cannot_be(
    remit: "RemitCall", repo: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("clone", "-q", "--bare", str(repo.root), str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert remit("check").code == 2
    assert remit("check", "--range", "main...agent/login").code == 0
    assert remit("who", "allowed/a").out == "allowed/a: login\n"
    assert remit("lint").code == 0
    assert remit("init").code == 2
    assert remit("explain", "allowed/a").code == 0


def test_a_bug_leaves_a_log_that_can_be_pasted(
    remit: "RemitCall", repo: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from remit.cli import check

    def broken(arguments: object) -> int:
        raise ZeroDivisionError(str(arguments is None))

    monkeypatch.setattr(check, "run_check", broken)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    said = remit("check", "--task", "x")
    assert said.code == 3
    assert said.err.startswith("remit: a bug in remit: ZeroDivisionError. Nothing was checked.\n")
    (log,) = tmp_path.glob("remit-crash-*.md")
    assert str(log) in said.err
    text = log.read_text()
    assert "- command: `remit 'check' '--task' 'x'`" in text
    assert f"- remit: {version('remit')}" in text
    assert "ZeroDivisionError" in text
    assert os.environ["HOME"] not in text
    assert log.stat().st_mode & 0o777 == 0o600
    assert repo.git("status", "--porcelain") == ""


def piped(command: str) -> "subprocess.CompletedProcess[bytes]":
    """A line of a shell that fails where any part of it does."""
    words = ["bash", "-o", "pipefail", "-c", command]
    return subprocess.run(words, capture_output=True, check=False)


def test_a_reader_that_stops_reading_is_no_fault(repo: "Repo") -> None:
    command = f"{' '.join(REMIT)} rule R101 | true; {' '.join(REMIT)} check | head -c 1"
    done = piped(command)
    assert done.stderr == b""
    assert done.returncode == 0
    assert repo


def test_a_broken_pipe_does_not_make_a_refusal_a_pass(repo: "Repo") -> None:
    repo.stage("secret/s", "x\n")
    command = f"{' '.join(REMIT)} check | true"
    done = piped(command)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
@pytest.mark.usefixtures("repo")
def test_a_report_goes_to_a_device_and_does_not_take_its_place() -> None:
    done = subprocess.run(
        [*REMIT, "check", "--report", "junit=/dev/full", "--report", "junit=/dev/stdout"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert b"remit: /dev/full cannot be written: No space left on device." in done.stderr
    assert Path("/dev/full").is_char_device()
    assert b"<testsuites" in done.stdout
    assert Path("/dev/stdout").is_symlink()


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written_is_no_pass(repo: "Repo") -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*REMIT, "check"], stdout=full, stderr=-1, check=False)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "remit: the answer could not be written: No space left on device.\n"
    )
    assert repo


def test_a_closed_standard_output_is_no_crash(repo: "Repo") -> None:
    done = subprocess.run(
        ["sh", "-c", f"{' '.join(REMIT)} check >&-"], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert repo


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interruption_is_one_line_and_130(
    repo: "Repo", tmp_path: Path, told: signal.Signals
) -> None:
    """git waits for ever, as a slow disk would."""
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    # by the time it says so it is waited for: Popen itself cannot end what it is about to start
    slow.write_text("#!/bin/sh\nsleep 1\necho $$ > started\nexec sleep 60\n")
    slow.chmod(0o755)
    environment = {**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    running = subprocess.Popen([*REMIT, "check"], env=environment, stderr=-1, stdout=-1)
    started = repo.root / "started"
    while not (started.exists() and started.read_text()):
        time.sleep(0.01)
    running.send_signal(told)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (130, b"")
    assert err == b"remit: interrupted; nothing was decided.\n"
    with pytest.raises(ProcessLookupError):  # what git was at is not left behind either
        os.kill(int(started.read_text()), 0)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_range_leaves_nothing_behind(
    repo: "Repo", tmp_path: Path, told: signal.Signals
) -> None:
    """git waits where it compares trees: all that a check has begun by then is there."""
    repo.put("allowed/b")
    slow, room = tmp_path / "bin" / "git", tmp_path / "room"
    slow.parent.mkdir()
    room.mkdir()
    waiting = f"sleep 1; echo $$ > {tmp_path}/started; exec sleep 60"  # by then it is waited for
    script = f"#!/bin/sh\ncase $* in *diff-tree*) {waiting};; esac\n"
    slow.write_text(f'{script}exec {shutil.which("git")} "$@"\n')
    slow.chmod(0o755)
    place = {"PATH": f"{slow.parent}:{os.environ['PATH']}", "TMPDIR": str(room)}
    words = [*REMIT, "check", "--range", "main...HEAD"]
    running = subprocess.Popen(words, env={**os.environ, **place}, stderr=-1, stdout=-1)
    started = tmp_path / "started"
    while not (started.exists() and started.read_text()):
        time.sleep(0.01)
    assert [*room.iterdir()]
    running.send_signal(told)
    assert running.communicate(timeout=20) == (b"", b"remit: interrupted; nothing was decided.\n")
    assert (running.returncode, [*room.iterdir()]) == (130, [])
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


def test_a_verb_imports_only_what_it_needs() -> None:
    code = (
        "import sys; from remit.cli.main import main; main(['rule']); "
        "print([each for each in ('remit.manifest.lint', 'remit.gates', 'jinja2', 'remit_sim') "
        "if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.stdout.endswith(b"[]\n"), done.stderr


def test_a_usual_clean_range_imports_nothing_costly(repo: "Repo") -> None:
    repo.put("allowed/b")
    words = ("-m", "remit.cli", "check", "--range", "main...agent/login")
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", *words], capture_output=True, check=False
    )
    assert done.stdout.startswith(b"remit: clean: 1 change "), done.stderr
    costly = {b"argparse", b"dataclasses", b"gettext", b"inspect", b"json", b"pathlib", b"shutil"}
    costly |= {b"remit.judge.each_change", b"remit.gates.base_renames", b"remit.report.remedies"}
    lines = done.stderr.splitlines()
    assert {line.rpartition(b"|")[2].strip() for line in lines}.isdisjoint(costly)


def test_a_refusal_is_worded_without_heavy_imports() -> None:
    heavy = ["argparse", "dataclasses", "inspect", "jinja2", "json", "logging", "pathlib", "shlex"]
    code = (
        "import sys; before = set(sys.modules); "
        "import remit.report.verdict_text, remit.report.context; "
        f"print(sorted((set(sys.modules) - before) & set({heavy})))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False)
    assert done.stdout == b"[]\n"
