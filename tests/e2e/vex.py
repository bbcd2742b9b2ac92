#!/usr/bin/env python3
"""VEX statements and exceptions: what closes a finding, what does not, and that either is said with its reason."""

import json
import shutil
import tempfile
from pathlib import Path

import attested
import e2e
import images
import schema
from attested import VEX, statement
from judging_cases import FILLERS, below

PURL = "pkg:npm/left-pad@1.0.0"


def openvex(*statements, author="team@example.com", timestamp="2026-01-01T00:00:00Z"):
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.com/vex",
        "author": author,
        "timestamp": timestamp,
        "version": 1,
        "statements": list(statements),
    }


def said(product="pkg:npm/left-pad", status="not_affected", vulnerability="CVE-2026-1001", **more):
    products = [{"@id": product}] if isinstance(product, str) else product
    one = {"vulnerability": {"name": vulnerability}, "products": products, "status": status} | more
    if status == "not_affected" and "justification" not in more:
        one["justification"] = "vulnerable_code_not_present"
    return {key: value for key, value in one.items() if value is not None}


class Scene(e2e.Case):
    """An image with one package that one advisory is about."""

    @classmethod
    def setUpClass(cls):
        cls.feeds = Path(tempfile.mkdtemp(prefix="pratique-vex-"))
        cls.addClassCleanup(shutil.rmtree, cls.feeds, ignore_errors=True)
        (cls.feeds / "osv").mkdir()
        records = [below("CVE-2026-1001", "npm", "left-pad", "1.3.0") | {"aliases": ["GHSA-aaaa-bbbb-cccc"]}]
        records += [below(f"X-{number}", "npm", f"filler-{number}", "1.0.0") for number in range(FILLERS)]
        for record in records:
            (cls.feeds / "osv" / f"{record['id']}.json").write_text(json.dumps(record))
        cls.database = cls.feeds / "cases.db"
        done = e2e.run("db", "build", "--feeds", cls.feeds, "-o", cls.database)
        assert done.code == e2e.OK, done

    def setUp(self):
        super().setUp()
        self.layout = attested.Layout(self.folder / "image")
        self.image = self.layout.built([images.tar(images.npm("left-pad", "1.0.0"))], lambda digest: [])
        self.layout.write()

    def write(self, name, document):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    def go(self, *words, code=None, **how):
        return self.run_program(*words, env={"PRATIQUE_DB": str(self.database)}, code=code, **how)

    def cves(self, *words, target="image", code=e2e.OK):
        done = self.go("cves", "--format", "json", "--show-suppressed", *words, target, code=code)
        return done.json(), done

    def state(self, *words, **how):
        """The state of the one finding, what was said of it, and the run."""
        document, done = self.cves(*words, **how)
        found = document["findings"] + document["closed"]
        self.assertEqual(len(found), 1, done)
        return found[0]["state"], found[0].get("opinions", []), done


