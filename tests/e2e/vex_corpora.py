#!/usr/bin/env python3
"""How many statements the documents of the shared corpora hold, and how many of them cannot be believed, counted twice: by `vex lint` and here,
from what the specifications of OpenVEX, CSAF and CycloneDX say."""

import json
import re
import unittest
from pathlib import Path

import e2e

OPENVEX_STATUSES = {"not_affected", "affected", "fixed", "under_investigation"}
JUSTIFICATIONS = {
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
}
CYCLONEDX_STATES = {"resolved", "resolved_with_pedigree", "exploitable", "in_triage", "false_positive", "not_affected"}
CSAF_STATUSES = {
    "known_not_affected": "not_affected",
    "fixed": "fixed",
    "first_fixed": "fixed",
    "under_investigation": "under_investigation",
    "known_affected": "affected",
    "first_affected": "affected",
    "last_affected": "affected",
}


def openvex(document):
    """(statements, refused) of an OpenVEX document."""
    good = bad = 0
    for one in document.get("statements") or []:
        vulnerability = one.get("vulnerability")
        names = [vulnerability] if isinstance(vulnerability, str) else [(vulnerability or {}).get(key) for key in ("name", "@id")]
        # An impact statement is a reason, whatever word stands beside it.
        reason = one.get("justification") in JUSTIFICATIONS or bool(one.get("impact_statement"))
        believed = any(names) and one.get("products") and one.get("status") in OPENVEX_STATUSES and (one["status"] != "not_affected" or reason)
        good, bad = good + bool(believed), bad + (not believed)
    return good, bad


def cyclonedx(document):
    """The same of a CycloneDX document whose components have no package URL, as none here has: versions say nothing then."""
    good = bad = 0
    for one in document["vulnerabilities"]:
        analysis = one.get("analysis") or {}
        if analysis.get("state") not in CYCLONEDX_STATES:
            continue
        affects = one.get("affects") or []
        bad += sum(len(each.get("versions") or ()) for each in affects)
        if affects and all(each.get("versions") for each in affects):
            continue
        reason = analysis.get("justification") or analysis.get("detail") or analysis["state"] != "not_affected"
        believed = one.get("id") and reason and any(each.get("ref") for each in affects)
        good, bad = good + bool(believed), bad + (not believed)
    return good, bad


def csaf(document):
    """The same of a CSAF document."""
    groups = {one["group_id"]: one.get("product_ids", []) for one in (document.get("product_tree") or {}).get("product_groups", [])}

    def words(entries, word, whole):
        """By product; what names none is about all, of threats and remediations."""
        said = {}
        for one in entries:
            named = "product_ids" in one or "group_ids" in one
            ids = [*one.get("product_ids", []), *(each for group in one.get("group_ids", []) for each in groups[group])]
            for each in ids if named else [""] if whole else []:
                said.setdefault(each, one[word])
        return said

    good = bad = 0
    for one in document.get("vulnerabilities") or []:
        flags = words(one.get("flags", []), "label", False)
        impacts = words([each for each in one.get("threats", []) if each["category"] == "impact"], "details", True)
        actions = words(one.get("remediations", []), "details", True)
        names = [one.get("cve"), *(each.get("text") for each in one.get("ids", []))]
        statements = set()
        for word, status in CSAF_STATUSES.items():
            for product in (one.get("product_status") or {}).get(word, []):
                if status == "not_affected":
                    statements.add((status, flags.get(product), impacts.get(product, impacts.get(""))))
                else:
                    statements.add((status, None, actions.get(product, actions.get(""))))
        for status, flag, words_of_it in statements:
            believed = any(names) and (status != "not_affected" or flag in JUSTIFICATIONS or words_of_it)
            good, bad = good + bool(believed), bad + (not believed)
    return good, bad


def is_vex(data):
    """Whether a file says that it is OpenVEX of 0.x, CSAF 2 or CycloneDX with vulnerabilities."""
    text = data.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        return "cyclonedx.org/schema/bom" in text and "vulnerabilit" in text
    try:
        document = json.loads(text)
    except ValueError:
        return False
    if not isinstance(document, dict):
        return False
    if document.get("bomFormat") == "CycloneDX":
        return "vulnerabilities" in document
    if "csaf_version" in ((document.get("document") or {}) if isinstance(document.get("document"), dict) else {}):
        return True
    return bool(re.match(r"https://openvex\.dev/ns", str(document.get("@context", ""))))


