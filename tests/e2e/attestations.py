#!/usr/bin/env python3
"""Attestations beside images: found wherever they lie, used when they are about the image, refused when they are not."""

import hashlib
import json
import os
import re
import subprocess
import threading

import attested
import e2e
import images
import schema
from attested import CYCLONEDX, DSSE, IN_TOTO, SCOUT, SLSA, SLSA02, SPDX, VEX, envelope, spdx, statement

BASE = images.tar(*images.deb(("libold", "1.0-1"), ("libnew", "2:3.0-1")), images.npm("left-pad", "1.0.0"))
LISTED = (
    "pkg:deb/debian/libold@1.0-1?arch=amd64&distro=debian-12",
    "pkg:deb/debian/libnew@2:3.0-1?arch=amd64&distro=debian-12",
    "pkg:npm/left-pad@1.0.0",
)
# What the layers do not have: who shows it has read the SBOM.
ONLY_LISTED = (*LISTED, "pkg:npm/only-in-the-sbom@9.9.9")
OTHER = "sha256:" + "0" * 64


def found(document):
    return {name for name, _ in e2e.packages(document)}


class Attested(e2e.Case):
    def layout(self, name="image"):
        return attested.Layout(self.folder / name)

    def built(self, *statements, shape="legacy", name="image", **more):
        """A layout with one image and these statements, functions of its digest; and the image's descriptor."""
        layout = self.layout(name)
        image = layout.built([BASE], lambda digest: [one(digest) for one in statements], shape=shape, **more)
        layout.write()
        return layout, image

    def assert_used(self, target, *more):
        document, done = self.sbom(target, *more)
        self.assertIn("only-in-the-sbom", found(document), done)
        self.assertIn("SBOM obtained from attestation, 4 packages found", done.errors)
        return document

    def assert_layers_read(self, target, *more, code=None):
        document, done = self.sbom(target, *more)
        self.assertEqual(found(document), {"libold", "libnew", "left-pad"}, done)
        self.assertIn("Indexed 3 packages", done.errors)
        self.assertNotIn("attested_sbom", document["subject"])
        if code:
            self.assertIn(code, [note["code"] for note in document["notes"]])
        return document, done


def sbom_of(*purls, predicate_type=SPDX, **more):
    return lambda digest: statement(predicate_type, spdx(*purls, **more), digest)


