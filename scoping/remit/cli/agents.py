"""`remit agents`: remit's hook in the configurations of coding agents, and its proof."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, answer_done

if TYPE_CHECKING:
    import argparse

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
    """0 with a sentence for each thing done; everything is undone where something fails."""
    from remit.install.agents import agent_hooks

    place = agent_hooks.project_place(".") if arguments.project else agent_hooks.user_place()
    if arguments.action == "install":
        said = agent_hooks.install_agent_hook(arguments.agent, place, arguments.python)
    else:
        said = agent_hooks.uninstall_agent_hook(arguments.agent, place)
    return answer_done(said, arguments.format)
