#!/usr/bin/env python3
"""The dependency graph against those who know: apt's resolver, rpm, apk's database, npm, cargo, pip's packaging; what `why` and
`sbom --format tree|dot` say of it; whether it comes back from every format; and graphs that somebody made to do harm."""

import glob
import importlib.metadata
import importlib.util
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tarfile
import unittest
import zipfile

import e2e

HAS_APT = importlib.util.find_spec("apt_pkg") is not None
HAS_PACKAGING = importlib.util.find_spec("packaging") is not None
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

    @unittest.skipUnless(HAS_APT, "skipped: python3-apt absent")
    def test_this_machine_as_apt_has_it(self):
        status = pathlib.Path("/var/lib/dpkg/status")
        if not status.exists():
            self.skipTest("skipped: a dpkg database of this machine absent")
        self.compare(status.read_text())

    @unittest.skipUnless(HAS_APT, "skipped: python3-apt absent")
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
            if chance.random() < 0.15:  # of more than eight that provide the same, eight are taken
                more += f"Provides: {chance.choice(['virtual', 'virtual (= 2)', 'v2, virtual (= 1)', 'p3 (= 1)'])}\n"
            version = chance.choice(["1", "2~rc1", "2", "2-1", "1:1"])
            multi = chance.choice(["no", "no", "foreign", "allowed", "same"])
            text += STATUS.format(name=name, arch=chance.choice(["amd64", "amd64", "all"]), multi=multi if multi != "same" else "no", version=version, more=more)
        self.compare(text)


class Rpm(Graph):
    """rpm itself says who provides what."""

    def rpm(self, database, *words):
        done = subprocess.run(["rpm", "--dbpath", database, *words], capture_output=True, text=True)
        return done.stdout.splitlines()

    def compare(self, archive):
        root = self.folder / archive.split("-")[0]
        with tarfile.open(e2e.SHARED / "images" / archive) as tar:
            tar.extractall(root, [one for one in tar if one.name.lstrip("./").startswith(("etc/", "var/lib/rpm", "var/lib/dnf", "usr/lib/os-release"))])
        database = root / "var/lib/rpm"
        # rpm takes a lock there, and makes what is missing.
        copy = self.folder / f"{root.name}-rpm"
        shutil.copytree(database, copy)
        wanted, providers, booleans = set(), {}, 0
        for line in self.rpm(copy, "-qa", "--qf", "[%{=NAME} %{REQUIRENAME}\n]"):
            name, need = line.split(" ", 1)
            booleans += need.startswith("(")
            if need.startswith(("(", "rpmlib(")):
                continue
            if need not in providers:
                providers[need] = self.rpm(copy, "-q", "--qf", "%{NAME}\n", "--whatprovides", need)
            found = {one for one in providers[need] if " " not in one}
            if name not in found:
                wanted |= {(name, one) for one in found}

        def name_of(component):
            return component["purl"].split("/")[-1].split("@")[0].replace("%2B", "+")

        own = {(name_of(a), name_of(b)) for a, b in edges_of(self.inventory(root))}
        self.assertGreater(len(wanted), 20, archive)
        self.assertEqual(wanted - own, set(), f"{archive}: rpm has these, we have not")
        if booleans == 0:
            self.assertEqual(own - wanted, set(), f"{archive}: we have these, rpm has not")

    @e2e.needs_shared
    @unittest.skipUnless(shutil.which("rpm"), "skipped: rpm absent")
    def test_almalinux_as_rpm_has_it(self):
        for archive in sorted(file.name for file in (e2e.SHARED / "images").glob("al*-almalinux-*.tar.xz")):
            self.compare(archive)


