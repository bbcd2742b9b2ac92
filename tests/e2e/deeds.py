#!/usr/bin/env python3
"""What commands of the published database tell programs: one JSON document each, as its schema says; who signed what lies here;
and nothing is left behind where a publication cannot be, or was killed."""

import fcntl
import json
import os
import random
import signal
import subprocess
import time
import unittest

import e2e
import distribution
import schema


class Told(distribution.Scene):
    def setUp(self):
        super().setUp()
        self.documents = []

    def tell(self, *words, code=e2e.OK, env=None):
        done = self.publisher.run("db", *words, "--format", "json", env=env)
        self.assertEqual(done.code, code, done.err.decode())
        return self.kept(done.out)

    def kept(self, out):
        path = self.folder / f"document-{len(self.documents)}.json"
        path.write_bytes(out)
        self.documents.append(path)
        return json.loads(out)

    def tearDown(self):
        if self.documents and schema.HAS_VALIDATOR:
            schema.validate(self, e2e.ROOT / "docs/api/db-done.schema.json", self.documents)
        super().tearDown()

    def test_every_command_writes_what_it_did(self):
        made = self.tell("keygen", "-q", "-o", self.folder / "root")
        self.assertEqual((made["type"], made["encrypted"]), ("ed25519", False))
        self.assertTrue((self.folder / "root.pub").exists())
        self.publisher.build()
        exported = self.tell("export", "-q", "-o", self.publication)
        self.assertEqual((exported["version"], exported["advisories"], exported["unchanged"]), (1, 20, False))
        signed = self.tell("sign", "-q", self.publication, "--new-root", "--root-key", self.folder / "root.pub", "--key", self.folder / "root")
        self.assertEqual([(row["role"], row["published"]) for row in signed["roles"]],
                         [(role, True) for role in ("root", "targets", "snapshot", "timestamp")])
        bundle = self.folder / "database.tar"
        written = self.tell("export", "-q", "-o", bundle, "--from", self.publication)
        self.assertEqual((written["file"], written["file_bytes"], written["signed"]), (str(bundle), bundle.stat().st_size, True))
        client = self.client()
        pulled = self.kept(client.pull("-q", "--format", "json", self.publication).out)
        self.assertEqual((pulled["command"], pulled["signed"], pulled["deltas"], pulled["advisories"]), ("db pull", True, 0, 20))
        again = self.kept(client.pull("-q", "--format", "json", bundle, command="import").out)
        self.assertEqual((again["command"], again["unchanged"]), ("db import", True))
        self.assertEqual(self.tell("prune", "-q", "--dry-run", self.publication)["removed"], False)
        self.assertEqual(self.tell("prune", "-q")["removed"], True)

    def test_keys_that_are_missing_are_told_with_exit_code_3(self):
        self.publisher.build()
        self.publisher.must("db", "export", "-q", "-o", self.publication)
        waiting = self.tell("sign", "-q", self.publication, "--new-root", "--threshold", "root=2", "--root-key", f"{self.publisher.key('a')}.pub",
                            "--root-key", f"{self.publisher.key('b')}.pub", "--key", self.publisher.key("a"), code=e2e.INCOMPLETE)
        self.assertEqual([(row["signatures"], row["threshold"], row["published"]) for row in waiting["roles"]], [(1, 2, False)])

    def test_a_format_that_there_is_not_does_nothing(self):
        done = self.publisher.run("db", "keygen", "-o", self.folder / "k", "--format", "yaml")
        self.refused(done, "yaml", "json", code=e2e.BAD_USAGE)
        self.assertFalse((self.folder / "k").exists())


class Signed(distribution.Scene):
    def status(self, client):
        text = client.pull(command="status").out.decode()
        return text, json.loads(client.pull("--format", "json", command="status").out)["signed"]

    def test_status_tells_who_signed(self):
        self.publisher.first()
        client = self.client()
        self.assertEqual(client.pull("-q", self.publication).code, e2e.OK)
        text, signed = self.status(client)
        root = json.loads((self.publication / "1.root.json").read_text())["signed"]
        self.assertEqual(signed["keys"], root["roles"]["targets"]["keyids"])
        self.assertEqual((signed["version"], signed["threshold"]), (1, 1))
        self.assertIn(signed["keys"][0][:12], text)
        self.assertIn("holds until", text)

    def test_what_was_built_here_or_changed_is_not_called_signed(self):
        self.publisher.first()
        built, unsigned = self.client("built"), self.client("unsigned")
        built.database = self.publisher.database
        self.assertEqual(unsigned.pull("-q", "--unsigned", self.publication).code, e2e.OK)
        for client in (built, unsigned):
            text, signed = self.status(client)
            self.assertIsNone(signed)
            self.assertIn("built here, or taken unsigned", text)
        client = self.client()
        self.assertEqual(client.pull("-q", self.publication).code, e2e.OK)
        self.publisher.build()
        client.database.write_bytes(self.publisher.database.read_bytes())
        self.assertIsNone(self.status(client)[1])


class NothingBehind(distribution.Scene):
    def test_a_folder_that_is_not_there_is_not_made(self):
        nowhere = self.folder / "publicatoin"
        done = self.publisher.run("db", "sign", nowhere, "--key", self.publisher.key("root"))
        self.refused(done, "no such folder", "db export", code=e2e.FAILED)
        self.assertFalse(nowhere.exists())

    def test_exports_that_are_killed_leave_nothing_that_the_next_does_not_clear(self):
        """At points spread over its whole life."""
        self.publisher.add(400)
        self.publisher.build()
        bundle = self.folder / "out" / "database.tar"
        bundle.parent.mkdir()
        words = [e2e.BINARY, "db", "export", "-q", "-o", str(bundle)]
        environment = os.environ | {"PRATIQUE_DB": str(self.publisher.database), "SOURCE_DATE_EPOCH": "1790000000"}
        begun = time.monotonic()
        subprocess.run(words, env=environment, check=True)
        whole, took = bundle.read_bytes(), time.monotonic() - begun
        killed, chance = 0, random.Random(7)
        for _ in range(100):
            with subprocess.Popen(words, env=environment) as process:
                time.sleep(chance.random() * took)
                process.send_signal(signal.SIGKILL)
            killed += process.returncode == -signal.SIGKILL
            self.assertEqual(bundle.read_bytes(), whole)
        self.assertGreater(killed, 10)
        subprocess.run(words, env=environment, check=True)
        self.assertEqual([each.name for each in bundle.parent.iterdir()], ["database.tar"])


    def test_what_somebody_is_writing_is_left_alone(self):
        """In another container the number of its process says nothing here; its lock does."""
        self.publisher.build()
        bundle = self.folder / "database.tar"
        process = subprocess.Popen(["true"])
        process.wait()
        gone = process.pid
        held, dead = bundle.with_name(f"database.tar.new-{gone}"), bundle.with_name(f"database.tar.publication-{gone}")
        held.write_text("half")
        dead.mkdir()
        with open(held, encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.publisher.must("db", "export", "-q", "-o", bundle)
            self.assertTrue(held.exists())
            self.assertFalse(dead.exists())
        self.publisher.must("db", "export", "-q", "-o", bundle)
        self.assertFalse(held.exists())


if __name__ == "__main__":
    e2e.main()
