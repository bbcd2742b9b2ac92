#!/usr/bin/env python3
"""Attestations in registries: with the referrers interface (tools/peers) and without (docker-registry, where the tag schema stands
for it). What is read, with how many requests; what is attached, by many at once."""

import concurrent.futures
import json
import subprocess
import unittest

import attested
import e2e
import fault_proxy
import images
import peers
from attestations import BASE, LISTED, ONLY_LISTED, OTHER, found
from attested import DSSE, IN_TOTO, SLSA, SPDX, VEX, envelope, spdx, statement

with_referrers = without = None


def setUpModule():
    global with_referrers, without
    if peers.DOCKER_REGISTRY:
        without = peers.Registry()
        with_referrers = peers.ReferrersRegistry()


def tearDownModule():
    for one in (with_referrers, without):
        if one:
            one.close()


def push(layout, host, repository, tag):
    """All of a layout, manifests after what they name; index.json's entries with a name get it as a tag, the first gets `tag`."""
    blobs = layout.folder / "blobs/sha256"
    media = {}

    def visit(descriptor):
        media[descriptor["digest"]] = descriptor["mediaType"]
        document = json.loads((blobs / descriptor["digest"][7:]).read_text())
        for one in document.get("manifests", []):
            visit(one)
        for one in [document.get("config"), *document.get("layers", [])]:
            if one:
                peers.put_blob(host, repository, (blobs / one["digest"][7:]).read_bytes())
        put(descriptor, descriptor["digest"])

    def put(descriptor, name):
        peers.put_manifest(host, repository, name, (blobs / descriptor["digest"][7:]).read_bytes(), descriptor["mediaType"])

    for number, one in enumerate(layout.manifests):
        visit(one)
        name = one.get("annotations", {}).get("org.opencontainers.image.ref.name", "")
        if number == 0:
            put(one, tag)
        elif name.startswith("sha256-"):
            put(one, name)
    return f"{host}/{repository}:{tag}"


