"""Which tool of an agent writes what: the names and arguments of file tools, shells and patches.

Names are compared by their letters, since agents spell the same tool differently (`write_file`,
`WriteFile`). A tool that is not known here counts as reading if its name says so; else what it
calls a path is judged as written, MCP tools included.
"""

# See decision 0293.

import re
from typing import TYPE_CHECKING, Any

from remit.gates.planned_writes import PlannedWrite
from remit.namedtuples import NamedTuple
from remit_hooks.agent.event import list_elements, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.gates.planned_writes import Effect
    from remit_hooks.agent.event import ToolEvent

_SHELLS = frozenset([
    "bash", "sh", "shell", "zsh", "terminal", "runshellcommand", "shellcommand", "execcommand",
    "runcommand", "executecommand", "executeshellcommand", "runterminalcmd", "runterminalcommand",
    "runinterminal", "localshell", "containerexec", "unifiedexec", "monitor",
])  # fmt: skip
_UNREAD_SHELLS = frozenset([
    "powershell", "pwsh", "cmd",
    "writebash", "writepowershell", "writeshell", "writestdin",  # what is typed into one that runs
])  # fmt: skip
_READING_FILES = frozenset(["read", "readfile", "view", "readtextfile", "notebookread"])
_PATCHES = frozenset(["applypatch", "patch", "applydiff"])
_NOTEBOOKS = frozenset(["notebookedit", "editnotebook", "editnotebookcell"])
_WRITES = frozenset([
    "write", "writefile", "writetofile", "create", "createfile", "createtextfile", "newfile",
    "savefile",
])  # fmt: skip
_EDITS = frozenset([
    "edit", "editfile", "multiedit", "replace", "replaceinfile", "strreplace", "searchreplace",
    "insert", "inserttext", "insertedit", "insertintofile", "multireplacestringinfile",
    "replacestringinfile",
])  # fmt: skip
_EDITORS = frozenset(["strreplaceeditor", "strreplacebasededittool", "strreplaceeditortool"])
_DELETES = frozenset(["delete", "deletefile", "removefile", "remove"])
_MOVES = frozenset(["move", "movefile", "rename", "renamefile"])
_COPIES = frozenset(["copy", "copyfile"])
_DIRECTORIES = frozenset(["createdirectory", "makedirectory", "mkdir"])

_READING_WORDS = frozenset([
    "ask", "await", "check", "codebase", "count", "describe", "diagnostics", "diff", "enter",
    "exists", "exit", "explain", "fetch", "find", "get", "glob", "grep", "hover", "info",
    "inspect", "lint", "list", "log", "lookup", "ls", "lsp", "open", "outline", "peek", "plan",
    "preview", "query", "read", "references", "resolve", "rg", "screenshot", "search", "select",
    "send", "show", "skill", "stat", "status", "symbols", "task", "agent", "think", "todo", "tree",
    "validate", "view", "wait", "watch", "web", "who",
])  # fmt: skip
_WRITING_WORDS = frozenset([
    "add", "append", "apply", "change", "clear", "copy", "create", "delete", "download", "edit",
    "erase", "export", "generate", "insert", "make", "mkdir", "modify", "move", "overwrite",
    "patch", "put", "refactor", "remove", "rename", "replace", "rewrite", "save", "set", "str",
    "touch", "truncate", "unlink", "update", "upload", "write",
])  # fmt: skip
_PATHS = (
    "file_path", "filePath", "path", "paths", "file", "files", "filename", "fileName", "file_name",
    "filepath", "notebook_path", "notebookPath", "target_notebook", "target_file", "targetFile",
    "relative_path", "relativePath", "relative_workspace_path", "absolute_path", "absolutePath",
    "uri", "target", "destination", "dest", "output", "output_path", "outputPath", "output_file",
    "new_path", "newPath", "old_path", "oldPath", "save_path", "savePath",
)  # fmt: skip
_SOURCES = ("source", "src", "from", "old_path", "oldPath", "source_path")
_TARGETS = ("destination", "dest", "dst", "to", "new_path", "newPath", "destination_path", "target")
_COMMANDS = ("command", "cmd", "script", "shell_command")
_FOLDERS = ("workdir", "dir_path", "directory", "cwd", "working_directory")
_PATCH_TEXTS = ("command", "input", "patch", "patchText", "patch_text", "diff", "content")
_CONTENTS = ("content", "contents", "file_text", "fileText", "text")
_OLD = ("old_string", "oldString", "old_str", "old_text", "oldText")
_NEW = ("new_string", "newString", "new_str", "new_text", "newText")
_EVERYWHERE = ("replace_all", "replaceAll", "allow_multiple")
_DEEPEST = 3


