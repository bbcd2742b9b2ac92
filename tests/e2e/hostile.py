#!/usr/bin/env python3
"""Bad input: the hostile cases of make-images, broken archives of libarchive's own tests, layers cut short and with bits flipped.

Whatever comes in, the program ends by itself with one of its exit codes, in bounds of memory and time, writes nothing but
what it was asked for, and never calls something whole that it could not read."""

import binascii
import gzip
import json
import random
import re
import shutil
import socket
import tarfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import e2e
import images

REFUSE, PARTIAL, SOUND = "refuse", "partial", "ok"

# What we do with each case, decided by hand within what its .expect line allows; and, where something is reported, words of
# the note or of the error line.
CASES = {
    "absolute-symlink": (SOUND, ""),
    "bad-manifest": (REFUSE, "JSON"),
    "bad-tar-checksum": (PARTIAL, "tar header with a wrong checksum"),
    "bomb-package-json": (PARTIAL, "more than the 64 MiB that are read of one file"),
    "deep-json": (PARTIAL, "JSON nested deeper than 1024"),
    "deep-nesting": (PARTIAL, "too long"),
    "device-nodes": (SOUND, ""),
    "digest-traversal": (REFUSE, "is not sha256:"),
    "docker-traversal": (REFUSE, "not in the archive"),
    "dpkg-garbage": (PARTIAL, "var/lib/dpkg/status"),
    "duplicates": (SOUND, ""),
    "elf-broken": (SOUND, ""),
    "empty-layer": (PARTIAL, "no package of any kind"),
    "evil-names": (PARTIAL, "control character in the name"),
    "foreign-layer": (SOUND, ""),
    "gzip-bad-crc": (PARTIAL, "gzip checksum is wrong"),
    "gzip-bomb": (PARTIAL, 'the limit "inflated" of 4.2 GiB is reached'),
    "gzip-trailing-garbage": (PARTIAL, "bytes after the end of the gzip stream"),
    "gzip-two-members": (SOUND, ""),
    "hardlink-outside": (SOUND, ""),
    "huge-package-json": (PARTIAL, "more than the 64 MiB that are read of one file"),
    "index-1000-deep": (REFUSE, "nested deeper"),
    "index-to-itself": (REFUSE, "its descriptor says"),
    "jar-50-deep": (PARTIAL, "nested deeper than"),
    "jar-broken": (PARTIAL, "app/cut.jar"),
    "jar-traversal": (SOUND, ""),
    "long-names": (PARTIAL, "too long"),
    "many-layers": (SOUND, ""),
    "missing-blob": (REFUSE, "No such file"),
    "not-a-tar": (PARTIAL, "not a tar archive"),
    "pax-bad-length": (PARTIAL, "malformed pax record"),
    "pax-bomb": (PARTIAL, "extended tar header of more than 1 MiB"),
    "pax-huge-size": (PARTIAL, "truncated tar archive"),
    "pax-negative": (PARTIAL, "malformed pax record"),
    "pax-no-newline": (PARTIAL, "malformed pax record"),
    "pax-path-nul": (PARTIAL, "NUL byte"),
    "regex-dos": (SOUND, ""),
    "rpmdb-garbage": (PARTIAL, "var/lib/rpm/Packages.db"),
    "sparse-gnu": (PARTIAL, "more than the 64 MiB that are read of one file"),
    "sparse-pax": (PARTIAL, "more than the 64 MiB that are read of one file"),
    "symlink-cycle": (SOUND, ""),
    "symlink-database": (PARTIAL, "link leads to no file of the image"),
    "tar-negative-size": (PARTIAL, "tar header with a wrong checksum"),
    "traversal": (PARTIAL, "leaves the root"),
    "truncated-gzip": (PARTIAL, "gzip stream ends early"),
    "truncated-tar": (PARTIAL, "truncated tar archive"),
    "unknown-media-type": (PARTIAL, "which is not read"),
    "whiteout-self": (SOUND, ""),
    "whiteout-tricks": (SOUND, ""),
    "wrong-config-digest": (REFUSE, "does not match its digest"),
    "wrong-diff-id": (REFUSE, "does not match its diffID"),
    "wrong-digest": (REFUSE, "does not match its digest"),
    "wrong-size": (REFUSE, "its descriptor says"),
    "xml-laughs": (SOUND, ""),
    "yaml-laughs": (PARTIAL, "pnpm-lock.yaml"),
    "zip-bomb-jar": (PARTIAL, "share bytes"),
    "zstd-bomb": (PARTIAL, "window"),
}