class Apk(Graph):
    """apk's database says in words what another package offers in words."""

    @staticmethod
    def relations(text):
        packages, offers = {}, {}
        for paragraph in text.strip().split("\n\n"):
            fields = {line[0]: line[2:] for line in paragraph.splitlines() if line[:2] in ("P:", "D:", "p:")}
            packages[fields["P"]] = fields.get("D", "").split()
            for word in [fields["P"], *fields.get("p", "").split()]:
                offers.setdefault(word.split("=")[0], set()).add(fields["P"])
        edges = set()
        for name, needs in packages.items():
            for need in needs:
                found = offers.get(need.translate({ord(sign): " " for sign in "<>=~"}).split()[0], set())
                if not need.startswith("!") and name not in found:
                    edges |= {(name, one) for one in found}
        return edges, offers

    @e2e.needs_shared
    def test_alpines_own_roots(self):
        count = 0
        for archive in sorted((e2e.SHARED / "images").glob("alpine-minirootfs-*")):
            root = self.folder / archive.name
            with tarfile.open(archive) as tar:
                tar.extractall(root, [one for one in tar if one.name.lstrip("./").startswith(("etc/", "lib/apk", "usr/lib/os-release"))])
            database = next(root.glob("**/apk/db/installed"))
            document = self.inventory(root)
            own = {(short(a).split("/")[-1].split("@")[0], short(b).split("/")[-1].split("@")[0]) for a, b in edges_of(document)}
            edges, offers = self.relations(database.read_text())
            self.assertEqual(own, edges, archive.name)
            world = {one for word in (root / "etc/apk/world").read_text().split() for one in offers[word]}
            asked = {short(one).split("/")[-1].split("@")[0] for one in document["components"] if one.get("properties", {}).get("pratique:reason") == "explicit"}
            self.assertEqual(asked, world, archive.name)
            count += len(own)
        self.assertGreater(count, 100)


