#!/usr/bin/env python3
"""`db update`: publishers' OpenPGP signatures. GnuPG makes keys and signatures; what publishers lay out is spoilt in the ways of somebody who
has their host, but not their key."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time

import e2e
import feed_server
from update import DAY, NOW, osv
from update_kinds import KindCase

CSAF = "csaf.example/vex"


class Gpg:
    """A GnuPG with a home of its own, whose clock stands some days before the tests' own."""

    def __init__(self):
        # Its agent's socket has a short path only.
        self.home = tempfile.mkdtemp(prefix="pq-gpg-")

    def close(self):
        subprocess.run(["gpgconf", "--homedir", self.home, "--kill", "all"], check=False, capture_output=True)
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, *words, data=b"", then=NOW - 20 * DAY):
        clock = time.strftime("%Y%m%dT%H%M%S!", time.gmtime(then))
        command = ["gpg", "--homedir", self.home, "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time", clock, *words]
        return subprocess.run(command, input=data, check=True, capture_output=True).stdout

    def key(self, user, lasts="never", then=NOW - 20 * DAY):
        self.run("--quick-gen-key", user, "ed25519", "sign", lasts, then=then)
        return next(line.split(":")[9] for line in self.run("--with-colons", "--list-keys", user).decode().splitlines() if line.startswith("fpr"))

    def public(self, *users):
        return self.run("--armor", "--export", *users)

    def sign(self, user, data, **how):
        return self.run("-u", user, "--armor", "--detach-sign", data=data, **how)

    def revoke(self, fingerprint):
        with open(f"{self.home}/openpgp-revocs.d/{fingerprint}.rev", encoding="ascii") as text:
            self.run("--import", data=text.read().replace(":-----BEGIN", "-----BEGIN").encode())


