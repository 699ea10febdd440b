"""`remit agents`: remit's hook in the configurations of coding agents, and its proof."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, answer_done, print_answer, wants_colour
from remit.cli.values import TASK
from remit.errors import RemitError
from remit.paths import escape_text
from remit.report.console import Paint
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse

    from remit.install.agents.canary import CanaryAnswer
    from remit.install.agents.hook_record import HookPlace

DESCRIPTION = (
    "Let a coding agent ask remit before each tool call: install the hook in its configuration, "
    "prove that it denies what it must, take it out again."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What to do with which agent, and where."""
    below = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    install = below.add_parser("install", help="add the hook to an agent's configuration")
    _add_agent(install)
    _add_reach(install)
    install.add_argument("--python", metavar="PATH", help="an interpreter that has remit")
    add_format(install)
    test = below.add_parser("test", help="prove that it denies what it must, in a scratch tree")
    _add_agent(test)
    _add_reach(test)
    test.add_argument("--no-cli", action="store_true", help="do not run the agent itself")
    add_format(test)
    sandbox = below.add_parser("sandbox", help="print its own sandbox settings for a task's scope")
    _add_agent(sandbox)
    sandbox.add_argument("--task", metavar="ID", type=TASK, help="default: the task of this branch")
    sandbox.add_argument("--write", action="store_true", help="write them into this working tree")
    add_format(sandbox)
    uninstall = below.add_parser("uninstall", help="take it out, and restore what was there")
    _add_agent(uninstall)
    _add_reach(uninstall)
    add_format(uninstall)


def _add_agent(parser: "argparse.ArgumentParser") -> None:
    from remit.install.agents.known_agents import KNOWN_AGENTS

    parser.add_argument(
        "agent", metavar="AGENT", choices=KNOWN_AGENTS, help=", ".join(KNOWN_AGENTS)
    )


def _add_reach(parser: "argparse.ArgumentParser") -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--user", action="store_true", help="for all your work, in your home directory (default)"
    )
    where.add_argument("--project", action="store_true", help="in this working tree alone")


def run(arguments: "argparse.Namespace") -> int:
    """0 with a sentence for each thing done, 1 where a proof fails, 2 where something else does."""
    from remit.install.agents import agent_hooks

    if arguments.action == "test":
        return _test(arguments)
    if arguments.action == "sandbox":
        return _sandbox(arguments)
    place = agent_hooks.project_place(".") if arguments.project else agent_hooks.user_place()
    if arguments.action == "install":
        said = agent_hooks.install_agent_hook(arguments.agent, place, arguments.python)
    else:
        said = agent_hooks.uninstall_agent_hook(arguments.agent, place)
        said = said or ("remit has no hook there.",)
    return answer_done(said, arguments.format)


def _test(arguments: "argparse.Namespace") -> int:
    from remit.cli import progress
    from remit.install.agents import canary
    from remit.install.agents.known_agents import find_agent

    agent = find_agent(arguments.agent)
    path = canary.find_hook_file(agent, _places(arguments))
    hooks = canary.read_configured_hooks(agent, path)
    with progress.working("asking the hook"):
        answers = [("hook", each) for each in canary.probe_agent_hook(agent, hooks)]
    if not arguments.no_cli:
        with progress.working(f"running {agent.program}"):
            answers += [(agent.program, each) for each in canary.probe_command_line(agent, hooks)]
    code = int(not all(answer.right for _, answer in answers))
    ran = any(who != "hook" for who, _ in answers)
    if arguments.format == "json":
        listed = [{"by": who, **answer._asdict()} for who, answer in answers]
        fields = {"agent": agent.name, "file": str(path), "ran_agent": ran}
        return print_answer(
            dump_versioned({"works": not code, "exit_code": code, **fields, "answers": listed}),
            code,
        )
    paint = Paint(colour=wants_colour())
    lines = [f"{agent.title}, as {escape_text(str(path))} says:"]
    lines += [line for who, answer in answers for line in _lines(who, answer, paint)]
    if not ran:
        why = (
            "as asked"
            if arguments.no_cli
            else f"{agent.program} is not on PATH, or needs a network"
        )
        lines.append(f"         {agent.title} itself was not run: {why}.")
    lines.append(f"remit agents test: {'something is broken' if code else 'the hook works'}")
    return print_answer("\n".join(lines) + "\n", code)


def _sandbox(arguments: "argparse.Namespace") -> int:
    from remit.cli.context import open_context, require_task
    from remit.install.agents import agent_sandbox

    here = open_context()
    files = here.catalog.scope(require_task(here, arguments.task)).files
    settings = agent_sandbox.settings_for(arguments.agent, files)
    done = agent_sandbox.write_settings(settings) if arguments.write else ()
    if arguments.format == "json":
        fields = {"exit_code": 0, "file": str(settings.path), "settings": settings.text}
        return print_answer(dump_versioned({**fields, "limits": settings.limits, "done": done}))
    limits = "".join(f"# not covered: {escape_text(limit)}\n" for limit in settings.limits)
    said = "".join(f"{escape_text(line)}\n" for line in done)
    head = said or f"# for {escape_text(str(settings.path))}\n"
    return print_answer(head + limits + ("" if done else settings.text))


def _places(arguments: "argparse.Namespace") -> "tuple[HookPlace, ...]":
    """Where to look for a configuration: as asked, else in this working tree and for the user."""
    from remit.install.agents.agent_hooks import project_place, user_place

    if arguments.project:
        return (project_place("."),)
    if arguments.user:
        return (user_place(),)
    try:
        return (project_place("."), user_place())
    except RemitError:
        return (user_place(),)


def _lines(who: str, answer: "CanaryAnswer", paint: Paint) -> "list[str]":
    level, meaning = ("ok", "good") if answer.right else ("broken", "bad")
    lines = [f"{paint(meaning, level):8} {who}: {answer.call} is {answer.outcome}"]
    said = answer.said.strip()
    return lines if answer.right or not said else [*lines, f"         {escape_text(said)}"]