class ShellCall(NamedTuple):
    """A command for a shell, as one text or as words; `folder` is where, empty for the event's."""

    command: str | tuple[str, ...]
    folder: str = ""


class ToolCall(NamedTuple):
    """What a call does: the files that it writes, the file that it reads, or a shell command.

    `reads` is the path of one file that the agent will know afterwards. `opaque` is a shell whose
    language is not read.
    """

    writes: tuple[PlannedWrite, ...] = ()
    reads: str = ""
    shell: ShellCall | None = None
    opaque: bool = False


def read_tool_call(event: "ToolEvent") -> ToolCall:
    """What the call of `event` does; raises `CouldNotCheck` for a writing tool of unknown shape."""
    name, given = _letters(event.tool), event.arguments
    if name in _UNREAD_SHELLS:
        return ToolCall(opaque=True)
    if name in _SHELLS:
        return _shell(given)
    if name in _READING_FILES:
        return ToolCall(reads=next(_texts(given, _PATHS), ""))
    writes = _known_writes(name, given)
    if writes is None:
        return _unknown(event)
    if not writes and not _is_of_a_server(event.tool):
        raise unreadable(f"the tool {event.tool!r} names no path")
    return ToolCall(tuple(writes))


def _letters(name: str) -> str:
    """The letters of a tool's own name, without the server's that an MCP tool begins with."""
    return "".join(filter(str.isalnum, _own_name(name).lower()))  # an expression costs 1 ms


def _own_name(name: str) -> str:
    """The tool's name without that of its MCP server, where a separator tells them apart."""
    own = name.rpartition("__")[2]
    for separator in ":./":
        own = own.rpartition(separator)[2]
    return own


def _is_of_a_server(name: str) -> bool:
    """Whether an MCP server has the tool: of it nothing is known but its name."""
    return _own_name(name) != name or name.startswith("mcp")


def _shell(given: "Mapping[str, Any]") -> ToolCall:
    folder = next(_texts(given, _FOLDERS), "")
    for key in _COMMANDS:
        value = given.get(key)
        if isinstance(value, str):
            return ToolCall(shell=ShellCall(value, folder))
        words = [word for word in list_elements(value) if isinstance(word, str)]
        if words:
            return ToolCall(shell=ShellCall(tuple(words), folder))
    if any(key in given for key in ("input", "session_id", "chars", "process_id")):
        return ToolCall(opaque=True)  # what is typed into a program that runs already
    raise unreadable("a shell tool has no command")


def _known_writes(  # noqa: PLR0911 - a table
    name: str, given: "Mapping[str, Any]"
) -> "list[PlannedWrite] | None":
    """The writes of a tool that is known by its name; None for any other."""
    if name in _PATCHES:
        return _patched(given)
    if name in _EDITORS:
        return _edited(given) if given.get("command") != "view" else None
    if name in _NOTEBOOKS:
        return _each(given, "write")
    if name in _WRITES:
        return _edited(given)
    if name in _EDITS:
        return _patched(given, optional=True) or _edited(given)
    if name in _DELETES:
        return _each(given, "remove")
    if name in _MOVES:
        sources = [PlannedWrite(path, "remove") for path in _texts(given, _SOURCES)]
        targets = [PlannedWrite(path, "replace") for path in _texts(given, _TARGETS)]
        return sources + targets or _each(given, "remove")
    if name in _COPIES:
        return [PlannedWrite(path) for path in _texts(given, _TARGETS)]
    if name in _DIRECTORIES:
        return _each(given, "directory")
    return None


