#!/usr/bin/env python3
"""sbom merge, diff, convert and score: what they do, and what they say of bad words and files."""

import json
import subprocess
import unittest

import e2e
import images
import sbom_formats
import sbom_inputs
import schema

OLD = sbom_inputs.cyclonedx("pkg:npm/left-pad@1.3.0", "pkg:npm/qs@6.11.0", "pkg:npm/gone@1.0.0", os=False)
NEW = sbom_inputs.cyclonedx("pkg:npm/left-pad@1.3.0", "pkg:npm/qs@6.12.0", "pkg:npm/come@2.0.0", os=False)


class Files(e2e.Case):
    def file(self, name, document):
        path = self.folder / name
        path.write_text(json.dumps(document))
        return path


class Diff(Files):
    def diff(self, *words, code=e2e.OK):
        return self.run_program("sbom", "diff", *words, code=code)

    def test_added_removed_changed(self):
        old, new = self.file("old", OLD), self.file("new", NEW)
        found = self.diff(old, new, "--format", "json").json()
        self.assertEqual([one["package"] for one in found["added"]], ["pkg:npm/come"])
        self.assertEqual([one["package"] for one in found["removed"]], ["pkg:npm/gone"])
        (changed,) = found["changed"]
        self.assertEqual((changed["package"], changed["before"], changed["after"]), ("pkg:npm/qs", "6.11.0", "6.12.0"))
        text = self.diff(old, new).text
        for word in ("come", "gone", "qs", "6.11.0", "6.12.0"):
            self.assertIn(word, text)

    def test_exit_codes(self):
        old, new = self.file("old", OLD), self.file("new", NEW)
        self.diff(old, new)
        self.diff("-e", old, new, code=e2e.GATE_FAILED)
        self.diff("-e", old, old)
        blind = self.file("blind", sbom_inputs.cyclonedx("pkg:deb/debian/x@1", os=False))
        self.diff("-e", blind, blind, code=e2e.INCOMPLETE)
        self.diff(blind, blind)
        self.diff(blind, blind, "--strict", code=e2e.INCOMPLETE)

    def test_of_fields(self):
        new = json.loads(json.dumps(OLD))
        new["components"][0]["licenses"] = [{"license": {"id": "MIT"}}]
        found = self.diff(self.file("old", OLD), self.file("new", new), "--format", "json").json()
        (changed,) = found["changed"]
        self.assertEqual([one["field"] for one in changed["fields"]], ["licenses"])

    def test_of_an_image_and_its_document(self):
        layout = images.Layout(self.folder / "image")
        layout.image([images.tar(*images.deb(("curl", "1")), images.npm("left-pad", "1.3.0"))])
        image = layout.write()
        for form in ("cyclonedx-1.4", "spdx-tag-value", "spdx-3"):
            path = self.folder / form
            self.run_program("sbom", "--format", form, "-o", path, image, code=e2e.OK)
            self.diff("-e", path, f"oci-dir://{image}")

    def test_bad_words(self):
        self.diff(code=e2e.BAD_USAGE)
        self.diff(self.file("old", OLD), code=e2e.BAD_USAGE)
        self.diff(self.file("old", OLD), self.folder / "none", code=e2e.FAILED)
        self.diff(self.file("old", OLD), self.file("odd", {"a": 1}), code=e2e.FAILED)
        self.diff(self.file("old", OLD), self.file("new", NEW), "--format", "sarif", code=e2e.BAD_USAGE)


class Merge(Files):
    def merge(self, *words, code=e2e.OK):
        return self.run_program("sbom", "merge", *words, code=code)

    def test_the_same_is_one(self):
        found = self.merge("--name", "shop", self.file("old", OLD), self.file("new", NEW)).json()
        self.assertEqual(found["subject"]["name"], "shop")
        self.assertEqual(
            e2e.purls(found),
            [f"pkg:npm/{one}" for one in ("come@2.0.0", "gone@1.0.0", "left-pad@1.3.0", "qs@6.11.0", "qs@6.12.0")],
        )
        again = self.merge("--name", "shop", self.file("new", NEW), self.file("old", OLD)).json()
        self.assertEqual(e2e.purls(again), e2e.purls(found))

    def test_distributions_keep_their_names(self):
        debian = sbom_inputs.cyclonedx("pkg:deb/debian/curl@1")
        alpine = sbom_inputs.cyclonedx("pkg:apk/alpine/curl@1")
        alpine["components"][0] |= {"name": "alpine", "version": "3.20.3"}
        found = self.merge(self.file("a", debian), self.file("b", alpine)).json()
        self.assertEqual(e2e.purls(found), ["pkg:apk/alpine/curl@1?distro=alpine-3.20.3", "pkg:deb/debian/curl@1?distro=debian-12"])
        self.assertNotIn("distro", found["subject"])

    def test_edges_and_notes_stay(self):
        lock = json.dumps(sbom_formats.LOCK).encode()
        a = images.write(self.folder / "a.tar", images.tar(("app/package-lock.json", lock)))
        b = images.write(self.folder / "b.tar", images.tar(("b/package-lock.json", b"{"), images.npm("left-pad", "1.3.0")))
        docs = []
        for image in (a, b):
            docs.append(self.folder / f"{image.stem}.json")
            self.run_program("sbom", "-o", docs[-1], image, code=e2e.OK)
        found = self.merge(*docs).json()
        one = json.loads(docs[0].read_text())
        purl = {component["id"]: component["purl"] for component in found["components"]}
        was = {component["id"]: component["purl"] for component in one["components"]}
        edges = lambda document, names: sorted(
            (names[edge["from"]], edge["kind"], edge.get("scope"), names[to]) for edge in document["edges"] for to in edge["to"]
        )
        self.assertEqual(edges(found, purl), edges(one, was))
        self.assertTrue(found["notes"])

    @sbom_formats.needs_validators
    def test_in_every_form_and_valid(self):
        outs = {form: self.folder / f"m.{form}{'.xml' if 'xml' in form else ''}" for form in sbom_formats.EXCHANGED}
        words = [word for form, out in outs.items() for word in ("--format", f"{form}={out}")]
        self.merge(*words, self.file("old", OLD), self.file("new", NEW))
        self.assertEqual(sbom_formats.defects_of(*outs.values()), "")

    def test_bad_words(self):
        self.merge(code=e2e.BAD_USAGE)
        self.merge(self.folder / "none", code=e2e.FAILED)
        self.merge(self.file("old", OLD), self.file("odd", {"bomFormat": "CycloneDX", "specVersion": "1.6", "odd": 1}), code=e2e.FAILED)
        self.merge("--lenient", self.file("old", OLD), self.file("odd", {"bomFormat": "CycloneDX", "specVersion": "1.6", "odd": 1}))


