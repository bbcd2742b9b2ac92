#!/usr/bin/env python3
"""What changed from one image to another: packages, vulnerabilities and why, configuration, layers; by registry, archive and
SBOM, in every form, with every flag; and two databases on one image."""

import json
import shutil
import tempfile
from pathlib import Path

import attested
import e2e
import images
import schema
from attested import statement, VEX
from judging_cases import FILLERS, below
from vex import openvex, said


class Compare(e2e.Case):
    @classmethod
    def setUpClass(cls):
        cls.feeds = Path(tempfile.mkdtemp(prefix="pratique-compare-"))
        cls.addClassCleanup(shutil.rmtree, cls.feeds, ignore_errors=True)
        fillers = [below(f"X-{number}", "npm", f"filler-{number}", "1.0.0") for number in range(FILLERS)]
        fillers += [below(f"Y-{number}", "Debian:12", f"filler-{number}", "1.0.0") for number in range(FILLERS)]
        old = [below("CVE-2026-1001", "npm", "left-pad", "1.3.0"), below("CVE-2026-1002", "npm", "tool", "9.0.0")]
        new = old + [below("CVE-2026-1003", "npm", "right-pad", "5.0.0"), below("CVE-2026-2000", "Debian:12", "openssl", "3.0.9-1")]
        cls.databases = {}
        for name, records in (("old", old), ("new", new)):
            folder = cls.feeds / name / "osv"
            folder.mkdir(parents=True)
            for record in fillers + records:
                (folder / f"{record['id']}.json").write_text(json.dumps(record))
            cls.databases[name] = cls.feeds / f"{name}.db"
            done = e2e.run("db", "build", "--feeds", folder.parent, "-o", cls.databases[name])
            assert done.code == e2e.OK, done

    BASE = {"User": "", "Env": ["PATH=/bin", "MODE=old"], "Labels": {"tier": "web", "owner": "a"}, "Cmd": ["run"]}

    def image(self, name, *packages, config=None, statements=lambda digest: []):
        layout = attested.Layout(self.folder / name)
        layers = [images.tar(("etc/base", b"x")), images.tar(*(images.npm(*one) for one in packages))]
        layout.built(layers, statements, config=self.BASE if config is None else config)
        layout.write()
        return name

    def compare(self, *words, database="new", code=e2e.OK, **how):
        env = {"PRATIQUE_DB": str(self.databases[database])}
        done = self.run_program("compare", "--format", "json", *words, env=env, code=code, **how)
        return done.json(), done

    def scene(self):
        self.image("one", ("left-pad", "1.0.0"), ("tool", "1.0.0"), ("same", "1.0.0"))
        changed = {"User": "1000", "Env": ["PATH=/bin", "MODE=new"], "Labels": {"tier": "web", "version": "2"}, "Cmd": ["run"]}
        self.image("two", ("left-pad", "1.3.0"), ("right-pad", "1.0.0"), ("same", "1.0.0"), config=changed)

    def test_policies_on_both_sides(self):
        self.scene()
        only = ("--only-policy", "default-non-root-user")
        document, _ = self.compare("--to", "one", "two")
        moves = {one["name"]: one for one in document["policies"]}
        self.assertEqual(moves["default-non-root-user"]["change"], "better")
        self.assertEqual((moves["default-non-root-user"]["before"]["state"], moves["default-non-root-user"]["after"]["state"]), ("fail", "pass"))
        self.assertIn("grade", document["analyzed"]["score"])
        self.compare("--to", "one", "two", "-x", "policy", *only)
        _, done = self.compare("--to", "two", "one", "-x", "policy", *only, code=e2e.GATE_FAILED)
        self.assertIn("Policies are worse than before: default-non-root-user", done.errors)
        hidden, _ = self.compare("--to", "one", "two", "--hide-policies")
        self.assertNotIn("policies", hidden)
        self.run_program("compare", "--to", "one", "two", "--hide-policies", "-x", "policy", code=e2e.BAD_USAGE)

    def test_what_no_policy_can_tell_is_no_pass(self):
        """The same package in more places, and a policy that one side has no data for."""
        rego = self.folder / "base.rego"
        rego.write_text(
            "# METADATA\n# title: Made by an image with a label\n# custom: {name: labelled, result_type: boolean}\npackage docker.scout\nimport rego.v1\ndefault pass := false\n"
            'pass if input.source.image.config.config.Labels.owner\nviolation contains {"message": "no owner", "detail": {}} if not pass\n'
        )
        self.scene()
        document, _ = self.compare("--policy-file", rego, "--to", "two", "one")
        self.assertEqual([(one["name"], one["change"]) for one in document["policies"]], [("labelled", "better")])
        self.compare("--policy-file", rego, "--to", "one", "two", "-x", "policy", code=e2e.GATE_FAILED)

    def test_packages_and_vulnerabilities_with_why(self):
        self.scene()
        document, _ = self.compare("--to", "one", "two")
        told = {one["name"]: one for one in document["packages"]}
        self.assertEqual({name: one["change"] for name, one in told.items()}, {"left-pad": "changed", "right-pad": "added", "tool": "removed"})
        self.assertEqual((told["left-pad"]["before"], told["left-pad"]["after"], told["left-pad"]["moved"]), (["1.0.0"], ["1.3.0"], "up"))
        self.assertEqual([(one["id"], one["cause"], one["why"]) for one in told["left-pad"]["lost"]], [("CVE-2026-1001", "package", "upgraded")])
        self.assertEqual([one["id"] for one in document["gained"]], ["CVE-2026-1003"])
        self.assertEqual([one["id"] for one in document["lost"]], ["CVE-2026-1001", "CVE-2026-1002"])
        counts = [document[f"packages_{what}"] for what in ("added", "removed", "changed", "unchanged")]
        self.assertEqual(counts, [1, 1, 1, 1])

    def test_the_other_way_round_is_the_opposite(self):
        self.scene()
        there, _ = self.compare("--to", "one", "two")
        back, _ = self.compare("--to", "two", "one")
        self.assertEqual([one["id"] for one in there["gained"]], [one["id"] for one in back["lost"]])
        self.assertEqual([one["id"] for one in there["lost"]], [one["id"] for one in back["gained"]])
        self.assertEqual((there["analyzed"], there["comparison"]), (back["comparison"], back["analyzed"]))

    def test_an_image_is_no_other_than_itself(self):
        self.scene()
        document, _ = self.compare("-x", "vulnerability,package", "--ignore-partial", "--to", "one", "one")
        for empty in ("packages", "gained", "lost", "labels", "config"):
            self.assertEqual(document[empty], [])

    def test_labels_configuration_and_layers(self):
        self.scene()
        document, _ = self.compare("--to", "one", "two")
        fields = lambda what: [(one["change"], one["name"], one.get("before"), one.get("after")) for one in document[what]]
        self.assertEqual(fields("labels"), [("removed", "owner", "a", None), ("added", "version", None, "2")])
        self.assertEqual(fields("config"), [("changed", "env MODE", "old", "new"), ("added", "user", None, "1000")])
        self.assertEqual([one["change"] for one in document["layers"]], ["unchanged", "added", "removed"])

    def test_the_gate(self):
        self.scene()
        for words, code in (
            (("-x", "vulnerability", "--to", "one", "two"), e2e.GATE_FAILED),
            (("-x", "vulnerability", "--only-severity", "critical", "--ignore-unrated", "--to", "one", "two"), e2e.OK),
            (("-x", "package", "--to", "one", "two"), e2e.GATE_FAILED),
            (("-x", "vulnerability", "--to", "two", "one"), e2e.GATE_FAILED),  # it gained two old ones
            (("-x", "vulnerability", "--only-package", "left-pad", "--to", "one", "two"), e2e.OK),
            (("-x", "package", "--to", "one", "one"), e2e.OK),
        ):
            with self.subTest(words):
                self.compare("--ignore-partial", *words, code=code)

    def test_a_gate_that_cannot_see_is_blind(self):
        self.image("one")
        layout = attested.Layout(self.folder / "gems")
        layout.built([images.tar(("usr/lib/ruby/gems/3.1.0/specifications/x-1.0.gemspec", b'Gem::Specification.new do |s|\n s.name = "x".freeze\n s.version = "1.0"\nend\n'))], lambda digest: [])
        layout.write()
        self.compare("-x", "vulnerability", "--to", "one", "gems", code=e2e.INCOMPLETE)

    def test_two_databases_show_what_the_world_learnt(self):
        self.image("app", ("right-pad", "1.0.0"))
        document, _ = self.compare("--to-db", self.databases["old"], "app")
        [package] = document["packages"]
        self.assertEqual(package["change"], "unchanged")
        self.assertEqual([(one["id"], one["cause"]) for one in package["gained"]], [("CVE-2026-1003", "advisory-data")])
        self.assertNotEqual(document["analyzed"]["database"], document["comparison"]["database"])
        document, _ = self.compare("--db", self.databases["old"], "--to-db", self.databases["new"], "app")
        self.assertEqual([one["id"] for one in document["lost"]], ["CVE-2026-1003"])
        document, _ = self.compare("--ignore-unchanged", "--to-db", self.databases["old"], "app")
        self.assertEqual(document["packages"], [])
        self.assertEqual([one["id"] for one in document["gained"]], ["CVE-2026-1003"])

    def test_a_statement_of_one_side_alone(self):
        """It is attached to the later image: what it closes is lost, by VEX."""
        self.image("one", ("left-pad", "1.0.0"))
        vouched = lambda digest: [statement(VEX, openvex(said()), digest)]
        self.image("two", ("left-pad", "1.0.0"), statements=vouched)
        document, _ = self.compare("--vex-author", "team@example.com", "--to", "one", "two")
        [package] = document["packages"]
        self.assertEqual([(one["id"], one["cause"]) for one in package["lost"]], [("CVE-2026-1001", "vex")])
        self.assertIn("vulnerable_code_not_present", package["lost"][0]["why"])

    def test_an_sbom_is_as_good_as_its_image(self):
        self.scene()
        self.run_program("sbom", "--format", "json=one.json", "--format", "cyclonedx=one.cdx.json", "one", code=e2e.OK)
        by_image, _ = self.compare("--to", "one", "two")
        for document in ("one.json", "one.cdx.json"):
            by_document, _ = self.compare("--to", f"sbom://{document}", "two")
            for member in ("packages", "gained", "lost", "labels", "config", "layers"):
                self.assertEqual(by_document[member], by_image[member], (document, member))

    def test_every_form(self):
        self.scene()
        env = {"PRATIQUE_DB": str(self.databases["new"])}
        words = [word for form in ("text", "markdown", "json", "html") for word in ("--format", f"{form}=out.{form}")]
        self.run_program("diff", *words, "--to", "one", "two", env=env, code=e2e.OK)
        for form in ("text", "markdown", "html"):
            text = (self.folder / f"out.{form}").read_text()
            for word in ("left-pad", "1.0.0 → 1.3.0", "CVE-2026-1003", "the package is new", "MODE", "owner"):
                self.assertIn(word, text, form)
            self.assert_safe(text, form)
        if schema.HAS_VALIDATOR:
            schema.validate(self, e2e.ROOT / "docs/api/compare.schema.json", [self.folder / "out.json"])

    def test_the_same_bytes_twice(self):
        self.scene()
        self.assertEqual(self.compare("--to", "one", "two")[1].out, self.compare("--to", "one", "two")[1].out)

    def test_wrong_words(self):
        self.scene()
        for words, code, told in (
            (("one",), e2e.BAD_USAGE, "--to IMAGE"),
            (("--to", "one", "--to-latest", "two"), e2e.BAD_USAGE, "exclude"),
            (("--to", "missing", "two"), e2e.FAILED, "missing"),
            (("--to", "one", "missing"), e2e.FAILED, "missing"),
            (("--to-db", "missing.db", "two"), e2e.FAILED, "missing.db"),
            (("-x", "vulnerabilities", "--to", "one", "two"), e2e.BAD_USAGE, "vulnerability"),
            (("--ignore-base", "--to", "one", "two"), e2e.BAD_USAGE, "base"),
        ):
            with self.subTest(words):
                done = self.run_program("compare", *words, env={"PRATIQUE_DB": str(self.databases["new"])}, code=code)
                self.assertIn(told, done.errors)
                self.assertEqual(done.out, b"")

    def test_hostile_names_are_harmless(self):
        self.image("one", ("left-pad", "1.0.0"))
        evil = {"Labels": {"x\x1b[31m": "<script>alert(1)</script>|\n# h"}, "Env": ["A\u202e=\x07"]}
        self.image("two", ("\x1b]0;x\x07", "<img src=x>"), config=evil)
        env = {"PRATIQUE_DB": str(self.databases["new"])}
        for form in ("text", "markdown", "html"):
            done = self.run_program("compare", "--format", form, "--to", "one", "two", env=env, code=e2e.OK)
            self.assert_safe(done.text, form)
            if form == "html":
                self.assertNotIn("<script>alert", done.text)
                self.assertNotIn("<img", done.text)


if __name__ == "__main__":
    e2e.main()
