#!/usr/bin/env python3
"""What a terminal of some width shows: tables and notes fit it and lose nothing; a pipe has each row on one line."""

import os
import re
import subprocess
import unicodedata
import unittest

import e2e

WIDTHS = (60, 80, 120)
ESCAPE = re.compile(rb"\x1b\[[0-9;]*[A-Za-z]|\x1b\][^\x1b]*\x1b\\")
# Never broken, because people copy it: a purl, a link, a digest, a path, a vector, the command of a hint, an option of an instruction.
COPIED = re.compile(r"pkg:|https://|sha256:|^ +/|CVSS:|→ pratique |--mount=")
HEAD = re.compile("^.*│.*\n(?=.*─┼─)", re.MULTILINE)
BOX = str.maketrans("", "", "│─┼ \n")


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class Widths(e2e.Case):
    @classmethod
    def setUpClass(cls):
        cls.place = e2e.BUILD / f"widths-{os.getpid()}"
        cls.place.mkdir(parents=True)
        cls.image = e2e.demo_image(cls.place / "demo-with-a-folder-name-that-is-rather-long-for-a-table")
        cls.settings = {"PRATIQUE_DB": str(cls.place / "demo.db")}
        built = e2e.run("db", "build", "--feeds", e2e.ROOT / "examples/advisories", env=cls.settings)
        assert built.code == e2e.OK, built

    @classmethod
    def tearDownClass(cls):
        subprocess.run(["rm", "-rf", cls.place], check=True)

    def on_terminal(self, width, *words, **env):
        """What the program writes to a terminal of this width, colours and links left out, and with them."""
        errors = env.pop("errors", False)
        settings = self.settings | {"HOME": str(self.folder), "TERM": "xterm"} | env
        code, raw = e2e.on_terminal([e2e.BINARY, *map(str, words)], settings, width, errors=errors)
        self.assertEqual(code, 0, words)
        return ESCAPE.sub(b"", raw).decode(), raw

    def documents(self):
        return (
            ("quickview", self.image),
            ("cves", self.image),
            ("cves", "--details", "--locations", self.image),
            ("cves", "--format", "only-packages", self.image),
            ("sbom", "--format", "list", self.image),
            ("db", "status"),
            ("db", "verify"),
            ("db", "search", "log4j"),
            ("db", "search", "openssl"),
        )

    def test_tables_and_notes_fit(self):
        for words in self.documents():
            piped = self.run_program(*words, code=e2e.OK, env=self.settings).text
            for width in WIDTHS:
                with self.subTest(f"{' '.join(map(str, words))} at {width}"):
                    text, raw = self.on_terminal(width, *words)
                    for line in text.splitlines():
                        self.assertTrue(columns(line) <= width or COPIED.search(line), line)
                        self.assertTrue("│" not in line or columns(line) <= width, line)
                    for line in raw.split(b"\n"):
                        self.assertEqual(line.count(b"\x1b[0m"), len(re.findall(rb"\x1b\[[1-9][0-9;]*m", line)), line)
                        self.assertEqual(line.count(b"\x1b]8;;") % 2, 0, line)
                    # Folded or not, no letter is lost (but heads: rows that become tables repeat them without empty cells).
                    want, got = HEAD.sub("", piped).translate(BOX), text.translate(BOX)
                    for letter in set(want):
                        self.assertLessEqual(want.count(letter), got.count(letter), (letter, text))

    def test_where_there_is_room_a_terminal_shows_what_a_pipe_has(self):
        for words in self.documents():
            piped = self.run_program(*words, code=e2e.OK, env=self.settings).text
            self.assertEqual(self.on_terminal(500, *words)[0], piped)

    def test_pipes_and_files_are_whole(self):
        """COLUMNS folds what people read; what is parsed line by line it folds on a terminal only."""
        narrow = self.settings | {"COLUMNS": "40"}
        for words in (("sbom", "--format", "list", self.image), ("db", "status"), ("db", "search", "openssl")):
            whole = self.run_program(*words, code=e2e.OK, env=self.settings).out
            self.assertEqual(self.run_program(*words, code=e2e.OK, env=narrow).out, whole)
            self.on_terminal(40, *words, "-o", self.folder / "file")
            self.assertEqual((self.folder / "file").read_bytes(), whole)
            self.assertNotEqual(self.on_terminal(500, *words, COLUMNS="40")[0].encode(), whole)
        for words in (("quickview", self.image), ("cves", self.image)):
            whole = self.run_program(*words, code=e2e.OK, env=self.settings).out
            self.on_terminal(40, *words, "-o", self.folder / "file")
            self.assertEqual((self.folder / "file").read_bytes(), whole)

    def test_what_is_said_on_standard_error_fits(self):
        for width in WIDTHS:
            text, _ = self.on_terminal(width, "quickview", self.image, errors=True)
            for line in re.sub(r".*\r", "", text).splitlines():
                self.assertTrue(columns(line) <= width or COPIED.search(line), line)

    def test_wide_and_combining_signs(self):
        app = self.folder / "app"
        app.mkdir()
        names = ("パッケージ管理用ライブラリの名前", "e\u0301" * 30, "plain")
        entries = ",".join(f'"node_modules/{name}":{{"version":"1.0.0"}}' for name in names)
        (app / "package-lock.json").write_text('{"name":"x","lockfileVersion":3,"packages":{"":{},' + entries + "}}")
        for width in (40, 60):
            for words in (("sbom", "--format", "list", app), ("cves", "--format", "only-packages", app)):
                text, _ = self.on_terminal(width, *words)
                rows = [line for line in text.splitlines() if "│" in line and "1.0.0" in line]
                self.assertEqual(len(rows), len(names), text)
                self.assertEqual(len({columns(row.split("│")[0]) for row in rows}), 1, text)
                for line in text.splitlines():
                    self.assertLessEqual(columns(line), width, text)


if __name__ == "__main__":
    e2e.main()