class Vex(Scene):
    def test_a_statement_closes_a_finding_and_the_gate(self):
        self.go("cves", "-e", "image", code=e2e.GATE_FAILED)
        file = self.write("v.json", openvex(said()))
        state, opinions, done = self.state("--vex-location", file)
        self.assertEqual(state, "not-affected", done)
        self.assertEqual(opinions[0]["justification"], "vulnerable_code_not_present")
        self.assertEqual(opinions[0]["verification"], "unsigned")
        self.assertTrue(opinions[0]["decides"])
        self.assertIn("by pkg:npm/left-pad", opinions[0]["why"])
        # The gate sees nothing any more; that the data are not all there are is another matter.
        self.go("cves", "-e", "--vex-location", file, "image", code=e2e.INCOMPLETE)
        shown = self.go("cves", "--show-suppressed", "--vex-location", file, "image").text
        self.assertIn("not affected", shown)
        self.assertIn("(unsigned)", shown)

    def test_the_same_in_sarif_and_cyclonedx(self):
        file = self.write("v.json", openvex(said()))
        words = ("cves", "--show-suppressed", "--vex-location", file, "image", "--format")
        (result,) = self.go(*words, "sarif").json()["runs"][0]["results"]
        self.assertIn("team@example.com", result["suppressions"][0]["justification"])
        (one,) = self.go(*words, "cyclonedx-vex").json()["vulnerabilities"]
        self.assertEqual(one["analysis"]["state"], "not_affected")
        self.assertEqual(one["analysis"]["justification"], "code_not_present")
        self.assertEqual(self.go("cves", "--vex-location", file, "image", "--format", "cyclonedx-vex").json()["vulnerabilities"], [])

    def test_what_closes_nothing_is_said_with_its_reason(self):
        cases = {
            "affected": openvex(said(status="affected", action_statement="update")),
            "under_investigation": openvex(said(status="under_investigation")),
            "fixed": openvex(said(status="fixed")),
        }
        for status, document in cases.items():
            state, opinions, done = self.state("--vex-location", self.write("v.json", document))
            self.assertEqual(state, "open", done)
            self.assertEqual(opinions[0]["status"], status)
        self.assertIn("in which version", opinions[0]["why"])
        file = self.write("v.json", openvex(said(justification=None)))
        state, opinions, done = self.state("--vex-location", file)
        self.assertEqual((state, opinions), ("open", []))
        self.assertIn("1 VEX statement refused: ", done.errors)
        self.assertIn("without a justification or an impact statement", done.errors)

    def test_the_newest_of_several_documents_decides(self):
        self.write("vex/a.json", openvex(said(), timestamp="2026-02-01T00:00:00Z"))
        self.write("vex/b.json", openvex(said(status="under_investigation"), timestamp="2026-03-01T00:00:00Z"))
        self.write("vex/README.json", {"nothing": "of VEX"})
        self.write("vex/.git/c.json", openvex(said(), timestamp="2026-04-01T00:00:00Z"))
        state, opinions, done = self.state("--vex-location", "vex")
        self.assertEqual(state, "open", done)
        self.assertEqual([one["status"] for one in opinions], ["under_investigation", "not_affected"])

    def test_vex_hubs_index_names_the_documents(self):
        self.write("hub/vex-repository.json", {"name": "hub"})
        self.write("hub/index.json", {"packages": [{"id": "pkg:npm/left-pad", "location": "pkg/v.json"}, {"id": "x", "location": "../out.json"}]})
        self.write("hub/pkg/v.json", openvex(said()))
        self.write("out.json", openvex(said(status="affected"), timestamp="2027-01-01T00:00:00Z"))
        state, opinions, done = self.state("--vex-location", "hub")
        self.assertEqual((state, len(opinions)), ("not-affected", 1), done)

    def test_aliases_digests_and_components(self):
        digest = self.image["digest"]
        for document in (
            openvex(said(vulnerability="GHSA-aaaa-bbbb-cccc")),
            openvex(said(product=f"pkg:oci/app@{digest}")),
            openvex(said(product=[{"@id": digest, "subcomponents": [{"@id": "pkg:npm/left-pad"}]}])),
            openvex(said(product=[{"@id": "x", "hashes": {"sha-256": digest[7:]}}])),
        ):
            state, _, done = self.state("--vex-location", self.write("v.json", document))
            self.assertEqual(state, "not-affected", (document, done))
        for document in (
            openvex(said(product=[{"@id": digest, "subcomponents": [{"@id": "pkg:npm/other"}]}])),
            openvex(said(product="pkg:npm/left-pad@2.0.0")),
            openvex(said(vulnerability="CVE-2026-2")),
        ):
            state, opinions, done = self.state("--vex-location", self.write("v.json", document))
            self.assertEqual((state, opinions), ("open", []), (document, done))

    def test_csaf_and_cyclonedx(self):
        bom = {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "vulnerabilities": [
                {
                    "id": "CVE-2026-1001",
                    "analysis": {"state": "not_affected", "justification": "code_not_reachable"},
                    "affects": [{"ref": PURL}],
                }
            ],
        }
        csaf = {
            "document": {
                "csaf_version": "2.0",
                "category": "csaf_vex",
                "publisher": {"name": "P"},
                "tracking": {"id": "T", "version": "1", "current_release_date": "2026-01-01T00:00:00Z"},
            },
            "product_tree": {
                "full_product_names": [
                    {"product_id": "p", "name": "n", "product_identification_helper": {"purl": "pkg:npm/left-pad"}}
                ]
            },
            "vulnerabilities": [
                {
                    "cve": "CVE-2026-1001",
                    "notes": [{}],
                    "product_status": {"known_not_affected": ["p"]},
                    "flags": [{"label": "component_not_present", "product_ids": ["p"]}],
                }
            ],
        }
        for document in (bom, csaf):
            state, _, done = self.state("--vex-location", self.write("v.json", document))
            self.assertEqual(state, "not-affected", done)

    def test_authors_are_patterns(self):
        file = self.write("v.json", openvex(said()))
        self.assertEqual(self.state("--vex-location", file, "--vex-author", "@example\\.com$")[0], "not-affected")
        state, opinions, done = self.state("--vex-location", file, "--vex-author", "@docker.com")
        self.assertEqual(state, "open", done)
        self.assertIn("none of --vex-author", opinions[0]["why"])
        self.go("cves", "--vex-author", "(", "image", code=e2e.BAD_USAGE)

    def test_what_comes_with_the_image_is_shown_and_counts_where_its_author_is_asked_for(self):
        layout = attested.Layout(self.folder / "with")
        layout.built(
            [images.tar(images.npm("left-pad", "1.0.0"))],
            lambda digest: [statement(VEX, openvex(said(product=None)), digest)],
        )
        layout.write()
        self.assertEqual(self.state(target="with")[0], "open")
        state, opinions, done = self.state("--vex-author", "team@", target="with")
        self.assertEqual(state, "not-affected", done)
        self.assertIn("attestation sha256:", opinions[0]["document"])
        got = self.go("vex", "get", "with", code=e2e.OK).json()
        self.assertEqual(got["statements"][0]["vulnerability"]["name"], "CVE-2026-1001")
        self.go("vex", "get", "image", code=e2e.FAILED)

    def test_documents_in_the_image(self):
        inside = ("app/a.vex.json", json.dumps(openvex(said()), indent=2).encode())
        layout = attested.Layout(self.folder / "inside")
        layout.built([images.tar(images.npm("left-pad", "1.0.0"), inside)], lambda digest: [])
        layout.write()
        state, opinions, done = self.state(target="inside")
        self.assertEqual(state, "open", done)
        self.assertEqual(opinions[0]["document"], "/app/a.vex.json")
        self.assertIn("it came with the image", opinions[0]["why"])
        self.assertEqual(self.state("--vex-author", "team@", target="inside")[0], "not-affected")
        self.write("sbom.json", self.go("sbom", "--format", "json", "inside", code=e2e.OK).text)
        self.assertEqual(self.state("--vex-author", "team@", target="sbom://sbom.json")[0], "not-affected")

    def test_places_that_hold_no_vex_are_errors(self):
        self.write("empty/x.txt", "")
        self.write("x.json", "{}")
        self.write("bad.json", "{")
        for place in ("empty", "x.json", "bad.json", "nowhere"):
            self.go("cves", "--vex-location", place, "image", code=e2e.FAILED)

    def test_exceptions_hold_until_their_day(self):
        self.write(
            "pratique.yaml",
            "exceptions:\n  - id: CVE-2026-1001\n    purl: pkg:npm/*\n    type: accepted-risk\n"
            "    justification: not used\n    owner: me\n    approver: you\n    expiry: 2026-12-31\n",
        )
        state, opinions, done = self.state("--now", "2026-12-31")
        self.assertEqual(state, "suppressed", done)
        self.assertEqual(opinions[0]["owner"], "me")
        self.assertEqual(opinions[0]["place"], "line 2")
        self.go("cves", "-e", "--now", "2026-12-31", "image", code=e2e.INCOMPLETE)
        state, opinions, done = self.state("--now", "2027-01-01")
        self.assertEqual(state, "open", done)
        self.assertIn("expired on 2026-12-31, and 1 finding is open again", done.errors)
        self.go("cves", "-e", "--now", "2027-01-01", "image", code=e2e.GATE_FAILED)
        self.go("exceptions", "check", "--now", "2026-12-31", code=e2e.OK)
        self.assertIn("expired", self.go("exceptions", "check", "--now", "2027-01-01", code=e2e.GATE_FAILED).text)
        self.assertIn("accepted-risk", self.go("exceptions", "list", code=e2e.OK).text)

    def test_exceptions_that_match_nothing_or_are_wrong_are_told(self):
        entry = "  - id: CVE-1999-1\n    type: false-positive\n    justification: x\n"
        self.write("pratique.yaml", "exceptions:\n" + entry)
        self.assertIn("pratique.yaml:2: the exception for CVE-1999-1 matches nothing", self.state()[2].errors)
        # So explain, whichever package it is asked about, and nothing of one that fits another package.
        for words in ((), ("CVE-2026-1001",), ("--only-package", "no-such-package")):
            self.assertIn("the exception for CVE-1999-1 matches nothing", self.go("explain", "image", *words, code=e2e.OK).errors)
        used = "  - id: CVE-2026-1001\n    type: false-positive\n    justification: x\n    expiry: 2026-12-31\n"
        self.write("pratique.yaml", "exceptions:\n" + used)
        asked = ("explain", "image", "--only-package", "no-such-package", "--now")
        self.assertNotIn("exception for", self.go(*asked, "2026-12-31", code=e2e.OK).errors)
        over = self.go(*asked, "2027-01-01", code=e2e.OK).errors
        self.assertIn("the exception for CVE-2026-1001 expired on 2026-12-31, and 1 finding is open again", over)
        self.write("pratique.yaml", "exceptions:\n" + entry + "    expires: 2026-01-01\n")
        wrong = self.go("cves", "image", code=e2e.BAD_USAGE).errors
        self.assertIn("pratique.yaml: line 5: ", wrong)
        self.assertIn("expir", wrong)
        self.write("pratique.yaml", "execptions:\n" + entry)
        self.assertIn("did you mean exceptions?", self.go("cves", "image", code=e2e.BAD_USAGE).errors)

    def test_added_exceptions_leave_the_file_as_it_was(self):
        text = "# mine\nexceptions:\n# old\n- id: CVE-1999-1 # x\n  type: false-positive\n  justification: y\n\n# feeds\nfeeds: {}\n"
        self.write("pratique.yaml", text)
        words = ("exceptions", "add", "--id", "CVE-2026-1001", "--type", "accepted-risk", "--justification", "a: b # c")
        self.go(*words, "--expiry", "2026-12-31", code=e2e.OK)
        after = (self.folder / "pratique.yaml").read_text()
        added = '- id: CVE-2026-1001\n  type: accepted-risk\n  justification: "a: b # c"\n  expiry: 2026-12-31\n'
        self.assertEqual(after, text.replace("  justification: y\n", "  justification: y\n" + added))
        self.assertEqual(self.state("--now", "2026-11-30")[0], "suppressed")
        self.go(*words, "--expiry", "soon", code=e2e.BAD_USAGE)
        self.assertEqual((self.folder / "pratique.yaml").read_text(), after)

    def test_other_scanners_files_are_read_where_they_lie(self):
        files = {
            ".trivyignore": "CVE-2026-1001 exp:2030-01-01\n",
            ".trivyignore.yaml": "vulnerabilities:\n  - id: CVE-2026-1001\n    purls: [pkg:npm/left-pad]\n",
            ".grype.yaml": "ignore:\n  - vulnerability: CVE-2026-1001\n    package: {name: left-pad, type: npm}\n",
            "osv-scanner.toml": '[[IgnoredVulns]]\nid = "CVE-2026-1001"\nignoreUntil = 2030-01-01\nreason = "x"\n',
        }
        for name, text in files.items():
            path = self.write(name, text)
            state, opinions, done = self.state()
            self.assertEqual(state, "suppressed", (name, done))
            self.assertEqual(opinions[0]["document"], name)
            self.assertIn(f"1 exception of {name}", done.errors)
            self.assertEqual(self.state("--no-ignore-files")[0], "open")
            path.rename(self.folder / f"other{path.suffix or '.ignore'}")
            self.assertEqual(self.state("--ignore-file", f"other{path.suffix or '.ignore'}")[0], "suppressed", name)

    def test_the_flags_of_closed_findings(self):
        file = self.write("v.json", openvex(said()))
        self.assertEqual(self.cves("--vex-location", file, "--only-vex-affected")[0]["closed"], [])
        self.go("cves", "--ignore-suppressed", "--show-suppressed", "image", code=e2e.BAD_USAGE)
        self.go("cves", "--ignore-suppressed", "--vex-location", file, "image", code=e2e.OK)

    def test_documents_are_made_merged_compared_and_looked_through(self):
        add = ("vex", "add", "--file", "v.json", "--id", "CVE-2026-1001", "--product", "pkg:npm/left-pad", "--author", "me")
        env = {"SOURCE_DATE_EPOCH": "1767225600"}
        self.run_program(*add, "--status", "not_affected", code=e2e.BAD_USAGE, env=env)
        self.run_program(*add, "--status", "not_affected", "--justification", "component_not_presant", code=e2e.BAD_USAGE, env=env)
        self.run_program(*add, "--status", "not_affected", "--impact", "dead code", code=e2e.OK, env=env)
        first = json.loads((self.folder / "v.json").read_text())
        self.assertEqual(first["statements"][0]["timestamp"], "2026-01-01T00:00:00Z")
        self.assertEqual(self.state("--vex-location", "v.json")[0], "not-affected")
        self.go("vex", "lint", "v.json", code=e2e.OK)
        shutil.copy(self.folder / "v.json", self.folder / "old.json")
        env = {"SOURCE_DATE_EPOCH": "1767312000"}
        self.run_program(*add, "--status", "affected", "--action", "update", code=e2e.OK, env=env)
        second = json.loads((self.folder / "v.json").read_text())
        self.assertEqual((second["version"], second["@id"]), (2, first["@id"]))
        self.assertEqual(self.state("--vex-location", "v.json")[0], "open")
        said_so = self.go("vex", "diff", "old.json", "v.json", code=e2e.OK).text
        self.assertEqual(said_so, "~ CVE-2026-1001 in pkg:npm/left-pad: not_affected (dead code) → affected\n")
        merged = self.go("vex", "merge", "old.json", "v.json", code=e2e.OK).json()
        self.assertEqual([one["status"] for one in merged["statements"]], ["not_affected", "affected"])
        self.write("bad.json", openvex(said(justification=None), author=""))
        lint = self.go("vex", "lint", "bad.json", code=e2e.GATE_FAILED).text
        self.assertIn("bad.json: no author\n", lint)
        self.assertIn("bad.json: statement 1: refused: not_affected without", lint)

    def test_lint_of_a_folder_tells_what_cannot_be_read(self):
        text = json.dumps(openvex(said()))
        self.write("docs/good.json", text)
        self.write("docs/other.json", "{}")
        self.go("vex", "lint", "docs", code=e2e.OK)
        self.write("docs/cut.json", text[:-20])
        lint = self.go("vex", "lint", "docs", code=e2e.GATE_FAILED).text
        self.assertRegex(lint, r"^docs/cut\.json: JSON: .*\n$")
        (self.folder / "docs/good.json").unlink()
        self.assertEqual(self.go("vex", "lint", "docs", code=e2e.GATE_FAILED).text.splitlines()[1:], ["docs: no VEX document"])

    def test_what_cannot_be_read_among_others_is_never_passed_over(self):
        text = json.dumps(openvex(said()))
        refused = json.dumps(openvex(said(justification=None), said(status="fixed")))
        self.write("docs/a.json", text)
        self.write("docs/cut.json", text[:-20])
        self.write("docs/sub/cut.json", text[:-30])
        self.write("half/a.json", refused)
        self.write("good.json", text)
        # What is written is the rest, and each place is told.
        for words, places in (
            (("merge", "docs"), ["docs/cut.json", "docs/sub/cut.json"]),
            (("merge", "good.json", "docs"), ["docs/cut.json", "docs/sub/cut.json"]),
            (("diff", "good.json", "docs"), ["docs/cut.json", "docs/sub/cut.json"]),
            (("diff", "docs", "good.json"), ["docs/cut.json", "docs/sub/cut.json"]),
            (("merge", "half"), ["half/a.json: 1 statement refused, and left out: statement 1: not_affected without"]),
            (("diff", "good.json", "half"), ["half/a.json: 1 statement refused"]),
        ):
            done = self.go("vex", *words, code=e2e.INCOMPLETE)
            flat = " ".join(done.errors.split())
            for place in places:
                self.assertIn(place, flat, words)
            if words[0] == "merge":
                self.assertTrue(done.json()["statements"], words)
        self.go("vex", "merge", "-o", "out.json", "docs", code=e2e.INCOMPLETE)
        self.assertEqual(len(json.loads((self.folder / "out.json").read_text())["statements"]), 1)
        # What was named itself is an error, and nothing is written.
        for words in (("merge", "good.json", "docs/cut.json"), ("diff", "good.json", "docs/cut.json"), ("merge", "good.json", "none.json")):
            done = self.go("vex", *words, code=e2e.FAILED)
            self.assertIn(words[2], done.errors)
            self.assertEqual(done.text, "", words)
        done = self.go("vex", "lint", "none.json", "docs/cut.json", "half", code=e2e.FAILED)
        self.assertIn("docs/cut.json: JSON: ", done.text)
        self.assertIn("half/a.json: statement 1: refused", done.text)
        self.assertIn("none.json", done.errors)

    def test_a_document_that_cannot_be_read_is_a_note_of_the_report(self):
        text = json.dumps(openvex(said()))
        self.write("docs/a.json", text)
        self.write("docs/cut.json", text[:-20])
        found = self.go("cves", "--vex-location", "docs", "--format", "json", "image", code=e2e.OK).json()
        (note,) = [one for one in found["notes"] if one["code"] == "vex-unread"]
        self.assertEqual((note["file"], note["incomplete"]), ("docs/cut.json", True))
        for command in ("cves", "quickview", "explain"):
            self.go(command, "--vex-location", "docs", "image", code=e2e.OK)
            self.go(command, "--vex-location", "docs", "--strict", "image", code=e2e.INCOMPLETE)
        (self.folder / "docs/cut.json").unlink()
        found = self.go("cves", "--vex-location", "docs", "--format", "json", "image", code=e2e.OK).json()
        self.assertEqual([one["code"] for one in found["notes"] if one["code"] == "vex-unread"], [])

    def test_lint_tells_words_that_openvex_does_not_have(self):
        self.write("v.json", openvex(said(status="fixed", justification="nope"), said(status="affected", action_statement="x", justification="component_not_present")))
        lint = self.go("vex", "lint", "v.json", code=e2e.GATE_FAILED).text
        self.assertEqual(lint, 'v.json: statement 1: no justification of OpenVEX: "nope"\nv.json: statement 2: a justification, though it does not say not_affected\n')