class Cargo(Graph):
    @unittest.skipUnless(shutil.which("cargo"), "skipped: cargo absent")
    def test_a_lock_file_as_cargo_resolves_it(self):
        chance = random.Random(3)
        names = [f"c{number}" for number in range(20)]
        for index, name in enumerate(names):
            needs = "".join(f'{one} = {{ path = "../{one}" }}\n' for one in chance.sample(names[index + 1 :], min(len(names) - index - 1, chance.randrange(4))))
            self.write(f"work/{name}/Cargo.toml", f'[package]\nname = "{name}"\nversion = "0.{index}.0"\nedition = "2021"\n[dependencies]\n{needs}')
            self.write(f"work/{name}/src/lib.rs")
        self.write("work/Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [" + ", ".join(f'"{name}"' for name in names) + "]\n")
        done = subprocess.run(["cargo", "metadata", "--offline", "--format-version", "1"], cwd=self.folder / "work", capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        resolved = json.loads(done.stdout)
        called = {one["id"]: f"{one['name']}@{one['version']}" for one in resolved["packages"]}
        wanted = {(called[node["id"]], called[to]) for node in resolved["resolve"]["nodes"] for to in node["dependencies"]}
        self.assertGreater(len(wanted), 15)
        self.assertEqual({(short(a), short(b)) for a, b in edges_of(self.inventory(self.folder / "work"))}, wanted)


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
                # Shown where it lies, for nobody needs it there; what it needs may be shown nowhere else.
                if not child.get("extraneous"):
                    edges.add((above, own)) if above else asked.add(own)
                walk(child, own)

        walk(json.loads(done.stdout), None)
        return edges, asked

    @unittest.skipUnless(shutil.which("npm"), "skipped: npm absent")
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
            # What npm shows in full: what the project leads to.
            reached, more = set(), set(asked)
            while more:
                reached |= more
                more = {to for start, to in wanted if start in reached} - reached
            self.assertEqual({edge for edge in wanted if edge[0] in reached} ^ {edge for edge in own if edge[0] in reached}, set())
            marked = {short(one) for one in document["components"] if one.get("properties", {}).get("pratique:reason") == "explicit"}
            self.assertEqual(marked, asked)


class Python(Graph):
    """pip's library of requirements, on what is installed on this machine."""

    def packaging_edges(self, site):
        from packaging import markers, requirements, utils

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

    @unittest.skipUnless(HAS_PACKAGING, "skipped: python3-packaging absent")
    def test_this_machines_packages_as_packaging_has_them(self):
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
        self.assertEqual((len(package["ways"]["packages"]), sum(len(edge["to"]) for edge in package["ways"]["edges"])), (4, 4))
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

    @unittest.skipUnless(shutil.which("dot"), "skipped: graphviz absent")
    def test_graphviz_reads_what_is_drawn(self):
        dot = self.run_program("sbom", "-q", "--format", "dot", self.image(), code=e2e.OK).out
        done = subprocess.run(["dot", "-Tplain"], input=dot, capture_output=True)
        self.assertEqual((done.returncode, done.stdout.count(b"\nedge "), done.stderr), (0, 4, b""))

    def test_the_graph_comes_back_from_every_format(self):
        """Edges, what they are for, reasons and who asked; from one format into the next, and back into ours."""
        image = self.image()
        peers = {"": {"dependencies": {"a": "1"}, "devDependencies": {"d": "1"}}, "node_modules/d": {"version": "1.0.0", "dev": True, "dependencies": {"b": "1"}}}
        peers["node_modules/a"] = {"version": "1.0.0", "dependencies": {"b": "1"}, "optionalDependencies": {"o": "1"}, "peerDependencies": {"d": "1", "e": "1"}, "peerDependenciesMeta": {"e": {"optional": True}}}
        peers |= {f"node_modules/{name}": {"version": "1.0.0"} for name in "beo"}
        self.write("root/app/package-lock.json", json.dumps({"lockfileVersion": 3, "packages": peers}))
        first = self.sbom(image)[0]
        scopes = {(short(a), short(b), scope or "") for scope in (None, "optional", "peer", "dev") for a, b in edges_of(first, scopes=(scope,)) if "npm" in a["purl"]}
        self.assertEqual(scopes, {("a@1.0.0", "b@1.0.0", ""), ("a@1.0.0", "o@1.0.0", "optional"), ("a@1.0.0", "d@1.0.0", "peer"), ("a@1.0.0", "e@1.0.0", "optional"), ("d@1.0.0", "b@1.0.0", "")})
        asked = {short(one): one["properties"]["pratique:asked-in"] for one in first["components"] if one.get("properties", {}).get("pratique:reason") == "explicit"}
        self.assertEqual({name: file for name, file in asked.items() if "@1.0.0" in name}, {"a@1.0.0": "app/package-lock.json", "d@1.0.0": "app/package-lock.json"})
        forms = [f"{form}-{version}" for form in ("cyclonedx", "cyclonedx-xml") for version in ("1.4", "1.5", "1.6", "1.7")]
        before = f"fs://{self.folder}/root"
        for form in ["json", *forms, "spdx", "spdx-2.2", "spdx-tag-value", "spdx-3"]:
            file = self.folder / f"bom.{form}"
            self.run_program("sbom", "-q", "--format", f"{form}={file}", before, code=e2e.OK)
            again = self.sbom(f"sbom://{file}")[0]
            for key in ("components", "edges"):
                self.assertEqual(first[key], again[key], form)
            before = f"sbom://{file}"

    def test_types_that_are_left_out_take_their_edges_along(self):
        self.write("root/app/package-lock.json", json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "1"}}, "node_modules/b": {"version": "1.0.0"}}}))
        document = self.sbom(self.image(), "--only-package-type", "npm")[0]
        self.assertEqual([(short(a), short(b)) for a, b in edges_of(document)], [("a@1.0.0", "b@1.0.0")])


