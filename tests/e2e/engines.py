#!/usr/bin/env python3
"""Images of engines and of their stores, from real ones: Podman's service on a socket, containerd, and storages that skopeo
filled. What they give must be what the archive gives that they were filled from. Docker's own daemon has a program of its own
(docker_daemon.py); an engine of ours stands for what only TLS and lies can show."""

import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import e2e
import images
import peers

BASE = images.tar(
    *images.deb(("libold", "1.0-1")),
    images.npm("gone", "1.0.0"),
    images.npm("hidden", "1.0.0", "srv/app/node_modules"),
    ("opt/big", bytes(range(256)) * 8000),  # more than what a passing archive is kept of
)
TOP = images.tar(
    images.npm("minimist", "1.2.0"),
    ("app/node_modules/gone/.wh.package.json", b""),
    ("srv/app/.wh..wh..opq", b""),
    images.npm("shown", "2.0.0", "srv/app/node_modules"),
)
FOUND = {("libold", "1.0-1"), ("minimist", "1.2.0"), ("shown", "2.0.0")}


class Peers:
    """One folder and one process of each peer for the whole module; None where it is not installed."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pratique-engines-"))
        self.archive = images.write(self.folder / "app.tar", images.docker_archive([("example.com/app:1", [BASE, TOP])]))
        self.running = []

    def start(self, *command, **how):
        with open(self.folder / f"{command[0]}.log", "wb") as log:
            started = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **how)
        self.running.append(started)

    def storage(self, driver):
        """A storage of Podman's with the image in it, as skopeo writes it: what "[…]" names."""
        folder = self.folder / driver
        place = f"[{driver}@{folder / 'root'}+{folder / 'run'}]"
        if not folder.exists():
            folder.mkdir()
            copy = ["skopeo", "copy", "-q", f"docker-archive:{self.archive}", f"containers-storage:{place}localhost/app:1"]
            done = subprocess.run(copy, capture_output=True, text=True)
            (folder / "refused").write_text("" if done.returncode == 0 else done.stderr[-300:])
        return place, (folder / "refused").read_text()

    def podman(self):
        place = self.folder / "podman.sock"
        if not place.exists():
            _, refused = self.storage("vfs")
            if refused:
                return None
            at = self.folder / "vfs"
            options = ["--root", at / "root", "--runroot", at / "run", "--storage-driver", "vfs", "--events-backend", "none"]
            self.start("podman", *map(str, options), "system", "service", "--time", "0", f"unix://{place}", env=os.environ | {"HOME": str(self.folder)})
            wait_for(place)
        return place

    def containerd(self):
        root, place = self.folder / "containerd", self.folder / "containerd.sock"
        if not root.exists():
            settings = self.folder / "containerd.toml"
            state, other = self.folder / "state", self.folder / "ttrpc.sock"
            settings.write_text(
                f'version = 2\nroot = "{root}"\nstate = "{state}"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n'
                f'[grpc]\naddress = "{place}"\n[ttrpc]\naddress = "{other}"\n'
            )
            self.start("containerd", "--config", str(settings))
            wait_for(place)
            layout = self.folder / "layout.tar"
            subprocess.run(["skopeo", "copy", "-q", f"docker-archive:{self.archive}", f"oci-archive:{layout}:docker.io/library/app:1"], check=True)
            self.ctr("images", "import", "--no-unpack", str(layout))
        return root

    def ctr(self, *words):
        place = self.folder / "containerd.sock"
        return subprocess.run(["ctr", "--address", str(place), *words], check=True, capture_output=True, text=True).stdout

    def close(self):
        for process in self.running:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        # The overlay driver mounts its own folder upon itself, and leaves it so.
        mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for place in reversed(mounted):
            if place.startswith(f"{self.folder}/"):
                subprocess.run(["umount", place], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_for(place):
    for _ in range(600):
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(place))
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nobody listens at {place}")


def setUpModule():
    global PEERS
    PEERS = Peers()


def tearDownModule():
    PEERS.close()