def _each(given: "Mapping[str, Any]", effect: "Effect") -> list[PlannedWrite]:
    return [PlannedWrite(path, effect) for path in dict.fromkeys(_texts(given, _PATHS))]


def _patched(given: "Mapping[str, Any]", *, optional: bool = False) -> list[PlannedWrite]:
    """What the patch among the arguments writes; raises `CouldNotCheck` where there is none."""
    from remit_hooks.agent.patch_paths import read_diff, read_patch

    for text in (given.get(key) for key in _PATCH_TEXTS):
        words = list_elements(text) or [text]
        whole = "\n".join(word for word in words if isinstance(word, str))
        found = read_patch(whole) or read_diff(whole, 1)
        if found:
            return [PlannedWrite(path, effect) for effect, path in found]
    return [] if optional else _each(given, "write")


def _edited(given: "Mapping[str, Any]") -> list[PlannedWrite]:
    """Edits of files, with what is known of their new content."""
    content = next(_texts(given, _CONTENTS), None)
    known = None if content is None else content.encode("utf-8", "surrogatepass")
    edits: list[Mapping[str, Any]] = [
        each for each in list_elements(given.get("edits")) if isinstance(each, dict)
    ]
    replaced = tuple(filter(None, map(_replacement, edits or [given])))
    paths = dict.fromkeys((*_texts(given, _PATHS), *(p for e in edits for p in _texts(e, _PATHS))))
    if len(paths) != 1:
        return [PlannedWrite(path) for path in paths]
    return [PlannedWrite(path, "write", None if replaced else known, replaced) for path in paths]


def _replacement(given: "Mapping[str, Any]") -> tuple[str, str, bool] | None:
    old = next((given[key] for key in _OLD if isinstance(given.get(key), str)), None)
    new = next((given[key] for key in _NEW if isinstance(given.get(key), str)), "")
    return (old, new, any(given.get(key) is True for key in _EVERYWHERE)) if old else None


def _unknown(event: "ToolEvent") -> ToolCall:
    """A tool that is not known: by its name, and by what it calls a path or a command."""
    given = event.arguments
    command = next((given[key] for key in _COMMANDS if isinstance(given.get(key), str)), None)
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", event.tool)}
    own = {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", _own_name(event.tool))}
    if command is not None and not own & _READING_WORDS:
        return ToolCall(shell=ShellCall(command, next(_texts(given, _FOLDERS), "")))
    reading = bool(own & _READING_WORDS or (own == words and words & _READING_WORDS))
    if reading and not own & _WRITING_WORDS:
        return ToolCall()
    paths = dict.fromkeys(path for path in _texts(given, (*_PATHS, *_SOURCES)) if _is_path(path))
    effect: Effect = "write"
    return ToolCall(tuple(PlannedWrite(path, effect) for path in paths))


def _is_path(text: str) -> bool:
    return "\n" not in text and not re.match(r"[a-z][a-z0-9+.-]+://", text)


def _texts(given: "Mapping[str, Any]", keys: tuple[str, ...], depth: int = 0) -> "Iterator[str]":
    """The texts under some keys; in lists also, and in the objects in these."""
    for key in keys:
        value = given.get(key)
        for each in list_elements(value) or [value]:
            if isinstance(each, str) and each:
                yield each.removeprefix("file://")
            elif isinstance(each, dict) and depth < _DEEPEST:
                yield from _texts(each, keys, depth + 1)  # pyright: ignore[reportUnknownArgumentType] - a parser's edge
