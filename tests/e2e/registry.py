#!/usr/bin/env python3
"""Images in registries: every form that is pushed there, who may see them, where else they are looked for, and what happens when
the registry or somebody between misbehaves. The peers are real (tests/e2e/peers.py); the one between is tests/e2e/fault_proxy.py."""

import base64
import gzip
import hashlib
import json
import os
import resource
import shutil
import ssl
import subprocess
import time
import unittest

import attested
import e2e
import fault_proxy
import images
import peers
import tunnel

BASE = images.tar(*images.deb(("libold", "1.0-1")), images.npm("minimist", "1.1.0"))
TOP = images.tar(images.npm("minimist", "1.2.0"))
FOUND = {("libold", "1.0-1"), ("minimist", "1.2.0")}
OCI_MANIFEST, OCI_INDEX = images.OCI + "manifest.v1+json", images.OCI + "index.v1+json"

registry = None


def setUpModule():
    global registry
    if peers.DOCKER_REGISTRY and peers.SKOPEO:
        registry = peers.Registry()


def tearDownModule():
    if registry:
        registry.close()


@unittest.skipUnless(peers.DOCKER_REGISTRY and peers.SKOPEO, "skipped: docker-registry or skopeo absent")
class RegistryCase(e2e.Case):
    def setUp(self):
        super().setUp()
        self.home = self.folder / "home"
        self.home.mkdir()
        self.env = {"HOME": str(self.home), "XDG_CACHE_HOME": str(self.folder / "cache"), "PRATIQUE_NO_CACHE": "1"}
        # Looking for attestations takes requests of its own (attached_afar.py counts these).
        self.env["PRATIQUE_PREFER_ATTESTATION"] = "false"

    def layout(self, name="image", layers=(BASE, TOP), **how):
        layout = images.Layout(self.folder / name)
        layout.image(list(layers), **how)
        return layout.write()

    def pushed(self, name, layout=None, host=None, *words):
        """Pushes the layout's bytes as they are; gives what names it in the registry."""
        target = f"{host or registry.host}/{name}"
        peers.copy(f"oci:{layout or self.layout(name.replace('/', '-').replace(':', '-'))}", f"docker://{target}", "--preserve-digests", *words)
        return target

    def document(self, target, *more, env=None, **how):
        return self.sbom(target, *more, env=self.env | (env or {}), **how)

    def found(self, target, *more, **how):
        document, done = self.document(target, *more, **how)
        self.assertEqual([note for note in document["notes"] if note.get("incomplete")], [], done)
        return e2e.packages(document)

    def fails(self, target, *words, env=None, more=(), code=e2e.FAILED, seconds=30):
        done = self.run_program("sbom", *more, target, env=self.env | (env or {}), code=code, seconds=seconds)
        self.assertEqual(done.out, b"", done)
        for word in words:
            self.assertIn(word, done.errors, done)
        self.assert_secret(done)
        self.assert_nothing_left()
        return done

    def assert_secret(self, done):
        for secret in (peers.PASSWORD, peers.REFRESH, base64.b64encode(f"{peers.USER}:{peers.PASSWORD}".encode()).decode()):
            self.assertNotIn(secret, done.text + done.errors)

    def assert_nothing_left(self):
        left = [path for path in (self.folder / "cache").rglob("*") if path.is_file()]
        self.assertEqual(left, [])

    def same_as_folder(self, target, folder, *more):
        """The documents of both, but for the subject's name and where it was obtained, are the same bytes."""
        for command, form in (("sbom", "json"), ("sbom", "cyclonedx"), ("sbom", "list"), ("quickview", "json")):
            texts = []
            for word in (target, f"oci-dir://{folder}"):
                done = self.run_program(command, "--format", form, *more, word, env=self.env, code=e2e.OK)
                names = [word.split("://")[-1], word, target, str(folder), f"registry {registry.host}"]
                text = done.text
                if form in ("json", "cyclonedx"):
                    document = json.loads(text)
                    text = json.dumps(self.without_place(document, set(names)), indent=1)
                texts.append(text)
            self.assertEqual(texts[0], texts[1], (command, form))

    def without_place(self, part, names):
        if isinstance(part, dict):
            if str(part.get("name", "")) == "pratique:obtained_from":
                return None
            skipped = ("obtained_from", "serialNumber", "bom-ref", "ref", "target")
            return {key: self.without_place(value, names) for key, value in part.items() if key not in skipped}
        if isinstance(part, list):
            return [one for one in (self.without_place(one, names) for one in part) if one is not None]
        its_place = isinstance(part, str) and (part.startswith("pkg:oci/") or any(name in part for name in names))
        return "PLACE" if its_place else part


