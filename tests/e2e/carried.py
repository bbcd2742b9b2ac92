#!/usr/bin/env python3
"""The published database on its way: by HTTPS with certificates of one's own, through proxies, cut off in the middle; from a web
server of ours and from Debian's docker-registry."""

import http.server
import json
import os
import random
import re
import shutil
import signal
import ssl
import subprocess
import threading
import time
import unittest
from pathlib import Path

import e2e
import distribution
import fault_proxy
import peers
import tunnel

NO_PROXY = {"HTTPS_PROXY": None, "HTTP_PROXY": None, "https_proxy": None, "ALL_PROXY": None}


class WebServer:
    """A folder by HTTPS, with ranges. `cuts`: how many answers that are longer than `most` bytes break off there."""

    def __init__(self, folder, crt, key):
        self.folder, self.asked, self.cuts, self.most = Path(folder), [], 0, 4000
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                owner.answer(self)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # who does not trust the certificate goes
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(crt, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, request):
        wanted = request.headers.get("Range")
        self.asked.append((request.path, wanted))
        path = self.folder / request.path.lstrip("/")
        whole = path.read_bytes() if path.is_file() else b""
        begin = int(re.fullmatch(r"bytes=(\d+)-\d*", wanted)[1]) if wanted else 0
        body = whole[begin:]
        request.send_response(404 if not path.is_file() else 206 if wanted else 200)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", f'"{len(whole)}"')
        if wanted:
            request.send_header("Content-Range", f"bytes {begin}-{len(whole) - 1}/{len(whole)}")
        request.end_headers()
        if self.cuts > 0 and len(body) > self.most:
            self.cuts -= 1
            body, request.close_connection = body[: self.most], True
        request.wfile.write(body)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Carried(distribution.Scene):
    def setUp(self):
        super().setUp()
        self.publisher.add(400)
        self.publisher.first()
        self.key, self.crt = peers.certificate(self.folder, more="DNS:ship.example")

    def there(self, client):
        """A database of the day before, so that there is something to lose."""
        self.assertEqual(client.pull(self.publication).code, 0)
        self.was = client.database.read_bytes()
        self.publisher.next()
        return client

    def stays(self, client, *words, env=None, said=()):
        done = client.pull(*words, env=env)
        self.refused(done, *said)
        self.assertEqual(client.database.read_bytes(), self.was)
        beside = sorted(each.name for each in client.database.parent.glob(f"{client.database.name}*"))
        self.assertEqual(beside, [client.database.name, f"{client.database.name}.trust"])

    def by_every_way(self, place, far, host):
        """`place`: the publication behind a certificate of ours; `far`: the same by a name that proxies alone know."""
        client = self.there(self.client())
        self.stays(client, place, said=("certificate",), env=NO_PROXY)
        self.stays(client, far, "--cacert", self.crt, said=("ship.example",), env=NO_PROXY)
        self.assertEqual(client.pull(place, "--cacert", self.crt, env=NO_PROXY).code, 0)
        self.assert_same(client)
        for number, scheme in enumerate(("http", "socks5h")):
            proxied = self.client(f"proxied-{number}")
            with tunnel.Tunnel(host) as through:
                done = proxied.pull(far, "--cacert", self.crt, env=NO_PROXY | {"HTTPS_PROXY": f"{scheme}://{through.host}"})
                self.assertEqual(done.code, 0, done.err)
                self.assertEqual(set(through.asked), {"ship.example:443"})
            self.assert_same(proxied)
        with tunnel.Tunnel(host, login="mate:anchor") as through:
            self.publisher.next()
            self.was = client.database.read_bytes()
            env = NO_PROXY | {"HTTPS_PROXY": f"http://mate:reef-77@{through.host}"}
            self.stays(client, far, "--cacert", self.crt, env=env, said=("407",))
            env["HTTPS_PROXY"] = f"http://mate:anchor@{through.host}"
            self.assertEqual(client.pull(far, "--cacert", self.crt, env=env).code, 0)