class First(Attested):
    """An SBOM attestation stands for the layers."""

    def test_buildkit_in_both_shapes_without_reading_a_layer(self):
        for shape in ("legacy", "artifact"):
            for version in ("v0.1", "v1"):
                with self.subTest(shape, version=version):
                    layout, image = self.built(
                        lambda digest: statement(SPDX, spdx(*ONLY_LISTED), digest, version=version),
                        lambda digest: statement(SLSA02, {"builder": {"id": ""}}, digest),
                        shape=shape,
                        name=shape + version,
                    )
                    layout.forget_layers(BASE)
                    document = self.assert_used(layout.folder)
                    source = document["subject"]["attested_sbom"]
                    self.assertEqual(source["about"], image["digest"])
                    self.assertEqual(source["verification"], "unverified")
                    self.assertEqual(source["generator"], "syft-v1.18.0")
                    self.assertEqual(source["place"], "index")
                    self.assertEqual(document["subject"]["digest"], image["digest"])
                    self.assertEqual(document["subject"]["distro"]["id"], "debian")
                    self.assertEqual(len(document["subject"]["layers"]), 1, "the config tells of the layers")
                    note = next(note for note in document["notes"] if note["code"] == "attested-sbom")
                    self.assertIn(source["digest"], note["message"])
                    self.assertFalse(note.get("incomplete"), note)

    def test_for_every_command_that_reads_an_image(self):
        layout, _ = self.built(sbom_of(*ONLY_LISTED))
        layout.forget_layers(BASE)
        for command in ("quickview", "cves", "sbom"):
            done = self.run_program(command, layout.folder, code=e2e.OK)
            self.assertIn("SBOM obtained from attestation, 4 packages found", done.errors)
        for command in ("quickview", "cves"):
            done = self.run_program(command, "--format", "json", layout.folder, code=e2e.OK)
            self.assertEqual(done.json()["subject"]["attested_sbom"]["verification"], "unverified")
            self.assertIn("attested-sbom", {note["code"] for note in done.json()["notes"]})

    def test_what_else_is_there_is_told(self):
        layout, _ = self.built(
            sbom_of(*ONLY_LISTED),
            lambda digest: statement(SLSA, {}, digest),
            lambda digest: statement(VEX, {"@context": "https://openvex.dev/ns/v0.2.0"}, digest),
        )
        _, done = self.sbom(layout.folder)
        self.assertIn("Provenance obtained from attestation", done.errors)
        self.assertIn("VEX statements obtained from attestation", done.errors)
        layout, _ = self.built(lambda digest: statement(SLSA, {}, OTHER), name="other")
        self.assertNotIn("Provenance obtained", self.sbom(layout.folder)[1].errors)

    def test_our_own_reading_is_had_by_flag_and_variable(self):
        layout, _ = self.built(sbom_of(*ONLY_LISTED))
        self.assert_layers_read(layout.folder, "--index")
        self.assert_layers_read(layout.folder, "--prefer-attestation=false")
        self.assert_used(layout.folder, "--prefer-attestation=true")
        for word in ("false", "0"):
            document, _ = self.sbom(layout.folder, env={"PRATIQUE_PREFER_ATTESTATION": word})
            self.assertNotIn("only-in-the-sbom", found(document))
        for word in ("true", "1", ""):
            document, _ = self.sbom(layout.folder, env={"PRATIQUE_PREFER_ATTESTATION": word})
            self.assertIn("only-in-the-sbom", found(document))
        self.run_program(
            "sbom", layout.folder, env={"PRATIQUE_PREFER_ATTESTATION": "maybe"}, code=e2e.BAD_USAGE
        )
        self.run_program("sbom", layout.folder, "--prefer-attestation=maybe", code=e2e.BAD_USAGE)

    def test_our_own_reading_is_had_by_a_setting(self):
        layout, _ = self.built(sbom_of(*ONLY_LISTED))
        settings = self.folder / "settings.yaml"
        env = {"PRATIQUE_CONFIG": str(settings)}
        for word, used in (("false", False), ("true", True), ("", True)):
            settings.write_text(f"prefer_attestation: {word}\n")
            document, _ = self.sbom(layout.folder, env=env)
            self.assertEqual("only-in-the-sbom" in found(document), used, word)
        settings.write_text("prefer_attestation: false\n")
        for more, words in ((["--prefer-attestation=true"], {}), ([], {"PRATIQUE_PREFER_ATTESTATION": "true"})):
            document, _ = self.sbom(layout.folder, *more, env=env | words)
            self.assertIn("only-in-the-sbom", found(document))
        settings.write_text("\nprefer_attestation: perhaps\n")
        done = self.run_program("sbom", layout.folder, env=env, code=e2e.BAD_USAGE)
        self.assertIn("settings.yaml: line 2", done.errors)
        self.assertIn("neither true nor false", done.errors)

    def test_of_every_form_of_sbom(self):
        forms = {
            "spdx": (SPDX, lambda digest: spdx(*ONLY_LISTED)),
            "spdx with its version": ("https://spdx.dev/Document/v2.3", lambda digest: spdx(*ONLY_LISTED)),
            "cyclonedx": (CYCLONEDX, lambda digest: attested.cyclonedx(*ONLY_LISTED)),
            "cyclonedx 1.4": (CYCLONEDX + "/v1.4", lambda digest: attested.cyclonedx(*ONLY_LISTED)),
            "scout": (SCOUT, lambda digest: attested.scout(digest, *ONLY_LISTED)),
            "cosign's wrapper": (
                SPDX,
                lambda digest: {"Data": json.dumps(spdx(*ONLY_LISTED)), "Timestamp": "2026-01-01T00:00:00Z"},
            ),
        }
        for name, (predicate_type, predicate) in forms.items():
            with self.subTest(name):
                layout, _ = self.built(
                    lambda digest: statement(predicate_type, predicate(digest), digest), name=name.replace(" ", "-")
                )
                document = self.assert_used(layout.folder)
                self.assertEqual(document["subject"]["attested_sbom"]["predicate_type"], predicate_type)
                self.assertNotEqual(document["subject"]["attested_sbom"]["generator"], "")

    def test_survives_our_own_formats(self):
        layout, _ = self.built(sbom_of(*ONLY_LISTED))
        native = self.sbom(layout.folder)[0]
        for form in ("cyclonedx", "spdx"):
            self.run_program("sbom", "--format", f"{form}=x.json", layout.folder, code=e2e.OK)
            self.assertEqual(self.sbom("x.json")[0], native)

    def test_in_an_archive_plain_and_packed(self):
        layout, _ = self.built(sbom_of(*ONLY_LISTED))
        layout.forget_layers(BASE)
        archive = images.write(self.folder / "image.tar", layout.as_tar())
        self.assert_used(archive)
        subprocess.run(["gzip", "-k", archive], check=True)
        self.assert_used(f"{archive}.gz")

    def test_that_of_the_platform(self):
        layout = self.layout()
        manifests = []
        for architecture in ("amd64", "arm64"):
            image = layout.image([BASE], architecture=architecture, listed=False)
            document = spdx(*LISTED, f"pkg:npm/for-{architecture}@1.0.0")
            manifests += [image, layout.buildkit(image, statement(SPDX, document, image["digest"]))]
        layout.index(manifests)
        layout.write()
        for architecture, other in (("amd64", "arm64"), ("arm64", "amd64")):
            document, _ = self.sbom(layout.folder, "--platform", f"linux/{architecture}")
            self.assertIn(f"for-{architecture}", found(document))
            self.assertNotIn(f"for-{other}", found(document))

    def test_the_image_and_not_a_stage_of_its_build(self):
        names = ("sbom-base", "sbom", "sbom-build-1", "/run/src/extras/sbom-context")
        for order in (names, names[::-1]):
            layout, _ = self.built(
                *[
                    sbom_of(*(ONLY_LISTED if name == "sbom" else ["pkg:deb/debian/of-a-stage@1"]), name=name)
                    for name in order
                ],
                name="stages-" + order[0],
            )
            self.assertNotIn("of-a-stage", found(self.assert_used(layout.folder)))
        layout, _ = self.built(sbom_of(*ONLY_LISTED, name="sbom-base"), name="stage-only")
        self.assert_layers_read(layout.folder)


