#!/usr/bin/env python3
"""One number for one thing: packages and vulnerabilities are counted alike by every command and format."""

import json
import re
import unittest

import e2e
import images
import schema

COUNT = 54


def npm_application():
    """What `npm install` of 54 packages leaves: the folders, its own lock file among them, and the project's."""
    packages = {f"node_modules/pack-{i}": {"version": f"1.0.{i}", "license": "MIT"} for i in range(COUNT)}
    lock = json.dumps({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}).encode()
    return images.tar(
        *(images.npm(f"pack-{i}", f"1.0.{i}", "app/node_modules") for i in range(COUNT)),
        ("app/node_modules/.package-lock.json", lock),
        ("app/package-lock.json", lock),
        # a copy of one in another place is the same package
        images.npm("pack-0", "1.0.0", "app/node_modules/pack-1/node_modules"),
    )


class Packages(e2e.Case):
    def test_npm_install(self):
        target = images.write(self.folder / "app.tar", npm_application())
        native, done = self.sbom(target)
        self.assertIn(f"Indexed {COUNT} packages", done.errors)
        self.assertEqual(len(native["components"]), COUNT)
        cyclonedx = self.run_program("sbom", "--format", "cyclonedx", target, code=e2e.OK).json()
        self.assertEqual(sum("purl" in one for one in cyclonedx["components"]), COUNT)
        spdx = self.run_program("sbom", "--format", "spdx", target, code=e2e.OK).json()
        self.assertEqual(sum("externalRefs" in one for one in spdx["packages"]), COUNT)
        listed = self.run_program("sbom", "--format", "list", target, code=e2e.OK).text
        self.assertEqual(sum(line.endswith("│ npm") for line in listed.splitlines()), COUNT)
        for command in ("quickview", "cves"):
            self.assertEqual(self.run_program(command, "--format", "json", target).json()["packages"], COUNT, command)
            self.assertRegex(self.run_program(command, target).text, rf"packages +│ {COUNT}\b", command)
        lines = self.run_program("cves", "--format", "only-packages", target).text.splitlines()
        names = [line.split()[0] for line in lines if line.startswith("  pack-")]
        self.assertEqual(len(names), COUNT)
        one = self.run_program("cves", "--format", "only-packages", "--only-package", f"^{names[0]}$", target).text.splitlines()
        self.assertEqual([line.split()[0] for line in one if line.startswith("  pack-")], names[:1])

    def test_two_owners_of_one_package_are_two_records_and_one_package(self):
        status = (
            b"Package: node-x\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n"
            b"Maintainer: Debian Javascript Maintainers <pkg-javascript-devel@lists.alioth.debian.org>\nDescription: x\n\n"
        )
        target = images.write(
            self.folder / "root.tar",
            images.tar(
                ("etc/os-release", images.OS_RELEASE),
                ("var/lib/dpkg/status", status),
                ("var/lib/dpkg/info/node-x.list", b"/usr/share/nodejs/x/package.json\n"),
                ("usr/share/nodejs/x/package.json", b'{"name": "x", "version": "1.0.0"}'),
                images.npm("x", "1.0.0"),
            ),
        )
        native, done = self.sbom(target)
        self.assertEqual(len(native["components"]), 3)
        self.assertIn("Indexed 2 packages", done.errors)
        self.assertEqual(self.run_program("quickview", "--format", "json", target).json()["packages"], 2)