class Web(Carried):
    def setUp(self):
        super().setUp()
        self.web = WebServer(self.publication, self.crt, self.key)
        self.addCleanup(self.web.close)
        self.place = f"https://{self.web.host}/"

    def test_certificates_and_proxies(self):
        self.by_every_way(self.place, "https://ship.example/", self.web.host)

    def test_a_cut_is_resumed(self):
        client = self.there(self.client())
        self.web.cuts = 1
        done = client.pull(self.place, "--cacert", self.crt, "--whole", env=NO_PROXY)
        self.assertEqual(done.code, 0, done.err)
        self.assert_same(client)
        self.assertEqual(self.web.cuts, 0)
        self.assertEqual([wanted for path, wanted in self.web.asked if path.endswith(".zst")], [None, f"bytes={self.web.most}-"])

    def test_what_is_cut_each_time_changes_nothing(self):
        client = self.there(self.client())
        self.web.cuts, self.web.most = 1 << 30, 1  # each time one byte, of all that is longer: documents too
        self.stays(client, self.place, "--cacert", self.crt, "--whole", env=NO_PROXY, said=(self.web.host,))
        self.web.cuts = 0
        self.assertEqual(client.pull(self.place, "--cacert", self.crt, env=NO_PROXY).code, 0)
        self.assert_same(client)


@unittest.skipUnless(peers.DOCKER_REGISTRY, "docker-registry is not installed")
class Registry(Carried):
    def test_certificates_and_proxies(self):
        secure = peers.Registry(tls={"certificate": str(self.crt), "key": str(self.key)})
        self.addCleanup(secure.close)

        # What is pulled is what is there: the registry gets each publication.
        publish, place = self.publisher.next, f"{secure.host}/pratique/db:1"

        def pushed():
            publish()
            self.publisher.must("db", "push", "-q", "--cacert", self.crt, self.publication, place, env=NO_PROXY)

        self.publisher.next = pushed
        self.refused(self.publisher.run("db", "push", "-q", self.publication, place, env=NO_PROXY), "certificate")
        self.by_every_way(place, "ship.example/pratique/db:1", secure.host)

    def test_cuts(self):
        registry = peers.Registry()
        self.addCleanup(registry.close)
        client = self.there(self.client())
        self.publisher.must("db", "push", "-q", self.publication, f"{registry.host}/pratique/db:1")
        packed = max(self.publication.glob("*.db.zst"), key=lambda path: path.stat().st_mtime)
        with fault_proxy.FaultProxy(registry.url) as proxy:
            proxy.spoil("blob", fault_proxy.Cut(0), only=packed.name.split(".")[0])
            self.stays(client, f"{proxy.host}/pratique/db:1", "--whole", said=(proxy.host,))
        with fault_proxy.FaultProxy(registry.url) as proxy:
            proxy.spoil("blob", fault_proxy.Cut(3000), times=1, only=packed.name.split(".")[0])
            done = client.pull(f"{proxy.host}/pratique/db:1", "--whole")
            self.assertEqual(done.code, 0, done.err)
            self.assert_same(client)
            self.assertEqual([seen.status for seen in proxy.seen if packed.name.split(".")[0] in seen.path], [200, 206])


class Feeds(e2e.Case):
    """`db update` by the same ways."""

    KEV = {"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2026-1001", "dateAdded": "2026-01-02"}]}

    def setUp(self):
        super().setUp()
        self.site = self.folder / "site"
        self.site.mkdir()
        (self.site / "kev.json").write_text(json.dumps(self.KEV))
        # Whoever enriches needs something to enrich.
        (self.site / "all.json").write_text(json.dumps(distribution.record(1)))
        key, self.crt = peers.certificate(self.folder, more="DNS:ship.example")
        self.web = WebServer(self.site, self.crt, key)
        self.addCleanup(self.web.close)

    def update(self, base, *words, code=e2e.OK, env=None):
        (self.folder / "pratique.yaml").write_text(
            f"shipped_feeds: false\nfeeds:\n  kev: {{reader: cisa-kev, url: '{base}/kev.json'}}\n  ours: {{reader: osv-json, url: '{base}/all.json'}}\n")
        home = str(self.folder / "home")
        settings = {"HOME": home, "XDG_CACHE_HOME": home, "PRATIQUE_DB": str(self.folder / "a.db"), "PRATIQUE_FEEDS": str(self.folder / "feeds")}
        return self.run_program("db", "update", "--all", *words, code=code, env=settings | NO_PROXY | (env or {}))

    def test_certificates_and_proxies(self):
        place = f"https://{self.web.host}"
        self.assertIn("certificate", self.update(place, code=e2e.FAILED).errors)
        self.assertFalse((self.folder / "a.db").exists())
        self.update(place, "--cacert", self.crt)
        for scheme in ("http", "socks5h"):
            shutil.rmtree(self.folder / "feeds")
            with tunnel.Tunnel(self.web.host) as through:
                self.update("https://ship.example", "--cacert", self.crt, env={"HTTPS_PROXY": f"{scheme}://{through.host}"})
                self.assertEqual(set(through.asked), {"ship.example:443"})
        was = (self.folder / "a.db").read_bytes()
        with tunnel.Tunnel(self.web.host, login="mate:anchor") as through:
            done = self.update("https://ship.example", "--cacert", self.crt, code=e2e.INCOMPLETE, env={"HTTPS_PROXY": f"http://mate:reef-77@{through.host}"})
            self.assertIn("407", done.errors)
            self.assertNotIn("reef-77", done.errors)
        self.assertEqual(self.searched()["hits"][0]["id"], "GHSA-1")
        self.update("https://ship.example", "--cacert", self.crt, env={"HTTPS_PROXY": f"http://{self.through_again()}"})
        self.assertEqual((self.folder / "a.db").read_bytes(), was)

    def searched(self):
        return self.run_program("db", "search", "--format", "json", "left-pad", code=e2e.OK, env={"PRATIQUE_DB": str(self.folder / "a.db")}).json()

    def through_again(self):
        through = tunnel.Tunnel(self.web.host)
        self.addCleanup(through.__exit__)
        return through.host


