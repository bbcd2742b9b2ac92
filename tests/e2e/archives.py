#!/usr/bin/env python3
"""Docker-archives as builders write them, whatever they call the parts and wherever manifest.json stands; and tars that
only look like one."""

import gzip
import json
import subprocess
import tarfile

import e2e
import images

BASE = images.tar(*images.deb(("libold", "1.0-1")), images.npm("gone", "1.0.0"), images.npm("minimist", "1.1.0"))
TOP = images.tar(images.npm("minimist", "1.2.0"), ("app/node_modules/gone/.wh.package.json", b""))
FOUND = {("libold", "1.0-1"), ("minimist", "1.2.0")}
CONFIG = images.config([BASE, TOP])
ID = images.sha256(CONFIG)


def zstd(data):
    return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout


PACK = {"plain": lambda data: data, "gzip": lambda data: gzip.compress(data, 1, mtime=0), "zstd": zstd}


def manifest(config, *layers, tags=("example/app:1",), **more):
    return "manifest.json", json.dumps([{"Config": config, "RepoTags": list(tags), "Layers": list(layers)} | more]).encode()


def flat(config, *names, pack=PACK["plain"], prefix=""):
    """The config and the layers under these names, and manifest.json, which names them without the prefix."""
    layers = [(prefix + name, pack(data)) for name, data in zip(names, (BASE, TOP))]
    named = manifest(config, *names)
    return [*layers, (prefix + config, CONFIG), (prefix + named[0], named[1])]


def legacy(*names):
    """What docker save, podman and Nix write beside each layer."""
    return [one for name in names for one in ((f"{name}/VERSION", b"1.0"), (f"{name}/json", b"{}"))]


def hashes(pack):
    return [images.sha256(pack(layer)) for layer in (BASE, TOP)]


def hardlink(name, link):
    return images.member(name, kind=tarfile.LNKTYPE, link=link)


def podman():
    a, b = hashes(PACK["plain"])
    return [
        (f"{a}.tar", BASE),
        *legacy("1" * 64),
        images.symlink(f"{'1' * 64}/layer.tar", f"../{a}.tar"),
        (f"{b}.tar", TOP),
        *legacy("2" * 64),
        images.symlink(f"{'2' * 64}/layer.tar", f"../{b}.tar"),
        (f"{ID}.json", CONFIG),
        ("repositories", json.dumps({"example/app": {"1": "2" * 64}}).encode()),
        manifest(f"{ID}.json", f"{'1' * 64}/layer.tar", f"{'2' * 64}/layer.tar"),
    ]


def forms():
    """(builder, members); manifest.json is the last of them."""
    plain, packed = hashes(PACK["plain"]), hashes(PACK["gzip"])
    yield "jib", flat("config.json", *(f"{one}.tar.gz" for one in packed), pack=PACK["gzip"])
    yield "jib, plain", flat("config.json", "l0/layer.tar", "l1/layer.tar")
    yield "kaniko", flat(f"sha256:{ID}", *(f"{one}.tar.gz" for one in packed), pack=PACK["gzip"])
    yield "rules_docker", flat(f"{ID}.json", *(f"{one}/layer.tar" for one in plain))
    yield "rules_docker, named", flat("app.config", "app-layer.tar", "base-layer.tar")
    yield "rules_oci", flat(f"blobs/sha256/{ID}", *(f"blobs/sha256/{one}.tar.gz" for one in packed), pack=PACK["gzip"])
    yield "rules_oci, zstd", flat("blobs/config", "blobs/0", "blobs/1", pack=PACK["zstd"])
    yield "nix", [
        *(("./" + name, data) for name, data in legacy(*plain)),
        *flat(f"{ID}.json", *(f"{one}/layer.tar" for one in plain), prefix="./"),
    ]
    yield "podman", podman()
    yield "folders like a system's", flat("etc/config.json", "usr/lib/0.tar", "var/lib/1.tar")
    yield "no endings", flat("c", "a", "b")
    yield "hard links", [
        ("one", BASE),
        ("two", TOP),
        hardlink("a/layer.tar", "one"),
        hardlink("b/layer.tar", "./two"),
        ("c", CONFIG),
        manifest("c", "a/layer.tar", "b/layer.tar"),
    ]
    yield "a link of a link, and a folder's", [
        ("store/one", BASE),
        ("store/two", TOP),
        images.symlink("x", "store"),
        images.symlink("a", "x/one"),
        images.symlink("b", "./a/../x/two"),
        images.symlink("c0", "/c"),
        ("c", CONFIG),
        manifest("./c0", "./a", "./x/two"),
    ]
    yield "legacy names first", [*legacy(*("%064x" % i for i in range(30))), *flat("c.json", "a.tar", "b.tar")]