@unittest.skipUnless(e2e.SHARED.exists(), "skipped: ../shared absent")
class Corpora(e2e.Case):
    def linted(self, folder):
        done = self.run_program("vex", "lint", "--format", "json", folder, seconds=120)
        self.assertIn(done.code, (e2e.OK, e2e.GATE_FAILED), done)
        return {one["place"]: one for one in done.json()["documents"]}

    def test_openvex_and_vex_hub(self):
        seen = 0
        for pack in ("openvex", "vexhub"):
            folder = e2e.unpacked(f"corpora/{pack}")
            documents = {}
            for path in sorted(folder.rglob("*.json")):
                try:
                    document = json.loads(path.read_text(encoding="utf-8-sig"))
                except ValueError:
                    continue
                if isinstance(document, dict) and re.match(r"https://openvex\.dev/ns", str(document.get("@context", ""))):
                    documents[path] = document
            for path, document in documents.items():
                read = self.linted(path)
                self.assertEqual(list(read), [str(path)], path)
                self.assertEqual((read[str(path)]["statements"], read[str(path)]["refused"]), openvex(document), path)
                seen += 1
        self.assertGreater(seen, 60)

    def test_cyclonedx(self):
        """Statements: a vulnerability with a state, of the versions that it may be about; without a state nothing is stated."""
        seen = 0
        for path in sorted(e2e.unpacked("corpora/cdx-examples").rglob("*.json")):
            document = json.loads(path.read_text(encoding="utf-8-sig"))
            if document.get("bomFormat") != "CycloneDX" or "vulnerabilities" not in document:
                continue
            done = self.run_program("vex", "lint", "--format", "json", path, seconds=60)
            read = done.json()["documents"][0]
            self.assertEqual((read["statements"], read["refused"]), cyclonedx(document), path)
            seen += 1
        self.assertGreater(seen, 20)

    def test_csaf(self):
        """Statements: products of one vulnerability with the same status and the same reason. Whole documents are refused for the tests
        6.1.1 to 6.1.6 alone: those of which the validators' list says that they fail them, and one of go-vex."""
        folder = e2e.unpacked("corpora/csaf")
        listed = json.loads(next(folder.rglob("testcases.json")).read_text())["tests"]
        fatal = {f"6.1.{number}" for number in range(1, 7)}
        failing = {Path(one["name"]).name for test in listed if test["id"] in fatal for one in test.get("failures", ())}
        seen = refused = 0
        for path in sorted([*folder.rglob("*.json"), *e2e.unpacked("corpora/openvex").rglob("*.json")]):
            try:
                document = json.loads(path.read_text(encoding="utf-8-sig"))
            except ValueError:
                continue
            if not isinstance(document, dict) or "csaf_version" not in (document.get("document") or {}):
                continue
            read = self.run_program("vex", "lint", "--format", "json", path, seconds=60).json()["documents"]
            if path.name in failing or path.parts[-5:] == ("openvex+go-vex", "pkg", "csaf", "testdata", "csaf.json"):
                self.assertEqual(read, [], path)
                refused += 1
                continue
            self.assertEqual((read[0]["statements"], read[0]["refused"]), csaf(document), path)
            seen += 1
        self.assertGreater(seen, 250)
        self.assertEqual(refused, 13)

    def test_what_is_no_vex_is_refused(self):
        """The rest of the packs: whatever has none of the three forms, by their own marks, is refused, one file as the others."""
        seen = 0
        for pack in ("openvex", "csaf", "vexhub", "cdx-examples"):
            folder = e2e.unpacked(f"corpora/{pack}")
            for path in sorted([*folder.rglob("*.json"), *folder.rglob("*.xml")]):
                if is_vex(path.read_bytes()):
                    continue
                done = self.run_program("vex", "lint", "--format", "json", path, seconds=60, code=e2e.GATE_FAILED)
                self.assertEqual((done.json()["documents"], [one["refused"] for one in done.json()["faults"]]), ([], [True]), path)
                seen += 1
        self.assertGreater(seen, 100)

    def test_names_of_csafs_files(self):
        """OASIS's own files whose names are right and wrong (section 5.1), told by the folders that they lie in."""
        folder = e2e.unpacked("corpora/csaf")
        wrong = {}
        for path in sorted(folder.rglob("filenames/data/*/*.json")):
            faults = self.run_program("vex", "lint", "--format", "json", path, seconds=60).json()["faults"]
            wrong.setdefault(path.parent.name, []).append(any(one.get("test") == "5.1" for one in faults))
        self.assertEqual(wrong, {"invalid": [True] * 3, "valid": [False] * 3})


if __name__ == "__main__":
    e2e.main()
