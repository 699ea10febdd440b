"""`remit mcp`, asked by the protocol's own client: in this process, and once over stdio."""

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client

from remit.cli.mcp import make_server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mcp.server.mcpserver import MCPServer
    from repo import Repo

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ERAS = ["2026-07-28", "legacy"]


def talk(
    server: "MCPServer[Any] | StdioServerParameters",
    conversation: "Callable[[Client], Awaitable[None]]",
    mode: str = "auto",
) -> None:
    async def run() -> None:
        async with Client(server, mode=mode) as client:
            await conversation(client)

    asyncio.run(run())


async def call(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    """The answer of a tool that must succeed."""
    answer = cast("Any", await client.call_tool(tool, arguments))
    assert not answer.is_error, answer.content[0].text
    return cast("dict[str, Any]", json.loads(answer.content[0].text))


async def refusal(client: Client, tool: str, **arguments: object) -> str:
    """What a tool says that must fail."""
    answer = cast("Any", await client.call_tool(tool, arguments))
    assert answer.is_error
    return str(answer.content[0].text)


@pytest.fixture
def claiming(repo: "Repo") -> "Repo":
    """The repository with an area that two tasks share."""
    repo.switch("main")
    repo.task("login", write=["allowed/**"], claim=["shared/**"])
    repo.task("store", write=["secret/**"], claim=["shared/**"])
    repo.commit("two tasks")
    repo.git("branch", "-f", "agent/login")
    repo.switch("agent/login")
    return repo


@pytest.mark.usefixtures("claiming")
@pytest.mark.parametrize("era", ERAS)
def test_an_agent_learns_its_scope_asks_and_claims(era: str) -> None:
    async def conversation(client: Client) -> None:
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert listed == {"my_scope", "may_write", "claim", "request", "who", "check", "tasks"}
        scope = await call(client, "my_scope")
        assert scope["task"] == "login"
        assert scope["brief"].startswith("# Task `login`\n")
        may = await call(client, "may_write", paths=["allowed/x", "secret/s", "../outside"])
        assert [each["allowed"] for each in may["paths"]] == [True, False, True]
        assert may["paths"][1]["refusals"][0]["tasks"] == ["store"]
        asked = await call(client, "request", paths=["secret/s"], why="the key moved")
        assert asked["request"]["state"] == "open"
        assert (await call(client, "my_scope"))["requests"] == [asked["request"]]
        claimed = await call(client, "claim", paths=["shared/a", "shared/b"])
        assert [each["path"] for each in claimed["claimed"]] == ["shared/a", "shared/b"]
        assert (await call(client, "who", paths=["secret/s"]))["paths"][0]["tasks"] == ["store"]
        assert (await call(client, "check"))["outcome"] == "clean"
        found = (await call(client, "tasks"))["tasks"]
        assert [(each["task"], each["state"]) for each in found] == [
            ("login", "active"),
            ("store", "open"),
        ]

    talk(make_server(), conversation, era)


@pytest.mark.usefixtures("claiming")
def test_a_failure_is_an_error_with_a_sentence_and_a_hint() -> None:
    async def conversation(client: Client) -> None:
        said = await refusal(client, "claim", paths=["secret/s"])
        assert "secret/s is not in the area that login may claim.\nhint: may_write says" in said
        said = await refusal(client, "request", paths=[".remit/policy.toml"], why="")
        assert ".remit/policy.toml cannot be granted: manifests and policy change" in said
        assert await refusal(client, "who", paths=["../../x"])

    talk(make_server(), conversation)


@pytest.mark.usefixtures("claiming")
def test_briefs_and_manifests_are_resources() -> None:
    async def conversation(client: Client) -> None:
        async def read(uri: str) -> str:
            return str(cast("Any", await client.read_resource(uri)).contents[0].text)

        assert (await read("remit://brief")).startswith("# Task `login`")
        assert (await read("remit://brief/store")).startswith("# Task `store`")
        assert 'id = "store"' in await read("remit://manifest/store")
        for kind in ("brief", "manifest"):
            with pytest.raises(MCPError, match="no task is called 'nosuch'"):
                await read(f"remit://{kind}/nosuch")

    talk(make_server(), conversation)


def test_paths_start_at_the_root_wherever_the_server_was_started(
    claiming: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    claiming.put("allowed/x", "text")
    monkeypatch.chdir(claiming.root / "allowed")

    async def conversation(client: Client) -> None:
        may = await call(client, "may_write", paths=["allowed/x", "secret/s"])
        assert [each["allowed"] for each in may["paths"]] == [True, False]
        assert (await call(client, "who", paths=["secret/s"]))["paths"][0]["tasks"] == ["store"]
        assert (await call(client, "claim", paths=["shared/a"]))["refused"] == []

    talk(make_server(), conversation)


def test_the_server_speaks_over_stdio_and_ends_with_its_client(claiming: "Repo") -> None:
    async def conversation(client: Client) -> None:
        claiming.stage("secret/s", "changed\n")
        verdict = await call(client, "check", staged=True)
        assert [each["path"] for each in verdict["violations"]] == ["secret/s"]

    command = StdioServerParameters(
        command=sys.executable,
        args=["-I", "-m", "remit.cli", "mcp"],
        cwd=claiming.root,
        env=dict(os.environ),
    )
    talk(cast("Any", stdio_client(command)), conversation)


def test_without_the_extra_the_command_that_installs_it_is_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from remit.errors import UsageError

    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    with pytest.raises(UsageError, match="needs the extra `mcp`") as missing:
        make_server()
    assert "mcp" in missing.value.hint
