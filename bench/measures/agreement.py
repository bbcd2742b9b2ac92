"""(f) The same advisories, judged by others.

- npm: every range of the Node.js security group's npm records, by npm's own `semver` (that comes with npm);
- PyPI: every record of PyPA's database, by `packaging` (what pip compares with; pip-audit has no rules of its own, it asks a
  service);
- crates.io: RustSec's records, by `cargo-audit`, which gets them as a database in its own form;
- RubyGems: ruby-advisory-db, by rubygems' own requirements, put together as `bundle-audit` does (which itself comes from
  rubygems.org only);
- Go: bench/go-symbols, by `govulncheck`: e2e.go_symbols compares.
A tool that is not installed is told, and that row is empty. Asked are all versions that a record of the package names, and of
each what lies beside it: a release before it and after it, and a pre-release of it. Bar: nothing unexplained."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import yaml

from . import common

# Package, version, id, why.
EXPLAINED = []
GAP = "the record is at odds with itself: the version is neither vulnerable nor patched by its words (we call it affected), or both (we do not)"

MANY = 40  # versions of a package that are asked about


def ours(kind, source, wanted, database, **qualifiers):
    """{(name, version): ids} of what that source calls affected."""
    purls, keys = [], []
    for name, version in wanted:
        space, _, last = name.rpartition("/")
        purls.append(common.purl(kind, space, last, version, q=str(len(keys)), **qualifiers))
        keys.append((name, version))
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": "x", "version": "1", "purl": each} for each in purls]}
    path = common.WORK / f"agreement-{kind}.cdx.json"
    path.write_text(json.dumps(document))
    found = {key: set() for key in keys}
    for finding in json.loads(common.run("cves", "--format", "json", path, database=database))["findings"]:
        number = re.search(r"[?&]q=(\d+)", finding["purl"])
        found[keys[int(number.group(1))]] |= {each["advisory"] for each in finding["evidence"] if each["source"] == source}
    return found


def some(versions):
    versions = sorted(set(versions))
    step = max(1, len(versions) // MANY)
    return versions[::step]


def compare(found, expected):
    """Differences as (name, version, id, who)."""
    for key in sorted(expected):
        for each in sorted(expected[key] - found.get(key, set())):
            yield (*key, each, "only they")
        for each in sorted(found.get(key, set()) - expected[key]):
            yield (*key, each, "only we")


# npm

SEMVER = """
const semver = require(process.argv[1]);
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(([version, range]) => semver.valid(version) === null || semver.validRange(range) === null ? null
  : semver.satisfies(version, range, {includePrerelease: true}))));
