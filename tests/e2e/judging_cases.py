#!/usr/bin/env python3
"""What counts as a version, whose a package is, and for which system an advisory is: a row a case, judged by the program.

One database of made-up advisories, one document for all packages of a table. A row is a package URL, the advisories that
must find it, and the code of the note that must name it (none: it is judged)."""

import json
import shutil
import tempfile
from pathlib import Path

import e2e

FILLERS = 105  # fewer advisories of an ecosystem are somebody's samples


def advisory(name, ecosystem, package, *events, versions=(), **specific):
    """An OSV record; events as ("introduced", "0")."""
    affected = {"package": {"ecosystem": ecosystem, "name": package}}
    if events:
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": [dict([event]) for event in events]}]
    if versions:
        affected["versions"] = list(versions)
    if specific:
        affected["ecosystem_specific"] = specific
    return {"id": name, "modified": "2026-11-01T00:00:00Z", "published": "2026-10-01T00:00:00Z", "affected": [affected]}


def below(name, ecosystem, package, fixed, **more):
    return advisory(name, ecosystem, package, ("introduced", "0"), ("fixed", fixed), **more)


ADVISORIES = [
    below("X-PY", "PyPI", "acme-web", "3.2.20"),
    advisory("X-PY-LISTED", "PyPI", "acme-web", versions=["3.2.99-custom!build"]),
    below("X-NPM", "npm", "@acme/core", "7.0.1"),
    below("X-GEM", "RubyGems", "acme-giri", "1.16.5"),
    below("X-CARGO", "crates.io", "acme-rs", "1.2.4"),
    below("X-WINDOWS", "crates.io", "acme-tok", "1.24.0", affects={"os": ["windows"], "arch": [], "functions": []}),
    below("X-GO", "Go", "acme.example/web", "2.1.0"),
    below("X-GO-DARWIN", "Go", "acme.example/mac", "2.1.0", imports=[{"path": "acme.example/mac", "goos": ["darwin"]}]),
    below("X-NUGET", "NuGet", "Acme.Json", "13.0.1"),
    below("X-PHP", "Packagist", "acme/tpl", "2.1.0"),
    advisory("X-PHP-FROM", "Packagist", "acme/tpl", ("introduced", "2.1.0"), ("last_affected", "2.2")),
    below("X-DRUPAL", "Packagist:https://packages.drupal.org/8", "drupal/acme_menu", "2.1.0"),
    below("X-MAVEN", "Maven", "org.acme:gua", "32.0.0-android"),
    below("X-MAVEN-REPO", "Maven:https://repo.acme.example/releases/", "org.acme:git", "5.0.1"),
    advisory("X-MAVEN-LAST", "Maven", "org.acme:old", ("introduced", "0"), ("last_affected", "31.1")),
    below("X-APK", "Alpine:v3.20", "acmessl", "3.3.2-r1"),
    below("X-APK-ODD", "Alpine:v3.20", "acmeweb", "20.10.x"),
    below("X-DEB", "Debian:12", "acmessl", "1:3.0.14-1~deb12u2"),
    below("X-SARGE", "Debian:3.1", "acmessl", "0.9.7e-3"),
    below("X-SQUEEZE", "Debian:6.0", "acmessl", "0.9.8o-4"),
    below("X-RPM", "AlmaLinux:8", "acmessl-libs", "1:1.1.1k-6.el8_5"),
    below("X-UBUNTU", "Ubuntu:22.04:LTS", "acmessl", "3.0.2-0ubuntu1.10"),
]

