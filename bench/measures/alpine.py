"""(d) gliderlabs' Alpine 3.2 end to end: the archive as it was published is scanned and judged.

3.2 has no advisories of its own in the shared feeds; the oldest that have are 3.3's. So its packages are read and counted by
an independent reading of its database, none may be called clean, and what is found must be marked as a guess by a neighbour's
data. The same packages are then judged as 3.3 and compared with that release's secdb, by apk's rules written down once
more here: that shows what a scan of a release with data finds."""

import json
import re
import tarfile

import yaml

from . import common

SUFFIXES = {"alpha": -4, "beta": -3, "pre": -2, "rc": -1, "cvs": 1, "svn": 2, "git": 3, "hg": 4, "p": 5}


def key(version):
    """apk-tools 2, src/version.c: numbers, a letter, suffixes, revision. Numbers behind a dot with a leading zero are fractions."""
    body, _, revision = version.partition("-r")
    match = re.match(r"(\d+(?:\.\d+)*)([a-z]?)((?:_[a-z]+\d*)*)$", body)
    numbers = match.group(1).split(".")
    parts = [(1, int(numbers[0]), "")] + [(0, 0, n) if n.startswith("0") and n != "0" else (1, int(n), "") for n in numbers[1:]]
    suffixes = [(SUFFIXES[name], int(n or 0)) for name, n in re.findall(r"_([a-z]+)(\d*)", match.group(3))]
    return parts, match.group(2), suffixes + [(0, 0)], int(revision or 0)


def packages(archive):
    with tarfile.open(archive) as tar:
        member = next(m for m in tar if m.name.removeprefix("./") == "lib/apk/db/installed")
        blocks = tar.extractfile(member).read().decode().split("\n\n")
    fields = [dict(line.split(":", 1) for line in block.splitlines() if re.match(r"[PVo]:", line)) for block in blocks]
    return [(f["P"], f["V"], f.get("o", f["P"])) for f in fields if "P" in f]


def expected(installed, secdb):
    """{(package, id)} of the release's secdb, read anew."""
    wanted = set()
    fixes = {}
    for path in secdb:
        for entry in yaml.safe_load(path.read_text())["packages"] or ():
            fixes.setdefault(entry["pkg"]["name"], {}).update(entry["pkg"].get("secfixes") or {})
    for name, version, origin in installed:
        for fixed, ids in fixes.get(origin, {}).items():
            if fixed != "0" and key(version) < key(fixed):
                wanted |= {(name, each) for text in ids or () for each in re.findall(r"CVE-\d+-\d+", text)}
    return wanted


def report(database):
    archive = common.SHARED / "images/gliderlabs-library-3.2-rootfs.tar.xz"
    installed = packages(archive)
    rows, failed = [], []
    listed = json.loads(common.run("sbom", "--format", "json", archive))["components"]
    read = {(re.search(r"/([^/@]+)@", c["purl"]).group(1), c["purl"].partition("@")[2].partition("?")[0]) for c in listed}
    if len(read) != len(installed):
        failed.append(f"gliderlabs 3.2: {len(read)} packages read, its database has {len(installed)}")
    report = json.loads(common.run("cves", "--format", "json", archive, database=database))
    rows.append(("3.2 as it is", len(installed), report["judged"], report["partial"], report["not_judged"], len(report["findings"])))
    if report["judged"]:
        failed.append("gliderlabs 3.2: packages are called judged though no data of the release exist")
    pack = common.unpack(common.SHARED / "advisories/alpine-secdb.tar.zst", "secdb")
    for release in ("3.3", "3.5"):
        root = common.SHARED / f"images/gliderlabs-library-{release}-rootfs.tar.xz"
        for name, of in ((f"3.2's packages, as {release}", installed), (f"{release} as it is", packages(root))):
            wanted = expected(of, sorted(pack.rglob(f"v{release}/*.yaml")))
            purls = [common.purl("apk", "alpine", n, v, distro=f"alpine-{release}.0", upstream=o) for n, v, o in of]
            told = common.statements(purls, database)
            found = {(re.search(r"/([^/@]+)@", p["purl"]).group(1), f["id"]) for p in told for f in p["findings"] if any(s["source"] == "alpine-secdb" for s in p["statements"] if f["id"] in s["vulnerabilities"])}
            rows.append((name, len(of), "–", len(of), "–", len(found)))
            failed += [f"{name}: only we: {each}" for each in sorted(found - wanted)] + [f"{name}: not found: {each}" for each in sorted(wanted - found)]
    if not any(row[5] for row in rows[1:]):
        failed.append("gliderlabs: nothing was found anywhere: nothing was compared")
    return [common.table(("root", "packages", "judged", "by partial data", "not judged", "vulnerabilities"), rows)], failed