"""


def npm(database):
    node = shutil.which("node")
    places = [Path(p) for p in ("/usr/lib/node_modules/npm/node_modules/semver", "/usr/share/nodejs/semver")]
    library = next((each for each in places if each.is_dir()), None)
    if not node or not library:
        return None
    pack = common.unpack(common.SHARED / "advisories/js.tar.zst", "js")
    records = [json.loads(path.read_text()) for path in sorted(pack.rglob("vuln/npm/*.json")) if path.stem.isdigit()]
    by_name = {}
    for record in records:
        cves = sorted({each for each in record.get("cves") or ()})
        own = cves[0] if len(cves) == 1 else f"NSWG-{record['id']}"
        by_name.setdefault(record["module_name"], []).append((own, record.get("vulnerable_versions") or "", record.get("patched_versions") or "<0.0.0-0"))
    asked = {}
    for name, ranges in by_name.items():
        versions = []
        for number in re.findall(r"\d+\.\d+\.\d+(?:-[\w.]+)?", " ".join(text for _, text, _ in ranges)):
            major, minor, patch = (int(n) for n in re.match(r"(\d+)\.(\d+)\.(\d+)", number).groups())
            versions += [number, f"{major}.{minor}.{patch + 1}", f"{major}.{minor}.{patch}-beta.1", f"{major}.{minor}.{max(0, patch - 1)}", f"{major + 1}.0.0"]
        asked[name] = some(versions + ["1.0.0"])
    questions = [(name, version, own, text, patch) for name, versions in asked.items() for version in versions for own, text, patch in by_name[name]]
    told = subprocess.run([node, "-e", SEMVER, str(library)], input=json.dumps([[v, t] for _, v, _, *ranges in questions for t in ranges]), capture_output=True, text=True, check=True)
    answers = json.loads(told.stdout)
    expected = {(name, version): set() for name, versions in asked.items() for version in versions}
    unread, odd = 0, set()
    for (name, version, own, *_), affected, patched in zip(questions, answers[::2], answers[1::2]):
        unread += affected is None
        if affected:
            expected[name, version].add(own)
        if bool(affected) == bool(patched):
            odd.add((name, version, own))
    found = ours("npm", "node-security-wg", expected, database)
    return "npm's semver", len(questions), unread, [(*each, GAP if each[:3] in odd else "") for each in compare(found, expected)]


# PyPI


def pypi(database):
    try:
        from packaging.version import InvalidVersion, Version
    except ImportError:
        try:
            from pip._vendor.packaging.version import InvalidVersion, Version
        except ImportError:
            return None

    def version_of(text):
        try:
            return Version(text)
        except InvalidVersion:
            return None

    pack = common.unpack(common.SHARED / "advisories/pypa.tar.zst", "pypa")
    by_name = {}
    for path in sorted(pack.rglob("*.yaml")):
        record = yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        if record.get("withdrawn"):
            continue
        for affected in record.get("affected", ()):
            if affected["package"]["ecosystem"] == "PyPI":
                name = re.sub(r"[-_.]+", "-", affected["package"]["name"]).lower()
                by_name.setdefault(name, []).append((record["id"], affected))
    expected, count = {}, 0
    for name, records in by_name.items():
        texts = []
        for _, affected in records:
            ends = [str(v) for r in affected.get("ranges", ()) if r["type"] == "ECOSYSTEM" for e in r["events"] for v in e.values() if v != "0"]
            texts += ends + [e + mark for e in ends for mark in (".post1", ".dev0", "rc1") if re.fullmatch(r"[\d.]+", e)] + [str(v) for v in affected.get("versions", ())]
        for text in some(texts):
            version = version_of(text)
            if version is None:
                continue
            expected[name, text] = set()
            for own, affected in records:
                count += 1
                if holds(version, affected, version_of):
                    expected[name, text].add(own)
    return "packaging", count, 0, list(compare(ours("pypi", "pypa", expected, database), expected))


def holds(version, affected, version_of):
    """OSV's evaluation."""
    if any(version_of(str(listed)) == version for listed in affected.get("versions", ())):
        return True
    for ranges in affected.get("ranges", ()):
        if ranges["type"] != "ECOSYSTEM":
            continue
        inside, events = False, []
        for event in ranges["events"]:
            for kind, value in event.items():
                events.append((kind, None if str(value) == "0" else version_of(str(value))))
        events.sort(key=lambda e: (e[1] is not None, e[1] if e[1] is not None else version, e[0] == "introduced"))
        for kind, at in events:
            if kind == "introduced" and (at is None or version >= at):
                inside = True
            elif kind == "fixed" and at is not None and version >= at or kind == "last_affected" and at is not None and version > at:
                inside = False
        if inside:
            return True
    return False


# crates.io


def crates(database):
    # tools/test-python brings it.
    tool = shutil.which("cargo-audit") or shutil.which("cargo-audit", path=str(common.ROOT / "build/python/bin"))
    if not tool:
        return None
    pack = common.unpack(common.SHARED / "advisories/rust-osv.tar.zst", "rust-osv")
    folder = common.WORK / "rustsec"
    shutil.rmtree(folder, ignore_errors=True)
    asked, withheld = {}, 0
    for path in sorted(pack.rglob("RUSTSEC-*.json")):
        record = json.loads(path.read_text())
        for affected in record["affected"]:
            informational = (affected.get("database_specific") or {}).get("informational")
            # cargo-audit lists these apart, by rules of its own.
            if informational or record.get("withdrawn") or affected["package"]["ecosystem"] != "crates.io":
                withheld += 1
                continue
            write_rustsec(folder, record, affected)
            for event in (e for r in affected["ranges"] for e in r["events"]):
                for version in event.values():
                    asked.setdefault(affected["package"]["name"], set()).update(near(version))
    lines, wanted = ["version = 3\n"], []
    for name in sorted(asked):
        for version in some(asked[name]):
            wanted.append((name, version))
            lines.append(f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n')
    lock = common.WORK / "Cargo.lock"
    lock.write_text("\n".join(lines))
    # Some are about other systems only: both are asked for one system.
    told = subprocess.run([tool, "audit", "--no-fetch", "--stale", "--json", "--target-os", "linux", "--target-arch", "x86_64", "--db", folder, "-f", lock], capture_output=True, text=True, cwd=common.WORK)
    if not told.stdout.startswith("{"):
        raise RuntimeError(told.stderr)
    expected = {key: set() for key in wanted}
    for each in json.loads(told.stdout)["vulnerabilities"]["list"]:
        expected[each["package"]["name"], each["package"]["version"]].add(each["advisory"]["id"])
    found = ours("cargo", "rustsec", wanted, database, goos="linux", arch="x86_64")
    known = {path.stem for path in folder.rglob("*.md")}
    found = {key: ids & known for key, ids in found.items()}
    return "cargo-audit", len(wanted), withheld, list(compare(found, expected))


def near(version):
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if not match:
        return set()
    major, minor, patch = map(int, match.groups())
    return {version, f"{major}.{minor}.{patch + 1}", f"{major}.{minor}.{max(0, patch - 1)}", f"{major}.{minor}.{patch}-alpha.1"} - {"0.0.0-0"}


def write_rustsec(folder, record, affected):
    """As github.com/rustsec/advisory-db has it: what is patched, and what never was affected, as requirements."""
    patched, unaffected, start = [], [], None
    for ranges in affected["ranges"]:
        for event in ranges["events"]:
            if "introduced" in event:
                if event["introduced"] not in ("0", "0.0.0-0"):
                    bound = f">= {start}, < {event['introduced']}" if start else f"< {event['introduced']}"
                    (patched if start else unaffected).append(bound)
                start = None
            else:
                start = event.get("fixed") or start
    if start:
        patched.append(f">= {start}")
    affects = (affected.get("ecosystem_specific") or {}).get("affects") or {}
    limits = "".join(f"{key} = {json.dumps(affects[key])}\n" for key in ("os", "arch") if affects.get(key))
    path = folder / "crates" / affected["package"]["name"] / f"{record['id']}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'```toml\n[advisory]\nid = "{record["id"]}"\npackage = "{affected["package"]["name"]}"\ndate = "{record["published"][:10]}"\n\n'
                    f"[versions]\npatched = {json.dumps(patched)}\nunaffected = {json.dumps(unaffected)}\n\n[affected]\n{limits}```\n\n# Title\n\nText\n")


