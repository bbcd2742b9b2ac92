#!/usr/bin/env python3
"""What an inventory says besides packages: how a container starts, what hangs together with what, and no secret of it."""

import io
import json
import zipfile

import e2e
import images

SECRET = "hunter2-of-the-harbour"
LOCK = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"a": "^1"}},
        "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "*"}},
        "node_modules/b": {"version": "2.0.0", "dev": True},
    },
}


def jar(name, **entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"META-INF/maven/g/{name}/pom.properties", f"groupId=g\nartifactId={name}\nversion=1\n")
        for path, data in entries.items():
            archive.writestr(path.replace("__", "/") + ".jar", data)
    return out.getvalue()


class Facts(e2e.Case):
    FORMATS = ("json", "cyclonedx", "spdx")

    def image(self):
        layers = [
            images.tar(*images.deb(("curl", "1"))),
            images.tar(("srv/package-lock.json", json.dumps(LOCK).encode()), ("srv/outer.jar", jar("outer", lib__inner=jar("inner")))),
        ]
        layout = images.Layout(self.folder / "image")
        layout.image(
            layers,
            annotations={"org.opencontainers.image.base.name": "debian:12", "deploy.token": SECRET},
            config={
                "User": "1000",
                "Env": ["PATH=/bin", f"DB_PASSWORD={SECRET}", f"DATABASE_URL=postgres://shop:{SECRET}@db/shop", "GPG_KEY=E3FF2839"],
                "Entrypoint": ["/run"],
                "Cmd": ["--api-key", SECRET],
                "ExposedPorts": {"80/tcp": {}},
                "Labels": {"api-secret": SECRET, "org.opencontainers.image.source": "https://git.example/shop"},
                "Healthcheck": {"Test": ["CMD-SHELL", f"curl -H 'Authorization: Bearer {SECRET}' http://x"], "Interval": 30},
            },
            history=[
                {"created_by": "ADD base"},
                {"created_by": f"ENV DB_PASSWORD={SECRET}", "empty_layer": True},
                {"created_by": f"RUN |1 NPM_TOKEN={SECRET} /bin/sh -c npm ci --token {SECRET}"},
            ],
        )
        return layout.write()

    def documents(self, target):
        files = {form: self.folder / f"{target.name}.{form}" for form in self.FORMATS}
        words = [word for form, file in files.items() for word in ("--format", f"{form}={file}")]
        self.run_program("sbom", *words, target, code=e2e.OK)
        return {form: file.read_text() for form, file in files.items()}

    def test_no_secret_of_the_configuration_reaches_a_document(self):
        image = self.image()
        for form, text in self.documents(image).items():
            self.assertNotIn(SECRET, text, form)
            self.assertIn("DB_PASSWORD=[redacted]", text, form)
        for words in (("cves",), ("cves", "--format", "json"), ("quickview",), ("quickview", "--format", "json")):
            done = self.run_program(*words, "--verbose", image)
            self.assertNotIn(SECRET, done.out.decode() + done.errors, words)

    def test_configuration_history_and_observations(self):
        document = json.loads(self.documents(self.image())["json"])
        subject = document["subject"]
        self.assertEqual(subject["config"]["user"], "1000")
        self.assertEqual(
            subject["config"]["env"],
            ["PATH=/bin", "DB_PASSWORD=[redacted]", "DATABASE_URL=postgres://shop:[redacted]@db/shop", "GPG_KEY=E3FF2839"],
        )
        self.assertEqual([one.get("layer") for one in subject["history"]], [0, None, 1])
        self.assertEqual(subject["bases"], [{"name": "debian:12", "known_by": "label"}])
        self.assertEqual(subject["provenance"]["source"], "https://git.example/shop")
        self.assertEqual(
            {one["rule"] for one in document["observations"]} - {"file-facts"},
            {f"secret-in-{place}" for place in ("annotation", "command", "environment", "history", "label")},
        )

    def test_what_needs_and_what_contains_what(self):
        texts = self.documents(self.image())
        document = json.loads(texts["json"])
        names = {one["id"]: one["purl"] for one in document["components"]}
        self.assertEqual(len(names), len(document["components"]))
        edges = {(names[one["from"]], one["kind"], names[to]) for one in document["edges"] for to in one["to"]}
        self.assertEqual(
            edges,
            {
                ("pkg:npm/a@1.0.0", "depends-on", "pkg:npm/b@2.0.0"),
                ("pkg:maven/g/outer@1", "contains", "pkg:maven/g/inner@1"),
            },
        )
        cyclonedx = json.loads(texts["cyclonedx"])
        self.assertIn({"ref": "pkg:npm/a@1.0.0", "dependsOn": ["pkg:npm/b@2.0.0"]}, cyclonedx["dependencies"])
        self.assertEqual([one["name"] for one in cyclonedx["components"] if one.get("scope") == "excluded"], ["b"])
        kinds = {one["relationshipType"] for one in json.loads(texts["spdx"])["relationships"]}
        self.assertEqual(kinds, {"DESCRIBES", "CONTAINS", "DEPENDS_ON"})

    def test_names_of_components_stay_when_layers_are_built_anew(self):
        one = json.loads(self.documents(self.image())["json"])["components"]
        layout = images.Layout(self.folder / "other")
        layout.image([images.tar(*images.deb(("curl", "1"), ("wget", "2")), ("srv/x", b"x"))])
        other = json.loads(self.documents(layout.write())["json"])["components"]
        ids = {component["purl"]: component["id"] for component in other}
        curl = next(component for component in one if "/curl@" in component["purl"])
        self.assertEqual(ids[curl["purl"]], curl["id"])

    def test_documents_are_read_back_whole(self):
        texts = self.documents(self.image())
        for form in self.FORMATS:
            document = self.folder / f"written.{form}"
            document.write_text(texts[form])
            again = self.documents(document)
            self.assertEqual(again, texts, form)


if __name__ == "__main__":
    e2e.main()
