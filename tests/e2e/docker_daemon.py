#!/usr/bin/env python3
"""Docker's own daemon, as Debian packages it, on a socket of its own: what it gives must be what the archive gives that it was filled
from. It needs root, and neither a network nor another store than its simplest."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

import e2e
import engines
import images

PROGRAMS = ("dockerd", "docker", "containerd")


class Daemon:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pratique-docker-"))
        self.archive = images.write(self.folder / "app.tar", images.docker_archive([("example.com/app:1", [engines.BASE, engines.TOP])]))
        self.socket = self.folder / "docker.sock"
        (self.folder / "daemon.json").write_text("{}")  # not the machine's own
        words = ["--config-file", self.folder / "daemon.json", "--data-root", self.folder / "data", "--exec-root", self.folder / "exec"]
        words += ["--pidfile", self.folder / "pid", "--host", f"unix://{self.socket}", "--group", "0"]
        with open(self.folder / "log", "wb") as log:
            # Its containerd is its child, and ends with it.
            self.process = subprocess.Popen(
                ["dockerd", *map(str, words), "--iptables=false", "--bridge=none", "--storage-driver=vfs"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )
        engines.wait_for(self.socket)
        self.docker("load", "-q", "-i", str(self.archive))
        self.docker("tag", "example.com/app:1", "app:1")

    def docker(self, *words, **settings):
        """Whoever gives settings says by them where the daemon is."""
        settings = settings or {"DOCKER_HOST": f"unix://{self.socket}"}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "DOCKER_CONFIG": str(self.folder / "client"), "DOCKER_BUILDKIT": "0"} | settings
        done = subprocess.run(["docker", *words], env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"docker {' '.join(words)}: {done.stderr[-500:]}")
        return done.stdout

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for line in reversed(Path("/proc/mounts").read_text().splitlines()):
            place = line.split()[1]
            if place.startswith(f"{self.folder}/"):
                subprocess.run(["umount", place], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def why_not():
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        return f"needs {', '.join(missing)}"
    return "" if os.geteuid() == 0 else "needs root: Docker's daemon runs as nobody else"


def setUpModule():
    global DAEMON
    if why_not():
        raise unittest.SkipTest(why_not())
    DAEMON = Daemon()


def tearDownModule():
    DAEMON.close()


class DockerDaemon(e2e.Case):
    def by(self):
        return engines.NOWHERE | {"DOCKER_HOST": f"unix://{DAEMON.socket}"}

    def test_it_gives_what_the_archive_gives(self):
        wanted, _ = self.sbom(f"archive://{DAEMON.archive}")
        number = DAEMON.docker("image", "inspect", "-f", "{{.Id}}", "app:1").strip()
        for name in ("app:1", "example.com/app:1", "docker.io/library/app:1", number, number.removeprefix("sha256:")[:12]):
            document, _ = self.sbom(f"local://{name}", env=self.by())
            self.assertEqual(e2e.packages(document), engines.FOUND, name)
            self.assertEqual(document["components"], wanted["components"], name)
            self.assertEqual([layer["diff_id"] for layer in document["subject"]["layers"]], [layer["diff_id"] for layer in wanted["subject"]["layers"]])
            self.assertEqual(document["subject"]["config_digest"], number)
        # A bare word asks the engine first.
        document, done = self.sbom("app:1", env=self.by())
        self.assertEqual(document["components"], wanted["components"])
        self.assertIn("Docker", document["subject"]["obtained_from"])

    def test_without_a_word_it_is_the_image_built_last(self):
        folder = Path(self.folder) / "context"
        folder.mkdir()
        (folder / "package.json").write_text(json.dumps({"name": "built", "version": "3.0.0"}))
        (folder / "Dockerfile").write_text("FROM app:1\nCOPY package.json /srv/node_modules/built/package.json\n")
        DAEMON.docker("build", "-q", "-t", "built:1", str(folder))
        self.addCleanup(DAEMON.docker, "rmi", "built:1")
        done = self.run_program("sbom", env=self.by(), code=e2e.OK)
        document = done.json()
        self.assertEqual(document["subject"]["name"], "built:1")
        self.assertIn("built:1", done.errors)
        self.assertEqual(e2e.packages(document), engines.FOUND | {("built", "3.0.0")})
        self.assertEqual(len(document["subject"]["layers"]), 3)

    def test_the_context_that_docker_itself_wrote_is_followed(self):
        folder = Path(self.folder) / "client"
        settings = {"DOCKER_CONFIG": str(folder), "HOME": str(self.folder)}
        DAEMON.docker("context", "create", "here", "--docker", f"host=unix://{DAEMON.socket}", **settings)
        DAEMON.docker("context", "use", "here", **settings)
        document, _ = self.sbom("local://app:1", env=engines.NOWHERE | {"DOCKER_CONFIG": str(folder)})
        self.assertEqual(e2e.packages(document), engines.FOUND)

    def test_nothing_of_a_streamed_image_is_put_on_the_disk(self):
        empty = Path(self.folder) / "empty"
        empty.mkdir()
        settings = self.by() | {"TMPDIR": str(empty), "XDG_CACHE_HOME": str(empty / "cache"), "PRATIQUE_NO_CACHE": "1"}
        self.sbom("local://app:1", env=settings)
        self.assertEqual([path for path in empty.rglob("*") if not path.is_dir()], [])

    def test_what_it_has_not_is_said(self):
        done = self.run_program("sbom", "local://other:1", env=self.by(), code=e2e.FAILED)
        self.assertIn('no local image "other:1": Docker', done.errors)
        self.assertIn("no such image", done.errors)


if __name__ == "__main__":
    e2e.main()
