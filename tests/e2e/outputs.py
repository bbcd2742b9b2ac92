#!/usr/bin/env python3
"""Where documents go: all or nothing, never over what nobody named; closed and full descriptors; signals."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time
import unittest

import cli
import e2e
import images


class Shell(cli.Small):
    def shell(self, line, code=None, **env):
        """Runs a line of the shell, with $P for the program and $T for the target."""
        done = subprocess.run(
            ["bash", "-c", line],
            capture_output=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "P": e2e.BINARY, "T": str(self.target)} | self.env | env,
            timeout=e2e.max_seconds(60),
        )
        if code is not None:
            self.assertEqual(done.returncode, code, (line, done))
        return done

    def nothing_else(self, *names):
        """Nothing lies in the folder but what was there and these."""
        there = sorted(path.name for path in self.folder.iterdir() if path.name not in ("cache", ".cache"))
        self.assertEqual(there, sorted(["app", "feeds", *names]))

    def document(self):
        return self.go("sbom", self.target).out


class Outputs(Shell):
    def test_umask_is_respected(self):
        for mask, mode in (("022", 0o644), ("077", 0o600), ("000", 0o666), ("027", 0o640)):
            self.shell(f"umask {mask}; $P sbom -q -o new $T", 0)
            self.assertEqual((self.folder / "new").stat().st_mode & 0o7777, mode)
            (self.folder / "new").unlink()

    def test_mode_and_owner_are_kept(self):
        file = self.folder / "old"
        file.write_text("old")
        file.chmod(0o640)
        if os.geteuid() == 0:
            os.chown(file, 1234, 2345)
        before = file.stat()
        self.shell("umask 077; $P sbom -q -o old $T", 0)
        after = file.stat()
        self.assertEqual((after.st_mode, after.st_uid, after.st_gid), (before.st_mode, before.st_uid, before.st_gid))
        self.assertEqual(file.read_bytes(), self.document())

    def test_links_are_written_through(self):
        want = self.document()
        real = self.folder / "real"
        real.write_text("x" * 100_000)
        real.chmod(0o604)
        os.symlink("real", self.folder / "link")
        os.symlink("link", self.folder / "link-to-link")
        os.symlink("missing", self.folder / "dangling")
        os.link(real, self.folder / "hard")
        for name, leads_to in (("link", real), ("link-to-link", real), ("hard", real), ("dangling", self.folder / "missing")):
            with self.subTest(name):
                inode = leads_to.stat().st_ino if leads_to.exists() else None
                self.go("sbom", "-o", self.folder / name, self.target, code=e2e.OK)
                self.assertEqual(leads_to.read_bytes(), want)
                self.assertEqual(os.path.islink(self.folder / name), name != "hard")
                self.assertIn(inode, (None, leads_to.stat().st_ino))
                if leads_to == real:
                    real.write_text("x" * 100_000)
        self.assertEqual(real.stat().st_mode & 0o777, 0o604)
        self.nothing_else("real", "link", "link-to-link", "hard", "dangling", "missing")

    def test_streams_of_the_shell_are_written_where_they_stand(self):
        want = self.document()
        for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"):
            with self.subTest(name):
                self.shell(f"{{ echo head; $P sbom -q -o {name} $T; echo tail; }} >file", 0)
                self.assertEqual((self.folder / "file").read_bytes(), b"head\n" + want + b"tail\n")
        self.shell("echo head >file; $P sbom -q -o /dev/fd/7 $T 7>>file", 0)
        self.assertEqual((self.folder / "file").read_bytes(), b"head\n" + want)
        os.symlink("/dev/stdout", self.folder / "out")
        self.assertEqual(self.shell("$P sbom -q -o out $T | cat", 0).stdout, want)
        self.assertEqual(self.shell("$P sbom -q -o /dev/stderr $T", 0).stderr, want)
        for link in ("/dev/stdout", "/dev/stderr", "/dev/fd"):
            self.assertTrue(os.path.islink(link), "the system's own link stays")
        self.assertTrue((self.folder / "out").is_symlink())
        self.assertIn(b"/dev/fd/9", self.shell("$P sbom -q -o /dev/fd/9 $T", 1).stderr)

    def test_pipes_and_devices(self):
        want = self.document()
        pipe = images.mkfifo(self.folder / "pipe")
        os.symlink("pipe", self.folder / "to-pipe")
        for name in ("pipe", "to-pipe"):
            read = []
            reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
            reader.start()
            self.go("sbom", "-o", self.folder / name, self.target, code=e2e.OK)
            reader.join(10)
            self.assertEqual(read, [want])
        self.assertTrue(pipe.is_fifo())
        self.go("sbom", "--format", "json=/dev/null", "--format", "list=/dev/null", self.target, code=e2e.OK)
        self.assertFalse(os.path.isfile("/dev/null"))

    def test_all_or_nothing(self):
        (self.folder / "b").write_text("old")
        for last in ("/dev/full", "/no/such/folder/x", str(self.folder), f"{self.folder}/c/"):
            with self.subTest(last):
                formats = [f"--format=json={self.folder / 'a'}", f"--format=list={self.folder / 'b'}", f"--format=spdx={last}"]
                done = self.go("sbom", *formats, self.target, code=e2e.FAILED)
                self.assertIn(last.rstrip("/"), done.errors)
                self.assertEqual((self.folder / "b").read_text(), "old")
                self.nothing_else("b")
        self.shell("$P sbom --format json=a --format list $T >/dev/full", 1)
        self.nothing_else("b")

    def test_what_is_written_in_place_is_as_it_was_when_another_output_fails(self):
        """Links, devices and pipes are opened, and room reserved, before anything is written; what can fail goes first."""
        (self.folder / "real").write_text("old")
        os.symlink("real", self.folder / "link")
        os.symlink("missing", self.folder / "dangling")
        shutil.copy("/bin/sleep", self.folder / "busy-program")
        os.symlink("busy-program", self.folder / "busy")  # nobody opens what runs for writing, root neither
        running = subprocess.Popen([self.folder / "busy-program", "60"])
        self.addCleanup(running.wait)
        self.addCleanup(running.kill)
        small = "ulimit -f 1; trap '' XFSZ; "
        (self.target / "requirements.txt").write_text("".join(f"name{i}==1.{i}\n" for i in range(500)))
        for last, before in (("/dev/full", ""), ("busy", ""), ("nowhere/x", ""), ("also", small)):
            if last == "also":
                os.symlink("also-real", self.folder / "also")
            for order in (("link", "dangling", last), (last, "dangling", "link")):
                with self.subTest(order):
                    formats = " ".join(f"--format {name}={file}" for name, file in zip(("json", "list", "spdx"), order))
                    done = self.shell(f"{before}$P sbom -q {formats} --format cyclonedx $T", 1)
                    self.assertEqual(done.stdout, b"", "no document")
                    self.assertEqual((self.folder / "real").read_text(), "old")
                    self.assertFalse((self.folder / "missing").exists())
                    self.assertFalse((self.folder / "also-real").exists())
        self.assertEqual((self.folder / "real").stat().st_blocks, 8, "no room stays reserved")

    def test_outputs_that_fight(self):
        want = (self.target / "requirements.txt").read_bytes()
        os.symlink("a", self.folder / "to-a")
        a = self.folder / "a"
        a.write_text("")
        os.link(a, self.folder / "also-a")
        for words in (
            ("--format", f"json={a}", "--format", f"list={a}"),
            ("--format", f"json={a}", "--format", "list=./a"),
            ("--format", "json=new", "--format", "list=./new"),
            ("--format", "json=a", "--format", "list=to-a"),
            ("--format", "json=a", "--format", "list=also-a"),
            ("--format", "json", "--format", "list"),
            ("--format", "json,list"),
            ("--format", "json", "--format", "list=/dev/stdout"),
            ("--format", "json=-", "--format", "list"),
            ("-o", "a", "--format", "json", "--format", "list=a"),
            ("-o", "x", "--format", "json=a"),
            ("-o", "x", "--format", "json=a", "--format", "list=b"),
            ("--format", "json="),
            ("-o", ""),
        ):
            with self.subTest(" ".join(words)):
                done = self.go("sbom", *words, self.target, code=e2e.BAD_USAGE)
                self.assertEqual(done.out, b"")
                self.nothing_else("a", "to-a", "also-a")
        archive = self.folder / "image.tar"
        images.write(archive, b"x")
        for target in (archive, f"archive://{archive}"):
            self.go("sbom", "-o", archive, target, code=e2e.BAD_USAGE)
            self.assertEqual(archive.read_bytes(), b"x", "the target is not written over")
        self.assertEqual((self.target / "requirements.txt").read_bytes(), want)

    def test_commas_in_file_names(self):
        self.go("sbom", "--format", "json=a,b", self.target, code=e2e.OK)
        self.assertTrue((self.folder / "a,b").is_file())
        self.go("sbom", "--format", "json=c,list=d", self.target, code=e2e.OK)
        self.nothing_else("a,b", "c", "d")

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"), "skipped: setpriv absent")
    def test_where_the_folder_takes_no_new_file(self):
        place = self.folder / "place"
        place.mkdir()
        (place / "old").write_text("x" * 100_000)
        os.chmod(place / "old", 0o666)
        os.chmod(place, 0o555)
        os.chmod(self.folder, 0o755)
        plain = "" if os.geteuid() else "setpriv --reuid=1234 --regid=1234 --clear-groups "
        self.shell(f"{plain}$P sbom -q -o place/old $T", 0)
        self.assertEqual((place / "old").read_bytes(), self.document())
        done = self.shell(f"{plain}$P sbom -q -o place/new $T", 1)
        self.assertIn(b"Permission denied", done.stderr)
        os.chmod(place, 0o755)


class Descriptors(Shell):
    """Closed and full standard descriptors never abort, and never lie."""

    def setUp(self):
        super().setUp()
        self.go("db", "build", code=e2e.OK)

    def test_data_that_could_not_be_written_is_an_error(self):
        for words in (
            "version",
            "version --format json",
            "--version",
            "--help",
            "cves --help",
            "help",
            "help sbom",
            "db status",
            "db search six",
            "sbom $T",
            "cves $T",
            "cves -e $T",
            "quickview $T",
        ):
            for where in (">/dev/full", ">&-"):
                with self.subTest(words + where):
                    done = self.shell(f"$P {words} {where}", 1)
                    self.assertIn(b"pratique: ", done.stderr)

    def test_standard_error_is_no_data(self):
        for words, code in (
            ("version", 0),
            ("--help", 0),
            ("sbom $T", 0),
            ("sbom -v $T", 0),
            ("cves $T", 0),
            ("cves -e $T", 2),
            ("quickview $T", 0),
            ("sbom /no/such/file", 1),
            ("sail", 64),
            ("cves --sail $T", 64),
            ("db build --feeds /no/such/folder", 1),
        ):
            want = self.shell(f"$P {words} 2>/dev/null", code).stdout
            for where in ("2>/dev/full", "2>&-", "2> >(exec <&-; exit)"):
                with self.subTest(words + where):
                    self.assertEqual(self.shell(f"$P {words} {where}", code).stdout, want)

    def test_opened_files_do_not_land_on_closed_descriptors(self):
        want = self.document()
        for closed in ("<&-", "2>&-", "<&- 2>&-", "<&- >&- 2>&-", ">&- 2>&-"):
            with self.subTest(closed):
                self.shell(f"$P sbom -o file $T {closed}", 0)
                self.assertEqual((self.folder / "file").read_bytes(), want)
                self.shell(f"$P cves --format json=file $T {closed}", 0)
                self.assertTrue((self.folder / "file").read_bytes().startswith(b"{"))
        self.shell("$P cves sbom:// <&-", 1)

    def test_reader_that_goes_away(self):
        (self.target / "requirements.txt").write_text("".join(f"package-{i}==1.0\n" for i in range(3000)))
        done = self.shell("$P sbom --format list $T 2>errors | head -1; exit ${PIPESTATUS[0]}", 141)
        self.assertEqual(done.stdout.count(b"\n"), 1)
        self.assertNotIn("pratique:", (self.folder / "errors").read_text())
        self.shell("$P sbom --format list --format json=file $T 2>/dev/null | head -1; exit ${PIPESTATUS[0]}", 141)
        self.nothing_else("errors")
        done = self.shell("trap '' PIPE; $P sbom --format list $T 2>errors | head -1; exit ${PIPESTATUS[0]}", 1)
        self.assertIn("standard output: Broken pipe", (self.folder / "errors").read_text())


@unittest.skipIf(e2e.SANITIZED, "skipped: what a sanitizer keeps of freed memory is more than a document")
class Memory(cli.Small):
    """A document takes no memory: it is written while it is made."""

    PACKAGES, ADVISORIES = 20_000, 500

    def setUp(self):
        super().setUp()
        with open(self.feeds / "records.jsonl", "w", encoding="utf-8") as out:
            for number in range(self.ADVISORIES):
                affected = {
                    "package": {"ecosystem": "npm", "name": self.name(number)},
                    "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "9.0.0"}]}],
                }
                record = {"id": f"GHSA-{number:04}", "modified": "2026-08-01T00:00:00Z", "affected": [affected]}
                out.write(json.dumps(record | {"details": f"words {number} " * 20}) + "\n")
        components = [
            {"type": "library", "name": self.name(n), "purl": f"pkg:npm/{self.name(n)}@1.0.{n}"}
            for n in range(self.PACKAGES)
        ]
        bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}
        (self.folder / "bom.json").write_text(json.dumps(bom))
        self.target = f"sbom://{self.folder}/bom.json"

    def name(self, number):
        return f"package-of-a-long-name-that-makes-the-document-long-{number % self.ADVISORIES:090}"

    def megabytes(self, *words):
        """Peak memory, and the length of the document."""
        file = self.folder / "document"
        done = self.go(*words, "-o", file, self.target, code=e2e.OK, seconds=60)
        return done.megabytes, file.stat().st_size >> 20

    def test_no_document_is_held(self):
        self.go("db", "build", code=e2e.OK)
        for command, small, *large in (("sbom", "list", "cyclonedx", "spdx"), ("cves", "only-packages", "json")):
            least, _ = self.megabytes(command, "--format", small)
            for name in large:
                with self.subTest(f"{command} --format {name}"):
                    peak, size = self.megabytes(command, "--format", name)
                    self.assertGreater(size, 7, "a document worth holding")
                    self.assertLess(peak, least + size // 2, "the document was held")


class Signals(Shell):
    def test_nothing_is_left_behind(self):
        """A pipe that nobody reads holds the program at the moment when the other documents lie beside their places."""
        images.mkfifo(self.folder / "pipe")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                child = subprocess.Popen(
                    [e2e.BINARY, "sbom", "-q", "--format=json=a", "--format=list=b", "--format=spdx=pipe", self.target],
                    cwd=self.folder,
                    env=self.env | {"HOME": str(self.folder)},
                    stdin=subprocess.DEVNULL,
                    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
                )
                deadline = time.monotonic() + e2e.max_seconds(30)
                while len(list(self.folder.glob(".pratique-*"))) < 2 and time.monotonic() < deadline:
                    time.sleep(0.01)
                self.assertEqual(len(list(self.folder.glob(".pratique-*"))), 2)
                child.send_signal(number)
                self.assertEqual(child.wait(30), -number)
                self.nothing_else("pipe")

    def test_who_ignores_a_signal_keeps_it_so(self):
        images.mkfifo(self.folder / "pipe")
        line = "trap '' HUP; $P sbom -q -o pipe $T & sleep 0.3; kill -HUP $!; cat pipe; wait $!"
        self.assertEqual(self.shell(line, 0).stdout, self.document())


if __name__ == "__main__":
    e2e.main()
