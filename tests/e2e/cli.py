#!/usr/bin/env python3
"""The command line: exit codes, outputs, the advisory database, help, and that equal input gives equal bytes."""

import json
import os
import subprocess
import threading
import unittest
from pathlib import Path

import e2e
import images

COMMANDS = (["quickview"], ["cves"], ["sbom"], ["sbom", "verify"], ["licenses"], ["attestation"], ["attestation", "list"], ["attestation", "get"], ["attestation", "add"], ["vex"], ["vex", "get"], ["vex", "add"], ["vex", "lint"], ["vex", "diff"], ["vex", "merge"], ["exceptions"], ["exceptions", "add"], ["exceptions", "list"], ["exceptions", "check"], ["compare"], ["recommendations"], ["fix"], ["environment"], ["policy"], ["push"], ["db"], ["db", "build"], ["db", "update"], ["db", "mirror"], ["db", "status"], ["db", "verify"], ["db", "search"], ["db", "diff"], ["db", "show"], ["db", "pull"], ["db", "import"], ["db", "export"], ["db", "push"], ["db", "keygen"], ["db", "sign"], ["db", "prune"], ["version"])
ALPINE = e2e.SHARED / "images/alpine-minirootfs-3.9.6-x86_64.tar.gz"  # has findings in the shared Alpine feed
UNCOVERED = e2e.SHARED / "images/alpine-minirootfs-3.20.3-x86_64.tar.gz"
RECORD = """{"schema_version":"1.6.0","id":"GO-TEST-1","modified":"2026-01-01T00:00:00Z","summary":"x","affected":[{"package":
{"ecosystem":"PyPI","name":"six"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.17.0"}]}]}]}"""


VERSIONS = ("", "-1.4", "-1.5", "-1.6", "-1.7")
SBOM_FORMS = sorted(
    [f"cyclonedx{xml}{version}" for xml in ("", "-xml") for version in VERSIONS]
    + [f"spdx{form}{version}" for form in ("", "-tag-value") for version in ("", "-2.2", "-2.3")]
    + ["spdx-3", "csv", "dot", "html", "json", "list", "markdown", "tree"]
)


class Small(e2e.Case):
    """A folder with one package that a feed of one advisory knows."""

    def setUp(self):
        super().setUp()
        self.target = self.folder / "app"
        self.target.mkdir()
        (self.target / "requirements.txt").write_text("six==1.16.0\n")
        self.feeds = self.folder / "feeds"
        self.feeds.mkdir()
        (self.feeds / "record.json").write_text(RECORD)
        self.database = self.folder / "cache/advisories.db"
        self.env = {"PRATIQUE_DB": str(self.database), "PRATIQUE_FEEDS": str(self.feeds)}

    def go(self, *words, env=None, **how):
        return self.run_program(*words, env=self.env | (env or {}), **how)


