#!/usr/bin/env python3
"""The border of the cage: what the caged modules hold when they are linked, and that they find in a layer what the program finds.

$PRATIQUE_CAGED and $PRATIQUE_WHOLE are the programs of this folder, $PRATIQUE_LINK_LINE what the first is linked with."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "e2e"), str(HERE.parent / "house")]
import e2e
import include_table

CAGED, WHOLE = os.environ["PRATIQUE_CAGED"], os.environ["PRATIQUE_WHOLE"]
LINK_LINE = Path(os.environ["PRATIQUE_LINK_LINE"]).read_text().split()

# Libraries that parse, inflate, hash or format, and the language's own. No other comes in without a line here.
LIBRARIES = {
    "libboost_container", "libboost_json", "libboost_system", "libbz2", "libc", "libcrypto", "libdeflate", "libfmt", "libgcc_s", "libhs", "libisal", "liblz4",
    "liblzma", "libm", "libpugixml", "libre2", "libsimdjson", "libstdc++", "libxxhash", "libyaml-0", "libzstd", "linux-vdso", "ld-linux-x86-64",
}
# libseccomp is for the process that makes the children: named when linking, not loaded by what runs in one.
NAMES_OF_LIBRARIES = {"seccomp", "bz2", "bzip2", "crypto", "deflate", "fmt", "hs", "hyperscan", "isal", "lz4", "lzma", "pugixml", "re2", "simdjson", "xxhash", "yaml", "zstd", "boost_json"}
# Of the C library: a network, another program, or a trace on the disk.
FORBIDDEN = re.compile(
    r"^(socket|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|getaddrinfo|gethostbyname.*|exec[lv].*|v?fork|posix_spawn.*|popen|"
    r"system|unlink(at)?|rename(at2?)?|mkdir(at)?|symlink(at)?|link(at)?|truncate(64)?|ftruncate(64)?|p?write(64)?|creat(64)?|dlopen|sqlite3_.*|curl_.*)$"
)


def lines_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def caged_modules():
    return set(re.findall(r"`(\w+)`", include_table.CAGE.search((e2e.ROOT / "ARCHITECTURE.md").read_text()).group(1)))


class Holds(unittest.TestCase):
    def test_the_link_line_names_caged_modules_and_libraries_that_parse(self):
        ours = {name.removeprefix("pratique_") for name in LINK_LINE if name.startswith("pratique_")}
        self.assertEqual(ours - caged_modules(), set())
        self.assertIn("extract", ours)
        others = {re.sub(r"^(dep::|dep_|PkgConfig::)", "", name) for name in LINK_LINE if not name.startswith("pratique_")}
        others = {re.sub(r"^.*/lib(.*)\.(so|a)$", r"\1", name) for name in others}
        self.assertEqual(others - NAMES_OF_LIBRARIES - {"Threads::Threads"}, {n for n in others if n.startswith("-")})

    @unittest.skipIf(e2e.SANITIZED, "skipped: a sanitizer brings libraries of its own")
    def test_loads_libraries_that_parse_only(self):
        loaded = {Path(line.split()[0]).name.split(".so")[0] for line in lines_of("ldd", CAGED)}
        self.assertEqual(loaded - LIBRARIES, set())

    @unittest.skipIf(e2e.SANITIZED, "skipped: a sanitizer calls functions of its own")
    def test_calls_no_network_no_program_and_no_writing(self):
        wanted = {line.split()[-1].split("@")[0] for line in lines_of("nm", "-D", "--undefined-only", CAGED)}
        self.assertIn("read", wanted)
        self.assertEqual({name for name in wanted if FORBIDDEN.match(name)}, set())

    def test_holds_no_code_of_other_modules(self):
        rows = include_table.Table((e2e.ROOT / "ARCHITECTURE.md").read_text()).allowed
        symbols = "\n".join(lines_of("nm", "-C", CAGED))
        held = set(re.findall(r"\bpratique::(\w+)::", symbols)) & set(rows)
        self.assertEqual(held - caged_modules(), set())
        self.assertIn("layer", held)


class Finds(e2e.Case):
    def caged(self, promise, blob):
        """Through a pipe, as the cage will have it."""
        return subprocess.run([CAGED, *promise], input=blob, capture_output=True, timeout=e2e.max_seconds(120))

    def layers(self, archive):
        for line in lines_of(WHOLE, archive):
            file, *promise = line.split(" ")
            blob = subprocess.run([WHOLE, archive, "blob", file], check=True, capture_output=True).stdout
            yield file, ["" if word == "-" else word for word in promise], blob

    def check(self, archive):
        packages = 0
        for file, promise, blob in self.layers(archive):
            found = self.caged(promise, blob)
            self.assertEqual((found.returncode, found.stderr), (0, b""), file)
            whole = subprocess.run([WHOLE, archive, "layer", file], check=True, capture_output=True).stdout
            self.assertEqual(found.stdout.decode(), whole.decode(), file)
            packages += found.stdout.count(b"\n  pkg:")
        return packages

    def demo(self):
        image = e2e.demo_image(self.folder / "image")
        archive = self.folder / "demo.tar"
        subprocess.run(["tar", "-C", image, "-cf", archive, "."], check=True)
        return archive

    def test_what_the_program_finds_in_the_layers_of_the_demo_image(self):
        self.assertGreater(self.check(self.demo()), 20)

    @e2e.needs_image("debian-slim.oci.tar")
    def test_what_the_program_finds_in_real_layers(self):
        for name in ("debian-slim.oci.tar", "removed-db.tar"):
            self.assertGreater(self.check(e2e.IMAGES / name), 50, name)

    def test_a_blob_that_is_not_what_was_promised_is_refused(self):
        _, promise, blob = max(self.layers(self.demo()), key=lambda layer: len(layer[2]))
        flipped = bytes([blob[-1] ^ 1])
        for wrong in (blob[: len(blob) // 2], blob[:-1] + flipped, blob + b"\0", b""):
            found = self.caged(promise, wrong)
            self.assertEqual((found.returncode, found.stdout), (1, b""))
            self.assertIn(b"standard input: ", found.stderr)
            self.assertEqual(found.stderr.count(b"\n"), 1)


if __name__ == "__main__":
    e2e.main()