class Places(Attested):
    """Wherever an SBOM is attached."""

    def attached(self, name, attach):
        """A layout with one image of a name, and what `attach` puts beside it."""
        layout = self.layout(name.replace(" ", "-").replace(",", ""))
        image = layout.image([BASE], ref="example/app:1")
        attach(layout, image, statement(SPDX, spdx(*ONLY_LISTED), image["digest"]))
        layout.write()
        layout.forget_layers(BASE)
        return layout

    def test_are_all_looked_at(self):
        def fallback(layout, image, one):
            index = layout.index([layout.referrer(image, IN_TOTO, one, listed=False)])
            layout.manifests.pop()
            layout.tag(image["digest"].replace(":", "-"), index)

        def saved(layout, image, one):
            layout.cosign(image["digest"], "att", DSSE, envelope(one))
            layout.manifests[-1]["annotations"] = {
                "kind": "dev.cosignproject.cosign/atts",
                "org.opencontainers.image.ref.name": "example/app:1",
            }

        def lines(layout, image, one):
            other = envelope(statement(SLSA, {}, image["digest"]))
            text = json.dumps(other) + "\n" + json.dumps(envelope(one)) + "\n"
            layout.referrer(image, DSSE, text.encode())

        places = {
            "statement": lambda layout, image, one: layout.referrer(image, IN_TOTO, one),
            "envelope": lambda layout, image, one: layout.referrer(image, DSSE, envelope(one)),
            "envelope, url-safe": lambda layout, image, one: layout.referrer(image, DSSE, envelope(one, True)),
            "docker's dsse": lambda layout, image, one: layout.referrer(
                image, "application/vnd.in-toto.spdx+dsse", envelope(one)
            ),
            "bundle": lambda layout, image, one: layout.referrer(image, attested.BUNDLE, attested.bundle(one)),
            "bundle of version 1": lambda layout, image, one: layout.referrer(
                image,
                "application/vnd.dev.sigstore.bundle+json;version=0.1",
                attested.bundle(one, "application/vnd.dev.sigstore.bundle+json;version=0.1"),
            ),
            "untold referrer": lambda layout, image, one: layout.referrer(image, IN_TOTO, one, told=False),
            "lines": lines,
            "fallback tag": fallback,
            "cosign att": lambda layout, image, one: layout.cosign(image["digest"], "att", DSSE, envelope(one)),
            "cosign sbom": lambda layout, image, one: layout.cosign(
                image["digest"], "sbom", "text/spdx+json", spdx(*ONLY_LISTED)
            ),
            "cosign save": saved,
            "bare sbom as referrer": lambda layout, image, one: layout.referrer(
                image, "application/vnd.cyclonedx+json", attested.cyclonedx(*ONLY_LISTED)
            ),
        }
        for name, attach in places.items():
            with self.subTest(name):
                layout = self.attached(name, attach)
                self.assert_used(layout.folder)
                self.assert_used(images.write(self.folder / "a.tar", layout.as_tar()))

    def test_about_the_index_counts_when_it_names_one_image(self):
        for several in (False, True):
            layout = self.layout(f"several-{several}")
            architectures = ("amd64", "arm64") if several else ("amd64",)
            index = layout.index([layout.image([BASE], architecture=one, listed=False) for one in architectures])
            layout.cosign(index["digest"], "att", DSSE, envelope(statement(SPDX, spdx(*ONLY_LISTED), index["digest"])))
            layout.write()
            if several:
                _, done = self.assert_layers_read(layout.folder, code="attestation-refused")
                self.assertIn("an index of 2 images", done.errors)
            else:
                document = self.assert_used(layout.folder)
                self.assertEqual(document["subject"]["attested_sbom"]["about"], index["digest"])
            listed = self.run_program("attestation", "list", "--format", "json", layout.folder, code=e2e.OK).json()
            self.assertEqual([one["subject"] for one in listed["attestations"]], ["index"])

    def test_what_the_index_names_comes_before_what_anybody_attached(self):
        layout, image = self.built(sbom_of(*ONLY_LISTED))
        layout.referrer(image, IN_TOTO, statement(SPDX, spdx("pkg:deb/debian/attached@1"), image["digest"]))
        layout.write()
        self.assertNotIn("attached", found(self.assert_used(layout.folder)))

    def test_sha512_is_as_good(self):
        layout = self.layout()
        image = layout.image([BASE])
        manifest = layout.folder / "blobs/sha256" / image["digest"][7:]
        sha512 = hashlib.sha512(manifest.read_bytes()).hexdigest()
        layout.referrer(image, IN_TOTO, statement(SPDX, spdx(*ONLY_LISTED), sha512, algorithm="sha512"))
        layout.write()
        self.assert_used(layout.folder)


