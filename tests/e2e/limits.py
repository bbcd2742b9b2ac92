#!/usr/bin/env python3
"""Sums are bounded: whatever an input multiplies, a scan stays under 400 MB and 30 seconds, says which limit it reached, and
reports the rest. Each case by name, then a hundred that a grammar composes (bombs.py).

PRATIQUE_SEEDS=FROM-TO (default 0-49) chooses the composed ones; a failing test names its seed. Unpacking four gigabytes for
each of a hundred bombs of zeros would take minutes: these may unpack 256 MB, unless PRATIQUE_FULL is set (tools/hostile-inputs)."""

import gzip
import json
import os
import subprocess
import sys
import threading
import unittest

import bombs
import coverage
import e2e

HERE = e2e.HERE


def limits_told(document):
    return [note["message"] for note in document["notes"] if note["code"] == "limit"]


# Seeds of the long run (tools/hostile-inputs) that took nearly a minute or more: jars under thousands of names, databases under
# thousands of roots, links 46 folders deep in ten layers.
FOUND = (1976, 2523, 2658)


class Grammar(e2e.Case):
    """Two builders in processes of their own, so that their memory is not counted as the program's."""

    def one(self, seed, builder, folder):
        builder.stdin.write(f"{seed}\n")
        builder.stdin.flush()
        target = builder.stdout.readline().strip()
        self.assertTrue(target, f"seed {seed}: the builder failed")
        form = ("json", "cyclonedx", "spdx", "list")[seed % 4]
        files = [f"json={folder}.json", f"{form}={folder}.{form}.other"]
        words = [word for file in files for word in ("--format", file)]
        words += [] if os.environ.get("PRATIQUE_FULL") else ["--limit", "inflated=256M", "--limit", "reread=256M"]
        done = self.run_program("sbom", "--strict", *words, target, code=(e2e.OK, e2e.FAILED, e2e.INCOMPLETE))
        self.figures.append((done.megabytes, done.seconds, seed))
        if done.code == e2e.FAILED:
            return
        with open(f"{folder}.json", "rb") as file:
            text = file.read()
        # Without a parser: documents may be large, and their memory would count as the program's.
        incomplete = b'"incomplete": true' in text
        self.assertEqual(done.code == e2e.INCOMPLETE, incomplete, done)
        told = b'"code": "limit"' in text
        self.assertTrue(told or bombs.CANARY.encode() in text, f"lost without a word: {done}")

    def work(self, number):
        folder = self.folder / f"b{number}"
        command = [sys.executable, HERE / "bombs.py", folder]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as builder:
            while True:
                with self.lock:
                    seed = next(self.seeds, None)
                if seed is None:
                    break
                try:
                    self.one(seed, builder, folder)
                except Exception as error:  # told below, with its seed
                    self.failed.append((seed, error))
            builder.stdin.close()

    def test_composed(self):
        asked = os.environ.get("PRATIQUE_SEEDS")
        first, last = map(int, (asked or "0-49").split("-"))
        seeds = [*range(first, last + 1), *(() if asked else FOUND)]
        self.seeds, self.lock, self.failed, self.figures = iter(seeds), threading.Lock(), [], []
        threads = [threading.Thread(target=self.work, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if asked:
            for what, at in (("MB", 0), ("seconds", 1)):
                most = sorted(self.figures, key=lambda one: -one[at])[:3]
                print(f"most {what}: " + ", ".join(f"{one[at]:.1f} (seed {one[2]})" for one in most))
        told = "\n".join(f"seed {seed} (PRATIQUE_SEEDS={seed}-{seed}): {error}" for seed, error in self.failed)
        self.assertFalse(self.failed, told)


class Named(e2e.Case):
    def layer(self, *members):
        target = self.folder / "root.tar.gz"
        with open(target, "wb") as out, gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as packed:
            for member in members:
                packed.write(member)
            packed.write(b"\0" * 1024)
        return f"fs://{target}"

    def told(self, target, account, *words):
        """The document of a scan that reaches this account and says so, once."""
        document, _ = self.sbom(target, "--strict", *words, code=e2e.INCOMPLETE)
        told = [message for message in limits_told(document) if f'the limit "{account}"' in message]
        self.assertEqual(len(told), 1, limits_told(document))
        self.assertIn(f"--limit {account}=", told[0])
        return document

    def test_apk_databases_of_one_long_folder(self):
        long = "/".join("x" * 200 for _ in range(18))
        files = "".join(f"R:{i}\n" for i in range(40_000))
        database = f"P:a\nV:1-r0\nF:{long}\n{files}\n".encode()
        roots = [bombs.file(f"srv/{i}/lib/apk/db/installed", database) for i in range(8)]
        document, _ = self.sbom(self.layer(*roots), "--strict", code=e2e.INCOMPLETE)
        self.assertTrue(limits_told(document))

    def test_forty_symlinks_to_one_requirements_file(self):
        pins = "".join(f"package-{i}==1.{i}\n" for i in range(30_000)).encode()
        links = [bombs.symlink(f"d{i}/requirements.txt", "/requirements.txt") for i in range(40)]
        document = self.told(self.layer(bombs.file("requirements.txt", pins), *links), "components")
        self.assertEqual(len(document["components"]), 30_000)

    def test_four_hundred_hard_links_to_one_database(self):
        name, data = bombs.apk(bombs.random.Random(1), 8 << 20)
        links = [bombs.hardlink(f"srv/{i}/{name}", name) for i in range(400)]
        self.run_program("sbom", self.layer(bombs.file(name, data), *links), code=e2e.OK)

    def test_one_lock_file_under_twenty_names(self):
        name, data = bombs.package_lock(bombs.random.Random(1), 4 << 20)
        links = [bombs.hardlink(f"app{i}/{name}", name) for i in range(20)]
        self.run_program("sbom", self.layer(bombs.file(name, data), *links), code=e2e.OK)

    def test_links_through_one_chain(self):
        name, data = bombs.package_lock(bombs.random.Random(1), 1 << 20)
        chain = [f"chain/{i}" for i in range(38)]
        steps = [bombs.symlink(a, "/" + b) for a, b in zip(chain, [*chain[1:], name])]
        links = [bombs.symlink(f"app{i}/{name}", "/chain/0") for i in range(5000)]
        self.told(self.layer(bombs.file(name, data), *steps, *links), "components")

    def image(self, layers):
        for name, data in bombs.oci_files(layers).items():
            (self.folder / "image" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / "image" / name).write_bytes(data)
        return f"oci-dir://{self.folder}/image"

    def test_hard_links_to_names_deep_in_the_lowest_of_many_layers(self):
        """Each looked at every folder in every layer: 300 s and more."""
        dice = bombs.random.Random(1)
        top = bombs.Layer(dice)
        top.add(bombs.canary())
        layers = bombs.across(dice, [], top, 1900, 5000, 100)
        document, _ = self.sbom(self.image([*layers, top]), code=e2e.OK)
        self.assertIn(bombs.CANARY, e2e.purls(document))
        self.assertIn("pkg:npm/a@1.0.0", e2e.purls(document))

    def test_a_root_tar_of_zeros(self):
        layer = bombs.Layer(bombs.random.Random(1))
        layer.add(bombs.canary())
        layer.add(bombs.header("zeros", 10 << 30))
        layer.add_zeros(640)
        (self.folder / "root.tar.gz").write_bytes(layer.close())
        document = self.told(f"fs://{self.folder}/root.tar.gz", "inflated")
        self.assertIn(bombs.CANARY, e2e.purls(document))

    def test_layers_of_zeros(self):
        """Each may be large; together they may not."""
        layers = []
        for number in range(12):
            layers.append(bombs.Layer(bombs.random.Random(number)))
            layers[-1].add(bombs.header("zeros", 64 << 20))
            layers[-1].add_zeros(4, hashed=True)
        image = self.image(layers)
        self.told(image, "inflated", "--limit", "inflated=300M")
        document, _ = self.sbom(image, "--limit", "inflated=1G")
        self.assertEqual(limits_told(document), [])

    def test_a_stray_blob(self):
        """What no manifest names lies after what is needed, and is not unpacked for nothing; or before, and is said."""
        top = bombs.Layer(bombs.random.Random(1))
        top.add(bombs.canary())
        needed = b"".join(bombs.file(name, data) for name, data in bombs.oci_files([top]).items())
        stray = bombs.header("blobs/sha256/stray", 9 << 30)
        zeros = gzip.compress(bytes(bombs.ZEROS), 1, mtime=0) * 576
        target = self.folder / "image.tar.gz"
        target.write_bytes(gzip.compress(needed + stray, 1, mtime=0) + zeros + gzip.compress(bytes(1024), 1))
        document = self.told(f"archive://{target}", "inflated")
        self.assertEqual(e2e.purls(document), [bombs.CANARY])
        target.write_bytes(gzip.compress(stray, 1, mtime=0) + zeros + gzip.compress(needed + bytes(1024), 1))
        done = self.run_program("sbom", f"archive://{target}", code=(e2e.FAILED, e2e.BAD_USAGE))
        self.assertTrue(done.errors.startswith("pratique: "), done)

    def test_one_sweep_serves_all_layers(self):
        """A compressed archive whose layers lie in reverse, each with a file that a further pass must bring."""
        layers = []
        for number in range(60):
            layer = bombs.Layer(bombs.random.Random(number))
            layer.add(bombs.file(f"data/{number}", b'{"lockfileVersion":3,"packages":{}}' + b" " * (1 << 20)))
            layer.add(bombs.symlink(f"app{number}/package-lock.json", f"/data/{number}"))
            layers.append(layer)
        files = bombs.oci_files(layers)
        order = sorted(files, key=lambda name: name.startswith("blobs"))
        tar = b"".join(bombs.file(name, files[name]) for name in order[:2] + order[:1:-1]) + bytes(1024)
        (self.folder / "image.tar.gz").write_bytes(gzip.compress(tar, 1, mtime=0))
        # A sweep unpacks 60 MB of tars; one for each layer would be 1.8 GB.
        document, _ = self.sbom(f"archive://{self.folder}/image.tar.gz", "--limit", "reread=300M")
        self.assertEqual(limits_told(document), [])

    def test_long_purls(self):
        with open(self.folder / "bom.json", "w") as out:
            out.write('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[')
            for number in range(50_000):
                out.write('%s{"type":"library","name":"a","purl":"pkg:npm/%s%d@1"}' % ("," * (number > 0), "x" * 1000, number))
            out.write("]}")
        self.run_program("sbom", f"sbom://{self.folder}/bom.json", code=(e2e.OK, e2e.FAILED))

    def test_an_sbom_of_120_mb(self):
        one = '{"type":"library","name":"package-%d","version":"1.%d","purl":"pkg:npm/package-%d@1.%d","properties":[{"name":"a","value":"b"}]}'
        with open(self.folder / "bom.json", "w") as out:
            out.write('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[')
            for number in range(900_000):
                out.write("," * (number > 0) + one % (number, number, number, number))
            out.write("]}")
        self.run_program("sbom", f"sbom://{self.folder}/bom.json", code=(e2e.OK, e2e.FAILED))

    def test_documents_of_ours_with_more_packages_than_an_image_may_have(self):
        """Documents of our own forms were not counted: 31 MB of JSON took 633 MB."""
        tree = self.folder / "tree/node_modules/a"
        tree.mkdir(parents=True)
        (tree / "package.json").write_text('{"name":"a","version":"1.0.0"}')
        count = 45_000
        for form, key in (("json", "components"), ("cyclonedx", "components"), ("spdx", "packages")):
            text = self.run_program("sbom", "--format", form, tree.parents[1], code=e2e.OK).text
            document = json.loads(text)
            one = json.dumps(document[key][-1])
            self.assertIn("npm/a@1.0.0", one)
            document[key] = document[key][:-1] + ["HERE"]
            head, tail = json.dumps(document).split('"HERE"')
            file = self.folder / f"many.{form}"
            with open(file, "w") as out:
                out.write(head + one.replace("npm/a@", "npm/a0@"))
                for number in range(1, count):
                    out.write("," + one.replace("npm/a@", f"npm/a{number}@"))
                out.write(tail)
            done = self.run_program("sbom", "-q", "--limit", "components=40K", f"sbom://{file}", code=e2e.FAILED)
            self.assertIn("--limit components=", done.errors)

    def test_packages_of_a_document_over_a_limit_are_told(self):
        components = [{"type": "library", "name": f"p{i}", "purl": f"pkg:npm/p{i}@1"} for i in range(3000)]
        file = self.folder / "bom.json"
        file.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}))
        document = self.told(f"sbom://{file}", "components", "--limit", "components=2999")
        self.assertEqual(len(document["components"]), 2999)
        document, _ = self.sbom(f"sbom://{file}", "--limit", "components=3000")
        self.assertEqual((len(document["components"]), limits_told(document)), (3000, []))

    def full_layer(self, number):
        layer = bombs.Layer(bombs.random.Random(number))
        name, data = bombs.package_lock(bombs.random.Random(number), 6 << 20)
        layer.add(bombs.file(f"a{number}/{name}", data))
        return layer

    def test_the_same_bytes_at_a_limit(self):
        """Whichever thread comes first."""
        image = self.image([self.full_layer(number) for number in range(6)])
        for limit in ("records=24M", "names=1K", "entries=5", "inflated=15M"):
            with self.subTest(limit=limit):
                words = ("sbom", "--limit", limit, image)
                outs = {self.run_program(*words, code=e2e.OK).out for _ in range(3)}
                outs.add(self.run_program(*words, code=e2e.OK, before=("taskset", "-c", "0")).out)
                self.assertEqual(len(outs), 1)
                told = limits_told(json.loads(outs.pop()))
                self.assertEqual(len([one for one in told if limit.split("=")[0] in one]), 1, told)

    def test_a_limit_that_there_is_not(self):
        (self.folder / "tree").mkdir()
        for wrong in ("=1", "records", "records=", "records=x", "records=-1", "bytes=1", "records=1Q"):
            done = self.run_program("sbom", f"--limit={wrong}", self.folder / "tree", code=e2e.BAD_USAGE)
            self.assertIn("limit", done.errors)

    def test_a_limit_is_raised(self):
        pins = "".join(f"package-{i}==1.{i}\n" for i in range(3000)).encode()
        target = self.layer(bombs.file("requirements.txt", pins))
        self.told(target, "components", "--limit", "components=2999")
        document, _ = self.sbom(target, "--limit", "components=3000")
        self.assertEqual(limits_told(document), [])

    @e2e.needs_shared
    def test_shared_cases(self):
        for case in ("apkbomb.tar.gz", "farm.tar"):
            document, _ = self.sbom(f"archive://{e2e.SHARED}/cases/scan/{case}", "--strict", code=e2e.INCOMPLETE)
            self.assertTrue(limits_told(document), case)