class Forms(RegistryCase):
    def test_an_image_is_the_same_from_a_registry_and_a_folder(self):
        folder = self.layout()
        target = self.pushed("same/app:1", folder)
        self.same_as_folder(f"registry://{target}", folder)

    def test_every_form_that_is_pushed(self):
        folder = self.layout()
        forms = {
            "oci": ["--format", "oci"],
            "docker": ["--format", "v2s2"],
            "zstd": ["--format", "oci", "--dest-compress-format", "zstd"],
            "zstd-chunked": ["--format", "oci", "--dest-compress-format", "zstd:chunked"],
            "estargz-like": ["--format", "oci", "--dest-compress-format", "gzip", "--dest-compress-level", "9"],
        }
        for name, words in forms.items():
            with self.subTest(name):
                target = f"{registry.host}/forms/{name}:1"
                peers.copy(f"oci:{folder}", f"docker://{target}", *words)
                self.assertEqual(self.found(f"registry://{target}"), FOUND)
                copied = self.folder / f"copy-{name}"
                peers.copy(f"docker://{target}", f"dir:{copied}", "--preserve-digests")
                self.same_as_folder(f"registry://{target}", copied)

    def test_indexes(self):
        layout = images.Layout(self.folder / "many")
        arm = layout.image([images.tar(*images.deb(("forarm", "1")))], architecture="arm64", listed=False)
        intel = layout.image([BASE, TOP], listed=False)
        inner = layout.index([intel, arm])
        layout.manifests = []
        layout.index([inner])
        layout.write()
        repository = "indexes/app"
        for blob in (self.folder / "many/blobs/sha256").iterdir():
            data = blob.read_bytes()
            if b'"schemaVersion"' not in data[:2000]:
                peers.put_blob(registry.host, repository, data)
        blobs = self.folder / "many/blobs/sha256"
        for one, kind in ((arm, OCI_MANIFEST), (intel, OCI_MANIFEST), (inner, OCI_INDEX)):
            peers.put_manifest(registry.host, repository, one["digest"], (blobs / one["digest"][7:]).read_bytes(), kind)
        outer = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [inner]}
        for depth in range(5):
            text = peers.put_manifest(registry.host, repository, f"deep{depth}", outer, OCI_INDEX)
            described = {"mediaType": OCI_INDEX, "digest": "sha256:" + images.sha256(text), "size": len(text)}
            outer = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [described]}
        target = f"registry://{registry.host}/{repository}"
        self.assertEqual(self.found(f"{target}@{inner['digest']}"), FOUND)
        self.assertEqual(self.found(f"{target}@{inner['digest']}", "--platform", "linux/arm64"), {("forarm", "1")})
        for depth in range(4):
            self.assertEqual(self.found(f"{target}:deep{depth}"), FOUND)
        self.fails(f"{target}:deep4", "nested deeper than 4")
        self.fails(f"{target}@{inner['digest']}", "no image for linux/riscv64", more=("--platform", "linux/riscv64"), code=e2e.BAD_USAGE)
        digest = intel["digest"]
        self.assertEqual(self.found(f"{target}:deep0@{digest}"), FOUND)

    def test_layers_that_are_not_read_are_notes(self):
        folder = self.layout()
        manifest = json.loads((folder / "blobs/sha256" / json.loads((folder / "index.json").read_text())["manifests"][0]["digest"][7:]).read_text())
        repository = "notes/app"
        for one in (manifest["config"], *manifest["layers"]):
            peers.put_blob(registry.host, repository, (folder / "blobs/sha256" / one["digest"][7:]).read_bytes())
        top = manifest["layers"][1]
        for media_type, word, there in (
            (images.OCI + "layer.nondistributable.v1.tar+gzip", "kept elsewhere", False),
            (images.OCI + "layer.nondistributable.v1.tar+gzip", None, True),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "kept elsewhere", False),
            (images.OCI + "layer.v1.tar+encrypted", "which is not read", True),
            ("application/vnd.example.blob", "which is not read", True),
        ):
            with self.subTest(media_type, there=there):
                changed = dict(top, mediaType=media_type)
                if not there:
                    changed |= {"digest": "sha256:" + "e" * 64, "urls": [f"http://{registry.host}/elsewhere"]}
                document = dict(manifest, layers=[manifest["layers"][0], changed])
                with fault_proxy.FaultProxy(registry.url) as proxy:
                    text = json.dumps(document).encode()
                    proxy.spoil("manifest", Made(text, OCI_MANIFEST))
                    read, done = self.document(f"registry://{proxy.host}/{repository}:1")
                    notes = [note["message"] for note in read["notes"] if note.get("incomplete")]
                    if word:
                        self.assertTrue(any(word in note for note in notes), notes)
                        self.assertIn(("minimist", "1.1.0"), e2e.packages(read))
                        self.fails_strict(f"registry://{proxy.host}/{repository}:1")
                    else:
                        self.assertEqual(notes, [])
                    self.assertNotIn("/elsewhere", [seen.path for seen in proxy.seen])

    def fails_strict(self, target):
        self.run_program("sbom", "--strict", target, env=self.env, code=e2e.INCOMPLETE)

    def test_what_is_no_image_is_said(self):
        with fault_proxy.FaultProxy() as proxy:
            config = {"mediaType": "application/vnd.oci.empty.v1+json", "digest": "sha256:" + images.sha256(b"{}"), "size": 2}
            first = {"schemaVersion": 1, "name": "x", "tag": "1", "fsLayers": [], "history": []}
            for text, kind, word in (
                (first, "application/vnd.docker.distribution.manifest.v1+prettyjws", "schema 1"),
                (first, OCI_MANIFEST, "schema 1"),
                ({"schemaVersion": 2, "artifactType": "application/vnd.example.chart", "config": config, "layers": []}, OCI_MANIFEST, "artifact of type application/vnd.example.chart"),
                ({"mediaType": "application/vnd.oci.artifact.manifest.v1+json", "artifactType": "text/x", "blobs": []}, "", "artifact of type text/x"),
                ({"schemaVersion": 2, "manifests": []}, OCI_INDEX, "names no image"),
                ({"schemaVersion": 2, "manifests": [], "layers": [], "config": config}, OCI_INDEX, "manifest and an index in one"),
                ([], OCI_MANIFEST, "no JSON object"),
            ):
                proxy.reset()
                proxy.spoil("manifest", Made(json.dumps(text).encode(), kind))
                with self.subTest(word):
                    self.fails(f"registry://{proxy.host}/odd:1", word)


