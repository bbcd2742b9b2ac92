#!/usr/bin/env python3
"""How many statements the documents of the shared corpora hold, and how many of them cannot be believed, counted twice: by `vex lint` and here,
from what the specifications of OpenVEX and CycloneDX say."""

import json
import re
import unittest

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
        """Statements: each version or package that a vulnerability with a state names; without one nothing is stated."""
        folder = e2e.unpacked("corpora/cdx-examples")
        seen = 0
        for path in sorted(folder.rglob("*.json")):
            try:
                document = json.loads(path.read_text(encoding="utf-8-sig"))
            except ValueError:
                continue
            if not isinstance(document, dict) or document.get("bomFormat") != "CycloneDX" or "vulnerabilities" not in document:
                continue
            stated = [one for one in document["vulnerabilities"] if (one.get("analysis") or {}).get("state") in CYCLONEDX_STATES]
            done = self.run_program("vex", "lint", "--format", "json", path, seconds=60)
            read = done.json()["documents"]
            if not read:
                self.assertTrue(done.json()["faults"], path)
                continue
            seen += 1
            if not stated:
                self.assertEqual(read[0]["statements"], 0, path)
            elif all(one.get("affects") for one in stated):
                self.assertGreater(read[0]["statements"] + read[0]["refused"], 0, path)
        self.assertGreater(seen, 5)


if __name__ == "__main__":
    e2e.main()
