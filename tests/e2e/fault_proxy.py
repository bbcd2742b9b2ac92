#!/usr/bin/env python3
"""A proxy that stands in front of a registry and spoils what it answers: for tests of whoever pulls through it.

    with FaultProxy("http://127.0.0.1:5000") as proxy:          # the registry behind it; None: only made-up answers
        proxy.spoil("blob", Cut(1000), times=2)                 # the first two answers of a kind; times=None: each
        ... run the program against proxy.host ("127.0.0.1:PORT") ...
        proxy.counts()                                          # {"manifest": 1, "blob": 3, …}
        proxy.seen                                              # every request: method, path, kind, headers, status
        proxy.elsewhere.seen                                    # what came to the other host, which has no faults

Kinds of requests: ping (/v2/), manifest, manifest-head, blob, blob-head, referrers, tags, upload, write (PUT or DELETE of a manifest),
token, other. `spoil(kind, …)` takes one of them or "any"; `only=TEXT` narrows it to paths that hold TEXT. Rules that come first go first; a
rule that is used up lets the next one speak; without a rule the registry's answer goes through as it is.

Faults:
    Cut(after)              says the whole length, sends so many bytes and ends the connection; of a range likewise
    WrongLength(more)       says a Content-Length that is so much longer (or shorter) than what is sent
    Flip(at)                one byte of the body is another one: a wrong digest
    Slow(piece, seconds)    so many bytes, then a wait, again and again
    Silent(after, seconds)  so many bytes, and then nothing (the connection stays)
    Endless(limit)          the body never ends (after `limit` bytes it does, so that a test ends)
    Unauthorised()          401 with a challenge, whatever credentials come; its realm gives out tokens for ever
    Storm(retry_after)      429, with Retry-After when it is given (seconds or a date)
    Status(code, text)      another status
    Redirect(to)            307 to `to`, in which {path} is the path that was asked for; elsewhere() below is a host that answers
    GzipBomb(size, encoded) a manifest that is `size` zeros when it is unpacked; `encoded`: with Content-Encoding: gzip
    HugeIndex(entries)      an index of so many manifests
    NoRange()               a range is asked for, the whole is sent
    OtherRange(shift)       another range than the one that was asked for
    Header(name, value)     the registry's answer with one more header
    Together(count)         answers when so many such requests wait for it at once; 404 when they do not come

By hand: fault_proxy.py --upstream http://127.0.0.1:5000 --fault blob=Cut:1000 --fault manifest=Storm:3:2 prints its address, and every request.
(KIND=FAULT:ARGUMENT[:TIMES].) It listens on loopback only and needs nothing but Python.
"""

import argparse
import collections
import gzip
import http.client
import json
import re
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"

# Headers of one connection, which are not handed on (RFC 9110 §7.6.1).
HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "proxy-authorization", "proxy-authenticate"}


def kind_of(method, path):
    path = urlsplit(path).path
    if path in ("/v2", "/v2/"):
        return "ping"
    if path.startswith("/fault-token"):
        return "token"
    for word, kind in (("/blobs/uploads", "upload"), ("/manifests/", "manifest"), ("/referrers/", "referrers"), ("/tags/list", "tags"), ("/blobs/", "blob")):
        if word in path:
            if kind == "manifest" and method in ("PUT", "DELETE"):
                return "write"
            return kind + ("-head" if method == "HEAD" and kind in ("manifest", "blob") else "")
    return "other"


class Seen:
    """A request that came: headers have names in lower case."""

    def __init__(self, method, path, headers):
        self.method, self.path, self.headers = method, path, {name.lower(): value for name, value in headers.items()}
        self.kind, self.status, self.time = kind_of(method, path), None, time.monotonic()

    def credentials(self):
        """The headers that hold credentials; also those that stand in the path."""
        told = [f"{name}: {self.headers[name]}" for name in ("authorization", "cookie", "proxy-authorization", "x-registry-auth") if name in self.headers]
        return told + ([self.path] if "token=" in self.path or "@" in self.path else [])

    def __repr__(self):
        return f"{self.method} {self.path} → {self.status}"