# Cases whose line says "ok", and that something is named or reported: under --strict that is exit code 3.
ALSO_PARTIAL = {
    "deep-nesting",  # "or says that its depth is over a limit": 10,000 folders deep is longer than any path can be
    "evil-names",  # a package whose name has control characters in it is none; said
    "jar-50-deep",  # "or the depth limit is named"
    "long-names",  # names of 64 KiB and 1 MiB are none that a file can have; said
    "rpmdb-garbage",  # "; partial: three rpm databases of noise"
    "sparse-gnu",  # a package-lock.json of 10 GiB is over the limit; said
    "sparse-pax",
    "traversal",  # "names that leave it are reported"
    "zip-bomb-jar",  # "the limit is named"
}

FORMATS = {"json": "native.json", "cyclonedx": "cdx.json", "spdx": "spdx.json", "list": "list.txt"}


class HostileCase(e2e.Case):
    def scan(self, target, *words, seconds=30):
        """A strict scan with a document of every format; (run, native document or None)."""
        formats = [word for name, file in FORMATS.items() for word in ("--format", f"{name}={self.folder / file}")]
        done = self.run_program(
            "sbom",
            "--strict",
            *formats,
            *words,
            target,
            code=(e2e.OK, e2e.FAILED, e2e.INCOMPLETE, e2e.BAD_USAGE),
            seconds=seconds,
        )
        refused = done.code in (e2e.FAILED, e2e.BAD_USAGE)
        written = sorted(path.name for path in self.folder.iterdir())
        self.assertEqual(written, [] if refused else sorted(FORMATS.values()), done)
        if refused:
            return done, None
        for file in FORMATS.values():
            self.assert_safe((self.folder / file).read_text("utf-8", "surrogateescape"), f"{file} of {done}")
        document = json.loads((self.folder / "native.json").read_text())
        incomplete = [note for note in document["notes"] if note.get("incomplete")]
        self.assertEqual(done.code == e2e.INCOMPLETE, bool(incomplete), f"{incomplete}, yet {done}")
        for file in FORMATS.values():
            (self.folder / file).unlink()
        return done, document


@e2e.needs_image("hostile")
class MadeImages(HostileCase):
    def check(self, case):
        outcome, words = CASES[case]
        folder = e2e.IMAGES / "hostile"
        expect = (folder / f"{case}.expect").read_text()
        allowed = re.split(r"[:;]", expect)[0] + (" partial" if case in ALSO_PARTIAL else "")
        self.assertIn(outcome, allowed, f"{case}: our outcome is not among those of: {expect}")
        target = folder / case if (folder / case).is_dir() else folder / f"{case}.tar"
        done, document = self.scan(target)
        self.assertEqual(
            {e2e.FAILED: REFUSE, e2e.INCOMPLETE: PARTIAL, e2e.OK: SOUND}[done.code], outcome, f"{case}: {expect}{done}"
        )
        if outcome == REFUSE:
            self.assertIn(words, done.errors)
            return
        told = "\n".join(f"{note['message']} {note.get('file', '')}" for note in document["notes"])
        self.assertIn(words, told)
        found = e2e.packages(document)
        self.assertNotIn(("minimist", "9.9.9"), found)
        for name, version in (("libold", "1.0-1"), ("minimist", "1.2.0")):
            if re.search(rf"finds [^;:]*{name} {version}", expect.split(" or says")[0]) and case != "deep-nesting":
                self.assertIn((name, version), found, f"{case}: {expect}{done}")
        self.assertNotIn("root:x:0", json.dumps(document), "something of this machine's /etc/passwd")

    def test_every_case(self):
        present = {path.stem for path in (e2e.IMAGES / "hostile").glob("*.expect")}
        self.assertEqual(present, set(CASES))
        litter = set(Path("/tmp").glob("hostile-*"))
        for case in sorted(present):
            with self.subTest(case):
                self.check(case)
        self.assertEqual(set(Path("/tmp").glob("hostile-*")), litter)

    def test_foreign_layer_is_not_asked_for(self):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", 9))
            except OSError:
                self.skipTest("skipped: port 9 cannot be listened on")
            listener.listen()
            listener.settimeout(0.2)
            self.scan(e2e.IMAGES / "hostile/foreign-layer")
            with self.assertRaises(TimeoutError):
                listener.accept()


