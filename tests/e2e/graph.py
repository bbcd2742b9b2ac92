#!/usr/bin/env python3
"""The dependency graph against those who know: apt's resolver, npm, pip's packaging; and what `why`, `sbom --format tree|dot` say of it."""

import glob
import importlib.metadata
import importlib.util
import json
import pathlib
import random
import shutil
import subprocess
import unittest

import e2e

HAS_APT = importlib.util.find_spec("apt_pkg") is not None
HAS_PACKAGING = importlib.util.find_spec("packaging") is not None or importlib.util.find_spec("pip") is not None
STATUS = """Package: {name}
Status: install ok installed
Architecture: {arch}
Multi-Arch: {multi}
Version: {version}
Maintainer: x <x@example.org>
Description: x
{more}
"""


def edges_of(document, kind="depends-on", scopes=(None,)):
    names = {one["id"]: one for one in document["components"]}
    for edge in document.get("edges", []):
        if edge["kind"] == kind and edge.get("scope") in scopes:
            for to in edge["to"]:
                yield names[edge["from"]], names[to]


def short(component):
    """"pkg:npm/a@1.0.0" is "a@1.0.0"."""
    return component["purl"].split("?")[0].split("/", 1)[1]


class Graph(e2e.Case):
    def write(self, path, text=""):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def inventory(self, root):
        return self.sbom(f"fs://{root}")[0]