EXCEPTION = (
    "exceptions:\n  - id: CVE-2026-1001\n    purl: pkg:npm/*\n    type: accepted-risk\n    justification: not used\n"
    "    owner: me\n    approver: you\n    expiry: 2026-12-31\n"
)


class SameEverywhere(Scene):
    """cves, quickview and explain have heard the same."""

    def explained(self, *words, target="image"):
        done = self.go("explain", "--format", "json", *words, target, "CVE-2026-1001", code=e2e.OK)
        document = done.json()
        self.documents.append(self.write(f"explain-{len(self.documents)}.json", document))
        (package,) = document["packages"]
        (finding,) = package["findings"]
        (answer,) = package["answers"]
        return finding, answer, document

    def view(self, *words, target="image"):
        document = self.go("quickview", "--format", "json", *words, target, code=e2e.OK).json()
        self.assertEqual(
            {name: document["vulnerabilities"][name] or 0 for name in ("critical", "high", "medium", "low", "unspecified")},
            {name: 0 for name in ("critical", "high", "medium", "low", "unspecified")} | ({} if self.closed else {"unspecified": 1}),
        )
        self.views.append(self.write(f"view-{len(self.views)}.json", document))
        return document

    def setUp(self):
        super().setUp()
        self.documents, self.views, self.closed = [], [], True

    def tearDown(self):
        if schema.HAS_VALIDATOR:
            for name, documents in (("explain", self.documents), ("quickview", self.views)):
                if documents:
                    schema.validate(self, e2e.ROOT / f"docs/api/{name}.schema.json", documents)
        super().tearDown()

    def agree(self, *words, target="image"):
        """What explain says is what cves says, and quickview counts it."""
        state, opinions, _ = self.state(*words, target=target)
        finding, answer, document = self.explained(*words, target=target)
        self.assertEqual((finding["state"], finding.get("opinions", [])), (state, opinions))
        self.closed = state != "open"
        view = self.view(*words, target=target)
        self.assertEqual((view["not_affected"], view["suppressed"]), (int(state == "not-affected"), int(state == "suppressed")))
        self.assertEqual((view["not_affected_by_vex"], view["suppressed_by_exception"]), (view["not_affected"], view["suppressed"]))
        return state, opinions, answer, document

    def test_vex(self):
        file = self.write("v.json", openvex(said(impact_statement="never called")))
        state, opinions, answer, document = self.agree("--vex-location", file)
        self.assertEqual((state, answer["answer"]), ("not-affected", "not-affected"))
        self.assertEqual(document["heard"], {"documents": 1, "statements": 1, "exceptions": 0})
        for word in ("team@example.com", "v.json", "vulnerable code not present"):
            self.assertIn(word, answer["words"])
        text = self.go("explain", "--vex-location", "v.json", "image", "CVE-2026-1001", code=e2e.OK).text
        said_of_it = text[text.index("Decision") :]
        for word in ("VEX      : not affected [vulnerable code not present] : team@example.com (unsigned)", "in     : v.json, statement 1",
                     "says   : never called", "because: the product is this package", "State    : not affected: VEX of team@example.com"):
            self.assertIn(word, " ".join(said_of_it.split("\n    ")), text)
        self.assertLess(said_of_it.index("Severity"), said_of_it.index("VEX  "))
        self.assertIn("1 vulnerability not counted: not affected or fixed, by VEX", self.go("quickview", "--vex-location", "v.json", "image").text)
        state, opinions, answer, _ = self.agree("--vex-location", file, "--vex-author", "@docker.com")
        self.assertEqual((state, answer["answer"]), ("open", "reported"))
        self.assertIn("none of --vex-author", self.go("explain", "--vex-location", file, "--vex-author", "@docker.com", "image", "CVE-2026-1001").text)

    def test_nothing_that_is_about_it(self):
        file = self.write("v.json", openvex(said(vulnerability="CVE-2026-5")))
        self.agree("--vex-location", file)
        text = self.go("explain", "--vex-location", file, "image", "CVE-2026-1001", code=e2e.OK).text
        self.assertIn("Opinions : none of 1 VEX statement is about it", text)
        self.agree()
        self.assertNotIn("Opinions", self.go("explain", "image", "CVE-2026-1001").text)

    def test_exceptions(self):
        self.write("pratique.yaml", EXCEPTION)
        state, opinions, answer, _ = self.agree("--now", "2026-12-31")
        self.assertEqual((state, answer["answer"]), ("suppressed", "suppressed"))
        self.assertIn("pratique.yaml, line 2, accepted-risk, until 2026-12-31", answer["words"])
        text = " ".join(self.go("explain", "--now", "2026-12-31", "image", "CVE-2026-1001", code=e2e.OK).text.split())
        for word in ("Exception: accepted-risk", "in : pratique.yaml, line 2", "says : not used", "owner : me, allowed by you", "until : 2026-12-31"):
            self.assertIn(word, text)
        view = self.go("quickview", "--now", "2026-12-31", "image")
        self.assertIn("1 vulnerability not counted: an exception suppresses it", view.text)
        self.assertNotIn("Detected", view.errors)
        state, _, answer, _ = self.agree("--now", "2027-01-01")
        self.assertEqual((state, answer["answer"]), ("open", "reported"))
        self.assertIn("expired on 2026-12-31, and 1 finding is open again", self.go("quickview", "--now", "2027-01-01", "image").errors)
        self.assertIn("expired on 2026-12-31", self.go("explain", "--now", "2027-01-01", "image", "CVE-2026-1001").text)

    def test_other_scanners_files(self):
        self.write(".trivyignore", "CVE-2026-1001\n")
        self.assertEqual(self.agree()[0], "suppressed")
        self.assertEqual(self.agree("--no-ignore-files")[0], "open")
        self.write("mine.trivyignore", "CVE-2026-1001\n")
        self.assertEqual(self.agree("--ignore-file", "mine.trivyignore")[0], "suppressed")

    def test_what_comes_with_the_image(self):
        layout = attested.Layout(self.folder / "with")
        layout.built(
            [images.tar(images.npm("left-pad", "1.0.0"), ("app/a.vex.json", json.dumps(openvex(said(), author="inside@x")).encode()))],
            lambda digest: [statement(VEX, openvex(said(product=None)), digest)],
        )
        layout.write()
        self.assertEqual(self.agree(target="with")[0], "open")
        self.assertIn("attestation sha256:", self.agree("--vex-author", "team@", target="with")[1][0]["document"])
        self.assertEqual(self.agree("--vex-author", "inside@", target="with")[1][0]["document"], "/app/a.vex.json")

    def test_wrong_words_are_refused_alike(self):
        for command in ("cves", "quickview", "explain"):
            self.go(command, "--vex-author", "(", "image", code=e2e.BAD_USAGE)
            self.go(command, "--vex-location", "nowhere", "image", code=e2e.FAILED)
            self.write("pratique.yaml", "exceptions:\n  - id: CVE-1-1\n")
            self.go(command, "image", code=e2e.BAD_USAGE)
            (self.folder / "pratique.yaml").unlink()
            self.go(command, "--no-ignore-files", "--ignore-file", ".trivyignore", "image", code=e2e.BAD_USAGE)

    def test_what_the_user_named_is_read_before_the_image(self):
        """A slip in it is told at once, not after an image was pulled."""
        for command in ("cves", "quickview", "explain"):
            done = self.go(command, "--vex-location", "nowhere", "no-such-image", code=e2e.FAILED)
            self.assertIn("nowhere: ", done.errors)
            self.assertNotIn("no-such-image", done.errors)


