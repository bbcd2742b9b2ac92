"""The published database: exported, signed, pushed and pulled again; whole and by deltas; from a folder, a file, a web server and
a registry; and what somebody may try who carries it."""

import hashlib
import http.server
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import tempfile
import threading
import unittest
from functools import partial
from pathlib import Path

import e2e
import peers

PASSPHRASE = "words-of-the-harbour-master"


def record(number, word="hole", package="left-pad"):
    return {
        "id": f"GHSA-{number}",
        "modified": f"2026-01-{number % 28 + 1:02}T00:00:00Z",
        "summary": f"A {word} number {number}",
        "aliases": [f"CVE-2026-{10000 + number}"],
        "affected": [
            {
                "package": {"ecosystem": "npm", "name": package},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": f"1.{number}.0"}]}],
            }
        ],
    }


class Publisher:
    """A folder with feeds, database, keys and publication."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.feeds, self.publication = self.folder / "feeds", self.folder / "publication"
        self.database = self.folder / "publisher.db"
        self.count = 0
        (self.feeds / "pack").mkdir(parents=True)

    def run(self, *words, env=None, **how):
        environment = {"PRATIQUE_DB": str(self.database), "XDG_CACHE_HOME": str(self.folder / "cache")} | (env or {})
        return e2e.run(*words, env=environment, **how)

    def key(self, name, *words, env=None):
        if not (self.folder / name).exists():
            done = self.run("db", "keygen", "-q", "-o", self.folder / name, *words, env=env)
            assert done.code == 0, done.err
        return self.folder / name

    def add(self, count=20):
        for number in range(self.count, self.count + count):
            (self.feeds / "pack" / f"{number}.json").write_text(json.dumps(record(number)))
        self.count += count

    def build(self):
        self.add()
        done = self.run("db", "build", "-q", "--feeds", self.feeds, "-o", self.database)
        assert done.code == 0, done.err

    def first(self):
        """The first publication, of one root key and one for all else."""
        self.build()
        self.must("db", "export", "-q", "-o", self.publication)
        self.must("db", "sign", self.publication, "--new-root", "--key", self.key("root"), "--root-key", self.key("root"),
                  *self.online_keys("online"))
        self.sign()

    def online_keys(self, name):
        return [word for role in ("targets", "snapshot", "timestamp") for word in (f"--{role}-key", f"{self.key(name)}.pub")]

    def sign(self, *words, env=None):
        self.must("db", "sign", self.publication, "--key", self.key("online"), *words, env=env)

    def next(self):
        self.build()
        self.must("db", "export", "-q", "-o", self.publication, "--key", self.key("online"))

    def must(self, *words, env=None):
        done = self.run(*words, env=env)
        assert done.code == 0, (words, done.code, done.err.decode())
        return done


class Client:
    def __init__(self, folder, name, root):
        self.database = Path(folder) / f"{name}.db"
        self.home, self.root = Path(folder) / name, root

    def pull(self, *words, env=None, command="pull"):
        environment = {"PRATIQUE_DB": str(self.database), "XDG_CACHE_HOME": str(self.home), "PRATIQUE_DB_ROOT": str(self.root)}
        return e2e.run("db", command, *words, env=environment | (env or {}))


class Scene(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pratique-distribution-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.publisher = Publisher(self.folder)
        self.publication = self.publisher.publication

    def client(self, name="client"):
        return Client(self.folder, name, self.publication / "1.root.json")

    def assert_same(self, client):
        self.assertEqual(client.database.read_bytes(), self.publisher.database.read_bytes())

    def refused(self, run, *words, code=e2e.FAILED):
        said = run.err.decode()
        self.assertEqual(run.code, code, said)
        for word in words:
            self.assertIn(word, said)
        self.assertEqual(len(said.strip().splitlines()), 1, said)


class FolderAndFile(Scene):
    def test_whole_then_by_delta(self):
        self.publisher.first()
        client = self.client()
        # What a killed pull left goes with the next one.
        (self.folder / "client.db.building-999999.delta").write_text("half")
        first = client.pull(self.publication)
        self.assertEqual(first.code, 0, first.err)
        self.assertIn(b"(whole, ", first.err)
        self.assertIn(b"Signed: version 1", first.err)
        self.assert_same(client)
        self.assertIn(b"already the one that is published", client.pull(self.publication).err)
        self.publisher.next()
        self.assertIn(b"(by a delta, ", client.pull(self.publication).err)
        self.assert_same(client)
        self.publisher.next()
        self.publisher.next()
        self.assertIn(b"(by 2 deltas, ", client.pull(self.publication).err)
        self.assert_same(client)
        self.assertEqual(sorted(p.name for p in self.folder.glob("client.db*")), ["client.db", "client.db.trust"])
        other = self.client("other")
        self.assertIn(b"(whole, ", other.pull(self.publication, "--whole").err)
        self.assert_same(other)

    def test_one_file(self):
        self.publisher.first()
        file = self.folder / "database.tar"
        self.publisher.must("db", "export", "-o", file, "--from", self.publication)
        again = self.folder / "again.tar"
        self.publisher.must("db", "export", "-o", again, "--from", self.publication)
        self.assertEqual(file.read_bytes(), again.read_bytes())
        listed = subprocess.run(["tar", "-tf", file], stdout=subprocess.PIPE, check=True, text=True).stdout.split()
        self.assertIn("timestamp.json", listed)
        client = self.client()
        self.assertEqual(client.pull(file, command="import").code, 0)
        self.assert_same(client)
        for cut in (0, 100, 5000, file.stat().st_size - 600):
            again.write_bytes(file.read_bytes()[:cut])
            other = self.client(f"cut-{cut}")
            self.refused(other.pull(again, command="import"))
            self.assertFalse(other.database.exists())
        self.refused(client.pull(self.folder / "none.tar", command="import"), "no such file or folder")

    def test_unsigned_is_said(self):
        self.publisher.build()
        file = self.folder / "database.tar"
        self.publisher.must("db", "export", "-o", file)
        self.assertFalse(list(self.folder.glob("*.publication-*")))
        client = self.client()
        client.root = ""
        self.refused(client.pull(file, command="import"), "give the publisher's root by --root FILE", code=e2e.BAD_USAGE)
        done = client.pull(file, "--unsigned", "-q", command="import")
        self.assertEqual(done.code, 0)
        self.assertIn(b"Unsigned, as asked for", done.err)
        self.assert_same(client)

    def test_build_signs(self):
        self.publisher.first()
        self.publisher.add()
        done = self.publisher.must("db", "build", "--feeds", self.publisher.feeds, "-o", self.publisher.database, "--publish",
                                   self.publication, "--sign", self.publisher.key("online"))
        self.assertIn(b"Delta from the one before", done.err)
        client = self.client()
        self.assertIn(b"Signed: version 2", client.pull(self.publication).err)
        self.assert_same(client)

    def test_prune(self):
        self.publisher.first()
        for _ in range(3):
            self.publisher.next()
        (self.publication / "advisories.db.zst.new-1").write_text("killed")
        before = {p.name for p in self.publication.iterdir()}
        dry = self.publisher.must("db", "prune", self.publication, "--dry-run")
        self.assertEqual(before, {p.name for p in self.publication.iterdir()})
        done = self.publisher.must("db", "prune", self.publication)
        self.assertEqual(dry.err.replace(b"Would remove", b"Removed"), done.err)
        self.assertEqual(len(list(self.publication.glob("*.db.zst"))), 1)
        self.assertEqual(len(list(self.publication.glob("*.delta"))), 3)
        self.assertFalse(list(self.publication.glob("*.new-*")))
        client = self.client()
        self.assertEqual(client.pull(self.publication).code, 0)
        self.publisher.next()
        self.assertIn(b"by a delta", client.pull(self.publication).err)

    def test_prune_beside_the_database(self):
        self.publisher.build()
        for name in ("publisher.db.building-999999", "publisher.db.building-999999.whole", "publisher.db.building-999998.step-0"):
            (self.folder / name).write_text("left")
        (self.folder / "publisher.db.notes").write_text("mine")
        done = self.publisher.must("db", "prune")
        self.assertIn(b"Removed 3 files beside ", done.err)
        self.assertEqual(sorted(p.name for p in self.folder.glob("publisher.db*")), ["publisher.db", "publisher.db.notes"])

    def test_what_waits_to_be_signed_does_not_leave(self):
        self.publisher.first()
        self.publisher.build()
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        words = ["version 2 was exported, and 1 is the last that is signed", "sign it first"]
        self.refused(self.publisher.run("db", "export", "-o", self.folder / "x.tar", "--from", self.publication), *words, code=e2e.BAD_USAGE)
        self.refused(self.publisher.run("db", "push", self.publication, "127.0.0.1:9/x/y:1"), *words, code=e2e.BAD_USAGE)
        self.publisher.sign()
        self.publisher.must("db", "export", "-o", self.folder / "x.tar", "--from", self.publication)

    def test_another_format_version(self):
        self.publisher.build()
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        targets = self.publication / "targets.json"
        document = json.loads(targets.read_text())
        custom = document["signed"]["targets"]["advisories.db.zst"]["custom"]
        reads = custom["format"]
        for version, hint in ((reads + 1, "take a newer pratique"), (reads - 1, "ask the publisher to build it")):
            custom["format"] = version
            targets.write_text(json.dumps(document))
            self.refused(self.client().pull(self.publication, "--unsigned"),
                         f"a database of format version {version}, and this program reads {reads}", hint)


class Attacks(Scene):
    """What is refused, with which words; the database stays as it was."""

    def setUp(self):
        super().setUp()
        self.publisher.first()
        self.victim = self.client()
        self.assertEqual(self.victim.pull(self.publication).code, 0)
        self.was = self.victim.database.read_bytes()
        self.old = self.folder / "old"
        shutil.copytree(self.publication, self.old)

    def attack(self, *words, code=e2e.FAILED, where=None):
        self.refused(self.victim.pull(where or self.publication), *words, code=code)
        self.assertEqual(self.victim.database.read_bytes(), self.was)
        self.assertEqual(sorted(p.name for p in self.folder.glob("client.db*")), ["client.db", "client.db.trust"])

    def test_rollback(self):
        self.publisher.next()
        self.assertEqual(self.victim.pull(self.publication).code, 0)
        self.was = self.victim.database.read_bytes()
        self.attack("timestamp.json: version 1 is offered, and 2 was seen before: rolled back", where=self.old)

    def test_freeze(self):
        past = {"SOURCE_DATE_EPOCH": "1700000000"}
        self.publisher.sign(env=past)
        self.attack("timestamp.json: expired on 2023-11-28T22:13:20Z", "ask the publisher")

    def test_mix_and_match(self):
        self.publisher.next()
        shutil.copy(self.old / "1.targets.json", self.publication / "2.targets.json")
        self.attack("targets.json: not the document that snapshot.json names")

    def test_truncation(self):
        self.publisher.next()
        for name in ("2.targets.json", "2.snapshot.json"):
            file = self.publication / name
            whole = file.read_bytes()
            file.write_bytes(whole[:-1])
            self.attack("cut off, changed, or of another moment")
            file.write_bytes(whole)

    def test_wrong_key(self):
        self.publisher.build()
        shutil.rmtree(self.publication)
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        self.publisher.must("db", "sign", self.publication, "--new-root", "--key", self.publisher.key("thief"), "--root-key",
                            self.publisher.key("thief"))
        shutil.copy(self.old / "1.root.json", self.publication / "1.root.json")
        self.attack("timestamp.json: signed by 0 of the 1 keys that it needs (root 1)")

    def test_expired_root(self):
        self.publisher.must("db", "sign", self.publication, "--new-root", "--key", self.publisher.key("root"), "--expires", "root=1",
                            env={"SOURCE_DATE_EPOCH": "1700000000"})
        self.attack("root.json: expired on 2023-11-15T22:13:20Z")

    def test_root_of_another(self):
        self.publisher.must("db", "sign", self.publication, "--new-root", "--key", self.publisher.key("root"), "--root-key",
                            self.publisher.key("thief"), "--key", self.publisher.key("thief"))
        root = self.publication / "2.root.json"
        document = json.loads(root.read_text())
        ours = json.loads((self.old / "1.root.json").read_text())["signatures"][0]["keyid"]
        document["signatures"] = [one for one in document["signatures"] if one["keyid"] != ours]
        root.write_text(json.dumps(document))
        self.attack("root.json: signed by 0 of the 1 keys that it needs (root 1)")

    def test_changed_database(self):
        self.publisher.next()
        for delta in self.publication.glob("*.delta"):
            delta.write_bytes(delta.read_bytes()[:-1] + b"x")
        newest = max(self.publication.glob("*.db.zst"), key=lambda p: p.stat().st_mtime)
        whole = newest.read_bytes()
        newest.write_bytes(whole[:-1] + b"x")
        done = self.victim.pull(self.publication)
        self.assertEqual(done.code, e2e.FAILED)
        self.assertEqual(self.victim.database.read_bytes(), self.was)
        newest.write_bytes(whole[:-1])
        self.assertEqual(self.victim.pull(self.publication).code, e2e.FAILED)
        newest.write_bytes(whole + b"x")
        self.assertEqual(self.victim.pull(self.publication).code, e2e.FAILED)
        newest.write_bytes(whole)
        # A delta that is not what it should be costs the whole, and nothing else.
        done = self.victim.pull(self.publication)
        self.assertEqual(done.code, 0, done.err)
        self.assertIn(b"not by deltas: ", done.err)
        self.assert_same(self.victim)


class Keys(Scene):
    def test_modes_and_secrets(self):
        file = self.folder / "words"
        file.write_text(PASSPHRASE + "\nsecond line\n")
        for kind in ("ed25519", "ecdsa"):
            key = self.publisher.key(f"{kind}.key", "--type", kind, "--passphrase-file", file)
            self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
            self.assertIn("ENCRYPTED PRIVATE KEY", key.read_text())
            read = subprocess.run(["openssl", "pkey", "-in", key, "-passin", f"file:{file}", "-pubout"], stdout=subprocess.PIPE, check=True)
            self.assertEqual(read.stdout.decode(), Path(f"{key}.pub").read_text())
            again = self.publisher.run("db", "keygen", "-o", key)
            self.assertEqual(again.code, e2e.FAILED)
            self.assertIn(b"never overwritten", again.err)
        self.publisher.build()
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        key = self.folder / "ed25519.key"
        new_root = ["db", "sign", self.publication, "--new-root", "--key", key, "--root-key", f"{key}.pub"]
        self.refused(self.publisher.run(*new_root), "the key is encrypted, and there is no passphrase", code=e2e.BAD_USAGE)
        self.refused(self.publisher.run(*new_root, env={"PRATIQUE_KEY_PASSPHRASE": "wrong-words"}),
                     "the passphrase does not open the key", code=e2e.BAD_USAGE)
        done = self.publisher.must(*new_root, env={"PRATIQUE_KEY_PASSPHRASE": PASSPHRASE})
        for run in (done, self.publisher.run(*new_root, "-q", env={"PRATIQUE_KEY_PASSPHRASE": "wrong-words"})):
            self.assertNotIn(PASSPHRASE.encode(), run.out + run.err)
            self.assertNotIn(b"wrong-words", run.out + run.err)
        key.chmod(0o644)
        self.refused(self.publisher.run(*new_root, env={"PRATIQUE_KEY_PASSPHRASE": PASSPHRASE}), "others may read this private key",
                     code=e2e.BAD_USAGE)

    def test_k_of_n(self):
        self.publisher.build()
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        a, b, c = (self.publisher.key(name, "--type", kind) for name, kind in (("a", "ed25519"), ("b", "ecdsa"), ("c", "ed25519")))
        public = [word for key in (a, b, c) for word in ("--root-key", f"{key}.pub")]
        targets = ["--targets-key", f"{b}.pub", "--targets-key", f"{c}.pub"]
        online = [word for role in ("snapshot", "timestamp") for word in (f"--{role}-key", f"{self.publisher.key('online')}.pub")]
        first = self.publisher.run("db", "sign", self.publication, "--new-root", *public, *targets, *online, "--threshold", "root=2",
                                   "--threshold", "targets=2", "--key", a)
        self.assertEqual(first.code, e2e.INCOMPLETE, first.err)
        self.assertIn(b"root 1: 1 of 2 signatures", first.err)
        self.assertFalse((self.publication / "1.root.json").exists())
        self.publisher.run("db", "sign", self.publication, "--key", a)
        self.assertFalse((self.publication / "1.root.json").exists())
        stranger = self.publisher.run("db", "sign", self.publication, "--key", self.publisher.key("stranger"))
        self.refused(stranger, "is none of the root's", code=e2e.BAD_USAGE)
        self.publisher.run("db", "sign", self.publication, "--key", b)
        self.assertTrue((self.publication / "1.root.json").exists())
        half = self.publisher.run("db", "sign", self.publication, "--key", b, "--key", self.publisher.key("online"))
        self.assertEqual(half.code, e2e.INCOMPLETE)
        self.assertFalse((self.publication / "timestamp.json").exists())
        self.publisher.must("db", "sign", self.publication, "--key", c, "--key", self.publisher.key("online"))
        client = self.client()
        self.assertEqual(client.pull(self.publication).code, 0)
        # The next root without a: two of the three, and its own.
        rotated = self.publisher.run("db", "sign", self.publication, "--new-root", "--root-key", f"{b}.pub", "--root-key", f"{c}.pub",
                                     "--threshold", "root=2", "--key", b)
        self.assertEqual(rotated.code, e2e.INCOMPLETE)
        self.assertIn(b"root 2: 1 of 2 signatures, 1 of 2 of the root before", rotated.err)
        self.assertEqual(client.pull(self.publication).code, 0)
        # c may sign the targets as well; the timestamp waits for its own key, and what was published stands.
        self.assertEqual(self.publisher.run("db", "sign", self.publication, "--key", c).code, e2e.INCOMPLETE)
        self.assertTrue((self.publication / "2.root.json").exists())
        self.assertEqual(client.pull(self.publication).code, 0)
        self.publisher.must("db", "sign", self.publication, "--key", self.publisher.key("online"))
        self.assertEqual(client.pull(self.publication).code, 0)
        self.assertEqual(json.loads((self.folder / "client.db.trust/root.json").read_text())["signed"]["version"], 2)
        out = self.publisher.run("db", "sign", self.publication, "--new-root", "--root-key", f"{b}.pub", "--threshold", "root=2")
        self.refused(out, "that cannot be reached", code=e2e.BAD_USAGE)

    def test_others_read_what_we_sign(self):
        """Canonical JSON and signatures by Python and openssl alone."""
        self.publisher.first()
        root = json.loads((self.publication / "1.root.json").read_text())["signed"]
        for file in ("1.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"):
            document = json.loads((self.publication / file).read_text())
            body = json.dumps(document["signed"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).replace("\\n", "\n")
            for signature in document["signatures"]:
                key = root["keys"][signature["keyid"]]
                text = json.dumps(key, sort_keys=True, separators=(",", ":"))
                self.assertEqual(hashlib.sha256(text.encode()).hexdigest(), signature["keyid"])
                der = bytes.fromhex("302a300506032b6570032100" + key["keyval"]["public"])
                for name, data in (("key", der), ("sig", bytes.fromhex(signature["sig"])), ("body", body.encode())):
                    (self.folder / name).write_bytes(data)
                subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", self.folder / "key", "-rawin",
                                "-in", self.folder / "body", "-sigfile", self.folder / "sig"], check=True, stdout=subprocess.DEVNULL)


class Web(Scene):
    def serve(self):
        class Handler(http.server.SimpleHTTPRequestHandler):
            asked = []

            def log_message(self, *_):
                pass

            def do_GET(self):
                Handler.asked.append(self.path)
                super().do_GET()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(self.publication)))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}", Handler.asked

    def test_by_the_environment(self):
        self.publisher.first()
        url, asked = self.serve()
        client = self.client()
        env = {"PRATIQUE_DB_URL": url}
        self.assertEqual(client.pull(env=env).code, 0)
        self.assert_same(client)
        self.publisher.next()
        asked.clear()
        self.assertIn(b"by a delta", client.pull(env=env).err)
        self.assert_same(client)
        self.assertFalse([path for path in asked if path.endswith(".zst")], asked)
        self.publisher.next()
        self.assertIn(b"by a delta", client.pull(command="update", env=env).err)
        self.assert_same(client)
        self.refused(self.client("nowhere").pull(), "from where?", code=e2e.BAD_USAGE)


@unittest.skipUnless(peers.DOCKER_REGISTRY, "docker-registry is not installed")
class Registry(Scene):
    @classmethod
    def setUpClass(cls):
        cls.registry = peers.Registry()

    @classmethod
    def tearDownClass(cls):
        cls.registry.close()

    def test_push_and_pull(self):
        self.publisher.first()
        reference = f"{self.registry.host}/pratique/db:1"
        pushed = self.publisher.must("db", "push", self.publication, reference)
        self.assertIn(b"signed", pushed.err)
        status, headers, body = peers.ask(self.registry.host, "GET", "/v2/pratique/db/manifests/1",
                                          Accept="application/vnd.oci.image.manifest.v1+json")
        self.assertEqual(status, 200)
        manifest = json.loads(body)
        self.assertEqual(manifest["artifactType"], "application/vnd.pratique.database.v1")
        notes = manifest["annotations"]
        self.assertEqual(notes["org.pratique.database.advisories"], str(self.publisher.count))
        self.assertEqual(notes["org.pratique.database.signed"], "true")
        self.assertEqual(notes["org.pratique.database.newest"][:4], "2026")
        digest = "sha256:" + hashlib.sha256(self.publisher.database.read_bytes()).hexdigest()
        self.assertEqual(notes["org.pratique.database.digest"], digest)
        client = self.client()
        done = client.pull(reference)
        self.assertEqual(done.code, 0, done.err)
        self.assert_same(client)
        self.publisher.next()
        self.publisher.must("db", "push", "-q", self.publication, "oci://" + reference)
        self.assertIn(b"by a delta", client.pull("oci://" + reference).err)
        self.assert_same(client)

    def test_unsigned_and_others(self):
        self.publisher.build()
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        reference = f"{self.registry.host}/pratique/unsigned:1"
        self.refused(self.publisher.run("db", "push", self.publication, reference), "not signed", code=e2e.BAD_USAGE)
        self.publisher.must("db", "push", "-q", "--unsigned", self.publication, reference)
        client = self.client()
        client.root = ""
        self.assertEqual(client.pull(reference, "--unsigned").code, 0)
        self.assert_same(client)
        self.refused(client.pull(f"{self.registry.host}/pratique/none:1", "--unsigned"), "none")
        config = peers.put_blob(self.registry.host, "app", b"{}") | {"mediaType": "application/vnd.oci.image.config.v1+json"}
        image = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": []}
        peers.put_manifest(self.registry.host, "app", "1", image, image["mediaType"])
        self.refused(client.pull(f"{self.registry.host}/app:1", "--unsigned"), "no advisory database is published there")


class Enriched(Scene):
    def test_a_delta_of_enrichments(self):
        """Scores, sightings, CISA's catalogue and popularity: on the second day each says something else."""
        feeds = self.publisher.feeds
        for day in (1, 2):
            self.publisher.add(30)
            scores = "".join(f"CVE-2026-{10000 + n},0.{n + day:05},0.{3 * n + day:05}\n" for n in range(30))
            rows = [{"download_count": 900 - n, "project": f"p{(7 * n + day) % 50}"} for n in range(50)]
            for name, text in (
                (f"epss_scores-2026-08-2{day}.csv", f"#model_version:v2025.03.14,score_date:2026-08-2{day}T00:00:00+0000\ncve,epss,percentile\n{scores}"),
                ("exploited.json", json.dumps([{"id": f"CVE-2026-{10000 + n}", "earliestReport": f"2026-0{day}-10T00:00:00Z"} for n in range(0, 30, 4 - day)])),
                ("known_exploited_vulnerabilities.json", json.dumps({"catalogVersion": "1", "vulnerabilities": [{"cveID": f"CVE-2026-{10000 + n}", "dateAdded": "2026-01-02"} for n in range(0, 30, 3 + day)]})),
                ("top-pypi-packages.min.json", json.dumps({"last_update": "2026-08-01 10:00:00", "query": {}, "rows": rows})),
            ):
                folder = feeds / name.split(".")[0].split("-")[0]
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                (folder / name).write_text(text)
            self.publisher.must("db", "build", "-q", "--feeds", feeds, "-o", self.publisher.database)
            self.publisher.must("db", "export", "-q", "-o", self.publication)
            client = self.client()
            said = client.pull(self.publication, "--unsigned").err
            self.assertIn(b"(by a delta, " if day == 2 else b"(whole, ", said)
            self.assert_same(client)
        with sqlite3.connect(f"file:{self.publisher.database}?immutable=1", uri=True) as tables:
            for table in ("epss", "sighting", "exploited", "popular"):
                self.assertGreater(tables.execute(f"SELECT count(*) FROM {table}").fetchone()[0], 5, table)


class Deterministic(Scene):
    def test_same_bytes_whatever_the_order_threads_and_locale(self):
        first, second = self.folder / "one", self.folder / "two"
        for folder, numbers in ((first, range(60)), (second, reversed(range(60)))):
            for number in numbers:
                file = folder / f"pack-{number % 3}" / f"{number}.json"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(record(number, package=f"p{number % 7}")))
            (folder / "kev").mkdir()
            (folder / "kev/known_exploited_vulnerabilities.json").write_text(
                json.dumps({"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2026-10001", "dateAdded": "2026-01-02"}]})
            )
        digests = set()
        for index, (folder, env, prefix) in enumerate((
            (first, {"LC_ALL": "C"}, []),
            (second, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"}, []),
            (second, {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"}, ["taskset", "-c", "0"]),
        )):
            out = self.folder / f"{index}.db"
            environment = os.environ | env | {"XDG_CACHE_HOME": str(self.folder / f"cache-{index}")}
            subprocess.run([*prefix, e2e.BINARY, "db", "build", "-q", "--feeds", folder, "-o", out], env=environment, check=True)
            digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)


if __name__ == "__main__":
    e2e.main()