class Debian(Graph):
    """apt's own cache tells which installed version meets which need."""

    def apt_edges(self, status):
        import apt_pkg

        apt_pkg.init_config()
        scratch = self.folder / "apt"
        for name in ("lists/partial", "cache/archives/partial", "etc"):
            (scratch / name).mkdir(parents=True, exist_ok=True)
        for key, value in {
            "Dir::State::status": status,
            "Dir::State::lists": scratch / "lists",
            "Dir::Cache": scratch / "cache",
            "Dir::Etc": scratch / "etc",
            "APT::Architecture": "amd64",
        }.items():
            apt_pkg.config.set(key, str(value))
        apt_pkg.init_system()
        cache = apt_pkg.Cache(None)
        edges = set()
        for package in cache.packages:
            version = package.current_ver
            if version is None:
                continue
            for kind in ("PreDepends", "Depends"):
                for group in version.depends_list.get(kind, []):
                    edges |= {(self.name(version), self.name(to)) for to in self.met(group)}
        return {edge for edge in edges if edge[0] != edge[1]}

    @staticmethod
    def name(version):
        return f"{version.parent_pkg.name}:{version.arch}"

    def met(self, group):
        """Who meets the first alternative that anybody meets: a package of the name, else those that provide it."""
        for alternative in group:
            installed = [one for one in alternative.all_targets() if one.parent_pkg.current_ver == one]
            named = [one for one in installed if one.parent_pkg.name == alternative.target_pkg.name]
            if installed:
                return named or installed
        return []

    def own_edges(self, root):
        def name(component):
            purl, qualifiers = component["purl"].split("?")
            arch = dict(part.split("=") for part in qualifiers.split("&"))["arch"]
            return purl.split("/")[-1].split("@")[0].replace("%2B", "+") + ":" + arch

        return {(name(a), name(b)) for a, b in edges_of(self.inventory(root))}

    def compare(self, status_text):
        self.write("root/etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        self.write("root/var/lib/dpkg/status", status_text)
        wanted = self.apt_edges(self.folder / "root/var/lib/dpkg/status")
        self.assertGreater(len(wanted), 0)
        self.assertEqual(self.own_edges(self.folder / "root") ^ wanted, set())

    @unittest.skipUnless(HAS_APT, "Debian's python3-apt is not installed")
    def test_this_machine_as_apt_has_it(self):
        status = pathlib.Path("/var/lib/dpkg/status")
        if not status.exists():
            self.skipTest("no Debian")
        self.compare(status.read_text())

    @unittest.skipUnless(HAS_APT, "Debian's python3-apt is not installed")
    def test_invented_relations_as_apt_has_them(self):
        chance = random.Random(11)
        names = [f"p{number}" for number in range(40)]
        text = STATUS.format(name="dpkg", arch="amd64", multi="foreign", version="1.21", more="")
        for name in names:
            needs = []
            for _ in range(chance.randrange(5)):
                group = []
                for _ in range(1 + chance.randrange(3)):
                    word = chance.choice(names + ["virtual", "v2"])
                    if chance.random() < 0.1:
                        word += ":any"
                    if chance.random() < 0.4:
                        word += f" ({chance.choice(['<<', '<=', '=', '>=', '>>'])} {chance.choice(['1', '2~rc1', '2', '1:0'])})"
                    group.append(word)
                needs.append(" | ".join(group))
            more = ""
            if needs:
                more += f"{chance.choice(['Depends', 'Pre-Depends'])}: {', '.join(needs)}\n"
            if chance.random() < 0.3:
                more += f"Provides: {chance.choice(['virtual', 'virtual (= 2)', 'v2, virtual (= 1)', 'p3 (= 1)'])}\n"
            version = chance.choice(["1", "2~rc1", "2", "2-1", "1:1"])
            multi = chance.choice(["no", "no", "foreign", "allowed", "same"])
            text += STATUS.format(name=name, arch=chance.choice(["amd64", "amd64", "all"]), multi=multi if multi != "same" else "no", version=version, more=more)
        self.compare(text)


class Npm(Graph):
    def manifest(self, name, version, chance, names):
        needs = {one: "*" for one in chance.sample(names, chance.randrange(4)) if one != name}
        manifest = {"name": name, "version": version}
        for key in ("dependencies", "optionalDependencies", "peerDependencies"):
            manifest[key] = {one: needs.pop(one) for one in list(needs) if chance.random() < 0.6}
        return manifest

    @staticmethod
    def npm_edges(root):
        done = subprocess.run(["npm", "ls", "--all", "--json", "--offline"], cwd=root, capture_output=True, text=True)
        edges, asked = set(), set()

        def walk(node, above):
            for name, child in node.get("dependencies", {}).items():
                if "version" not in child:
                    continue
                own = f"{name}@{child['version']}"
                if child.get("extraneous"):
                    continue
                edges.add((above, own)) if above else asked.add(own)
                walk(child, own)

        walk(json.loads(done.stdout), None)
        return edges, asked

    @unittest.skipUnless(shutil.which("npm"), "npm is not installed")
    def test_installed_trees_as_npm_lists_them(self):
        chance = random.Random(5)
        names = [f"m{number}" for number in range(12)]
        for round_ in range(6):
            app = self.folder / f"app{round_}"
            for name in names:
                self.write(f"app{round_}/node_modules/{name}/package.json", json.dumps(self.manifest(name, "1.0.0", chance, names)))
                for inner in chance.sample(names, chance.randrange(3)):
                    if inner != name:
                        where = f"app{round_}/node_modules/{name}/node_modules/{inner}/package.json"
                        self.write(where, json.dumps(self.manifest(inner, "2.0.0", chance, names)))
            root = {"name": "shop", "version": "1.0.0", "dependencies": {one: "*" for one in names[:4]}, "devDependencies": {names[5]: "*"}}
            self.write(f"app{round_}/package.json", json.dumps(root))
            wanted, asked = self.npm_edges(app)
            document = self.inventory(app)
            own = {(short(a), short(b)) for a, b in edges_of(document, scopes=(None, "optional", "peer"))}
            self.assertEqual(wanted - own, set(), "npm has these, we have not")
            # npm shows only what the project leads to.
            reached = {end for edge in wanted for end in edge} | asked
            self.assertEqual({edge for edge in own if edge[0] in reached} - wanted, set(), "we have these, npm has not")
            marked = {short(one) for one in document["components"] if one.get("properties", {}).get("pratique:reason") == "explicit"}
            self.assertEqual(marked, asked)


class Python(Graph):
    """pip's library of requirements, on what is installed on this machine."""

    def packaging_edges(self, site):
        try:
            from packaging import markers, requirements, utils
        except ImportError:
            from pip._vendor.packaging import markers, requirements, utils
        environment = markers.default_environment()
        found = {}
        for one in importlib.metadata.distributions(path=[str(site)]):
            found.setdefault(utils.canonicalize_name(one.metadata["Name"]), one)
        needs = {name: [requirements.Requirement(text) for text in one.requires or []] for name, one in found.items()}
        extras = {name: set() for name in found}
        edges, grew = set(), True
        while grew:
            grew = False
            for name, all_ in needs.items():
                for need in all_:
                    asked = [""] + sorted(extras[name])
                    if need.marker and not any(need.marker.evaluate({**environment, "extra": one}) for one in asked):
                        continue
                    to = utils.canonicalize_name(need.name)
                    if to not in found:
                        continue
                    more = {utils.canonicalize_name(one) for one in need.extras} - extras[to]
                    grew = grew or bool(more) or (name, to) not in edges
                    extras[to] |= more
                    edges.add((name, to))
        return {edge for edge in edges if edge[0] != edge[1]}

    @unittest.skipUnless(HAS_PACKAGING, "neither packaging nor pip is installed")
    def test_this_machines_packages_as_packaging_has_them(self):
        import sys

        release = f"{sys.version_info.major}.{sys.version_info.minor}"
        site = self.folder / f"root/usr/lib/python{release}/site-packages"
        count = 0
        for source in ("/usr/lib/python3/dist-packages", f"/usr/local/lib/python{release}/dist-packages"):
            for file in glob.glob(f"{source}/*.dist-info/METADATA") + glob.glob(f"{source}/*.egg-info/PKG-INFO"):
                target = site / pathlib.Path(file).relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
                count += 1
        # Extras that ask for others, and markers of every sort, which few packages of a distribution have.
        for name, needs in {
            "aa": ["bb[x, y.z]>=1", "dd; python_version<'3'", "ee; sys_platform=='linux' and python_version>='3.6'"],
            "bb": ["cc[q]; extra=='x'", "ff; extra=='Y_Z'", "gg; extra=='other'", "hh; implementation_name!='cpython'"],
            "cc": ["dd; extra=='q'", "gg ; python_version not in '3.0 3.1'"],
        }.items():
            lines = "".join(f"Requires-Dist: {need}\n" for need in needs)
            self.write(f"root/{site.relative_to(self.folder / 'root')}/{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{lines}")
        for name in ("dd", "ee", "ff", "gg", "hh"):
            self.write(f"root/{site.relative_to(self.folder / 'root')}/{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        wanted = self.packaging_edges(site)
        own = {(short(a).split("@")[0], short(b).split("@")[0]) for a, b in edges_of(self.inventory(self.folder / "root"))}
        self.assertEqual(own ^ wanted, set(), f"{count} packages of this machine")


class Why(Graph):
    def image(self):
        def paragraph(name, more=""):
            return STATUS.format(name=name, arch="amd64", multi="no", version="1", more=more)

        self.write("root/etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        self.write(
            "root/var/lib/dpkg/status",
            paragraph("curl", "Depends: libcurl4\n") + paragraph("git", "Depends: libcurl4, libssl3\n") + paragraph("libcurl4", "Depends: libssl3\n") + paragraph("libssl3", "Source: openssl\n"),
        )
        auto = "".join(f"Package: {name}\nArchitecture: amd64\nAuto-Installed: 1\n\n" for name in ("libcurl4", "libssl3", "git"))
        self.write("root/var/lib/apt/extended_states", auto)
        return f"fs://{self.folder}/root"

    def test_the_shortest_way_and_all_ways(self):
        image = self.image()
        text = self.run_program("why", "-q", image, "libssl3", code=e2e.OK).out.decode()
        self.assertIn("  curl 1 [asked for in var/lib/apt/extended_states]\n  └─ libcurl4 1\n     └─ libssl3 1\n", text)
        self.assertIn("2 packages lead to it directly", text)
        text = self.run_program("why", "-q", "--all", image, "libssl3", code=e2e.OK).out.decode()
        self.assertIn("  git 1\n  ├─ libcurl4 1 (above)\n  └─ libssl3 1\n", text)

    def test_json(self):
        document = self.run_program("why", "-q", "--all", "--format", "json", self.image(), "pkg:deb/debian/libssl3", code=e2e.OK).json()
        package = document["packages"][0]
        self.assertEqual([(step["purl"].split("?")[0].split("/")[-1], step.get("root"), step.get("by")) for step in package["path"]], [("curl@1", "explicit", None), ("libcurl4@1", None, "depends-on"), ("libssl3@1", None, "depends-on")])
        self.assertEqual((len(package["ways"]["packages"]), len(package["ways"]["edges"])), (4, 4))
        self.assertEqual(package["reason"], "dependency")

    def test_what_is_not_there_is_answered_with_near_names(self):
        done = self.run_program("why", "-q", self.image(), "libcurl3", code=2)
        self.assertIn("No package called libcurl3 is in the image; there are: libcurl4", done.out.decode())
        document = self.run_program("why", "-q", "--format", "json", self.image(), "libcurl3", code=2).json()
        self.assertEqual((document["packages"], document["near"][0]), ([], "libcurl4"))
        self.assertIn("built from the source package", self.run_program("why", "-q", self.image(), "openssl", code=e2e.OK).out.decode())
        self.run_program("why", "-q", self.image(), "pkg:", code=64)
        self.run_program("why", "-q", self.image(), code=64)

    def test_tree_and_dot(self):
        image = self.image()
        tree = self.run_program("sbom", "-q", "--format", "tree", image, code=e2e.OK).out.decode()
        self.assertIn("curl 1 [asked for in var/lib/apt/extended_states] (deb)\n└─ libcurl4 1\n   └─ libssl3 1\n", tree)
        dot = self.run_program("sbom", "-q", "--format", "dot", image, code=e2e.OK).out.decode()
        self.assertEqual((dot.count(" -> "), dot.count("peripheries=2")), (4, 1))
        if shutil.which("dot"):
            done = subprocess.run(["dot", "-Tplain"], input=dot, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout.count("\nedge ")), (0, 4), done.stderr)

    def test_the_graph_comes_back_from_every_format(self):
        image = self.image()
        first = self.sbom(image)[0]
        for form in ("json", "cyclonedx", "spdx"):
            file = self.folder / f"bom.{form}"
            self.run_program("sbom", "-q", "--format", f"{form}={file}", image, code=e2e.OK)
            again = self.sbom(f"sbom://{file}")[0]
            for key in ("components", "edges"):
                self.assertEqual(first[key], again[key], form)

    def test_types_that_are_left_out_take_their_edges_along(self):
        self.write("root/app/package-lock.json", json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}}, "node_modules/b": {"version": "1.0.0"}}}))
        document = self.sbom(self.image(), "--only-package-type", "npm")[0]
        self.assertEqual([(short(a), short(b)) for a, b in edges_of(document)], [("a@1.0.0", "b@1.0.0")])


if __name__ == "__main__":
    e2e.main()