class Killed(distribution.Scene):
    def killed(self, words, environment, took, chance):
        """Whether it died of it."""
        with subprocess.Popen([e2e.BINARY, "db", *map(str, words)], env=os.environ | environment, stderr=subprocess.DEVNULL) as process:
            time.sleep(chance.random() * took)
            process.send_signal(signal.SIGKILL)
        return process.returncode == -signal.SIGKILL

    def timed(self, run):
        begun = time.monotonic()
        done = run()
        self.assertEqual(done.code, 0, done.err)
        return time.monotonic() - begun

    def test_what_killed_pulls_leave_goes_with_the_next_that_brings_something(self):
        """By a delta and as a whole, at 110 points spread over their lives: the database is one of two, and whole."""
        self.publisher.add(400)
        self.publisher.first()
        client = self.client()
        self.assertEqual(client.pull(self.publication).code, 0)
        old = client.database.read_bytes()
        self.publisher.next()
        new, chance, killed, kept = self.publisher.database.read_bytes(), random.Random(11), 0, 0
        environment = {"PRATIQUE_DB": str(client.database), "XDG_CACHE_HOME": str(client.home)}
        for more in ((), ("--whole",)):
            client.database.write_bytes(old)
            took = self.timed(lambda: client.pull(self.publication, *more))
            for _ in range(55):
                client.database.write_bytes(old)
                killed += self.killed(("pull", "-q", self.publication, *more), environment, took, chance)
                is_there = client.database.read_bytes()
                self.assertIn(is_there, (old, new))
                kept += is_there == old
        self.assertGreater(killed, 15)
        self.assertGreater(kept, 10)
        # The next that has something to bring clears up; one that finds the database unchanged makes nothing and clears nothing.
        client.database.write_bytes(old)
        self.assertEqual(client.pull(self.publication).code, 0)
        self.assert_same(client)
        self.assertEqual(client.pull("-q", self.publication).code, 0)
        left = sorted(each.name for each in self.folder.glob("client.db*"))
        self.assertEqual(left, ["client.db", "client.db.trust"])
        self.assertFalse([each for each in (self.folder / "client.db.trust").iterdir() if each.suffix != ".json"])

    @unittest.skipUnless(peers.DOCKER_REGISTRY, "docker-registry is not installed")
    def test_pushes_that_are_killed_leave_the_publication_before(self):
        registry = peers.Registry()
        self.addCleanup(registry.close)
        self.publisher.add(400)
        self.publisher.first()
        place, chance, killed = f"{registry.host}/pratique/db:1", random.Random(13), 0
        # The second time most of it is there.
        took = min(self.timed(lambda: self.publisher.run("db", "push", "-q", self.publication, place)) for _ in range(2))
        known = {self.publisher.database.read_bytes()}
        before = sorted(each.name for each in self.publication.iterdir())
        for round_ in range(3):
            self.publisher.next()
            known.add(self.publisher.database.read_bytes())
            before = sorted(each.name for each in self.publication.iterdir())
            for _ in range(6):
                killed += self.killed(("push", "-q", self.publication, place), {"XDG_CACHE_HOME": str(self.folder / "cache")}, took, chance)
            client = self.client(f"client-{round_}")
            self.assertEqual(client.pull(place).code, 0)
            self.assertIn(client.database.read_bytes(), known)
        self.assertGreater(killed, 2)
        self.assertEqual(sorted(each.name for each in self.publication.iterdir()), before)
        self.publisher.must("db", "push", "-q", self.publication, place)
        self.assertEqual(client.pull(place).code, 0)
        self.assert_same(client)


if __name__ == "__main__":
    e2e.main()