@unittest.skipUnless(peers.DOCKER_REGISTRY, "skipped: docker-registry absent")
class Afar(e2e.Case):
    def setUp(self):
        super().setUp()
        self.env = {"HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder / "cache"), "PRATIQUE_NO_CACHE": "1"}

    def go(self, *words, **how):
        return self.run_program(*words, env=self.env, **how)

    def built(self, *statements, shape="legacy"):
        layout = attested.Layout(self.folder / f"layout-{len(list(self.folder.iterdir()))}")
        image = layout.built([BASE], lambda digest: [one(digest) for one in statements], shape=shape)
        layout.write()
        return layout, image

    def plain(self):
        layout = attested.Layout(self.folder / f"layout-{len(list(self.folder.iterdir()))}")
        return layout, layout.image([BASE], ref="example/app:1")

    def assert_used(self, target, packages=4):
        document, done = self.sbom(target, env=self.env)
        self.assertIn(f"SBOM obtained from attestation, {packages} packages found", done.errors)
        return document


class Read(Afar):
    def test_an_image_of_buildkit_takes_six_requests_and_no_layer(self):
        for number, shape in enumerate(("legacy", "artifact")):
            layout, image = self.built(
                lambda digest: statement(SPDX, spdx(*ONLY_LISTED), digest),
                lambda digest: statement(SLSA, {"buildDefinition": {}}, digest),
                shape=shape,
            )
            target = push(layout, without.host, f"read/buildkit{number}", "1")
            with fault_proxy.FaultProxy(without.url) as proxy:
                document = self.assert_used(target.replace(without.host, proxy.host))
                self.assertLessEqual(len([one for one in proxy.seen if one.kind != "ping"]), 6, proxy.counts())
                layers = {layer["digest"] for layer in document["subject"]["layers"]}
                self.assertFalse([one.path for one in proxy.seen if any(layer in one.path for layer in layers)])
            self.assertEqual(document["subject"]["attested_sbom"]["about"], image["digest"])

    def test_an_image_without_any_that_is_all_kept_takes_three_requests(self):
        warm = {"PRATIQUE_NO_CACHE": None}
        for peer in (with_referrers, without):
            with self.subTest(peer.host), fault_proxy.FaultProxy(peer.url) as proxy:
                layout, _ = self.plain()
                layout.write()
                target = push(layout, peer.host, "read/plain", "1").replace(peer.host, proxy.host)
                cold = self.sbom(target, env=self.env | warm)[0]
                proxy.reset()
                self.assertEqual(self.sbom(target, env=self.env | warm)[0], cold)
                asked = [one.path for one in proxy.seen if one.kind != "ping"]
                self.assertLessEqual(len(asked), 3, asked)

    def test_an_attestation_that_came_later_is_found(self):
        warm = self.env | {"PRATIQUE_NO_CACHE": None}
        for peer in (with_referrers, without):
            for ending in ("att", "sbom"):
                with self.subTest(ending, host=peer.host):
                    layout, image = self.plain()
                    layout.write()
                    target = push(layout, peer.host, f"later/{ending}", "1")
                    self.sbom(target, env=warm)
                    if ending == "att":
                        layout.cosign(image["digest"], "att", DSSE, envelope(statement(SPDX, spdx(*ONLY_LISTED), image["digest"])))
                    else:
                        layout.cosign(image["digest"], "sbom", "text/spdx+json", spdx(*ONLY_LISTED))
                    layout.write()
                    push(layout, peer.host, f"later/{ending}", "1")
                    self.assertIn("SBOM obtained from attestation", self.sbom(target, env=warm)[1].errors)

    def test_from_every_place(self):
        def statements(digest):
            return statement(SPDX, spdx(*ONLY_LISTED), digest)

        places = {
            "referrer": lambda layout, image: layout.referrer(image, IN_TOTO, statements(image["digest"])),
            "bundle": lambda layout, image: layout.referrer(image, attested.BUNDLE, attested.bundle(statements(image["digest"]))),
            "att": lambda layout, image: layout.cosign(image["digest"], "att", DSSE, envelope(statements(image["digest"]))),
            "sbom": lambda layout, image: layout.cosign(image["digest"], "sbom", "text/spdx+json", spdx(*ONLY_LISTED)),
        }

        def fallback(layout, image):
            index = layout.index([layout.referrer(image, IN_TOTO, statements(image["digest"]), listed=False)])
            layout.manifests.pop()
            layout.tag(image["digest"].replace(":", "-"), index)

        for host in (with_referrers.host, without.host):
            for name, attach in (places | {"fallback": fallback}).items():
                if host == without.host and name in ("referrer", "bundle"):
                    continue  # such a registry lists nothing by itself
                with self.subTest(name, host=host):
                    layout, image = self.plain()
                    attach(layout, image)
                    layout.write()
                    target = push(layout, host, f"place/{name}", "1")
                    self.assert_used(target)
                    rows = self.go("attestation", "list", "--format", "json", target, code=e2e.OK).json()["attestations"]
                    self.assertEqual([row["subject"] for row in rows], ["image"])
                    got = self.go("attestation", "get", "--predicate", target, code=e2e.OK)
                    self.assertEqual(len(got.json()["packages"]), 4)

    def test_another_images_is_refused_and_the_layers_are_read(self):
        layout, image = self.plain()
        layout.referrer(image, IN_TOTO, statement(SPDX, spdx(*ONLY_LISTED), OTHER))
        layout.write()
        document, done = self.sbom(push(layout, with_referrers.host, "refused/app", "1"), env=self.env)
        self.assertEqual(found(document), {"libold", "libnew", "left-pad"})
        self.assertIn("not about this image", done.errors)

    def test_a_registry_that_fails_meanwhile(self):
        layout, image = self.plain()
        layout.write()
        target = push(layout, without.host, "fails/app", "1")
        for kind, fault in (
            ("referrers", fault_proxy.Status(403, "no")),
            ("referrers", fault_proxy.GzipBomb(50 << 20, False)),
        ):
            with self.subTest(kind), fault_proxy.FaultProxy(without.url) as proxy:
                proxy.spoil(kind, fault, times=None)
                document, _ = self.sbom(target.replace(without.host, proxy.host), env=self.env)
                self.assertEqual(found(document), {"libold", "libnew", "left-pad"})


class Write(Afar):
    def image(self, registry, repository):
        layout, image = self.plain()
        layout.write()
        return push(layout, registry.host, repository, "1"), image

    def test_our_sbom_is_pushed_and_used(self):
        for number, registry in enumerate((with_referrers, without)):
            target, image = self.image(registry, f"push/{number}")
            dry = self.go("push", "--dry-run", target, code=e2e.OK)
            self.assertIn("Would attach", dry.errors)
            self.assertEqual(self.go("attestation", "list", "--format", "json", target).json()["attestations"], [])
            self.assertIn("Attached", self.go("push", target, code=e2e.OK).errors)
            self.assertIn("Already attached", self.go("push", target, code=e2e.OK).errors)
            document = self.assert_used(target, packages=3)
            self.assertEqual(document["subject"]["attested_sbom"]["place"], "referrer")
            self.assertFalse(self.go("sbom", "verify", "--format", "json", target, code=e2e.OK).json()["differs"])

    def test_sbom_verify_reads_the_layers(self):
        layout, _ = self.built(lambda digest: statement(SPDX, spdx(*LISTED[:-1], "pkg:npm/evil@6"), digest))
        target = push(layout, without.host, "verify/app", "1")
        document = self.go("sbom", "verify", "--format", "json", target, code=e2e.GATE_FAILED).json()
        self.assertEqual([one["purl"] for one in document["missing"]], ["pkg:npm/left-pad@1.0.0"])
        self.assertEqual([one["purl"] for one in document["invented"]], ["pkg:npm/evil@6"])

    def test_many_writers_at_once_lose_nothing(self):
        many = 8
        for number, registry in enumerate((with_referrers, without)):
            target, _ = self.image(registry, f"many/{number}")

            def add(one):
                file = self.folder / f"{one}.json"
                file.write_text(json.dumps({"number": one}))
                words = ("attestation", "add", "-q", "--file", file, "--predicate-type", f"https://example.org/{one}", target)
                return e2e.run(*words, env=self.env)

            with concurrent.futures.ThreadPoolExecutor(many) as pool:
                done = list(pool.map(add, range(many)))
            self.assertEqual([one.code for one in done], [e2e.OK] * many, "\n".join(map(str, done)))
            rows = self.go("attestation", "list", "--format", "json", target, code=e2e.OK).json()["attestations"]
            self.assertEqual(
                {row["predicate_type"] for row in rows}, {f"https://example.org/{one}" for one in range(many)}, registry
            )

    def test_what_others_listed_stays(self):
        layout, image = self.plain()
        other = layout.referrer(image, IN_TOTO, statement(VEX, {}, image["digest"]), listed=False)
        other["annotations"] = {"org.example.own": "1"}
        index = layout.index([other])
        layout.manifests.pop()
        layout.tag(image["digest"].replace(":", "-"), index)
        layout.write()
        target = push(layout, without.host, "others/app", "1")
        file = self.folder / "x.json"
        file.write_text("{}")
        self.go("attestation", "add", "--file", file, "--predicate-type", "https://example.org/x", target, code=e2e.OK)
        tag = image["digest"].replace(":", "-")
        _, _, body = peers.ask(without.host, "GET", f"/v2/others/app/manifests/{tag}", Accept=images.OCI + "index.v1+json")
        listed = json.loads(body)["manifests"]
        self.assertEqual(len(listed), 2)
        self.assertEqual(listed[0], other)
        self.assertEqual(listed[1]["annotations"]["in-toto.io/predicate-type"], "https://example.org/x")


if __name__ == "__main__":
    e2e.main()
