#!/usr/bin/env python3
"""Whose a file is that rpm installed: packages built by rpmbuild, installed by rpm into the database of a root tree.

What an rpm package installed is judged by the distribution's advisories, once; what took its place later is judged by itself."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import coverage
import e2e
import images

OS_RELEASE = b'ID="almalinux"\nVERSION_ID="9.3"\nPRETTY_NAME="AlmaLinux 9.3"\n'
PYTHON = "usr/lib/python3.9/site-packages/django-%s.dist-info/METADATA"
NPM = "usr/lib/node_modules/minimist/package.json"
SPEC = """
Name: {name}
Version: {version}
Release: 1.el9
Summary: a package of a test
License: MIT
Vendor: {vendor}
BuildArch: noarch
%description
None.
%install
cp -a {files}/. %{{buildroot}}
%files
/*
"""


def python(version="1.11.0"):
    return PYTHON % "1.11.0", f"Metadata-Version: 2.1\nName: django\nVersion: {version}\n".encode()


def npm(version="1.2.0"):
    return NPM, json.dumps({"name": "minimist", "version": version}).encode()


def named(components):
    return {one["purl"].split("/")[-1].split("@")[0]: one for one in components}


class Rpm:
    """Packages, and databases that rpm itself fills with them."""

    def __init__(self, folder):
        self.folder, self.count = Path(folder), 0

    def new(self):
        self.count += 1
        made = self.folder / str(self.count)
        made.mkdir()
        return made

    def package(self, *files, name="tool", version="1.0", vendor="AlmaLinux"):
        made = self.new()
        for path, data in files:
            (made / "files" / path).parent.mkdir(parents=True, exist_ok=True)
            (made / "files" / path).write_bytes(data)
        (made / "a.spec").write_text(SPEC.format(name=name, version=version, vendor=vendor, files=made / "files"))
        where = ["--define", f"_topdir {made}/top", "--define", "__os_install_post %{nil}"]
        subprocess.run(["rpmbuild", "-bb", "--quiet", *where, made / "a.spec"], check=True, capture_output=True)
        (built,) = (made / "top/RPMS").rglob("*.rpm")
        return built

    def database(self, *steps):
        """What lies in /var/lib/rpm after these steps, each a flag of rpm and its words."""
        made = self.new() / "rpm"
        for step in steps:
            command = ["rpm", *step, "--justdb", "--nodeps", "--dbpath", made, "--define", "_db_backend sqlite"]
            subprocess.run(command, check=True, capture_output=True)
        return [(f"var/lib/rpm/{file.name}", file.read_bytes()) for file in sorted(made.glob("rpmdb.sqlite*"))]


@unittest.skipUnless(shutil.which("rpmbuild"), "skipped: rpm absent")
class RpmOwner(e2e.Case):
    @classmethod
    def setUpClass(cls):
        made = Path(tempfile.mkdtemp(prefix="pratique-e2e-"))
        cls.addClassCleanup(shutil.rmtree, made)
        cls.rpm = Rpm(made)
        # Who brings os-release says which vendor is the distribution's.
        cls.release = cls.rpm.package(("etc/os-release", OS_RELEASE), name="almalinux-release", version="9.3")
        cls.tool = cls.rpm.package(python(), npm())
        cls.installed = cls.rpm.database(("-i", cls.release, cls.tool))
        (made / "feed").mkdir()
        for name, ecosystem, package in (
            ("CVE-2099-0001", "PyPI", "django"),
            ("CVE-2099-0002", "npm", "minimist"),
            ("CVE-2099-0003", "AlmaLinux:9", "tool"),
        ):
            record = json.loads(coverage.record(name, ecosystem, package))
            (made / "feed" / f"{name}.json").write_text(json.dumps(record).replace("1.5.0", "1.20.0"))
        cls.env = {"PRATIQUE_DB": str(made / "advisories.db")}
        done = e2e.run("db", "build", "--feeds", made / "feed", env=cls.env)
        assert done.code == e2e.OK, done

    def base(self, *files, database=None):
        return [("etc/os-release", OS_RELEASE), *(database or self.installed), *files]

    def found(self, *layers):
        """The owners of the language packages by name, the findings by package, and the notes on replaced files."""
        layout = images.Layout(self.folder / f"image{len(list(self.folder.iterdir()))}")
        layout.image([images.tar(*layer) for layer in layers])
        target = layout.write()
        document, _ = self.sbom(target)
        self.assertIn(("tool", "1.0-1.el9"), e2e.packages(document, "rpm"))
        language = [c for c in document["components"] if not c["purl"].startswith("pkg:rpm/")]
        judged = self.run_program("cves", "--format", "json", target, env=self.env, code=e2e.OK).json()
        findings = sorted({(one["id"], one["purl"].split("?")[0]) for one in judged["findings"]})
        replaced = [note["message"] for note in document["notes"] if note["code"] == "replaced-file"]
        return language, findings, replaced

    TOOL = ("CVE-2099-0003", "pkg:rpm/almalinux/tool@1.0-1.el9")
    DJANGO = ("CVE-2099-0001", "pkg:pypi/django@1.11.0")
    MINIMIST = ("CVE-2099-0002", "pkg:npm/minimist@1.2.0")

    def assert_owned(self, *layers):
        language, findings, replaced = self.found(*layers)
        self.assertEqual(len(language), 2)
        for one in language:
            self.assertIn("pkg:rpm/almalinux/tool@1.0-1.el9", one.get("owner", ""), one)
        self.assertEqual((findings, replaced), ([self.TOOL], []))

    def test_what_the_rpm_installed_is_the_rpms_and_not_judged_twice(self):
        self.assert_owned(self.base(python(), npm()))
        self.assert_owned(self.base(python(), npm()), [("etc/motd", b"")])

    def test_the_same_bytes_in_a_later_layer_are_still_the_rpms(self):
        """chown -R in a Dockerfile copies them: the digest that rpm keeps decides."""
        self.assert_owned(self.base(python(), npm()), [python(), npm()])
        self.assert_owned([python(), npm()], self.base())

    def test_a_later_layers_replacement_is_not_the_rpms(self):
        language, findings, replaced = self.found(self.base(python(), npm()), [python("1.11.1")])
        owners = {name: one.get("owner") for name, one in named(language).items()}
        self.assertIsNone(owners["django"])
        self.assertIn("/tool@", owners["minimist"])
        self.assertEqual(findings, [("CVE-2099-0001", "pkg:pypi/django@1.11.1"), self.TOOL])
        self.assertEqual(len(replaced), 1)
        self.assertIn(PYTHON % "1.11.0" + " (of tool)", replaced[0])

    def test_a_replacement_in_the_same_layer_is_told_by_its_digest(self):
        language, findings, replaced = self.found(self.base(python("1.11.1"), npm("1.2.1")))
        self.assertEqual([one.get("owner") for one in language], [None, None])
        self.assertEqual(len(findings), 3)
        self.assertIn("2 files are", replaced[0])

    def test_an_upgrade_owns_what_it_brought(self):
        newer = self.rpm.package(python("1.11.2"), npm("1.2.2"), version="1.1")
        upgraded = self.rpm.database(("-i", self.release, self.tool), ("-U", newer))
        layout = images.Layout(self.folder / "upgraded")
        layout.image([images.tar(*layer) for layer in (self.base(python(), npm()), [*upgraded, python("1.11.2"), npm("1.2.2")])])
        document, _ = self.sbom(layout.write())
        language = named(c for c in document["components"] if not c["purl"].startswith("pkg:rpm/"))
        self.assertEqual({one["purl"] for one in language.values()}, {"pkg:pypi/django@1.11.2", "pkg:npm/minimist@1.2.2"})
        for one in language.values():
            self.assertIn("/tool@1.1-1.el9", one.get("owner", ""))

    def test_packages_of_others_shield_nothing(self):
        other = self.rpm.package(python(), npm(), vendor="Acme")
        language, findings, replaced = self.found(
            self.base(python(), npm(), database=self.rpm.database(("-i", self.release, other)))
        )
        for one in language:
            self.assertNotIn("owner", one)
            self.assertIn("/tool@", one["properties"]["pratique:listed-by"])
        self.assertLessEqual({self.DJANGO, self.MINIMIST}, set(findings))
        self.assertEqual(replaced, [])

    def test_an_erased_package_owns_nothing(self):
        keeper = self.rpm.package(("etc/keeper", b""), name="keeper")
        erased = self.rpm.database(("-i", self.release, self.tool, keeper), ("-e", "tool"))
        layout = images.Layout(self.folder / "erased")
        layout.image([images.tar(*self.base(python(), npm(), database=erased))])
        document, _ = self.sbom(layout.write())
        self.assertEqual(len(e2e.packages(document, "rpm")), 2)
        self.assertEqual([one for one in document["components"] if "owner" in one], [])


if __name__ == "__main__":
    e2e.main()