class Answer:
    """What the registry said, to be spoilt: status, [(name, value)], body as bytes."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def without(self, *names):
        return [(name, value) for name, value in self.headers if name.lower() not in names]


class Fault:
    """answer(handler) sends something; most change what the registry says."""

    def answer(self, handler):
        raise NotImplementedError


class Cut(Fault):
    def __init__(self, after):
        self.after = int(after)

    def answer(self, handler):
        answer = handler.forward()
        handler.head(answer.status, answer.headers, len(answer.body))
        handler.raw(answer.body[: self.after])
        handler.hang_up()


class WrongLength(Fault):
    def __init__(self, more):
        self.more = int(more)

    def answer(self, handler):
        answer = handler.forward()
        handler.head(answer.status, answer.headers, max(0, len(answer.body) + self.more))
        handler.raw(answer.body)
        handler.hang_up()


class Flip(Fault):
    def __init__(self, at=0):
        self.at = int(at)

    def answer(self, handler):
        answer = handler.forward()
        body = bytearray(answer.body)
        if body:
            body[self.at % len(body)] ^= 1
        handler.whole(answer.status, answer.headers, bytes(body))


class Slow(Fault):
    def __init__(self, piece=1000, seconds=0.05):
        self.piece, self.seconds = int(piece), float(seconds)

    def answer(self, handler):
        answer = handler.forward()
        handler.head(answer.status, answer.headers, len(answer.body))
        for at in range(0, len(answer.body), self.piece):
            if not handler.raw(answer.body[at : at + self.piece]):
                return
            handler.wait(self.seconds)


class Silent(Fault):
    def __init__(self, after=0, seconds=600):
        self.after, self.seconds = int(after), float(seconds)

    def answer(self, handler):
        answer = handler.forward()
        handler.head(answer.status, answer.headers, len(answer.body))
        handler.raw(answer.body[: self.after])
        handler.wait(self.seconds)
        handler.hang_up()


class Endless(Fault):
    def __init__(self, limit=4 << 30):
        self.limit = int(limit)

    def answer(self, handler):
        answer = handler.forward()
        handler.head(answer.status, answer.headers, None)
        handler.raw(answer.body)
        sent, piece = len(answer.body), b" " * 65536
        while sent < self.limit and handler.raw(piece):
            sent += len(piece)
        handler.hang_up()


class Unauthorised(Fault):
    def answer(self, handler):
        realm = f"http://{handler.server.owner.host}/fault-token"
        challenge = f'Bearer realm="{realm}",service="fault",scope="repository:any:pull"'
        handler.whole(401, [("WWW-Authenticate", challenge)], b'{"errors":[{"code":"UNAUTHORIZED","message":"never"}]}')


class Storm(Fault):
    def __init__(self, retry_after=None):
        self.retry_after = retry_after

    def answer(self, handler):
        headers = [] if self.retry_after is None else [("Retry-After", str(self.retry_after))]
        handler.whole(429, headers, b'{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}')


class Status(Fault):
    def __init__(self, code, text=""):
        self.code, self.text = int(code), text

    def answer(self, handler):
        handler.whole(self.code, [("Content-Type", "text/plain")], self.text.encode())


class Redirect(Fault):
    def __init__(self, to, status=307):
        self.to, self.status = to, int(status)

    def answer(self, handler):
        handler.whole(self.status, [("Location", self.to.replace("{path}", handler.path))], b"")


class GzipBomb(Fault):
    """Some thousand times smaller than what it becomes: made once, piece by piece."""

    def __init__(self, size=1 << 30, encoded=True):
        self.encoded = encoded in (True, "1", "true")
        packed, piece, left = bytearray(), b"\0" * (1 << 20), int(size)
        start = gzip.compress(b'{"schemaVersion":2,"config":"', 9)
        member = gzip.compress(piece, 9)
        packed += start
        while left > 0:
            packed += member  # members follow each other in gzip (RFC 1952 §2.2)
            left -= len(piece)
        self.body = bytes(packed)

    def answer(self, handler):
        headers = [("Content-Type", MANIFEST)] + ([("Content-Encoding", "gzip")] if self.encoded else [])
        handler.whole(200, headers, self.body)


class HugeIndex(Fault):
    def __init__(self, entries=100_000):
        entry = {"mediaType": MANIFEST, "size": 500, "platform": {"os": "linux", "architecture": "amd64"}}
        manifests = [entry | {"digest": f"sha256:{number:064x}"} for number in range(int(entries))]
        self.body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}).encode()

    def answer(self, handler):
        handler.whole(200, [("Content-Type", INDEX)], self.body)


class NoRange(Fault):
    def answer(self, handler):
        answer = handler.forward(without=("range", "if-range"))
        handler.whole(answer.status, answer.headers, answer.body)


class OtherRange(Fault):
    def __init__(self, shift=1):
        self.shift = int(shift)

    def answer(self, handler):
        answer = handler.forward(without=("range", "if-range"))
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", handler.headers.get("Range", ""))
        if not asked:
            return handler.whole(answer.status, answer.headers, answer.body)
        first = int(asked[1]) + self.shift
        size = len(answer.body)
        headers = answer.headers + [("Content-Range", f"bytes {first}-{size - 1}/{size}")]
        return handler.whole(206, headers, answer.body[first:])


class Header(Fault):
    def __init__(self, name, value):
        self.name, self.value = name, value

    def answer(self, handler):
        answer = handler.forward()
        handler.whole(answer.status, answer.headers + [(self.name, self.value)], answer.body)


class Together(Fault):
    def __init__(self, count, seconds=10):
        self.barrier, self.seconds = threading.Barrier(int(count)), float(seconds)

    def answer(self, handler):
        try:
            self.barrier.wait(self.seconds)
        except threading.BrokenBarrierError:
            return handler.whole(404, [], b"they did not come together")
        answer = handler.forward()
        return handler.whole(answer.status, answer.headers, answer.body)


class Rule:
    def __init__(self, kind, fault, times, only):
        self.kind, self.fault, self.left, self.only = kind, fault, times, only


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            pass

    def serve(self):
        owner = self.server.owner
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.read_chunks() if self.headers.get("Transfer-Encoding", "").lower() == "chunked" else self.rfile.read(size)
        self.request_seen = Seen(self.command, self.path, self.headers)
        with owner.lock:
            owner.seen.append(self.request_seen)
        fault = owner.fault_for(self.request_seen)
        try:
            if self.request_seen.kind == "token":
                self.give_token()
            elif fault:
                fault.answer(self)
            else:
                answer = self.forward()
                self.whole(answer.status, answer.headers, answer.body)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = serve

    def read_chunks(self):
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def give_token(self):
        body = json.dumps({"token": f"fault-{len(self.server.owner.seen)}", "expires_in": 300}).encode()
        self.whole(200, [("Content-Type", "application/json")], body)

    def forward(self, without=()):
        """What the registry behind us answers. Its Host is ours, so that the places it names lead through us again."""
        upstream = self.server.owner.upstream
        if not upstream:
            return Answer(404, [], b"")
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP | {"content-length"} | set(without)}
        if self.body or self.command in ("PUT", "POST", "PATCH"):
            headers["Content-Length"] = str(len(self.body))
        connection.request(self.command, self.path, body=self.body or None, headers=headers)
        response = connection.getresponse()
        body = response.read()
        said = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP]
        connection.close()
        return Answer(response.status, said, body)

    def head(self, status, headers, length):
        """Status line and headers, with this Content-Length; None: none, the body ends with the connection. A HEAD keeps the registry's."""
        self.request_seen.status = status
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() != "content-length" or self.command == "HEAD":
                self.send_header(name, value)
        if length is not None and not (self.command == "HEAD" and any(name.lower() == "content-length" for name, _ in headers)):
            self.send_header("Content-Length", str(length))
        if length is None:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()

    def raw(self, piece):
        """False when the other side has gone."""
        if self.command == "HEAD":
            return False
        try:
            self.wfile.write(piece)
            self.wfile.flush()
            return True
        except (ConnectionError, TimeoutError):
            self.close_connection = True
            return False

    def whole(self, status, headers, body):
        self.head(status, headers, len(body))
        self.raw(body)

    def wait(self, seconds):
        """Sleeps until the time is over or the proxy ends."""
        self.server.owner.over.wait(seconds)

    def hang_up(self):
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass


class FaultProxy:
    def __init__(self, upstream=None, address="127.0.0.1", with_elsewhere=True):
        self.upstream = urlsplit(upstream) if upstream else None
        self.lock, self.over, self.rules, self.seen = threading.Lock(), threading.Event(), [], []
        self.server = Server((address, 0), Handler)
        self.server.owner = self
        self.host = f"{address}:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"
        # Another port is another origin: credentials must not follow there.
        self.elsewhere = FaultProxy(upstream, address, with_elsewhere=False) if with_elsewhere else None
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        if self.elsewhere:
            self.elsewhere.close()

    def spoil(self, kind, fault, times=None, only=""):
        with self.lock:
            self.rules.append(Rule(kind, fault, times, only))
        return self

    def reset(self):
        """No rules, nothing seen; also elsewhere."""
        with self.lock:
            self.rules.clear()
            self.seen.clear()
        if self.elsewhere:
            self.elsewhere.reset()

    def fault_for(self, seen):
        with self.lock:
            for rule in self.rules:
                if rule.kind in (seen.kind, "any") and rule.only in seen.path and rule.left != 0:
                    if rule.left is not None:
                        rule.left -= 1
                    return rule.fault
        return None

    def counts(self):
        with self.lock:
            return dict(collections.Counter(seen.kind for seen in self.seen))


def main():
    parser = argparse.ArgumentParser(description="a proxy that spoils what a registry answers")
    parser.add_argument("--upstream", metavar="URL")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND=FAULT[:ARGUMENT[:TIMES]]")
    options = parser.parse_args()
    with FaultProxy(options.upstream) as proxy:
        for text in options.fault:
            kind, said = text.split("=", 1)
            name, *arguments = said.split(":") if not said.startswith("Redirect") else said.split(":", 1)
            times = int(arguments.pop()) if len(arguments) > 1 else None
            proxy.spoil(kind, globals()[name](*arguments), times)
        print(f"{proxy.host} (elsewhere: {proxy.elsewhere.host})", flush=True)
        shown = 0
        try:
            while True:
                time.sleep(0.2)
                for seen in proxy.seen[shown:]:
                    print(seen, *seen.credentials(), flush=True)
                    shown += 1
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())
