#!/usr/bin/env python3
"""What we sign, read by a client that is not ours (tuf_reader.py): it believes what ours believes, and refuses what ours refuses."""

import shutil
import subprocess
import unittest

import e2e
import distribution

PYTHON = e2e.ROOT / "build/python/bin/python"
HAS_TUF = PYTHON.exists() and not subprocess.run([PYTHON, "-c", "import tuf.ngclient"], stderr=subprocess.DEVNULL, check=False).returncode


class Both(distribution.Client):
    """Each pull is made by ours and by theirs, each with a memory of its own; they must agree."""

    def __init__(self, case, client, root):
        super().__init__(case.folder, client, root)
        self.case, self.trusted, self.said = case, case.folder / "trusted.root.json", []
        self.trusted.write_bytes(root.read_bytes())
        self.packed = case.folder / "theirs.db.zst"
        self.forgets = False

    def pull(self, *words, env=None, command="pull"):
        ours = super().pull(*words, env=env, command=command)
        self.packed.unlink(missing_ok=True)
        if self.forgets:
            shutil.rmtree(self.case.folder / "theirs", ignore_errors=True)
        theirs = subprocess.run([PYTHON, e2e.ROOT / "tests/e2e/tuf_reader.py", words[-1], self.case.folder / "theirs", self.trusted, self.packed],
                                stderr=subprocess.PIPE, text=True, check=False)
        self.said.append(theirs.stderr.strip())
        self.case.assertIn(theirs.returncode, (0, 1), theirs.stderr)
        self.case.assertNotIn("Traceback", theirs.stderr)
        self.case.assertEqual(ours.code == 0, theirs.returncode == 0, (ours.err.decode(), theirs.stderr))
        if ours.code == 0:
            unpacked = subprocess.run(["zstd", "-dcq", "--long=27", self.packed], stdout=subprocess.PIPE, check=True).stdout
            self.case.assertEqual(unpacked, self.database.read_bytes())
        return ours


@unittest.skipUnless(HAS_TUF, "skipped: python-tuf absent (tools/test-python)")
class Agreed(distribution.Attacks):
    """Every attack that ours is tried with."""

    def client(self, name="client"):
        return Both(self, name, self.publication / "1.root.json")

    def refused_by(self, *names):
        refusals = [said.split(":")[0] for said in self.victim.said if said]
        self.assertTrue(refusals and set(refusals) <= set(names), self.victim.said)

    def test_rollback(self):
        super().test_rollback()
        self.refused_by("BadVersionNumberError")

    def test_freeze(self):
        super().test_freeze()
        self.refused_by("ExpiredMetadataError")

    def test_mix_and_match(self):
        super().test_mix_and_match()
        self.refused_by("RepositoryError", "LengthOrHashMismatchError", "BadVersionNumberError")

    def test_truncation(self):
        self.victim.forgets = True  # what it took when it was whole, it would not ask for again
        super().test_truncation()
        self.refused_by("RepositoryError", "LengthOrHashMismatchError")

    def test_wrong_key(self):
        super().test_wrong_key()
        self.refused_by("UnsignedMetadataError")

    def test_expired_root(self):
        super().test_expired_root()
        self.refused_by("ExpiredMetadataError")

    def test_root_of_another(self):
        super().test_root_of_another()
        self.refused_by("UnsignedMetadataError")

    def test_changed_database(self):
        super().test_changed_database()
        self.refused_by("LengthOrHashMismatchError", "RepositoryError", "DownloadLengthMismatchError")


@unittest.skipUnless(HAS_TUF, "skipped: python-tuf absent (tools/test-python)")
class Followed(distribution.Scene):
    def test_days_and_roots_go_by(self):
        """Two of two roots, both kinds of keys; another day; another root with one key in the place of another."""
        publisher = self.publisher
        publisher.build()
        publisher.must("db", "export", "-q", "-o", self.publication)
        first, second = publisher.key("a"), publisher.key("b", "--type", "ecdsa")
        publisher.key("online", "--type", "ecdsa")
        roots = ("--root-key", f"{first}.pub", "--root-key", f"{second}.pub", "--threshold", "root=2")
        publisher.must("db", "sign", self.publication, "--new-root", *roots, *publisher.online_keys("online"), "--key", first, "--key", second)
        publisher.sign()
        client = Both(self, "client", self.publication / "1.root.json")
        self.assertEqual(client.pull(self.publication).code, 0)
        publisher.next()
        self.assertEqual(client.pull(self.publication).code, 0)
        third = publisher.key("c")
        publisher.must("db", "sign", self.publication, "--new-root", "--root-key", f"{first}.pub", "--root-key", f"{third}.pub", "--key", first,
                       "--key", second, "--key", third)
        publisher.next()
        self.assertEqual(client.pull(self.publication).code, 0)
        self.assertEqual(client.said, ["", "", ""])


if __name__ == "__main__":
    e2e.main()
