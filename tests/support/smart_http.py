"""A smart HTTP server for a folder of repositories: git's own `http-backend` behind a small CGI.

Who logs in with HTTP's basic authentication is the pusher, as with any web server in front of git;
the password is not looked at.
"""

import os
import subprocess
import threading
from base64 import b64decode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_ADDRESS = ("127.0.0.1", 0)


class _Handler(BaseHTTPRequestHandler):
    """One request, handed to the program that git brings for it (git-http-backend(1))."""

    protocol_version = "HTTP/1.1"
    folder: Path
    login: str

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - same
        """Say nothing."""

    def _answer(self) -> None:
        if self.login and self._given() != self.login:
            self.send_error(401)
            return
        backend = subprocess.run(
            ["git", "http-backend"],
            input=self._body(),
            env={**os.environ, **self._variables()},
            capture_output=True,
            check=False,
        )
        head, _, body = backend.stdout.partition(b"\r\n\r\n")
        fields = dict(line.decode("latin-1").split(": ", 1) for line in head.split(b"\r\n"))
        self.send_response(int(fields.pop("Status", "200").split(" ")[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _variables(self) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        said = {
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROJECT_ROOT": str(self.folder),
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        user, colon, _ = self._given().partition(":")
        return {**said, "REMOTE_USER": user} if colon else said

    def _given(self) -> str:
        kind, _, secret = self.headers.get("Authorization", "").partition(" ")
        return b64decode(secret).decode() if kind == "Basic" else ""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts: list[bytes] = []
        while size := int(self.rfile.readline().strip(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)


@contextmanager
def served(folder: Path, login: str = "") -> "Generator[str]":
    """The URL of the folder, for as long as the context lasts; `login` is all that is let in.

    git asks for a login only where it is refused one, so put the name into the URL's header:
    `git -c http.extraHeader="Authorization: Basic ..."`.
    """
    handler = type("Handler", (_Handler,), {"folder": folder, "login": login})
    server = ThreadingHTTPServer(_ADDRESS, handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