class Judging(e2e.Case):
    """Findings multiply packages by advisories."""

    def judge(self, packages, advisories, *words, **how):
        feed = self.folder / "feed"
        feed.mkdir()
        for number in range(advisories):
            record = coverage.record(f"CVE-2099-{10_000 + number}", "npm", "many", coverage.CRITICAL)
            (feed / f"{number}.json").write_text(record.replace("1.5.0", "9.0.0"))
        env = {"PRATIQUE_DB": str(self.folder / "advisories.db")}
        self.run_program("db", "build", "-q", "--feeds", feed, env=env, code=e2e.OK)
        components = [{"type": "library", "name": "many", "purl": f"pkg:npm/many@1.0.{i}"} for i in range(packages)]
        file = self.folder / "bom.json"
        file.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}))
        return self.run_program(*words, f"sbom://{file}", env=env, **how)

    def test_findings_of_20_000_packages_in_json(self):
        """The document is written while it is made: 80 MB of it took 311 MB of memory."""
        out = self.folder / "cves.json"
        done = self.judge(20_000, 10, "cves", "-q", "--format", "json", "-o", out, code=e2e.OK)
        self.assertGreater(out.stat().st_size, 60_000_000)
        if not e2e.SANITIZED:
            self.assertLess(done.megabytes, 190, done)

    def test_findings_beyond_the_bound_are_not_judged_and_say_so(self):
        """39,990 versions of a package with 60 advisories took 483 MB in quickview, 785 in explain."""
        out = self.folder / "cves.json"
        done = [self.judge(39_990, 12, "cves", "-q", "--format", "json", "-o", out, code=e2e.OK)]
        env = {"PRATIQUE_DB": str(self.folder / "advisories.db")}
        document = f"sbom://{self.folder}/bom.json"
        done.append(self.run_program("quickview", "-q", document, env=env, code=e2e.OK))
        done.append(self.run_program("cves", "-q", "-e", "--only-severity", "low", document, env=env, code=e2e.INCOMPLETE))
        done.append(self.run_program("explain", "-q", "-o", self.folder / "explain.txt", document, env=env, code=e2e.OK))
        for one in done:
            if not e2e.SANITIZED:
                self.assertLess(one.megabytes, 400, one)
        findings, notes = 0, []
        with open(out, encoding="utf-8") as lines:
            for line in lines:
                findings += '"state": "open"' in line
                notes += [line] if "too many findings" in line else []
        self.assertEqual(findings, 400_008)  # the component that reaches 400,000 counts whole
        self.assertTrue(notes)


if __name__ == "__main__":
    e2e.main()
