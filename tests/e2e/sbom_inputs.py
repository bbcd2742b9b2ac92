#!/usr/bin/env python3
"""SBOMs as they come: of every tool, wrapped, packed, in other encodings, by a pipe; and what cannot be judged of them is said."""

import base64
import bz2
import gzip
import json
import lzma
import subprocess

import attested
import e2e
import images

DEB = "pkg:deb/debian/libssl3@3.0.15-1?arch=amd64&distro=debian-12"
NPM = "pkg:npm/left-pad@1.3.0"
WANTED = {("deb", "libssl3"), ("npm", "left-pad")}
DIGEST = "sha256:" + "a" * 64


def cyclonedx(*purls, version="1.6", os=True):
    system = [{"type": "operating-system", "name": "debian", "version": "12"}] if os else []
    return {
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "version": 1,
        "components": system
        + [
            {
                "type": "library",
                "bom-ref": purl,
                "name": purl.split("@")[0].rsplit("/", 1)[-1],
                "version": purl.split("?")[0].split("@")[-1],
                "purl": purl,
                "supplier": {"name": "Debian"},
                "externalReferences": [{"type": "vcs", "url": "https://git.example.org/x.git"}, {"type": "website", "url": "https://x.example"}],
                "evidence": {"licenses": [{"license": {"id": "MIT"}}]},
            }
            for purl in purls
        ],
    }


def trivy(*purls):
    packages = [{"ID": purl, "Name": "x", "Version": "1", "Identifier": {"PURL": purl}, "Layer": {"DiffID": DIGEST}} for purl in purls]
    return {
        "SchemaVersion": 2,
        "ArtifactName": "shop:1",
        "ArtifactType": "container_image",
        "Metadata": {"OS": {"Family": "debian", "Name": "12.5"}, "ImageID": DIGEST},
        "Results": [{"Target": "shop:1 (debian 12.5)", "Class": "os-pkgs", "Type": "debian", "Packages": packages}],
    }


def syft(*purls):
    return {
        "artifacts": [{"id": purl, "name": "x", "version": "1", "type": "deb", "purl": purl, "locations": []} for purl in purls],
        "artifactRelationships": [],
        "source": {"type": "image", "name": "shop", "metadata": {"userInput": "shop:1", "manifestDigest": DIGEST}},
        "distro": {"id": "debian", "versionID": "12"},
        "descriptor": {"name": "syft", "version": "1.57.1"},
        "schema": {"version": "16.1.0", "url": "https://example.org/schema.json"},
    }


def snapshot(*purls):
    return {
        "version": 0,
        "job": {"id": "1", "correlator": "x"},
        "sha": "1" * 40,
        "ref": "refs/heads/main",
        "detector": {"name": "syft", "version": "1", "url": "https://example.org"},
        "scanned": "2026-01-01T00:00:00Z",
        "metadata": {"syft:distro": "pkg:generic/debian@12?like="},
        "manifests": {
            "shop:/var/lib/dpkg/status": {
                "name": "shop:/var/lib/dpkg/status",
                "file": {"source_location": "shop:/var/lib/dpkg/status"},
                "resolved": {purl: {"package_url": purl, "relationship": "direct", "scope": "runtime"} for purl in purls},
            }
        },
    }


def statement(document, predicate_type=attested.CYCLONEDX):
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "shop", "digest": {"sha256": "a" * 64}}],
        "predicateType": predicate_type,
        "predicate": document,
    }


def envelope(document):
    payload = base64.b64encode(json.dumps(document).encode()).decode()
    return {"payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": [{"sig": "AA=="}]}


class Inputs(e2e.Case):
    def convert(self, data, *words, stdin=False, code=e2e.OK, name="document"):
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
        if not stdin:
            return self.run_program("sbom", "convert", path, "--format", "json", *words, code=code)
        with open(path, "rb") as file:
            return self.run_program("sbom", "convert", "-", "--format", "json", *words, stdin=file, code=code)

    def assert_read(self, data, **how):
        document = self.convert(data, **how).json()
        found = {tuple(one["purl"].split("@")[0][4:].split("/")[:1]) + (one["purl"].split("@")[0].rsplit("/", 1)[-1],) for one in document["components"]}
        self.assertEqual(found, WANTED)
        return document


class Tools(Inputs):
    def test_cyclonedx_of_others(self):
        document = self.assert_read(cyclonedx(DEB, NPM))
        self.assertEqual(document["subject"]["distro"]["id"], "debian")
        one = document["components"][0]
        self.assertEqual(one["supplier"], "Debian")
        self.assertEqual(one["homepage"], "https://x.example")
        self.assertEqual(one["properties"]["pratique:source-url"], "https://git.example.org/x.git")
        self.assertEqual(one["found_licenses"], [{"expression": "MIT"}])

    def test_spdx_of_others(self):
        self.assert_read(attested.spdx(DEB, NPM))

    def test_syft(self):
        document = self.assert_read(syft(DEB, NPM))
        self.assertEqual(document["subject"]["distro"]["version_id"], "12")

    def test_trivy(self):
        document = self.assert_read(trivy(DEB, NPM))
        self.assertEqual(document["subject"]["distro"]["version_id"], "12")
        self.assertEqual(document["components"][0]["locations"][0]["layer"], DIGEST)

    def test_trivy_without_packages(self):
        report = trivy(DEB) | {"Results": [{"Target": "x", "Vulnerabilities": []}]}
        done = self.convert(report, code=e2e.FAILED)
        self.assertIn("without its packages", done.errors)

    def test_github(self):
        self.assert_read({"sbom": attested.spdx(DEB, NPM)})
        document = self.assert_read(snapshot(DEB, NPM))
        self.assertEqual(document["components"][0]["locations"], [{"path": "var/lib/dpkg/status"}])

    def test_scout(self):
        self.assert_read(attested.scout(DIGEST, DEB, NPM))

    def test_our_own(self):
        native = self.convert(cyclonedx(DEB, NPM)).out
        self.assertEqual(self.convert(native, name="own").out, native)


