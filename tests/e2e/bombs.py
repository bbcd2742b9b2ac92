#!/usr/bin/env python3
"""Hostile inputs, composed by a grammar from a seed: many × large × nested × linked × deleted × renamed × compressed, over
the kinds of files that are read. The same seed gives the same input. Each has one small honest package, the canary: a scan
finds it, or says which limit kept it from it.

    bombs.py FOLDER             reads seeds from standard input, one a line; makes each in FOLDER and prints its target
"""

import gzip
import hashlib
import io
import json
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

CANARY = "pkg:npm/canary@1.2.3"
ZEROS = 16 << 20


# ------------------------------------------------------------------------------------------------ tar, faster than tarfile
def header(name, size=0, kind=b"0", link=""):
    name, link = name.encode(), link.encode()
    out = b""
    for long, mark in ((name, b"L"), (link, b"K")):  # GNU's long names
        if len(long) > 99:
            out += plain_header(b"././@LongLink", len(long) + 1, mark, b"") + padded(long + b"\0")
    return out + plain_header(name[:99], size, kind, link[:99])


def plain_header(name, size, kind, link):
    digits = b"%011o\0" % size if size < 8 << 30 else struct.pack(">IQ", 0x80000000, size)
    block = bytearray(struct.pack("100s8s8s8s12s12s8sc100s8s247x", name, b"0000644\0", b"0000000\0", b"0000000\0", digits,
                                  b"00000000000\0", b" " * 8, kind, link, b"ustar  \0"))
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(data):
    return data + b"\0" * (-len(data) % 512)


def file(name, data):
    return header(name, len(data)) + padded(data)


def symlink(name, target):
    return header(name, kind=b"2", link=target)


def hardlink(name, target):
    return header(name, kind=b"1", link=target)


# ------------------------------------------------------------------------------------------- files that extractors look for
def word(dice, long=False):
    return dice.choice("abcdefgh") * (dice.choice((200, 1000)) if long else dice.randint(3, 30))