class Refused(Attested):
    """What is about another image, or broken, is told and never used: the layers are read."""

    def test_about_another_digest(self):
        def digests(image):
            right = image["digest"][7:]
            yield {"sha256": "0" * 64}
            yield {"sha1": hashlib.sha1(b"x").hexdigest(), "md5": "0" * 32}
            yield {"sha256": right.upper()}
            yield {"sha256": right, "sha512": "0" * 128}  # what both know, differs
            yield {"gitCommit": right}
            yield {}

        for number in range(6):
            layout = self.layout(f"image-{number}")
            image = layout.image([BASE], ref="example/app:1")
            one = statement(SPDX, spdx(*ONLY_LISTED), image["digest"])
            one["subject"][0]["digest"] = list(digests(image))[number]
            layout.referrer(image, IN_TOTO, one)
            layout.write()
            with self.subTest(one["subject"]):
                _, done = self.assert_layers_read(layout.folder, code="attestation-refused")
                self.assertIn("not about this image", done.errors)
                listed = self.run_program("attestation", "list", "--format", "json", layout.folder).json()
                self.assertEqual([row["subject"] for row in listed["attestations"]], ["other"])
                self.run_program("attestation", "get", layout.folder, code=e2e.FAILED)

    def test_by_name_alone_nothing_matches(self):
        def named(_):
            one = statement(SPDX, spdx(*ONLY_LISTED))
            return one | {"subject": [{"name": "pkg:docker/app@1?platform=linux%2Famd64", "digest": {}}]}

        layout, _ = self.built(named)
        self.assert_layers_read(layout.folder, code="attestation-refused")

    def test_a_list_of_referrers_that_names_another_images(self):
        layout = self.layout()
        image = layout.image([BASE], ref="example/app:1")
        other = layout.image([BASE, BASE], listed=False)
        for content in (statement(SPDX, spdx(*ONLY_LISTED), image["digest"]), attested.cyclonedx(*ONLY_LISTED)):
            media = IN_TOTO if "_type" in content else "application/vnd.cyclonedx+json"
            index = layout.index([layout.referrer(other, media, content, listed=False)])
            layout.manifests.pop()
            layout.tag(image["digest"].replace(":", "-"), index)
        layout.write()
        self.assert_layers_read(layout.folder, code="attestation-refused")

    def test_a_document_of_another_image_under_a_right_statement(self):
        other = attested.scout(OTHER, *ONLY_LISTED)
        layout, _ = self.built(lambda digest: statement(SCOUT, other, digest))
        self.assert_layers_read(layout.folder, code="attestation-refused")
        # Ours name the layers as well.
        elsewhere = images.Layout(self.folder / "elsewhere")
        elsewhere.image([images.tar(*images.deb(("else", "1")))])
        ours = self.sbom(elsewhere.write())[0]
        del ours["subject"]["digest"], ours["subject"]["config_digest"]
        layout, _ = self.built(lambda digest: statement(SPDX, ours, digest), name="ours")
        self.assert_layers_read(layout.folder, code="attestation-refused")

    def test_broken_ones(self):
        broken = {
            "no json": b"{broken",
            "empty": b"",
            "no statement": b"{}",
            "an envelope of nothing": json.dumps(envelope(b"")).encode(),
            "another payload": json.dumps(envelope(b"{}") | {"payloadType": "text/plain"}).encode(),
            "deep": b'{"a":' * 2000 + b"1" + b"}" * 2000,
        }
        for name, content in broken.items():
            layout = self.layout(name.replace(" ", "-"))
            image = layout.image([BASE])
            found_ = layout.buildkit(image, content)
            layout.manifests.append(found_)
            layout.write()
            with self.subTest(name):
                self.assert_layers_read(layout.folder, code="attestation-unreadable")

    def test_an_sbom_that_cannot_be_read(self):
        for name, predicate in (("other", {"spdxVersion": "SPDX-3.0"}), ("text", "x"), ("null", None), ("list", [])):
            layout, _ = self.built(lambda digest: statement(SPDX, predicate, digest), name=name)
            with self.subTest(name):
                self.assert_layers_read(layout.folder, code="attestation-refused")

    def test_damaged_blobs_and_manifests(self):
        for what in ("statement", "manifest", "gone"):
            layout, _ = self.built(sbom_of(*ONLY_LISTED), name=what)
            index = json.loads((layout.folder / "index.json").read_text())["manifests"][0]["digest"]
            blobs = layout.folder / "blobs/sha256"
            manifest = json.loads((blobs / index[7:]).read_text())["manifests"][1]["digest"]
            blob = json.loads((blobs / manifest[7:]).read_text())["layers"][0]["digest"]
            path = blobs / (manifest if what == "manifest" else blob)[7:]
            if what == "gone":
                path.unlink()
            else:
                content = bytearray(path.read_bytes())
                content[-2] ^= 1
                path.write_bytes(content)
            with self.subTest(what):
                self.assert_layers_read(layout.folder, code="attestation-unreadable")

    def test_one_without_a_package_does_not_look_clean(self):
        layout, _ = self.built(sbom_of())
        self.assert_layers_read(layout.folder, code="attestation-refused")

    def test_one_without_a_system_is_incomplete(self):
        layout, _ = self.built(sbom_of("pkg:npm/left-pad@1.0.0"))
        document, done = self.sbom(layout.folder)
        self.assertIn("SBOM obtained from attestation, 1 package found", done.errors)
        note = next(note for note in document["notes"] if note["code"] == "attested-sbom-no-system")
        self.assertTrue(note["incomplete"])
        self.sbom(layout.folder, "--strict", code=e2e.INCOMPLETE)
        self.run_program("cves", "--exit-code", layout.folder, code=e2e.INCOMPLETE)

    def test_bounds(self):
        huge = json.dumps(statement(SPDX, {"x": "a" * (41 << 20)}, OTHER)).encode()
        layout = self.layout()
        image = layout.image([BASE])
        layout.manifests.append(layout.buildkit(image, huge))
        layout.write()
        _, done = self.assert_layers_read(layout.folder, code="attestation-unreadable")
        self.assertIn("40 MiB", done.errors)

    def test_many_beside_are_bounded(self):
        layout = self.layout("many")
        image = layout.image([BASE], ref="example/app:1")
        for number in range(1500):
            layout.referrer(image, IN_TOTO, statement("https://example.org/x", {"n": number}, image["digest"]))
        layout.write()
        _, done = self.assert_layers_read(layout.folder)
        self.assertLess(done.seconds, e2e.max_seconds(5))