class SignedCase(KindCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gpg = Gpg()
        cls.key = cls.gpg.key("publisher@example.org")
        cls.other = cls.gpg.key("other@example.org")

    @classmethod
    def tearDownClass(cls):
        cls.gpg.close()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.site.put("keys.example/key.asc", b"Our key:\n" + self.gpg.public("publisher@example.org"))

    def url(self, path):
        return f"{self.server.url}/{path}"

    def sign(self, path, user="publisher@example.org", **how):
        self.site.put(path + ".asc", self.gpg.sign(user, self.site.files[path][0], **how))

    def rows(self, **settings):
        """One feed of records by themselves, signed by a key that the row pins."""
        members = {"reader": "osv-json", "url": self.url("pub.example/all.zip"), "signature": "{url}.asc", "signed_by": self.key, "keys_at": self.url("keys.example/key.asc")}
        self.feed("pub", **{name: value for name, value in (members | settings).items() if value is not None})

    def more(self, **sections):
        """Further sections of the file of settings."""
        path = self.folder / "pratique.yaml"
        path.write_text(json.dumps(json.loads(path.read_text()) | sections))

    def lay(self, numbers, fixed="2.0.0", sign=True):
        self.site.put("pub.example/all.zip", feed_server.zip_of({f"{osv(number)[0]}.json": osv(number, fixed=fixed)[1] for number in numbers}))
        if sign:
            self.sign("pub.example/all.zip")

    def refused(self, word, *words):
        """What was there stays, and the line says why."""
        before = self.ids()
        done = self.db_update("pub", *words, code=e2e.INCOMPLETE)
        self.assertIn(word, done.errors)
        self.assertIn("pub: stale", done.errors)
        self.assertEqual(self.ids(), before)
        self.assertIn("pub", self.kept())

    def signature(self, feed="pub"):
        return {one["feed"]: one["signature"] for one in self.status()["signatures"]}.get(feed)


class Files(SignedCase):
    def setUp(self):
        super().setUp()
        self.rows()
        self.lay([2, 3])
        self.db_update("pub", "beside")

    def test_a_good_one_is_told(self):
        self.assertEqual(self.signature(), f"signed by {self.key}")
        self.assertIn(f"pub: signed by {self.key}", self.command("db", "status").text)
        listed = self.command("db", "update", "--list", "pub").text
        self.assertIn(f"signature: OpenPGP, {{url}}.asc, by {self.key}; signed by {self.key}", listed)
        row = self.command("db", "update", "--list", "pub", "--format", "json").json()["feeds"][0]
        self.assertEqual(row["signed"], f"signed by {self.key}")
        # What is the same is not verified again, nor its key asked for.
        self.server.forget()
        self.db_update("pub")
        self.assertEqual(self.server.paths("key"), [])
        self.assertEqual(self.signature(), f"signed by {self.key}")

    def test_tampered(self):
        self.lay([2, 3], fixed="1.0.0", sign=False)
        self.refused("a signature of other bytes")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        # With what is signed again, it goes on.
        self.sign("pub.example/all.zip")
        self.db_update("pub")
        self.assertEqual(self.ids()[osv(2)[0]], "1.0.0")

    def test_by_another_key(self):
        self.lay([2], sign=False)
        self.sign("pub.example/all.zip", "other@example.org")
        # It is among the keys that the address gives, and nobody pinned it.
        self.site.put("keys.example/key.asc", self.gpg.public("publisher@example.org", "other@example.org"))
        self.refused(f"a signature by key {self.other}, which is not trusted")

    def test_missing(self):
        self.lay([2], sign=False)
        self.site.remove("pub.example/all.zip.asc")
        self.refused("it was signed before, and now there is no")
        self.rows(signature_may_lack="true")
        self.refused("it was signed before, and now there is no")

    def test_what_is_no_signature(self):
        self.lay([2], sign=False)
        for body in (b"<html>no</html>", b"", b"\x00" * 1000, os.urandom(1 << 20), self.gpg.run("-u", "publisher@example.org", "--armor", "--sign", data=b"other")):
            self.site.put("pub.example/all.zip.asc", body)
            self.refused("pub.example/all.zip")

    def test_an_address_of_keys_that_gives_another(self):
        self.lay([2])
        self.site.put("keys.example/key.asc", self.gpg.public("other@example.org"))
        # The one that came with the feed is known, and pinned.
        self.db_update("pub")
        shutil.rmtree(self.feeds / "pub")
        done = self.db_update("pub", code=e2e.INCOMPLETE)
        self.assertIn(f"its key {self.key} is not there", done.errors)

    def test_the_address_of_keys_is_gone(self):
        self.lay([2])
        self.site.remove("keys.example/key.asc")
        self.db_update("pub")
        self.assertEqual(set(self.ids()), {osv(1)[0], osv(2)[0]})
        shutil.rmtree(self.feeds / "pub")
        self.assertIn("keys.example/key.asc: HTTP 404", self.db_update("pub", code=e2e.INCOMPLETE).errors)

    def test_revoked(self):
        key = self.gpg.key("gone@example.org")
        self.site.put("keys.example/key.asc", self.gpg.public("gone@example.org"))
        self.rows(signed_by=key)
        self.lay([2], sign=False)
        self.sign("pub.example/all.zip", "gone@example.org")
        self.db_update("pub")
        self.assertEqual(self.signature(), f"signed by {key}")
        before = self.gpg.public("gone@example.org")
        self.gpg.revoke(key)
        self.site.put("keys.example/key.asc", self.gpg.public("gone@example.org"))
        self.lay([3], sign=False)
        self.refused(f"by key {key}, which is revoked")
        # Who takes the revocation back is not believed.
        self.site.put("keys.example/key.asc", before)
        self.refused(f"by key {key}, which is revoked")

    def test_expired(self):
        key = self.gpg.key("old@example.org", "30d")
        self.site.put("keys.example/key.asc", self.gpg.public("old@example.org"))
        self.rows(signed_by=key)
        self.lay([2], sign=False)
        self.sign("pub.example/all.zip", "old@example.org")
        self.db_update("pub")
        self.assertEqual(self.signature(), f"signed by {key}")
        self.later(20)
        self.lay([3], sign=False)
        self.sign("pub.example/all.zip", "old@example.org")
        self.refused(f"by key {key}, which expired on")

    def test_check_asks_for_signatures_and_keys(self):
        said = self.db_update("--check", "pub").text
        self.assertIn("all.zip.asc  HTTP 200, OpenPGP signature", said)
        self.assertIn(f"key.asc  HTTP 200, OpenPGP key {self.key}", said)
        self.site.put("keys.example/key.asc", self.gpg.public("other@example.org"))
        self.site.put("pub.example/all.zip.asc", b"<html>")
        said = self.db_update("--check", "pub", code=e2e.INCOMPLETE).text
        self.assertIn("no OpenPGP signature", said)
        self.assertIn(f"none of the keys is {self.key}", said)


class Settings(SignedCase):
    def test_without_a_pinned_key_it_is_told(self):
        self.rows(signed_by=None, keys_at=None)
        self.lay([2], sign=False)
        self.db_update("pub", "beside")
        self.assertEqual(self.signature(), "unsigned (no pinned key)")
        self.more(require_signatures=["pub"])
        self.refused("require_signatures, and no key of its publisher is pinned")

    def test_what_may_lack(self):
        self.rows(signature_may_lack="true")
        self.lay([2], sign=False)
        self.db_update("pub", "beside")
        self.assertEqual(self.signature(), "unsigned (its publisher gives no signature)")
        self.more(require_signatures=["pub"])
        self.refused("it is not signed, which require_signatures wants")
        # What is the same is looked at once it is signed.
        self.sign("pub.example/all.zip")
        self.db_update("pub")
        self.assertEqual(self.signature(), f"signed by {self.key}")

    def test_all_are_required(self):
        self.rows()
        self.lay([2])
        self.db_update("pub", "beside")
        self.more(require_signatures=True)
        done = self.db_update("pub", "beside", code=e2e.INCOMPLETE)
        self.assertIn("beside: stale", done.errors)
        self.assertIn("require_signatures, and no signature of it is known", done.errors)
        self.assertNotIn("pub: stale", done.errors)

    def test_a_key_of_ones_own(self):
        self.rows(keys_at=None)
        self.lay([2])
        self.assertIn(f"its key {self.key} is not there", self.db_update("pub", "beside", code=e2e.INCOMPLETE).errors)
        (self.folder / "ring").mkdir()
        (self.folder / "ring/publisher.asc").write_bytes(self.gpg.public("publisher@example.org"))
        for places in ("ring", ["ring/publisher.asc"]):
            self.more(keys=places)
            self.db_update("pub")
            self.assertEqual(self.signature(), f"signed by {self.key}")

    def test_words_that_are_off(self):
        self.lay([2])
        for members, word in (
            ({"signed_by": "77E7"}, "no fingerprint of 40 digits"),
            ({"signature": "beside it"}, "neither an address with {url}"),
            ({"signature": "clearsigned"}, "neither an address with {url}"),
            ({"signature": None}, "signed_by without a signature"),
        ):
            self.rows(**members)
            self.assertIn(word, self.db_update("pub", code=e2e.BAD_USAGE).errors)
        self.rows()
        for sections, word in (
            ({"require_signatures": ["pup"]}, 'no feed "pup"'),
            ({"require_signatures": {"pub": True}}, "neither a text nor a list"),
            ({"keys": "nowhere"}, "nowhere"),
            ({"keys": "pratique.yaml"}, "no OpenPGP public key"),
        ):
            self.rows()
            self.more(**sections)
            done = self.command("db", "update", "pub", code=None)
            self.assertIn(word, done.errors)
            self.assertIn(done.code, (e2e.BAD_USAGE, e2e.FAILED))


class Lists(SignedCase):
    """What is signed is a list of checksums."""

    def repository(self, number, sign=True):
        body = osv(number)[1]
        digest = hashlib.sha256(body).hexdigest()
        base = "repo.example/os/repodata"
        self.site.put(f"{base}/{digest}-updateinfo.json", body)
        xml = f'<?xml version="1.0"?><repomd><data type="updateinfo"><checksum type="sha256">{digest}</checksum><location href="repodata/{digest}-updateinfo.json"/></data></repomd>'
        self.site.put(f"{base}/repomd.xml", xml.encode())
        if sign:
            self.sign(f"{base}/repomd.xml")

    def test_repomd(self):
        self.rows(kind="repomd", url=self.url("repo.example/os/"))
        self.repository(2)
        self.db_update("pub", "beside")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        self.db_update("pub")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        self.repository(3, sign=False)
        self.refused("a signature of other bytes")
        self.repository(3)
        self.db_update("pub")
        self.assertEqual(set(self.ids()), {osv(1)[0], osv(3)[0]})
        self.site.remove("repo.example/os/repodata/repomd.xml.asc")
        self.refused("it was signed before, and now there is no")

    def test_a_list_in_the_clear(self):
        self.rows(signature="clearsigned", checksum=self.url("pub.example/SHA256SUMS"))
        body = osv(2)[1]

        def lay(body, listed, user="publisher@example.org"):
            self.site.put("pub.example/all.json", body)
            text = f"{hashlib.sha256(listed).hexdigest()}  all.json\n".encode()
            self.site.put("pub.example/SHA256SUMS", self.gpg.run("-u", user, "--clear-sign", data=text))

        self.rows(signature="clearsigned", checksum=self.url("pub.example/SHA256SUMS"), url=self.url("pub.example/all.json"))
        lay(body, body)
        self.db_update("pub", "beside")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        lay(osv(3)[1], body)
        # What is there is as the list has it, so nothing is fetched.
        self.db_update("pub")
        self.assertNotIn(osv(3)[0], self.ids())
        lay(osv(3)[1], osv(3)[1], "other@example.org")
        self.refused(f"by key {self.other[24:]}, which is not trusted")
        signed = self.site.files["pub.example/SHA256SUMS"][0]
        self.site.put("pub.example/SHA256SUMS", f"{hashlib.sha256(osv(3)[1]).hexdigest()}  all.json\n".encode() + signed)
        self.refused("no text that is signed in the clear")

    def test_a_manifest(self):
        self.rows(kind="pulp-manifest", url=self.url("pulp.example/"))
        feed_server.pulp_folder(self.site, "pulp.example", {"two.json": osv(2)[1]})
        self.sign("pulp.example/PULP_MANIFEST")
        self.db_update("pub", "beside")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        feed_server.pulp_folder(self.site, "pulp.example", {"two.json": osv(3)[1]})
        self.refused("a signature of other bytes")


class Csaf(SignedCase):
    """An archive and documents that changed, each with its signature."""

    def setUp(self):
        super().setUp()
        self.rows(kind="indexed", url=self.url(CSAF + "/"), archive_list="archive_latest.txt", index="changes.csv", form="path,time", deletions="deletions.csv", each_signature="{url}.asc")
        self.week = time.strftime("%Y-%m-%d", time.gmtime(NOW - 3 * DAY))

    def directory(self, archived, changed=()):
        documents = {f"2026/{number}.json": osv(number)[1] for number in archived}
        times = {path: feed_server.rfc3339(NOW - 60 * DAY) for path in documents}
        in_archive = dict(documents)
        for number in changed:
            documents[f"2026/{number}.json"] = osv(number, feed_server.rfc3339(self.now))[1]
            times[f"2026/{number}.json"] = feed_server.rfc3339(self.now - 3600)
        feed_server.csaf_directory(self.site, CSAF, documents, times, self.week, in_archive)
        for path in [f"csaf_vex_{self.week}.tar.gz", *documents]:
            self.sign(f"{CSAF}/{path}")

    def test_archive_and_documents(self):
        self.directory([2, 3])
        self.db_update("pub", "beside")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        self.later(1)
        self.directory([2, 3], [4, 5])
        self.db_update("pub")
        self.assertEqual(self.signature(), f"signed by {self.key}")
        self.later(1)
        self.directory([2, 3], [4, 6])
        self.site.put(f"{CSAF}/2026/6.json", osv(6, fixed="0.0.1")[1])
        done = self.db_update("pub", code=e2e.INCOMPLETE)
        self.assertIn("2026/6.json: a signature of other bytes", done.errors)
        self.assertNotIn(osv(6)[0], self.ids())
        # It is asked for again, and taken when it is what is signed.
        self.directory([2, 3], [4, 6])
        self.db_update("pub")
        self.assertIn(osv(6)[0], self.ids())

    def test_a_tampered_archive(self):
        self.directory([2, 3])
        path = f"{CSAF}/csaf_vex_{self.week}.tar.gz"
        body = self.site.files[path][0]
        self.site.put(path, feed_server.tar_gz_of({"2026/9.json": osv(9)[1]}))
        done = self.db_update("pub", "beside", code=e2e.INCOMPLETE)
        self.assertIn("a signature of other bytes", done.errors)
        self.assertEqual(set(self.ids()), {osv(1)[0]})
        self.site.put(path, body)
        self.db_update("pub")
        self.assertEqual(set(self.ids()), {osv(number)[0] for number in (1, 2, 3)})


class Carried(SignedCase):
    """A mirror holds the proofs, and whoever takes from it verifies them by the keys that it pins itself."""

    def setUp(self):
        super().setUp()
        self.rows()
        self.lay([2, 3])
        self.copy = self.folder / "copy"
        self.command("db", "mirror", self.copy, "pub", "beside")
        self.server.forget()

    def take(self, **how):
        return self.db_update("--mirror", self.copy, "pub", "beside", **how)

    def test_it_is_verified_without_the_publisher(self):
        self.more(require_signatures=["pub"])
        self.take()
        self.assertEqual(self.server.paths(), [])
        self.assertEqual(self.signature(), f"signed by {self.key}")

    def test_whoever_changes_the_mirror_cannot_sign(self):
        archive = self.copy / "pub/all.zip"
        archive.write_bytes(feed_server.zip_of({"x.json": osv(9)[1]}))
        listed = json.loads((self.copy / "pratique-mirror.json").read_text())
        for feed in listed["feeds"]:
            if feed["feed"] != "pub":
                continue
            feed["files"][0] |= {"stored": "sha256:" + hashlib.sha256(archive.read_bytes()).hexdigest(), "size": archive.stat().st_size}
            state = json.loads(feed["state"])
            state["files"][0] |= {"digest": feed["files"][0]["stored"], "size": archive.stat().st_size}
            feed["state"] = json.dumps(state)
        (self.copy / "pratique-mirror.json").write_text(json.dumps(listed))
        done = self.take(code=e2e.INCOMPLETE)
        self.assertIn("a signature of other bytes", done.errors)
        self.assertNotIn(osv(9)[0], self.ids())

    def test_whoever_takes_the_proof_away(self):
        self.take()
        # Of what was verified once nothing is asked.
        self.lay([2, 3, 4])
        self.later(2)
        self.command("db", "mirror", self.copy, "pub", "beside")
        path = self.copy / "pratique-mirror.json"
        listed = json.loads(path.read_text())
        for feed in listed["feeds"]:
            state = json.loads(feed["state"])
            for file in state["files"]:
                file.pop("signer", None)
            feed["state"] = json.dumps(state)
        path.write_text(json.dumps(listed))
        done = self.take(code=e2e.INCOMPLETE)
        self.assertIn("it was signed before, and is not in the mirror", done.errors)


class Unneeded(e2e.Case):
    def test_the_library_is_loaded_when_it_is_needed(self):
        linked = subprocess.run(["ldd", e2e.BINARY], check=True, capture_output=True, text=True).stdout
        self.assertNotIn("rnp", linked)
        self.assertNotIn("botan", linked)


if __name__ == "__main__":
    e2e.main()
