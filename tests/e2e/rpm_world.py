#!/usr/bin/env python3
"""Distributions of rpms, from what their publishers write to the report: which product and repository a package is of, what is
fixed there, what is not and why, and whose packages it does not speak of."""

import json
import sqlite3
import struct
import subprocess
import tarfile
import unittest
from contextlib import closing

import e2e

SAMPLES = e2e.SHARED / "advisories/feed-samples.tar.zst"
FOLDER = "vunnel/tests/unit/providers/"

RELEASES = {
    "rhel": 'ID="rhel"\nVERSION_ID="9.4"\nNAME="Red Hat Enterprise Linux"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4 (Plow)"\n',
    "rocky": 'ID="rocky"\nVERSION_ID="8.9"\nPRETTY_NAME="Rocky Linux 8.9"\n',
}


def header(name, version, release, *, vendor="Red Hat, Inc.", source=None, epoch=None, module=None):
    """A header as the rpm database holds it: number of entries, bytes of data, entries, data (rpm: format_header)."""
    entries, data = [], b""
    texts = {1000: name, 1001: version, 1002: release, 1011: vendor, 1022: "x86_64", 1044: f"{source or name}-{version}-{release}.src.rpm",
             5096: module}
    for tag, text in texts.items():
        if text is not None:
            entries.append((tag, 6, len(data), 1))
            data += text.encode() + b"\0"
    if epoch is not None:
        data += b"\0" * (-len(data) % 4)
        entries.append((1003, 4, len(data), 1))
        data += struct.pack(">I", epoch)
    return struct.pack(">II", len(entries), len(data)) + b"".join(struct.pack(">IIII", *one) for one in entries) + data


def database(path, headers):
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
        made.executemany("INSERT INTO Packages(blob) VALUES(?)", [(one,) for one in headers])
        made.commit()


def history(path, repositories):
    """As dnf 4 writes it; repositories by (name, version, release)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.executescript("""CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL);
            CREATE TABLE trans_item (id INTEGER PRIMARY KEY AUTOINCREMENT, trans_id INTEGER, item_id INTEGER, repo_id INTEGER, state INTEGER);
            CREATE TABLE rpm (item_id INTEGER UNIQUE NOT NULL, name TEXT, epoch INTEGER, version TEXT, release TEXT, arch TEXT);""")
        for number, (package, repository) in enumerate(repositories.items(), 1):
            made.execute("INSERT INTO repo VALUES(?,?)", (number, repository))
            made.execute("INSERT INTO rpm VALUES(?,?,0,?,?,'x86_64')", (number, *package))
            made.execute("INSERT INTO trans_item(trans_id,item_id,repo_id,state) VALUES(1,?,?,1)", (number, number))
        made.commit()


def vex(cve, products, statements):
    """A document of Red Hat's about one CVE. Products: CPE by id; statements: (list, product, component, reason)."""
    helpers = {product: {"cpe": cpe} for product, cpe in products.items()}
    related, status, remedies = [], {}, []
    for kind, product, component, reason in statements:
        name, _, rest = component.partition("@")
        version, _, arch = rest.partition("?")
        purl = f"pkg:rpm/redhat/{name}" + (f"@{version}" if version else "") + (f"?arch={arch}" if arch else "")
        helpers[component] = {"purl": purl}
        whole = f"{product}:{component}"
        related.append({"category": "default_component_of", "full_product_name": {"name": whole, "product_id": whole},
                        "product_reference": component, "relates_to_product_reference": product})
        status.setdefault(kind, []).append(whole)
        if reason:
            category = "none_available" if reason in ("Affected", "Fix deferred") else "no_fix_planned"
            remedies.append({"category": category, "details": reason, "product_ids": [whole]})
    branches = [{"category": "product_version", "name": id, "product": {"name": id, "product_id": id, "product_identification_helper": one}}
                for id, one in helpers.items()]
    return {"document": {"category": "csaf_vex", "csaf_version": "2.0", "publisher": {"namespace": "https://www.redhat.com"}, "title": cve,
                         "aggregate_severity": {"text": "Important"},
                         "tracking": {"id": cve, "initial_release_date": "2026-01-02T00:00:00Z", "current_release_date": "2026-02-02T00:00:00Z"}},
            "product_tree": {"branches": [{"category": "vendor", "name": "Red Hat", "branches": branches}], "relationships": related},
            "vulnerabilities": [{"cve": cve, "product_status": status, "remediations": remedies}]}


