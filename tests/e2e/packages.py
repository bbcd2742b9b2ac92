#!/usr/bin/env python3
"""Package lists of real images: golden lists reviewed by hand (golden/*.list), an independent reading of the same databases,
and the truth files of make-images."""

import re
import shutil
import subprocess
import tarfile
import unittest

import e2e

ROOTFS = sorted(path for path in (e2e.SHARED / "images").glob("*.tar.[gx]z"))


def apk_packages(archive):
    """(name, version) by lib/apk/db/installed: a P: and a V: line each (apk-tools, installed database v2)."""
    found, name = set(), ""
    with tarfile.open(archive) as tar:
        entry = next((one for one in tar if one.name.removeprefix("./") == "lib/apk/db/installed"), None)
        for line in tar.extractfile(entry).read().decode().splitlines() if entry else ():
            if line.startswith("P:"):
                name = line[2:]
            elif line.startswith("V:"):
                found.add((name, line[2:]))
    return found


def strings(packages):
    return {
        (
            name.replace("%2B", "+").replace("%7E", "~").replace("%3A", ":"),
            (version or "").replace("%2B", "+").replace("%7E", "~").replace("%3A", ":"),
        )
        for name, version in packages
    }


@e2e.needs_shared
class RootFilesystems(e2e.Case):
    def test_golden_lists(self):
        self.assertGreater(len(ROOTFS), 20)
        for archive in ROOTFS:
            with self.subTest(archive.name):
                name = archive.name.rsplit(".tar.", 1)[0]
                done = self.run_program("sbom", "--format", "list", archive, code=e2e.OK)
                e2e.golden(self, f"{name}.list", done.text)

    def test_independent_reading_of_apk(self):
        for archive in ROOTFS:
            if not archive.name.startswith(("alpine", "gliderlabs")):
                continue
            with self.subTest(archive.name):
                document, _ = self.sbom(archive)
                want = apk_packages(archive)
                self.assertGreater(len(want), 8)
                self.assertEqual(strings(e2e.packages(document, "apk")), want)

    def test_unpacked_is_the_same(self):
        """A root filesystem as folder gives the packages of its tar."""
        archive = e2e.SHARED / "images/alpine-minirootfs-3.18.9-x86_64.tar.gz"
        top = self.folder / "root"
        top.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", top, "--exclude=./dev/*", "--no-same-owner"], check=True)
        want = {purl for purl in e2e.purls(self.sbom(archive)[0])}
        self.assertEqual({purl for purl in e2e.purls(self.sbom(top)[0])}, want)


@e2e.needs_shared
class Corpora(e2e.Case):
    def test_docker_archives(self):
        """What the layers hold decides: the lists of two published docker-archives."""
        for archive in sorted(e2e.unpacked("images/trivy-img").rglob("*.tar.gz")):
            with self.subTest(archive.name):
                done = self.run_program("sbom", "--format", "list", archive, code=e2e.OK)
                e2e.golden(self, f"{archive.name.split('.')[0]}.list", done.text)
                with tarfile.open(archive) as outer:
                    layer = next(one for one in outer if one.name.endswith("/layer.tar"))
                    inner = self.folder / "layer.tar"
                    inner.write_bytes(outer.extractfile(layer).read())
                self.assertEqual(strings(e2e.packages(self.sbom(archive)[0])), apk_packages(inner))

    @unittest.skipUnless(shutil.which("rpm"), "skipped: rpm absent")
    def test_rpm_databases(self):
        """SQLite, ndb and BerkeleyDB of both byte orders, as rpm itself lists them."""
        databases = {
            f"{name}-{file.name}": file
            for name in ("cbl-mariner-2.0", "libuuid", "sle15-bci")
            for file in sorted((e2e.unpacked("images/rpmdb") / "rpmdb" / name).iterdir())
            if not file.name.endswith(("-shm", "-wal"))
        }
        for archive in ROOTFS:
            if archive.name.startswith("al"):
                top = self.folder / archive.name
                top.mkdir()
                subprocess.run(
                    ["tar", "-xf", archive, "-C", top, "--wildcards", "*lib/rpm/*"],
                    check=False,
                    stderr=subprocess.DEVNULL,
                )
                databases |= {
                    f"{archive.name}-{file.name}": file
                    for file in top.rglob("*")
                    if file.name in ("Packages", "rpmdb.sqlite", "Packages.db")
                }
        compared = 0
        for name, file in databases.items():
            top = self.folder / f"root-{name}"
            (top / "var/lib/rpm").mkdir(parents=True)
            shutil.copy(file, top / "var/lib/rpm")
            document, _ = self.sbom(f"fs://{top}")
            backend = {"Packages": "bdb_ro", "Packages.db": "ndb", "rpmdb.sqlite": "sqlite"}[file.name]
            listed = subprocess.run(
                [
                    "rpm",
                    "-qa",
                    "--dbpath",
                    top / "var/lib/rpm",
                    "--define",
                    f"_db_backend {backend}",
                    "--qf",
                    "%{NAME} %{VERSION}-%{RELEASE}\n",
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=False,
            ).stdout
            want = {tuple(line.split()) for line in listed.splitlines() if not line.startswith("gpg-pubkey ")}
            if not want:  # this rpm was built without that backend
                continue
            compared += 1
            with self.subTest(name):
                self.assertEqual({(one, version) for one, version in strings(e2e.packages(document, "rpm"))}, want)
        self.assertGreater(compared, 3)

    def test_debian_skeletons(self):
        """Every package that dpkg's status calls installed, by source version, and nothing else."""
        for top in sorted((e2e.unpacked("images/debian-skeletons") / "skel").iterdir()):
            with self.subTest(top.name):
                shown = subprocess.run(
                    [
                        "dpkg-query",
                        f"--admindir={top}/var/lib/dpkg",
                        "-W",
                        "-f",
                        "${db:Status-Abbrev}\t${Package}\t${Version}\n",
                    ],
                    stdout=subprocess.PIPE,
                    text=True,
                    check=True,
                ).stdout
                want = {tuple(line.split("\t")[1:]) for line in shown.splitlines() if line.startswith("ii")}
                self.assertGreater(len(want), 50)
                self.assertEqual(strings(e2e.packages(self.sbom(f"fs://{top}")[0], "deb")), want)


@e2e.needs_shared
class MadeImages(e2e.Case):
    PRECISION = 0.99

    def check(self, name, target):
        document = self.folder / "document.json"
        self.run_program("sbom", "--format", "cyclonedx", "-o", document, target, code=e2e.OK, seconds=60)
        done = subprocess.run(
            [e2e.SHARED / "tools/eval-truth", document, e2e.IMAGES / f"{name}.truth.tsv", "--list"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, f"{name}: something is missed\n{done.stdout}")
        rows = [line.split() for line in done.stdout.splitlines() if " precision " in line]
        self.assertTrue(rows, done.stdout)
        for row in rows:
            self.assertGreaterEqual(float(row[row.index("precision") + 1]), self.PRECISION, done.stdout)

    def forms(self, name):
        for target in (e2e.IMAGES / name, e2e.IMAGES / f"{name}.tar", e2e.IMAGES / f"{name}.oci.tar"):
            with self.subTest(target.name):
                self.check(name, target)

    @e2e.needs_image("debian-slim")
    def test_debian_slim(self):
        self.forms("debian-slim")

    @e2e.needs_image("distroless-like")
    def test_distroless_like(self):
        self.forms("distroless-like")

    @e2e.needs_image("removed-db")
    def test_removed_database(self):
        self.forms("removed-db")
        document, _ = self.sbom(e2e.IMAGES / "removed-db", seconds=60)
        self.assertIn("database-removed", {note["code"] for note in document["notes"]})
        done = self.run_program("sbom", "--format", "cyclonedx", e2e.IMAGES / "removed-db", code=e2e.OK, seconds=60)
        marked = [
            one
            for one in done.json()["components"]
            if {"name": "pratique:database", "value": "removed"} in one.get("properties", [])
        ]
        self.assertGreater(len(marked), 100)

    @e2e.needs_image("debian-slim")
    def test_layers_of_packages(self):
        """A package is told to be in the layer that brought it: those that the upgrade replaced are in the second."""
        document, _ = self.sbom(e2e.IMAGES / "debian-slim", seconds=60)
        layers = [layer["diff_id"] for layer in document["subject"]["layers"]]
        self.assertEqual(len(layers), 3)
        used = {layers.index(component["locations"][0]["layer"]) for component in document["components"]}
        self.assertEqual(used, {0, 1})  # the third only deletes
        with tarfile.open(e2e.IMAGES / "debian-slim.tar") as archive:
            lowest = archive.extractfile(f"blobs/sha256/{layers[0].removeprefix('sha256:')}")
            with tarfile.open(fileobj=lowest, mode="r|") as layer:
                status = next(
                    layer.extractfile(one).read().decode() for one in layer if one.name == "var/lib/dpkg/status"
                )
        published = set(re.findall(r"^Package: (\S+)\n(?:.*\n)*?Version: (\S+)$", status, re.MULTILINE))
        for component in document["components"]:
            package = next(iter(strings(e2e.packages({"components": [component]}))))
            with self.subTest(package):
                self.assertEqual(layers.index(component["locations"][0]["layer"]), 0 if package in published else 1)


if __name__ == "__main__":
    e2e.main()
