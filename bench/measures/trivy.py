"""(b) Trivy's own integration tests: its advisory fixtures, its projects, its goldens.

The fixtures (buckets of its database, as YAML) become OSV records, a feed of this measure and not of the product: distribution
by distribution and ecosystem by ecosystem, as BUCKETS says. Of each golden the findings are compared one by one:
- lock files are scanned as they lie there, where we read their kind;
- images are not published with the goldens; the packages that a golden names are asked about by their purl, so that a finding
  too many or too few of these packages shows.
Each difference is explained in EXPLAINED; what has no form here stands in the table with the reason."""

import json
import re

import yaml

from . import common

# Bucket, ecosystem as OSV spells it ("{}": what the pattern found).
BUCKETS = [
    (r"alpine (\d.*)", "Alpine:v{}"), (r"debian (\d+)", "Debian:{}"), (r"ubuntu (\d\d\.\d\d)", "Ubuntu:{}:LTS"), (r"alma (\d+)", "AlmaLinux:{}"),
    (r"rocky (\d+)", "Rocky Linux:{}"), (r"Photon OS (\S+)", "Photon OS:{}"), (r"CBL-Mariner (\d)\.0", "CBL-Mariner:{}"), (r"amazon linux 1()", "Amazon Linux:2018.03"), (r"amazon linux (\d+)", "Amazon Linux:{}"),
    (r"Oracle Linux (\d+)", "Oracle Linux:{}"), (r"openSUSE (Leap \S+|Tumbleweed)", "openSUSE:{}"), (r"SUSE (Linux .*)", "SUSE:{}"),
    (r"pip::.*", "PyPI"), (r"npm::.*", "npm"), (r"maven::.*", "Maven"), (r"rubygems::.*", "RubyGems"), (r"cargo::.*", "crates.io"), (r"composer::.*", "Packagist"),
    (r"go::.*", "Go"), (r"nuget::.*", "NuGet"), (r"erlang::.*", "Hex"), (r"pub::.*", "Pub"), (r"swift::.*", "SwiftURL"), (r"conan::.*", "ConanCenter"), (r"cocoapods::.*", "CocoaPods"),
]
# What we read of a project, by Trivy's name of the kind.
READ = {"npm", "pip", "poetry", "cargo", "composer", "bundler", "composer-vendor"}

# The goldens' purls do not name what a package is built from.
SOURCES = {"libcrypto1.1": "openssl", "libssl1.1": "openssl", "musl-utils": "musl", "e2fslibs": "e2fsprogs", "libcomerr2": "e2fsprogs", "libcom-err2": "e2fsprogs", "libss2": "e2fsprogs",
           "libext2fs2": "e2fsprogs", "libidn2-0": "libidn2", "curl-libs": "curl"}
# Not judged, and why that is no fault: kind of the golden.
NOT_JUDGED = {
    "kubernetes": "Kubernetes' own feed is about programs that are not packages",
    "cocoapods": "no matcher: no feed of ours is about CocoaPods",
}
# Golden, package, id, why.
EXPLAINED = [
    (r"alpine-distroless", r"/git@", r"CVE-2022-24765", "the package came from the repository `edge`, which the purl does not say"),
    (r"composer\.vendor", r"guzzlehttp/psr7", r"CVE-2022-24775", "the file lies in the project's root: to us an installed.json is Composer's where Composer writes it, vendor/composer"),
]


def bounds(text):
    """One of Trivy's constraints as OSV events: "< 1", ">= 1, < 2", "[1,2)", ">= 2.1.0"."""
    interval = re.fullmatch(r"\s*([\[(])([^,]*),([^\])]*)([\])])\s*", text)
    if interval:
        low, high = interval.group(2).strip(), interval.group(3).strip()
        events = [{"introduced": low or "0"}]
        return events + ([{"last_affected" if interval.group(4) == "]" else "fixed": high}] if high else [])
    introduced, end = "0", []
    for operator, version in re.findall(r"(<=|>=|<|>|=)\s*([^\s,]+)", text):
        if operator in (">=", ">"):
            introduced = version
        elif operator == "=":
            introduced, end = version, [{"last_affected": version}]
        else:
            end = [{"fixed" if operator == "<" else "last_affected": version}]
    return [{"introduced": introduced}] + end