# One kind each: what must hold, and rows of it.
VERSIONS = {
    "a text that is no version is not judged": [
        (purl + text + release, [], "unversioned")
        for purl, release in (
            ("pkg:npm/%40acme/core@", ""),
            ("pkg:gem/acme-giri@", ""),
            ("pkg:cargo/acme-rs@", ""),
            ("pkg:golang/acme.example/web@", ""),
            ("pkg:nuget/Acme.Json@", ""),
            ("pkg:composer/acme/tpl@", ""),
            ("pkg:maven/org.acme/gua@", ""),
            ("pkg:pypi/acme-web@", ""),
            ("pkg:apk/alpine/acmessl@", "?distro=alpine-3.20"),
            ("pkg:deb/debian/acmessl@", "?distro=debian-12"),
            ("pkg:rpm/almalinux/acmessl-libs@", "?distro=almalinux-8"),
        )
        for text in (
            "%5E1.2",
            "%3E%3D1%2C%3C2",
            "~%3E%202.0",
            "latest",
            "main",
            "dev-main",
            "3f786850e387550fdab836ed7e6dc881de23001b",
        )
    ],
    "texts that one ecosystem calls no version": [
        ("pkg:npm/%40acme/core@4.x", [], "unversioned"),
        ("pkg:npm/%40acme/core@1.2", [], "unversioned"),
        ("pkg:pypi/acme-web@%3D%3D2.2.3", [], "unversioned"),
        ("pkg:maven/org.acme/gua@Hoxton.SR12", [], "unversioned"),
        ("pkg:maven/org.acme/gua@1a2b3c4d5e", [], "unversioned"),
        ("pkg:nuget/Acme.Json@12.*", [], "unversioned"),
    ],
    "what is listed counts as it is written": [("pkg:pypi/acme-web@3.2.99-custom%21build", ["X-PY-LISTED"], "unversioned")],
    "a bound that is no version decides nothing": [("pkg:apk/alpine/acmeweb@20.10.11-r0?distro=alpine-3.20", [], "unsupported")],
    "builds of one version": [
        ("pkg:pypi/acme-web@3.2.19%2Bcu118", ["X-PY"], None),
        ("pkg:pypi/acme-web@3.2.20%2Bcu118", [], None),
        ("pkg:gem/acme-giri@1.16.5-x86_64-linux", [], None),
        ("pkg:gem/acme-giri@1.16.4-arm64-darwin", ["X-GEM"], None),
        ("pkg:golang/acme.example/web@v2.1.0%2Bincompatible", [], None),
        ("pkg:golang/acme.example/web@v2.0.9%2Bincompatible", ["X-GO"], None),
        ("pkg:maven/org.acme/gua@32.0.0-jre", [], None),
        ("pkg:maven/org.acme/gua@31.1-jre", ["X-MAVEN"], None),
        ("pkg:maven/org.acme/old@31.1-android", ["X-MAVEN-LAST"], None),
        ("pkg:maven/org.acme/old@31.1.RELEASE", ["X-MAVEN-LAST"], None),
    ],
    "Composer's normal form": [
        ("pkg:composer/acme/tpl@2.0.9.0", ["X-PHP"], None),
        ("pkg:composer/acme/tpl@v2.1", ["X-PHP-FROM"], None),
        ("pkg:composer/acme/tpl@2.1.0.0", ["X-PHP-FROM"], None),
        ("pkg:composer/acme/tpl@2.1-stable", ["X-PHP-FROM"], None),
        ("pkg:composer/acme/tpl@2.1-RC1", ["X-PHP"], None),
        ("pkg:composer/acme/tpl@2.2.0.0", ["X-PHP-FROM"], None),
        ("pkg:composer/acme/tpl@2.x-dev", [], None),
    ],
    "one form for scopes and groups": [
        ("pkg:npm/@acme/core@7.0.0", ["X-NPM"], None),
        ("pkg:npm/acme/core@6.9.9", ["X-NPM"], None),
        ("pkg:npm/%2540acme/core@6.9.8", ["X-NPM"], None),
        ("pkg:npm/%40acme%2Fcore@6.9.7", ["X-NPM"], None),
        ("pkg:maven/org.acme:gua@31.0", ["X-MAVEN"], None),
    ],
    "repositories of OSV's ecosystems": [
        ("pkg:composer/drupal/acme_menu@2.0.0", ["X-DRUPAL"], None),
        ("pkg:maven/org.acme/git@5.0.0", ["X-MAVEN-REPO"], None),
        ("pkg:maven/org.acme/git@5.0.0?repository_url=https://repo.acme.example/releases/", ["X-MAVEN-REPO"], None),
    ],
}
SYSTEMS = {
    "the epoch counts once": [
        ("pkg:deb/debian/acmessl@3.0.13-1~deb12u1?distro=debian-12&epoch=1", ["X-DEB"], None),
        ("pkg:deb/debian/acmessl@1:3.0.14-1~deb12u2?distro=debian-12&epoch=1", [], None),
        ("pkg:rpm/almalinux/acmessl-libs@1:1.1.1k-4.el8?distro=almalinux-8.9&epoch=1", ["X-RPM"], None),
        ("pkg:rpm/almalinux/acmessl-libs@1:1.1.1k-9.el8?distro=almalinux-8.9&epoch=1", [], None),
        ("pkg:rpm/almalinux/acmessl-libs@1.1.1k-7.el8?distro=almalinux-8.9", [], None, "1:1.1.1k-7.el8"),
        ("pkg:rpm/almalinux/acmessl-libs@1.1.1k-7.el8?distro=almalinux-8.8", ["X-RPM"], None),
    ],
    "whose package, of which release": [
        ("pkg:deb/acmessl@1:3.0.12-1?distro=bookworm", ["X-DEB"], None),
        ("pkg:deb/acmessl@1:3.0.11-1?distro=debian-12.5", ["X-DEB"], None),
        ("pkg:deb/debian/acmessl@1:3.0.10-1?os_name=debian&os_version=12", ["X-DEB"], None),
        ("pkg:deb/acmessl@0.9.7e-2?distro=debian-3.1", ["X-SARGE"], None),
        ("pkg:deb/acmessl@0.9.7e-1?distro=sarge", ["X-SARGE"], None),
        ("pkg:deb/acmessl@0.9.8o-3?distro=debian-6.0", ["X-SQUEEZE"], None),
        ("pkg:deb/acmessl@0.9.8o-2?distro=debian-6", ["X-SQUEEZE"], None),
        ("pkg:deb/acmessl@0.9.8o-1?distro=squeeze", ["X-SQUEEZE"], None),
        ("pkg:rpm/alma/acmessl-libs@1.1.1k-3.el8?distro=alma-8.5&epoch=1", ["X-RPM"], None),
        ("pkg:rpm/acmessl-libs@1.1.1k-2.el8?distro=almalinux-8&epoch=1", ["X-RPM"], None),
        ("pkg:apk/acmessl@3.3.1-r0?distro=alpine-3.20.3", ["X-APK"], None),
        ("pkg:apk/alpine/acmessl@3.3.0-r0?distro=3.20.3", ["X-APK"], None),
        ("pkg:deb/debian/acmessl@9?distro=ubuntu-22.04", [], "no-release"),
        ("pkg:deb/acmessl@3.0.2-0ubuntu1?distro=jammy", ["X-UBUNTU"], None),
        ("pkg:deb/acmessl@3.0.2-0ubuntu1.10?distro=jammy", [], None),
    ],
    "ecosystems without data": [
        ("pkg:deb/ubuntu/acmessl@1.1.1f-1?distro=ubuntu-20.04", [], "no-advisory-data"),
        ("pkg:hex/plug@1.0.0", [], "no-advisory-data"),
        ("pkg:rpm/redhat/bash@1.0-1?distro=rhel-9.2", [], "no-advisory-data"),
    ],
    "an advisory for one system": [
        ("pkg:cargo/acme-tok@1.0.0", [], "unknown-build"),
        ("pkg:cargo/acme-tok@1.24.0", [], None),
        ("pkg:golang/acme.example/mac@v1.0.0", [], "unknown-build"),
        ("pkg:golang/acme.example/mac@v1.0.1?goos=linux&goarch=amd64", [], None),
        ("pkg:golang/acme.example/mac@v1.0.2?goos=darwin&goarch=arm64", ["X-GO-DARWIN"], None),
    ],
}