class Vulnerabilities(e2e.Case):
    """Two feeds' worth of advisories for packages of the test."""

    def setUp(self):
        super().setUp()
        feed = self.folder / "feeds/osv/npm"
        feed.mkdir(parents=True)
        for number, (score, fixed) in enumerate(
            (("L", "1.0.5"), ("H", "1.0.10"), ("H", None), ("N", "1.0.9"))
        ):
            vector = f"CVSS:3.1/AV:N/AC:{'L' if number % 2 else 'H'}/PR:N/UI:N/S:U/C:{score}/I:N/A:N"
            events = [{"introduced": "0"}] + ([{"fixed": fixed}] if fixed else [])
            record = {
                "schema_version": "1.6.0",
                "id": f"CVE-2099-000{number}",
                "modified": "2099-01-01T00:00:00Z",
                "severity": [{"type": "CVSS_V3", "score": vector}],
                "affected": [{"package": {"ecosystem": "npm", "name": "pack-0"}, "ranges": [{"type": "SEMVER", "events": events}]}],
            }
            (feed / f"{record['id']}.json").write_text(json.dumps(record))
        self.database = {"PRATIQUE_DB": str(self.folder / "advisories.db")}
        self.run_program("db", "build", "--feeds", self.folder / "feeds", env=self.database)
        self.target = images.write(self.folder / "app.tar", npm_application())

    def go(self, *words, **how):
        return self.run_program(*words, self.target, env=self.database, **how)

    def test_every_number_is_the_same(self):
        document = self.go("cves", "--format", "json").json()
        ids = {one["id"] for one in document["findings"]}
        self.assertEqual(len(ids), 4)
        self.assertEqual(len(document["findings"]), 4, "one package, whatever its places")
        counts = self.go("quickview", "--format", "json").json()["vulnerabilities"]
        self.assertEqual(sum(number or 0 for name, number in counts.items() if name != "at_least"), 4)
        shown = self.go("cves")
        self.assertRegex(shown.text, r"4 vulnerabilities found in 1 package\b")
        self.assertIn("4 vulnerabilities", shown.errors)
        self.assertIn("1 vulnerable package", shown.errors)
        for name in sorted(ids):
            self.assertEqual(shown.text.count(f" {name}\n"), 1, "no block is repeated")

    def test_hidden_and_shown_make_all(self):
        document = self.go("cves", "--format", "json", "--only-fixed").json()
        self.assertEqual((len(document["findings"]), document["hidden"]), (3, 1))
        self.assertIn("1 vulnerability hidden", self.go("cves", "--only-fixed").text)

    def test_worst_first_by_severity_and_score(self):
        text = self.go("cves").text
        scores = [float(score) for score in re.findall(r"CVSS Score *: ([0-9.]+)", text)]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertGreater(len(set(scores)), 2)

    def test_each_package_ends_with_an_upgrade(self):
        text = self.go("cves").text
        self.assertIn("Upgrade to 1.0.10 fixes 3 of 4", text)
        (upgrade,) = self.go("cves", "--format", "json").json()["upgrades"]
        self.assertEqual((upgrade["to"], upgrade["fixes"], upgrade["of"]), ("1.0.10", 3, 4))

    def test_documents_name_the_tool_and_a_page_for_each(self):
        document = self.go("cves", "--format", "json").json()
        self.assertEqual(document["tool"]["name"], "pratique")
        self.assertRegex(document["tool"]["version"], r"^\d+\.\d+\.\d+")
        for one in document["findings"]:
            self.assertTrue(one["url"].startswith("https://") and one["url"].endswith(one["id"]), one)


@unittest.skipUnless(schema.HAS_VALIDATOR, "skipped: python3-jsonschema absent")
class Schemas(e2e.Case):
    """The schemas are found by what a document says, name each other, and let later members through."""

    API = e2e.ROOT / "docs/api"

    def test_every_schema_is_in_the_index_by_the_name_that_documents_have(self):
        index = json.loads((self.API / "index.json").read_text())
        self.assertEqual(sorted(index.values()), sorted(path.name for path in self.API.glob("*.schema.json")))
        for name, file in index.items():
            found = json.loads((self.API / file).read_text())
            self.assertEqual(found["properties"]["schema"]["const"], name)
            self.assertTrue(found["$id"].endswith("/" + file))

    def test_references_resolve(self):
        for path in self.API.glob("*.schema.json"):
            for reference in re.findall(r'"\$ref": "([^"]*)"', path.read_text()):
                file, _, pointer = reference.partition("#")
                found = json.loads((self.API / (file or path.name)).read_text())
                for part in pointer.strip("/").split("/"):
                    found = found[part] if part else found

    def test_a_later_version_may_add_members(self):
        target = images.write(self.folder / "app.tar", npm_application())

        def grown(value):
            if isinstance(value, list):
                return [grown(one) for one in value]
            if not isinstance(value, dict):
                return value
            # labels and properties are maps of texts: there, a new member is a text
            texts = value and all(isinstance(one, str) for one in value.values())
            return {key: grown(one) for key, one in value.items()} | {"of_a_later_version": "x" if texts else {"a": [1]}}

        for command, name in (("sbom", "inventory"), ("cves", "cves"), ("quickview", "quickview")):
            document = self.run_program(command, "--format", "json", target).json()
            path = self.folder / f"{name}.json"
            path.write_text(json.dumps(grown(document)))
            with self.subTest(name):
                schema.validate(self, self.API / f"{name}.schema.json", [path], closed=False)
            if name == "inventory":
                self.assertEqual(self.sbom(path)[0], document)


if __name__ == "__main__":
    e2e.main()