class Made(fault_proxy.Fault):
    """An answer of our own."""

    def __init__(self, body, media_type, status=200):
        self.body, self.media_type, self.status = body, media_type, status

    def answer(self, handler):
        handler.whole(self.status, [("Content-Type", self.media_type)], self.body)


class Words(RegistryCase):
    def test_every_word_that_names_it(self):
        name = self.pushed("words/app:1")
        for word in (f"registry://{name}", f"image://{name}", name, name.replace("127.0.0.1", "localhost")):
            done = self.document(word)[1]
            self.assertIn("Image from the registry ", done.errors)
        document = self.document(name)[0]
        self.assertEqual(document["subject"]["obtained_from"], f"registry {registry.host}")
        self.assertEqual(document["subject"]["name"], name)

    def test_a_path_that_is_there_wins(self):
        folder = self.layout("alpine", layers=[TOP])
        self.assertEqual(e2e.packages(self.document("alpine", cwd=folder.parent)[0]), {("minimist", "1.2.0")})

    def test_what_is_neither_is_told_both(self):
        self.fails(f"{registry.host}/no/such:1", "is no file or directory, and as an image", "not found")
        self.fails("No/Such", "is no file or directory, and", "lower-case")
        self.fails(f"registry://{registry.host}/no/such:1", "not found")
        self.fails(f"registry://{registry.host}/No", "lower-case")
        self.fails("registry://", "needs an image's name", code=e2e.BAD_USAGE)
        self.fails("registry://127.0.0.1:1/app", "127.0.0.1:1", seconds=60)


