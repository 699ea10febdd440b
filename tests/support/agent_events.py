"""Events of agents' hooks, in the protocol of each, and what their answers say."""

import json
from pathlib import Path
from typing import Any, NamedTuple

AGENTS = ("claude-code", "codex", "gemini", "opencode", "cursor", "copilot", "generic")
SHELLS = {
    "claude-code": "Bash",
    "codex": "Bash",
    "gemini": "run_shell_command",
    "opencode": "bash",
    "cursor": "Shell",
    "copilot": "bash",
    "generic": "shell",
}
_COMMON = {
    "claude-code": ("PreToolUse", "PostToolUse"),
    "codex": ("PreToolUse", "PostToolUse"),
    "gemini": ("BeforeTool", "AfterTool"),
    "cursor": ("preToolUse", "postToolUse"),
}


class Caller(NamedTuple):
    """Who calls: the agent whose protocol it is, its session, and where it works."""

    agent: str
    folder: Path
    session: str = "session-1"
    sub_agent: str = ""

    def event(self, tool: str, arguments: Any, *, after: bool = False, call: str = "") -> str:
        """The event before or after a call of `tool`, as the agent writes it."""
        return json.dumps(self._document(tool, arguments, after=after, call=call))

    def shell(self, command: str, *, after: bool = False, call: str = "") -> str:
        """The event before or after a shell command."""
        return self.event(SHELLS[self.agent], {"command": command}, after=after, call=call)

    def _document(self, tool: str, arguments: Any, *, after: bool, call: str) -> dict[str, Any]:
        where = str(self.folder)
        if self.agent == "copilot":
            result = {"toolResult": {"resultType": "success"}} if after else {}
            called = {"toolName": tool, "toolArgs": arguments}
            return {"sessionId": self.session, "timestamp": 1, "cwd": where, **called, **result}
        if self.agent == "opencode":
            return {
                "event": f"tool.execute.{'after' if after else 'before'}",
                "tool": tool, "args": arguments, "cwd": where,
                "sessionID": self.session, "callID": call,
            }  # fmt: skip
        if self.agent == "generic":
            return {
                "event": "after" if after else "before", "tool": tool, "input": arguments,
                "cwd": where, "session": self.session, "agent": self.sub_agent, "call": call,
            }  # fmt: skip
        session = "conversation_id" if self.agent == "cursor" else "session_id"
        return {
            session: self.session, "cwd": where, "tool_name": tool, "tool_input": arguments,
            "hook_event_name": _COMMON[self.agent][after], "tool_use_id": call,
            **({"agent_id": self.sub_agent} if self.sub_agent else {}),
        }  # fmt: skip


class Answer(NamedTuple):
    """What a hook answered: its exit code and what it wrote."""

    code: int
    output: str
    complaint: str

    def denial(self, agent: str) -> str | None:
        """The reason by which the agent does not make the call; None where it makes it."""
        if self.code == 2:  # noqa: RUF100 - exit code 2 denies in every protocol, if it says why
            assert self.complaint.strip(), "an empty reason lets the call run in Codex"
            return self.complaint
        assert self.code == 0, (self.code, self.complaint)
        said: dict[str, Any] = json.loads(self.output) if self.output.strip() else {}
        if agent in {"claude-code", "codex"}:
            said = said.get("hookSpecificOutput", {})
        if agent == "gemini":
            return str(said["reason"]) if said.get("decision") == "deny" else None
        if agent == "cursor":
            return str(said["agent_message"]) if said.get("permission") == "deny" else None
        denied = said.get("permissionDecision") == "deny"
        return str(said["permissionDecisionReason"]) if denied else None

    def report(self, agent: str) -> str | None:
        """What the agent is told after a call."""
        assert self.code == 0, (self.code, self.complaint)
        said: dict[str, Any] = json.loads(self.output) if self.output.strip() else {}
        if agent in {"claude-code", "codex"}:
            return str(said["reason"]) if said.get("decision") == "block" else None
        if agent == "gemini":
            said = said.get("hookSpecificOutput", {})
        names = {"cursor": "additional_context", "copilot": "additionalContext"}
        text = said.get("additionalContext" if agent == "gemini" else names.get(agent, "report"))
        return None if text is None else str(text)