class Go(Graph):
    """A program, its project and the module cache that it was built from, against `go mod graph`."""

    def publish(self, path, version, needs):
        """A module as a proxy has it (go.dev/ref/mod, "GOPROXY protocol")."""
        name = path.split("/")[-1]
        requires = "".join(f"require {one} {number}\n" for one, number in needs.items())
        manifest = f"module {path}\n\ngo 1.16\n\n{requires}"
        imports = "".join(f'import "{one}"\n' for one in needs)
        calls = "".join(f"\t{one.split('/')[-1]}.Call()\n" for one in needs)
        folder = f"proxy/{path}/@v/{version}"
        self.write(f"{folder}.mod", manifest)
        self.write(f"{folder}.info", json.dumps({"Version": version, "Time": "2024-01-01T00:00:00Z"}))
        with zipfile.ZipFile(self.folder / f"{folder}.zip", "w") as archive:
            archive.writestr(f"{path}@{version}/go.mod", manifest)
            archive.writestr(f"{path}@{version}/{name}.go", f"package {name}\n\n{imports}\nfunc Call() {{\n{calls}}}\n")

    @unittest.skipUnless(shutil.which("go"), "skipped: golang-go absent")
    def test_modules_as_go_lists_them(self):
        self.publish("example.org/a", "v1.0.0", {"example.org/b": "v1.0.0", "example.org/c": "v1.1.0"})
        self.publish("example.org/b", "v1.0.0", {"example.org/c": "v1.0.0"})
        self.publish("example.org/b", "v1.2.0", {"example.org/d": "v1.0.0"})
        self.publish("example.org/c", "v1.0.0", {})
        self.publish("example.org/c", "v1.1.0", {"example.org/d": "v1.0.0"})
        self.publish("example.org/d", "v1.0.0", {})
        root = self.folder / "root"
        self.write("root/src/go.mod", "module example.org/app\n\ngo 1.16\n\nrequire (\n\texample.org/a v1.0.0\n\texample.org/b v1.2.0\n)\n")
        self.write("root/src/main.go", 'package main\n\nimport "example.org/a"\nimport "example.org/b"\n\nfunc main() {\n\ta.Call()\n\tb.Call()\n}\n')
        settings = os.environ | {"GOPROXY": f"file://{self.folder}/proxy", "GONOSUMDB": "*", "GONOSUMCHECK": "1", "GOFLAGS": "-mod=mod -modcacherw", "GOPATH": str(root / "go"), "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOCACHE": str(self.folder / "cache")}
        for words in (["build", "-o", root / "app", "."], ["mod", "graph"]):
            done = subprocess.run(["go", *words], cwd=root / "src", env=settings, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
        document = self.inventory(root)
        built = {short(component).split("/", 1)[1].split("@")[0]: component for component in document["components"] if "example.org" in component["purl"]}
        self.assertEqual(sorted(built), ["a", "app", "b", "c", "d"])
        # Of the versions that the graph names, those that were built.
        lines = [line.split() for line in done.stdout.splitlines() if "example.org/" in line]
        chosen = {"example.org/app", "example.org/a@v1.0.0", "example.org/b@v1.2.0", "example.org/c@v1.1.0", "example.org/d@v1.0.0"}
        wanted = {(a.split("@")[0], b.split("@")[0]) for a, b in lines if a in chosen and b.startswith("example.org/")}
        own = {(short(a).split("@")[0], short(b).split("@")[0]) for a, b in edges_of(document)}
        self.assertEqual(own, wanted)
        self.assertEqual(len(wanted), 6)
        asked = sorted(name for name, one in built.items() if one.get("properties", {}).get("pratique:reason") == "explicit")
        self.assertEqual(asked, ["a", "b"])


class Hostile(Graph):
    """Graphs that no package manager has."""

    def document(self, count, edges, name="p{}"):
        components = [{"type": "library", "bom-ref": str(number), "name": "x", "purl": f"pkg:npm/{name.format(number)}@1.0.0"} for number in range(count)]
        text = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components, "dependencies": [{"ref": str(a), "dependsOn": [str(b) for b in all_]} for a, all_ in edges.items()]})
        self.write("bom.json", text)
        return f"sbom://{self.folder}/bom.json"

    def test_packages_that_need_each_other(self):
        target = self.document(60, {number: [(number + 1) % 20 + number // 20 * 20, number] for number in range(60)} | {0: [1, 20], 20: [21, 40]})
        tree = self.run_program("sbom", "-q", "--format", "tree", target, code=e2e.OK).text
        self.assertEqual(sum(line.endswith("(npm)") for line in tree.splitlines()), 1, tree)
        self.assertIn("p0 1.0.0 [needs itself by others, and nothing else leads to it] (npm)", tree)
        path = self.run_program("why", "-q", "--format", "json", target, "p59", code=e2e.OK).json()["packages"][0]["path"]
        self.assertEqual((path[0]["root"], path[0]["purl"], len(path)), ("loop", "pkg:npm/p0@1.0.0", 22))

    def test_a_chain_as_long_as_the_inventory(self):
        count = 100_000
        target = self.document(count, {number: [number + 1] for number in range(count - 1)})
        last = f"p{count - 1}"
        why = self.run_program("why", "-q", target, last, code=e2e.OK)
        self.assertIn(f"… {count - 64} more …", why.text)
        self.assertLess(len(why.out), 20_000)
        path = self.run_program("why", "-q", "--format", "json", target, last, code=e2e.OK).json()["packages"][0]["path"]
        self.assertEqual((len(path), path[32]["skipped"]), (64, count - 64))
        tree = self.run_program("sbom", "-q", "--format", "tree", target, code=e2e.OK)
        self.assertEqual(sum("p" in line for line in tree.text.splitlines()) >= count, True)
        self.assertLess(len(tree.out), 300 * count)

    def test_a_million_edges(self):
        count, each = 2_000, 500
        target = self.document(count, {number: [(number + 1 + step) % count for step in range(each)] for number in range(count)})
        for words in (["sbom", "--format", "dot"], ["sbom", "--format", "tree"], ["sbom", "--format", "json"]):
            self.run_program(*words, "-q", "-o", self.folder / "out", target, code=e2e.OK)
        self.run_program("why", "-q", "--all", "--format", "json", "-o", self.folder / "out", target, "p7", code=e2e.OK)
        self.run_program("why", "-q", "--all", target, "p7", code=e2e.OK)
        # One more than are kept is said.
        target = self.document(count, {number: [(number + 1 + step) % count for step in range(each + (number == 0))] for number in range(count)})
        notes = self.sbom(target)[0]["notes"]
        self.assertIn("1 relation between packages is left out: more than 1000000", [note["message"] for note in notes])

    def test_names_that_are_no_names(self):
        names = ["a%0Ab", "c%22d", "e%5Cn", "%5C%22%5D;%7D", "%1B%5B31m", "%E2%80%AEx", "%3Cb%3E"]
        components = [{"type": "library", "bom-ref": str(number), "name": "x", "purl": f"pkg:npm/{name}@1"} for number, name in enumerate(names)]
        self.write("bom.json", json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components, "dependencies": [{"ref": "0", "dependsOn": [str(number) for number in range(1, len(names))]}]}))
        target = f"sbom://{self.folder}/bom.json"
        for words in (["sbom", "--format", "dot"], ["sbom", "--format", "tree"], ["why", "--all", target, "c\"d"], ["why", target, "a\nb"]):
            done = self.run_program(*words, *([target] if target not in words else []), "-q", code=(e2e.OK, e2e.INCOMPLETE))
            self.assert_safe(done.text, words)
        dot = self.run_program("sbom", "-q", "--format", "dot", target).out
        self.assertEqual(dot.count(b"\n"), 4 + len(names) + len(names) - 1)
        if shutil.which("dot"):
            done = subprocess.run(["dot", "-Tplain"], input=dot, capture_output=True)
            self.assertEqual((done.returncode, done.stdout.count(b"\nnode "), done.stderr), (0, len(names), b""))


if __name__ == "__main__":
    e2e.main()