class ExitCodes(Small):
    def test_table(self):
        self.go("db", "build", code=e2e.OK)
        for code, *words in (
            (0, "sbom", self.target),
            (0, "cves", self.target),
            (0, "quickview", self.target),
            (0, "version"),
            (0, "--help"),
            (2, "cves", "-e", self.target),
            (2, "cves", "--exit-code", "--only-fixed", self.target),
            (3, "cves", "-e", "--only-unfixed", self.target),
            (0, "cves", "-e", "--only-unfixed", "--ignore-partial", self.target),
            (3, "cves", "-e", "--only-package", "seven", self.target),
            (1, "sbom", "/no/such/file"),
            (1, "sbom", "image://x"),
            (1, "cves", "/no/such/file"),
            (64,),
            (64, "sbom"),
            (64, "sail"),
            (64, "sbom", "--sail", self.target),
            (64, "sbom", "--format", "xml", self.target),
            (64, "cves", "--format", "cyclonedx", self.target),
            (64, "cves", "--only-severity", "horrible", self.target),
            (64, "cves", "--now", "tomorrow", self.target),
            (64, "sbom", self.target, "more"),
            (64, "db"),
            (64, "db", "search"),
        ):
            with self.subTest(" ".join(map(str, words))):
                done = self.go(*words, code=code)
                self.assertTrue(done.code == 0 or not done.out or done.code in (e2e.GATE_FAILED, e2e.INCOMPLETE), done.text)

    def test_incomplete(self):
        damaged = self.target / "package-lock.json"
        damaged.write_text("{")
        document = self.folder / "document"
        done = self.go("sbom", "-o", document, self.target, code=e2e.OK)
        self.assertIn("ncomplete", done.errors)  # said although nobody asked
        plain = document.read_bytes()
        document.unlink()
        self.go("sbom", "--strict", "-o", document, self.target, code=e2e.INCOMPLETE)
        self.assertEqual(document.read_bytes(), plain)
        # A gate that fails is the stronger news.
        self.go("cves", "--strict", "-e", self.target, code=e2e.GATE_FAILED)

    def test_no_advisory_data_is_incomplete(self):
        (self.target / "Gemfile.lock").write_text(
            "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (2.0.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack\n"
        )
        done = self.go("cves", "--strict", self.target, code=e2e.INCOMPLETE)
        self.assertIn("no advisory data", done.text)


class Values(Small):
    """What the value of an option means."""

    def refused(self, *words):
        done = self.go(*words, code=e2e.BAD_USAGE)
        self.assertEqual((done.out, done.errors.count("\n")), (b"", 1), done)
        return done.errors

    def test_what_means_nothing_is_refused_with_the_nearest(self):
        for words, meant in (
            (("cves", "--only-severity", "hgih"), "high"),
            (("cves", "--only-severity", "critical,hgih"), "high"),
            (("cves", "--only-package-type", "debb"), "deb"),
            (("sbom", "--only-package-type", "debb"), "deb"),
            (("cves", "--only-metric", "AV:NN"), "AV:N"),
            (("cves", "--only-cve-id", "2021-44228"), "CVE-2021-44228"),
            (("cves", "--platform", "linux/arm46"), "arm64"),
            (("cves", "--format", "jsn"), "json"),
            (("sbom", "--format", "cyclonedxx"), "cyclonedx"),
            (("quickview", "--format", "txet"), "text"),
        ):
            with self.subTest(" ".join(words)):
                self.assertIn(f"did you mean {meant}?", self.refused(*words, self.target))
        for words in (
            ("cves", "--only-metric", "foo"),
            ("cves", "--only-cve-id", "nonsense"),
            ("cves", "--only-package-type", "horse"),
            ("cves", "--platform", "foo"),
            ("cves", "--only-package", "("),
            ("cves", "--only-package", "(?!x)y"),
            ("cves", "--only-package", "(a)\\1"),
            ("cves", "--only-package", "a" * 5000),
        ):
            with self.subTest(" ".join(words)[:80]):
                self.refused(*words, self.target)

    def test_everyday_names_of_package_types(self):
        for word in ("pypi", "python", "pip", "Python", "go,python"):
            done = self.go("cves", "-e", "--only-package-type", word, self.target, code=e2e.GATE_FAILED)
            self.assertIn("GO-TEST-1", done.text)
        listed = self.go("sbom", "--only-package-type", "python", self.target, code=e2e.OK).json()
        self.assertEqual(e2e.purls(listed), ["pkg:pypi/six@1.16.0"])

    def test_no_pattern_hides_a_finding_from_a_gate(self):
        for pattern in ("s{1,2}ix", "^six$", "(s|si|six)*x", "[a,s]ix", "nothing,six", "(nothing|six)", "(.*)*six"):
            with self.subTest(pattern):
                self.go("cves", "-e", "--only-package", pattern, self.target, code=e2e.GATE_FAILED)
        (self.target / "requirements.txt").write_text("s" + "i" * 5000 + "x==1.0\nsix==1.16.0\n")
        self.go("cves", "-e", "--only-package", "^(i|s|si|ii)*x$", self.target, code=e2e.GATE_FAILED)


