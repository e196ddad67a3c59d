"""Package indexes and find-links pages on 127.0.0.1 that serve small real wheels."""

import contextlib
import email.utils
import hashlib
import html
import http.server
import json
import os
import threading
import time
import zipfile

JSON = "application/vnd.pypi.simple.v1+json"


def make_wheel(folder, name, version, tag="py3-none-any", requires_python="", requires=()):
    """A real wheel of one module; returns its file's name."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    if requires_python:
        metadata += f"Requires-Python: {requires_python}\n"
    metadata += "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
    files = {
        f"{module}.py": f"__version__ = '{version}'\n",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    path = os.path.join(str(folder), f"{module}-{version}-{tag}.whl")
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(inside, text)
    return os.path.basename(path)


class Answer:
    """What a server says at one path."""

    def __init__(self, body=b"", content_type="text/html", status=200, **headers):
        self.status = status
        self.body = body if isinstance(body, bytes) else body.encode()
        self.headers = {"Content-Type": content_type}
        self.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        self.announced = len(self.body)

    def short_of(self, missing):
        """The same, announced as longer than it is."""
        self.announced += missing
        return self


class Server:
    """A server whose paths are functions of the request; `seen` is what it was asked."""

    def __init__(self, context=None):
        self.paths = {}
        self.seen = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.seen.append((self.path, dict(self.headers.items())))
                answer = server.answer(self)
                if answer is None:
                    return
                self.say(answer)

            def do_HEAD(self):
                self.say(Answer(status=405))  # so that a file is fetched whole

            def say(self, answer):
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(answer.announced))
                self.end_headers()
                self.wfile.write(answer.body)
                if answer.announced != len(answer.body):
                    self.close_connection = True

            def log_message(self, *_arguments):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_arguments):
                pass  # clients hang up here, as they should

        self.http = Quiet(("127.0.0.1", 0), Handler)
        if context is not None:
            self.http.socket = context.wrap_socket(
                self.http.socket, server_side=True, do_handshake_on_connect=False
            )
        self.host = f"127.0.0.1:{self.http.server_address[1]}"
        self.url = f"http{'s' if context else ''}://{self.host}"

    def answer(self, request):
        path = request.path.partition("?")[0]
        found = self.paths.get(path) or self.paths.get("*") or Answer("not here", status=404)
        return found(request) if callable(found) else found

    def asked(self, path):
        """How many times the path was asked for."""
        return sum(1 for seen, _headers in self.seen if seen.partition("?")[0] == path)


@contextlib.contextmanager
def running(server):
    """The server at work."""
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        thread.join()


class Index:
    """A PEP 503 index over a folder of wheels, PEP 691 as well when `speaks_json`; below /simple/."""

    def __init__(self, server, folder, speaks_json, **headers):
        self.folder = folder
        self.speaks_json = speaks_json
        self.headers = headers
        self.yanked = {}
        self.url = f"{server.url}/simple"
        server.paths["*"] = self.answer
        server.index = self

    def answer(self, request):
        parts = [part for part in request.path.split("/") if part]
        if len(parts) == 2 and parts[0] == "files":
            with open(os.path.join(str(self.folder), parts[1].replace("%2B", "+")), "rb") as file:
                return Answer(file.read(), "application/zip")
        names = self.files(parts[1]) if len(parts) == 2 and parts[0] == "simple" else []
        if not names:
            return Answer("404", status=404)
        if self.speaks_json and JSON in request.headers.get("Accept", ""):
            return Answer(json.dumps(self.document(parts[1], names)), JSON, **self.headers)
        rows = "\n".join(self.anchor(name) for name in names)
        return Answer(f"<!DOCTYPE html><html><body>{rows}</body></html>", **self.headers)

    def files(self, project):
        stem = project.replace("-", "_") + "-"
        return sorted(name for name in os.listdir(str(self.folder)) if name.startswith(stem))

    def described(self, name):
        with open(os.path.join(str(self.folder), name), "rb") as file:
            data = file.read()
        requires = ""
        if name.endswith(".whl"):
            with zipfile.ZipFile(os.path.join(str(self.folder), name)) as archive:
                meta = next(item for item in archive.namelist() if item.endswith("METADATA"))
                for line in archive.read(meta).decode().splitlines():
                    if line.startswith("Requires-Python: "):
                        requires = line.partition(": ")[2]
        return hashlib.sha256(data).hexdigest(), len(data), requires

    def anchor(self, name):
        digest, _size, requires = self.described(name)
        more = f' data-requires-python="{html.escape(requires)}"' if requires else ""
        if name in self.yanked:
            more += f' data-yanked="{html.escape(self.yanked[name])}"'
        return (
            f'<a href="../../files/{name.replace("+", "%2B")}#sha256={digest}"{more}>{name}</a><br>'
        )

    def document(self, project, names):
        files = []
        for name in names:
            digest, size, requires = self.described(name)
            file = {
                "filename": name,
                "url": f"../../files/{name.replace('+', '%2B')}",
                "hashes": {"sha256": digest},
                "size": size,
                "yanked": self.yanked.get(name, False),
            }
            if requires:
                file["requires-python"] = requires
            files.append(file)
        return {"meta": {"api-version": "1.1"}, "name": project, "files": files, "versions": []}


def silent(seconds):
    """A path that says nothing for a while."""

    def answer(_request):
        time.sleep(seconds)

    return answer


def dripping(seconds):
    """A path whose body comes byte by byte."""

    def answer(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/html")
        request.send_header("Content-Length", "100000")
        request.end_headers()
        end = time.monotonic() + seconds
        with contextlib.suppress(OSError):
            while time.monotonic() < end:
                request.wfile.write(b" ")
                request.wfile.flush()
                time.sleep(0.02)

    return answer


def tagged(answer_of):
    """A path that knows ETag and Last-Modified of what it says."""

    def answer(request):
        found = answer_of(request)
        if found.status != 200:
            return found
        tag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        found.headers["ETag"] = tag
        found.headers["Last-Modified"] = email.utils.formatdate(0, usegmt=True)
        if request.headers.get("If-None-Match") == tag:
            request.send_response(304)
            request.send_header("ETag", tag)
            request.end_headers()
            return None
        return found

    return answer
