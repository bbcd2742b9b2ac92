#!/usr/bin/env python3
"""What distributions publish in their own forms, from the file to the report: built, matched, told."""

import json
import unittest

import e2e

DEBIAN = {
    "openssl": {
        "CVE-2026-1001": {"description": "Postponed.", "releases": {
            "bookworm": {"status": "open", "repositories": {}, "urgency": "low**", "nodsa": "Minor issue", "nodsa_reason": "postponed"}}},
        "CVE-2026-1002": {"releases": {
            "bookworm": {"status": "resolved", "repositories": {}, "fixed_version": "3.0.15-1~deb12u1", "urgency": "high"},
            "sid": {"status": "resolved", "repositories": {}, "fixed_version": "3.2.0-1", "urgency": "high"}}},
        "CVE-2026-1003": {"releases": {
            "bookworm": {"status": "resolved", "repositories": {}, "fixed_version": "0", "urgency": "unimportant"}}},
        "CVE-2026-1004": {"releases": {
            "bookworm": {"status": "open", "repositories": {}, "urgency": "end-of-life"}, "trixie": {"status": "gone"}}},
    },
}

UBUNTU = """Candidate: CVE-2026-2001
PublicDate: 2026-03-08 23:15:00 UTC
References:
Description:
 A flaw.
Priority: medium
Priority_openssl_bionic: high

bionic_openssl: ignored (end of standard support, was needed)
esm-infra/bionic_openssl: released (1.1.1-1ubuntu2.1~18.04.23+esm4)
jammy_openssl: not-affected (code not present)
"""

WOLFI = {"apkurl": "x", "reponame": "os", "urlprefix": "https://packages.wolfi.dev",
         "packages": [{"pkg": {"name": "openssl", "secfixes": {"0": ["CVE-2026-3002"], "3.3.0-r1": ["CVE-2026-3001"]}}}]}

ARCH = [{"name": "AVG-1", "packages": ["openssl"], "affected": "3.3.0-1", "fixed": "3.3.1-1", "severity": "High", "status": "Fixed",
         "type": "arbitrary code execution", "issues": ["CVE-2026-4001"], "advisories": []}]


def root(folder, release, database, text):
    (folder / "etc").mkdir(parents=True)
    (folder / "etc/os-release").write_text(release)
    path = folder / database
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return f"fs://{folder}"


def dpkg(version, maintainer):
    return (f"Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\nMaintainer: {maintainer}\n"
            f"Version: {version}\n\n")


class Distributions(e2e.Case):
    def setUp(self):
        super().setUp()
        feeds = self.folder / "feeds"
        for name, content in (("debian/json", json.dumps(DEBIAN)), ("ubuntu/active/CVE-2026-2001", UBUNTU),
                              ("wolfi/security.json", json.dumps(WOLFI)), ("arch/all.json", json.dumps(ARCH))):
            (feeds / name).parent.mkdir(parents=True)
            (feeds / name).write_text(content)
        self.env = {"PRATIQUE_DB": str(self.folder / "t.db"), "PRATIQUE_FEEDS": str(feeds)}
        done = self.run_program("db", "build", env=self.env, code=0)
        self.assertIn("CVE-2026-1004 trixie", done.errors, "what is skipped is told with its place")

    def findings(self, target):
        document = self.run_program("cves", target, "--format", "json", env=self.env).json()
        return {finding["id"]: finding for finding in document["findings"]}

    def test_debian(self):
        target = root(self.folder / "debian", "ID=debian\nVERSION_ID=12\n", "var/lib/dpkg/status",
                      dpkg("3.0.14-1~deb12u2", "Debian <a@debian.org>"))
        found = self.findings(target)
        self.assertEqual({id: one["severity"] for id, one in found.items()},
                         {"CVE-2026-1001": "LOW", "CVE-2026-1002": "HIGH", "CVE-2026-1004": "UNSPECIFIED"})
        words = self.run_program("explain", target, env=self.env).text
        self.assertIn("not fixed: postponed (Minor issue)", " ".join(words.split()))
        self.assertIn("not fixed: end of life", " ".join(words.split()))
        self.assertIn("CVE-2026-1003 (debian-tracker) never-affected", " ".join(words.split()))
        listed = self.run_program("db", "search", "openssl", env=self.env).text
        self.assertIn("not fixed: postponed", listed)
        self.assertIn("Debian:sid", listed)

    def test_ubuntu_pro_is_a_channel_and_fips_another_lineage(self):
        release = "ID=ubuntu\nVERSION_ID=18.04\nVERSION_CODENAME=bionic\n"
        maintainer = "Ubuntu Developers <a@lists.ubuntu.com>"
        target = root(self.folder / "bionic", release, "var/lib/dpkg/status", dpkg("1.1.1-1ubuntu2.1~18.04.23", maintainer))
        found = self.findings(target)
        self.assertEqual(found["CVE-2026-2001"]["severity"], "HIGH")
        words = " ".join(self.run_program("explain", target, env=self.env).text.split())
        self.assertIn("the fix is for esm-infra; for others none: end of life", words)
        fixed = root(self.folder / "esm", release, "var/lib/dpkg/status", dpkg("1.1.1-1ubuntu2.1~18.04.23+esm4", maintainer))
        self.assertEqual(self.findings(fixed), {})
        fips = root(self.folder / "fips", release, "var/lib/dpkg/status", dpkg("1.1.1-1ubuntu2.fips.1", maintainer))
        self.assertEqual(self.findings(fips), {}, "never compared across lineages")
        said = self.run_program("explain", fips, env=self.env).text
        self.assertIn("Ubuntu:Pro:FIPS-updates:18.04", said)

    def test_wolfi(self):
        target = root(self.folder / "wolfi", "ID=wolfi\nVERSION_ID=20230201\n", "lib/apk/db/installed",
                      "P:libssl3\nV:3.3.0-r0\nA:x86_64\no:openssl\nt:1\n\n")
        self.assertEqual(set(self.findings(target)), {"CVE-2026-3001"})

    def test_arch(self):
        document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
            {"type": "library", "name": "openssl", "version": "3.3.0-1", "purl": "pkg:alpm/arch/openssl@3.3.0-1?arch=x86_64"}]}
        (self.folder / "arch.json").write_text(json.dumps(document))
        found = self.findings("sbom://arch.json")
        self.assertEqual({id: one["fixed"] for id, one in found.items()}, {"CVE-2026-4001": "3.3.1-1"})

    def test_a_cut_tracker_is_no_tracker(self):
        whole = json.dumps(DEBIAN)
        (self.folder / "feeds/debian/json").write_text(whole[: len(whole) // 2])
        done = self.run_program("db", "build", env=self.env)
        self.assertIn("breaks off", done.errors)


if __name__ == "__main__":
    e2e.main()