def without(patched):
    """What remains outside of versions that have the fix: ">= 2.1.3, < 3.0.0" and ">= 3.1.0" leave "< 2.1.3" and ">= 3.0.0, < 3.1.0"."""
    out, start = [], "0"
    for one in sorted(patched, key=lambda text: [int(n) for n in re.findall(r"\d+", text)]):
        events = bounds(one)
        out.append([{"introduced": start}, {"fixed": events[0]["introduced"]}])
        start = events[1]["fixed"] if len(events) > 1 else None
    return out + ([[{"introduced": start}]] if start else [])


def ranges_of(value):
    if value.get("VulnerableVersions"):
        return [bounds(part) for text in value["VulnerableVersions"] for part in text.split("||")]
    if value.get("PatchedVersions"):
        return without(value["PatchedVersions"])
    fixes = sorted({entry["FixedVersion"] for entry in value.get("Entries", ()) if entry.get("FixedVersion")} | {value.get("FixedVersion", "")} - {""})
    return [[{"introduced": "0"}, {"fixed": fix}] for fix in fixes] or [[{"introduced": "0"}]]


def red_hat(pairs, products):
    """Records of the bucket "Red Hat": {package: {advisory or CVE: [which CPEs, by number, which CVEs, the fix]}}."""
    for package in pairs:
        for pair in package["pairs"]:
            for entry in pair["value"]["Entries"]:
                events = [{"introduced": "0"}] + ([{"fixed": entry["FixedVersion"]}] if entry.get("FixedVersion") else [])
                for number in entry["Affected"]:
                    if str(number) not in products:
                        continue
                    ecosystem = "Red Hat:" + products[str(number)].partition(":redhat:")[2]
                    for cve in entry["Cves"]:
                        yield {"id": cve.get("ID") or pair["key"], "modified": "2026-01-01T00:00:00Z",
                               "affected": [{"package": {"ecosystem": ecosystem, "name": package["bucket"]}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}]}


def products_of(folder):
    """What the numbers of CPEs stand for that the fixture of Red Hat has."""
    for bucket in yaml.safe_load((folder / "fixtures/db/cpe.yaml").read_text()):
        for part in bucket["pairs"]:
            if part["bucket"] == "cpe":
                return {str(pair["key"]): pair["value"] for pair in part["pairs"]}
    return {}


def records(folder):
    """OSV records of every bucket that BUCKETS knows, and the names of the others."""
    made, unknown = [], set()
    for path in sorted((folder / "fixtures/db").glob("*.yaml")):
        for bucket in yaml.safe_load(path.read_text()) or ():
            name = str(bucket["bucket"])
            if name == "Red Hat":
                made += red_hat(bucket["pairs"], products_of(folder))
                continue
            if name == "Red Hat CPE":
                continue
            known = next((form.format(*found.groups()) for pattern, form in BUCKETS for found in [re.fullmatch(pattern, name)] if found), None)
            if known is None:
                unknown.add(name)
                continue
            for package in bucket["pairs"]:
                for pair in package.get("pairs", ()):
                    value = pair.get("value") or {}
                    made.append({
                        "id": str(pair["key"]).strip(), "modified": "2026-01-01T00:00:00Z",
                        "affected": [{"package": {"ecosystem": known, "name": package["bucket"]},
                                      "ranges": [{"type": "ECOSYSTEM", "events": events} for events in ranges_of(value)]}],
                    })
    return made, unknown


def database(folder):
    feed = common.WORK / "trivy-feed"
    feed.mkdir(parents=True, exist_ok=True)
    made, unknown = records(folder)
    with (feed / "fixtures.jsonl").open("w") as out:
        for record in merged(made):
            out.write(json.dumps(record) + "\n")
    ecosystems = sorted({a["package"]["ecosystem"] for r in made for a in r["affected"]})
    (feed / "pratique-feed.json").write_text(json.dumps({"complete_for": ecosystems, "as_of": "2026-01-01"}))
    path = common.WORK / "trivy.db"
    common.run("db", "build", "--feeds", feed, database=path)
    return path, unknown, ecosystems


def merged(made):
    """One record an id: a CVE is one record that affects packages of several distributions."""
    records = {}
    for record in made:
        records.setdefault(record["id"], record | {"affected": []})["affected"] += record["affected"]
    return records.values()


def with_source(purl):
    name = purl.rpartition("/")[2].partition("@")[0]
    return purl + (("&" if "?" in purl else "?") + "upstream=" + SOURCES[name] if name in SOURCES else "")