# Of ../shared/cases/match, whose README says what is right: the ids of the findings, and the codes of the notes.
SHARED = (
    ("01-last-known-range/a.cdx.json", ["CVE-2099-10001", "CVE-2099-10002"], []),
    ("02-pep440-local/a.cdx.json", ["CVE-2099-10021", "CVE-2099-10021", "CVE-2099-10022"], []),
    ("03-trivy-deb-epoch/syft.cdx.json", [], []),
    ("03-trivy-deb-epoch/trivy.cdx.json", ["CVE-2099-10032"], []),
    ("03-trivy-deb-epoch/trivy.spdx.json", [], []),
    ("03b-rpm-epoch-twice/a.cdx.json", ["CVE-2099-10051"], []),
    ("04-rpm-module-in-purl/syft.cdx.json", ["CVE-2099-10041"], []),
    ("04-rpm-module-in-purl/syft.json", ["CVE-2099-10041"], []),
    ("04-rpm-module-in-purl/trivy.cdx.json", ["CVE-2099-10041"], []),
    ("05-trivy-alma/trivy.cdx.json", ["CVE-2099-10051"], []),
    ("05-trivy-alma/trivy.spdx.json", ["CVE-2099-10051"], []),
    ("06-golang-subpath/a.cdx.json", ["CVE-2099-10062", "CVE-2099-10063"], []),
    ("07-go-main-pseudo/a.cdx.json", ["CVE-2099-10071"], ["unversioned"]),
    ("09-github-spdx-ranges/github.spdx.json", [], ["no-advisory-data", "unversioned"]),
    ("09-github-spdx-ranges/ranges-in-purl.cdx.json", [], ["unversioned"]),
    ("17-scout-purls/a.cdx.json", ["CVE-2099-10161", "CVE-2099-10162"], []),
    ("17-scout-purls/a.spdx.json", ["CVE-2099-10162"], []),
    ("20-go-stdlib/a.cdx.json", ["CVE-2099-10200"] * 6, ["unversioned"]),
    ("21-ecosystem-suffix/a.cdx.json", ["CVE-2099-10211", "CVE-2099-10212", "CVE-2099-10212"], []),
    ("24-go-experiment/a.cdx.json", ["CVE-2099-10200"], []),
    ("29-no-namespace/a.cdx.json", ["CVE-2099-10051", "CVE-2099-10161", "CVE-2099-10162", "CVE-2099-10162"], []),
    ("33-no-matcher/a.cdx.json", [], ["no-advisory-data"]),
    ("36-go-custom-ranges/a.cdx.json", [], []),
)
UNTOLD = {"undeclared-data"}  # of any feed that is made up


