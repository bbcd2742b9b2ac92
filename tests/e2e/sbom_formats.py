#!/usr/bin/env python3
"""Every form in which an SBOM is written: valid by the official schemas and by other people's validators, the same bytes for the
same image, and nothing lost on the way from the native document through the form and back."""

import functools
import json
import pathlib
import subprocess
import unittest

import buildkit
import e2e
import images
import provenance

PYTHON = e2e.ROOT / "build/python/bin/python"
VALIDATE = e2e.ROOT / "tests/validate_sbom"
CYCLONEDX = ["cyclonedx", "cyclonedx-xml", *(f"cyclonedx{form}-1.{minor}" for form in ("", "-xml") for minor in (4, 5, 6, 7))]
SPDX = ["spdx", "spdx-2.2", "spdx-2.3", "spdx-tag-value", "spdx-tag-value-2.2", "spdx-tag-value-2.3", "spdx-3"]
EXCHANGED = CYCLONEDX + SPDX
# Without other names of the same bytes (Names below).
CHECKED = [form for form in EXCHANGED if form not in ("cyclonedx", "cyclonedx-xml", "spdx", "spdx-tag-value")]


@functools.cache
def validator_lacks():
    """What is missing of tools/test-python; "" when it is all there."""
    if not PYTHON.exists():
        return "build/python (tools/test-python)"
    check = "import lxml, lib4sbom, jsonschema, spdx_tools, spdx_python_model"
    return "" if subprocess.run([PYTHON, "-c", check], check=False, capture_output=True).returncode == 0 else "validators (tools/test-python)"


needs_validators = unittest.skipUnless(validator_lacks() == "", f"skipped: {validator_lacks()} absent")