class Wrappers(Inputs):
    def test_in_toto(self):
        for wrap in (
            statement,
            lambda document: envelope(statement(document)),
            lambda document: {"dsseEnvelope": envelope(statement(document)), "verificationMaterial": {}},
            lambda document: statement({"Data": json.dumps(document)}),
            lambda document: [envelope(statement(document))],
        ):
            document = self.assert_read(wrap(cyclonedx(DEB, NPM)))
            self.assertEqual(document["subject"]["digest"], DIGEST)

    def test_lines(self):
        lines = b"\n".join(json.dumps(envelope(statement(cyclonedx(purl)))).encode() for purl in (DEB, NPM))
        self.assert_read(lines + b"\n")

    def test_packed(self):
        text = json.dumps(cyclonedx(DEB, NPM)).encode()
        zstd = subprocess.run(["zstd", "-qc"], input=text, stdout=subprocess.PIPE, check=True).stdout
        for data in (gzip.compress(text), zstd, lzma.compress(text), bz2.compress(text)):
            self.assert_read(data)
            self.assert_read(data, stdin=True)
        done = self.convert(gzip.compress(text)[:-20], code=e2e.FAILED)
        self.assertEqual(done.out, b"")

    def test_encodings(self):
        text = json.dumps(cyclonedx(DEB, NPM), ensure_ascii=False)
        native = self.convert(text.encode()).out
        xml = self.run_program("sbom", "convert", self.folder / "document", "--format", "cyclonedx-xml", code=e2e.OK).text
        for word in (text, xml.replace('encoding="UTF-8"', 'encoding="UTF-16"')):
            for data in (
                b"\xff\xfe" + word.encode("utf-16-le"),
                b"\xfe\xff" + word.encode("utf-16-be"),
                gzip.compress(b"\xff\xfe" + word.encode("utf-16-le")),
            ):
                self.assertEqual(self.convert(data).out, native)
        self.assertEqual(self.convert(b"\xef\xbb\xbf" + text.encode()).out, native)
        self.convert(b"\xff\xfe" + text.encode("utf-16-le")[:-1], code=e2e.FAILED)

    def test_by_a_pipe(self):
        self.assert_read(cyclonedx(DEB, NPM), stdin=True)
        path = images.mkfifo(self.folder / "pipe")
        with subprocess.Popen(["sh", "-c", 'cat document > "$0"', path], cwd=self.folder):
            done = self.run_program("sbom", "convert", path, "--format", "json", code=e2e.OK)
        self.assertEqual(len(done.json()["components"]), 2)

    def test_what_is_none(self):
        for data, word in (
            (b"", "empty|no|JSON"),
            (b"{}", "no inventory format"),
            (b"[]", "document"),
            (b"\x00\x01\x02", "document"),
            (b"{\"matches\": []}", "report of Grype"),
            (b"<html/>", "XML documents are not read"),
            (b"SPDXVersion: SPDX-2.3\nodd\n", "line 2"),
            (b'spec_version: "1.6"\ncomponents {', "line 2"),
        ):
            with self.subTest(data):
                done = self.convert(data, code=e2e.FAILED)
                self.assertRegex(done.errors, word)
                self.assertEqual(done.out, b"")
        self.run_program("sbom", "convert", self.folder / "nothing", code=e2e.FAILED)
        self.run_program("sbom", "convert", code=e2e.BAD_USAGE)


class WhatIsLost(Inputs):
    def notes(self, document):
        return {note["code"]: note for note in document["notes"]}

    def test_no_system(self):
        """deb, rpm and apk are judged by the release that they are of; npm is not."""
        for form in (cyclonedx("pkg:deb/debian/libssl3@3.0.15-1", NPM, os=False), attested.spdx("pkg:deb/debian/libssl3@3.0.15-1", NPM)):
            note = self.notes(self.convert(form).json())["no-distribution"]
            self.assertTrue(note["incomplete"])
            self.assertIn("1 package is", note["message"])
            self.convert(form, "--strict", code=e2e.INCOMPLETE)
        self.assertNotIn("no-distribution", self.notes(self.convert(cyclonedx(NPM, os=False)).json()))

    def test_qualifiers_can_say_it(self):
        found = self.convert(cyclonedx(DEB, os=False)).json()
        self.assertNotIn("no-distribution", self.notes(found))

    def test_no_purls(self):
        document = cyclonedx(DEB)
        document["components"].append({"type": "library", "name": "a", "version": "1"})
        document["components"].append({"type": "library", "name": "b", "version": "1", "purl": "pkg:odd"})
        notes = self.notes(self.convert(document).json())
        self.assertTrue(notes["no-purl"]["incomplete"])
        self.assertIn("a", notes["no-purl"]["message"])
        self.assertIn("bad-purl", notes)

    def test_nothing_at_all(self):
        self.assertTrue(self.notes(self.convert(cyclonedx(os=False)).json())["no-components"]["incomplete"])


if __name__ == "__main__":
    e2e.main()