class JudgingCases(e2e.Case):
    @classmethod
    def setUpClass(cls):
        cls.feeds = Path(tempfile.mkdtemp(prefix="pratique-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.feeds, ignore_errors=True)
        records = list(ADVISORIES)
        for number, ecosystem in enumerate(sorted({one["affected"][0]["package"]["ecosystem"] for one in ADVISORIES})):
            records += [below(f"F-{number}-{i}", ecosystem, f"filler-{i}", "1") for i in range(FILLERS)]
        (cls.feeds / "all.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
        cls.database = cls.feeds / "cases.db"
        done = e2e.run("db", "build", "--feeds", cls.feeds, "-o", cls.database)
        assert done.code == e2e.OK, done

    def judged(self, row, *more):
        """Of one package alone: two spellings of a package would be one component."""
        component = {"type": "library", "name": "x", "purl": row[0]} | ({"version": row[3]} if len(row) > 3 else {})
        document = self.folder / "bom.json"
        document.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [*more, component]}))
        env = {"PRATIQUE_DB": str(self.database)}
        return self.run_program("cves", "--format", "json", document, env=env, code=e2e.OK).json()

    def check(self, tables, *more):
        for kind, rows in tables.items():
            for row in rows:
                with self.subTest(f"{kind}: {row[0]}"):
                    report = self.judged(row, *more)
                    self.assertEqual(sorted(one["id"] for one in report["findings"]), row[1])
                    codes = {note["code"] for note in report["notes"]} - UNTOLD
                    self.assertEqual(codes, {row[2]} if row[2] else set(), report["notes"])

    def test_versions(self):
        self.check(VERSIONS)

    def test_systems(self):
        self.check(SYSTEMS)

    def test_the_document_tells_the_system(self):
        """The release of packages that name none, by the component of the operating system, in words of other tools."""
        systems = {
            ("alpine", "3.20.3"): ("pkg:apk/acmessl@3.3.1-r0", ["X-APK"], None),
            ("Debian", "12 (bookworm)"): ("pkg:deb/acmessl@1:3.0.9-1", ["X-DEB"], None),
            ("debian", "bookworm"): ("pkg:deb/debian/acmessl@1:3.0.8-1", ["X-DEB"], None),
            ("debian", "3.1"): ("pkg:deb/debian/acmessl@0.9.7", ["X-SARGE"], None),
            ("debian", "6.0"): ("pkg:deb/debian/acmessl@0.9.8", ["X-SQUEEZE"], None),
            ("alma", "8.5"): ("pkg:rpm/almalinux/acmessl-libs@1:1.1.1k-1.el8", ["X-RPM"], None),
            ("wolfi", "20230201"): ("pkg:cargo/acme-tok@1.0.0", [], None),
        }
        for (name, version), row in systems.items():
            self.check({name: [row]}, {"type": "operating-system", "name": name, "version": version})

    def test_explain_says_why_nothing_was_compared(self):
        document = self.folder / "bom.json"
        component = {"type": "library", "name": "x", "purl": "pkg:cargo/acme-tok@1.0.0"}
        document.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [component]}))
        env = {"PRATIQUE_DB": str(self.database)}
        said = self.run_program("explain", document, "X-WINDOWS", env=env, code=e2e.OK).text
        self.assertIn("it is about operating system windows, and the package's is not known", " ".join(said.split()))


@e2e.needs(e2e.SHARED / "cases/match", "../shared/cases")
class SharedCases(e2e.Case):
    def test_are_right(self):
        cases, database = e2e.SHARED / "cases/match", self.folder / "cases.db"
        self.run_program("db", "build", "--feeds", cases / "feeds", "-o", database, code=e2e.OK)
        for name, findings, notes in SHARED:
            with self.subTest(name):
                env = {"PRATIQUE_DB": str(database)}
                report = self.run_program("cves", "--format", "json", cases / name, env=env, code=e2e.OK).json()
                self.assertEqual(sorted(one["id"] for one in report["findings"]), findings)
                self.assertEqual(sorted({note["code"] for note in report["notes"]} - UNTOLD), notes, report["notes"])


if __name__ == "__main__":
    e2e.main()