class List(Attested):
    def whole(self):
        layout, image = self.built(
            sbom_of(*ONLY_LISTED),
            lambda digest: statement(SLSA, {"buildDefinition": {}}, digest),
            lambda digest: statement("https://example.org/own/v1", {"own": True}, digest),
        )
        layout.referrer(image, DSSE, envelope(statement(VEX, {"statements": []}, image["digest"])))
        layout.referrer(
            image,
            attested.BUNDLE,
            {"mediaType": attested.BUNDLE, "verificationMaterial": {}, "messageSignature": {"signature": "AA=="}},
        )
        layout.cosign(image["digest"], "sig", attested.SIMPLE_SIGNING, b'{"critical":{}}')
        layout.cosign(image["digest"], "sbom", "application/vnd.cyclonedx+json", attested.cyclonedx(*LISTED))
        layout.cosign(
            image["digest"], "att", DSSE,
            envelope(statement("https://cosign.sigstore.dev/attestation/v1", {"Data": "x", "Timestamp": "t"}, OTHER)),
        )
        layout.write()
        return layout

    def test_everything_is_listed(self):
        layout = self.whole()
        document = self.run_program("attestation", "list", "--format", "json", layout.folder, code=e2e.OK).json()
        rows = [(one["place"], one["form"], one["kind"], one["subject"]) for one in document["attestations"]]
        self.assertEqual(
            sorted(rows),
            sorted(
                [
                    ("index", "statement", "sbom", "image"),
                    ("index", "statement", "provenance", "image"),
                    ("index", "statement", "other", "image"),
                    ("referrer", "dsse", "vex", "image"),
                    ("referrer", "signature", "", "image"),
                    ("cosign", "signature", "", "image"),
                    ("cosign", "document", "sbom", "image"),
                    ("cosign", "dsse", "other", "other"),
                ]
            ),
        )
        self.assertEqual({one["verification"] for one in document["attestations"]}, {"unverified"})
        text = self.run_program("attestation", "list", layout.folder, code=e2e.OK).text
        self.assertIn("https://example.org/own/v1", text)
        self.assertIn("refused: about another image", text)
        (self.folder / "x.json").write_text(json.dumps(document))
        if schema.HAS_VALIDATOR:
            schema.validate(self, e2e.ROOT / "docs/api/attestations.schema.json", [self.folder / "x.json"])

    def test_by_predicate_type(self):
        layout = self.whole()
        for word, count in (("sbom", 2), ("spdx", 1), ("provenance", 1), (VEX, 1), ("openvex", 1), ("x", 0)):
            done = self.run_program("attestation", "list", "--predicate-type", word, "--format", "json", layout.folder)
            self.assertEqual(len(done.json()["attestations"]), count, word)

    def test_get_writes_byte_for_byte(self):
        layout = self.whole()
        get = ("attestation", "get")
        done = self.run_program(*get, "--predicate-type", SPDX, layout.folder, code=e2e.OK)
        self.assertEqual(done.json()["predicateType"], SPDX)
        digest = "sha256:" + images.sha256(done.out)
        self.assertEqual(self.run_program(*get, layout.folder, digest, code=e2e.OK).out, done.out)
        self.assertEqual(self.run_program(*get, layout.folder, digest[7:20], code=e2e.OK).out, done.out)
        predicate = self.run_program(*get, "--predicate-type", "spdx", "--predicate", layout.folder, code=e2e.OK)
        self.assertEqual(predicate.json(), spdx(*ONLY_LISTED))
        self.assertEqual(found(self.sbom(images.write(self.folder / "s.json", predicate.out))[0]), {
            "libold", "libnew", "left-pad", "only-in-the-sbom"
        })
        vex = self.run_program(*get, "--predicate-type", "vex", "-o", "vex.json", layout.folder, code=e2e.OK)
        self.assertEqual(vex.out, b"")
        self.assertEqual(json.loads((self.folder / "vex.json").read_text())["predicateType"], VEX)
        several = self.run_program(*get, "--predicate-type", "sbom", layout.folder, code=e2e.BAD_USAGE)
        self.assertIn("several attestations", several.errors)
        self.run_program(*get, "--predicate-type", "https://nowhere", layout.folder, code=e2e.FAILED)
        refused = self.run_program(
            *get, "--predicate-type", "https://cosign.sigstore.dev/attestation/v1", layout.folder, code=e2e.FAILED
        )
        self.assertIn("another image", refused.errors)

    def test_get_knows_what_add_told(self):
        layout, _ = self.built(name="plain")
        (self.folder / "p.json").write_text('{"a":1}')
        kind = "https://example.org/x/v1"
        told = self.run_program("attestation", "add", "--file", "p.json", "--predicate-type", kind, layout.folder, code=e2e.OK)
        digest = re.search("sha256:[0-9a-f]{64}", told.errors + told.text)[0]
        for word in (digest, digest[7:20]):
            got = self.run_program("attestation", "get", "--predicate", layout.folder, word, code=e2e.OK)
            self.assertEqual(got.json(), {"a": 1})

    def test_of_what_is_no_image(self):
        (self.folder / "app").mkdir()
        for target in (self.folder / "app", e2e.ROOT / "tests/e2e/images.py"):
            self.run_program("attestation", "list", target, code=(e2e.BAD_USAGE, e2e.FAILED))
        self.run_program("attestation", "list", code=e2e.BAD_USAGE)
        archive = images.write(self.folder / "old.tar", images.old_docker_archive("a:1", [BASE]))
        self.assertIn("no attestation", self.run_program("attestation", "list", archive, code=e2e.OK).text)