def apk(dice, size):
    packages, files = dice.choice(((4, size // 40), (size // 200, 3)))
    folder = word(dice, True) + "/" + word(dice, True)
    lines = "".join(f"R:{i}\n" for i in range(files))
    text = "".join(f"P:p{i}\nV:1.{i}\nA:x86_64\nF:{folder}\n{lines}\n" for i in range(packages))
    return "lib/apk/db/installed", text.encode()


def dpkg(dice, size):
    person = word(dice, True)
    one = "Package: p%d\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.%d\nMaintainer: " + person + "\n\n"
    return "var/lib/dpkg/status", "".join(one % (i, i) for i in range(size // (len(one) + 8) + 1)).encode()


def dpkg_list(dice, size):
    folder = "/" + word(dice, True)
    return "var/lib/dpkg/info/p1.list", "".join(f"{folder}/{i}\n" for i in range(min(size // 30, 200_000))).encode()


def rpm_header(number, files):
    folder = b"/" + b"d" * 300 + b"/\0"
    parts, entries = b"", []
    for tag, kind, count, data in (
        (1000, 6, 1, b"p%d\0" % number), (1001, 6, 1, b"1.%d\0" % number), (1002, 6, 1, b"1\0"), (1022, 6, 1, b"x86_64\0"),
        (1118, 8, 1, folder), (1117, 8, files, b"f\0" * files), (1116, 4, files, b"\0\0\0\0" * files),
    ):
        if kind == 4:
            parts += b"\0" * (-len(parts) % 4)
        entries.append(struct.pack(">IIII", tag, kind, len(parts), count))
        parts += data
    return struct.pack(">II", len(entries), len(parts)) + b"".join(entries) + parts


def rpm(dice, size):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    files = dice.choice((3, 1000))
    for i in range(min(size // (300 + 6 * files) + 1, 20_000)):
        database.execute("INSERT INTO Packages (blob) VALUES (?)", (rpm_header(i, files),))
    database.commit()
    return "var/lib/rpm/rpmdb.sqlite", database.serialize()


def package_lock(dice, size):
    one = '"node_modules/%s%d":{"version":"1.0.%d","license":"MIT"}'
    name = word(dice)
    entries = ",".join(one % (name, i, i) for i in range(size // 60))
    return "package-lock.json", ('{"lockfileVersion":3,"packages":{"":{},%s}}' % entries).encode()


def json_noise(dice, size):
    noise = dice.choice(("[],", "{},", "1,", '"",', '{"a":[]},'))
    return dice.choice(("package-lock.json", "composer.lock")), ('{"packages":[' + noise * (size // len(noise)) + "1]}").encode()


def composer(dice, size):
    one = '{"name":"a/p%d","version":"1.%d","license":["' + word(dice, True) + '"]}'
    return "composer.lock", ('{"packages":[' + ",".join(one % (i, i) for i in range(size // len(one))) + "]}").encode()


def requirements(dice, size):
    return "requirements.txt", "".join(f"{word(dice)}{i}==1.{i}\n" for i in range(min(size // 20, 60_000))).encode()[: 4 << 20]


def cargo(dice, size):
    one = '[[package]]\nname = "c%d"\nversion = "1.0.%d"\n\n'
    return "Cargo.lock", "".join(one % (i, i) for i in range(size // 50)).encode()


def gemfile(dice, size):
    lines = "".join(f"    g{i} (1.{i})\n" for i in range(size // 20))
    return "Gemfile.lock", ("GEM\n  specs:\n" + lines).encode()


def jar(dice, size):
    inner = b""
    for depth in range(dice.randint(1, 10)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for i in range(min(size // 300, 3000) if depth == 0 else 1):
                archive.writestr(f"META-INF/maven/g{i}/a{i}/pom.properties", f"groupId=g{i}\nartifactId=a{i}\nversion=1.{i}\n")
            archive.writestr("META-INF/MANIFEST.MF", "Implementation-Title: x\n" + "X: y\n" * dice.choice((1, 10_000)))
            for i in range(dice.choice((1, 3)) if inner else 0):
                archive.writestr(f"lib/i{i}.jar", inner)
        inner = out.getvalue()
        if len(inner) > 4 << 20:
            break
    return f"{word(dice)}.jar", inner


def elf(dice, size):
    count = dice.choice((1, 0xFFFF))
    head = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, 62, 1, 0, 0, dice.choice((64, size - 64)), 0, 64, 56, 0, 64, count, 0)
    return word(dice), head + b"\xff Go buildinf:\x08\x02" + dice.choice((b"\0", b"\xff")) * size


def os_release(dice, size):
    return "etc/os-release", ('ID=alpine\nVERSION_ID=3\nPRETTY_NAME="' + "x" * size + '"\n').encode()


def metadata(dice, size):
    return "x-1.0.dist-info/METADATA", ("Name: x\nVersion: 1\nLicense: " + word(dice, True) + "\n" + "Classifier: y\n" * (size // 14)).encode()


def gemspec(dice, size):
    return "specifications/g-1.0.gemspec", ('Gem::Specification.new do |s|\n s.name = "g"\n s.version = "1"\n' + ' s.licenses = ["M"]\n' * (size // 20) + "end\n").encode()


KINDS = (apk, dpkg, dpkg_list, rpm, package_lock, json_noise, composer, requirements, cargo, gemfile, jar, elf, os_release,
         metadata, gemspec)


# ---------------------------------------------------------------------------------------------------- what multiplies them
class Layer:
    """A tar as gzip members: what is added once and repeats is compressed once."""

    def __init__(self, dice):
        self.packed, self.digest, self.whole = [], hashlib.sha256(), True
        self.add(file("etc/mark", b"%d" % dice.getrandbits(64)))

    def add(self, data):
        self.digest.update(data)
        self.packed.append(gzip.compress(data, 1, mtime=0))

    def add_zeros(self, count, hashed=False):
        """Not hashed: so many that no reader comes to the end."""
        self.packed += [gzip.compress(bytes(ZEROS), 1, mtime=0)] * count
        for _ in range(count if hashed else 0):
            self.digest.update(bytes(ZEROS))
        self.whole = hashed

    def close(self):
        self.add(b"\0" * 1024)
        return b"".join(self.packed)


def places(dice, name, count):
    """Where `count` files of this name may lie. Databases count in root filesystems, too."""
    base = dice.choice(("srv/", "opt/app/", "d" * 200 + "/"))
    return [f"{base}{i}/{name}" for i in range(count)]


def many(dice, layer):
    """One file at many places: copies, links of both kinds, a chain of links before them."""
    name, data = dice.choice(KINDS)(dice, dice.choice((2_000, 100_000, 2_000_000)))
    layer.add(file(name, data))
    how = dice.choice(("copy", "symlink", "hardlink", "chain", "folder"))
    count = dice.choice((20, 400, 3000))
    if how == "copy":
        count = min(count, 40_000_000 // (len(data) + 512) + 1)
        layer.add(b"".join(file(place, data) for place in places(dice, name, count)))
    elif how == "symlink":
        layer.add(b"".join(symlink(place, "/" + name) for place in places(dice, name, count)))
    elif how == "hardlink":
        layer.add(b"".join(hardlink(place, name) for place in places(dice, name, count)))
    elif how == "folder":
        top = name.split("/")[0]
        layer.add(b"".join(symlink(place.split("/")[0] + str(i), "/" + top) for i, place in enumerate(places(dice, name, count))))
    else:
        chain = [f"chain/{i}" for i in range(38)]
        layer.add(b"".join(symlink(a, "/" + b) for a, b in zip(chain, [*chain[1:], name])))
        layer.add(b"".join(symlink(place, "/chain/0") for place in places(dice, name, count)))


def large(dice, layer):
    name, data = dice.choice(KINDS)(dice, dice.choice((4_000_000, 12_000_000, 30_000_000)))
    layer.add(file(name, data))


def names(dice, layer):
    """Names, and nothing in them."""
    folder = dice.choice(("d", "d" * 90, "e/" * 45))
    kind = dice.choice((b"0", b"5", b"2"))
    tail = dice.choice(("", "/package.json", "/requirements.txt"))
    layer.add(b"".join(header(f"{folder}{i}{tail}", kind=kind, link="/x" if kind == b"2" else "") for i in range(dice.choice((1000, 20_000)))))


def small_files(dice, layer):
    """Many small files of one kind, each a record or a note."""
    good = json.dumps({"name": "x", "version": "1", "license": word(dice, True)}).encode()
    data = dice.choice((good, b"{", b"\xff"))
    layer.add(b"".join(file(f"a/node_modules/m{i}/package.json", data) for i in range(dice.choice((1000, 8000)))))


def deleted(dice, layer):
    layer.add(b"".join(file(f"srv/{i}/.wh.{dice.choice(('package-lock.json', '.wh..opq', 'requirements.txt'))}", b"") for i in range(2000)))
    for name in ("lib/apk/db/.wh.installed", "var/lib/dpkg/.wh.status", "var/lib/rpm/.wh.rpmdb.sqlite", "etc/.wh.os-release"):
        layer.add(file(name, b""))


def zeros(dice, layer):
    size = 8 << 30
    layer.add(header(dice.choice(("zeros", "package-lock.json", "a.jar", "var/lib/rpm/Packages")), size))
    layer.add_zeros(size // ZEROS)


DEEDS = (many, many, large, names, small_files, deleted, zeros)


def canary():
    return file("canary/node_modules/canary/package.json", b'{"name":"canary","version":"1.2.3"}')


# --------------------------------------------------------------------------------------------------------- what they are in
def layers_of(dice):
    layers = []
    for _ in range(dice.choice((1, 2, 8))):
        layer = Layer(dice)
        for _ in range(dice.choice((1, 2, 3))):
            if layer.whole:
                dice.choice(DEEDS)(dice, layer)
        layers.append(layer)
    top = Layer(dice)
    top.add(canary())
    return [*layers, top]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def oci_files(layers):
    packed = [layer.close() for layer in layers]
    config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + l.digest.hexdigest() for l in layers]}}).encode()
    blobs = {sha(data): data for data in (config, *packed)}

    def told(data, kind):
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": "sha256:" + sha(data), "size": len(data)}

    manifest = json.dumps({"schemaVersion": 2, "config": told(config, "config.v1+json"), "layers": [told(data, "layer.v1.tar+gzip") for data in packed]}).encode()
    blobs[sha(manifest)] = manifest
    index = json.dumps({"schemaVersion": 2, "manifests": [told(manifest, "manifest.v1+json")]}).encode()
    return {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index} | {f"blobs/sha256/{name}": data for name, data in blobs.items()}


def write_layout(dice, folder):
    for name, data in oci_files(layers_of(dice)).items():
        (folder / "image" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "image" / name).write_bytes(data)
    return f"oci-dir://{folder}/image"


def write_archive(dice, folder):
    files = list(oci_files(layers_of(dice)).items())
    dice.shuffle(files)  # layers in any order
    if dice.random() < 0.3:
        files.insert(dice.randrange(len(files)), ("blobs/sha256/stray", bytes(8 << 20)))
    tar = b"".join(file(name, data) for name, data in files) + b"\0" * 1024
    pack = dice.choice(("", "gzip", "zstd"))
    data = gzip.compress(tar, 1, mtime=0) if pack == "gzip" else tar
    if pack == "zstd":
        data = subprocess.run(["zstd", "-qc1"], input=tar, stdout=subprocess.PIPE, check=True).stdout
    (folder / "image.tar").write_bytes(data)
    return f"archive://{folder}/image.tar"


def write_root(dice, folder):
    layer = Layer(dice)
    layer.add(canary())
    for _ in range(dice.choice((1, 2, 4))):
        if layer.whole:
            dice.choice(DEEDS)(dice, layer)
    (folder / "root.tar.gz").write_bytes(layer.close())
    return f"fs://{folder}/root.tar.gz"


def write_sbom(dice, folder):
    count = dice.choice((100, 20_000))
    long = dice.choice((10, 2000)) if count > 100 else dice.choice((10, 200_000))
    name = word(dice) + "x" * long
    cyclonedx = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}
    with open(folder / "bom.json", "w") as out:
        head = json.dumps(cyclonedx)[:-2]
        out.write(head + '{"type":"library","name":"canary","version":"1.2.3","purl":"%s"}' % CANARY)
        for i in range(count):
            out.write(',{"type":"library","name":"%s","purl":"pkg:npm/%s%d@1.%d"}' % (name[:50], name, i, i))
        out.write(', "x", {}, []' * dice.choice((0, 100_000)) + "]}")
    return f"sbom://{folder}/bom.json"


FORMS = (write_layout, write_layout, write_archive, write_archive, write_root, write_root, write_sbom)


def make(seed, folder):
    """Makes the input of this seed in a folder, which is emptied; gives the target for the command line."""
    dice = random.Random(seed)
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return dice.choice(FORMS)(dice, folder)


if __name__ == "__main__":
    for line in sys.stdin:
        print(make(int(line), sys.argv[1]), flush=True)
