#!/usr/bin/env python3
"""VEX documents from addresses: one, several in an archive, a repository by its manifest or its index; what else an address may answer
is named, bounded, and leads nowhere."""

import bz2
import gzip
import io
import json
import lzma
import shutil
import subprocess
import tarfile
import unittest
import zipfile

import e2e
import fault_proxy
import feed_server
import vex
from vex import openvex, said

OTHER = said(vulnerability="CVE-2026-7")
DOCUMENT = json.dumps(openvex(said())).encode()
# As VEX Hub lays it out, with what no document is beside.
HUB = {
    "index.json": json.dumps(
        {
            "updated_at": "2026-01-01T00:00:00Z",
            "packages": [
                {"id": "pkg:npm/left-pad", "location": "pkg/npm/left-pad/vex.json"},
                {"id": "pkg:npm/other", "location": "pkg/npm/%40scope/other/a b.json", "format": "openvex"},
            ],
        }
    ).encode(),
    "pkg/npm/left-pad/vex.json": DOCUMENT,
    "pkg/npm/%40scope/other/a b.json": json.dumps(openvex(OTHER)).encode(),
    "pkg/npm/left-pad/manifest.json": b'{"ID": "pkg:npm/left-pad"}',
    "README.md": b"# VEX\n",
}


def tarred(files, mode="w:gz"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, body in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            archive.addfile(entry, io.BytesIO(body))
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def under(folder, files):
    return {f"{folder}/{name}": body for name, body in files.items()}


def manifest(*addresses, version="0.1", as_map=False):
    one = {"spec_version": version, "locations": [{"url": each} for each in addresses], "update_interval": "24h"}
    return json.dumps({"name": "hub", "description": "d", "versions": {"v0": one} if as_map else [one]}).encode()


class Hub(vex.Scene):
    def setUp(self):
        super().setUp()
        self.server = feed_server.FeedServer()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__, None, None, None)
        self.url = self.server.url.rstrip("/")

    def put(self, **files):
        for name, body in files.items():
            self.server.site.put(name, body)

    def closed(self, path, documents):
        """The finding is closed by what lies there, and so many documents were read."""
        state, opinions, done = self.state("--vex-location", path if "://" in path else f"{self.url}/{path}")
        self.assertEqual(state, "not-affected", done)
        self.assertIn(f"of {documents} document", done.errors)
        return opinions[0]["document"], done

    def wrong(self, path, *words):
        done = self.go("cves", "--vex-location", f"{self.url}/{path}", "image", code=e2e.FAILED)
        for word in words:
            self.assertIn(word, done.errors)
        self.assertEqual(done.errors.count("\n"), 1 + done.errors.count("Indexed") + done.errors.count("Loaded"), done)
        return done

    def test_one_document(self):
        self.server.site.put("a/v.json", DOCUMENT)
        document, _ = self.closed("a/v.json", 1)
        self.assertEqual(document, f"{self.url}/a/v.json")

    def test_archives_of_every_form(self):
        forms = {
            "v.tar": tarred(HUB, "w"),
            "v.tar.gz": tarred(HUB),
            "v.tar.xz": tarred(HUB, "w:xz"),
            "v.tar.bz2": tarred(HUB, "w:bz2"),
            "v.zip": zipped(HUB),
            "repo-main.tar.gz": tarred(under("repo-main", HUB)),
            "repo-main.zip": zipped(under("repo-main", HUB)),
            "inner": tarred(under("some/where", HUB) | under("else", {"x.json": DOCUMENT})),
        }
        for name, body in forms.items():
            self.server.site.put(name, body)
            (self.folder / name).write_bytes(body)
            folder = "//some/where" if name == "inner" else ""
            document, _ = self.closed(name + folder, 2)
            self.assertEqual(document, f"{self.url}/{name}!pkg/npm/left-pad/vex.json")
            if not folder:
                state, opinions, done = self.state("--vex-location", name)
                self.assertEqual((state, opinions[0]["document"]), ("not-affected", f"{name}!pkg/npm/left-pad/vex.json"), done)

    def test_archives_without_an_index_and_packed_documents(self):
        files = {"x/v.json": DOCUMENT, "x/w.json": json.dumps(openvex(OTHER)).encode(), "x/other.json": b"{}"}
        for name, body, number in (
            ("plain.tgz", tarred(files), 2),
            ("v.json.gz", gzip.compress(DOCUMENT), 1),
            ("v.json.xz", lzma.compress(DOCUMENT), 1),
            ("v.json.bz2", bz2.compress(DOCUMENT), 1),
        ):
            self.server.site.put(name, body)
            self.closed(name, number)

    def test_a_manifest_leads_to_its_archive(self):
        self.server.site.put("data/main.tar.gz", tarred(under("repo-main", HUB)))
        address = f"{self.url}/data/main.tar.gz//repo-main"
        for body in (manifest(address), manifest(address, as_map=True, version="v0.1"), manifest("data/main.tar.gz//repo-main")):
            self.server.site.put("vex-repository.json", body)
            document, _ = self.closed("vex-repository.json", 2)
            self.assertEqual(document, f"{self.url}/data/main.tar.gz!pkg/npm/left-pad/vex.json")
        self.closed("", 2)
        self.server.site.put(".well-known/vex-repository.json", manifest(f"{self.url}/gone.zip", address))
        _, done = self.closed("", 2)
        self.assertIn("gone.zip", done.errors)

    def test_an_index_at_an_address_names_its_neighbours(self):
        for name, body in HUB.items():
            self.server.site.put("hub/" + name, body)
        self.closed("hub/index.json", 2)
        self.server.forget()
        document, _ = self.closed("hub/", 2)
        self.assertEqual(document, f"{self.url}/hub/pkg/npm/left-pad/vex.json")
        self.assertIn("hub/pkg/npm/%2540scope/other/a%20b.json", self.server.paths())
        self.assertNotIn("hub/pkg/npm/left-pad/manifest.json", self.server.paths())

    def test_a_git_checkout(self):
        repository = self.folder / "repository"
        for name, body in HUB.items():
            path = repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        if shutil.which("git"):
            git = ["git", "-C", str(repository), "-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"]
            for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
                subprocess.run(git + words, check=True)
        state, _, done = self.state("--vex-location", "repository")
        self.assertEqual(state, "not-affected", done)
        self.assertIn("of 2 documents", done.errors)

    def test_wrong_content_is_named(self):
        site = self.server.site
        site.put("page.json", b"<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n")
        site.put("empty.json", b"")
        site.put("other.json", b'{"some": "JSON"}')
        site.put("cut.tar.gz", tarred(HUB)[:400])
        site.put("bad.zip", b"PK\x03\x04" + b"x" * 100)
        site.put("nothing.tar.gz", tarred({"README.md": b"x"}))
        site.put("no-index.json", manifest("x", version="1.0"))
        site.put("loop.json", manifest("loop.json"))
        site.put("file.json", manifest("file:///etc/passwd"))
        site.put("metadata.json", manifest("https://169.254.169.254/latest/x.tar.gz"))
        site.put("none.json", manifest())
        self.wrong("page.json", "page.json: no VEX document but a page of HTML")
        self.wrong("empty.json", "no VEX document but nothing")
        self.wrong("other.json", "other.json: ")
        self.wrong("cut.tar.gz", "cut.tar.gz: ")
        self.wrong("bad.zip", "bad.zip: ")
        self.wrong("nothing.tar.gz", "nothing.tar.gz: no VEX document")
        self.wrong("no-index.json", "no version 0.x")
        self.wrong("loop.json", "a manifest of a repository where its archive should be")
        self.wrong("file.json", "file")
        self.wrong("metadata.json", "169.254.169.254")
        self.wrong("none.json", "without a location")
        self.wrong("gone.json", "gone.json")
        self.wrong("nowhere/", "no vex-repository.json and no index.json")

    def test_paths_that_lead_out_are_left_out(self):
        files = dict(HUB) | {"../out.json": DOCUMENT, "/abs.json": DOCUMENT}
        index = json.loads(HUB["index.json"])
        index["packages"] += [{"id": "x", "location": "../out.json"}, {"id": "y", "location": "/etc/passwd"}]
        files["index.json"] = json.dumps(index).encode()
        self.server.site.put("v.tar.gz", tarred(files))
        _, done = self.closed("v.tar.gz", 2)
        self.assertIn("its index names 2 documents outside of it, left out", done.errors)

    def test_documents_that_are_missing_or_broken_are_told_and_the_others_count(self):
        index = json.loads(HUB["index.json"])
        index["packages"] += [{"id": "x", "location": "gone.json"}, {"id": "y", "location": "bad.json"}]
        self.server.site.put("v.tar.gz", tarred(dict(HUB) | {"index.json": json.dumps(index).encode(), "bad.json": b"{"}))
        _, done = self.closed("v.tar.gz", 2)
        self.assertRegex(done.errors, r"Not read as VEX: \S+v\.tar\.gz!bad\.json: JSON: ")
        self.assertRegex(done.errors, r"Not read as VEX: \S+v\.tar\.gz!gone\.json: ")

    def test_what_unpacks_without_end_is_refused_in_bounded_memory(self):
        self.server.site.put("bomb.tar.gz", tarred({"v.json": DOCUMENT, "big.bin": bytes(300 << 20)}))
        self.server.site.put("bomb.json.gz", gzip.compress(b" " * (64 << 20)))
        done = self.wrong("bomb.tar.gz", "bomb.tar.gz: ", "256 MiB")
        self.assertLess(done.megabytes, e2e.MAX_MB)
        self.wrong("bomb.json.gz", "bomb.json.gz: ")
        self.server.spoil("any", fault_proxy.Endless(), only="endless")
        done = self.wrong("endless.json", "endless.json: ")
        self.assertLess(done.megabytes, e2e.MAX_MB)

    def test_an_answer_that_leads_on_is_followed_and_bounded(self):
        self.server.site.put("a/v.json", DOCUMENT)
        self.server.spoil("any", fault_proxy.Redirect(f"{self.url}/a/v.json"), only="moved.json")
        self.closed("moved.json", 1)
        self.server.spoil("any", fault_proxy.Redirect("http://169.254.169.254/v.json"), only="inner.json")
        self.wrong("inner.json", "169.254.169.254")

    def test_the_commands_of_vex_take_addresses_too(self):
        self.server.site.put("v.tar.gz", tarred(HUB))
        merged = self.go("vex", "merge", f"{self.url}/v.tar.gz", code=e2e.OK).json()
        self.assertEqual(len(merged["statements"]), 2)
        self.go("vex", "lint", f"{self.url}/v.tar.gz", code=e2e.OK)
        self.assertEqual(self.go("vex", "diff", f"{self.url}/v.tar.gz", f"{self.url}/v.tar.gz", code=e2e.OK).text, "")


class TheHubItself(vex.Scene):
    @unittest.skipUnless(e2e.SHARED.exists(), "skipped: ../shared absent")
    def test_every_document_of_vex_hub_is_read_from_its_archive(self):
        """VEX Hub as it was published, as the archive that a forge serves, from a server of ours, by its own manifest."""
        folder = e2e.unpacked("corpora/vexhub") / "aquasecurity+vexhub"
        files = {f"vexhub-main/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        named = {one["location"] for one in json.loads((folder / "index.json").read_text())["packages"]}
        with feed_server.FeedServer() as server:
            server.site.put("archive/refs/heads/main.tar.gz", tarred(files))
            text = (folder / "vex-repository.json").read_text()
            self.assertIn("https://github.com/aquasecurity/vexhub/archive/", text)
            server.site.put("vex-repository.json", text.replace("https://github.com/aquasecurity/vexhub/", server.url.rstrip("/") + "/").encode())
            done = self.go("vex", "lint", "--format", "json", f"{server.url.rstrip('/')}/")
        read = {one["place"].partition("!")[2] for one in done.json()["documents"]}
        self.assertEqual(read, named)
        self.assertGreater(len(read), 50)


if __name__ == "__main__":
    e2e.main()
