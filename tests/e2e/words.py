#!/usr/bin/env python3
"""The words of the command line: the first wrong one is named, with what was meant; help; what targets are."""

import gzip
import os
import socket
import subprocess
import tarfile
import unittest

import cli
import e2e
import images

COMMANDS = [" ".join(words) for words in cli.COMMANDS] + ["db verify", "help"]


class Words(cli.Small):
    def refused(self, words, *parts, code=e2e.BAD_USAGE):
        done = self.go(*words.replace("TARGET", str(self.target)).split(" "), code=code)
        self.assertEqual(done.out, b"")
        for part in parts:
            self.assertIn(part, done.errors)
        return done.errors

    def test_unknown_command(self):
        for words, *parts in (
            ("quickvew TARGET", "unknown command quickvew; did you mean quickview?"),
            ("Sbom TARGET", "unknown command Sbom; did you mean sbom?"),
            ("db serach six", "unknown command serach; did you mean search?"),
            ("help cvs", "did you mean cves?"),
            ("frobnicate", "unknown command frobnicate", "quickview, cves, "),
            ("TARGET", "which command?", "pratique quickview /"),
            ("db", "which command of db?"),
            ("-q cves TARGET", "unknown option -q before the command"),
        ):
            with self.subTest(words):
                self.refused(words, *parts)

    def test_commands_of_docker_scout_are_named_as_such(self):
        for word in ("watch",):
            with self.subTest(word):
                self.refused(
                    f"{word} TARGET", f"{word} is a command of Docker Scout that this version does not have yet"
                )
        for word in ("enroll", "repo", "integration", "config", "stream"):
            self.assertNotIn("unknown", self.refused(f"{word} x", "Docker Scout"))
        self.refused("demo", "./run demo")

    def test_unknown_option_is_blamed_and_not_the_image(self):
        for words, *parts in (
            ("cves --org x TARGET", "--org is a flag of Docker Scout"),
            ("cves --only-sevrity high TARGET", "unknown option --only-sevrity of cves; did you mean --only-severity?"),
            ("cves TARGET --only-sevrity=high", "did you mean --only-severity?"),
            ("db build --fedes x", "unknown option --fedes of db build; did you mean --feeds?"),
            ("sbom -format json TARGET", "unknown option -format of sbom; did you mean --format?"),
            ("sbom --only-fixed TARGET", "--only-fixed is an option of cves, not of sbom"),
            ("cves -qz TARGET", "unknown option -z of cves"),
            ("cves --severity high TARGET", "--only-severity"),
        ):
            with self.subTest(words):
                self.assertNotIn(str(self.target), self.refused(words, *parts))

    def test_values(self):
        for words, *parts in (
            ("cves TARGET --platform", "--platform needs a value: --platform OS/ARCH"),
            ("cves --platform --strict TARGET", "--platform needs a value"),
            ("cves --platform= TARGET", "the value of --platform is empty"),
            ("cves --ref  TARGET", "the value of --ref is empty"),
            ("cves ", "the target is empty"),
            ("cves --ref a --ref b TARGET", "--ref was given twice"),
            ("sbom -o a --output b TARGET", "--output was given twice"),
            ("cves --strict=1 TARGET", "--strict takes no value"),
            ("cves TARGET more", "one target at a time"),
            ("cves -- TARGET more", "one target at a time"),
            ("version more", "unexpected word more"),
            ("db search --limit many six", "many"),
            ("db status --format txet", "did you mean text?"),
        ):
            with self.subTest(words):
                self.refused(words, *parts)
        self.assertFalse((self.folder / "a").exists())

    def test_several_values_mean_what_help_shows(self):
        for words in ("--only-severity high medium TARGET", "--only-severity high medium"):
            self.refused(f"cves {words}", "several values of --only-severity are one word: --only-severity high,medium")
        self.refused("cves --only-cve-id CVE-2021-44228 CVE-2021-45046 TARGET", "--only-cve-id CVE-2021-44228,CVE-2021-45046")
        for words in (
            ("--only-severity", "high,unspecified"),
            ("--only-severity=high", "--only-severity", "unspecified"),
        ):
            self.go("cves", "-e", *words, self.target, code=e2e.GATE_FAILED)
        os.makedirs(self.folder / "medium")
        self.go("cves", "--only-severity", "high", "medium", code=e2e.OK)  # a folder of that name is a target

    def test_places_of_options(self):
        want = self.go("cves", "--only-severity", "low", "--only-fixed", self.target, code=e2e.OK).out
        for words in (
            [self.target, "--only-severity", "low", "--only-fixed"],
            ["--only-fixed", "--only-severity=low", "--", self.target],
            ["--only-severity=low", self.target, "--only-fixed"],
        ):
            self.assertEqual(self.go("cves", *words, code=e2e.OK).out, want)
        odd = self.folder / "-odd"
        odd.mkdir()
        (odd / "requirements.txt").write_text("six==1.0\n")
        self.assertIn("six", self.go("sbom", "-q", "--format", "list", "--", "-odd", code=e2e.OK).text)

    def test_help(self):
        top = self.go("--help", code=e2e.OK).out
        for words in (["help"], ["-h"], ["help", "--help"], ["help", "help"][:1]):
            self.assertEqual(self.go(*words, code=e2e.OK).out, top)
        for command in COMMANDS:
            words = command.split()
            with self.subTest(command):
                text = self.go(*words, "--help", code=e2e.OK).out
                if command != "help":
                    self.assertEqual(self.go("help", *words, code=e2e.OK).out, text)
                if command not in ("db", "attestation", "exceptions", "help", "vex"):
                    self.assertEqual(self.go(*words, "--nonsense", "-h", code=e2e.OK).out, text)
        self.assertEqual(self.go("db", "help", "build", code=e2e.OK).out, self.go("help", "db", "build", code=e2e.OK).out)
        version = self.go("version", code=e2e.OK).out
        self.assertEqual(self.go("--version", code=e2e.OK).out, version)

    def test_help_fits(self):
        for columns in (60, 80, 120):
            for command in COMMANDS:
                text = self.go("help", *command.split()[: 9 if command != "help" else 0], env={"COLUMNS": str(columns)}).text
                for line in text.splitlines():
                    if not line.strip().startswith("pratique "):  # an example is typed as it stands
                        self.assertLessEqual(len(line), columns, text)


