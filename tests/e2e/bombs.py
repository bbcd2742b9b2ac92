#!/usr/bin/env python3
"""Hostile inputs, composed by a grammar from a seed: many × large × nested × linked × deleted × renamed × compressed, over
the kinds of files that are read. The same seed gives the same input. Each has one small honest package, the canary: a scan
finds it, or says which limit kept it from it.

    bombs.py FOLDER             reads seeds from standard input, one a line; makes each in FOLDER and prints its target
"""

import functools
import gzip
import hashlib
import json
import lzma
import random
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

from bomb_files import KINDS, apk, package_lock, word

CANARY = "pkg:npm/canary@1.2.3"
ZEROS = 16 << 20
ZSTD_BLOCK = 128 << 10
STORED = 256 << 10
XZ_MOST = 8 << 20  # bytes of an archive that is packed by it: it is slow


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


# ---------------------------------------------------------------------------------------------------- what multiplies them
def zstd_frame(data, long=False):
    """Blocks as they are, but for runs of zeros (RFC 8878 §3.1.1): nothing is searched for, and the window is what we say."""
    out, window = [], 27 if long else 20
    blocks = [data[at : at + ZSTD_BLOCK] for at in range(0, len(data), ZSTD_BLOCK)] or [b""]
    for number, block in enumerate(blocks):
        run = len(block) > 0 and block.count(block[0]) == len(block)
        mark = len(block) << 3 | (2 if run else 0) | (number == len(blocks) - 1)
        out.append(struct.pack("<I", mark)[:3] + (block[:1] if run else block))
    return b"\x28\xb5\x2f\xfd" + bytes((0, (window - 10) << 3)) + b"".join(out)


def number_of_xz(number):
    """.xz format §1.2: seven bits a byte, the lowest first."""
    out = b""
    while number > 127:
        out, number = out + bytes((number & 127 | 128,)), number >> 7
    return out + bytes((number,))


