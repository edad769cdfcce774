"""A hub of models on this computer: the addresses, headers and errors of the real one, serving folders, and faults.

What it does is taken from the hub's documentation and from what huggingface_hub reads: `/api/models/{id}`,
`/api/models/{id}/revision/{rev}`, `/api/models/{id}/tree/{rev}` and `/{id}/resolve/{rev}/{file}`. Large files are a
redirect to another host (the same server by its other name), as the hub's own are to its storage.

    python -m tests.support.loopback_hub [--port 8765] [--bytes-per-s 500000]

serves the bundled model as Systran/faster-whisper-tiny for trying it by hand: HF_ENDPOINT=http://127.0.0.1:8765.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.support.starter import starter

#: The commit that every branch is.
COMMIT = "c0ffee0123456789abcdef0123456789abcdef01"
TINY = "Systran/faster-whisper-tiny"
TOKEN = "hf_loopback"
PIECE_BYTES = 1 << 16


@dataclass
class Fault:
    """Something that goes wrong with the next `times` requests whose address ends with `where`."""

    where: str
    times: int = 1
    #: Answer with this status instead.
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    #: Send so much of the body and then close the connection,
    cut_after: int | None = None
    #: or fall silent,
    stall_after: int | None = None
    #: or send other bytes than were announced.
    is_wrong: bool = False


@dataclass(frozen=True)
class Request:
    """What somebody asked for."""

    method: str
    path: str
    range: str | None
    authorization: str | None


@dataclass
class LoopbackHub:
    """One running hub."""

    port: int
    #: Folders by repository ("owner/name").
    repositories: dict[str, Path]
    faults: list[Fault] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    #: Repositories that are given to who has TOKEN, and to nobody else.
    private: set[str] = field(default_factory=set)
    bytes_per_s: float | None = None
    knows_ranges: bool = True
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked_for(self, name: str, method: str = "GET") -> list[Request]:
        """The requests for the content of that file, where it is sent and not where it is redirected."""
        ends = (f"/{name}", f"/{name}?download=true")
        return [
            each
            for each in self.requests
            if each.method == method and each.path.endswith(ends) and not (is_large(name) and "/resolve/" in each.path)
        ]

    def fault_for(self, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and path.endswith(fault.where):
                fault.times -= 1
                return fault
        return None


def is_large(name: str) -> bool:
    """Whether the hub keeps it in LFS."""
    return name.endswith((".bin", ".safetensors", ".onnx", ".pt"))


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    hub: LoopbackHub

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error: tests read `requests`."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append(
            Request(self.command, path, self.headers.get("Range"), self.headers.get("Authorization"))
        )
        is_redirect = "/resolve/" in path and is_large(path)
        fault = None if is_redirect else self.hub.fault_for(path)
        if fault is not None and fault.status is not None:
            self.send_json({"error": "made for a test"}, fault.status, fault.headers)
        elif path.startswith("/api/models/"):
            self.answer_api(path.removeprefix("/api/models/").split("/"), fault)
        elif path.startswith("/storage/"):
            owner, name, file = path.removeprefix("/storage/").split("/")
            self.send_file(self.hub.repositories[f"{owner}/{name}"] / file, fault)
        else:
            self.answer_resolve(path.strip("/").split("/"), fault)

    def allowed(self, repository: str) -> bool:
        """Answers, and returns False, where the hub does not give the repository to who asks."""
        given = self.headers.get("Authorization")
        if given not in (None, f"Bearer {TOKEN}"):
            self.send_json({}, 401, {"X-Error-Message": "Invalid credentials in Authorization header"})
        elif repository in self.hub.repositories and (repository not in self.hub.private or given):
            return True
        else:  # the real one says 401 for what may be private
            self.send_json({"error": "Repository not found"}, 404 if given else 401, {"X-Error-Code": "RepoNotFound"})
        return False

    def answer_api(self, parts: list[str], fault: Fault | None) -> None:
        repository, rest = "/".join(parts[:2]), parts[2:]
        if not self.allowed(repository):
            return
        commit = commit_of(rest[1] if len(rest) > 1 else "main")
        if commit is None:
            self.send_json({}, 404, {"X-Error-Code": "RevisionNotFound"})
            return
        files = sorted(file for file in self.hub.repositories[repository].iterdir() if file.is_file())
        if rest[:1] == ["tree"]:
            self.send_json([tree_entry(file) for file in files])
            return
        siblings = [sibling(file) for file in files]
        self.send_json(
            {"id": repository, "modelId": repository, "sha": commit, "private": False, "gated": False, "tags": []}
            | {"siblings": siblings},
            fault=fault,
        )

    def answer_resolve(self, parts: list[str], fault: Fault | None) -> None:
        repository, file = "/".join(parts[:2]), parts[-1]
        if not self.allowed(repository):
            return
        path, commit = self.hub.repositories[repository] / file, commit_of(parts[3])
        if commit is None or not path.is_file():
            code = "RevisionNotFound" if commit is None else "EntryNotFound"
            self.send_json({}, 404, {"X-Error-Code": code})
        elif is_large(file):
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.hub.port}/storage/{repository}/{file}")
            self.send_header("X-Repo-Commit", commit)
            self.send_header("X-Linked-ETag", f'"{sha256(path)}"')
            self.send_header("X-Linked-Size", str(path.stat().st_size))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send_file(path, fault, {"X-Repo-Commit": commit, "ETag": f'"{git_sha1(path)}"'})

    def send_json(
        self, data: object, status: int = 200, headers: dict[str, str] | None = None, fault: Fault | None = None
    ) -> None:
        self.send_body(json.dumps(data).encode(), status, {"Content-Type": "application/json"} | (headers or {}), fault)

    def send_file(self, path: Path, fault: Fault | None, headers: dict[str, str] | None = None) -> None:
        content = path.read_bytes()
        if fault is not None and fault.is_wrong:
            content = content[:-64] + content[-64:][::-1]
        headers = {"Accept-Ranges": "bytes"} | (headers or {})
        wanted = self.headers.get("Range")
        if wanted is None or not self.hub.knows_ranges:
            self.send_body(content, 200, headers, fault)
            return
        start = int(wanted.removeprefix("bytes=").partition("-")[0])
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self.send_body(content[start:], 206, headers, fault)

    def send_body(self, body: bytes, status: int, headers: dict[str, str], fault: Fault | None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        end = len(body)
        if fault is not None:
            end = min(each for each in (fault.cut_after, fault.stall_after, end) if each is not None)
        try:
            for place in range(0, end, PIECE_BYTES):
                self.wfile.write(body[place : min(place + PIECE_BYTES, end)])
                if self.hub.bytes_per_s is not None and self.hub.closing.wait(PIECE_BYTES / self.hub.bytes_per_s):
                    break
            if fault is not None and fault.stall_after is not None:
                self.hub.closing.wait()
        except OSError:  # who asked is gone
            end = 0
        if end < len(body):
            self.close_connection = True


def commit_of(revision: str) -> str | None:
    """None where the repository has no such revision: it has every commit and one branch."""
    if revision == "main":
        return COMMIT
    return revision if len(revision) == 40 else None


def sibling(path: Path) -> dict[str, object]:
    size = path.stat().st_size
    lfs = {"lfs": {"sha256": sha256(path), "size": size, "pointerSize": 134}} if is_large(path.name) else {}
    return {"rfilename": path.name, "size": size, "blobId": git_sha1(path), **lfs}


def tree_entry(path: Path) -> dict[str, object]:
    size = path.stat().st_size
    lfs = {"lfs": {"oid": sha256(path), "size": size, "pointerSize": 134}} if is_large(path.name) else {}
    return {"type": "file", "path": path.name, "size": size, "oid": git_sha1(path), **lfs}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def git_sha1(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class Server(ThreadingHTTPServer):
    """One thread for each connection, which ends with the program at the latest."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing on standard error: whoever asked was killed, or has heard enough."""


@contextmanager
def running_hub(repositories: dict[str, Path] | None = None, port: int = 0) -> Iterator[LoopbackHub]:
    """A hub that serves these folders; the bundled model as TINY if none are given."""
    folders = {TINY: starter().path} if repositories is None else repositories

    class HandlerOfThis(Handler):
        pass

    server = Server(("127.0.0.1", port), HandlerOfThis)
    hub = HandlerOfThis.hub = LoopbackHub(server.server_address[1], folders)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        hub.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.support.loopback_hub")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--bytes-per-s", type=float)
    given = parser.parse_args()
    with running_hub(port=given.port) as hub:
        hub.bytes_per_s = given.bytes_per_s
        print(f"HF_ENDPOINT={hub.endpoint}", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