def of_purls(golden, result, database):
    wanted = {}
    for each in result["Vulnerabilities"]:
        wanted.setdefault(each.get("PkgIdentifier", {}).get("PURL", ""), set()).add(each["VulnerabilityID"])
    wanted.pop("", None)
    if not wanted:
        return None
    purls = sorted(wanted)
    numbered = [with_source(each) + ("&" if "?" in each else "?") + f"q={i}" for i, each in enumerate(purls)]
    found = {}
    for package in common.statements(numbered, database):
        number = re.search(r"[?&]q=(\d+)", package["purl"])
        if number:
            found[purls[int(number.group(1))]] = ({f["id"] for f in package["findings"] if f["state"] == "open"} | {a for f in package["findings"] for a in f["aliases"]}, package["standing"], package.get("why"))
    return [(purl, ids, *found.get(purl, (set(), "not listed", []))) for purl, ids in sorted(wanted.items())]


def of_project(project, database):
    """{(name, version): ids} of what is open in a folder."""
    report = json.loads(common.run("cves", "--format", "json", f"fs://{project}", database=database))
    out = {}
    for finding in report["findings"]:
        out.setdefault((finding["package"].lower(), finding["version"]), set()).update({finding["id"], *finding["aliases"]})
    return out


def compare(folder, database):
    """Rows (golden, kind, compared, only Trivy, only we, why not compared)."""
    seen = set()
    for path in sorted(folder.glob("*.json.golden")):
        golden = json.loads(path.read_text())
        if not isinstance(golden, dict):
            continue
        name = path.name.removesuffix(".json.golden")
        for result in golden.get("Results", ()):
            wanted = result.get("Vulnerabilities", ())
            if not wanted or result["Class"] == "secret":
                continue
            kind, target = result["Type"], golden["ArtifactName"]
            key = (target, result["Target"])
            if name.endswith(("ignore-unfixed", "ignore-cveids", "high-critical", "medium", "skip", "vex", "severity", "with-dev")) or key in seen:
                continue  # the same input with a filter
            seen.add(key)
            if golden["ArtifactType"] in ("repository", "filesystem") and kind in READ and (folder / target.removeprefix("testdata/")).is_dir():
                found = of_project(folder / target.removeprefix("testdata/"), database)
                expected = {}
                for each in wanted:
                    expected.setdefault((each["PkgName"].lower(), each["InstalledVersion"]), set()).add(each["VulnerabilityID"])
                only = sorted((*key, i) for key, ids in expected.items() for i in ids - found.get(key, set()))
                more = sorted((*key, sorted(ids)[0]) for key, ids in found.items() if not ids & expected.get(key, set()))
                yield name, kind, "scanned", sum(map(len, expected.values())), only, more, ""
                continue
            rows = of_purls(golden, result, database)
            if rows is None:
                yield name, kind, "", 0, [], [], "the golden gives no purl"
                continue
            only = [(purl, "", i) for purl, ids, found, _, _ in rows for i in sorted(ids - found)]
            more = [(purl, "", i) for purl, ids, found, _, _ in rows for i in sorted(found - ids)]
            why = sorted({f"{standing}: {json.dumps(why)}" for *_, standing, why in rows if standing == "not-judged"})
            yield name, kind, "by purl", sum(len(ids) for _, ids, *_ in rows), only, more, "; ".join(why)


def report():
    folder = common.unpack(common.SHARED / "corpora/trivy-goldens.tar.zst", "trivy") / "aquasecurity+trivy/integration/testdata"
    path, unknown, _ = database(folder)
    rows, failed, explained = [], [], []
    for name, kind, how, count, only, more, why in compare(folder, path):
        rows.append((name, kind, how or "–", count, len(only), len(more), why))
        for side, all_of in (("only Trivy", only), ("only we", more)):  # with the kind, as NOT_JUDGED has it
            for package, version, vulnerability in all_of:
                reason = (NOT_JUDGED.get(kind) if why else None) or next((text for g, p, v, text in EXPLAINED if re.fullmatch(g, name) and re.search(p, package) and re.fullmatch(v, vulnerability)), None)
                if reason:
                    explained.append((name, side, package, version, vulnerability, reason))
                else:
                    failed.append(f"{name}: {side}: {package} {version} {vulnerability} {why}")
    lines = [common.table(("golden", "kind", "how", "findings", "only Trivy", "only we", "not judged because"), rows), "",
             common.table(("golden", "side", "package", "version", "id", "why"), explained), "",
             "Buckets without a form here: " + ", ".join(sorted(unknown))]
    return lines, failed