class Documents(Scene):
    """--format json of every command of `vex` and `exceptions`, as its schema says."""

    def told(self, *words, code=e2e.OK):
        self.number = getattr(self, "number", 0) + 1
        file = self.folder / f"told-{self.number}.json"
        self.run_program(*words, "--format", f"json={file}", code=code, env={"SOURCE_DATE_EPOCH": "1767225600"})
        if schema.HAS_VALIDATOR:
            schema.validate(self, e2e.ROOT / f"docs/api/{words[0]}.schema.json", [file])
        document = json.loads(file.read_text())
        self.assertEqual(document["command"], " ".join(words[:2]))
        return document

    def test_vex(self):
        added = self.told("vex", "add", "--file", "v.json", "--id", "CVE-2026-1001", "--product", "pkg:npm/left-pad", "--author", "me",
                          "--status", "not_affected", "--impact", "dead code")
        self.assertEqual((added["file"], added["statements"], added["version"], added["author"]), ("v.json", 1, 1, "me"))
        self.write("w.json", openvex(said(status="affected", action_statement="x"), said(justification=None), author=""))
        lint = self.told("vex", "lint", "v.json", "w.json", code=e2e.GATE_FAILED)
        self.assertEqual([(one["place"], one["form"], one["statements"], one["refused"]) for one in lint["documents"]],
                         [("v.json", "OpenVEX", 1, 0), ("w.json", "OpenVEX", 1, 1)])
        self.assertEqual([(one.get("statement"), one["refused"]) for one in lint["faults"]], [(None, False), (2, True)])
        (change,) = self.told("vex", "diff", "v.json", "w.json", code=e2e.INCOMPLETE)["changes"]
        self.assertEqual((change["change"], change["before"], change["after"]), ("changed", "not_affected (dead code)", "affected"))
        merged = self.told("vex", "merge", "-o", "m.json", "v.json", "w.json", code=e2e.INCOMPLETE)
        self.assertEqual((merged["file"], merged["documents"], merged["statements"]), ("m.json", 2, 2))
        self.assertEqual(merged["id"], json.loads((self.folder / "m.json").read_text())["@id"])
        self.run_program("vex", "merge", "--format", "json", "v.json", code=e2e.BAD_USAGE)
        self.run_program("vex", "lint", "--format", "yaml", "v.json", code=e2e.BAD_USAGE)
        self.assertEqual(self.run_program("vex", "lint", "--format", "json", "v.json", code=e2e.OK).json()["faults"], [])

    def test_vex_get(self):
        layout = attested.Layout(self.folder / "with")
        layout.built([images.tar(images.npm("left-pad", "1.0.0"))], lambda digest: [statement(VEX, openvex(said(product=None)), digest)])
        layout.write()
        got = self.told("vex", "get", "with")
        self.assertEqual((got["file"], got["documents"], got["statements"], got["author"]), ("", 1, 1, "team@example.com"))

    def test_csafs_tests_have_their_numbers(self):
        self.write("c.json", {"document": {"csaf_version": "2.0", "category": "csaf_vex", "publisher": {"name": "P"}, "tracking": {"id": "T"}}})
        lint = self.told("vex", "lint", "c.json", code=e2e.GATE_FAILED)
        self.assertLessEqual({"6.1.27.4", "6.1.27.11"}, {one.get("test") for one in lint["faults"]})

    def test_exceptions(self):
        added = self.told("exceptions", "add", "--id", "CVE-2026-1001", "--purl", "pkg:npm/*", "--type", "accepted-risk",
                          "--justification", "x", "--image", "app:1", "--expiry", "2026-12-31")
        self.assertEqual(added["exceptions"][0]["scope"], "image")
        (one,) = self.told("exceptions", "list")["exceptions"]
        self.assertEqual({key: value for key, value in one.items() if key not in ("file", "line")},
                         {key: value for key, value in added["exceptions"][0].items() if key != "file"})
        checked = self.told("exceptions", "check", "--now", "2026-12-31")
        self.assertEqual((checked["count"], checked["over"], [each["fault"] for each in checked["faults"]]), (1, 0, ["no-owner"]))
        checked = self.told("exceptions", "check", "--now", "2027-01-01", code=e2e.GATE_FAILED)
        self.assertEqual([each["fault"] for each in checked["faults"]], ["expired", "no-owner"])


if __name__ == "__main__":
    e2e.main()
