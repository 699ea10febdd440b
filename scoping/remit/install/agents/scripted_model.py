"""A model without a mind, on the loopback interface: it answers with the calls of a script.

It speaks as much as the agents need of four protocols: messages (Anthropic), responses and chat
completions (OpenAI), and generateContent (Gemini), each as server-sent events. What it answers
depends on the request alone: which conversation it is, by a word in its first message, and how many
results of tools the conversation has already.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple, Self, cast

from remit.install.agents.json_text import json_items, json_members

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

Json = dict[str, Any]
_MOST = 1 << 25  # bytes of a request
_SECONDS = 20  # that the answer after a sub-agent was started waits for the sub-agent
DONE = "done"


class ScriptedCall(NamedTuple):
    """A call of a tool; `arguments` as one text is for tools that take no JSON.

    `starts` is the word of the conversation that the call begins, for a call of a sub-agent.
    """

    tool: str
    arguments: "Mapping[str, object] | str"
    starts: str = ""


class ScriptedModel:
    """A context in which the model answers at `url`; `results` has what the tools gave back.

    `script` has the calls of each conversation, by the word that its first message holds.
    """

    def __init__(self, script: "Mapping[str, Sequence[ScriptedCall]]") -> None:
        self._script = script
        self._ended = {word: threading.Event() for word in script}
        self.results: dict[str, list[str]] = {word: [] for word in script}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_call(self, told: str, results: "Sequence[str]") -> ScriptedCall | None:
        """The call that follows on so many results in the conversation that `told` begins."""
        word = next((each for each in self._script if each in told), None)
        if word is None:
            return None
        calls, done = self._script[word], len(results)
        if done >= len(self.results[word]):
            self.results[word] = list(results)
        if done and done <= len(calls) and calls[done - 1].starts:
            self._ended[calls[done - 1].starts].wait(_SECONDS)
        if done >= len(calls):
            self._ended[word].set()
            return None
        return calls[done]


def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one small class
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

        def do_HEAD(self) -> None:
            self._send("application/json", b"")

        def do_GET(self) -> None:
            self._send("application/json", b'{"data": [], "models": []}')

        def do_POST(self) -> None:
            request = cast("Json", json.loads(self._body() or b"{}"))
            path, _, query = self.path.partition("?")
            dialect = next((each for end, each in _DIALECTS.items() if path.endswith(end)), None)
            if dialect is None:
                self._send("application/json", b"{}")
                return
            streams = bool(request.get("stream")) or "stream" in path or "sse" in query
            self._send(*dialect(model, request, streams))

        def _body(self) -> bytes:
            if self.headers.get("transfer-encoding", "").lower() != "chunked":
                return self.rfile.read(min(int(self.headers.get("content-length") or 0), _MOST))
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

    return Handler


Answer = tuple[str, bytes]


def _messages(model: ScriptedModel, request: Json, streams: bool) -> Answer:  # noqa: FBT001 - one table
    """Anthropic's messages."""
    messages: list[Json] = request["messages"]
    results: list[str] = []
    for each in messages[1:]:
        if _holds_result(each):
            results.append(_text(each["content"]))
        elif results and each["role"] != "assistant":
            results[-1] += _text(each["content"])  # what a hook has to say about the call
    call = model.next_call(_text(messages[0]), results) if request.get("tools") else None
    block: Json = {"type": "text", "text": ""}
    delta: Json = {"type": "text_delta", "text": DONE}
    if call:
        block = {"type": "tool_use", "id": f"toolu_{len(results)}", "name": call.tool, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(call.arguments)}
    stop = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    # messages of one id are taken for parts of one
    message: Json = {
        "id": f"msg_{len(messages)}",
        "type": "message",
        "role": "assistant",
        "content": [],
    }
    message |= {"model": request["model"], "usage": {"input_tokens": 1, "output_tokens": 1}}
    if not streams:
        whole = block | ({"input": call.arguments} if call else {"text": DONE})
        return _plain(message | stop | {"content": [whole]})
    return _events(
        {"type": "message_start", "message": message | {"stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    )


def _responses(model: ScriptedModel, request: Json, _streams: bool) -> Answer:  # noqa: FBT001 - as above
    """OpenAI's responses; a sub-agent's conversation may begin with a copy of its parent's."""
    items: list[Json] = request["input"]
    told = [n for n, item in enumerate(items) if item.get("type") == "agent_message"]
    tasks = [n for n in told if str(items[n].get("recipient", "/root")) != "/root"]
    begin = tasks[-1] if tasks else 0
    first = items[begin:] if tasks else [each for each in items if each.get("role") == "user"]
    results = [
        _text(each.get("output"))
        for each in items[begin:]
        if str(each.get("type", "")).endswith("_output")
    ]
    call = model.next_call(_text(first), results)
    number = len(results)
    item: Json = {"id": f"item_{number}", "status": "completed", "call_id": f"call_{number}"}
    if call is None:
        text: Json = {"type": "output_text", "text": DONE, "annotations": []}
        item |= {"type": "message", "role": "assistant", "content": [text]}
    elif isinstance(call.arguments, str):
        item |= {"type": "custom_tool_call", "name": call.tool, "input": call.arguments}
    else:
        space, _, name = call.tool.rpartition(".")
        item |= {"type": "function_call", "name": name, "arguments": json.dumps(call.arguments)}
        item |= {"namespace": space} if space else {}
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    response: Json = {"id": "resp", "object": "response", "status": "completed", "usage": usage}
    return _events(
        {"type": "response.created", "response": response | {"status": "in_progress"}},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": response | {"output": [item]}},
    )


def _completions(model: ScriptedModel, request: Json, streams: bool) -> Answer:  # noqa: FBT001 - as above
    """OpenAI's chat completions."""
    messages: list[Json] = request["messages"]
    results = [_text(each.get("content")) for each in messages if each["role"] == "tool"]
    first = [each for each in messages if each["role"] == "user"]
    call = model.next_call(_text(first), results) if request.get("tools") else None
    said: Json = {"role": "assistant", "content": None if call else DONE}
    if call:
        function = {"name": call.tool, "arguments": json.dumps(call.arguments)}
        made = {"index": 0, "id": f"call_{len(results)}", "type": "function", "function": function}
        said["tool_calls"] = [made]
    reason = "tool_calls" if call else "stop"
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    whole: Json = {"id": "c", "created": 1, "model": request.get("model", ""), "usage": usage}
    if not streams:
        choice = {"index": 0, "message": said, "finish_reason": reason}
        return _plain(whole | {"object": "chat.completion", "choices": [choice]})
    whole["object"] = "chat.completion.chunk"
    begin = {"index": 0, "delta": said, "finish_reason": None}
    end: Json = {"index": 0, "delta": {}, "finish_reason": reason}
    kind, body = _events(whole | {"choices": [begin]}, whole | {"choices": [end]}, named=False)
    return kind, body + b"data: [DONE]\n\n"


def _contents(model: ScriptedModel, request: Json, streams: bool) -> Answer:  # noqa: FBT001 - as above
    """Gemini's generateContent."""
    contents: list[Json] = request.get("contents", [])
    responses = [
        part.get("functionResponse") for each in contents for part in each.get("parts", [])
    ]
    results = [_text(each) for each in responses if each is not None]
    first = [each for each in contents if each.get("role") == "user"][:3]
    call = model.next_call(_text(first), results) if request.get("tools") else None
    part: Json = {"text": DONE}
    if call:
        part = {"functionCall": {"name": call.tool, "args": call.arguments}}
    content = {"role": "model", "parts": [part]}
    answer = {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}]}
    return _events(answer, named=False) if streams else _plain(answer)


_DIALECTS: "dict[str, Callable[[ScriptedModel, Json, bool], Answer]]" = {
    "/messages": _messages,
    "/responses": _responses,
    "/completions": _completions,
    "enerateContent": _contents,
}


def _holds_result(message: Json) -> bool:
    parts = json_items(message.get("content"))
    return any(json_members(part).get("type") == "tool_result" for part in parts)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _plain(answer: Json) -> Answer:
    return "application/json", json.dumps(answer).encode()


def _events(*events: Json, named: bool = True) -> Answer:
    lines = [
        (f"event: {each['type']}\n" if named else "") + f"data: {json.dumps(each)}\n\n"
        for each in events
    ]
    return "text/event-stream", "".join(lines).encode()
