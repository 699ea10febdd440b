"""One session of an agent's real command line with a scripted model: no network, an own home.

How each command line is started so, was found with the versions that docs/reference/agents.md
names; all of them run a prompt to its end without asking.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.agents.json_text import set_value
from remit.install.agents.scripted_model import ScriptedCall, ScriptedModel
from remit.install.repository_paths import InstallError
from remit.system.processes import run
from remit.system.programs import find_program, safe_search_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

MAIN, SUB = "SCRIPT-OF-THE-AGENT", "SCRIPT-OF-THE-SUB-AGENT"
"""The words that tell the conversations of an agent and of its sub-agent apart."""
SECONDS = 60


class CliDriver(NamedTuple):
    """How a command line is led through a script: its variables, files and words, and its tools.

    `variables` and `files` (below the home directory) get the model's address; `words` follow on
    the program's name. A `write` makes a file, `shell` runs a line, `patch` adds a file, `delegate`
    lets a sub-agent follow the script `SUB`.
    """

    program: str
    variables: "Callable[[str], dict[str, str]]"
    files: "Callable[[str], dict[str, str]]"
    words: tuple[str, ...]
    write: "Callable[[Path], ScriptedCall]"
    shell: "Callable[[str], ScriptedCall]"
    delegate: ScriptedCall
    patch: "Callable[[str], ScriptedCall] | None" = None


class CliSession(NamedTuple):
    """How a session ended: the exit code, what was printed, what each call gave back."""

    code: int
    said: str
    results: "Mapping[str, Sequence[str]]"


def run_cli_session(
    agent: str,
    home: Path,
    tree: Path,
    calls: "Sequence[ScriptedCall]",
    sub_calls: "Sequence[ScriptedCall]" = (),
) -> CliSession:
    """Let the real command line make these calls in `tree`, with `home` as its home directory.

    Raises `InstallError` where it is not installed, or does not end within a minute.
    """
    driver = DRIVERS[agent]
    program = find_program(driver.program)
    if program is None:
        raise InstallError(f"{driver.program} is not installed.", f"{HOW_TO_INSTALL[agent]}")
    with ScriptedModel({SUB: sub_calls, MAIN: calls}) as model:
        for name, text in driver.files(model.url).items():
            file = home / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_merge_settings(file, text), "utf-8")
        variables = {"HOME": str(home), "PATH": safe_search_path(), "TERM": "dumb", "CI": "true"}
        variables |= driver.variables(model.url)
        call = (program, *driver.words, f"Follow {MAIN}.")
        try:
            ended = run(call, tree, variables, seconds=SECONDS, interleaved=True)
        except TimeoutError:
            raise InstallError(
                f"{driver.program} did not end within {SECONDS} seconds.", "try it again"
            ) from None
    return CliSession(ended.code, ended.output.decode("utf-8", "replace"), model.results)


def _merge_settings(file: Path, text: str) -> str:
    """The settings of a driver, added to those that a hook has put there."""
    if not file.exists():
        return text
    merged = file.read_text("utf-8")
    for key, value in json.loads(text).items():
        merged = set_value(merged, (key,), value)
    return merged


def _claude_code(url: str) -> dict[str, str]:
    return {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
    }


def _codex(_url: str) -> dict[str, str]:
    return {"SCRIPTED_KEY": "none"}


def _gemini(url: str) -> dict[str, str]:
    return {
        "GEMINI_API_KEY": "none",
        "GOOGLE_GEMINI_BASE_URL": url,
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
    }


def _opencode(url: str) -> dict[str, str]:
    return {
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
        "npm_config_registry": url,  # it would fetch the types of plug-ins
    }


def _no_files(_url: str) -> dict[str, str]:
    return {}


def _codex_files(url: str) -> dict[str, str]:
    lines = (
        'model = "gpt-5.5"',
        'model_provider = "scripted"',
        'approval_policy = "never"',
        'sandbox_mode = "danger-full-access"',
        "check_for_update_on_startup = false",
        "[analytics]",
        "enabled = false",
        "[features]",
        "multi_agent_v2 = true",
        "[model_providers.scripted]",
        'name = "scripted"',
        f"base_url = {json.dumps(f'{url}/v1')}",
        'wire_api = "responses"',
        'env_key = "SCRIPTED_KEY"',
        "request_max_retries = 0",
        "stream_max_retries = 0",
    )
    return {".codex/config.toml": "\n".join((*lines, ""))}


def _gemini_files(_url: str) -> dict[str, str]:
    settings = {
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "privacy": {"usageStatisticsEnabled": False},
        "telemetry": {"enabled": False},
        "general": {"enableAutoUpdate": False},
        "model": {"name": "gemini-2.5-pro"},
    }
    return {".gemini/settings.json": json.dumps(settings)}


def _opencode_files(url: str) -> dict[str, str]:
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "options": {"baseURL": f"{url}/v1", "apiKey": "none"},
        "models": {"scripted": {"name": "scripted"}},
    }
    settings = {
        "autoupdate": False,
        "share": "disabled",
        "provider": {"scripted": provider},
        "model": "scripted/scripted",
        "small_model": "scripted/scripted",
        "permission": {"*": "allow"},
    }
    return {".config/opencode/opencode.json": json.dumps(settings)}


def _copilot(url: str) -> dict[str, str]:
    return {
        "COPILOT_OFFLINE": "true",
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_PROVIDER_API_KEY": "none",
        "COPILOT_MODEL": "gpt-4.1",
    }


def _codex_write(file: Path) -> ScriptedCall:
    return _codex_patch(str(file))


def _codex_patch(path: str) -> ScriptedCall:
    text = f"*** Begin Patch\n*** Add File: {path}\n+text\n*** End Patch\n"
    return ScriptedCall("apply_patch", text)


def _file(path: str, content: str) -> "Callable[[str], Callable[[Path], ScriptedCall]]":
    def of_tool(tool: str) -> "Callable[[Path], ScriptedCall]":
        return lambda file: ScriptedCall(tool, {path: str(file), content: "text\n"})

    return of_tool


def _shell(tool: str, name: str = "command") -> "Callable[[str], ScriptedCall]":
    described = {} if name == "cmd" else {"description": "a step"}
    return lambda line: ScriptedCall(tool, {name: line, **described})


_PROMPT = f"Follow {SUB}."
DRIVERS: "Mapping[str, CliDriver]" = {
    "claude-code": CliDriver(
        "claude",
        _claude_code,
        _no_files,
        # root may not bypass permissions, as a container of CI would have to
        ("--permission-mode", "acceptEdits", "--allowedTools", "Bash,Write,Agent", "-p"),
        _file("file_path", "content")("Write"),
        _shell("Bash"),
        ScriptedCall(
            "Agent",
            {"description": "sub", "prompt": _PROMPT, "subagent_type": "general-purpose"},
            SUB,
        ),
    ),
    "codex": CliDriver(
        "codex",
        _codex,
        _codex_files,
        ("exec", "--dangerously-bypass-hook-trust"),
        _codex_write,
        _shell("exec_command", "cmd"),
        ScriptedCall("collaboration.spawn_agent", {"task_name": "sub", "message": _PROMPT}, SUB),
        _codex_patch,
    ),
    "gemini": CliDriver(
        "gemini",
        _gemini,
        _gemini_files,
        ("--yolo", "-p"),
        _file("file_path", "content")("write_file"),
        _shell("run_shell_command"),
        ScriptedCall("invoke_agent", {"agent_name": "generalist", "prompt": _PROMPT}, SUB),
    ),
    "opencode": CliDriver(
        "opencode",
        _opencode,
        _opencode_files,
        ("run",),
        _file("filePath", "content")("write"),
        _shell("bash"),
        ScriptedCall(
            "task", {"description": "sub", "subagent_type": "general", "prompt": _PROMPT}, SUB
        ),
    ),
    "copilot": CliDriver(
        "copilot",
        _copilot,
        _no_files,
        ("--allow-all-tools", "--allow-all-paths", "--trust-folder", "-p"),
        _file("path", "file_text")("create"),
        _shell("bash"),
        ScriptedCall(
            "task",
            {
                "description": "sub",
                "name": "sub",
                "agent_type": "general-purpose",
                "prompt": _PROMPT,
                "mode": "sync",
            },
            SUB,
        ),
    ),
}
HOW_TO_INSTALL = {
    "claude-code": "npm install -g @anthropic-ai/claude-code",
    "codex": "npm install -g @openai/codex",
    "gemini": "npm install -g @google/gemini-cli",
    "opencode": "npm install -g opencode-ai",
    "copilot": "npm install -g @github/copilot",
}
