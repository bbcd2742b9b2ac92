#!/usr/bin/env python3
"""Where an image may come from: every kind of target, by prefix and told by its content, in every packing."""

import gzip
import io
import json
import lzma
import shutil
import subprocess
import tarfile
import unittest

import e2e
import images

BASE = images.tar(*images.deb(("libold", "1.0-1")), images.npm("gone", "1.0.0"), images.npm("minimist", "1.1.0"))
TOP = images.tar(images.npm("minimist", "1.2.0"), ("app/node_modules/gone/.wh.package.json", b""))
FOUND = {("libold", "1.0-1"), ("minimist", "1.2.0")}


def packings(data):
    """(name, bytes) of the archive plain, gzip (of two members), zstd and xz."""
    half = len(data) // 2
    yield "tar", data
    yield "tar.gz", gzip.compress(data[:half]) + gzip.compress(data[half:])
    yield "tar.zst", subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout
    yield "tar.xz", lzma.compress(data)


class SourceCase(e2e.Case):
    def layout(self, name="image", **how):
        layout = images.Layout(self.folder / name)
        layout.image([BASE, TOP], **how)
        return layout

    def found(self, target, *more, kind="image", **how):
        document, _ = self.sbom(target, *more, **how)
        self.assertEqual(document["subject"]["kind"], kind)
        self.assertEqual([note for note in document["notes"] if note.get("incomplete")], [])
        return e2e.packages(document)

    def refused(self, target, *words, more=(), code=e2e.FAILED):
        done = self.run_program("sbom", target, *more, code=code)
        self.assertEqual(done.out, b"")
        for word in words:
            self.assertIn(word, done.errors)


class OciLayouts(SourceCase):
    def test_folder(self):
        top = self.layout().write()
        for target in (top, f"oci-dir://{top}"):
            self.assertEqual(self.found(target), FOUND)

    def test_layers_of_every_packing(self):
        kinds = zip(packings(BASE), packings(TOP))
        for (name, base), (_, top) in kinds:
            layout = self.layout(f"image.{name}", packed=[base, top])
            with self.subTest(name):
                self.assertEqual(self.found(layout.write()), FOUND)

    def test_archive_of_every_packing(self):
        for name, data in packings(self.layout().as_tar()):
            archive = images.write(self.folder / f"oci.{name}", data)
            for target in (archive, f"archive://{archive}"):
                with self.subTest(str(target)):
                    self.assertEqual(self.found(target), FOUND)

    def test_name_says_nothing(self):
        archive = images.write(self.folder / "picture.png", gzip.compress(self.layout().as_tar()))
        self.assertEqual(self.found(archive), FOUND)

    def test_index_json_alone_is_no_layout(self):
        top = self.folder / "website"
        (top / "node_modules/minimist").mkdir(parents=True)
        (top / "index.json").write_text("{}")
        (top / "node_modules/minimist/package.json").write_text('{"name":"minimist","version":"1.2.0"}')
        self.assertEqual(self.found(top, kind="source"), {("minimist", "1.2.0")})

    def test_same_layer_twice(self):
        layout = images.Layout(self.folder / "image")
        layout.image([BASE, TOP, BASE])
        self.assertEqual(self.found(layout.write()), {("libold", "1.0-1"), ("minimist", "1.1.0"), ("gone", "1.0.0")})

    def test_platforms(self):
        layout = images.Layout(self.folder / "image")
        arm = images.tar(*images.deb(("libarm", "2")))
        layout.index(
            [
                layout.image([BASE, TOP], listed=False),
                layout.image([arm], architecture="arm64", variant="v8", listed=False),
                layout.image([images.tar()], architecture="unknown", listed=False)
                | {"platform": {"os": "unknown", "architecture": "unknown"}},
            ]
        )
        top = layout.write()
        self.assertEqual(self.found(top), FOUND)  # linux/amd64 by default
        for name in ("linux/arm64", "linux/arm64/v8", "arm64"):
            self.assertEqual(self.found(top, "--platform", name), {("libarm", "2")})
        self.refused(top, "linux/s390x", "linux/arm64/v8", more=("--platform", "linux/s390x"), code=e2e.BAD_USAGE)
        self.refused(
            top, "no/such/plat/form", more=("--platform", "no/such/plat/form"), code=(e2e.FAILED, e2e.BAD_USAGE)
        )

    def test_platform_of_a_single_image(self):
        top = self.layout().write()
        self.assertEqual(self.found(top, "--platform", "linux/amd64"), FOUND)
        self.refused(top, "linux/amd64", more=("--platform", "linux/arm64"), code=e2e.BAD_USAGE)

    def test_references(self):
        layout = images.Layout(self.folder / "image")
        layout.image([BASE, TOP], ref="example/app:1")
        other = layout.image([BASE], ref="example/app:2")
        top = layout.write()
        self.refused(top, "example/app:1", "example/app:2", "--ref", code=e2e.BAD_USAGE)
        self.assertEqual(self.found(top, "--ref", "example/app:1"), FOUND)
        self.assertIn(("gone", "1.0.0"), self.found(top, "--ref", "2"))
        self.assertIn(("gone", "1.0.0"), self.found(top, "--ref", other["digest"]))
        self.refused(top, "example/app:3", "example/app:1", more=("--ref", "example/app:3"))

    def test_wrong_things_are_refused(self):
        self.refused(f"oci-dir://{self.folder}", "neither index.json nor manifest.json")
        top = self.layout().write()
        (top / "index.json").unlink()
        self.refused(f"oci-dir://{top}")
        self.refused(f"oci-dir://{self.folder}/absent", "absent", "no such file")