PRODUCTS = {"Base": "cpe:/o:redhat:enterprise_linux:9::baseos", "App": "cpe:/a:redhat:enterprise_linux:9::appstream",
            "Eus94": "cpe:/o:redhat:rhel_eus:9.4::baseos", "Rhel9": "cpe:/o:redhat:enterprise_linux:9",
            "Ocp": "cpe:/a:redhat:openshift:4.15::el9"}
VEX = [
    vex("CVE-2026-1", PRODUCTS, [("fixed", "Base", "curl@7.76.1-31.el9_5?x86_64", ""), ("fixed", "Eus94", "curl@7.76.1-29.el9_4.2?x86_64", "")]),
    vex("CVE-2026-2", PRODUCTS, [("known_affected", "Rhel9", "openssl", "Will not fix")]),
    vex("CVE-2026-3", PRODUCTS, [("known_affected", "Rhel9", "curl", "Fix deferred")]),
    vex("CVE-2026-4", PRODUCTS, [("known_not_affected", "Rhel9", "curl", "")]),
    vex("CVE-2026-5", PRODUCTS, [("fixed", "Ocp", "cri-o@1.28.4-8.rhaos4.15.git.el9?x86_64", "")]),
]
TABLE = {"data": {"rhel-9-for-x86_64-baseos-rpms": {"cpes": [PRODUCTS["Base"]]},
                  "rhel-9-for-x86_64-appstream-rpms": {"cpes": [PRODUCTS["App"]]},
                  "rhel-9-for-x86_64-baseos-eus-rpms": {"cpes": ["cpe:/o:redhat:rhel_eus:9.2::baseos", PRODUCTS["Eus94"]]}}}