class Forms(e2e.Case):
    def check(self, name, data):
        archive = images.write(self.folder / "archive", data)
        for target in (archive, f"archive://{archive}"):
            document, _ = self.sbom(target)
            with self.subTest(name, target=str(target)):
                self.assertEqual(document["subject"]["kind"], "image")
                self.assertEqual(document["subject"]["name"], "example/app:1")
                self.assertEqual(document["notes"], [])
                self.assertEqual(e2e.packages(document), FOUND)

    def test_of_every_builder_wherever_the_manifest_stands(self):
        for name, members in forms():
            *rest, last = members
            middle = len(rest) // 2
            for place, order in (
                ("last", members),
                ("first", [last, *rest]),
                ("middle", [*rest[:middle], last, *rest[middle:]]),
            ):
                self.check(f"{name}, {place}", images.tar(*order))
            for packing in ("gzip", "zstd"):
                self.check(f"{name}, {packing}", PACK[packing](images.tar(*members)))

    def test_unpacked_into_a_folder(self):
        for number, (name, members) in enumerate(forms()):
            top = self.folder / str(number)
            archive = images.write(self.folder / "a.tar", images.tar(*members))
            top.mkdir()
            subprocess.run(["tar", "-xf", archive, "-C", top], check=True, stderr=subprocess.DEVNULL)
            if name.startswith("a link of a link"):
                continue  # one of its links is absolute
            with self.subTest(name):
                document, _ = self.sbom(top)
                self.assertEqual(document["subject"]["kind"], "image")
                self.assertEqual(e2e.packages(document), FOUND)

    def test_blobs_have_the_digest_of_what_is_stored(self):
        packed = PACK["gzip"]
        archive = images.write(self.folder / "a", images.tar(*flat("config.json", "0.tar.gz", "1.tar.gz", pack=packed)))
        layers = self.sbom(archive)[0]["subject"]["layers"]
        self.assertEqual([one["digest"] for one in layers], ["sha256:" + one for one in hashes(packed)])
        self.assertEqual([one["diff_id"] for one in layers], ["sha256:" + one for one in hashes(PACK["plain"])])

    @e2e.needs_shared
    def test_the_shared_case(self):
        document, _ = self.sbom(e2e.SHARED / "cases/scan/jib.tar")
        self.assertEqual(document["subject"]["kind"], "image")
        self.assertEqual(e2e.packages(document), {("musl", "1.2.4-r2")})


