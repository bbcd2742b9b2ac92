#!/usr/bin/env python3
"""The cache of layers: the answer is the same with and without it, whatever lies in it and whatever happens to those who
use it.

PRATIQUE_KILLS=N (default 24) is how many processes die at random points; tools/kill-cache takes 300."""

import io
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest
import zipfile
from pathlib import Path

import e2e
import images

BASE = images.tar(*images.deb(("libc6", "2.36-9"), ("libold", "1.0-1")), images.npm("minimist", "1.1.0"))
IS_ROOT = os.geteuid() == 0


def layers(count, changed=None):
    """`count` layers, each with packages of its own; `changed` is another one."""
    made = [BASE]
    for number in range(1, count):
        version = "2.0.0" if number == changed else "1.0.0"
        names = [images.npm(f"p{number}-{i}", version, f"srv/{number}/node_modules") for i in range(3)]
        files = [(f"usr/share/doc/{number}/{i}", b"x") for i in range(200)]
        made.append(images.tar(*names, *files))
    return made


class Case(e2e.Case):
    def setUp(self):
        super().setUp()
        self.place = self.folder / "cache"
        self.env = {"PRATIQUE_CACHE_DIR": str(self.place), "PRATIQUE_NO_CACHE": None}

    def layout(self, name, made=None):
        """An OCI layout that is old enough for its files to be known by their stamps."""
        layout = images.Layout(self.folder / name)
        layout.image(made or layers(5))
        return layout.write()

    def settle(self):
        time.sleep(3.2)

    def answer(self, target, *more, env=None, before=(), **how):
        """What is said of a target: document, error, exit code."""
        how.setdefault("env", self.env | (env or {}))
        done = self.run_program("sbom", "--format", "json", *more, target, before=before, **how)
        return done.code, done.out, done.errors

    def plain(self, target, *more):
        return self.answer(target, "--no-cache", *more)

    def assert_same(self, target, *more, **how):
        self.assertEqual(self.answer(target, *more, **how), self.plain(target, *more), target)

    def counted(self, target, *more, env=None):
        """How many layers were read, and how many came from the cache."""
        done = self.run_program("sbom", "-v", "--format", "json", *more, target, env=self.env | (env or {}), code=e2e.OK)
        line = next(line for line in done.errors.splitlines() if "layers read" in line)
        words = line.split()
        return int(words[words.index("layers") - 1]), int(words[words.index("from") - 1])

    def entries(self, kind="layer-"):
        return sorted(self.place.glob(f"layers/{kind}*"))

    def df(self):
        return self.run_program("cache", "df", "--format", "json", env=self.env, code=e2e.OK).json()


class Same(Case):
    """One cache for all: layers shared by images, by forms of them, and repeated in them."""

    def check(self, targets):
        for target in targets:
            with self.subTest(target=target):
                plain = self.plain(target)
                for when in ("cold", "warm"):
                    self.assertEqual(self.answer(target), plain, when)

    def test_the_demo_image_and_small_ones(self):
        made = layers(4)
        twice = [made[0], made[1], made[0], made[2], made[1]]
        archive = self.folder / "new.tar"
        images.write(archive, images.docker_archive([("a/new:1", made)]))
        old = images.write(self.folder / "old.tar", images.old_docker_archive("a/old:1", twice))
        packed = self.folder / "packed.tar.gz"
        packed.write_bytes(subprocess.run(["gzip", "-c", archive], stdout=subprocess.PIPE, check=True).stdout)
        targets = [
            e2e.demo_image(self.folder / "demo"),
            self.layout("a", made),
            self.layout("b", twice),
            self.layout("c", made[:2]),
            archive,
            old,
            packed,
        ]
        self.check(targets)
        self.assertEqual(self.counted(archive)[0], 0)
        self.assertEqual(self.counted(old), (0, 3))
        self.assertEqual(self.counted(packed), (0, 4))

    @e2e.needs_image("debian-slim")
    def test_made_images(self):
        found = [
            e2e.IMAGES / f"{name}{ending}"
            for name in ("debian-slim", "removed-db", "distroless-like")
            for ending in ("", ".tar", ".oci.tar")
        ]
        self.check([*found, *(e2e.IMAGES / "layers").glob("*/*"), *(e2e.IMAGES / "trivy-img").glob("*/*")])
        for target in found:
            self.assertEqual(self.counted(target)[0], 0, target)

    @e2e.needs_image("hostile")
    def test_hostile_images(self):
        self.check(sorted(path for path in (e2e.IMAGES / "hostile").iterdir() if path.suffix != ".expect"))

    @e2e.needs_shared
    def test_images_of_findings(self):
        self.check(sorted((e2e.SHARED / "cases/scan").glob("*.tar")))

    def test_other_limits(self):
        target = self.layout("a")
        self.answer(target)
        for limit in ("entries=300", "records=2K", "names=9K", "inflated=30K", "components=4"):
            self.assert_same(target, "--limit", limit)