class Names(HostileCase):
    def test_names_are_shown_safely(self):
        image = images.Layout(self.folder / "image")
        evil = "\x1b[2J\x07<b>‮x\u009b"
        image.image(
            [
                images.tar(
                    *images.deb(("libold", "1.0-1")),
                    images.npm("a" + evil, "1\x1b[31m"),
                    (
                        f"app/{evil}/package-lock.json",
                        json.dumps(
                            {"lockfileVersion": 3, "packages": {f"node_modules/x{evil}": {"version": f"1.0{evil}"}}}
                        ).encode(),
                    ),
                )
            ]
        )
        for command in (
            ["cves"],
            ["cves", "--details", "--locations"],
            ["quickview"],
            ["sbom", "--format", "list"],
            ["sbom"],
            ["cves", "--format", "json"],
        ):
            done = self.run_program(*command, image.write(), env={"PRATIQUE_DB": "absent.db"}, code=e2e.OK)
            self.assert_safe(done.text, done)


def decode_uu(path):
    """The archive in a uuencoded file. Some lines are longer than their count says, which a2b_uu refuses: those are cut."""
    data, inside = bytearray(), False
    for line in path.read_bytes().splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
            continue
        if line.strip() == b"end":
            break
        count = (line[0] - 32) & 63 if line else 0
        body = line[1 : 1 + (count + 2) // 3 * 4].ljust((count + 2) // 3 * 4, b"`")
        data += b"".join(binascii.a2b_uu(b"#" + body[at : at + 4]) for at in range(0, len(body), 4))[:count]
    return bytes(data)


def kind_of(done, document):
    """What became of a strict scan. That there are no packages in it says nothing of how it was read."""
    if done.code in (e2e.FAILED, e2e.BAD_USAGE):
        return "refused" if done.code == e2e.FAILED else "asked"
    gaps = {note["code"] for note in document["notes"] if note["incomplete"]}
    return "partial" if gaps - {"no-packages"} else "whole"


@e2e.needs_shared
class LibarchiveCorpus(HostileCase):
    def scan_both(self, archive):
        """How the archive is taken as a root filesystem; as an image it is never sound."""
        runs = []
        for prefix in ("fs://", "archive://"):
            done = self.run_program(
                "sbom",
                "--strict",
                "--format",
                "json",
                f"{prefix}{archive}",
                code=(e2e.OK, e2e.FAILED, e2e.INCOMPLETE),
                env={"TMPDIR": str(self.folder)},
            )
            self.assert_safe(done.text, done)
            runs.append(done)
        self.assertNotEqual(runs[1].code, e2e.OK, f"{archive} is no image")
        return kind_of(runs[0], runs[0].json() if runs[0].text else None)

    def test_all_archives(self):
        sources = sorted(e2e.unpacked("corpora/libarchive").rglob("*.uu"))
        self.assertGreater(len(sources), 400)
        for source in sources:
            images.write(self.folder / source.stem, decode_uu(source))
        with ThreadPoolExecutor(2) as pool:
            kinds = list(pool.map(lambda source: self.scan_both(self.folder / source.stem), sources))
        told = "".join(f"{kind}\t{source.stem}\n" for kind, source in zip(kinds, sources) if kind != "refused")
        e2e.golden(self, "libarchive.tsv", told)
        self.assertEqual({path.name for path in self.folder.iterdir()}, {source.stem for source in sources})


@e2e.needs_shared
class ForeignLayers(HostileCase):
    """go-containerregistry's test images and the zip-slip archives."""

    def test_all_of_them(self):
        top = e2e.unpacked("images/layers")
        told = []
        targets = [path for path in sorted(top.rglob("*.tar"))] + [
            path.parent for path in sorted(top.rglob("oci-layout"))
        ]
        for target in targets:
            done, document = self.scan(target)
            subject = f" {document['subject']['kind']}" if document else ""
            told.append(f"{target.relative_to(top)}\t{kind_of(done, document)}{subject}\n")
        e2e.golden(self, "layers.tsv", "".join(told))
        self.assertFalse(Path("/tmp/evil.txt").exists())


class DamagedLayers(HostileCase):
    """An Alpine image whose layer was damaged before it got its digest: nothing but the decoder can notice."""

    ALPINE = e2e.SHARED / "images/alpine-minirootfs-3.18.9-x86_64.tar.gz"

    ROUNDS = 16

    def setUp(self):
        super().setUp()
        self.random = random.Random(20240923)  # the damage is the same in every run
        if self.ALPINE.exists():
            self.packed = self.ALPINE.read_bytes()
        else:  # the first layer of the demo image
            index = json.loads((e2e.demo_image(self.folder / "demo") / "index.json").read_text())
            blob = lambda one: (self.folder / "demo/blobs/sha256" / one["digest"][7:]).read_bytes()
            self.packed = gzip.compress(blob(json.loads(blob(index["manifests"][0]))["layers"][0]), mtime=0)
            shutil.rmtree(self.folder / "demo")
        self.layer = gzip.decompress(self.packed)

    def scan_layer(self, stored, layer=None):
        top = self.folder / "image"
        image = images.Layout(top)
        image.image([layer or self.layer], packed=[stored])
        image.write()
        work, self.folder = self.folder, self.folder / "work"
        self.folder.mkdir(exist_ok=True)
        try:
            return self.scan(top)
        finally:
            self.folder = work
            images_removed(top)

    def test_truncated_gzip(self):
        whole = self.scan_layer(self.packed)[1]
        for _ in range(self.ROUNDS):
            cut = self.random.randrange(len(self.packed) - 1)
            done, document = self.scan_layer(self.packed[:cut])
            self.assertNotEqual(done.code, e2e.OK, f"cut at {cut}: {done}")
            if document:
                self.assertLessEqual(e2e.packages(document), e2e.packages(whole))

    def test_truncated_tar(self):
        end = 512 * (len(self.layer.rstrip(b"\0")) // 512)
        for _ in range(self.ROUNDS):
            cut = self.random.randrange(1, end)
            done, _ = self.scan_layer(self.layer[:cut], self.layer[:cut])
            # Cut between two members, a tar is only one without its end marker, which every reader takes as whole.
            self.assertIn(
                done.code,
                (e2e.INCOMPLETE, e2e.FAILED) if cut % 512 else (e2e.OK, e2e.INCOMPLETE, e2e.FAILED),
                f"cut at {cut}",
            )

    def test_flipped_bits_of_gzip(self):
        for _ in range(self.ROUNDS):
            damaged = bytearray(self.packed)
            at = self.random.randrange(10, len(damaged))  # past the header, whose time and flags nobody checks
            damaged[at] ^= 1 << self.random.randrange(8)
            done, _ = self.scan_layer(bytes(damaged))
            self.assertNotEqual(done.code, e2e.OK, f"bit flipped in byte {at}: {done}")

    def test_flipped_bits_of_tar(self):
        for _ in range(self.ROUNDS):
            damaged = bytearray(self.layer)
            for _ in range(8):
                damaged[self.random.randrange(len(damaged))] ^= 1 << self.random.randrange(8)
            self.scan_layer(bytes(damaged), bytes(damaged))  # in bounds, and complete or said not to be

    def test_flipped_bits_of_root_tar(self):
        for _ in range(self.ROUNDS):
            damaged = bytearray(self.packed)
            at = self.random.randrange(10, len(damaged))
            damaged[at] ^= 1 << self.random.randrange(8)
            archive = images.write(self.folder / "root.tar.gz", bytes(damaged))
            done = self.run_program("sbom", "--strict", f"fs://{archive}", code=(e2e.FAILED, e2e.INCOMPLETE))
            self.assertTrue(done.code == e2e.FAILED or any(note["incomplete"] for note in done.json()["notes"]))


def images_removed(top):
    for path in sorted(top.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    top.rmdir()


if __name__ == "__main__":
    e2e.main()