class Refusals(e2e.Case):
    def refused(self, members, *words, more=(), code=e2e.FAILED):
        """One sentence, and never a root filesystem with nothing in it."""
        done = self.run_program("sbom", images.write(self.folder / "a", images.tar(*members)), *more, code=code)
        self.assertEqual(done.out, b"")
        for word in words:
            self.assertIn(word, done.errors)

    def test_wrong_manifests(self):
        layers = [("a", BASE), ("b", TOP), ("c", CONFIG)]
        for named, words in (
            (manifest("c", "a"), ("config names 2 layers, manifest 1",)),
            (manifest("c", "a", "b", "b"), ("config names 2 layers, manifest 3",)),
            (manifest("c", "a", "x"), ("x: layer is not in the archive",)),
            (manifest("x", "a", "b"), ("x: not in the archive",)),
            (manifest("../../etc/passwd", "a", "b"), ("outside the archive",)),
            (manifest("c", "a", "../../../etc/passwd"), ("outside the archive",)),
            (manifest("c", "b", "a"), ("does not match",)),
            (manifest("c", "a", "b", layers=[]), ('"Layers" 2 times',)),
            (("manifest.json", b'[{"Config":"c","Layers":["a","b"]'), ("manifest.json",)),
        ):
            with self.subTest(named[1]):
                self.refused([*layers, named], *words)

    def test_links_that_lead_nowhere(self):
        for link in ("a", "../a", "/etc/passwd", "../../../etc/passwd", "gone", ""):
            with self.subTest(link):
                self.refused(
                    [images.symlink("a", link), ("b", TOP), ("c", CONFIG), manifest("c", "a", "b")],
                    "a: layer is not in the archive",
                )

    def test_images_of_one_name(self):
        other = images.config([BASE])
        both = json.loads(manifest("c", "a", "b")[1]) + json.loads(manifest(f"{images.sha256(other)}.json", "a")[1])
        members = [
            ("a", BASE),
            ("b", TOP),
            ("c", CONFIG),
            (f"{images.sha256(other)}.json", other),
            ("manifest.json", json.dumps(both).encode()),
        ]
        self.refused(members, "two of one name", "--ref", code=e2e.BAD_USAGE)
        self.refused(members, "two of one name", more=("--ref", "app:1"), code=e2e.BAD_USAGE)
        document, _ = self.sbom(self.folder / "a", "--ref", "sha256:" + images.sha256(other))
        self.assertIn(("gone", "1.0.0"), e2e.packages(document))

    def test_before_docker_1_10(self):
        name = "a" * 64
        self.refused(
            [*legacy(name), (f"{name}/layer.tar", BASE), ("repositories", json.dumps({"app": {"1": name}}).encode())],
            "Docker before 1.10",
            "save it again",
        )

    def test_a_second_manifest_is_said(self):
        members = [("a", BASE), ("b", TOP), ("c", CONFIG), manifest("x", "y"), manifest("c", "a", "b")]
        document, _ = self.sbom(images.write(self.folder / "a", images.tar(*members)))
        self.assertEqual(e2e.packages(document), FOUND)
        self.assertEqual(
            [note["message"] for note in document["notes"]],
            ["manifest.json is in the archive twice; the last one counts"],
        )


class Lookalikes(e2e.Case):
    """A root filesystem or source tree stays one, whatever manifest.json lies at its top."""

    def test_other_manifests(self):
        lock = json.dumps({"lockfileVersion": 3, "packages": {"node_modules/minimist": {"version": "1.2.0"}}}).encode()
        for number, manifests in enumerate(
            (
                {"manifest.json": b'{"name": "App", "start_url": "/", "icons": [{"src": "/a.png"}]}'},
                {"manifest.json": b'{"manifest_version": 3, "name": "x"}', "index.json": b'{"manifests": []}'},
                {"manifest.json": b'[{"Config": "a"}]', "repositories": b"{}"},
                {"manifest.json": b'[{"Config": "a", "Layers": ["b"]}, {"src": "/app.js"}]'},
                {"manifest.json": b'[[{"Config": "a", "Layers": ["b"]}]]'},
                {"manifest.json": b"not JSON", "index.json": b"[", "oci-layout": b"{}"},
                {"manifest.json": b"", "blobs/readme": b"x"},
                {"index.json": b'{"manifests": [{"digest": "sha256:1"}]}', "blobs/x": b""},
                {"app/manifest.json": manifest("c", "a", "b")[1]},
            )
        ):
            lying = [(name, data) for name, data in manifests.items()]
            for where, members in (("first", [*lying, ("package-lock.json", lock)]), ("last", [("package-lock.json", lock), *lying])):
                archive = images.write(self.folder / f"{number}.tar", images.tar(*members))
                folder = self.folder / f"{number}-{where}"
                folder.mkdir()
                subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
                for target in (archive, folder):
                    with self.subTest(number, where=where, target=str(target)):
                        document, _ = self.sbom(target)
                        self.assertEqual(document["subject"]["kind"], "source")
                        self.assertEqual(e2e.packages(document), {("minimist", "1.2.0")})

    def test_a_manifest_alone(self):
        archive = images.write(self.folder / "a.tar", images.tar(("manifest.json", b'{"name": "App"}')))
        document, _ = self.sbom(archive)
        self.assertEqual(document["subject"]["kind"], "source")
        self.assertTrue(any(note.get("incomplete") for note in document["notes"]), "an empty tree is no clean one")

    def test_a_prefix_decides(self):
        archive = images.write(self.folder / "a.tar", images.tar(*flat("config.json", "a", "b")))
        self.assertNotEqual(self.sbom(f"fs://{archive}")[0]["subject"]["kind"], "image")