class DockerArchives(SourceCase):
    def test_manifest_last_and_first(self):
        for last in (True, False):
            data = images.docker_archive([("example/app:1", [BASE, TOP])], manifest_last=last)
            for name, packed in packings(data):
                archive = images.write(self.folder / f"{last}.{name}", packed)
                for target in (archive, f"archive://{archive}"):
                    with self.subTest(str(target)):
                        self.assertEqual(self.found(target), FOUND)

    def test_old_form_with_links(self):
        data = images.old_docker_archive("example/app:1", [BASE, TOP, BASE])
        for name, packed in packings(data):
            archive = images.write(self.folder / f"old.{name}", packed)
            with self.subTest(name):
                self.assertEqual(self.found(archive), {("libold", "1.0-1"), ("minimist", "1.1.0"), ("gone", "1.0.0")})

    def test_subject_is_named(self):
        archive = images.write(self.folder / "a.tar", images.docker_archive([("example/app:1", [BASE, TOP])]))
        document, _ = self.sbom(archive)
        self.assertEqual(document["subject"]["name"], "example/app:1")
        self.assertEqual(
            [layer["diff_id"] for layer in document["subject"]["layers"]],
            ["sha256:" + images.sha256(BASE), "sha256:" + images.sha256(TOP)],
        )

    def test_several_images(self):
        archive = images.write(
            self.folder / "a.tar", images.docker_archive([("example/app:1", [BASE, TOP]), ("example/base:1", [BASE])])
        )
        self.refused(archive, "example/app:1", "example/base:1", "--ref", code=e2e.BAD_USAGE)
        self.assertEqual(self.found(archive, "--ref", "example/app:1"), FOUND)

    def test_layer_is_missing_or_changed(self):
        data = images.docker_archive([("example/app:1", [BASE, TOP])])
        with tarfile.open(fileobj=io.BytesIO(data)) as whole:
            kept = [
                (one, whole.extractfile(one).read())
                for one in whole
                if one.name != f"blobs/sha256/{images.sha256(TOP)}"
            ]
        self.refused(images.write(self.folder / "missing.tar", images.tar(*kept)), "not in the archive")
        swapped = kept + [(f"blobs/sha256/{images.sha256(TOP)}", BASE)]
        self.refused(images.write(self.folder / "changed.tar", images.tar(*swapped)), "does not match")

    @e2e.needs_shared
    def test_real_ones(self):
        top = e2e.unpacked("images/trivy-img")
        for name, libc in (("alpine-310", "1.1.22-r3"), ("alpine-311", "1.1.24-r2")):
            found = self.found(next(top.rglob(f"{name}.tar.gz")))
            self.assertIn(("musl", libc), found)
            self.assertEqual(len(found), 14)


