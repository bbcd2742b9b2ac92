#!/usr/bin/env python3
"""`explain`: what it says of each package agrees with what `cves` found, and what is not found has its reason."""

import collections
import json
import re
import subprocess
import unittest
from pathlib import Path

import demo
import e2e
import themes

RECOMPUTE = Path(e2e.BINARY).parents[2] / "tests/recompute/recompute"


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
        self.assertEqual(len(by_alias["packages"]), 1, "those of which something is said")
        self.assertGreater(len(everything["packages"]), 30)
        done = self.go("explain", "-q", self.image, "CVE-2021-44228", "log4j-core", code=e2e.OK)
        self.assertEqual(done.text.count("\n## ") + done.text.startswith("## "), 1)
        self.assertIn("✗ CRITICAL CVE-2021-44228: fixed in 2.15.0", done.text)
        absent = self.go("explain", "-q", self.image, "CVE-1999-0001", "log4j-core", code=e2e.OK)
        self.assertIn("the database knows no such vulnerability", absent.text)
        self.assertIn("No advisory about CVE-1999-0001 names the package", absent.text)
        nobody = self.go("explain", "-q", "--only-package", "no-such-package", self.image, code=e2e.OK)
        self.assertIn("nothing to explain", nobody.text)

    def answer(self, *words):
        """{purl: (answer, words)} of one vulnerability."""
        return {
            package["purl"]: (one["answer"], one["words"])
            for package in self.explained(*words)["packages"]
            for one in package["answers"]
        }

    def test_any_spelling_is_the_same_question(self):
        wanted = self.answer("--only-cve-id", "CVE-2021-44228")
        self.assertEqual([one for one, _ in wanted.values()], ["reported"])
        for word in ("cve-2021-44228", "2021-44228", "CVE_2021_44228", "ghsa-jfh8-c2jp-5v3q", "GHSA-JFH8-C2JP-5V3Q"):
            self.assertEqual(self.answer("--only-cve-id", word), wanted, word)

    def test_an_unknown_id_is_told_with_those_near(self):
        asked = self.explained("--only-cve-id", "CVE-2021-44229")["asked"][0]
        self.assertFalse(asked["known"])
        self.assertIn("CVE-2021-44228", asked["near"])
        done = self.go("explain", "-q", self.image, "CVE-2021-4428", code=e2e.OK)
        self.assertRegex(done.text.replace("\n", " "), "no such vulnerability; did you mean .*CVE-2021-44228")

    def test_why_it_is_not_reported(self):
        fixed = self.answer("--only-cve-id", "CVE-2021-36159")
        self.assertEqual({one for one, _ in fixed.values()}, {"fixed"})
        self.assertIn("2.12.7-r0 is not below 2.12.6-r0", next(iter(fixed.values()))[1])
        named = self.answer("--only-cve-id", "CVE-2021-44228", "--only-package", "^lodash$")
        self.assertEqual({one for one, _ in named.values()}, {"not-named"})
        hidden = self.answer("--only-cve-id", "CVE-2021-44228", "--only-severity", "low")
        self.assertEqual({one for one, _ in hidden.values()}, {"filtered-out"})
        self.assertIn("--only-severity", next(iter(hidden.values()))[1])
        nowhere = self.explained("--only-cve-id", "CVE-2021-44228", "--only-package-type", "apk")
        self.assertEqual(nowhere["packages"], [])
        self.assertTrue(any("log4j-core" in one for one in nowhere["asked"][0]["named"]))

    def test_what_is_said_of_other_packages_is_not_said_to_be_absent(self):
        asked = self.explained("--only-cve-id", "CVE-2021-44228", "--only-package", "^lodash$")["asked"][0]
        self.assertEqual(asked["left_out_in_all"], 1)
        self.assertEqual(asked["left_out"], ["org.apache.logging.log4j:log4j-core 2.14.1"])
        for package in ("lodash", "no-such-package"):
            text = " ".join(self.go("explain", "-q", self.image, "CVE-2021-44228", package, code=e2e.OK).text.split())
            self.assertIn("name other packages of the image than were asked about: org.apache.logging.log4j:log4j-core 2.14.1", text)
            self.assertNotIn("is in the image", text)
        self.assertIn("No package of that name is there", text)

    def test_order_of_arbitration_can_be_set(self):
        (self.folder / "pratique.yaml").write_text("arbitration:\n  ecosystems:\n    maven:\n      ratings: [nobody, other]\n")
        done = self.go("cves", "-q", "--format", "json", "--only-cve-id", "CVE-2021-44228", self.image, code=e2e.OK)
        self.assertEqual(done.json()["findings"][0]["rating"]["rule"], "other")
        usual = self.go(
            "cves", "-q", "--format", "json", "--rating-order", "Maven=vendor", "--only-cve-id", "CVE-2021-44228", self.image
        )
        self.assertEqual(usual.json()["findings"][0]["rating"]["rule"], "vendor")
        for text, line in (
            ("arbitration: [a]", 1),
            ("arbitration:\n  source: [a]", 2),
            ("arbitration:\n  sources: a", 2),
            ("arbitration:\n  sources: [[a]]", 2),
            ("arbitration:\n  ecosystems:\n    Mavn:\n      sources: [a]", 2),
            ("arbitration:\n  ecosystems:\n    Maven: x", 3),
        ):
            (self.folder / "pratique.yaml").write_text(text)
            done = self.go("cves", self.image, code=e2e.BAD_USAGE)
            self.assertRegex(done.errors, rf"pratique\.yaml.*{line}", text)
        (self.folder / "pratique.yaml").unlink()
        self.go("cves", "--source-order", "a,a", self.image, code=e2e.BAD_USAGE)
        self.go("explain", "--rating-order", "Mavn=a", self.image, code=e2e.BAD_USAGE)

    def test_sorted_and_grouped(self):
        def findings(*words):
            return self.go("cves", "-q", "--format", "json", *words, self.image).json()

        points = [one["priority"]["points"] for one in findings("--sort", "priority")["findings"]]
        self.assertEqual(points, sorted(points, reverse=True))
        self.assertGreater(len(set(points)), 3)
        ids = [one["id"] for one in findings("--sort", "cve")["findings"]]
        self.assertEqual(ids, sorted(ids))
        everything = collections.Counter(one["id"] for one in findings()["findings"])
        for by in ("cve", "owner", "layer", "fix"):
            document = findings("--group-by", by)
            self.assertEqual(document["grouped_by"], by)
            grouped = {one["id"] for group in document["groups"] for one in group["findings"]}
            self.assertEqual(grouped, set(everything), by)
        text = self.go("cves", "-q", "--group-by", "fix", self.image).text
        self.assertRegex(text, r"Upgrade lodash 4\.17\.11 to \S+: closes \d+")
        self.assertRegex(self.go("cves", "-q", "--group-by", "fix", "--format", "markdown", self.image).text, "### By fix")
        self.assertIn(" of 100: ", self.go("cves", "-q", "--sort", "priority", self.image).text)
        self.go("cves", "--sort", "colour", self.image, code=e2e.BAD_USAGE)
        self.go("cves", "--group-by", "colour", self.image, code=e2e.BAD_USAGE)

    def test_what_cannot_be_honoured_is_refused_with_the_reason(self):
        for words, reason in (
            (["--org", "acme"], "organisations"),
        ):
            done = self.go("cves", *words, self.image, code=e2e.BAD_USAGE)
            self.assertIn(reason, done.errors, words)

    def test_documents_of_packages_have_their_vulnerabilities(self):
        for form in ("spdx", "sbom"):
            text = self.go("cves", "-q", "--format", form, self.image).text
            self.assertIn("CVE-2021-44228: CRITICAL, CVSS 10.0, fixed in 2.15.0", text, form)
            json.loads(text)

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


