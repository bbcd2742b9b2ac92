#!/usr/bin/env python3
"""`licenses`: under which licences packages stand, where that was read, what it asks, and what a gate on it says. The texts are those
that Debian installs in /usr/share/common-licenses."""

import csv
import io
import json
import zipfile
from pathlib import Path

import e2e
import images
import schema

TEXTS = Path("/usr/share/common-licenses")
GRANT = """This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public License as
published by the Free Software Foundation; either version 3 of the License, or (at your option) any later version.

On Debian systems, the complete text can be found in /usr/share/common-licenses/GPL-3.
"""
DEP5 = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2020 Somebody
License: LGPL-2.1+

Files: own/*
Copyright: 2020 Somebody
License: Artistic or GPL-1+
"""
POM = """<project><groupId>org.acme</groupId><artifactId>server</artifactId><version>1.0</version>
<licenses><license><name>EPL 2.0</name></license><license><name>GPL2 w/ CPE</name></license></licenses></project>"""


def text(name):
    return (TEXTS / name).read_bytes()


def jar(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def npm(name, **more):
    return f"app/node_modules/{name}/package.json", json.dumps({"name": name, "version": "1.0.0"} | more).encode()


def pom(artifact, project):
    folder = f"META-INF/maven/org.acme/{artifact}"
    return [(f"{folder}/pom.properties", f"groupId=org.acme\nartifactId={artifact}\nversion=1.0\n"), (f"{folder}/pom.xml", project)]


MEMBERS = [
    *images.deb(("tool", "1.0"), ("library", "2.0"), ("silent", "3.0")),
    ("usr/share/doc/tool/copyright", GRANT.encode()),
    ("usr/share/doc/library/copyright", DEP5.encode()),
    npm("stated", license="MIT"),
    npm("choice", license="(GPL-2.0-only OR MIT)"),
    npm("text", license="SEE LICENSE IN LICENSE"),
    ("app/node_modules/text/LICENSE", text("BSD")),
    npm("both", license="BSD"),
    ("app/node_modules/both/LICENSE.md", text("BSD")),
    npm("own", license="Our own licence"),
    ("app/lib/plain-1.0.jar", jar(*pom("plain", "<project/>"), ("META-INF/LICENSE.txt", text("Apache-2.0")), ("META-INF/NOTICE", b"Acme Plain"))),
    ("app/lib/server-1.0.jar", jar(*pom("server", POM))),
]
EXPECTED = {
    "pkg:deb/debian/tool@1.0?arch=amd64&distro=debian-12": ("GPL-3.0-or-later", "strong-copyleft", "stated"),
    "pkg:deb/debian/library@2.0?arch=amd64&distro=debian-12": ("(Artistic-1.0-Perl OR GPL-1.0-or-later) AND LGPL-2.1-or-later", "weak-copyleft", "stated"),
    "pkg:deb/debian/silent@3.0?arch=amd64&distro=debian-12": ("", "unknown", "none"),
    "pkg:npm/stated@1.0.0": ("MIT", "permissive", "stated"),
    "pkg:npm/choice@1.0.0": ("(GPL-2.0-only OR MIT)", "permissive", "stated"),
    "pkg:npm/text@1.0.0": ("BSD-3-Clause", "permissive", "text"),
    "pkg:npm/both@1.0.0": ("BSD-3-Clause", "permissive", "text"),
    "pkg:maven/org.acme/plain@1.0": ("Apache-2.0", "permissive", "text"),
    "pkg:maven/org.acme/server@1.0": ("EPL-2.0 OR GPL-2.0-only WITH Classpath-exception-2.0", "weak-copyleft", "stated"),
}


class Made(e2e.Case):
    def setUp(self):
        super().setUp()
        self.image = images.write(self.folder / "image.tar", images.docker_archive([("app:1", [images.tar(*MEMBERS)])]))

    def go(self, *words, code=e2e.OK, target=None):
        return self.run_program("licenses", "-q", *words, target or self.image, code=code)

    def document(self, *words, **how):
        done = self.go("--format", "json", *words, **how)
        return done.json()


class Licences(Made):
    def test_each_package_has_its_licence_and_where_it_was_read(self):
        document = self.document()
        packages = {one["purl"]: one for one in document["packages"]}
        for purl, expected in EXPECTED.items():
            with self.subTest(purl):
                one = packages[purl]
                self.assertEqual((one["expression"], one["category"], one["basis"]), expected)
        self.assertEqual(packages["pkg:npm/text@1.0.0"]["found"], [{"expression": "BSD-3-Clause", "path": "app/node_modules/text/LICENSE", "likeness": packages["pkg:npm/text@1.0.0"]["found"][0]["likeness"]}])
        self.assertEqual([one["path"] for one in packages["pkg:maven/org.acme/plain@1.0"]["found"]], ["app/lib/plain-1.0.jar!META-INF/LICENSE.txt"])
        self.assertEqual(packages["pkg:deb/debian/tool@1.0?arch=amd64&distro=debian-12"]["found"], [{"expression": "GPL-3.0-or-later", "path": "usr/share/doc/tool/copyright"}])
        own = packages["pkg:npm/own@1.0.0"]
        self.assertEqual(own["references"], {own["expression"]: "Our own licence"})
        self.assertEqual((own["category"], own["basis"]), ("unknown", "stated"))

    def test_what_a_copyright_file_quotes_holds_beside_what_it_refers_to(self):
        copyright = b"See /usr/share/common-licenses/Apache-2.0. Of the library in it:\n\n" + text("GPL-2")
        members = [*images.deb(("mixed", "1.0")), ("usr/share/doc/mixed/copyright", copyright)]
        image = images.write(self.folder / "mixed.tar", images.docker_archive([("app:1", [images.tar(*members)])]))
        one = self.document("--deny", "copyleft", target=image, code=e2e.GATE_FAILED)["packages"][0]
        self.assertEqual((one["expression"], one["basis"]), ("Apache-2.0 AND GPL-2.0-only", "stated"))

    def test_licences_group_their_packages(self):
        groups = {" WITH ".join(filter(None, (one.get("license"), one.get("exception")))): one for one in self.document()["licenses"]}
        self.assertEqual(sorted(one["purl"] for one in groups["BSD-3-Clause"]["packages"]), ["pkg:npm/both@1.0.0", "pkg:npm/text@1.0.0"])
        self.assertEqual([one.get("choice") for one in groups["GPL-2.0-only"]["packages"] if "npm" in one["purl"]], [True])
        self.assertEqual(groups["GPL-2.0-only"]["category"], "strong-copyleft")
        self.assertEqual(groups[""]["packages"], [{"purl": "pkg:deb/debian/silent@3.0?arch=amd64&distro=debian-12"}])
        self.assertTrue(all(one["obligations"] for one in groups.values()))

    def test_the_schema_holds_and_bytes_are_the_same(self):
        first, second = self.folder / "a.json", self.folder / "b.json"
        self.go("--format", f"json={first}", "--deny", "GPL-3.0", code=e2e.GATE_FAILED)
        self.go("--format", f"json={second}", "--deny", "GPL-3.0", code=e2e.GATE_FAILED)
        self.assertEqual(first.read_bytes(), second.read_bytes())
        if schema.HAS_VALIDATOR:
            plain = self.folder / "c.json"
            self.go("--format", f"json={plain}")
            schema.validate(self, e2e.ROOT / "docs/api/licenses.schema.json", [first, plain])

    def test_an_sbom_gives_the_same_answer(self):
        for form in ("json", "cyclonedx", "spdx"):
            with self.subTest(form):
                bom = self.folder / f"bom.{form}"
                self.run_program("sbom", "-q", "--format", f"{form}={bom}", self.image, code=e2e.OK)
                read = self.document(target=f"sbom://{bom}")
                self.assertEqual(read["packages"], self.document()["packages"])
                self.assertEqual(read["licenses"], self.document()["licenses"])

    def test_text_for_people(self):
        shown = self.go().text
        self.assertIn("GPL-3.0-or-later, GNU General Public License v3.0 or later (1 package)", shown)
        self.assertIn("choice 1.0.0*", shown)
        self.assertIn('"Our own licence"', shown)
        self.assertNotIn("usr/share/doc", shown)
        details = self.go("--details").text
        self.assertIn("named: GPL-3.0-or-later in usr/share/doc/tool/copyright", details)
        self.assertRegex(details, r"text: BSD-3-Clause \(\d+ % alike\) in app/node_modules/text/LICENSE")
        self.assertIn("stated: Our own licence", details)

    def test_tables(self):
        rows = list(csv.DictReader(io.StringIO(self.go("--format", "csv").text)))
        self.assertEqual({row["purl"]: row["licence"] for row in rows}["pkg:npm/stated@1.0.0"], "MIT")
        self.assertIn("| `MIT` | permissive |", self.go("--format", "markdown").text)

    def test_the_other_spelling_and_some_packages_only(self):
        done = self.run_program("licences", "-q", "--format", "json", "--only-package-type", "java", self.image, code=e2e.OK).json()
        self.assertEqual([one["purl"] for one in done["packages"]], ["pkg:maven/org.acme/plain@1.0", "pkg:maven/org.acme/server@1.0"])


class Gate(Made):
    def denied(self, *words, code):
        done = self.go("--format", "json", *words, code=code)
        document = done.json()
        return done.errors, [one["purl"].split("/")[-1].split("@")[0] for one in document["packages"] if "denied" in one], document["gate"]["outcome"]

    def test_deny(self):
        errors, names, outcome = self.denied("--deny", "strong-copyleft", code=e2e.GATE_FAILED)
        self.assertEqual((names, outcome), (["tool"], "failed"))
        self.assertIn("Denied: 1 package: tool 1.0 (GPL-3.0-or-later)", errors)
        self.assertEqual(self.denied("--deny", "copyleft", code=e2e.GATE_FAILED)[1], ["library", "server", "tool"])
        # Who may choose chooses what is allowed.
        self.assertEqual(self.denied("--deny", "GPL-2.0-only,GPL-1.0-or-later", code=e2e.INCOMPLETE)[1:], ([], "blind"))
        self.assertEqual(self.denied("--deny", "MIT", "--deny", "GPL-2.0", code=e2e.GATE_FAILED)[1], ["choice", "stated"])

    def test_what_nobody_knows_is_not_clean(self):
        errors, names, outcome = self.denied("--deny", "AGPL-3.0", code=e2e.INCOMPLETE)
        self.assertEqual((names, outcome), ([], "blind"))
        self.assertIn("of 2 packages nobody knows the licence", errors)
        self.assertEqual(self.denied("--deny", "AGPL-3.0", "--allow", "unknown", code=e2e.OK)[2], "passed")
        self.assertEqual(self.denied("--deny", "unknown", code=e2e.GATE_FAILED)[1], ["own", "silent"])

    def test_allow_alone_is_all_that_is_allowed(self):
        self.assertEqual(self.denied("--allow", "permissive,unknown,LGPL-2.1", code=e2e.GATE_FAILED)[1], ["library", "server", "tool"])
        self.assertEqual(self.denied("--allow", "permissive,unknown,copyleft", code=e2e.OK)[1:], ([], "passed"))

    def test_nothing_read_is_not_clean(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertIn("there are no packages", self.go("--deny", "GPL-*", target=empty, code=e2e.INCOMPLETE).errors)
        damaged = images.write(self.folder / "bad.tar", images.docker_archive([("bad:1", [images.tar(npm("stated", license="MIT"), ("app/package-lock.json", b"{"))])]))
        self.go("--deny", "GPL-*", target=damaged, code=e2e.INCOMPLETE)
        self.go("--deny", "GPL-*", "--ignore-unread", target=damaged, code=e2e.OK)

    def test_words_that_nobody_knows_are_refused(self):
        for word, meant in (("GLP-3.0-only", "GPL-3.0-only"), ("strong-copyletf", "strong-copyleft")):
            done = self.go("--deny", word, code=e2e.BAD_USAGE)
            self.assertEqual((done.out, done.errors.count("\n")), (b"", 1))
            self.assertIn(f"did you mean {meant}?", done.errors)


if __name__ == "__main__":
    e2e.main()
