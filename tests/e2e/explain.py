#!/usr/bin/env python3
"""`explain`: what it says of each package agrees with what `cves` found, and what is not found has its reason."""

import unittest

import demo
import e2e


class Explain(demo.DemoCase):
    def explained(self, *words):
        return self.go("explain", "-q", "--format", "json", *words, self.image, code=e2e.OK).json()

    def test_findings_are_those_of_cves(self):
        found = self.go("cves", "-q", "--format", "json", self.image).json()["findings"]
        packages = self.explained()["packages"]
        self.assertGreater(len(found), 20)
        self.assertEqual(
            sorted((one["purl"], one["id"], one.get("fixed"), one["range"], one["evidence"][0]["advisory"]) for one in found),
            sorted(
                (package["purl"], one["id"], one.get("fixed"), one["range"], one["decided_by"])
                for package in packages
                for one in package["findings"]
                if one["state"] == "open"
            ),
        )

    def test_every_finding_rests_on_a_statement_and_every_statement_has_words(self):
        outcomes = set()
        for package in self.explained()["packages"]:
            affecting = set()
            for one in package["statements"]:
                outcomes.add(one["outcome"])
                self.assertTrue(one["words"])
                if one["outcome"] == "affected":
                    affecting.update(one["vulnerabilities"])
                    self.assertIn(package["looked_up"]["version"], one["words"])
            self.assertEqual({one["id"] for one in package["findings"]}, affecting)
            order = [(one["advisory"], one["source"]) for one in package["statements"]]
            self.assertEqual(order, sorted(order))
        self.assertLessEqual({"affected", "fixed"}, outcomes, "of both kinds, or nothing was seen")

    def test_why_a_vulnerability_is_not_there(self):
        text = self.go("explain", "-q", "--only-package", "^apk-tools$", self.image).text
        self.assertRegex(text, r"CVE-2021-36159 \(.*\) fixed: 2\.12\.7-r0 is not below 2\.12\.6-r0, the fixed\s+version \(apk\)")
        self.assertNotIn("✗", text)

    def test_ids_and_packages_choose(self):
        everything = self.explained()
        by_alias = self.explained("--only-cve-id", "GHSA-jfh8-c2jp-5v3q")
        self.assertEqual(by_alias["ids"], ["GHSA-jfh8-c2jp-5v3q", "CVE-2021-44228"])
        named = [package for package in by_alias["packages"] if package["statements"]]
        self.assertEqual([package["purl"] for package in named], ["pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"])
        self.assertEqual(len(by_alias["packages"]), len(everything["packages"]))
        done = self.go("explain", "-q", self.image, "CVE-2021-44228", "log4j-core", code=e2e.OK)
        self.assertEqual(done.text.count("\n## ") + done.text.startswith("## "), 1)
        self.assertIn("✗ CRITICAL CVE-2021-44228: fixed in 2.15.0", done.text)
        absent = self.go("explain", "-q", self.image, "CVE-1999-0001", "log4j-core", code=e2e.OK)
        self.assertIn("No advisory about CVE-1999-0001 names the package", absent.text)
        nobody = self.go("explain", "-q", "--only-package", "no-such-package", self.image, code=e2e.OK)
        self.assertIn("nothing to explain", nobody.text)

    def test_same_input_same_bytes(self):
        self.assertEqual(self.explained(), self.explained())
        once, again = (self.go("explain", "-q", self.image).out for _ in range(2))
        self.assertEqual(once, again)

    def test_refused(self):
        self.go("explain", "-q", self.image, "nonsense", code=e2e.BAD_USAGE)
        self.go("explain", "-q", "--only-package", "(", self.image, code=e2e.BAD_USAGE)
        self.go("explain", "-q", "--only-package-type", "debb", self.image, code=e2e.BAD_USAGE)
        none = {"PRATIQUE_DB": str(self.folder / "none.db"), "PRATIQUE_FEEDS": ""}
        done = self.run_program("explain", self.image, env=none, code=e2e.FAILED)
        self.assertEqual(done.out, b"")
        self.assertIn("no advisory database", done.errors)


if __name__ == "__main__":
    e2e.main()