class Add(Attested):
    def setUp(self):
        super().setUp()
        self.target = self.layout()
        self.image = self.target.image([BASE], ref="example/app:1")
        self.target.write()
        self.predicate = self.folder / "vex.json"
        self.predicate.write_text('{"@context": "https://openvex.dev/ns/v0.2.0",\n "statements": []}')

    def add(self, *more, code=e2e.OK, target=None):
        words = ("--file", self.predicate, "--predicate-type", VEX)
        return self.run_program("attestation", "add", *words, *more, target or self.target.folder, code=code)

    def listed(self, target=None):
        done = self.run_program("attestation", "list", "--format", "json", target or self.target.folder, code=e2e.OK)
        return done.json()["attestations"]

    def test_a_predicate_becomes_a_referrer(self):
        before = (self.target.folder / "index.json").read_text()
        done = self.add("--referrer")
        self.assertIn(self.image["digest"], done.errors)
        (row,) = self.listed()
        self.assertEqual((row["place"], row["form"], row["predicate_type"], row["subject"]), ("referrer", "statement", VEX, "image"))
        entry = json.loads((self.target.folder / "index.json").read_text())["manifests"][-1]
        blobs = self.target.folder / "blobs/sha256"
        manifest = json.loads((blobs / entry["digest"][7:]).read_text())
        self.assertEqual(manifest["subject"], {key: self.image[key] for key in ("mediaType", "digest", "size")})
        self.assertEqual(manifest["config"]["mediaType"], attested.EMPTY)
        self.assertEqual((blobs / manifest["config"]["digest"][7:]).read_bytes(), b"{}")
        self.assertEqual(manifest["artifactType"], IN_TOTO)
        for place in (manifest["annotations"], entry["annotations"]):
            self.assertEqual(place["in-toto.io/predicate-type"], VEX)
            self.assertEqual(place["dev.sigstore.bundle.predicateType"], VEX)
        written = json.loads((blobs / manifest["layers"][0]["digest"][7:]).read_text())
        self.assertEqual(written["predicate"], json.loads(self.predicate.read_text()))
        self.assertEqual(written["subject"][0]["digest"], {"sha256": self.image["digest"][7:]})
        self.assertTrue((self.target.folder / "index.json").read_text().startswith(before[:-2]), "nothing else changes")
        self.assertEqual(found(self.sbom(self.target.folder)[0]), {"libold", "libnew", "left-pad"}, "still one image")

    def test_twice_is_once(self):
        self.add()
        index = (self.target.folder / "index.json").read_bytes()
        self.assertIn("Already attached", self.add().errors)
        self.assertEqual((self.target.folder / "index.json").read_bytes(), index)
        self.assertEqual([path.name for path in self.target.folder.glob("*.tmp")], [])

    def test_to_several_images(self):
        other = self.layout("other")
        other.image([BASE, BASE])
        other.write()
        self.add(other.folder)
        for target in (self.target.folder, other.folder):
            self.assertEqual(len(self.listed(target)), 1)

    def test_a_statement_goes_as_it_is_when_it_is_about_the_image(self):
        for wrap in (lambda one: one, envelope, attested.bundle):
            self.predicate.write_text(json.dumps(wrap(statement(VEX, {}, self.image["digest"], version="v1"))))
            self.add()
        self.assertEqual([row["form"] for row in self.listed()], ["statement", "dsse", "bundle"])
        for wrong in (statement(VEX, {}, OTHER), statement(SPDX, {}, self.image["digest"]), envelope({})):
            self.predicate.write_text(json.dumps(wrong))
            self.add(code=e2e.FAILED)
        self.assertEqual(len(self.listed()), 3)

    def test_bad_words_and_files(self):
        self.predicate.write_text("{broken")
        self.add(code=e2e.FAILED)
        self.predicate.unlink()
        self.add(code=e2e.FAILED)
        self.run_program("attestation", "add", self.target.folder, code=e2e.BAD_USAGE)
        self.predicate.write_text("{}")
        archive = images.write(self.folder / "image.tar", self.target.as_tar())
        self.assertIn("layout folder", self.add(target=archive, code=e2e.FAILED).errors)
        (self.target.folder / "index.json").write_text('{"manifests": 7}')
        self.add(code=e2e.FAILED)

    def test_many_writers_lose_nothing(self):
        """Ours wait for each other; one that knows no lock adds entries meanwhile."""
        many = 24
        stop = threading.Event()
        codes = []

        def add(number):
            file = self.folder / f"{number}.json"
            file.write_text(json.dumps({"number": number}))
            codes.append(
                subprocess.run(
                    [e2e.BINARY, "attestation", "add", "-q", "--file", file, "--predicate-type",
                     f"https://example.org/{number}", self.target.folder],
                    check=False,
                ).returncode
            )

        threads = [threading.Thread(target=add, args=[number]) for number in range(many)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        stop.set()
        self.assertEqual(codes, [0] * many)
        types = {row["predicate_type"] for row in self.listed()}
        self.assertEqual(types, {f"https://example.org/{number}" for number in range(many)})
        self.assertEqual(sorted(path.name for path in self.target.folder.iterdir()), ["blobs", "index.json", "oci-layout"])
        self.assertEqual(found(self.sbom(self.target.folder)[0]), {"libold", "libnew", "left-pad"})


class Push(Attested):
    def test_our_sbom_is_attached_and_used(self):
        for form in ("spdx", "cyclonedx"):
            layout = self.layout(form)
            image = layout.image([BASE], ref="example/app:1")
            layout.write()
            read = self.sbom(layout.folder)[0]
            before = (layout.folder / "index.json").read_bytes()
            dry = self.run_program("push", "--sbom", "--dry-run", "--format", form, layout.folder, code=e2e.OK)
            self.assertIn("Would attach", dry.errors)
            self.assertEqual((layout.folder / "index.json").read_bytes(), before)
            done = self.run_program("push", "--format", form, layout.folder, code=e2e.OK)
            self.assertIn(image["digest"], done.errors)
            self.assertIn("Already attached", self.run_program("push", "--format", form, layout.folder, code=e2e.OK).errors)
            layout.forget_layers(BASE)
            document, used = self.sbom(layout.folder)
            self.assertIn("SBOM obtained from attestation, 3 packages found", used.errors)
            self.assertEqual(document["components"], read["components"], "ours tells layers and owners, too")
            self.assertIn("pratique", document["subject"]["attested_sbom"]["generator"])


class Verify(Attested):
    def check(self, layout, *more, code=e2e.OK):
        return self.run_program("sbom", "verify", "--format", "json", *more, layout.folder, code=code).json()

    def attached(self, document, name, predicate_type=SPDX):
        layout, _ = self.built(lambda digest: statement(predicate_type, document, digest), name=name)
        return layout

    def test_of_the_same_packages(self):
        layout = self.attached(spdx(*LISTED), "same")
        document = self.check(layout)
        self.assertEqual((document["differs"], document["same"]), (False, 3))
        self.assertIn("✓", self.run_program("sbom", "verify", layout.folder, code=e2e.OK).text)
        if schema.HAS_VALIDATOR:
            (self.folder / "x.json").write_text(json.dumps(document))
            schema.validate(self, e2e.ROOT / "docs/api/sbom-verify.schema.json", [self.folder / "x.json"])

    def test_of_other_spellings_of_the_same(self):
        layout = self.attached(
            spdx(
                "pkg:deb/libold@1.0-1",
                "pkg:deb/debian/libnew@3.0-1?epoch=2&arch=amd64&upstream=new",
                "pkg:npm/left-pad@1.0.0#x",
            ),
            "spelled",
        )
        self.assertFalse(self.check(layout)["differs"])

    def test_removed_put_in_and_changed(self):
        cases = {
            "removed": (LISTED[:-1], "missing", "pkg:npm/left-pad@1.0.0"),
            "removed, of the system": (LISTED[1:], "missing", "pkg:deb/debian/libold@1.0-1"),
            "put in": ((*LISTED, "pkg:npm/evil@6.6.6"), "invented", "pkg:npm/evil@6.6.6"),
            "put in, of another kind": ((*LISTED, "pkg:pypi/evil@6.6.6"), "invented", "pkg:pypi/evil@6.6.6"),
        }
        for name, (purls, where, purl) in cases.items():
            with self.subTest(name):
                layout = self.attached(spdx(*purls), name.replace(" ", "-").replace(",", ""))
                document = self.check(layout, code=e2e.GATE_FAILED)
                self.assertEqual([one["purl"] for one in document[where]], [purl])
                others = {"missing", "invented", "other_version"} - {where}
                self.assertEqual([document[one] for one in others], [[], []])
                self.assertIn(purl, self.run_program("sbom", "verify", layout.folder, code=e2e.GATE_FAILED).text)
        layout = self.attached(spdx(*LISTED[:-1], "pkg:npm/left-pad@1.3.0"), "changed")
        (changed,) = self.check(layout, code=e2e.GATE_FAILED)["other_version"]
        self.assertEqual((changed["listed"], changed["found"]), ("1.3.0", "1.0.0"))
        self.assertEqual(changed["path"], "app/node_modules/left-pad/package.json")

    def test_our_own_with_one_removed(self):
        """In each format: what remains is still read as ours, and what lock files name counts then."""
        base = images.tar(*images.deb(("libold", "1.0-1")), ("app/requirements.txt", b"six==1.16.0\nrequests==2.0.0\n"))
        layout = attested.Layout(self.folder / "plain")
        layout.image([base])
        layout.write()
        for form, predicate_type, key in (("spdx", SPDX, "packages"), ("cyclonedx", CYCLONEDX, "components")):
            ours = json.loads(self.run_program("sbom", "--format", form, layout.folder, code=e2e.OK).out)
            for gone, code in ((None, e2e.OK), ("six", e2e.GATE_FAILED)):
                cut = ours | {key: [one for one in ours[key] if one.get("name") != gone]}
                changed = attested.Layout(self.folder / f"{form}-{gone}")
                changed.built([base], lambda digest: [statement(predicate_type, cut, digest)])
                changed.write()
                document = self.check(changed, code=code)
                self.assertEqual([one["purl"] for one in document["missing"]], ["pkg:pypi/six@1.16.0"] if gone else [])

    def test_what_one_side_cannot_see_is_told_apart(self):
        base = images.tar(*images.deb(("libold", "1.0-1")), ("app/requirements.txt", b"six==1.16.0\n"))
        layout = self.layout()
        layout.built([base], lambda digest: [statement(SPDX, spdx(LISTED[0], "pkg:generic/busybox@1.36"), digest)])
        layout.write()
        document = self.check(layout)
        self.assertEqual([one["purl"] for one in document["declared"]], ["pkg:pypi/six@1.16.0"])
        self.assertEqual([one["purl"] for one in document["unchecked"]], ["pkg:generic/busybox@1.36"])
        self.assertEqual(document["unlisted_types"], ["pypi"])
        self.check(layout, "--strict", code=e2e.INCOMPLETE)

    def test_only_some_types(self):
        layout = self.attached(spdx(*LISTED[:2]), "types")
        self.check(layout, code=e2e.GATE_FAILED)
        self.check(layout, "--only-package-type", "deb")

    def test_without_an_attested_sbom(self):
        layout = self.layout()
        layout.image([BASE])
        layout.write()
        done = self.run_program("sbom", "verify", layout.folder, code=e2e.FAILED)
        self.assertIn("no SBOM", done.errors)
        layout, _ = self.built(lambda digest: statement(SPDX, spdx(*LISTED), OTHER), name="other")
        self.assertIn("not about this image", self.run_program("sbom", "verify", layout.folder, code=e2e.FAILED).errors)

    def test_sbom_still_takes_a_target(self):
        layout = self.attached(spdx(*LISTED), "verify")
        self.assertEqual(len(self.sbom("./verify")[0]["components"]), 3)
        self.run_program("sbom", "--format", "list", layout.folder, code=e2e.OK)
        self.assertIn("verify", self.run_program("sbom", "--help", code=e2e.OK).text)
        self.assertIn("Usage: pratique sbom verify", self.run_program("sbom", "verify", "--help", code=e2e.OK).text)
        self.run_program("sbom", code=e2e.BAD_USAGE)


if __name__ == "__main__":
    e2e.main()
