#!/usr/bin/env python3
"""Modes, owners, capabilities and accounts of an image's files: what find and getcap say of the same files unpacked is the oracle."""

import json
import os
import random
import shutil
import struct
import subprocess
import unittest

import e2e
import images
import policy

IS_ROOT = os.geteuid() == 0
GETCAP = shutil.which("getcap", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") or "/usr/sbin/getcap"
NOT_TOLD = ("dev/", "proc/", "sys/", "tmp/", "var/tmp/", "run/lock/")
OWNERS = [(0, 0), (0, 0), (0, 42), (1000, 1000), (1001, 0), (65534, 65534), (3_000_000, 3_000_000)]
FILE_MODES = [0o644, 0o755, 0o600, 0o4755, 0o2755, 0o6711, 0o666, 0o664, 0o4644, 0o777]
FOLDER_MODES = [0o755, 0o755, 0o755, 0o777, 0o1777, 0o2775, 0o700]


def capability(permitted, inheritable=0, effective=True, root=None):
    magic = (0x03000000 if root is not None else 0x02000000) | effective
    low, high = 0xFFFFFFFF, 32
    words = [magic, permitted & low, inheritable & low, permitted >> high, inheritable >> high]
    return struct.pack(f"<{len(words)}I", *words) + (struct.pack("<I", root) if root is not None else b"")


def observations(document, *rules):
    return [one for one in document["observations"] if one["rule"] in rules]


def paths(document, *rules):
    return {one["path"] for one in observations(document, *rules)}


def found(root, *words):
    done = subprocess.run(["find", ".", *words], cwd=root, check=True, capture_output=True, text=True)
    return {path.removeprefix("./") for path in done.stdout.split("\n") if path not in ("", ".")}


def layer_of(folder, names, form):
    out = subprocess.run(
        ["tar", "--create", "--format", form, "--numeric-owner", "--xattrs", "--xattrs-include=*", "--no-recursion", "-C", folder, "-T", "-"],
        input="\n".join(names).encode(), check=True, capture_output=True,
    )
    return out.stdout


@unittest.skipUnless(IS_ROOT, "skipped: only root gives files to others")
class Oracle(e2e.Case):
    """Three layers with files of random modes and owners; the lower ones' files are changed by the upper ones."""

    def image(self, seed):
        choose = random.Random(seed)
        root, layers = self.folder / f"root{seed}", []
        folders = ["usr", "usr/bin", "usr/lib", "app", "app/a", "app/a/b", "app/c", "tmp", "var", "var/tmp", "etc", "dev"]
        known = []
        for number in range(3):
            touched = []
            for folder in folders:
                if number and choose.random() < 0.7:
                    continue
                (root / folder).mkdir(parents=True, exist_ok=True)
                os.chown(root / folder, *choose.choice(OWNERS[:4]))
                os.chmod(root / folder, choose.choice(FOLDER_MODES))
                touched.append(folder)
            for _ in range(60):
                again = known and choose.random() < 0.4
                name = choose.choice(known) if again else f"{choose.choice(folders)}/f{choose.randrange(10_000)}"
                path = root / name
                path.write_text(str(choose.random()))
                os.chown(path, *choose.choice(OWNERS))
                os.chmod(path, choose.choice(FILE_MODES))
                if choose.random() < 0.2:
                    more = {} if choose.random() < 0.7 else {"root": 1000}
                    value = capability(1 << choose.randrange(40), choose.choice([0, 1]), choose.random() < 0.8, **more)
                    os.setxattr(path, "security.capability", value)
                known.append(name)
                touched.append(name)
            if number == 0:
                (root / "etc/os-release").write_bytes(images.OS_RELEASE)
                touched.append("etc/os-release")
            layers.append(layer_of(root, sorted(set(touched)), "posix"))
        layout = images.Layout(self.folder / f"image{seed}")
        layout.image(layers)
        return root, layout.write()

    def test_find_and_getcap_say_the_same(self):
        for seed in range(4):
            root, image = self.image(seed)
            for target in (image, root):
                self.compare(root, self.sbom(target)[0])

    @e2e.needs_image("debian-slim")
    def test_they_say_the_same_of_debian(self):
        image, root = e2e.IMAGES / "debian-slim", self.folder / "debian"
        root.mkdir()
        self.unpack(image, root)
        document, _ = self.sbom(image)
        self.compare(root, document)
        self.assertGreater(len(observations(document, "setuid-file")), 5)
        for one in observations(document, "setuid-file", "setgid-file"):
            self.assertIn("; package pkg:deb/debian/", one["message"])

    def unpack(self, image, root):
        """The layers one over the other; what a layer deletes goes before its own files come."""
        blob = lambda digest: image / "blobs" / digest.replace(":", "/")
        manifest = json.loads(blob(json.loads((image / "index.json").read_text())["manifests"][0]["digest"]).read_text())
        for layer in manifest["layers"]:
            names = subprocess.run(["tar", "-tf", blob(layer["digest"])], check=True, capture_output=True, text=True).stdout.split("\n")
            for name in names:
                folder, _, last = name.rpartition("/")
                if last.startswith(".wh.") and last != ".wh..wh..opq":
                    gone = root / folder / last.removeprefix(".wh.")
                    shutil.rmtree(gone) if gone.is_dir() else gone.unlink(missing_ok=True)
            subprocess.run(["tar", "-xpf", blob(layer["digest"]), "--same-owner", "--xattrs", "--xattrs-include=*", "--exclude=.wh.*",
                            "--exclude=dev/*", "-C", root], check=True)

    def compare(self, root, document):
        told = lambda path: not path.startswith(NOT_TOLD)
        self.assertEqual(paths(document, "setuid-file"), set(filter(told, found(root, "-type", "f", "-perm", "-4000"))))
        self.assertEqual(paths(document, "setgid-file"), set(filter(told, found(root, "-type", "f", "-perm", "-2000"))))
        loose = found(root, "-type", "f", "-perm", "-0002") | found(root, "-type", "d", "-perm", "-0002", "!", "-perm", "-1000")
        self.below(paths(document, "world-writable"), set(filter(told, loose)), paths(document, "world-writable"))
        for user in (1000, 1001, 65534, 3_000_000):
            mine = {p for p in found(root, "(", "-type", "f", "-o", "-type", "d", ")", "-uid", str(user), "-perm", "-0200") if told(p)}
            facts = observations(document, "user-writable", "world-writable")
            own = {one["path"] for one in facts if f"owner {user}:" in one["message"] and one["path"] in mine}
            every = {one["path"] for one in facts if one["rule"] == "world-writable"}
            self.below(own, mine, own | every)
        listed = subprocess.run([GETCAP, "-r", "-n", "."], cwd=root, check=True, capture_output=True, text=True).stdout
        want = dict(line.removeprefix("./").split(" ", 1) for line in listed.splitlines())
        got = {one["path"]: one["message"].split("; capabilities ")[1].split("; ")[0] for one in observations(document, "file-capabilities")}
        self.assertEqual(set(got), set(want))
        for path, text in got.items():
            self.assertEqual(text, want[path], path)

    def below(self, told, want, covering):
        """All of `told` is wanted, and what is wanted is told or lies in a folder that is."""
        self.assertLessEqual(told, want)
        for path in want - told:
            parents = {path[:at] for at in range(len(path)) if path[at] == "/"}
            self.assertTrue(parents & covering, path)


class Places(e2e.Case):
    def layer(self, *members):
        return images.tar(*members)

    def image(self, *layers, **config):
        layout = images.Layout(self.folder / f"image{len(list(self.folder.iterdir()))}")
        layout.image(list(layers), config=config)
        return layout.write()

    def test_they_reach_every_document_and_come_back(self):
        image = self.image(
            self.layer(*images.deb(("login", "1")), ("var/lib/dpkg/info/login.list", b"/bin/su\n"), images.member("bin/su", b"x", mode=0o4755),
                       images.member("app/run", b"x", mode=0o777), ("etc/passwd", b"app:x:1000:1000::/srv:/bin/sh\n")))
        own = self.sbom(image)[0]["observations"]
        self.assertEqual({one["rule"] for one in own}, {"setuid-file", "world-writable", "account", "file-facts"})
        for form in ("json", "cyclonedx", "spdx", "spdx-3"):
            written = self.folder / f"bom.{form}"
            self.run_program("sbom", "--format", form, "--output", written, image, code=e2e.OK)
            self.assertEqual(self.sbom(f"sbom://{written}")[0]["observations"], own, form)

    def test_of_a_source_tree_nothing_is_said(self):
        tree = self.folder / "tree"
        tree.mkdir()
        (tree / "package.json").write_text("{}")
        (tree / "run").write_text("x")
        os.chmod(tree / "run", 0o777)
        self.assertEqual(self.sbom(tree)[0].get("observations", []), [])

    def test_a_million_world_writable_files_are_counted(self):
        many = [images.member(f"srv/{number}", mode=0o666) for number in range(20_000)]
        document, _ = self.sbom(self.image(images.tar(*many)))
        self.assertEqual(len(observations(document, "world-writable")), 2000)
        (note,) = [one for one in document["notes"] if one["code"] == "limit"]
        self.assertEqual(note["message"], "20000 observations of the rule world-writable, of which 2000 are kept")


class Policies(policy.PolicyCase):
    def image(self, **config):
        passwd = b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"
        mine = images.member("app/server.js", b"x")
        mine[0].uid = 1000
        home = images.member("home/app", kind=images.tarfile.DIRTYPE, mode=0o755)
        base = images.tar(*images.deb(("login", "1")), images.member("usr/bin/su", b"x", mode=0o4755), ("etc/passwd", passwd))
        own = images.tar(images.member("usr/bin/mine", b"x", mode=0o4755), mine, home, images.member("busybox/sh", b"x", mode=0o755))
        layout = images.Layout(self.folder / f"image{len(list(self.folder.iterdir()))}")
        layout.image([base, own], config=config)
        return layout.write()

    NAMES = ("setuid-files", "file-capabilities", "world-writable-files", "no-shell-or-package-manager", "application-user",
             "writable-application-files")

    def words(self):
        return [word for name in self.NAMES for word in ("--only-policy", name)]

    def test_each_of_them_on_an_image(self):
        document = self.document(*self.words(), self.image(User="app", WorkingDir="/app"))
        told = {one["name"]: (one["state"], [v["message"] for v in one["violations"]]) for one in document["policies"]}
        self.assertEqual(told, {
            "setuid-files": ("fail", ["usr/bin/mine runs as user 0 (mode 4755)", "usr/bin/su runs as user 0 (mode 4755)"]),
            "file-capabilities": ("pass", []),
            "world-writable-files": ("pass", []),
            "no-shell-or-package-manager": ("fail", ["busybox/sh is a shell"]),
            "application-user": ("fail", ["user app has the login shell /bin/sh", "user app has the home /home/app"]),
            "writable-application-files": ("fail", ["app/server.js may be written by user app (mode 0644, owner 1000:0)"]),
        })

    def test_an_sbom_that_says_nothing_of_files_has_no_data(self):
        bom = self.file("bom.cdx.json", {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": []})
        self.assertEqual(set(self.states(*self.words(), f"sbom://{bom}").values()), {"no-data"})
        written = self.folder / "own.json"
        self.run_program("sbom", "--format", "json", "--output", written, self.image(User="1001", WorkingDir="/app"), code=e2e.OK)
        states = self.states(*self.words(), f"sbom://{written}")
        self.assertEqual(states["application-user"], "pass")
        self.assertEqual(states["setuid-files"], "fail")


if __name__ == "__main__":
    e2e.main()