class RpmWorld(e2e.Case):
    def red_hat(self):
        files = {f"vex/{one['document']['tracking']['id'].lower()}.json": one for one in VEX}
        return self.build_database(files | {"repository-to-cpe.json": TABLE, "container-name-repos-map.json": {"data": {"ubi9-container": ["ubi9"]}}})

    def root(self, name, headers, release="rhel"):
        folder = self.folder / name
        (folder / "etc").mkdir(parents=True)
        (folder / "etc/os-release").write_text(RELEASES[release])
        database(folder / "var/lib/rpm/rpmdb.sqlite", headers)
        return folder

    def found(self, folder):
        document = self.run_program("cves", f"fs://{folder}", "--format", "json", env=self.env).json()
        return {finding["id"]: finding.get("fixed", "") for finding in document["findings"]}

    def explained(self, folder, *words):
        return " ".join(self.run_program("explain", f"fs://{folder}", *words, env=self.env).text.split())

    def test_an_ordinary_system(self):
        self.red_hat()
        headers = [header("curl", "7.76.1", "29.el9_4"), header("openssl-libs", "3.0.7", "27.el9", source="openssl", epoch=1)]
        folder = self.root("plain", headers)
        self.assertEqual(self.found(folder), {"CVE-2026-1": "7.76.1-31.el9_5", "CVE-2026-2": "", "CVE-2026-3": ""})
        words = self.explained(folder)
        self.assertIn("product presumed: enterprise_linux:9", words)
        self.assertIn("not fixed: will not fix (Will not fix)", words)
        self.assertIn("not fixed: deferred (Fix deferred)", words)
        self.assertIn("about product rhel_eus:9.4::baseos, not product enterprise_linux:9", words)
        self.assertIn("distro-source: openssl 1:3.0.7-27.el9", words)

    def test_the_repository_decides_which_fix_counts(self):
        self.red_hat()
        package = ("curl", "7.76.1", "29.el9_4")
        folder = self.root("eus", [header(*package)])
        history(folder / "var/lib/dnf/history.sqlite", {package: "rhel-9-for-x86_64-baseos-eus-rpms"})
        self.assertEqual(self.found(folder)["CVE-2026-1"], "7.76.1-29.el9_4.2")
        self.assertIn("product rhel_eus:9.4::baseos", self.explained(folder))
        fixed = ("curl", "7.76.1", "29.el9_4.2")
        folder = self.root("eus-fixed", [header(*fixed)])
        history(folder / "var/lib/dnf/history.sqlite", {fixed: "rhel-9-for-x86_64-baseos-eus-rpms"})
        self.assertNotIn("CVE-2026-1", self.found(folder))

    def test_content_manifest_of_an_image(self):
        self.red_hat()
        folder = self.root("manifest", [header("curl", "7.76.1", "29.el9_4")])
        manifest = folder / "root/buildinfo/content_manifests/ubi9-container-9.4.json"
        manifest.parent.mkdir(parents=True)
        manifest.write_text(json.dumps({"metadata": {"icm_version": 1}, "content_sets": ["rhel-9-for-x86_64-appstream-rpms"]}))
        self.assertEqual(set(self.found(folder)), {"CVE-2026-3"}, "the fix is of another product than the image was built from")
        manifest.write_text(json.dumps({"content_sets": ["rhel-9-for-x86_64-baseos-rpms"]}))
        self.assertEqual(self.found(folder)["CVE-2026-1"], "7.76.1-31.el9_5")

    def test_what_is_known_of_origins_survives_a_document(self):
        self.red_hat()
        package = ("curl", "7.76.1", "29.el9_4")
        folder = self.root("trip", [header(*package)])
        history(folder / "var/lib/dnf/history.sqlite", {package: "rhel-9-for-x86_64-baseos-eus-rpms"})
        straight = self.found(folder)
        for form in ("json", "cyclonedx"):
            document = self.folder / f"{form}.json"
            self.run_program("sbom", f"fs://{folder}", "--format", form, "-o", document, env=self.env, code=0)
            self.assertIn("rhel-9-for-x86_64-baseos-eus-rpms", document.read_text())
            found = self.run_program("cves", f"sbom://{document}", "--format", "json", env=self.env).json()["findings"]
            self.assertEqual({one["id"]: one.get("fixed", "") for one in found}, straight, form)

    def test_other_products_and_other_publishers(self):
        self.red_hat()
        folder = self.root("other", [header("cri-o", "1.28.4", "2.rhaos4.15.git.el9"),
                                     header("docker-ce", "26.0.0", "1.el9", vendor="Docker <support@docker.com>")])
        self.assertEqual(set(self.found(folder)), {"CVE-2026-5"})
        done = self.run_program("cves", f"fs://{folder}", env=self.env)
        self.assertIn("built by somebody else than Red Hat Enterprise Linux: Docker", " ".join(done.text.split()))

    def test_the_tables_are_shown(self):
        self.red_hat()
        status = self.run_program("db", "status", env=self.env, code=0).text
        self.assertIn("3 repositories, 1 container", " ".join(status.split()))
        searched = self.run_program("db", "search", "rhel-9-for-x86_64-baseos-rpms", env=self.env, code=0).text
        self.assertIn("cpe:/o:redhat:enterprise_linux:9::baseos", searched)
        self.assertIn("ubi9", self.run_program("db", "search", "ubi9-container", env=self.env, code=0).text)

    def test_hostile_files_hide_no_package(self):
        self.red_hat()
        folder = self.root("hostile", [header("curl", "7.76.1", "29.el9_4")])
        for name, content in (("var/lib/dnf/history.sqlite", b"SQLite format 3\0" + b"\xff" * 600),
                              ("root/buildinfo/content_manifests/a.json", b"[" * 5000),
                              ("usr/share/buildinfo/b.json", b'{"content_sets": {"a": 1}}')):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        self.assertEqual(set(self.found(folder)), {"CVE-2026-1", "CVE-2026-3"})


