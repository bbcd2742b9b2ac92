#!/usr/bin/env python3
"""Distributions by rules of their own (docs/matching.md), from advisories and roots to the report: Gentoo and Arch from their
package databases, third-party repositories, Ubuntu Pro, a neighbour's data as a guess, kernels and what is built beside them."""

import json

import e2e

GLSA = """<?xml version="1.0" encoding="UTF-8"?>
<glsa id="202401-01"><title>PHP: Multiple vulnerabilities</title><announced>2024-01-05</announced>
<affected><package name="dev-lang/php" auto="yes" arch="*">
<unaffected range="ge" slot="7.4">7.4.33</unaffected><vulnerable range="lt" slot="7.4">7.4.33</vulnerable>
</package></affected><impact type="high"/><references><uri link="https://example.com">CVE-2024-1</uri></references></glsa>
"""


def record(id, ecosystem, name, fixed):
    return {"id": id, "modified": "2026-08-01T00:00:00Z", "published": "2026-08-01T00:00:00Z",
            "affected": [{"package": {"ecosystem": ecosystem, "name": name},
                          "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]}]}


def stanza(name, version, maintainer="Debian Team <x@lists.debian.org>", source=None):
    lines = [f"Package: {name}", "Status: install ok installed", f"Maintainer: {maintainer}", "Architecture: amd64"]
    return "\n".join(lines + ([f"Source: {source}"] if source else []) + [f"Version: {version}", "Description: x"]) + "\n\n"


class DistributionRules(e2e.Case):
    def root(self, name, files):
        folder = self.folder / name
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        return folder

    def judged(self, folder):
        return self.run_program("cves", f"fs://{folder}", "--format", "json", env=self.env).json()

    def found(self, folder):
        return sorted(finding["id"] for finding in self.judged(folder)["findings"])

    def text(self, folder, *words):
        return " ".join(self.run_program("cves", f"fs://{folder}", *words, env=self.env).text.split())

    def dpkg(self, name, release, *stanzas):
        return self.root(name, {"etc/os-release": release, "var/lib/dpkg/status": "".join(stanzas)})

    def test_gentoo_by_slot_from_its_database(self):
        self.build_database({"glsa/glsa-202401-01.xml": GLSA})
        files = {"etc/os-release": "ID=gentoo\nVERSION_ID=2.15\n"}
        for package, slot in (("php-7.4.10_p2-r1", "7.4/7.4"), ("php-8.1.2", "8.1")):
            files[f"var/db/pkg/dev-lang/{package}/SLOT"] = slot + "\n"
            files[f"var/db/pkg/dev-lang/{package}/repository"] = "gentoo\n"
        folder = self.root("gentoo", files)
        document = self.judged(folder)
        self.assertEqual([finding["id"] for finding in document["findings"]], ["CVE-2024-1"])
        self.assertIn("dev-lang/php:7.4 7.4.10_p2-r1", self.run_program("explain", f"fs://{folder}", env=self.env).text)

    def test_arch_from_its_database(self):
        group = [{"name": "AVG-1", "packages": ["openssl"], "status": "Fixed", "severity": "High", "type": "denial of service",
                  "affected": "3.0.7-1", "fixed": "3.0.7-2", "ticket": None, "issues": ["CVE-2022-3602"], "advisories": []}]
        self.build_database({"arch/all.json": group})
        desc = "%NAME%\nopenssl\n\n%VERSION%\n3.0.7-1\n\n%ARCH%\nx86_64\n\n%PACKAGER%\nA <a@archlinux.org>\n"
        folder = self.root("arch", {"etc/os-release": "ID=arch\n", "var/lib/pacman/local/openssl-3.0.7-1/desc": desc})
        self.assertEqual(self.found(folder), ["CVE-2022-3602"])

    def test_third_party_packages_are_told(self):
        self.build_database({"osv/a.json": record("DEBIAN-CVE-2026-1", "Debian:12", "nodejs", "99"),
                    "osv/b.json": record("DEBIAN-CVE-2026-2", "Debian:12", "curl", "9")})
        folder = self.dpkg("third", "ID=debian\nVERSION_ID=12\n", stanza("curl", "7.88.1-10+deb12u5"),
                           stanza("nodejs", "18.17.1-1nodesource1", "NodeSource <x@nodesource.com>"))
        document = self.judged(folder)
        self.assertEqual([finding["id"] for finding in document["findings"]], ["CVE-2026-2"])
        self.assertIn("built by NodeSource, not by the distribution", json.dumps(document))
        self.assertIn("built by NodeSource", self.text(folder))

    def test_a_neighbour_is_a_guess(self):
        records = {f"osv/{i}.json": record(f"ALPINE-CVE-2026-{i}", "Alpine:v3.20", "curl" if i == 1 else f"p{i}", "9.0-r1")
                   for i in range(1, 13)}
        self.build_database(records)
        folder = self.root("alpine", {"etc/os-release": "ID=alpine\nVERSION_ID=3.21.0\n",
                                      "lib/apk/db/installed": "P:curl\nV:8.9-r0\nA:x86_64\no:curl\n\n"})
        document = self.judged(folder)
        self.assertEqual([finding["id"] for finding in document["findings"]], ["CVE-2026-1"])
        self.assertEqual(document["verdict"], "partial")
        self.assertIn("guess", [each["code"] for each in document["unjudged"] + document["notes"]])
        self.assertIn("so those for Alpine 3.20 were taken: a guess", self.text(folder))

    def test_kernel_headers_are_not_the_kernel(self):
        self.build_database({"osv/a.json": record("DEBIAN-CVE-2026-3", "Debian:12", "linux", "6.1.90-1")})
        folder = self.dpkg("kernel", "ID=debian\nVERSION_ID=12\n", stanza("linux-libc-dev", "6.1.38-4", source="linux"))
        self.assertEqual(self.found(folder), [])
        self.assertIn("CVE-2026-3", self.text(folder, "--show-suppressed"))


if __name__ == "__main__":
    e2e.main()