class Logins(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import tempfile

        cls.place = tempfile.TemporaryDirectory(prefix="pratique-logins-")
        cls.tokens = peers.TokenServer(cls.place.name)
        cls.basic = peers.Registry(auth=peers.htpasswd(cls.place.name))
        cls.token = peers.Registry(auth=cls.tokens.configuration())

    @classmethod
    def tearDownClass(cls):
        cls.tokens.close()
        cls.basic.close()
        cls.token.close()
        cls.place.cleanup()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.tokens.asked.clear()

    def push(self, host, name):
        return self.pushed(name, self.layout(), host, "--dest-creds", f"{peers.USER}:{peers.PASSWORD}")

    def test_a_password(self):
        name = self.push(self.basic.host, "team/app:1")
        login = peers.login_file(self.folder, self.basic.host)
        self.assertEqual(self.found(name, env=login), FOUND)
        own = {"PRATIQUE_REGISTRY_USER": peers.USER, "PRATIQUE_REGISTRY_PASSWORD": peers.PASSWORD}
        self.assertEqual(self.found(name, env=own), FOUND)
        auth = self.folder / "auth.json"
        auth.write_text(json.dumps({"auths": {f"{self.basic.host}/team": {"username": peers.USER, "password": peers.PASSWORD}}}))
        self.assertEqual(self.found(name, env={"REGISTRY_AUTH_FILE": str(auth)}), FOUND)
        self.fails(f"registry://{name}", "wants a user and password", "docker login")
        wrong = peers.login_file(self.folder, self.basic.host, username=peers.USER, password="no")
        self.fails(f"registry://{name}", "refuses", env=wrong)
        self.fails(f"registry://{name}", "PRATIQUE_REGISTRY_PASSWORD", env={"PRATIQUE_REGISTRY_USER": "me"}, code=e2e.BAD_USAGE)

    def test_a_credential_helper(self):
        name = self.push(self.basic.host, "team/app:2")
        tool = self.folder / "docker-credential-tide"
        tool.write_text(
            f"#!/bin/sh\nread server\n[ \"$server\" = {self.basic.host} ] || exit 1\n"
            f"echo '{{\"Username\":\"{peers.USER}\",\"Secret\":\"{peers.PASSWORD}\"}}'\n"
        )
        tool.chmod(0o700)
        (self.folder / "docker").mkdir()
        (self.folder / "docker/config.json").write_text(json.dumps({"credsStore": "tide"}))
        env = {"DOCKER_CONFIG": str(self.folder / "docker"), "PATH": f"{self.folder}:{os.environ['PATH']}"}
        self.assertEqual(self.found(name, env=env), FOUND)
        self.fails(f"registry://{name}", "not installed", env={"DOCKER_CONFIG": str(self.folder / "docker")})

    def test_tokens(self):
        name = self.push(self.token.host, "team/app:1")
        self.tokens.asked.clear()
        self.assertEqual(self.found(name, env=peers.login_file(self.folder, self.token.host)), FOUND)
        # One token serves the manifest, the config and all layers.
        self.assertEqual(len(self.tokens.asked), 1)
        self.assertEqual(self.tokens.asked[0][1]["scope"], ["repository:team/app:pull"])
        refresh = peers.login_file(self.folder, self.token.host, auth=base64.b64encode(b"x:").decode(), identitytoken=peers.REFRESH)
        self.tokens.asked.clear()
        self.assertEqual(self.found(name, env=refresh), FOUND)
        self.assertEqual([(method, given) for method, _, given in self.tokens.asked], [("POST", None)])
        ready = self.tokens.token(["repository", "team/app", "pull"])
        self.tokens.asked.clear()
        self.assertEqual(self.found(name, env={"PRATIQUE_REGISTRY_TOKEN": ready}), FOUND)
        self.assertEqual(self.tokens.asked, [])
        self.fails(f"registry://{name}", "gives no token to somebody without a login")
        self.fails(f"registry://{name}", "refuses the credentials", env={"PRATIQUE_REGISTRY_TOKEN": "none"})
        wrong = peers.login_file(self.folder, self.token.host, username=peers.USER, password="no")
        self.fails(f"registry://{name}", "gives no token for the login of", env=wrong)

    def test_a_token_that_ends_in_the_middle_is_renewed_once(self):
        name = self.push(self.token.host, "team/app:3")
        with fault_proxy.FaultProxy(f"http://{self.token.host}") as proxy:
            target = name.replace(self.token.host, proxy.host)
            login = peers.login_file(self.folder, proxy.host)
            ended = Challenge(f'Bearer realm="{self.tokens.realm}",service="harbour",scope="repository:team/app:pull",error="invalid_token"')
            for kind in ("blob", "manifest"):
                with self.subTest(kind):
                    proxy.reset()
                    self.tokens.asked.clear()
                    proxy.spoil(kind, ended, times=2 if kind == "manifest" else 1)
                    if kind == "blob":
                        self.assertEqual(self.found(target, env=login), FOUND)
                        self.assertEqual(len(self.tokens.asked), 2)
                    else:  # the new one is refused as well: nothing is asked for ever
                        self.fails(f"registry://{target}", "refuses the credentials", env=login)
                        self.assertLessEqual(len(self.tokens.asked), 2)

    def test_anybody_may_read_what_is_public(self):
        name = self.push(self.token.host, "public/app:1")
        self.tokens.asked.clear()
        self.assertEqual(self.found(name), FOUND)
        self.assertEqual([given for _, _, given in self.tokens.asked], [None])

    def test_a_realm_of_somebody_else_gets_nothing(self):
        with fault_proxy.FaultProxy(registry.url) as proxy:
            challenge = 'Bearer realm="https://evil.example/token",service="x",scope="repository:team/app:pull"'
            proxy.spoil("any", Challenge(challenge))
            login = peers.login_file(self.folder, proxy.host)
            self.fails(f"registry://{proxy.host}/team/app:1", "evil.example", "somebody else", env=login)
            self.assertEqual([seen.credentials() for seen in proxy.seen if seen.credentials()], [])

    def test_credentials_do_not_follow_a_redirect(self):
        name = self.pushed("redirected/app:1")
        with fault_proxy.FaultProxy(registry.url) as proxy:
            proxy.spoil("manifest", Challenge('Basic realm="x"'), times=1)
            proxy.spoil("blob", fault_proxy.Redirect(proxy.elsewhere.url + "{path}"))
            login = peers.login_file(self.folder, proxy.host)
            target = name.replace(registry.host, proxy.host)
            self.assertEqual(self.found(target, env=login), FOUND)
            self.assertTrue(any(seen.credentials() for seen in proxy.seen))
            self.assertGreater(len(proxy.elsewhere.seen), 0)
            self.assertEqual([seen.credentials() for seen in proxy.elsewhere.seen if seen.credentials()], [])


class Challenge(fault_proxy.Fault):
    def __init__(self, challenge):
        self.challenge = challenge

    def answer(self, handler):
        handler.whole(401, [("WWW-Authenticate", self.challenge)], b"{}")


class Places(RegistryCase):
    def test_mirrors(self):
        name = self.pushed("mirrored/app:1")
        digest = json.loads((self.folder / "mirrored-app-1/index.json").read_text())["manifests"][0]["digest"]
        with fault_proxy.FaultProxy(registry.url) as mirror, fault_proxy.FaultProxy() as dead:
            rule = f'[[registry]]\nprefix="ship.example"\nlocation="{registry.host}/mirrored"\n'
            rule += f'[[registry.mirror]]\nlocation="{dead.host}/mirrored"\n[[registry.mirror]]\nlocation="{mirror.host}/mirrored"\n'
            conf = self.folder / "registries.conf"
            conf.write_text(rule)
            env = {"CONTAINERS_REGISTRIES_CONF": str(conf)}
            document, done = self.document("ship.example/app:1", env=env)
            self.assertEqual(e2e.packages(document), FOUND)
            self.assertEqual(document["subject"]["obtained_from"], f"registry {mirror.host} (mirror of ship.example)")
            self.assertIn("mirror of ship.example", done.errors)
            self.assertGreater(len(dead.seen), 0)
            # Without what the mirrors lack the registry itself answers.
            mirror.spoil("any", fault_proxy.Status(404))
            self.assertEqual(self.found("ship.example/app:1", env=env), FOUND)
            conf.write_text(rule.replace("[[registry.mirror]]", "mirror-by-digest-only=true\n[[registry.mirror]]", 1))
            mirror.reset()
            self.assertEqual(self.found("ship.example/app:1", env=env), FOUND)
            self.assertEqual(mirror.seen, [])
            self.assertEqual(self.found(f"ship.example/app@{digest}", env=env), FOUND)
            self.assertGreater(len(mirror.seen), 0)
            conf.write_text('[[registry]]\nprefix="ship.example"\nblocked=true\n')
            self.fails("registry://ship.example/app:1", "blocked", env=env)
            mirror.reset()
            peers.copy(f"docker://{name}", f"docker://{registry.host}/library/hubimage:1", "--preserve-digests")
            self.assertEqual(self.found("hubimage:1", "--registry-mirror", f"http://{mirror.host}"), FOUND)
            self.assertIn("/v2/library/hubimage/manifests/1", [seen.path for seen in mirror.seen])

    def test_certificates(self):
        key, crt = peers.certificate(self.folder)
        secure = peers.Registry(tls={"certificate": str(crt), "key": str(key)})
        self.addCleanup(secure.close)
        name = self.pushed("secure/app:1", host=secure.host)
        self.fails(f"registry://{name}", "certificate")
        self.assertEqual(self.found(name, "--cacert", crt), FOUND)
        self.assertEqual(self.found(name, "--insecure"), FOUND)
        self.assertEqual(self.found(name, env={"SSL_CERT_FILE": str(crt)}), FOUND)
        folder = self.home / ".config/containers/certs.d" / secure.host
        folder.mkdir(parents=True)
        (folder / "ca.crt").write_bytes(crt.read_bytes())
        self.assertEqual(self.found(name), FOUND)

    def test_proxies(self):
        (self.folder / "ship").mkdir()
        key, crt = peers.certificate(self.folder / "ship", host="127.0.0.1", more="DNS:ship.example")
        secure = peers.Registry(tls={"certificate": str(crt), "key": str(key)})
        self.addCleanup(secure.close)
        self.pushed("proxied/app:1", host=secure.host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(crt, key)
        name, trust = "ship.example/proxied/app:1", ("--cacert", crt)
        for scheme, variable, tls in (
            ("http", "HTTPS_PROXY", None),
            ("http", "https_proxy", None),
            ("https", "HTTPS_PROXY", context),
            ("socks5h", "HTTPS_PROXY", None),
            ("socks5h", "ALL_PROXY", None),
        ):
            none = {"HTTPS_PROXY": None, "HTTP_PROXY": None, "https_proxy": None, "ALL_PROXY": None}
            with self.subTest(f"{variable}={scheme}"), tunnel.Tunnel(secure.host, context=tls) as through:
                self.assertEqual(self.found(f"registry://{name}", *trust, env=none | {variable: f"{scheme}://{through.host}"}), FOUND)
                self.assertEqual(set(through.asked), {"ship.example:443"})
        with tunnel.Tunnel(secure.host, login="mate:anchor") as through:
            self.assertEqual(self.found(f"registry://{name}", *trust, env={"HTTPS_PROXY": f"http://mate:anchor@{through.host}"}), FOUND)
            done = self.fails(f"registry://{name}", "407", more=trust, env={"HTTPS_PROXY": f"http://mate:reef-77@{through.host}"})
            self.assertNotIn("reef-77", done.errors)
            self.assertIn("wants a login", done.errors)

    def test_certificates_of_a_folder(self):
        key, crt = peers.certificate(self.folder)
        secure = peers.Registry(tls={"certificate": str(crt), "key": str(key)})
        self.addCleanup(secure.close)
        name = self.pushed("folder/app:1", host=secure.host)
        folder = self.folder / "trusted"
        folder.mkdir()
        self.fails(f"registry://{name}", "certificate", env={"SSL_CERT_DIR": str(folder)})
        shutil.copy(crt, folder / "peer.pem")
        subprocess.run(["openssl", "rehash", folder], check=True)
        self.assertEqual(self.found(name, env={"SSL_CERT_DIR": str(folder)}), FOUND)

    def test_a_registry_that_wants_a_client_certificate(self):
        key, crt = peers.certificate(self.folder)
        (self.folder / "client").mkdir()
        own_key, own = peers.certificate(self.folder / "client", "client")
        secure = peers.Registry(tls={"certificate": str(crt), "key": str(key), "clientcas": [str(own)]})
        self.addCleanup(secure.close)
        certificates = self.folder / "certificates"
        certificates.mkdir()
        for path, name in ((own_key, "client.key"), (own, "client.cert"), (crt, "ca.crt")):
            (certificates / name).write_bytes(path.read_bytes())
        name = self.pushed("mutual/app:1", None, secure.host, "--dest-cert-dir", certificates)
        self.fails(f"registry://{name}", secure.host, more=("--cacert", crt))
        folder = self.home / ".config/containers/certs.d" / secure.host
        shutil.copytree(certificates, folder)
        self.assertEqual(self.found(name), FOUND)
        # A certificate without its key is no half of a login.
        (folder / "client.key").unlink()
        self.fails(f"registry://{name}", "client")
        self.fails(f"registry://{name}", "", more=("--cacert", self.folder / "none"), code=(e2e.FAILED, e2e.BAD_USAGE))


class Transfer(RegistryCase):
    def test_four_layers_come_at_once(self):
        layers = [images.tar(images.npm(f"part{number}", "1.0.0")) for number in range(8)]
        name = self.pushed("wide/app:1", self.layout("wide", layers))
        wanted = {(f"part{number}", "1.0.0") for number in range(8)}
        layers = {layer["digest"] for layer in self.document(name)[0]["subject"]["layers"]}
        self.assertEqual(len(layers), 8)
        with fault_proxy.FaultProxy(registry.url) as proxy:
            together = fault_proxy.Together(4)
            for digest in layers:
                proxy.spoil("blob", together, only=digest)
            self.assertEqual(self.found(name.replace(registry.host, proxy.host)), wanted)

    def test_how_often_is_asked(self):
        layout = images.Layout(self.folder / "many")
        one = layout.image([BASE, TOP], listed=False)
        other = layout.image([BASE], architecture="arm64", listed=False)
        layout.manifests = [one, other]
        folder = layout.write()
        repository = "counted/app"
        for blob in (folder / "blobs/sha256").iterdir():
            if b'"schemaVersion"' not in blob.read_bytes()[:2000]:
                peers.put_blob(registry.host, repository, blob.read_bytes())
        for described in (one, other):
            peers.put_manifest(registry.host, repository, described["digest"], (folder / "blobs/sha256" / described["digest"][7:]).read_bytes(), OCI_MANIFEST)
        peers.put_manifest(registry.host, repository, "1", (folder / "index.json").read_bytes(), OCI_INDEX)
        with fault_proxy.FaultProxy(registry.url) as proxy:
            # Without the layers: index, manifest, config.
            self.assertEqual(self.found(f"{proxy.host}/{repository}:1"), FOUND)
            self.assertEqual(proxy.counts(), {"manifest": 2, "blob": 3})

    def test_layers_that_are_known_are_not_fetched(self):
        with fault_proxy.FaultProxy(registry.url) as proxy:
            name = self.pushed("warm/app:1").replace(registry.host, proxy.host)
            warm = {"PRATIQUE_NO_CACHE": None}
            cold = self.document(name, env=warm)[0]
            proxy.reset()
            self.assertEqual(self.document(name, env=warm)[0], cold)
            # The manifest: what it names by digest is kept.
            self.assertEqual(proxy.counts(), {"manifest": 1})
            # From the same cache, whichever way the image comes.
            proxy.reset()
            folder = self.folder / "warm-app-1"
            self.assertEqual(e2e.packages(self.document(f"oci-dir://{folder}", env=warm)[0]), FOUND)

    def test_an_attested_image_is_answered_without_its_layers(self):
        layout = attested.Layout(self.folder / "attested")
        purl = "pkg:deb/debian/attested@1.0?arch=amd64&distro=debian-12"
        layout.built([BASE], lambda digest: [attested.statement(attested.SPDX, attested.spdx(purl), digest)])
        folder = layout.write()
        repository = "attested/app"
        blobs = {path.name: path.read_bytes() for path in (folder / "blobs/sha256").iterdir()}
        manifests = {name: data for name, data in blobs.items() if b'"schemaVersion"' in data[:4000]}
        for name, data in blobs.items():
            if name not in manifests:
                peers.put_blob(registry.host, repository, data)
        # Indexes last: what they name must be there.
        for name, data in sorted(manifests.items(), key=lambda one: b'"manifests"' in one[1]):
            kind = OCI_INDEX if b'"manifests"' in data else OCI_MANIFEST
            peers.put_manifest(registry.host, repository, "sha256:" + name, data, kind)
        top = json.loads((folder / "index.json").read_text())["manifests"]
        with fault_proxy.FaultProxy(registry.url) as proxy:
            tag = f"@{top[0]['digest']}" if len(top) == 1 else ":1"
            if len(top) > 1:
                peers.put_manifest(registry.host, repository, "1", (folder / "index.json").read_bytes(), OCI_INDEX)
            looked = {"PRATIQUE_PREFER_ATTESTATION": None}
            document, done = self.document(f"registry://{proxy.host}/{repository}{tag}", env=looked)
            self.assertIn("SBOM obtained from attestation", done.errors)
            self.assertEqual(e2e.packages(document), {("attested", "1.0")})
            asked = [seen.path for seen in proxy.seen]
            self.assertLessEqual(len(asked), 6, asked)
            layers = {one["digest"] for one in document["subject"]["layers"]}
            self.assertFalse([path for path in asked if path.rsplit("/", 1)[-1] in layers], asked)

    def test_a_registry_with_referrers(self):
        peer = peers.ReferrersRegistry()
        self.addCleanup(peer.close)
        folder = self.layout("peer")
        name = self.pushed("peer/app:1", folder, peer.host)
        self.assertEqual(self.found(f"registry://{name}"), FOUND)

    def test_a_further_pass_does_not_fetch_again(self):
        # Programs whose tables lie at their end need one; and a link that is known when all layers are read.
        status = images.deb(("linked", "1.0"))[1][1]
        layers = [images.tar(images.deb()[0], ("data/packages", status)), images.tar(images.symlink("var/lib/dpkg/status", "../../../data/packages"))]
        folder = self.layout("further", layers=layers)
        with fault_proxy.FaultProxy(registry.url) as proxy:
            name = self.pushed("further/app:1", folder).replace(registry.host, proxy.host)
            done = self.run_program("sbom", "-v", name, env=self.env, code=e2e.OK)
            self.assertNotIn(" 0 further passes", done.errors)
            self.assertEqual(proxy.counts()["blob"], 3)
            self.assertEqual(e2e.packages(done.json()), {("linked", "1.0")})
            # Where nothing may be kept, it is said what was not read.
            proxy.reset()
            read, done = self.document(name, "--spool-limit", "10")
            notes = [note["message"] for note in read["notes"] if note.get("incomplete")]
            self.assertTrue(any("could not be read again" in note and "--spool-limit" in note for note in notes), notes)
            self.assertEqual(proxy.counts()["blob"], 3)
            # The same when the disk is full: files may not grow then.
            command = ["bash", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$0" "$@"']
            proxy.reset()
            full = e2e.run("sbom", name, env=self.env, before=command)
            self.assertIn(full.code, (e2e.OK, e2e.FAILED), full)

    def test_progress_is_for_terminals(self):
        name = self.pushed("progress/app:1")
        command = [e2e.BINARY, "sbom", "-o", "/dev/null", name]
        env = {"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8", "PRATIQUE_DB": str(e2e.DATABASE)} | self.env
        code, said = e2e.on_terminal(command, env, errors=True)
        self.assertEqual(code, 0, said)
        self.assertIn(b" MB", said)
        done = self.run_program("sbom", name, env=self.env)
        self.assertNotIn(" MB", done.errors)
        self.assertNotIn("\r", done.errors)


class Faults(RegistryCase):
    """One row for each thing that goes wrong on the way: what is said, and how it ends."""

    def setUp(self):
        super().setUp()
        self.proxy = fault_proxy.FaultProxy(registry.url)
        self.addCleanup(self.proxy.close)
        noise = images.tar(*images.deb(("libold", "1.0-1")), ("noise", os.urandom(200_000)))
        self.wanted = {("libold", "1.0-1"), ("minimist", "1.2.0")}
        name = self.pushed("faults/app:1", self.layout("faults", layers=[noise, TOP]))
        self.target = f"registry://{name.replace(registry.host, self.proxy.host)}"
        self.proxy.reset()

    def survives(self, *more, seconds=60):
        self.assertEqual(self.found(self.target, *more, seconds=seconds), self.wanted)
        self.assert_nothing_left()

    def test_a_cut_goes_on_by_range(self):
        self.proxy.spoil("blob", fault_proxy.Cut(50_000), times=3)
        self.survives()
        self.assertTrue(any("range" in seen.headers for seen in self.proxy.seen))

    def test_a_cut_without_ranges_goes_on(self):
        self.proxy.spoil("blob", fault_proxy.Cut(50_000), times=1, only="")
        self.proxy.spoil("blob", fault_proxy.NoRange())
        self.survives()

    def test_a_manifest_that_is_cut_is_asked_for_again(self):
        self.proxy.spoil("manifest", fault_proxy.Cut(100), times=2)
        self.survives()
        self.assertEqual(self.proxy.counts()["manifest"], 3)

    def test_a_storm_passes(self):
        self.proxy.spoil("manifest", fault_proxy.Storm(1), times=2)
        self.survives()

    def test_a_slow_peer(self):
        self.proxy.spoil("blob", fault_proxy.Slow(20_000, 0.02))
        self.survives()

    def test_errors(self):
        rows = (
            ("manifest", fault_proxy.Status(500, "oops"), "500"),
            ("manifest", fault_proxy.Status(403), "403"),
            ("manifest", fault_proxy.Flip(), "digest"),
            ("manifest", fault_proxy.HugeIndex(100_000), "more than 4194304 bytes"),
            ("manifest", fault_proxy.GzipBomb(1 << 28, True), "packed its answer"),
            ("manifest", fault_proxy.Endless(64 << 20), "more than 4194304 bytes"),
            ("manifest", fault_proxy.Unauthorised(), "refuses the credentials"),
            ("manifest", fault_proxy.Storm(3600), "429"),
            ("blob", fault_proxy.Flip(), "does not match its digest"),
            ("blob", fault_proxy.WrongLength(100), "descriptor says"),
            ("blob", fault_proxy.Endless(64 << 20), "descriptor says"),
            ("blob", fault_proxy.Status(404), "not found"),
            ("blob", fault_proxy.Redirect("http://169.254.169.254/latest/meta-data{path}"), "169.254.169.254"),
            ("blob", fault_proxy.Redirect("file:///etc/passwd"), "redirect"),
            ("blob", fault_proxy.Redirect(f"{self.proxy.url}{{path}}"), "redirects"),
        )
        for kind, fault, word in rows:
            with self.subTest(kind=kind, fault=type(fault).__name__, word=word):
                self.proxy.reset()
                self.proxy.spoil(kind, fault)
                self.fails(self.target, word, seconds=90)

    def test_cuts_that_never_end(self):
        self.proxy.spoil("blob", fault_proxy.Cut(0))
        self.fails(self.target, "127.0.0.1", seconds=120)

    def test_cuts_that_bring_little_each(self):
        """Something new comes each time, and would for hours."""
        self.proxy.spoil("blob", fault_proxy.Cut(1000))
        self.fails(self.target, "cut off 21 times, after ", seconds=120)
        self.assertLess(self.proxy.counts()["blob"], 100)

    def test_a_layer_that_never_comes_whole_is_no_damaged_image(self):
        manifest = json.loads(peers.ask(registry.host, "GET", "/v2/faults/app/manifests/1", Accept=OCI_MANIFEST)[2])
        for more in ([], ["--no-sandbox"]):
            for fault, word in ((fault_proxy.Cut(0), "the connection ended before the answer did"), (fault_proxy.Status(503), "503")):
                with self.subTest(word, more=more):
                    self.proxy.reset()
                    self.proxy.spoil("blob", fault_proxy.Cut(50_000), times=1, only=manifest["layers"][0]["digest"])
                    self.proxy.spoil("blob", fault, only=manifest["layers"][0]["digest"])
                    done = self.fails(self.target, word, more=more, seconds=120)
                    self.assertNotIn("damaged", done.errors)

    def test_index_entries_beyond_the_limit_are_told(self):
        index = fault_proxy.HugeIndex(2_000)
        self.proxy.spoil("manifest", index, times=1)
        self.fails(self.target, "")
        read = json.loads((self.folder / "faults/index.json").read_text())["manifests"][0]
        entry = read | {"platform": {"os": "linux", "architecture": "amd64"}}
        many = json.loads(index.body)["manifests"]
        for one in many:
            one["platform"] = {"os": "linux", "architecture": "s390x"}
        body = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [entry] + many}).encode()
        self.proxy.reset()
        self.proxy.spoil("manifest", Made(body, OCI_INDEX), times=1)
        document, _ = self.document(self.target)
        notes = [note["message"] for note in document["notes"] if note.get("incomplete")]
        self.assertTrue(any("more than 1,000" in note for note in notes), notes)


if __name__ == "__main__":
    e2e.main()