@unittest.skipUnless(SAMPLES.exists(), "without ../shared: no samples of the publishers' own")
class Samples(e2e.Case):
    """Files that publishers wrote: found where they say so, and not found where they say the other."""

    def setUp(self):
        super().setUp()
        feeds = self.folder / "feeds"
        feeds.mkdir()
        pack = subprocess.run(["zstd", "-dc", "--long=27", str(SAMPLES)], capture_output=True, check=True).stdout
        packed = self.folder / "samples.tar"
        packed.write_bytes(pack)
        wanted = tuple(FOLDER + name for name in ("rhel/test-fixtures/csaf/advisories", "rhel/test-fixtures/csaf/hydra", "rocky/test-fixtures/osv",
                                                  "sles/test-fixtures/suse", "fedora/test-fixtures/input", "photon/test-fixtures/input"))
        with tarfile.open(packed) as tar:
            for number, member in enumerate(one for one in tar.getmembers() if one.isfile() and one.name.removeprefix("./").startswith(wanted)):
                name = member.name.rpartition("/")[2]
                folder = feeds / str(number)
                folder.mkdir()
                (folder / name).write_bytes(tar.extractfile(member).read())
        self.env = {"PRATIQUE_DB": str(self.folder / "t.db"), "PRATIQUE_FEEDS": str(feeds)}
        self.run_program("db", "build", env=self.env)

    def found(self, *purls):
        components = [{"type": "library", "name": purl, "purl": purl} for purl in purls]
        (self.folder / "bom.json").write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}))
        document = self.run_program("cves", "sbom://bom.json", "--format", "json", env=self.env).json()
        return {finding["id"] for finding in document["findings"]}

    def check(self, purl, fixed, *ids):
        self.assertLessEqual(set(ids), self.found(purl % fixed[0]), purl)
        self.assertEqual(self.found(purl % fixed[1]) & set(ids), set(), purl)

    def test_red_hat(self):
        self.check("pkg:rpm/rhel/python3.9@%s?arch=x86_64&distro=rhel-9.4", ("3.9.18-3.el9_4.1", "3.9.18-3.el9_4.5"), "CVE-2024-8088")
        # The sample names the source alone, and what is built of it has its version.
        built = "pkg:rpm/rhel/python3-libs@%s?arch=x86_64&distro=rhel-9.4&upstream=python3.9-%s.src.rpm"
        self.assertIn("CVE-2024-8088", self.found(built % (("3.9.18-3.el9_4.1",) * 2)))
        self.assertEqual(self.found(built % (("3.9.18-3.el9_4.5",) * 2)), set())
        self.assertNotIn("CVE-2024-8088", self.found("pkg:rpm/rhel/python3.9@3.9.18-1.el8?arch=x86_64&distro=rhel-8.9"))

    def test_rocky(self):
        self.check("pkg:rpm/rocky/java-11-openjdk@%s?arch=x86_64&distro=rocky-8.4&epoch=1", ("11.0.12.0.7-0.el8_4", "11.0.13.0.8-1.el8_4"),
                   "CVE-2021-35550", "CVE-2021-35603")
        self.check("pkg:rpm/rocky/firefox@%s?arch=x86_64&distro=rocky-8.7", ("102.10.0-1.el8_7", "102.11.0-2.el8_7"), "CVE-2023-32205")
        self.assertEqual(self.found("pkg:rpm/rocky/firefox@102.10.0-1.el9?arch=x86_64&distro=rocky-9.2"), set())

    def test_suse(self):
        self.check("pkg:rpm/sles/krb5@%s?arch=x86_64&distro=sles-15", ("1.15.2-4.20", "1.15.2-4.25"), "CVE-2010-1323")
        self.check("pkg:rpm/sles_sap/kernel-default@%s?arch=x86_64&distro=sles_sap-15.1", ("4.12.14-197.86.1", "4.12.14-197.89.2"),
                   "CVE-2021-29154")
        self.assertEqual(self.found("pkg:rpm/sles/kernel-default@4.12.14-1?arch=x86_64&distro=sles-15.2"), set())

    def test_fedora(self):
        self.check("pkg:rpm/fedora/python3-docs@%s?arch=noarch&distro=fedora-40", ("3.12.8-1.fc40", "3.12.9-1.fc40"), "CVE-2025-1234")
        self.assertEqual(self.found("pkg:rpm/fedora/python3-docs@3.12.8-1.fc41?arch=noarch&distro=fedora-41"), set())

    def test_photon(self):
        self.check("pkg:rpm/photon/perl@%s?arch=x86_64&distro=photon-1.0", ("5.22.1-3.ph1", "5.22.1-4.ph1"), "CVE-2016-1238")


if __name__ == "__main__":
    e2e.main()
