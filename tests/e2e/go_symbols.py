#!/usr/bin/env python3
"""Which functions are linked into a Go program: the official checker's answers (golden/go_symbols, made by bench/go-symbols),
and programs of every form that Go's linker writes."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import e2e

GOLDEN = e2e.HERE / "golden/go_symbols"

MAIN = """package main

import (
	"os"
	"strings"
)

type shelf struct{ books []string }

func (s *shelf) Len() int { return len(s.books) }

//go:noinline
func (s *shelf) Burn() { s.books = nil }

func main() {
	s := &shelf{books: strings.Fields(os.Getenv("BOOKS"))}
	if s.Len() > 7 {
		s.Burn()
	}
	os.Stdout.WriteString(strings.ToUpper("x"))
}
"""


def advisory(name, package, path, *symbols):
    return {
        "id": name,
        "modified": "2026-11-01T00:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": "Go", "name": package},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
                "ecosystem_specific": {"imports": [{"path": path, "symbols": list(symbols)} if symbols else {"path": path}]},
            }
        ],
    }


# Whether anything that it names is linked into MAIN.
ADVISORIES = {
    "GO-2099-0001": (True, advisory("GO-2099-0001", "stdlib", "strings", "Fields")),
    "GO-2099-0002": (False, advisory("GO-2099-0002", "stdlib", "strings", "NewReader", "Title")),
    "GO-2099-0003": (False, advisory("GO-2099-0003", "stdlib", "net/http", "Get")),
    "GO-2099-0004": (False, advisory("GO-2099-0004", "stdlib", "net/http")),
    "GO-2099-0005": (True, advisory("GO-2099-0005", "stdlib", "os")),
    # Inlined into their callers, and so in no table of symbols.
    "GO-2099-0006": (True, advisory("GO-2099-0006", "stdlib", "os", "Stdout", "File.checkValid")),
    "GO-2099-0007": (True, advisory("GO-2099-0007", "stdlib", "unicode/utf8", "RuneLen", "AppendRune", "appendRuneNonASCII")),
}

# What the linker writes, by environment and flags; each must be read.
FORMS = {
    "linux/amd64": ({}, []),
    "stripped": ({}, ["-ldflags=-s -w"]),
    "trimmed": ({}, ["-trimpath"]),
    "position-independent": ({}, ["-buildmode=pie"]),
    "32 bit": ({"GOARCH": "386"}, []),
    "big endian": ({"GOARCH": "s390x"}, ["-ldflags=-s -w"]),
    "windows": ({"GOOS": "windows"}, ["-ldflags=-s -w"]),
}


class Programs(e2e.Case):
    @classmethod
    def setUpClass(cls):
        if shutil.which("go") is None:
            raise unittest.SkipTest("go is not installed")
        cls.shared = Path(tempfile.mkdtemp())
        (cls.shared / "main").mkdir()
        (cls.shared / "main/main.go").write_text(MAIN)
        (cls.shared / "main/go.mod").write_text("module acme.example/shelf\n\ngo 1.18\n")
        feed = cls.shared / "feeds/made"
        feed.mkdir(parents=True)
        (feed / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for _, record in ADVISORIES.values()))
        (feed / "pratique-feed.json").write_text('{"complete_for": ["Go"], "as_of": "2026-11-01"}')
        cls.database = cls.shared / "made.db"
        e2e.run("db", "build", "--feeds", cls.shared / "feeds", env={"PRATIQUE_DB": str(cls.database)})

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.shared, ignore_errors=True)

    def build(self, environment, flags):
        root = self.folder / "root"
        root.mkdir(exist_ok=True)
        settings = {"GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false", "CGO_ENABLED": "0", "GOPROXY": "off", "GOCACHE": str(e2e.BUILD / "go-cache")}
        env = {**os.environ, **settings, **environment}
        done = subprocess.run(["go", "build", *flags, "-o", root / "program", "."], cwd=self.shared / "main", env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return root

    def judged(self, target):
        done = self.run_program("cves", "--format", "json", "--show-suppressed", target, env={"PRATIQUE_DB": str(self.database), "PRATIQUE_NO_CACHE": "1"}, seconds=60)
        return done.json()

    def test_every_form_of_the_linker(self):
        for name, (environment, flags) in FORMS.items():
            with self.subTest(name):
                report = self.judged(f"fs://{self.build(environment, flags)}")
                found = {finding["id"] for finding in report["findings"]}
                closed = {finding["id"]: finding for finding in report["closed"]}
                for advisory_id, (linked, _) in ADVISORIES.items():
                    self.assertEqual(advisory_id in found, linked, advisory_id)
                    if linked:
                        continue
                    self.assertEqual(closed[advisory_id]["state"], "not-affected")
                    self.assertEqual(closed[advisory_id]["justification"], "vulnerable_code_not_present")
                    self.assertIn("linked", closed[advisory_id]["state_why"])

    def test_an_sbom_judged_later_gives_the_same(self):
        root = self.build({}, ["-ldflags=-s -w"])
        want = {finding["id"] for finding in self.judged(f"fs://{root}")["findings"]}
        self.assertIn("GO-2099-0001", want)
        for form in ("json", "cyclonedx", "spdx"):
            document = self.folder / f"sbom.{form}"
            self.run_program("sbom", "--format", form, "-o", document, f"fs://{root}", code=e2e.OK)
            self.assertEqual({finding["id"] for finding in self.judged(f"sbom://{document}")["findings"]}, want, form)

    def test_a_damaged_table_is_told_and_the_version_decides(self):
        root = self.build({}, ["-ldflags=-s -w"])
        program = bytearray((root / "program").read_bytes())
        table = re.search(rb"[\xfa\xf0\xf1]\xff\xff\xff\0\0\x01\x08", program).start()
        for how, damaged in (("no table", b"\0" * 8), ("of the old form it is none", b"\xfb\xff\xff\xff\0\0\x01\x08")):
            with self.subTest(how):
                (root / "program").write_bytes(bytes(program[:table]) + damaged + bytes(program[table + 8 :]))
                report = self.judged(f"fs://{root}")
                self.assertEqual({finding["id"] for finding in report["findings"]}, set(ADVISORIES))
                self.assertIn("functions-unknown", {note["code"] for note in report["notes"]})

    def test_names_that_are_none_of_the_modules_are_not_believed(self):
        """As an obfuscator leaves them: packages of one made-up word."""
        root = self.build({}, ["-ldflags=-s -w"])
        program = (root / "program").read_bytes()
        for package in (b"strings", b"reflect", b"strconv", b"syscall", b"unicode"):
            program = program.replace(b"\0" + package + b".", b"\0" + package[::-1] + b".")
        (root / "program").write_bytes(program)
        report = self.judged(f"fs://{root}")
        self.assertEqual({finding["id"] for finding in report["findings"]}, set(ADVISORIES))
        self.assertIn("functions-unknown", {note["code"] for note in report["notes"]})


@e2e.needs_shared
class Official(e2e.Case):
    """Our own documents of eleven real programs, judged by the advisories that the checker was given."""

    def test_the_answers_are_the_official_checkers(self):
        feeds = self.folder / "feeds"
        feeds.mkdir()
        (feeds / "go-vulndb-osv.tar.zst").symlink_to(e2e.SHARED / "advisories/go-vulndb-osv.tar.zst")
        env = {"PRATIQUE_DB": str(self.folder / "go.db")}
        self.run_program("db", "build", "--feeds", feeds, env=env, code=e2e.OK, seconds=60)
        golden = json.loads((GOLDEN / "answers.json").read_text())
        self.assertGreaterEqual(len(golden["programs"]), 8)
        for name, want in golden["programs"].items():
            with self.subTest(name):
                report = self.run_program("cves", "--format", "json", "--show-suppressed", f"sbom://{GOLDEN / name}.json", env=env, seconds=60).json()
                found = {one["advisory"] for finding in report["findings"] for one in finding["evidence"]}
                closed = {one["advisory"] for finding in report["closed"] for one in finding["evidence"]}
                self.assertEqual(sorted(found), want["symbols"])
                self.assertEqual(sorted(found | closed), want["modules"])


if __name__ == "__main__":
    e2e.main()