class Hints(cli.Small):
    def hint(self, *words, **how):
        text = self.go("quickview", *words, code=e2e.OK, **how).text
        return next(line.split(" → ")[1] for line in text.splitlines() if " → " in line)

    def test_hints_look_at_the_same_thing(self):
        images.write(self.folder / "bom.json", self.go("sbom", self.target).out)
        odd = self.folder / "it's odd\x1b[31m"
        os.symlink(self.target, odd)
        os.symlink(self.target, self.folder / "-dash")
        for words, want in (
            (("sbom://bom.json",), "pratique cves sbom://bom.json"),
            (("--platform", "linux/arm64", "--ref", "a b", self.target), f"pratique cves --ref 'a b' --platform linux/arm64 {self.target}"),
            ((odd,), None),
            (("--", "-dash"), "pratique cves -- '-dash'"),
        ):
            with self.subTest(words):
                hint = self.hint(*words)
                self.assertIn(want or hint, hint)
                done = subprocess.run(
                    ["bash", "-c", hint.replace("pratique", e2e.BINARY, 1)],
                    capture_output=True,
                    cwd=self.folder,
                    env=self.env | {"HOME": str(self.folder)},
                )
                self.assertEqual(done.returncode, 0, done)
                self.assertIn(b"six", done.stdout)

    def test_without_a_database_one_sentence_says_what_to_do(self):
        for command in ("quickview", "cves"):
            text = self.go(command, self.target, env={"PRATIQUE_FEEDS": None}, code=e2e.OK).text
            self.assertEqual((text.count("nothing was matched"), text.count("--feeds DIR")), (1, 1), text)
        self.assertIn("osv.dev", self.go("db", "build", "--help", code=e2e.OK).text)