def defects_of(*paths):
    """What the validators say, a line a defect."""
    done = subprocess.run([PYTHON, VALIDATE, *paths], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return done.stdout if done.stdout or done.returncode == 0 else f"the validator ended with {done.returncode}: {done.stderr}"


STATUS = """\
Package: libc6
Status: install ok installed
Architecture: amd64
Source: glibc
Version: 2.36-9
Maintainer: GNU Libc Maintainers <debian-glibc@lists.example.org>
Homepage: https://www.gnu.org/software/libc/libc.html
Description: the C library

Package: curl
Status: install ok installed
Architecture: amd64
Version: 7.88.1-10
Maintainer: Ada Lovelace <ada@example.org>
Depends: libc6 (>= 2.34), libnone | mail-transport
Recommends: ca
Description: transfers <data> & "more"

Package: ca
Status: install ok installed
Architecture: all
Version: 1
Maintainer: B <b@example.org>
Provides: mail-transport
Description: ümläut \U0001f600
"""
MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions: The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
LOCK = {
    "name": "shop",
    "version": "2.0.0",
    "lockfileVersion": 3,
    "packages": {
        "": {
            "name": "shop",
            "version": "2.0.0",
            "dependencies": {"express": "^4.0.0"},
            "devDependencies": {"jest": "29.0.0"},
            "optionalDependencies": {"fsevents": "2.3.3"},
            "peerDependencies": {"react": "18.0.0"},
        },
        "node_modules/express": {
            "version": "4.18.2",
            "resolved": "https://registry.npmjs.org/express/-/express-4.18.2.tgz",
            "integrity": "sha512-" + "A" * 86 + "==",
            "license": "MIT",
            "dependencies": {"qs": "6.11.0"},
        },
        "node_modules/qs": {"version": "6.11.0", "resolved": "https://npm.corp.example/qs-6.11.0.tgz", "license": "BSD-3-Clause"},
        "node_modules/jest": {"version": "29.0.0", "dev": True},
        "node_modules/fsevents": {"version": "2.3.3", "optional": True},
        "node_modules/react": {"version": "18.0.0", "peer": True},
    },
}
METADATA = """\
Metadata-Version: 2.1
Name: Flask
Version: 2.0.1
Author: Armin
License: (MIT OR Apache-2.0) AND odd words
Classifier: License :: OSI Approved :: BSD License
Home-page: https://flask.example/
Project-URL: Source, https://git.example/flask.git
Requires-Dist: Werkzeug (>=2.0)
Requires-Dist: asgiref ; extra == 'async'
"""
WERKZEUG = "Metadata-Version: 2.1\nName: Werkzeug\nVersion: 2.0.3\nLicense: BSD\n"
SITE = "usr/lib/python3/dist-packages"
RICH = images.tar(
    ("etc/os-release", images.OS_RELEASE),
    ("var/lib/dpkg/status", STATUS.encode()),
    ("app/package-lock.json", json.dumps(LOCK).encode()),
    ("app/node_modules/left-pad/package.json", json.dumps({"name": "left-pad", "version": "1.3.0", "license": "WTFPL"}).encode()),
    ("app/node_modules/left-pad/LICENSE", MIT.encode()),
    (f"{SITE}/Flask-2.0.1.dist-info/METADATA", METADATA.encode()),
    (f"{SITE}/Werkzeug-2.0.3.dist-info/METADATA", WERKZEUG.encode()),
    ("srv/odd name \u202e.d/requirements.txt", b"six==1.16.0\n"),
    ("srv/broken/package-lock.json", b'{"lockfileVersion": 3, "packages": {'),
)


class Rich(provenance.Built):
    """An image with all that an inventory can say: BuildKit's provenance with arguments and materials, lines of the Dockerfile,
    edges of every scope, licences declared and found, hashes, origins, notes."""

    def setUp(self):
        super().setUp()
        self.exported(buildkit.DOCUMENTS["v1 max"](self.rich_build()), layers=self.layers)
        self.image = self.layout.folder

    layers = [provenance.ROOT, RICH]

    def rich_build(self):
        build = buildkit.Build(provenance.DOCKERFILE)
        build.arguments = {"ALPINE": "3.18", "NPM_TOKEN": "hunter2-and-more", "WORDS": "a <b> & \"c\""}
        base = build.image(self.alpine, (9, 9))
        build.result(build.run(base, "apk add --no-cache     curl", (11, 13), self.layers))
        return build

    def exported(self, document, layers=None, **how):
        history = self.alpine.history + provenance.HISTORY[:2]
        image = buildkit.export(self.layout, layers, history, document, **how)
        self.layout.write()
        return image

    def written(self, target, forms, **how):
        """The documents of a target, by form."""
        name = pathlib.Path(str(target)).name
        paths = {form: self.folder / f"{name}-{form}.{'xml' if 'xml' in form else 'json'}" for form in forms}
        words = [word for form, path in paths.items() for word in ("--format", f"{form}={path}")]
        self.run_program("sbom", *words, target, code=(e2e.OK,), seconds=60, **how)
        return paths


class Native(Rich):
    def test_the_image_says_what_is_to_be_kept(self):
        """Else the tests below would keep nothing."""
        document, _ = self.sbom(self.image)
        subject, components = document["subject"], document["components"]
        self.assertEqual(subject["provenance"]["arguments"]["WORDS"], 'a <b> & "c"')
        self.assertTrue(subject["provenance"]["materials"])
        self.assertEqual(provenance.lines(document)[-1], (11, 13))
        self.assertTrue(subject["bases"])
        self.assertTrue(any(edge["kind"] == "depends-on" for edge in document["edges"]))
        scopes = {one.get("properties", {}).get("pratique:scope", "required") for one in components}
        self.assertEqual(scopes, {"required", "dev", "optional", "peer"})
        self.assertTrue(any(one.get("hashes") for one in components))
        self.assertTrue(any(one.get("origin") for one in components), "a private registry")
        self.assertTrue(any(one.get("found_licenses") for one in components))
        self.assertTrue(any("pratique:reason" in one.get("properties", {}) for one in components))
        self.assertTrue(any(note["incomplete"] for note in document["notes"]), "the broken lock file")

    def test_survives_every_form(self):
        native = self.written(self.image, ["json"])["json"]
        for form in EXCHANGED:
            with self.subTest(form):
                there, back = self.folder / f"there.{form}", self.folder / f"back.{form}"
                self.run_program("sbom", "convert", native, "--format", f"{form}={there}", code=e2e.OK)
                self.run_program("sbom", "convert", there, "--format", f"json={back}", code=e2e.OK)
                self.assertEqual(json.loads(back.read_text()), json.loads(native.read_text()))
                self.assertEqual(back.read_bytes(), native.read_bytes())

    def test_from_form_to_form(self):
        """A chain through all of them comes back to where it began."""
        native = self.written(self.image, ["json"])["json"]
        last = native
        for number, form in enumerate(["spdx-3", "cyclonedx-xml-1.4", "spdx-tag-value-2.2", "cyclonedx-1.7", "spdx-2.2", "json"]):
            step = self.folder / f"step{number}"
            self.run_program("sbom", "convert", last, "--format", f"{form}={step}", code=e2e.OK)
            last = step
        self.assertEqual(last.read_bytes(), native.read_bytes())


class Same(Rich):
    """Same image, same bytes."""

    def test_twice_by_different_ways(self):
        first = self.written(self.image, ["json", *EXCHANGED])
        first = {form: path.read_bytes() for form, path in first.items()}
        again = self.written(self.image, ["json", *EXCHANGED], env={"TZ": "Asia/Tokyo", "LC_ALL": "C"})
        for form, path in again.items():
            self.assertEqual(path.read_bytes(), first[form], form)
        for form in EXCHANGED:  # and through the native document
            out = self.folder / "converted"
            self.run_program("sbom", "convert", again["json"], "--format", f"{form}={out}", code=e2e.OK)
            self.assertEqual(out.read_bytes(), first[form], form)

    def test_the_time_is_that_of_the_environment(self):
        paths = self.written(self.image, EXCHANGED, env={"SOURCE_DATE_EPOCH": "1700000000"})
        texts = {form: path.read_text() for form, path in paths.items()}
        for form, text in texts.items():
            self.assertIn("2023-11-14T22:13:20Z", text, form)
        for form, path in self.written(self.image, EXCHANGED, env={"SOURCE_DATE_EPOCH": "1700000001"}).items():
            self.assertNotEqual(path.read_text(), texts[form], form)

    def test_serial_numbers_come_from_the_content(self):
        serial = lambda path: json.loads(path.read_text())["serialNumber"]
        one = serial(self.written(self.image, ["cyclonedx"])["cyclonedx"])
        self.assertRegex(one, "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
        self.assertEqual(one, serial(self.written(self.image, ["cyclonedx"])["cyclonedx"]))
        other = images.write(self.folder / "other.tar", images.tar(images.npm("left-pad", "1.3.0")))
        self.assertNotEqual(one, serial(self.written(other, ["cyclonedx"])["cyclonedx"]))


@needs_validators
class Valid(Rich):
    """By the official schemas and the validators of others, all at once: tests/validate_sbom."""

    def check(self, *targets):
        written = [path for target in targets for path in self.written(target, CHECKED).values()]
        self.assertEqual(defects_of(*written)[:20_000], "", targets)

    def test_of_a_rich_image(self):
        self.check(self.image)

    def test_the_validators_find_what_is_wrong(self):
        broken = {}
        for form, path in self.written(self.image, CHECKED).items():
            broken[form] = path.with_name(f"broken-{form}{path.suffix}")
            text = path.read_text()
            for word in ("operating-system", "OPERATING", "operatingSystem"):  # types and purposes of enumerations
                text = text.replace(f'"{word}', '"odd-').replace(f"PrimaryPackagePurpose: {word}", "PrimaryPackagePurpose: ODD-")
            if form in ("spdx-2.2", "spdx-tag-value-2.2"):
                text = text.replace("DESCRIBES", "SCRIBES")
            self.assertNotEqual(text, path.read_text(), form)
            broken[form].write_text(text)
        told = defects_of(*broken.values())
        for form, path in broken.items():
            self.assertIn(f"{path}: ", told, form)

    def test_of_trees_and_nothing(self):
        tree = images.write(self.folder / "tree.tar", images.tar(images.npm("left-pad", "1.3.0")))
        empty = images.write(self.folder / "empty.tar", images.tar(("srv/readme", b"nothing\n")))
        self.check(tree, empty)

    @e2e.needs_shared
    def test_of_published_root_filesystems(self):
        names = (
            "alpine-minirootfs-3.20.3-x86_64.tar.gz",
            "busybox-musl-amd64.tar.gz",
            "al9-20231124-almalinux-9-docker-aarch64-micro.tar.xz",
        )
        self.check(*(e2e.SHARED / "images" / name for name in names))

    @e2e.needs_image("debian-slim")
    def test_of_debian(self):
        self.check(e2e.IMAGES / "debian-slim", e2e.IMAGES / "removed-db")

    @e2e.needs_image("hostile")
    def test_of_odd_images(self):
        self.check(*(e2e.IMAGES / "hostile" / case for case in ("evil-names", "traversal", "dpkg-garbage")))

    def test_of_the_images_of_the_benchmark(self):
        """Those that are there: tools/test-images does not make them."""
        for name in ("node-app", "java-app"):
            if (e2e.IMAGES / name).exists():
                self.check(e2e.IMAGES / name)


class Names(e2e.Case):
    def test_of_every_form(self):
        told = self.run_program("sbom", "--format", "help", code=e2e.OK).text
        for form in (
            ["json", "list", "tree", "dot", "csv", "markdown", "cyclonedx", "cyclonedx-xml", "spdx", "spdx-2.2"]
            + ["spdx-tag-value", "spdx-3"]
            + [f"cyclonedx-1.{minor}" for minor in (4, 5, 6, 7)]
        ):
            self.assertRegex(told, rf"(?m)^ *{form}\s", form)

    def test_the_usual_ones(self):
        target = images.write(self.folder / "tree.tar", images.tar(images.npm("left-pad", "1.3.0")))
        say = lambda form: self.run_program("sbom", "--format", form, target, code=e2e.OK)
        self.assertEqual(say("cyclonedx").out, say("cyclonedx-1.6").out)
        self.assertEqual(say("cyclonedx-xml").out, say("cyclonedx-xml-1.6").out)
        self.assertEqual(say("spdx").out, say("spdx-2.3").out)
        self.assertEqual(say("spdx-tag-value").out, say("spdx-tag-value-2.3").out)
        self.assertIn("3.0.1", say("spdx-3").text)
        for form in ("cyclonedx-1.3", "spdx-2.1", "spdx-4", "rdf"):
            self.run_program("sbom", "--format", form, target, code=e2e.BAD_USAGE)


if __name__ == "__main__":
    e2e.main()