class Reading(Case):
    def test_a_changed_layer_is_the_only_one_that_is_read(self):
        self.layout("before", layers(12))
        self.assertEqual(self.counted(self.folder / "before"), (12, 0))
        self.assertEqual(self.counted(self.folder / "before"), (0, 12))
        after = self.layout("after", layers(12, changed=7))
        self.assertEqual(self.counted(after), (1, 11))
        self.assert_same(after)

    def test_switches(self):
        target = self.layout("a")
        self.counted(target)
        self.assertEqual(self.counted(target, "--no-cache"), (5, 0))
        self.assertEqual(self.counted(target, env={"PRATIQUE_NO_CACHE": "1"}), (5, 0))
        self.assertEqual(self.counted(target, env={"PRATIQUE_CACHE_LIMIT": "0"}), (5, 0))
        self.assertEqual(self.counted(target), (0, 5))
        nothing = {"PRATIQUE_CACHE_DIR": str(self.folder / "other")}
        self.assertEqual(self.counted(target, "--no-cache", env=nothing), (5, 0))
        self.assertFalse((self.folder / "other").exists())
        home = {"PRATIQUE_CACHE_DIR": None, "XDG_CACHE_HOME": str(self.folder / "xdg")}
        self.assertEqual(self.counted(target, env=home), (5, 0))
        self.assertEqual(self.counted(target, env=home), (0, 5))
        self.assertTrue(list(self.folder.glob("xdg/pratique/layers/layer-*")))

    def test_what_the_layers_are_together_is_kept(self):
        """Without their own entries nothing else can answer; and only for an image that has them as they were."""
        target = self.layout("a")
        self.settle()
        for _ in range(2):
            self.assert_same(target)
        for entry in self.entries():
            entry.unlink()
        self.assertEqual(self.counted(target), (0, 5))
        self.assert_same(target)
        other = self.layout("b", layers(5, changed=3))
        self.assertEqual(self.counted(other), (5, 0))
        self.assert_same(other)
        self.assertGreater(self.counted(target, "--limit", "entries=3")[0], 0)
        self.assert_same(target, "--limit", "entries=3")

    def test_what_a_limit_cut_is_not_kept(self):
        target = self.layout("a")
        self.answer(target, "--limit", "records=1K")
        self.assert_same(target)

    def test_a_damaged_layer_is_read_each_time(self):
        layout = images.Layout(self.folder / "cut")
        packed = images.gzip.compress(BASE, 1, mtime=0)
        layout.image([BASE], [packed[: len(packed) // 2]])
        layout.write()
        self.assert_same(layout.folder)
        self.assert_same(layout.folder)


    def test_what_further_passes_bring_is_kept(self):
        """A jar over 48 MiB comes in parts; and links that give files their names."""
        folder = self.folder / "jar"
        library = io.BytesIO()
        with zipfile.ZipFile(library, "w") as inner:
            inner.writestr("META-INF/maven/g/inner/pom.properties", "groupId=g\nartifactId=inner\nversion=1.5\n")
        jar = io.BytesIO()
        with zipfile.ZipFile(jar, "w", zipfile.ZIP_STORED) as outer:
            outer.writestr("BOOT-INF/lib/inner-1.5.jar", library.getvalue())
            outer.writestr("padding.bin", bytes(49 << 20))
        lock = json.dumps({"name": "a", "lockfileVersion": 3, "packages": {"node_modules/b": {"version": "1.0.0"}}})
        link = images.symlink("srv/package-lock.json", "../data/x")
        layout = images.Layout(folder)
        layout.image([BASE, images.tar(("app/app.jar", jar.getvalue())), images.tar(("data/x", lock.encode()), link)])
        layout.write()
        plain = self.plain(folder)
        self.assertIn(b"pkg:maven/g/inner@1.5", plain[1])
        self.assertIn(b"pkg:npm/b@1.0.0", plain[1])
        made = []
        for _ in range(3):
            done = self.run_program("sbom", "-v", "--format", "json", folder, env=self.env, code=e2e.OK)
            made.append(int(done.errors.split(" further passes")[0].split()[-1]))
            self.assertEqual(done.out, plain[1])
        self.assertGreater(made[0], 1)
        self.assertEqual(made[1:], [0, 0])
        # Another image that shows the layer without the jar asks for less.
        above = images.Layout(self.folder / "above")
        above.image([BASE, images.tar(("app/app.jar", jar.getvalue())), images.tar(("app/.wh.app.jar", b""))])
        self.assert_same(above.write())
        for limit in ("reread=20M", "records=3K"):
            self.assert_same(folder, "--limit", limit)


class Promises(Case):
    """What an image promises is verified, though its layers come from the cache."""

    def setUp(self):
        super().setUp()
        self.target = self.layout("a")
        self.settle()
        self.answer(self.target)
        self.assertEqual(self.counted(self.target), (0, 5))
        blobs = (self.target / "blobs/sha256").iterdir()
        self.blob = max(blobs, key=lambda path: path.stat().st_size)

    def assert_fails(self, *words):
        code, out, errors = self.answer(self.target)
        self.assertEqual((code, out), (e2e.FAILED, b""))
        for word in words:
            self.assertIn(word, errors)
        self.assertEqual((code, out, errors), self.plain(self.target))

    def test_a_flipped_bit(self):
        data = bytearray(self.blob.read_bytes())
        data[len(data) // 2] ^= 1
        self.blob.write_bytes(data)
        self.assert_fails("does not match its digest")

    def test_a_flipped_bit_under_the_old_times(self):
        times = self.blob.stat()
        data = bytearray(self.blob.read_bytes())
        data[len(data) // 2] ^= 1
        self.blob.write_bytes(data)
        os.utime(self.blob, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.assert_fails("does not match its digest")

    def test_another_file_in_its_place(self):
        times = self.blob.stat()
        data = bytearray(self.blob.read_bytes())
        data[-1] ^= 1
        other = self.folder / "other"
        other.write_bytes(data)
        os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
        other.rename(self.blob)
        self.assert_fails("does not match its digest")

    def test_cut_off(self):
        os.truncate(self.blob, self.blob.stat().st_size - 1)
        self.assert_fails()

    def test_missing(self):
        self.blob.unlink()
        self.assert_fails("No such file")

    def test_damaged_and_seen_for_the_first_time(self):
        shutil.copytree(self.target, self.folder / "copy")
        self.target = self.folder / "copy"
        self.blob = self.target / "blobs/sha256" / self.blob.name
        self.test_a_flipped_bit()

    def test_a_copy_is_not_read(self):
        shutil.copytree(self.target, self.folder / "copy")
        self.assertEqual(self.counted(self.folder / "copy"), (0, 5))

    def test_an_archive_that_changed(self):
        archive = self.folder / "a.tar"
        images.write(archive, images.docker_archive([("a/new:1", layers(3))]))
        self.answer(archive)
        data = bytearray(archive.read_bytes())
        at = data.index(b"p1-1")
        data[at] ^= 1
        archive.write_bytes(data)
        self.target = archive
        self.assert_fails("does not match")


class Damage(Case):
    """Whatever lies in the cache: an entry is right, or it is none."""

    def test_every_entry_at_many_places(self):
        target = self.layout("a", layers(3))
        plain = self.plain(target)
        self.answer(target)
        chance = random.Random(1)
        for entry in self.entries(""):
            whole = entry.read_bytes()
            if not whole:
                continue
            size = len(whole)
            for at in sorted({min(n, size - 1) for n in (0, 14, 15, 30, 31, size)} | {chance.randrange(size) for _ in range(20)}):
                damaged = bytearray(whole)
                damaged[at] ^= 1 << chance.randrange(8)
                entry.write_bytes(damaged)
                self.assertEqual(self.answer(target), plain, (entry, at))
            for end in sorted({0, 1, min(31, size), size - 1} | {chance.randrange(size) for _ in range(6)}):
                entry.write_bytes(whole[:end])
                self.assertEqual(self.answer(target), plain, (entry, end))
            entry.write_bytes(whole + b"x")
            self.assertEqual(self.answer(target), plain, entry)

    def test_entries_under_each_others_names(self):
        target = self.layout("a", layers(4))
        self.answer(target)
        all_entries = self.entries()
        texts = [entry.read_bytes() for entry in all_entries]
        for entry, text in zip(all_entries, texts[1:] + texts[:1]):
            entry.write_bytes(text)
        self.assert_same(target)
        self.assertEqual(self.counted(target), (0, 4))

    def test_folders_pipes_and_links_in_place_of_entries(self):
        target = self.layout("a", layers(4))
        self.answer(target)
        secret = self.folder / "secret"
        secret.write_bytes(b"keep me")
        a, b, c, d = self.entries()
        for entry in (a, b, c, d):
            entry.unlink()
        a.mkdir()
        os.mkfifo(b)
        c.symlink_to(secret)
        d.symlink_to("/dev/zero")
        self.assert_same(target)
        self.assertEqual(secret.read_bytes(), b"keep me")

    def test_times_in_the_future_and_long_ago(self):
        target = self.layout("a")
        self.answer(target)
        for when in (0, time.time() + 10**8):
            for entry in self.entries(""):
                os.utime(entry, (when, when))
            self.assertEqual(self.counted(target, env={"PRATIQUE_CACHE_LIMIT": "1M"}), (0, 5))
            self.assert_same(target)
        other = self.layout("b", layers(4, changed=2))
        self.assert_same(other, env={"PRATIQUE_CACHE_LIMIT": "40K"})
        self.assertLessEqual(self.df()["bytes"], 40 << 10)


class Places(Case):
    def told(self, env, before=()):
        """The answer is that without a cache; what is said besides."""
        target = self.folder / "a"
        if not target.exists():
            self.layout("a")
        plain = self.plain(target)
        code, out, errors = self.answer(target, env=env, before=before)
        self.assertEqual((code, out), plain[:2])
        return [line for line in errors.splitlines() if "cache" in line]

    def test_folders_that_others_may_write_to(self):
        for path in (self.place, self.place / "layers"):
            shutil.rmtree(self.place, ignore_errors=True)
            path.mkdir(parents=True)
            self.place.chmod(0o700)
            for mode in (0o777, 0o770, 0o1777):
                path.chmod(mode)
                said = self.told({})
                self.assertEqual(len(said), 1, said)
                self.assertIn("not a folder that this user alone may write to", said[0])
                self.assertEqual(self.entries(""), [])
            done = self.run_program("cache", "df", env=self.env, code=e2e.FAILED)
            self.assertIn("alone may write to", done.errors)

    @unittest.skipUnless(IS_ROOT, "skipped: not root")
    def test_a_folder_of_somebody_else(self):
        self.place.mkdir()
        os.chown(self.place, 12345, 12345)
        self.assertIn("not a folder that this user alone", self.told({})[0])
        self.assertEqual(list(self.place.iterdir()), [])

    def test_links_instead_of_folders(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir(mode=0o700)
        self.place.mkdir(mode=0o700)
        (self.place / "layers").symlink_to(elsewhere)
        self.assertIn("not a folder", self.told({})[0])
        self.assertEqual(list(elsewhere.iterdir()), [])

    def test_no_home(self):
        none = {"PRATIQUE_CACHE_DIR": None, "XDG_CACHE_HOME": None}
        for home in (None, "", "/", "/proc/nobody", "/dev/null/home"):
            self.assertEqual(self.told(none | {"HOME": home}), [], home)

    @unittest.skipUnless(IS_ROOT, "skipped: not root")
    def test_a_folder_that_can_only_be_read(self):
        target = self.layout("a")
        self.settle()
        self.answer(target)
        read_only = f'mount --bind {self.place} {self.place} && mount -o remount,bind,ro {self.place} && exec "$@"'
        before = ("unshare", "--mount", "sh", "-c", read_only, "sh")
        if subprocess.run([*before, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("skipped: nothing can be mounted here")
        self.assertEqual(self.told({}, before), [])
        done = self.run_program("sbom", "-v", "--format", "json", target, env=self.env, before=before, code=e2e.OK)
        self.assertIn("0 layers read, 5 from the cache", done.errors)
        other = self.layout("b", layers(5, changed=3))
        plain = self.plain(other)
        self.assertEqual(self.answer(other, before=before), plain)
        done = self.run_program("cache", "prune", "--all", env=self.env, before=before, code=e2e.FAILED)
        self.assertIn("read-only", done.errors)

    @unittest.skipUnless(IS_ROOT, "skipped: not root")
    def test_a_full_disk(self):
        target = self.layout("a")
        plain = self.plain(target)
        self.place.mkdir()
        for size in ("16k", "28k", "64k"):
            full = f'mount -t tmpfs -o size={size},mode=700 none {self.place} && "$@"; code=$?; ls -A {self.place}/layers >&2; exit $code'
            before = ("unshare", "--mount", "sh", "-c", full, "sh")
            if subprocess.run([*before, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
                self.skipTest("skipped: nothing can be mounted here")
            code, out, errors = self.answer(target, before=before)
            self.assertEqual((code, out), plain[:2])
            self.assertNotIn("new\n", errors)

    def test_files_that_may_not_grow(self):
        target = self.layout("a", layers(4))
        settings = {"PATH": os.environ["PATH"]} | {key: value for key, value in self.env.items() if value}
        for size in (0, 100, 600, 2000, 5000):
            command = ["prlimit", f"--fsize={size}", e2e.BINARY, "sbom", "-q", "--format", "json", target]
            how = {"env": settings, "stdin": subprocess.DEVNULL, "capture_output": True, "check": False}
            done, plain = subprocess.run(command, **how), subprocess.run([*command, "--no-cache"], **how)
            self.assertEqual((done.returncode, done.stdout), (plain.returncode, plain.stdout), done.stderr)
            self.assertEqual(done.returncode, e2e.OK)
            self.assertEqual([path.name for path in self.place.glob("layers/new")], [])
            self.assert_same(target)
            shutil.rmtree(self.place)


class Fire(Case):
    """Many at once, and some of them die."""

    KILLS = int(os.environ.get("PRATIQUE_KILLS", "24"))

    def start(self, target, out):
        settings = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | {k: v for k, v in self.env.items() if v}
        return subprocess.Popen(
            [e2e.BINARY, "sbom", "-q", "--format", "json", "-o", out, target], env=settings, stdin=subprocess.DEVNULL
        )

    def images(self):
        made = [self.layout(f"i{number}", layers(6, changed=number)) for number in range(4)]
        return [(target, self.plain(target)[1]) for target in made]

    def test_eight_at_once(self):
        made = self.images()
        for _ in range(3):
            running = [(self.start(t, self.folder / f"{i}.json"), i, want) for i, (t, want) in enumerate(made * 2)]
            for child, number, want in running:
                self.assertEqual(child.wait(), 0)
                self.assertEqual((self.folder / f"{number}.json").read_bytes(), want)
        self.assertEqual(list(self.place.glob("layers/new")), [])
        self.assertEqual(self.counted(made[0][0]), (0, 6))

    def test_eight_at_once_in_a_small_cache(self):
        made = self.images()
        self.env["PRATIQUE_CACHE_LIMIT"] = "48K"
        for _ in range(3):
            running = [(self.start(t, self.folder / f"{i}.json"), i, want) for i, (t, want) in enumerate(made * 2)]
            for child, number, want in running:
                self.assertEqual(child.wait(), 0)
                self.assertEqual((self.folder / f"{number}.json").read_bytes(), want)
            self.assertLessEqual(self.df()["bytes"], 48 << 10)

    def test_killed_at_random_points(self):
        made = self.images()
        chance = random.Random(2)
        killed = 0
        tries = 0
        # Most of a run lies between its start and the time that a whole one takes; one that finds everything kept is shorter.
        whole = {}
        for kept in (False, True):
            begin = time.monotonic()
            self.start(made[0][0], self.folder / "first.json").wait()
            whole[kept] = time.monotonic() - begin
        # A run that ended before its signal came is tried again, so that a busy machine kills as many as an idle one.
        while killed < self.KILLS:
            self.assertLess(tries, 8 * self.KILLS, f"killed {killed}")
            fresh = tries % 3 == 0
            if fresh:
                shutil.rmtree(self.place)
            target, want = chance.choice(made)
            child = self.start(target, self.folder / "out.json")
            beside = self.start(made[tries % 4][0], self.folder / "beside.json") if tries % 4 == 0 else None
            time.sleep(chance.random() * whole[not fresh])
            child.send_signal(signal.SIGKILL)
            killed += child.wait() == -signal.SIGKILL
            if beside:
                self.assertEqual(beside.wait(), 0)
                self.assertEqual((self.folder / "beside.json").read_bytes(), made[tries % 4][1])
            self.assertEqual(self.answer(target, "-q")[1], want, tries)
            tries += 1
        print(f"killed {killed} in {tries} runs")
        self.answer(made[0][0])
        left = [path.name for path in (self.place / "layers").iterdir()]
        self.assertTrue(all(name.startswith(("layer-", "blob-", "passes-", "image-")) or name == "lock" for name in left), left)


class Commands(Case):
    def test_df_prune_and_path(self):
        empty = self.df()
        self.assertEqual((empty["entries"], empty["bytes"], empty["oldest"]), (0, 0, None))
        self.assertFalse(self.place.exists())
        self.answer(self.layout("a"))
        full = self.df()
        self.assertEqual((full["layers"], full["limit"]), (5, 2 << 30))
        self.assertEqual(full["path"], str(self.place / "layers"))
        path = self.run_program("cache", "path", env=self.env, code=e2e.OK).text
        self.assertEqual(path, f"{self.place}/layers\n")
        self.assertIn("of 5 layers", self.run_program("cache", "df", env=self.env, code=e2e.OK).text)
        limited = self.run_program("cache", "df", "--cache-limit", "1M", "--format", "json", env=self.env, code=e2e.OK)
        self.assertEqual(limited.json()["limit"], 1 << 20)

    def prune(self, *words):
        done = self.run_program("cache", "prune", "--format", "json", *words, env=self.env, code=e2e.OK).json()
        self.assertEqual(done["left"]["entries"], self.df()["entries"])
        return done["removed"]["entries"]

    def test_prune(self):
        self.assertEqual(self.prune("--all"), 0)
        target = self.layout("a")
        self.answer(target)
        every = len(self.entries(""))- 1  # but the lock
        self.assertEqual(self.prune(), 0)
        self.entries()[0].write_bytes(b"of another program")
        self.assertEqual(self.prune(), 1)
        os.utime(self.entries()[0], (time.time() - 86400 * 31,) * 2)
        self.assertEqual(self.prune("--older-than", "32d"), 0)
        self.assertEqual(self.prune("--older-than", "30d"), 1)
        self.assertEqual(self.prune("--size", "1G"), 0)
        self.assertEqual(self.prune("--size", "8K"), every - 4)
        self.assertEqual(self.prune("--all"), 2)
        self.assert_same(target)

    def test_bad_words(self):
        for words in (
            ("cache",),
            ("cache", "prune", "--older-than", "30"),
            ("cache", "prune", "--older-than", "x"),
            ("cache", "prune", "--size", "much"),
            ("cache", "df", "--cache-limit", "1Q"),
            ("cache", "empty"),
        ):
            self.run_program(*words, env=self.env, code=e2e.BAD_USAGE)
        self.run_program("sbom", self.layout("a"), env=self.env | {"PRATIQUE_CACHE_LIMIT": "lots"}, code=e2e.BAD_USAGE)
        self.run_program("cache", "path", env=self.env | {"PRATIQUE_CACHE_DIR": None, "HOME": None}, code=e2e.FAILED)


if __name__ == "__main__":
    e2e.main()