class Targets(cli.Small):
    """A sentence for each thing that is no target, that a newcomer understands."""

    def archive(self, name, mode="w"):
        with tarfile.open(self.folder / name, mode) as tar:
            tar.add(self.target / "requirements.txt", "app/requirements.txt")
        return self.folder / name

    def test_sentences(self):
        f = self.folder
        (f / "empty").write_bytes(b"")
        (f / "text").write_text("hello " * 1000)
        os.symlink("nowhere", f / "broken")
        os.symlink("loop", f / "loop")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(f / "socket"))
        for word, part in (
            ("fs://", "fs:// needs a path"),
            ("archive://", "archive:// needs a path"),
            ("oci-dir://", "oci-dir:// needs a path"),
        ):
            self.assertIn(part, self.go("sbom", word, code=e2e.BAD_USAGE).errors)
        for word, part in (
            (f"sbom://{self.target}", "a folder; sbom:// reads a file"),
            (f"archive://{self.target}", "a folder; archive:// reads a file"),
            (f"oci-dir://{f}/text", "a file; oci-dir:// reads folders"),
            (f"{f}/broken", "a link to nowhere, which is not there"),
            (f"{f}/loop", "a loop of links"),
            (f"{f}/socket", "a socket cannot be read"),
            (f"{f}/text/more", "a part of the path is a file"),
            (f"{f}/missing", "no such file or directory"),
            (f"{f}/text", "neither an image archive"),
            ("missing", "is no file or directory, and as an image: "),
            *((prefix + f"{f}/{name}", part) for prefix in ("fs://", "archive://", "sbom://") for name, part in (
                ("missing", "no such file or directory"),
                ("broken", "a link to nowhere"),
                ("loop", "a loop of links"),
                ("socket", "a socket cannot be read"),
                ("empty", "the file is empty"),
            )),
            (f"{f}/empty", "the file is empty"),
        ):
            with self.subTest(word):
                self.assertIn(part, self.go("sbom", word, code=e2e.FAILED).errors)
        for prefix in ("fs://", "archive://", "sbom://"):
            for name in ("text", "/dev/null"):
                with self.subTest(prefix + name):
                    self.go("sbom", prefix + str(f / name), code=e2e.FAILED)

    @unittest.skipIf(os.geteuid() == 0 and not os.path.exists("/usr/bin/setpriv"), "skipped: setpriv absent")
    def test_permission(self):
        secret = self.folder / "secret"
        secret.write_text("{}")
        secret.chmod(0)
        self.folder.chmod(0o755)
        plain = ["setpriv", "--reuid=1234", "--regid=1234", "--clear-groups"] if os.geteuid() == 0 else []
        for word in ("", "sbom://", "archive://", "fs://"):
            done = self.go("sbom", word + str(secret), before=plain, code=e2e.FAILED)
            self.assertIn("permission denied", done.errors)

    def piped(self, word, data):
        done = subprocess.run(
            [e2e.BINARY, "sbom", "--format", "list", word],
            input=data,
            capture_output=True,
            env=self.env | {"HOME": str(self.folder)},
            timeout=e2e.max_seconds(30),
        )
        return done.returncode, done.stdout, done.stderr.decode()

    def test_through_a_pipe(self):
        plain = self.archive("tree.tar").read_bytes()
        for data in (plain, gzip.compress(plain)):
            for word in ("fs:///dev/stdin", "fs://-"):
                code, out, err = self.piped(word, data)
                self.assertEqual(code, 0, err)
                self.assertIn(b"six", out)
            self.assertIn(b"six", self.piped("/dev/stdin", data)[1])
        image = images.docker_archive([("example/app:1", [plain])])
        for data in (image, gzip.compress(image)):
            for word in ("archive:///dev/stdin", "archive://-", "/dev/stdin"):
                code, out, err = self.piped(word, data)
                self.assertEqual(code, 0, err)
                self.assertIn(b"six", out)
        for data, part in ((b"", "nothing came through the pipe"), (b"noise" * 1000, "archive://")):
            code, _, err = self.piped("archive:///dev/stdin", data)
            self.assertEqual(code, e2e.FAILED)
            self.assertIn(part, err)
            self.assertNotIn("/proc/", err)
        bom = self.go("sbom", "--format", "cyclonedx", self.target).out
        for word in ("sbom://", "sbom://-", "sbom:///dev/stdin"):
            self.assertIn(b"six", self.piped(word, bom)[1])

    def test_mark_of_unicode_is_stripped_at_the_start_only(self):
        bom = self.go("sbom", "--format", "cyclonedx", self.target).out
        mark = b"\xef\xbb\xbf"
        images.write(self.folder / "marked.json", mark + bom)
        self.assertIn("six", self.go("sbom", "--format", "list", self.folder / "marked.json", code=e2e.OK).text)
        inside = bom.replace(b'"six"', b'"' + mark + b'six"')
        self.assertNotEqual(inside, bom)
        images.write(self.folder / "inside.json", inside)
        self.go("sbom", self.folder / "inside.json", code=e2e.OK)


class Cache(cli.Small):
    def env_of(self, **more):
        return {"PRATIQUE_DB": None, "PRATIQUE_FEEDS": str(self.feeds), "HOME": None, "TMPDIR": str(self.folder / "tmp")} | more

    def go_without(self, **more):
        (self.folder / "tmp").mkdir(exist_ok=True)
        return self.run_program("cves", self.target, env=self.env_of(**more), code=e2e.OK)

    def test_without_a_home_a_private_place_is_taken_and_told(self):
        file = self.folder / "tmp" / f"pratique-{os.geteuid()}" / "advisories.db"
        for settings in ({}, {"HOME": ""}, {"HOME": "relative"}, {"HOME": "/"}, {"XDG_CACHE_HOME": "relative"}, {"HOME": "/dev/null"}):
            with self.subTest(settings):
                done = self.go_without(**settings)
                self.assertIn(f"the advisory database is kept in {file.parent}", done.errors)
                self.assertIn("GO-TEST-1", done.text)
                self.assertEqual(file.parent.stat().st_mode & 0o777, 0o700)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["app", "feeds", "tmp"])

    def test_a_place_of_others_is_not_trusted(self):
        (self.folder / "tmp").mkdir()
        place = self.folder / "tmp" / f"pratique-{os.geteuid()}"
        place.mkdir()
        place.chmod(0o777)
        done = self.run_program("cves", self.target, env=self.env_of(), code=e2e.FAILED)
        self.assertIn("not a folder of this user alone", done.errors)


if __name__ == "__main__":
    e2e.main()