class Indexes(e2e.Case):
    """What an index names beyond a limit is said, and however indexes nest they are read in bounds."""

    def layout(self):
        layout = images.Layout(self.folder / "image")
        one = layout.image([BASE, TOP], listed=False)
        return layout, one

    @staticmethod
    def named(descriptor, name):
        return descriptor | {"annotations": {"org.opencontainers.image.ref.name": name}}

    def test_many_manifests(self):
        layout, one = self.layout()
        layout.manifests = [self.named(one, f"app:{i}") for i in range(1100)]
        top = layout.write()
        for name in ("app:0", "app:1099"):
            document, _ = self.sbom(top, "--ref", name)
            self.assertEqual((e2e.packages(document), document["notes"]), (FOUND, []))
        layout.manifests += [self.named(one, f"app:{i}") for i in range(1100, 10_100)]
        top = layout.write()
        document, _ = self.sbom(top, "--ref", "app:5000")
        self.assertEqual([note["code"] for note in document["notes"]], ["limit"])
        self.assertIn("10,000", document["notes"][0]["message"])
        self.run_program("sbom", top, "--ref", "app:5000", "--strict", code=e2e.INCOMPLETE)
        done = self.run_program("sbom", top, "--ref", "app:10099", code=e2e.FAILED)
        self.assertIn("10,000", done.errors)

    def test_nested_indexes(self):
        layout, inner = self.layout()
        for depth in range(7):
            layout.manifests = []
            inner = layout.index([self.named(inner, f"{depth}-{i}") for i in range(12)])
        document, done = self.sbom(layout.write(), "--ref", "0-11")
        self.assertEqual(e2e.packages(document), FOUND)
        self.assertLess(done.seconds, e2e.max_seconds(5))

    def test_nested_indexes_of_different_content(self):
        layout, inner = self.layout()
        level = [inner]
        for depth in range(4):
            below = level
            level = [layout.index([self.named(below[i % len(below)], f"{depth}-{i}")] * 3) for i in range(90)]
        layout.manifests = level
        document, _ = self.sbom(layout.write())
        self.assertEqual([note["code"] for note in document["notes"]], ["limit"])
        self.assertIn("256 indexes", document["notes"][0]["message"])

    def test_platforms_meet_in_every_spelling(self):
        layout, _ = self.layout()
        arm = images.tar(*images.deb(("libarm", "2")))
        for architecture, variant in (("arm64", ""), ("arm64", "v8"), ("aarch64", "")):
            layout.manifests = []
            layout.index([layout.image([BASE, TOP], listed=False),
                          layout.image([arm], architecture=architecture, variant=variant, listed=False)])
            top = layout.write()
            for name in ("arm64", "linux/arm64", "linux/arm64/v8", "linux/aarch64", "LINUX/ARM64"):
                with self.subTest(name, have=(architecture, variant)):
                    self.assertEqual(e2e.packages(self.sbom(top, "--platform", name)[0]), {("libarm", "2")})
            self.assertEqual(e2e.packages(self.sbom(top, "--platform", "linux/x86_64")[0]), FOUND)
            self.run_program("sbom", top, "--platform", "linux/arm/v7", code=e2e.BAD_USAGE)

    def test_a_single_image_of_another_spelling(self):
        layout, _ = self.layout()
        layout.image([BASE, TOP], architecture="arm64")
        top = layout.write()
        self.assertEqual(e2e.packages(self.sbom(top, "--platform", "linux/arm64/v8")[0]), FOUND)


if __name__ == "__main__":
    e2e.main()