# Of ../shared: made images, and published roots of Alpine.
REAL = [e2e.IMAGES / f"{name}.tar" for name in ("java-app", "python-app", "go-app")]
ROOTS = sorted((e2e.SHARED / "images").glob("alpine-minirootfs-*"))


@e2e.needs(RECOMPUTE, "the program recompute")
class Recomputed(e2e.Case):
    """Every verdict on real images, computed again from the printed document by tests/recompute."""

    def recomputed(self, target, env=None):
        file = self.folder / "explained.json"
        self.run_program("explain", "-q", "--format", f"json={file}", target, env=env, code=e2e.OK, seconds=120)
        done = subprocess.run([RECOMPUTE, file], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, f"{target}: {done.stderr}")
        found = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", done.stdout)}
        cves = self.run_program("cves", "-q", "--format", "json", target, env=env, code=e2e.OK, seconds=120).json()
        open_ones = [one for p in json.loads(file.read_text())["packages"] for one in p["findings"] if one["state"] == "open"]
        self.assertEqual(len(open_ones), len(cves["findings"]), target)
        return found

    @unittest.skipUnless(any(image.exists() for image in REAL), "skipped: build/images/java-app.tar absent (make-images)")
    def test_made_images(self):
        counts = {image.name: self.recomputed(image) for image in REAL if image.exists()}
        self.assertGreater(sum(one["statements"] for one in counts.values()), 100, counts)
        self.assertGreater(sum(one["findings"] for one in counts.values()), 0, counts)

    def test_the_demo(self):
        made = demo.ADVISORIES
        database = self.folder / "advisories.db"
        self.run_program("db", "build", "--feeds", made, env={"PRATIQUE_DB": str(database)}, code=e2e.OK)
        image = e2e.demo_image(self.folder / "image")
        found = self.recomputed(image, {"PRATIQUE_DB": str(database)})
        self.assertGreaterEqual(found["statements"], 40)
        self.assertGreater(found["findings"], 20)

    @e2e.needs_shared
    def test_alpine_roots(self):
        counts = [self.recomputed(root) for root in ROOTS]
        self.assertGreater(sum(one["statements"] for one in counts), 50)

    def test_what_closes_a_finding_is_in_the_document(self):
        """A rejected CVE that is only repeated, one that a database has a record of its own of, an owner."""
        feeds = self.folder / "feeds"
        (feeds / "osv").mkdir(parents=True)
        cves = ("CVE-2099-0103", "CVE-2099-0104")
        records = [
            themes.below("DEBIAN-CVE-2099-0103", "Debian:12", "acmezip", "99", upstream=["CVE-2099-0103"]),
            themes.below("GHSA-rej0-0000-0001", "npm", "acme-zip", "99.0.0", aliases=["CVE-2099-0104"]),
        ]
        for one in records:
            (feeds / "osv" / f"{one['id']}.json").write_text(json.dumps(one))
        rejected = {"format": "NVD_CVE", "version": "2.0", "vulnerabilities": [themes.nvd(one, "Rejected") for one in cves]}
        (feeds / "nvdcve-2.0-2099.json").write_text(json.dumps(rejected))
        env = {"PRATIQUE_DB": str(self.folder / "made.db"), "PRATIQUE_CACHE_DIR": str(self.folder / "cache")}
        self.run_program("db", "build", "--feeds", feeds, env=env, code=e2e.OK)
        purls = ("pkg:deb/debian/acmezip@1.0-1?distro=debian-12", "pkg:npm/acme-zip@1.0.0")
        components = [{"type": "library", "name": "x", "version": "1", "purl": one} for one in purls]
        bom = self.folder / "bom.json"
        bom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}))
        found = self.recomputed(bom, env)
        self.assertEqual((found["findings"], found["closed"]), (2, 1))
        # A document that lacks what closes the finding is told.
        explained = self.folder / "explained.json"
        text = explained.read_text()
        for a, b in (('"rejected":true', '"rejectedx":true'), (', which was rejected"', ', which is wrong"')):
            plain = json.dumps(json.loads(text), separators=(",", ":"))
            self.assertIn(a, plain)
            explained.write_text(plain.replace(a, b))
            self.assertEqual(subprocess.run([RECOMPUTE, explained], capture_output=True, check=False).returncode, 1, a)


if __name__ == "__main__":
    e2e.main()