class Convert(Files):
    def test_says_which_line_is_wrong(self):
        path = self.folder / "bom"
        path.write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6",\n "components": [\n  {"type": "odd", "name": "a"}]}')
        done = self.run_program("sbom", "convert", path, code=e2e.FAILED)
        self.assertIn('line 3: "odd" is not a type of component (/components/0/type)', done.errors)
        self.assertIn("--lenient", done.errors)
        self.run_program("sbom", "convert", "--lenient", path, code=e2e.OK)
        noted = self.run_program("sbom", "--format", "json", path, code=e2e.OK).json()
        self.assertEqual([note["code"] for note in noted["notes"]].count("invalid-document"), 1)

    def test_lists_for_people(self):
        path = self.file("old", OLD)
        for form, word in (("list", "left-pad"), ("csv", '"npm","","left-pad","1.3.0"'), ("markdown", "| `left-pad` | `1.3.0` |"), ("tree", "left-pad"), ("dot", "digraph")):
            self.assertIn(word, self.run_program("sbom", "convert", path, "--format", form, code=e2e.OK).text, form)

    def test_bad_words(self):
        path = self.file("old", OLD)
        self.run_program("sbom", "convert", path, "--format", "odd", code=e2e.BAD_USAGE)
        self.run_program("sbom", "convert", path, path, code=e2e.BAD_USAGE)
        self.run_program("sbom", "convert", path, "-o", self.folder / "no/such/folder", code=e2e.FAILED)


class Score(Files):
    def score(self, *words, code=e2e.OK, **how):
        return self.run_program("sbom", "score", *words, code=code, **how)

    def percents(self, path, *words):
        found = self.score(path, "--format", "json", *words).json()
        return {one["standard"]: one["percent"] for one in found["standards"]}, found

    def test_names_what_is_missing_where(self):
        path = self.file("old", OLD)
        percents, found = self.percents(path)
        self.assertEqual(set(percents), {"ntia-2021", "cisa-2025", "bsi-tr-03183-2"})
        self.assertLess(percents["ntia-2021"], 100)
        elements = {one["id"]: one for one in found["elements"]}
        self.assertEqual(elements["timestamp"]["met"], 0)
        self.assertEqual(elements["relationship"]["missing"][0], "left-pad 1.3.0")
        text = self.score(path).text
        self.assertIn("left-pad", text)
        self.assertIn("NTIA minimum elements (2021)", text)
        if schema.HAS_VALIDATOR:
            out = self.file("score", found)
            schema.validate(self, e2e.ROOT / "docs/api/sbom-score.schema.json", [out])

    def test_gate(self):
        path = self.file("old", OLD)
        self.score(path, "--min", "10", "--standard", "ntia-2021")
        self.score(path, "--min", "100", "--standard", "ntia-2021", code=e2e.GATE_FAILED)
        for words in (["--min", "101"], ["--min", "x"], ["--standard", "iso"]):
            self.score(path, *words, code=e2e.BAD_USAGE)
        self.score(code=e2e.BAD_USAGE)
        self.score(self.folder / "none", code=e2e.FAILED)
        self.score(self.file("odd", {"a": 1}), code=e2e.FAILED)

    def test_by_standard_input(self):
        with open(self.file("old", OLD), "rb") as file:
            self.score("-", stdin=file)

    def test_of_every_form(self):
        image = images.write(self.folder / "i.tar", sbom_formats.RICH)
        for form in ["json", *sbom_formats.EXCHANGED]:
            path = self.folder / form
            self.run_program("sbom", "--format", form, "-o", path, image, code=e2e.OK)
            percents, found = self.percents(path)
            self.assertFalse(found.get("defects"), form)
            if form != "json":
                short = [one["id"] for one in found["elements"] if one["met"] < one["asked"] and any(by["standard"] == "ntia-2021" for by in one["demands"])]
                self.assertEqual(short, ["supplier"], form)  # "unknown" for what states none


if __name__ == "__main__":
    e2e.main()
