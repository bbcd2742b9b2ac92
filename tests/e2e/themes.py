#!/usr/bin/env python3
"""What users of scanners complain of, theme by theme: each cause of false alarms and of misses has a test named after it.

docs/accuracy.md is the list: theme, rule, test. Small images and documents, one database of made-up advisories; where a theme has
tests of its own elsewhere (versions, Go's functions, ownership in documents), the case here is the one that a user sees."""

import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import e2e
import images
import rpm_world

DEBIAN = images.OS_RELEASE
ALMA = b'ID="almalinux"\nVERSION_ID="8.9"\nPRETTY_NAME="AlmaLinux 8.9"\n'


def record(name, ecosystem, package, *events, **more):
    affected = {"package": {"ecosystem": ecosystem, "name": package}, "ranges": [{"type": "ECOSYSTEM", "events": [dict([event]) for event in events]}]}
    affected |= {key: more.pop(key) for key in ("ecosystem_specific", "versions") if key in more}
    return {"id": name, "modified": "2026-11-01T00:00:00Z", "published": "2026-10-01T00:00:00Z", "affected": [affected]} | more


def below(name, ecosystem, package, fixed, **more):
    return record(name, ecosystem, package, ("introduced", "0"), ("fixed", fixed), **more)


RECORDS = [
    below("GHSA-own0-0000-0001", "PyPI", "acmecrypt", "41.0.0", aliases=["CVE-2099-0001"]),
    below("DEBIAN-CVE-2099-0001", "Debian:12", "python-acmecrypt", "3.4.8-1+deb12u2", upstream=["CVE-2099-0001"]),
    # One vulnerability, three descriptions: GitLab's range is wrong, GitHub's first record was withdrawn.
    below("GHSA-bad0-0000-0001", "Maven", "org.acme:groups", "3.6.10", aliases=["CVE-2099-0002"]),
    below("ACME-BAD-1", "Maven", "org.acme:groups", "5.2.0", aliases=["CVE-2099-0003"], withdrawn="2026-10-02T00:00:00Z"),
    below("GO-2099-0001", "Go", "acme.example/geth", "1.2.0", aliases=["CVE-2099-0004"]),
    below("GHSA-npm0-0000-0001", "npm", "acme-tar", "6.0.0", aliases=["CVE-2099-0005"]),
    below("GHSA-npm0-0000-0002", "npm", "php", "9.0.0", aliases=["CVE-2099-0006"]),
    {"id": "ALSA-2099:0007", "summary": "Important: acmejs:18 security update", "modified": "2026-11-01T00:00:00Z", "upstream": ["CVE-2099-0007"],
     "affected": [{"package": {"ecosystem": "AlmaLinux:8", "name": "acmejs"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1:18.20.4-1.module_el8.10.0+3885+aaaa"}]}]}]},
    below("GHSA-jar0-0000-0001", "Maven", "org.acme:empty-manifest", "2.0.0", aliases=["CVE-2099-0008"]),
    below("GHSA-jar0-0000-0002", "Maven", "org.acme:shaded", "2.0.0", aliases=["CVE-2099-0009"]),
    record("GHSA-rhm0-0000-0001", "Maven", "org.acme:server", ("introduced", "0"), ("fixed", "2.3.4"), aliases=["CVE-2099-0010"]),
    below("DEBIAN-CVE-2099-0011", "Debian:12", "acmessl", "3.0.11-1", upstream=["CVE-2099-0011"]),
    below("GHSA-mod0-0000-0001", "Go", "acme.example/cli", "0.9.0", aliases=["CVE-2099-0012"]),
    below("DEBIAN-CVE-2099-0013", "Debian:12", "nodejs", "99", upstream=["CVE-2099-0013"]),
    below("DEBIAN-CVE-2099-0103", "Debian:12", "acmezip", "99", upstream=["CVE-2099-0103"]),
    below("DHI-made-0000-0000-0001", "Docker Hardened Images:Debian:13", "acmessl", "3.5.1-1+dhi2", upstream=["CVE-2099-0014"]),
    below("GHSA-gem0-0000-0001", "RubyGems", "acmegem", "1.2.4", aliases=["CVE-2099-0015"]),
]
def nvd(cve, status, *cpes):
    """A CVE of NVD's, of each product below a version."""
    matches = [{"vulnerable": True, "criteria": f"cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*", "versionEndExcluding": fixed} for vendor, product, fixed in cpes]
    return {"cve": {"id": cve, "published": "2026-10-01T00:00:00.000", "lastModified": "2026-11-01T00:00:00.000", "vulnStatus": status,
                    "descriptions": [{"lang": "en", "value": "x"}], "configurations": [{"nodes": [{"operator": "OR", "cpeMatch": matches}]}] if matches else []}}


NVD = {"resultsPerPage": 4, "format": "NVD_CVE", "version": "2.0",
       "vulnerabilities": [nvd("CVE-2099-0101", "Analyzed", ("acme", "proxy", "2.2")), nvd("CVE-2099-0102", "Analyzed", ("nodejs", "node.js", "18.19.1")),
                           nvd("CVE-2099-0103", "Rejected")]}
COMPLETE = ["AlmaLinux:8", "Debian:12", "Docker Hardened Images:Debian:13", "Go", "Maven", "PyPI", "RubyGems", "npm"]


def dpkg(*packages):
    """(name, source, version, paths)"""
    status = "".join(f"Package: {name}\nSource: {source}\nStatus: install ok installed\nArchitecture: all\nVersion: {version}\nMaintainer: A <a@debian.org>\nDescription: x\n\n" for name, source, version, _ in packages)
    lists = [(f"var/lib/dpkg/info/{name}.list", "".join(f"/{path}\n" for path in paths).encode()) for name, _, _, paths in packages]
    return [("etc/os-release", DEBIAN), ("var/lib/dpkg/status", status.encode()), *lists]


def jar(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def pom(artifact, version):
    return f"META-INF/maven/org.acme/{artifact}/pom.properties", f"groupId=org.acme\nartifactId={artifact}\nversion={version}\n"


EGG = "usr/lib/python3/dist-packages/acmecrypt-3.4.8.egg-info/PKG-INFO"


class Themes(e2e.Case):
    @classmethod
    def setUpClass(cls):
        cls.shared = Path(tempfile.mkdtemp(prefix="pratique-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.shared, ignore_errors=True)
        feed = cls.shared / "feeds/made"
        feed.mkdir(parents=True)
        (feed / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in RECORDS))
        (cls.shared / "feeds/nvd").mkdir()
        (cls.shared / "feeds/nvd/nvdcve-2.0-2099.json").write_text(json.dumps(NVD))
        (feed / "pratique-feed.json").write_text(json.dumps({"complete_for": COMPLETE, "as_of": "2026-11-01"}))
        cls.database = cls.shared / "made.db"
        done = e2e.run("db", "build", "--feeds", cls.shared / "feeds", "-o", cls.database)
        assert done.code == e2e.OK, done

    def judged(self, target, *more):
        env = {"PRATIQUE_DB": str(self.database), "PRATIQUE_NO_CACHE": "1"}
        return self.run_program("cves", "--format", "json", "--show-suppressed", *more, target, env=env).json()

    def image(self, *layers, name="image"):
        layout = images.Layout(self.folder / name)
        layout.image([images.tar(*layer) for layer in layers])
        layout.write()
        return self.folder / name

    def document(self, *components, **more):
        path = self.folder / "bom.json"
        path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": "x", "version": "1"} | one for one in components]} | more))
        return path

    @staticmethod
    def found(report):
        return sorted(f"{one['id']} {one['package']}" for one in report["findings"])

    # scout.md, 10b

    def test_scout_language_package_owned_by_a_distribution_package(self):
        """sc#174: Ubuntu's python3-cryptography, reported through its .egg-info though the distribution back-ported the fix."""
        meta = b"Metadata-Version: 1.2\nName: acmecrypt\nVersion: 3.4.8\n"
        fixed = self.judged(self.image([*dpkg(("python3-acmecrypt", "python-acmecrypt", "3.4.8-1+deb12u2", [EGG])), (EGG, meta)]))
        self.assertEqual(self.found(fixed), [])
        self.assertEqual([(one["state"], one["state_by"].partition("@")[0]) for one in fixed["closed"]], [("suppressed", "pkg:deb/debian/python3-acmecrypt")])
        vulnerable = self.judged(self.image([*dpkg(("python3-acmecrypt", "python-acmecrypt", "3.4.8-1", [EGG])), (EGG, meta)], name="b"))
        self.assertEqual(self.found(vulnerable), ["CVE-2099-0001 python3-acmecrypt"])

    def test_scout_one_bad_upstream_range(self):
        """cli#4745 (another source's range is wrong), sc#200 (a withdrawn record): the others stand beside what decides."""
        report = self.judged(self.document({"purl": "pkg:maven/org.acme/groups@3.6.20"}))
        self.assertEqual(self.found(report), [])
        report = self.judged(self.document({"purl": "pkg:maven/org.acme/groups@3.6.9"}))
        self.assertEqual(self.found(report), ["CVE-2099-0002 org.acme:groups"])
        self.assertEqual([one["advisory"] for one in report["findings"][0]["evidence"]], ["GHSA-bad0-0000-0001"])

    def test_scout_go_binaries(self):
        """sc#120 (a fork is another module), pseudo-versions below a fix, a main module that nobody released. Functions that are
        not linked: e2e.go_symbols."""
        for purl, findings in (
            ("pkg:golang/fork.example/geth@v1.0.0", []),
            ("pkg:golang/acme.example/geth@v1.2.1-0.20240101000000-abcdefabcdef", []),
            ("pkg:golang/acme.example/geth@v1.1.9-0.20240101000000-abcdefabcdef", ["CVE-2099-0004 acme.example/geth"]),
            ("pkg:golang/acme.example/geth@v1.2.0%2Bincompatible", []),
            ("pkg:golang/acme.example/geth@(devel)", []),
        ):
            with self.subTest(purl):
                self.assertEqual(self.found(self.judged(self.document({"purl": purl}))), findings)

    def test_scout_vendored_trees_inside_the_base_images_tools(self):
        """npm's own node_modules: true, not the project's, and told by where it lies and which layer brought it."""
        tool = "usr/local/lib/node_modules/npm"
        image = self.image(
            [images.npm("npm", "10.0.0", "usr/local/lib/node_modules"), images.npm("acme-tar", "5.0.0", f"{tool}/node_modules")],
            [images.npm("acme-tar", "6.1.0")],
        )
        report = self.judged(image)
        self.assertEqual(self.found(report), ["CVE-2099-0005 acme-tar"])
        (finding,) = report["findings"]
        self.assertEqual([one["path"] for one in finding["locations"]], [f"{tool}/node_modules/acme-tar/package.json"])
        self.assertTrue(all(one["layer"].startswith("sha256:") for one in finding["locations"]))
        self.assertEqual((finding["version"], finding["fixed"]), ("5.0.0", "6.0.0"))

    def test_scout_manifests_that_are_not_installed(self):
        """sc#93, sc#112: what a lock file names is declared, not there; a file in a cache or of a test is no package."""
        lock = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/acme-tar": {"version": "5.0.0"}}}
        report = self.judged(self.image([("srv/package-lock.json", json.dumps(lock).encode())]))
        self.assertEqual([one["evidence_class"] for one in report["findings"]], ["declared"])
        fixture = json.dumps({"name": "acme-tar", "version": "5.0.0"}).encode()
        report = self.judged(self.image([("srv/app/test/fixtures/package.json", fixture), ("root/.npm/_cacache/x/package.json", fixture)], name="b"))
        self.assertEqual(self.found(report), [])

    # scanners.md, 8: false alarms and misses

    def test_scanners_5_backports(self):
        """grype#1361: the distribution fixed it at a lower version than upstream's."""
        for version, findings in (("3.0.11-1", []), ("3.0.9-1", ["CVE-2099-0011 libacmessl3"])):
            report = self.judged(self.image(dpkg(("libacmessl3", "acmessl", version, [])), name=version))
            self.assertEqual(self.found(report), findings)

    def test_scanners_6_guessing_by_cpe(self):
        """grype#603: packages of a registry that are called like a product are not that product."""
        for purl in ("pkg:gem/php@1.0.0", "pkg:pypi/php@1.0.0", "pkg:golang/acme.example/php@v1.0.0", "pkg:generic/php@1.0.0"):
            with self.subTest(purl):
                report = self.judged(self.document({"purl": purl, "cpe": "cpe:2.3:a:php:php:1.0.0:*:*:*:*:*:*:*"}))
                self.assertEqual(self.found(report), [])
        self.assertEqual(self.found(self.judged(self.document({"purl": "pkg:npm/php@1.0.0"}))), ["CVE-2099-0006 php"])

    def test_scanners_6_a_program_by_its_cpe(self):
        """What is named by a CPE and nothing else is judged by it, marked, and fails no gate unless that is asked for."""
        bare = {"type": "application", "name": "the proxy", "version": "2.1", "cpe": "cpe:2.3:a:acme:proxy:2.1:*:*:*:*:*:*:*"}
        path = self.folder / "bare.json"
        path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [bare]}))
        report = self.judged(path)
        self.assertEqual(self.found(report), ["CVE-2099-0101 proxy"])
        self.assertEqual(report["findings"][0]["confidence"], "low")
        env = {"PRATIQUE_DB": str(self.database), "PRATIQUE_NO_CACHE": "1"}
        self.assertNotEqual(self.run_program("cves", "--exit-code", path, env=env).code, e2e.GATE_FAILED)
        self.assertEqual(self.run_program("cves", "--exit-code", "--count-low-confidence", path, env=env).code, e2e.GATE_FAILED)
        path.write_text(path.read_text().replace("2.1", "2.2"))
        self.assertEqual(self.found(self.judged(path)), [])

    def test_scanners_7_extended_update_support(self):
        """trivy#3576: what is fixed for longer terms counts for a system that takes its packages from there, and for no other."""
        self.build_database({f"vex/{one['document']['tracking']['id'].lower()}.json": one for one in rpm_world.VEX}
                            | {"repository-to-cpe.json": rpm_world.TABLE})
        release = rpm_world.RELEASES["rhel"].encode()
        for build, repository, fixed in (
            ("29.el9_4", "rhel-9-for-x86_64-baseos-eus-rpms", "7.76.1-29.el9_4.2"),
            ("29.el9_4.2", "rhel-9-for-x86_64-baseos-eus-rpms", None),
            ("29.el9_4", "rhel-9-for-x86_64-baseos-rpms", "7.76.1-31.el9_5"),
            ("29.el9_4", None, "7.76.1-31.el9_5"),
            ("31.el9_5", None, None),
        ):
            with self.subTest(build=build, repository=repository):
                name = f"{build}-{repository}"
                work = self.folder / f"work-{name}"
                rpm_world.database(work / "rpmdb.sqlite", [rpm_world.header("curl", "7.76.1", build)])
                layer = [("etc/os-release", release), ("var/lib/rpm/rpmdb.sqlite", (work / "rpmdb.sqlite").read_bytes())]
                if repository:
                    rpm_world.history(work / "history.sqlite", {("curl", "7.76.1", build): repository})
                    layer.append(("var/lib/dnf/history.sqlite", (work / "history.sqlite").read_bytes()))
                report = self.run_program("cves", "--format", "json", self.image(layer, name=name), env=self.env | {"PRATIQUE_NO_CACHE": "1"}).json()
                self.assertEqual({one["id"]: one.get("fixed") for one in report["findings"]}.get("CVE-2026-1"), fixed)

    def test_scanners_8_packages_of_other_repositories(self):
        """What somebody else built is not judged by the distribution's data: by apt's lists, whatever the version says. The program in it
        is compared with what its project's CPE has, as a guess."""
        lists = "var/lib/apt/lists/deb.example.org_node_dists_stable"
        status = "".join(f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\nMaintainer: A <a@debian.org>\nDescription: x\n\n"
                         for name, version in (("nodejs", "18.19.0-1"), ("libacmessl3", "3.0.9-1")))
        plain = [("etc/os-release", DEBIAN), ("var/lib/dpkg/status", status.replace("libacmessl3", "acmessl").encode())]
        self.assertEqual(self.found(self.judged(self.image(plain, name="plain"))), ["CVE-2099-0011 acmessl", "CVE-2099-0013 nodejs"])
        listed = [*plain, (f"{lists}_InRelease", b"Origin: Acme Node\nSuite: stable\n"),
                  (f"{lists}_main_binary-amd64_Packages", b"Package: nodejs\nVersion: 18.19.0-1\nArchitecture: amd64\n\n")]
        report = self.judged(self.image(listed))
        self.assertEqual(self.found(report), ["CVE-2099-0011 acmessl", "CVE-2099-0102 nodejs"])
        self.assertEqual([one.get("confidence") for one in report["findings"] if one["package"] == "nodejs"], ["low"])
        said = self.run_program("explain", self.folder / "image", "CVE-2099-0102", env={"PRATIQUE_DB": str(self.database), "PRATIQUE_NO_CACHE": "1"})
        words = " ".join(said.text.split())
        self.assertIn("from the repository deb.example.org/node stable of Acme Node, not the distribution's; compared as node 18.19.0: a guess", words)

    def test_scanners_8_hardened_images(self):
        """Packages of Docker's hardened images by Docker's own advisories, not by Debian's."""
        release = b'ID=dhi\nID_LIKE=debian\nVERSION_ID="13"\nPRETTY_NAME="Docker Hardened Images/Debian GNU/Linux 13 (trixie)"\n'
        for version, findings in (("3.5.1-1+dhi1", ["CVE-2099-0014 acmessl"]), ("3.5.1-1+dhi2", [])):
            entry = f"Package: acmessl\nVersion: {version}\nArchitecture: amd64\nMaintainer: A <a@debian.org>\nDescription: x\n"
            report = self.judged(self.image([("etc/os-release", release), ("var/lib/dpkg/status.d/acmessl", entry.encode())], name=version))
            self.assertEqual(self.found(report), findings)

    def test_scanners_6_packages_that_only_share_a_name(self):
        """Private packages, those of a folder, a default gem that a newer one replaces, extensions of editors: not matched, and said."""
        site = "usr/lib/python3.11/site-packages/acmecrypt-3.4.8.dist-info"
        specs = "usr/lib/ruby/gems/3.1.0/specifications"
        spec = 'Gem::Specification.new do |s|\n  s.name = "acmegem"\n  s.version = "%s"\nend\n'
        layer = [
            ("app/node_modules/acme-tar/package.json", json.dumps({"name": "acme-tar", "version": "5.0.0", "private": True}).encode()),
            (f"{site}/METADATA", b"Metadata-Version: 2.1\nName: acmecrypt\nVersion: 3.4.8\n"),
            (f"{site}/direct_url.json", b'{"url": "file:///src", "dir_info": {"editable": true}}'),
            (f"{specs}/default/acmegem-1.2.3.gemspec", (spec % "1.2.3").encode()),
            (f"{specs}/acmegem-1.2.4.gemspec", (spec % "1.2.4").encode()),
            ("root/.vscode/extensions/acme.php-1.0.0/package.json",
             json.dumps({"name": "php", "publisher": "acme", "version": "1.0.0", "engines": {"vscode": "^1.8.0"}}).encode()),
        ]
        report = self.judged(self.image(layer))
        self.assertEqual(self.found(report), [])
        said = " ".join(note["message"] for note in report["notes"])
        for words in ("a private package", "installed from a folder (/src)", "in whose place another version is loaded", "vscode-extension"):
            self.assertIn(words, said)

    def test_scanners_7_modules_of_red_hats_family(self):
        """grype#820: an erratum for a module's stream is not about the other streams, nor about packages of no module."""
        plain, modular = "18.20.3-1.el8", "%s-1.module_el8.10.0%%2B3999%%2Bb"
        for version, module, findings in (
            (plain, "", []),
            (modular % "18.20.3", "acmejs:18", ["CVE-2099-0007 acmejs"]),
            (modular % "18.20.4", "acmejs:18", []),
            (modular % "16.20.2", "acmejs:16", []),
        ):
            with self.subTest(version):
                module = "&rpmmod=" + module.replace(":", "%3A") if module else ""
                purl = f"pkg:rpm/almalinux/acmejs@{version}?epoch=1&distro=almalinux-8{module}"
                self.assertEqual(self.found(self.judged(self.document({"purl": purl}))), findings)

    def test_scanners_7_builds_of_a_vendor(self):
        """grype#1613: `.redhat-N` is a build of 2.3.4, not a pre-release of it."""
        for version, findings in (("2.3.4.redhat-00002", []), ("2.3.4", []), ("2.3.3.redhat-00009", ["CVE-2099-0010 org.acme:server"])):
            self.assertEqual(self.found(self.judged(self.document({"purl": f"pkg:maven/org.acme/server@{version}"}))), findings, version)

    def test_scanners_8_programs_that_no_package_manager_installed(self):
        """grype#383: an image of one program is never clean: that nothing was found is told, and it is no pass of a gate."""
        program = b"\x7fELF" + bytes(600)
        report = self.judged(self.image([("app", program)]))
        self.assertIn("no-packages", {note["code"] for note in report["notes"]})
        self.assertNotEqual(report["verdict"], "clean")
        env = {"PRATIQUE_DB": str(self.database), "PRATIQUE_NO_CACHE": "1"}
        self.run_program("cves", "--exit-code", self.folder / "image", env=env, code=e2e.INCOMPLETE)

    def test_scanners_8_distroless(self):
        """grype#354: one file a package in var/lib/dpkg/status.d."""
        entry = b"Package: libacmessl3\nSource: acmessl\nVersion: 3.0.9-1\nArchitecture: amd64\nMaintainer: A <a@debian.org>\nDescription: x\n"
        report = self.judged(self.image([("etc/os-release", DEBIAN), ("var/lib/dpkg/status.d/libacmessl3", entry)]))
        self.assertEqual(self.found(report), ["CVE-2099-0011 libacmessl3"])

    def test_scanners_9_jars(self):
        """grype#1457 (an empty manifest), shaded and nested jars: pom.properties names what is in them."""
        layer = [
            ("srv/a.jar", jar(("META-INF/MANIFEST.MF", ""), pom("empty-manifest", "1.0.0"))),
            ("srv/uber.jar", jar(("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n"), pom("application", "9.0"), pom("shaded", "1.5.0"))),
            ("srv/boot.jar", jar(("BOOT-INF/lib/s.jar", jar(pom("shaded", "1.4.0"))))),
        ]
        report = self.judged(self.image(layer))
        self.assertEqual(self.found(report), ["CVE-2099-0008 org.acme:empty-manifest", "CVE-2099-0009 org.acme:shaded", "CVE-2099-0009 org.acme:shaded"])

    def test_scanners_10_an_sbom_judged_again(self):
        """trivy#3649, #4302: what judging needs (source, release, owner, module) is in every form that we write."""
        meta = b"Metadata-Version: 1.2\nName: acmecrypt\nVersion: 3.4.8\n"
        image = self.image([*dpkg(("python3-acmecrypt", "python-acmecrypt", "3.4.8-1", [EGG]), ("libacmessl3", "acmessl", "3.0.9-1", [])), (EGG, meta), images.npm("acme-tar", "5.0.0")])
        want = self.found(self.judged(image))
        self.assertEqual(len(want), 3)
        for form in ("json", "cyclonedx", "spdx"):
            document = self.folder / f"sbom.{form}"
            self.run_program("sbom", "--format", form, "-o", document, image, code=e2e.OK)
            self.assertEqual(self.found(self.judged(document)), want, form)

    def test_scanners_10_an_sbom_that_says_too_little(self):
        """trivy#3081: a document of another tool without what judging needs is told, not clean."""
        report = self.judged(self.document({"purl": "pkg:deb/debian/libacmessl3@3.0.9-1"}, {"purl": "pkg:npm/acme-tar"}))
        self.assertEqual(self.found(report), [])
        self.assertIn("no-release", {note["code"] for note in report["notes"]})
        self.assertEqual((report["judged"], report["not_judged"]), (0, 2))

    def test_scanners_11_vex_that_matches_nothing(self):
        """arthur-engine#1862: a statement about debian-12 is about a package of debian-12.13; of one that is about nothing here it is
        told that it was not applied, and `explain` says so of the finding."""
        bom = self.document({"purl": "pkg:deb/debian/acmessl@3.0.9-1?distro=debian-12.13"})
        vex = self.folder / "v.json"
        for product, state, said in (("acmessl@3.0.9-1?distro=debian-12", "not-affected", "1 applied"), ("acmessl@3.0.8-1", "open", "0 applied")):
            vex.write_text(json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/v", "author": "a", "timestamp": "2026-01-01T00:00:00Z", "version": 1,
                                       "statements": [{"vulnerability": {"name": "CVE-2099-0011"}, "products": [{"@id": f"pkg:deb/debian/{product}"}],
                                                       "status": "not_affected", "justification": "vulnerable_code_not_present"}]}))
            env = {"PRATIQUE_DB": str(self.database)}
            done = self.run_program("cves", "--format", "json", "--show-suppressed", "--vex-location", vex, bom, env=env, code=e2e.OK)
            self.assertEqual([one["state"] for one in done.json()["findings"] + done.json()["closed"]], [state])
            self.assertIn(said, done.errors)
        text = self.run_program("explain", "--vex-location", vex, bom, "CVE-2099-0011", env=env, code=e2e.OK).text
        self.assertIn("none of 1 VEX statement is about it", " ".join(text.split()))

    def test_scanners_14_what_a_later_layer_removed(self):
        """trivy#3924: a package that a later layer deletes is not in the image."""
        name, data = images.npm("acme-tar", "5.0.0")
        self.assertEqual(self.found(self.judged(self.image([(name, data)], [("app/node_modules/acme-tar/.wh.package.json", b"")]))), [])

    def test_scanners_15_sources_that_disagree(self):
        """sc#178: all that the sources said is in the finding, and `explain` says what decided, also where nothing is found."""
        env = {"PRATIQUE_DB": str(self.database)}
        document = self.document({"purl": "pkg:maven/org.acme/groups@3.6.20"})
        said = self.run_program("explain", "--format", "json", document, env=env, code=e2e.OK).json()
        outcomes = {one["advisory"]: one["outcome"] for one in said["packages"][0]["statements"]}
        self.assertEqual(outcomes, {"GHSA-bad0-0000-0001": "fixed", "ACME-BAD-1": "withdrawn"})

    def test_scanners_15_a_rejected_cve(self):
        """What was taken back by those who gave out the id is no open finding where somebody only repeats it; both are shown."""
        report = self.judged(self.document({"purl": "pkg:deb/debian/acmezip@1.0-1?distro=debian-12"}))
        self.assertEqual(self.found(report), [])
        self.assertEqual([(one["id"], one["state"], one["state_by"], one.get("rejected")) for one in report["closed"]],
                         [("CVE-2099-0103", "not-affected", "CVE-2099-0103, which was rejected", True)])
        said = self.run_program("explain", "--format", "json", self.folder / "bom.json", env={"PRATIQUE_DB": str(self.database)}, code=e2e.OK).json()
        self.assertEqual([(one["advisory"], one["published"][:10]) for one in said["packages"][0]["statements"]], [("DEBIAN-CVE-2099-0103", "2026-10-01")])

    def test_scanners_17_the_same_document_later(self):
        """A report says by which database it was made, and two of one database are the same bytes."""
        document = self.document({"purl": "pkg:npm/acme-tar@5.0.0"})
        env = {"PRATIQUE_DB": str(self.database)}
        first, second = (self.run_program("cves", "--format", "json", document, env=env).out for _ in range(2))
        self.assertEqual(first, second)
        self.assertTrue(json.loads(first)["database"].startswith("sha256:"))


if __name__ == "__main__":
    e2e.main()