# RubyGems


# bundle-audit's rule (bundler/audit/advisory.rb, vulnerable?): neither patched nor unaffected, by Gem::Requirement.
REQUIREMENTS = """
require 'json'
holds = ->(list, version) { list.any? { |each| Gem::Requirement.new(*each.split(', ')).satisfied_by?(version) } }
puts JSON.dump(JSON.parse(STDIN.read).map { |version, patched, unaffected|
  version = Gem::Version.new(version)
  !holds.call(patched, version) && !holds.call(unaffected, version) })
"""


def gems(database):
    tool = shutil.which("ruby")
    if not tool:
        return None
    pack = common.unpack(common.SHARED / "advisories/ruby.tar.zst", "ruby")
    records, asked = {}, {}
    for path in sorted(pack.rglob("gems/*/*.yml")):
        record = yaml.safe_load(path.read_text())
        if record.get("platform"):
            continue
        lists = [[str(each) for each in record.get(key) or []] for key in ("patched_versions", "unaffected_versions")]
        records.setdefault(record["gem"], []).append((f"CVE-{record['cve']}" if record.get("cve") else path.stem, *lists))
        for number in re.findall(r"\d+(?:\.\w+)*", " ".join(lists[0] + lists[1])):
            asked.setdefault(record["gem"], {"1.0"}).update({number, number + ".1", number + ".rc1"})
    questions = [(name, version, *record) for name, versions in asked.items() for version in some(versions) for record in records[name]]
    told = subprocess.run([tool, "-e", REQUIREMENTS], input=json.dumps([[v, p, u] for _, v, _, p, u in questions]), capture_output=True, text=True, check=True)
    expected = {(name, version): set() for name, versions in asked.items() for version in some(versions)}
    for (name, version, own, _, _), affected in zip(questions, json.loads(told.stdout)):
        if affected:
            expected[name, version].add(own)
    return "rubygems' requirements, by bundle-audit's rule", len(questions), 0, list(compare(ours("gem", "ruby-advisory-db", expected, database), expected))


def report(database):
    """Lines of Markdown, and what is unexplained."""
    rows, explained, failed = [], [], []
    for name, measure in (("npm", npm), ("PyPI", pypi), ("crates.io", crates), ("RubyGems", gems)):
        answer = measure(database)
        if answer is None:
            rows.append((name, "not installed here", "–", "–", "–"))
            continue
        tool, count, left_out, differences = answer
        rows.append((name, tool, count, left_out, len(differences)))
        for package, version, own, who, *known in differences:
            reason = "".join(known) or next((why for p, v, i, why in EXPLAINED if re.fullmatch(p, package) and re.fullmatch(v, version) and re.fullmatch(i, own)), None)
            if reason:
                explained.append((name, who, package, version, own, reason))
            else:
                failed.append(f"{name}: {who}: {package} {version} {own}")
    return [common.table(("ecosystem", "by", "compared", "not read by them", "differences"), rows), "", common.table(("ecosystem", "who affects", "number", "for example", "why"), grouped(explained))], failed


def grouped(explained):
    groups = {}
    for ecosystem, who, package, version, own, why in explained:
        groups.setdefault((ecosystem, who, why), []).append(f"{package} {version} {own}")
    return [(ecosystem, who, len(rows), rows[0], why) for (ecosystem, who, why), rows in sorted(groups.items())]