@unittest.skipUnless(shutil.which("skopeo"), "skipped: skopeo absent")
class BySkopeo(SourceCase):
    """The forms as another program writes them."""

    def copy(self, to, *options):
        command = [
            "skopeo",
            "--insecure-policy",
            "copy",
            "--quiet",
            *options,
            f"oci:{self.layout(to.split(':')[0]).write()}",
            to,
        ]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)
        return self.folder / to.split(":")[1]

    def test_every_form(self):
        for to, *options in (
            ("docker-archive:docker.tar:example/app:1",),
            ("oci-archive:oci.tar:1",),
            ("oci:folder:1",),
            ("oci:zstd:1", "--dest-compress-format", "zstd"),
            ("oci-archive:zstd.tar:1", "--dest-compress-format", "zstd"),
        ):
            with self.subTest(to):
                self.assertEqual(self.found(self.copy(to, *options)), FOUND)
                shutil.rmtree(self.folder / to.split(":")[0])


@unittest.skipUnless(shutil.which("umoci"), "skipped: umoci absent")
class ByUmoci(SourceCase):
    def test_what_it_inserts_and_takes_away(self):
        folder = self.folder / "layout"
        tree = self.folder / "tree"

        def umoci(*words):
            subprocess.run(["umoci", *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        with tarfile.open(fileobj=io.BytesIO(BASE)) as base:
            base.extractall(tree)
        umoci("init", "--layout", folder)
        umoci("new", "--image", f"{folder}:app")
        umoci("insert", "--rootless", "--image", f"{folder}:app", tree, "/")
        self.assertEqual(e2e.packages(self.sbom(f"oci-dir://{folder}", "--ref", "app")[0]), {("libold", "1.0-1"), ("gone", "1.0.0"), ("minimist", "1.1.0")})
        umoci("insert", "--whiteout", "--image", f"{folder}:app", "/app/node_modules/gone")
        other = self.folder / "other"
        with tarfile.open(fileobj=io.BytesIO(images.tar(images.npm("minimist", "1.2.0")))) as top:
            top.extractall(other)
        # Opaque: what was there goes.
        umoci("insert", "--rootless", "--opaque", "--image", f"{folder}:app", other / "app", "/app")
        document, _ = self.sbom(f"oci-dir://{folder}", "--ref", "app")
        self.assertEqual(e2e.packages(document), FOUND)
        self.assertEqual(len(document["subject"]["layers"]), 3)


class RootFilesystems(SourceCase):
    def test_tar_of_every_packing(self):
        for name, packed in packings(BASE):
            archive = images.write(self.folder / f"root.{name}", packed)
            for target in (archive, f"fs://{archive}"):
                with self.subTest(str(target)):
                    self.assertIn(("libold", "1.0-1"), self.found(target, kind="filesystem"))

    def test_folder(self):
        top = self.folder / "root"
        top.mkdir()
        with tarfile.open(fileobj=io.BytesIO(BASE)) as archive:
            archive.extractall(top)
        for target in (top, f"fs://{top}"):
            self.assertIn(("libold", "1.0-1"), self.found(target, kind="filesystem"))

    def test_folder_is_read_inside_only(self):
        top = self.folder / "root"
        (top / "app").mkdir(parents=True)
        (self.folder / "outside").mkdir()
        (self.folder / "outside/package-lock.json").write_text(
            '{"lockfileVersion":3,"packages":{"node_modules/secret":{"version":"1.0.0"}}}'
        )
        (top / "app/package-lock.json").symlink_to(self.folder / "outside/package-lock.json")
        (top / "lib").symlink_to(self.folder / "outside")
        images.mkfifo(top / "pipe")
        (top / "requirements.txt").write_text("six==1.16.0\n")
        document, _ = self.sbom(top)
        self.assertEqual(e2e.packages(document), {("six", "1.16.0")})

    def test_source_tree_with_a_manifest_of_its_own(self):
        top = images.tar(
            ("manifest.json", b'{"manifest_version": 3, "name": "x"}'),
            (
                "package-lock.json",
                json.dumps(
                    {"lockfileVersion": 3, "packages": {"node_modules/minimist": {"version": "1.2.0"}}}
                ).encode(),
            ),
        )
        archive = images.write(self.folder / "extension.tar", top)
        self.assertEqual(self.found(archive, kind="source"), {("minimist", "1.2.0")})

    def test_what_is_none_of_the_forms(self):
        for name, data in (
            ("text", b"hello\n" * 1000),
            ("empty", b""),
            ("noise", bytes(range(256)) * 40),
            ("gz", gzip.compress(b"hello")),
        ):
            with self.subTest(name):
                self.refused(images.write(self.folder / name, data))


class Sboms(SourceCase):
    def test_file_dash_and_nothing(self):
        layout = self.layout().write()
        for form in ("json", "cyclonedx", "spdx"):
            document = self.folder / f"document.{form}"
            self.run_program("sbom", "--format", f"{form}={document}", layout, code=e2e.OK)
            for target in (document, f"sbom://{document}"):
                self.assertEqual(e2e.packages(self.sbom(target)[0]), FOUND, form)
            for target in ("sbom://-", "sbom://"):
                with open(document, "rb") as text:
                    self.assertEqual(e2e.packages(self.sbom(target, stdin=text)[0]), FOUND, form)

    def test_byte_order_mark(self):
        document = self.folder / "document"
        self.run_program("sbom", "-o", document, self.layout().write(), code=e2e.OK)
        marked = images.write(self.folder / "marked", b"\xef\xbb\xbf" + document.read_bytes())
        self.assertEqual(e2e.packages(self.sbom(marked)[0]), FOUND)

    def test_packed_and_in_other_encodings(self):
        plain = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": "a\u00e9", "purl": "pkg:npm/a@1"}]},
                           ensure_ascii=False)
        utf16 = plain.encode("utf-16")
        for name, data in (("gz", gzip.compress(plain.encode())), ("utf16", utf16), ("utf16.gz", gzip.compress(utf16)), ("utf32", plain.encode("utf-32")),
                           ("xz", lzma.compress(plain.encode())), ("be", b"\xfe\xff" + plain.encode("utf-16-be"))):
            with self.subTest(name):
                path = images.write(self.folder / name, data)
                for target in (path, f"sbom://{path}"):
                    self.assertEqual(self.found(target, kind="sbom"), {("a", "1")})

    def test_what_is_no_sbom(self):
        self.refused("sbom://-")  # standard input is empty
        for name, data in (("a", b"{}"), ("b", b"{"), ("c", b'{"bomFormat":"CycloneDX"'), ("d", b"[]"), ("e", b"x")):
            self.refused(f"sbom://{images.write(self.folder / name, data)}", str(self.folder / name))


class NothingToChoose(SourceCase):
    def test_choosing_an_image_where_there_is_none_is_said(self):
        packed = images.write(self.folder / "root.tar", images.tar(*images.deb(("libold", "1.0-1"))))
        folder = self.folder / "root"
        with tarfile.open(packed) as archive:
            archive.extractall(folder)
        document = self.folder / "bom.json"
        self.run_program("sbom", "-o", document, folder, code=e2e.OK)
        for target in (folder, f"fs://{folder}", packed, f"fs://{packed}", document, f"sbom://{document}"):
            for more in ((), ("--ref", "app:1"), ("--platform", "linux/arm64"), ("--platform", "arm64", "--ref", "app:1")):
                given = " and ".join(word for word in more if word.startswith("--"))
                with self.subTest(f"{target} {more}"):
                    found, done = self.sbom(target, *more)
                    said = [note["message"] for note in found["notes"] if note["code"] == "nothing-to-choose"]
                    self.assertEqual(len(said), len(more) > 0)
                    self.assertEqual("nothing here" in done.errors, len(more) > 0)
                    self.assertTrue(all(message.startswith(f"{given} choose") for message in said), said)
                    for command in ("cves", "quickview"):
                        text = self.run_program(command, target, *more, env={"PRATIQUE_DB": "/nonexistent/db"}, code=e2e.OK).text
                        self.assertEqual("nothing here" in text, len(more) > 0)
        # An image is chosen, and nothing is said.
        self.assertEqual(self.sbom(self.layout().write(), "--platform", "linux/amd64")[0]["notes"], [])


class Missing(SourceCase):
    def test_a_word_that_no_registry_can_be_asked_for(self):
        # e2e.run() lets nobody out of this machine.
        for target in ("image://alpine:3.18", "registry://docker.io/library/alpine", "alpine:3.18"):
            with self.subTest(target):
                self.refused(target, "docker.io")

    def test_paths_that_are_not_there(self):
        for target in ("archive:///no/such/file", "fs:///no/such/folder", "sbom:///no/such/file"):
            self.refused(target, "/no/such/")
        self.refused("./no-such-file.tar", "no-such-file.tar")


if __name__ == "__main__":
    e2e.main()