class Outputs(Small):
    def test_file_by_rename(self):
        document = self.folder / "document.json"
        document.write_text("old")
        before = document.stat().st_ino
        with open(document) as held:
            self.go("sbom", "-o", document, self.target, code=e2e.OK)
            self.assertEqual(held.read(), "old")  # who reads the old file still does
        self.assertNotEqual(document.stat().st_ino, before)
        self.assertEqual(document.stat().st_mode & 0o777, 0o644)
        self.assertIn("six", document.read_text())
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["app", "document.json", "feeds"])

    def test_device_and_pipe(self):
        self.go("sbom", "-o", "/dev/null", self.target, code=e2e.OK)
        self.assertTrue(os.path.exists("/dev/null") and not os.path.isfile("/dev/null"))
        pipe = images.mkfifo(self.folder / "pipe")
        read = []
        reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
        reader.start()
        self.go("sbom", "--output", pipe, self.target, code=e2e.OK)
        reader.join(10)
        self.assertEqual(read, [self.go("sbom", self.target).text])
        self.assertTrue(pipe.is_fifo())

    def test_several_formats(self):
        files = {name: self.folder / name for name in ("json", "cyclonedx", "spdx", "list")}
        words = [word for name, file in files.items() for word in ("--format", f"{name}={file}")]
        done = self.go("sbom", *words, self.target, code=e2e.OK)
        self.assertEqual(done.out, b"")
        for name, file in files.items():
            self.assertEqual(file.read_bytes(), self.go("sbom", "--format", name, self.target).out, name)
        one = self.go(
            "cves", "--format", f"json={self.folder / 'cves.json'}", "--format", "packages", self.target, code=e2e.OK
        )
        self.assertIn("six", one.text)
        self.assertIn(b'"findings"', (self.folder / "cves.json").read_bytes())
        self.go("sbom", "--format", "json", "--format", "spdx", self.target, code=e2e.BAD_USAGE)

    def test_where_nothing_can_be_written(self):
        for file in (self.folder / "no/such/folder/file", "/proc/no-such-file"):
            done = self.go("sbom", "-o", file, self.target, code=e2e.FAILED)
            self.assertIn(str(file), done.errors)
        if os.path.exists("/dev/full"):
            self.go("sbom", "-o", "/dev/full", self.target, code=e2e.FAILED)

    def test_closed_pipe(self):
        """`pratique sbom … | head -1` ends without a word of the shell about signals or a half-written document taken as whole."""
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as out:
            child = subprocess.run(
                [e2e.BINARY, "sbom", self.target],
                stdout=out,
                stderr=subprocess.PIPE,
                env=self.env | {"HOME": str(self.folder)},
                check=False,
            )
        self.assertIn(child.returncode, (e2e.FAILED, -13), child)

    def test_standard_output_is_data(self):
        done = self.go("sbom", self.target, code=e2e.OK)
        self.assertTrue(done.text.startswith("{"), done.text[:100])
        self.assertIn("✓ Indexed 1 package", done.errors)
        quiet = self.go("sbom", "--quiet", self.target, code=e2e.OK)
        self.assertEqual((quiet.out, quiet.err), (done.out, b""))
        self.assertEqual(self.go("cves", "-q", self.target, code=e2e.OK).err, b"")
        self.assertEqual(self.go("sbom", "-q", "/no/such/file", code=e2e.FAILED).errors.count("\n"), 1)
        self.assertIn("further passes", self.go("sbom", "--verbose", self.target).errors)

    def test_colour_is_for_terminals(self):
        for command in ("cves", "quickview"):
            plain = self.go(command, self.target).out
            self.assertNotIn(b"\x1b", plain)
            self.assertIn(b"\x1b[", self.on_terminal(command, self.target))
            self.assertNotIn(b"\x1b[3", self.on_terminal(command, self.target, env={"NO_COLOR": "1"}))

    def test_first_word_on_colours_decides(self):
        """NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, then CLICOLOR and TERM: as the README's table has it; False, True: colours in a pipe, on a terminal."""
        for env, piped, shown in (
            ({}, False, True),
            ({"NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, False, False),
            ({"FORCE_COLOR": "1", "CLICOLOR": "0", "TERM": "dumb"}, True, True),
            ({"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, False, False),
            ({"FORCE_COLOR": "false"}, False, False),
            ({"FORCE_COLOR": "", "CLICOLOR_FORCE": "1", "CLICOLOR": "0", "TERM": "dumb"}, True, True),
            ({"CLICOLOR_FORCE": "0"}, False, True),
            ({"CLICOLOR": "1"}, False, True),
            ({"CLICOLOR": "0"}, False, False),
            ({"TERM": "dumb"}, False, False),
        ):
            whole = {"TERM": "xterm"} | env
            with self.subTest(env=env):
                through = subprocess.run(
                    [e2e.BINARY, "cves", self.target],
                    capture_output=True,
                    env=self.env | {"HOME": str(self.folder)} | whole,
                    check=True,
                )
                self.assertEqual(b"\x1b[" in through.stdout, piped)
                self.assertEqual(b"\x1b[" in self.on_terminal("cves", self.target, env=whole), shown)

    def on_terminal(self, *words, env=None):
        settings = self.env | {"HOME": str(self.folder), "TERM": "xterm"} | (env or {})
        code, said = e2e.on_terminal([e2e.BINARY, *words], settings, cwd=self.folder)
        self.assertEqual(code, 0)
        return said


class Database(Small):
    def test_is_built_from_feeds_when_there_is_none(self):
        done = self.go("cves", self.target, code=e2e.OK)
        self.assertIn("GO-TEST-1", done.text)
        self.assertIn("Built the advisory database", done.errors)
        self.assertTrue(self.database.is_file())
        again = self.go("cves", self.target, code=e2e.OK)
        self.assertNotIn("Built", again.errors)
        self.assertEqual(again.out, done.out)
        self.assertEqual([path.name for path in self.database.parent.iterdir()], ["advisories.db"])

    def test_lies_in_the_cache_folder(self):
        self.run_program(
            "cves",
            self.target,
            code=e2e.OK,
            env={"PRATIQUE_DB": None, "PRATIQUE_FEEDS": str(self.feeds), "XDG_CACHE_HOME": str(self.folder / "xdg")},
        )
        self.assertTrue((self.folder / "xdg/pratique/advisories.db").is_file())
        self.run_program(
            "cves",
            self.target,
            code=e2e.OK,
            env={"PRATIQUE_DB": None, "PRATIQUE_FEEDS": str(self.feeds), "HOME": str(self.folder / "home")},
        )
        self.assertTrue((self.folder / "home/.cache/pratique/advisories.db").is_file())

    def test_without_feeds_nothing_is_judged(self):
        for words in (["cves"], ["quickview"], ["cves", "--format", "json"]):
            done = self.go(*words, self.target, env={"PRATIQUE_FEEDS": None}, code=e2e.OK)
            told = [line for line in done.text.splitlines() if "nothing was matched" in line]
            self.assertEqual(len(told), 1, done.text)
            for once in ("nothing was matched", "--feeds DIR", "no advisory database"):
                self.assertEqual(told[0].count(once), 1, told[0])
            for clean in ("0 vulnerab", "No vulnerab", "no vulnerab", "0C"):
                self.assertNotIn(clean, done.text + done.errors)
            self.go(*words, "--strict", self.target, env={"PRATIQUE_FEEDS": None}, code=e2e.INCOMPLETE)
        self.assertFalse(self.database.exists())

    def test_status_and_search(self):
        self.go("db", "status", env={"PRATIQUE_FEEDS": None}, code=e2e.FAILED)
        self.go("db", "build", "--feeds", self.feeds, env={"PRATIQUE_FEEDS": None}, code=e2e.OK)
        self.assertIn("PyPI", self.go("db", "status", code=e2e.OK).text)
        status = self.go("db", "status", "--format", "json", code=e2e.OK).json()
        self.assertEqual(
            [(row["ecosystem"], row["advisories"], row["packages"]) for row in status["coverage"]], [("PyPI", 1, 1)]
        )
        for word in ("six", "GO-TEST-1"):
            self.assertIn("GO-TEST-1", self.go("db", "search", word, code=e2e.OK).text)
            hits = self.go("db", "search", "--format", "json", word, code=e2e.OK).json()["hits"]
            self.assertEqual([(hit["id"], hit["package"]) for hit in hits], [("GO-TEST-1", "six")])
        self.assertEqual(self.go("db", "search", "no-such-package", code=e2e.OK).text, "nothing found\n")

    def test_what_is_not_open_is_listed_when_asked_for(self):
        """Of a package that the distribution's own owns: counted and hinted at, listed by --show-suppressed, never in a figure or gate."""
        owner = "pkg:deb/debian/python3-six@1.16.0-4?arch=all&distro=debian-12"
        components = [{"purl": owner, "evidence": "installed"}, {"purl": "pkg:pypi/six@1.16.0", "evidence": "installed", "owner": owner}]
        document = {"schema": "pratique/inventory/1", "subject": {"kind": "image"}, "notes": [], "components": components}
        target = self.folder / "owned.json"
        target.write_text(json.dumps(document))
        usual = self.go("cves", target, code=e2e.OK)
        self.assertNotIn("GO-TEST-1", usual.text)
        self.assertIn("--show-suppressed", usual.text)
        shown = self.go("cves", "--show-suppressed", target, code=e2e.OK)
        self.assertRegex(shown.text, r"GO-TEST-1 six 1\.16\.0 \[suppressed: pkg:deb/debian/python3-six@")
        found = self.go("cves", "--show-suppressed", "--format", "json", target, code=e2e.OK).json()
        self.assertEqual((found["findings"], [(one["id"], one["state"], one["state_by"]) for one in found["closed"]]), ([], [("GO-TEST-1", "suppressed", owner)]))
        self.assertNotIn("closed", self.go("cves", "--format", "json", target, code=e2e.OK).json())
        filtered = self.go("cves", "--show-suppressed", "--only-severity", "low", "--format", "json", target, code=e2e.OK).json()
        self.assertEqual(filtered["closed"], [])
        self.go("cves", "--show-suppressed", "-e", "--ignore-unjudged", target, code=(e2e.OK, e2e.INCOMPLETE))
        sarif = self.go("cves", "--show-suppressed", "--format", "sarif", target, code=e2e.OK).json()
        self.assertEqual([one["suppressions"][0]["kind"] for one in sarif["runs"][0]["results"]], ["external"])
        gitlab = self.go("cves", "--show-suppressed", "--format", "gitlab", target, code=e2e.OK).json()
        self.assertEqual(len(gitlab["vulnerabilities"][0]["flags"]), 1)

    def test_a_build_has_a_document(self):
        done = self.go("db", "build", "--format", "json", code=e2e.OK)
        document = done.json()
        self.assertEqual([(one["reader"], one["advisories"]) for one in document["feeds"]], [("osv-json", 1)])
        self.assertEqual(document["fingerprint"], self.go("db", "status", "--format", "json").json()["fingerprint"])
        self.assertEqual(document["path"], str(self.database))
        self.assertIn("Built the advisory database", done.errors)
        again = self.go("db", "build", "-q", "--format", f"json={self.folder / 'built.json'}", code=e2e.OK)
        self.assertEqual(again.out, b"")
        self.assertEqual(json.loads((self.folder / "built.json").read_text())["difference"]["touched"], 0)
        self.go("db", "build", "--format", f"json={self.database}", code=e2e.BAD_USAGE)
        self.assertEqual(self.go("db", "build", code=e2e.OK).out, b"")

    def test_same_feeds_same_bytes(self):
        for name in ("a", "b"):
            self.go("db", "build", "-o", self.folder / name, code=e2e.OK)
        self.assertEqual((self.folder / "a").read_bytes(), (self.folder / "b").read_bytes())

    def test_what_is_no_database(self):
        for data in (b"", b"noise" * 1000, b"SQLite format 3\0" + b"\xff" * 5000):
            images.write(self.folder / "wrong.db", data)
            for command in (["cves", self.target], ["db", "status"], ["db", "verify"], ["db", "search", "six"]):
                done = self.go(*command, env={"PRATIQUE_DB": str(self.folder / "wrong.db")}, code=e2e.FAILED)
                self.assertIn("wrong.db", done.errors)
        self.go("db", "build", "--feeds", "/no/such/folder", code=e2e.FAILED)
        self.go("db", "build", env={"PRATIQUE_FEEDS": None}, code=e2e.BAD_USAGE)


class Help(e2e.Case):
    def test_each_command_has_examples(self):
        self.assertIn("Exit codes", self.run_program("--help", code=e2e.OK).text)
        for command in COMMANDS:
            with self.subTest(command):
                done = self.run_program(*command, "--help", code=e2e.OK)
                self.assertIn(f"pratique {' '.join(command)}", done.text.replace("Usage:", ""))
                self.assertIn("Example", done.text)

    def test_each_form_is_told(self):
        for command, names in (
            (["cves"], ["cyclonedx-vex", "gitlab", "json", "markdown", "only-packages", "packages", "sarif", "sbom", "spdx"]),
            (["sbom"], SBOM_FORMS),
            (["quickview"], ["json", "text"]),
            (["explain"], ["json", "text"]),
            (["db", "build"], ["json"]),
            (["db", "diff"], ["json", "text"]),
            (["db", "status"], ["json", "text"]),
            (["version"], ["json", "text"]),
        ):
            with self.subTest(command):
                for words in (["--format", "help"], ["--format=help", "--format", "json"]):
                    done = self.run_program(*command, *words, code=e2e.OK)
                    lines = done.text.splitlines()
                    self.assertEqual([line.split()[0] for line in lines], names)
                    self.assertTrue(all(len(line.split()) > 2 for line in lines), done.text)
                    self.assertLessEqual(sum("(default)" in line for line in lines), 1)
                self.assertIn("help: what each is", " ".join(self.run_program(*command, "--help", code=e2e.OK).text.split()))

    def test_version(self):
        self.assertRegex(self.run_program("version", code=e2e.OK).text, r"\d+\.\d+\.\d+")


class SameBytes(e2e.Case):
    def documents(self, target, before=()):
        outputs = []
        for words in (
            ["sbom"],
            ["sbom", "--format", "cyclonedx"],
            ["sbom", "--format", "spdx"],
            ["cves"],
            ["cves", "--format", "json"],
            ["quickview"],
            ["quickview", "--format", "json"],
        ):
            outputs.append(self.run_program(*words, target, before=before, code=e2e.OK).out)
        return outputs

    def test_twice_and_on_one_core(self):
        targets = [ALPINE, e2e.IMAGES / "debian-slim", e2e.IMAGES / "hostile/evil-names"]
        for target in [e2e.demo_image(self.folder / "demo"), *filter(Path.exists, targets)]:
            with self.subTest(target.name):
                first = self.documents(target)
                self.assertEqual(self.documents(target), first)
                self.assertEqual(self.documents(target, before=("taskset", "-c", "0")), first)


if __name__ == "__main__":
    e2e.main()