def needs(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    return unittest.skipIf(missing, f"needs {', '.join(missing)}")


NOWHERE = {"DOCKER_HOST": None, "CONTAINER_HOST": None, "XDG_RUNTIME_DIR": None, "DOCKER_CONTEXT": None, "DOCKER_CONFIG": "/nonexistent"}


class Engines(e2e.Case):
    def by(self, place):
        return NOWHERE | {"DOCKER_HOST": f"unix://{place}"}

    @needs("podman", "skopeo")
    def test_podman_gives_what_the_archive_gives(self):
        place = PEERS.podman()
        wanted, _ = self.sbom(f"archive://{PEERS.archive}")
        for name in ("app:1", "localhost/app:1"):
            document, _ = self.sbom(f"local://{name}", env=self.by(place))
            self.assertEqual(e2e.packages(document), FOUND)
            self.assertEqual(document["components"], wanted["components"])
            self.assertEqual([layer["diff_id"] for layer in document["subject"]["layers"]], [layer["diff_id"] for layer in wanted["subject"]["layers"]])
            self.assertEqual(document["subject"]["name"], name)
        by_podman, _ = self.sbom("local://app:1", env=NOWHERE | {"CONTAINER_HOST": f"unix://{place}"})
        self.assertEqual(by_podman["components"], wanted["components"])

    @needs("podman", "skopeo")
    def test_nothing_of_a_streamed_image_is_put_on_the_disk(self):
        place, empty = PEERS.podman(), Path(self.folder) / "empty"
        empty.mkdir()
        # Nor in the cache of the user, whose folder may be made.
        settings = self.by(place) | {"TMPDIR": str(empty), "XDG_CACHE_HOME": str(empty / "cache"), "PRATIQUE_NO_CACHE": "1"}
        self.sbom("local://app:1", env=settings)
        self.assertEqual([path for path in empty.rglob("*") if not path.is_dir()], [])

    @needs("podman", "skopeo")
    def test_without_a_word_it_is_the_image_built_last_and_its_name_is_said(self):
        done = self.run_program("sbom", env=self.by(PEERS.podman()), code=e2e.OK)
        self.assertEqual(done.json()["subject"]["name"], "localhost/app:1")
        self.assertIn("localhost/app:1", done.errors)

    @needs("podman", "skopeo")
    def test_what_the_engine_has_not_is_said_with_who_was_asked(self):
        done = self.run_program("sbom", "local://other:1", env=self.by(PEERS.podman()), code=e2e.FAILED)
        self.assertIn('no local image "other:1": Podman', done.errors)
        self.assertIn("no such image", done.errors)

    def test_an_engine_that_is_not_there_is_one_line(self):
        for host, says in {
            "unix:///nonexistent/e.sock": "No such file",
            "ssh://me:geheim@build": "behind ssh are not spoken to",
            "tcp://127.0.0.1:1": "Connection refused",
            "npipe:////./pipe/x": "not known",
        }.items():
            with self.subTest(host):
                done = self.run_program("sbom", "local://app", env=NOWHERE | {"DOCKER_HOST": host}, code=e2e.FAILED)
                self.assertIn(says, done.errors)
                self.assertNotIn("geheim", done.errors)
                # Nor is it forgotten when a registry is asked after it.
                done = self.run_program("sbom", "127.0.0.1:1/app", env=NOWHERE | {"DOCKER_HOST": host}, code=e2e.FAILED)
                self.assertIn(says, done.errors)
                self.assertIn("127.0.0.1:1", done.errors)
                self.assertNotIn("geheim", done.errors)
        done = self.run_program("sbom", env=NOWHERE | {"DOCKER_HOST": "unix:///nonexistent/e.sock"}, code=e2e.BAD_USAGE)
        self.assertIn("no image was named", done.errors)


class Stores(e2e.Case):
    @needs("containerd", "ctr", "skopeo")
    def test_containerd_is_read_while_it_runs(self):
        root = PEERS.containerd()
        settings = {"PRATIQUE_CONTAINERD_ROOT": str(root)}
        wanted, _ = self.sbom(f"archive://{PEERS.archive}")
        for name in ("app:1", "docker.io/library/app:1"):
            document, _ = self.sbom(f"containerd://{name}", env=settings)
            self.assertEqual(document["components"], wanted["components"])
        # Many names make the tree grow over several pages.
        for number in range(60):
            PEERS.ctr("images", "tag", "docker.io/library/app:1", f"example.com/copy/of/the/image/number:{number}")
        document, _ = self.sbom("containerd://example.com/copy/of/the/image/number:37", env=settings)
        self.assertEqual(document["components"], wanted["components"])
        absent = self.run_program("sbom", "containerd://app:9", env=settings, code=e2e.FAILED)
        self.assertIn("docker.io/library/app:1", absent.errors)
        other = self.run_program("sbom", "containerd://app:1", env=settings | {"CONTAINERD_NAMESPACE": "other"}, code=e2e.FAILED)
        self.assertIn("no image", other.errors)

    @needs("containerd", "ctr", "skopeo")
    def test_a_layer_that_containerd_dropped_or_damaged_is_an_error(self):
        copy = Path(self.folder) / "copy"
        shutil.copytree(PEERS.containerd(), copy, ignore=shutil.ignore_patterns("*snapshotter*"))
        blobs = sorted((copy / "io.containerd.content.v1.content/blobs/sha256").iterdir(), key=lambda blob: blob.stat().st_size)
        largest = blobs[-1]
        largest.chmod(0o644)
        data = bytearray(largest.read_bytes())
        data[len(data) // 2] ^= 1
        largest.write_bytes(data)
        settings = {"PRATIQUE_CONTAINERD_ROOT": str(copy)}
        done = self.run_program("sbom", "containerd://app:1", env=settings, code=e2e.FAILED)
        self.assertIn("does not match its digest", done.errors)
        largest.unlink()
        done = self.run_program("sbom", "containerd://app:1", env=settings, code=e2e.FAILED)
        self.assertIn("not in containerd's content store", done.errors)

    @needs("skopeo")
    def test_overlay_folders_are_layers(self):
        place, refused = PEERS.storage("overlay")
        if refused:
            self.skipTest(f"no overlay storage can be made here: {refused}")
        wanted, _ = self.sbom(f"archive://{PEERS.archive}")
        document, _ = self.sbom(f"containers-storage://{place}app:1")
        # What a whiteout and an opaque folder hide is hidden, and each file has its layer.
        self.assertEqual(e2e.packages(document), FOUND)
        self.assertEqual(e2e.purls(document), e2e.purls(wanted))
        layers = [layer["diff_id"] for layer in document["subject"]["layers"]]
        self.assertEqual(layers, [layer["diff_id"] for layer in wanted["subject"]["layers"]])
        self.assertIn("unverified", [note["code"] for note in document["notes"]])
        self.assertEqual(document["subject"]["config_digest"], wanted["subject"]["config_digest"])
        absent = self.run_program("sbom", f"containers-storage://{place}other", code=e2e.FAILED)
        self.assertIn("localhost/app:1", absent.errors)

    @needs("skopeo")
    def test_a_storage_of_whole_trees_says_that_it_knows_no_layers(self):
        place, refused = PEERS.storage("vfs")
        self.assertEqual(refused, "")
        document, _ = self.sbom(f"containers-storage://{place}app:1")
        self.assertEqual(e2e.packages(document), FOUND)
        self.assertIn("layers-merged", [note["code"] for note in document["notes"]])

    @needs("skopeo")
    def test_storage_conf_says_where(self):
        place, refused = PEERS.storage("vfs")
        self.assertEqual(refused, "")
        settings = Path(self.folder) / "storage.conf"
        settings.write_text(f'[storage]\ndriver = "vfs"\ngraphroot = "{PEERS.folder}/vfs/root"\nrunroot = "/x"\n')
        document, _ = self.sbom("containers-storage://localhost/app:1", env={"CONTAINERS_STORAGE_CONF": str(settings)})
        self.assertEqual(e2e.packages(document), FOUND)
        settings.write_text(f'[storage]\ndriver = "overlay"\ngraphroot = "/nonexistent"\n[storage.options]\nadditionalimagestores = ["{PEERS.folder}/vfs/root"]\n')
        document, _ = self.sbom("containers-storage://app:1", env={"CONTAINERS_STORAGE_CONF": str(settings)})
        self.assertEqual(e2e.packages(document), FOUND)

    def test_storages_whose_layers_are_no_folders_are_refused_with_what_to_do(self):
        # Neither file system is there to be filled: what the storage itself writes beside its layers is enough to tell.
        image = {"id": "ab" * 32, "names": ["localhost/app:1"], "layer": "cd" * 32}
        for driver in ("btrfs", "zfs", "aufs"):
            root = self.folder / driver
            (root / f"{driver}-images").mkdir(parents=True)
            (root / f"{driver}-images/images.json").write_text(json.dumps([image]))
            settings = self.folder / f"{driver}.conf"
            settings.write_text(f'[storage]\ndriver = "{driver}"\ngraphroot = "{root}"\n')
            for words, env in (
                ([f"containers-storage://[{driver}@{root}+{root}]app:1"], {}),
                (["containers-storage://localhost/app:1"], {"CONTAINERS_STORAGE_CONF": str(settings)}),
            ):
                with self.subTest(words):
                    done = self.run_program("sbom", *words, env=env, code=e2e.FAILED)
                    self.assertIn(f'the storage\'s driver "{driver}" keeps no folders', done.errors)
                    self.assertIn("save the image (podman save) and give the archive", done.errors)
                    self.assertEqual(done.out, b"")


class MadeUp(http.server.BaseHTTPRequestHandler):
    """An engine of ours: tells of an image and saves what `saved` says."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        path = self.path.removeprefix("/v1.41")
        if path == "/_ping":
            return self.give(b"OK", {"Api-Version": "1.41"})
        if path == "/version":
            return self.give(b'{"Version":"1"}')
        if path.endswith("/json"):
            return self.give(json.dumps(server.told).encode())
        if path.endswith("/get"):
            return self.give(server.saved)
        return self.give(b"{}", status=404)

    def give(self, body, headers=None, status=200):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.server.cut or len(body)])
        if self.server.cut and len(body) > self.server.cut:
            self.close_connection = True


class Lies(e2e.Case):
    """What an engine may say wrongly, and TLS."""

    def serve(self, context=None):
        config = images.config([BASE, TOP])
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), MadeUp)
        server.handle_error = lambda *_: None
        server.told = {"Id": "sha256:" + images.sha256(config), "Size": 1, "RootFS": {"Layers": ["sha256:" + images.sha256(layer) for layer in (BASE, TOP)]}}
        server.saved, server.cut = Path(PEERS.archive).read_bytes(), None
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, NOWHERE | {"DOCKER_HOST": f"tcp://127.0.0.1:{server.server_address[1]}"}

    def test_other_layers_than_it_told_of(self):
        server, settings = self.serve()
        self.assertEqual(e2e.packages(self.sbom("local://app:1", env=settings)[0]), FOUND)
        server.told["RootFS"]["Layers"].reverse()
        done = self.run_program("sbom", "local://app:1", env=settings, code=e2e.FAILED)
        self.assertIn("other layers than it told of", done.errors)

    @needs("docker-registry", "skopeo")
    def test_another_platform_than_the_local_image_has_comes_from_the_registry(self):
        registry = peers.Registry()
        self.addCleanup(registry.close)
        layout = images.Layout(Path(self.folder) / "arm")
        layout.image([TOP], architecture="arm64")
        name = f"{registry.host}/app:1"
        peers.copy(f"oci:{layout.write()}", f"docker://{name}", "--preserve-digests")
        _, settings = self.serve()
        for word in (name, f"image://{name}"):
            self.assertEqual(e2e.packages(self.sbom(word, env=settings)[0]), FOUND)
            document, done = self.sbom(word, "--platform", "linux/arm64", env=settings)
            self.assertEqual(document["subject"]["obtained_from"], f"registry {registry.host}")
            self.assertEqual(document["subject"]["platform"]["architecture"], "arm64")
        local = self.run_program("sbom", f"local://{name}", "--platform", "linux/arm64", env=settings, code=e2e.BAD_USAGE)
        self.assertIn("linux/arm64", local.errors)

    def test_a_layer_that_its_config_does_not_promise(self):
        server, settings = self.serve()
        server.saved = server.saved.replace(b'"libold"', b'"libolb"').replace(b"Package: libold", b"Package: libolb")
        done = self.run_program("sbom", "local://app:1", env=settings, code=e2e.FAILED)
        self.assertIn("does not match", done.errors)

    def test_an_archive_that_is_cut_off(self):
        server, settings = self.serve()
        for server.cut in (100, 5000, len(server.saved) // 2, len(server.saved) - 20_000):
            done = self.run_program("sbom", "local://app:1", env=settings, code=e2e.FAILED)
            self.assertEqual(done.out, b"")

    def test_no_archive_at_all(self):
        server, settings = self.serve()
        for server.saved in (b"", b"{}", b"\0" * 1024, os.urandom(3000)):
            self.run_program("sbom", "local://app:1", env=settings, code=e2e.FAILED)

    @needs("openssl")
    def test_tls_checks_the_engine_and_shows_who_asks(self):
        folder = Path(self.folder)
        run = lambda *words: subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
        new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
        run("req", "-x509", *new, "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem")
        for name in ("server", "client"):
            (folder / f"{name}.ext").write_text("subjectAltName=IP:127.0.0.1\n")
            run("req", *new, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
            run("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        context.load_verify_locations(folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        _, settings = self.serve(context)
        certificates = folder / "certificates"
        certificates.mkdir()
        settings |= {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates)}
        unknown = self.run_program("sbom", "local://app:1", env=settings, code=e2e.FAILED)
        self.assertIn("certificate is not trusted", unknown.errors)
        shutil.copy(folder / "ca.pem", certificates / "ca.pem")
        nobody = self.run_program("sbom", "local://app:1", env=settings, code=e2e.FAILED)
        self.assertIn("local image", nobody.errors)
        shutil.copy(folder / "client.pem", certificates / "cert.pem")
        shutil.copy(folder / "client.key", certificates / "key.pem")
        document, _ = self.sbom("local://app:1", env=settings)
        self.assertEqual(e2e.packages(document), FOUND)


if __name__ == "__main__":
    e2e.main()