def stored_xz(data, dictionary):
    """A stream whose chunks are stored: packing takes long, and this must only be unpacked (.xz format §2 to §4)."""
    def with_sum(part):
        return part + struct.pack("<I", zlib.crc32(part))

    chunks = [data[at : at + 65536] for at in range(0, len(data), 65536)]
    packed = b"".join(bytes((2 if i else 1,)) + struct.pack(">H", len(chunk) - 1) + chunk for i, chunk in enumerate(chunks)) + b"\0"
    header = with_sum(bytes((2, 0, 0x21, 1, dictionary, 0, 0, 0)))
    sizes = number_of_xz(len(header) + len(packed) + 4) + number_of_xz(len(data))
    index = b"\0\1" + sizes
    index = with_sum(index + bytes(-len(index) % 4))
    foot = struct.pack("<I", len(index) // 4 - 1) + b"\0\1"
    return (b"\xfd7zXZ\0" + with_sum(b"\0\1")[0:6] + header + packed + bytes(-len(packed) % 4) + struct.pack("<I", zlib.crc32(data)) + index
            + struct.pack("<I", zlib.crc32(foot)) + foot + b"YZ")


def xz_stream(data, long=False):
    """The dictionary is named in the header of the block (§3.1, §5.3.1): 96 MiB, whatever the packer used."""
    if len(data) > STORED and data[:STORED].count(0) < STORED:
        return stored_xz(data, 29 if long else 18)
    stream = bytearray(lzma.compress(data, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC32, preset=0))
    if long:
        size = 4 * stream[12] + 4
        at = stream.index(b"\x21\x01", 13)
        stream[at + 2] = 29
        stream[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(stream[12 : 12 + size - 4]))
    return bytes(stream)


# What of each can be set one behind the other. "long": the decoder needs 100 MB and more.
PACKERS = {
    "gzip": lambda data: gzip.compress(data, 1, mtime=0),
    "zstd": zstd_frame,
    "zstd long": lambda data: zstd_frame(data, True),
    "xz": xz_stream,
    "xz long": lambda data: xz_stream(data, True),
    "": lambda data: data,
}
PACKS = ("gzip", "gzip", "gzip", "zstd", "zstd long", "xz", "xz long")


@functools.cache
def packed_zeros(pack, count):
    return PACKERS[pack](bytes(ZEROS * count))


class Layer:
    """A tar in pieces that are packed each for itself: what is added once and repeats is packed once."""

    def __init__(self, dice, pack="gzip"):
        self.pack, self.packed, self.digest, self.whole = pack, [], hashlib.sha256(), True
        self.add(file("etc/mark", b"%d" % dice.getrandbits(64)))

    def add(self, data):
        self.digest.update(data)
        self.packed.append(PACKERS[self.pack](data))

    def add_zeros(self, count, hashed=False):
        """In pieces of 16 MiB, of 128 MiB when a window is to be filled. Not hashed: so many that no reader comes to the end."""
        step = 8 if "long" in self.pack and count % 8 == 0 else 1
        self.packed += [packed_zeros(self.pack, step)] * (count // step)
        for _ in range(count if hashed else 0):
            self.digest.update(bytes(ZEROS))
        self.whole = self.whole and hashed

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


def window(dice, layer):
    """Fills the largest window that a decoder may have."""
    layer.add(header("zeros", 8 * ZEROS))
    layer.add_zeros(8, hashed=True)


def odd_headers(dice, layer):
    """Long names and extended headers, sparse maps of many parts."""
    kind = dice.choice(("pax", "long", "sparse"))
    if kind == "pax":
        size = dice.choice((1000, 900_000))
        body = b"%d path=%s\n" % (size, b"p" * (size - len(b"%d path=\n" % size)))
        one = plain_header(b"PaxHeaders", len(body), b"x", b"") + padded(body) + file("f", b"x")
    elif kind == "long":
        name = b"n" * dice.choice((4000, 900_000)) + b"\0"
        one = plain_header(b"././@LongLink", len(name), b"L", b"") + padded(name) + file("f", b"x")
    else:
        parts = dice.choice((100, 100_000))
        told = b"%d\n" % parts + b"".join(b"%d\n1\n" % (i * 1000) for i in range(parts))
        body = padded(told) + b"x" * parts
        records = [b"GNU.sparse.major=1", b"GNU.sparse.minor=0", b"GNU.sparse.name=package-lock.json", b"GNU.sparse.realsize=%d" % (parts * 1000)]
        pax = b"".join(b"%d %s\n" % (len(one) + 4, one) for one in records)
        one = plain_header(b"PaxHeaders", len(pax), b"x", b"") + padded(pax) + file("GNUSparseFile.0/s", body)
    layer.add(one * dice.choice((1, 20, 30_000_000 // len(one))))


def deep(dice, layer):
    """Folders in folders, with files that interest somebody on the way."""
    step, name = dice.choice(("d/", "d" * 60 + "/")), dice.choice(("package.json", "requirements.txt", "lib/apk/db/installed"))
    layer.add(b"".join(file(step * i + name, b"{}") for i in range(0, min(dice.choice((60, 1000)), 60_000 // len(step)), 3)))


DEEDS = (many, many, many, large, large, names, small_files, deleted, zeros, window, odd_headers, deep)


def canary():
    return file("canary/node_modules/canary/package.json", b'{"name":"canary","version":"1.2.3"}')


# --------------------------------------------------------------------------------------------------------- what they are in
def layers_of(dice):
    layers = []
    packs = dice.choices(PACKS, k=dice.choice((1, 2)))
    for _ in range(dice.choice((1, 2, 3, 8))):
        layer = Layer(dice, dice.choice(packs))
        for _ in range(dice.choice((1, 2, 3))):
            if layer.whole:
                dice.choice(DEEDS)(dice, layer)
        layers.append(layer)
    layers *= dice.choice((1, 1, 1, 12))  # one layer at many places of the stack
    top = Layer(dice, dice.choice(packs))
    top.add(canary())
    # Dice of its own: what earlier seeds made stays what it was.
    aside = random.Random(hash(dice.getstate()[1]))
    if aside.randrange(6) == 0:
        layers = across(aside, layers, top, aside.choice((20, 1900)), aside.choice((200, 3000)), aside.choice((1, 10, 60)))
    return [*layers, top]


def across(dice, layers, top, depth, count, between):
    """Hard links in the top layer to names deep in folders of the lowest one, and layers between that say nothing of them."""
    deep = "d/" * depth + "x"
    lowest = Layer(dice)
    lowest.add(file(deep, b'{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"}}}'))
    top.add(b"".join(hardlink(place, deep if i % 2 else f"{deep}{i}") for i, place in enumerate(places(dice, "package-lock.json", count))))
    plain = [Layer(dice) for _ in range(between)]
    for number, layer in enumerate(plain):
        layer.add(file(f"plain{number}", b"x"))
    return [lowest, *plain, *layers]


def sha(data):
    return hashlib.sha256(data).hexdigest()


def closed(layers):
    """What is stored of each; a layer that is there several times is closed once."""
    stored = {}
    for layer in layers:
        if id(layer) not in stored:
            stored[id(layer)] = layer.close()
    return [stored[id(layer)] for layer in layers]


def oci_files(layers):
    packed = closed(layers)
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
    pack = dice.choice(("", "", "gzip", "zstd", "zstd long", "xz long") if len(tar) < XZ_MOST else ("", "gzip", "zstd", "zstd long"))
    (folder / "image.tar").write_bytes(PACKERS[pack](tar))
    return f"archive://{folder}/image.tar"


def write_docker(dice, folder):
    """docker save: layers as they are or packed, some of them links to one that is there."""
    layers = layers_of(dice)
    config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + l.digest.hexdigest() for l in layers]}}).encode()
    names = [f"l{i}/layer.tar" for i in range(len(layers))]
    first, members = {}, [file("config.json", config)]
    for name, data in zip(names, closed(layers)):
        members.append(symlink(name, "../" + first[data]) if data in first else file(name, data))
        first.setdefault(data, name)
    members.append(file("manifest.json", json.dumps([{"Config": "config.json", "RepoTags": ["a:1"], "Layers": names}]).encode()))
    dice.shuffle(members)
    (folder / "image.tar").write_bytes(PACKERS[dice.choice(("", "gzip"))](b"".join(members) + bytes(1024)))
    return f"archive://{folder}/image.tar"


def write_indexes(dice, folder):
    """Indexes of indexes: each names the one below it many times."""
    files = oci_files(layers_of(dice)[-1:])
    for _ in range(dice.choice((1, 5, 40))):
        inner = files.pop("index.json")
        files["blobs/sha256/" + sha(inner)] = inner
        told = {"mediaType": "application/vnd.oci.image.index.v1+json", "digest": "sha256:" + sha(inner), "size": len(inner)}
        files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [told] * dice.choice((1, 12, 2000))}).encode()
    for name, data in files.items():
        (folder / "image" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "image" / name).write_bytes(data)
    return f"oci-dir://{folder}/image"


def write_root(dice, folder):
    layer = Layer(dice, dice.choice((*PACKS, "")))
    layer.add(canary())
    for _ in range(dice.choice((1, 2, 4))):
        if layer.whole:
            dice.choice(DEEDS)(dice, layer)
    (folder / "root.tar").write_bytes(layer.close())
    return f"fs://{folder}/root.tar"


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


def sbom_head(dice, form):
    """The beginning of a document, the canary in it, and what makes a package of a name, a number and long text."""
    if form == "spdx":
        head = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x", "packages": []}
        one = '{"SPDXID":"SPDXRef-%(number)d","name":"%(name)s","versionInfo":"1","licenseDeclared":"%(text)s","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/%(name)s@%(version)s"}]}'
    elif form == "syft":
        head = {"descriptor": {"name": "syft"}, "schema": {"version": "16.0.0"}, "source": {"type": "image"}, "artifacts": []}
        one = '{"id":"%(number)d","name":"%(name)s","version":"1","type":"npm","locations":[{"path":"/%(text)s"}],"purl":"pkg:npm/%(name)s@%(version)s"}'
    elif form == "native":
        head = {"schema": "pratique/inventory/1", "subject": {"kind": "image"}, "notes": [], "components": []}
        one = '{"purl":"pkg:npm/%(name)s@%(version)s","evidence":"installed","locations":[{"path":"/%(text)s"}],"properties":{"%(text)s":"x"}}'
    else:
        head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}
        one = '{"type":"library","name":"%(name)s","version":"1","purl":"pkg:npm/%(name)s@%(version)s","properties":[{"name":"a","value":"%(text)s"}]}'
    return json.dumps(head)[:-2] + one % {"name": "canary", "number": 0, "text": "a", "version": "1.2.3"}, one


def write_documents(dice, folder):
    """Documents of each form, with many packages or long texts."""
    head, one = sbom_head(dice, dice.choice(("spdx", "syft", "native", "cyclonedx")))
    text = "y" * dice.choice((1, 100, 3000))
    with open(folder / "bom.json", "w") as out:
        out.write(head)
        for i in range(1, min(dice.choice((1000, 30_000, 100_000)), 60_000_000 // len(one % {"name": "", "number": 0, "text": text, "version": ""}))):
            out.write("," + one % {"name": f"n{i}", "number": i, "text": text, "version": f"1.{i}"})
        out.write("]}")
    return f"sbom://{folder}/bom.json"


def write_nested(dice, folder):
    """Components in components, deep or wide."""
    deep, wide = dice.choice(((10, 3000), (400, 50), (3000, 1)))
    with open(folder / "bom.json", "w") as out:
        out.write('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"canary","purl":"%s"}' % CANARY)
        for i in range(deep):
            leaf = '{"type":"library","name":"l","purl":"pkg:npm/l%d-%d@1"},'
            out.write(',{"type":"library","name":"n","purl":"pkg:npm/n%d@1","components":[' % i + "".join(leaf % (i, k) for k in range(wide)))
            out.write('{"type":"library","name":"e","purl":"pkg:npm/e%d@1"}' % i)
        out.write("]}" * deep + "]}")
    return f"sbom://{folder}/bom.json"


FORMS = (write_layout, write_layout, write_layout, write_archive, write_archive, write_docker, write_indexes, write_root, write_root,
         write_sbom, write_documents, write_nested)


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
