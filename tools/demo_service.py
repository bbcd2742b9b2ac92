#!/usr/bin/env python3
"""tools/demo_service.py SHARED OUT [REGISTRY]: makes the images of examples/demo-service in the folder OUT, each an OCI image layout:
"bases" (Alpine 3.14 as of 2021 and as of 2023, 3.18, 3.20, of the root filesystems in SHARED/images) and "v1", "v2", "v3".
REGISTRY is where the bases will be found ("127.0.0.1:5000"; by default Docker Hub's names). Packages are npm's own: it is asked for
them once, and they are kept in build/demo-service. Same packages, same bytes."""

import gzip
import hashlib
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

sys.dont_write_bytecode = True
import buildkit_provenance  # noqa: E402  (it lies beside this file)

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples/demo-service"
MEDIA = "application/vnd.oci.image."
SOURCE = "https://git.example.com/harbour/demo-service"
REVISIONS = {"v1": "1" * 40, "v2": "2" * 40, "v3": "3" * 40}
# What Alpine 3.14.0 had, of the packages in the root filesystem of 3.14.10 (its release of 2021-06-15).
ALPINE_3_14_0 = {
    "musl": "1.2.2-r3", "busybox": "1.33.1-r2", "libcrypto1.1": "1.1.1k-r0", "libssl1.1": "1.1.1k-r0", "ca-certificates-bundle": "20191127-r5",
    "libretls": "3.3.3-r0", "ssl_client": "1.33.1-r2", "zlib": "1.2.11-r3", "apk-tools": "2.12.5-r1", "musl-utils": "1.2.2-r3",
}  # fmt: skip


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar_of(files, folders=()):
    """A tar of {name: bytes or (bytes, mode)}, in the order of names, with their folders."""
    out = io.BytesIO()
    parents = {"/".join(name.split("/")[:depth]) for name in files for depth in range(1, name.count("/") + 1)}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(parents | set(folders) | set(files)):
            entry = tarfile.TarInfo(name)
            if name not in files:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(entry)
                continue
            data, entry.mode = files[name] if isinstance(files[name], tuple) else (files[name], 0o644)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


class Layout:
    def __init__(self, out):
        self.out, self.manifests = out, []
        (out / "blobs/sha256").mkdir(parents=True)
        (out / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def blob(self, data, media):
        data = data if isinstance(data, bytes) else json.dumps(data, sort_keys=True).encode()
        digest = sha256(data)
        (self.out / "blobs/sha256" / digest.partition(":")[2]).write_bytes(data)
        return {"mediaType": media, "digest": digest, "size": len(data)}

    def image(self, layers, config, history, created, reference=None):
        """`layers`: plain tars. Gives the descriptor of the manifest, and those of the layers as they are stored."""
        packed = [self.blob(gzip.compress(one, 6, mtime=0), MEDIA + "layer.v1.tar+gzip") for one in layers]
        configured = self.blob({
            "architecture": "amd64", "os": "linux", "created": created, "config": config, "history": history,
            "rootfs": {"type": "layers", "diff_ids": [sha256(one) for one in layers]},
        }, MEDIA + "config.v1+json")  # fmt: skip
        manifest = self.blob({"schemaVersion": 2, "mediaType": MEDIA + "manifest.v1+json", "config": configured, "layers": packed}, MEDIA + "manifest.v1+json")
        manifest["platform"] = {"architecture": "amd64", "os": "linux"}
        if reference:
            self.manifests.append(manifest | {"annotations": {"org.opencontainers.image.ref.name": reference}})
        return manifest, packed

    def attest(self, manifest, statements):
        """Statements beside an image, as BuildKit puts them into its index: {predicate type: predicate}."""
        blobs = []
        for predicate_type, predicate in statements.items():
            statement = {
                "_type": "https://in-toto.io/Statement/v0.1",
                "predicateType": predicate_type,
                "subject": [{"name": "_", "digest": {"sha256": manifest["digest"].partition(":")[2]}}],
                "predicate": predicate,
            }
            blobs.append(self.blob(statement, "application/vnd.in-toto+json") | {"annotations": {"in-toto.io/predicate-type": predicate_type}})
        config = self.blob({"architecture": "unknown", "os": "unknown", "config": {}, "rootfs": {"type": "layers", "diff_ids": [one["digest"] for one in blobs]}}, MEDIA + "config.v1+json")
        found = self.blob({"schemaVersion": 2, "mediaType": MEDIA + "manifest.v1+json", "config": config, "layers": blobs}, MEDIA + "manifest.v1+json")
        return found | {
            "annotations": {"vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": manifest["digest"]},
            "platform": {"architecture": "unknown", "os": "unknown"},
        }

    def index_of(self, manifests, reference):
        index = self.blob({"schemaVersion": 2, "mediaType": MEDIA + "index.v1+json", "manifests": manifests}, MEDIA + "index.v1+json")
        self.manifests.append(index | {"annotations": {"org.opencontainers.image.ref.name": reference}})

    def write(self):
        index = {"schemaVersion": 2, "mediaType": MEDIA + "index.v1+json", "manifests": self.manifests}
        (self.out / "index.json").write_text(json.dumps(index, sort_keys=True))


def older(root):
    """The root filesystem of Alpine 3.14.10 as that of 3.14.0: its package database and its name of itself."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(root)) as source, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as target:
        for entry in source:
            data = source.extractfile(entry).read() if entry.isfile() else b""
            name = entry.name.removeprefix("./")
            if name == "lib/apk/db/installed":
                data = "".join(map(with_older_version, re.split(r"(?<=\n\n)", data.decode()))).encode()
            elif name in ("etc/alpine-release", "etc/os-release"):
                data = data.replace(b"3.14.10", b"3.14.0")
            entry.size = len(data)
            target.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def with_older_version(record):
    name = re.search(r"^P:(.*)$", record, re.M)
    version = ALPINE_3_14_0.get(name.group(1)) if name else None
    return re.sub(r"^V:.*$", f"V:{version}", record, flags=re.M) if version else record


def root_of(shared, version):
    return gzip.decompress((shared / f"images/alpine-minirootfs-{version}-x86_64.tar.gz").read_bytes())


def add_file(text):
    return [{"created": text[0], "created_by": text[1]}, {"created": text[0], "created_by": '/bin/sh -c #(nop)  CMD ["/bin/sh"]', "empty_layer": True}]


class Base:
    def __init__(self, tar, tag, created):
        self.tar, self.tag, self.created = tar, tag, created
        self.history = add_file((created, f"/bin/sh -c #(nop) ADD file:{hashlib.sha256(tar).hexdigest()} in / "))
        self.digest = ""


def write_bases(shared, out):
    """{name: Base}: "3.14-old" is what 3.14 was when v1 was built."""
    new = root_of(shared, "3.14.10")
    bases = {
        "3.14-old": Base(older(new), "3.14-old", "2021-06-15T22:20:02Z"),
        "3.14": Base(new, "3.14", "2023-03-29T18:19:24Z"),
        "3.18": Base(root_of(shared, "3.18.9"), "3.18", "2024-09-06T22:20:07Z"),
        "3.20": Base(root_of(shared, "3.20.3"), "3.20", "2024-09-06T22:20:07Z"),
    }
    layout = Layout(out)
    for base in bases.values():
        manifest, _ = layout.image([base.tar], {"Cmd": ["/bin/sh"]}, base.history, base.created, base.tag)
        base.digest = manifest["digest"]
    layout.write()
    return bases


def installed(express):
    """The files of `npm install express@…`, with its lock file: {path below the project: bytes}."""
    kept = ROOT / f"build/demo-service/express-{express}.tar"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            project = json.loads((EXAMPLE / "package.json").read_text())
            project["dependencies"]["express"] = express
            (pathlib.Path(folder) / "package.json").write_text(json.dumps(project, indent=2) + "\n")
            subprocess.run(["npm", "install", "--ignore-scripts", "--before=2024-12-11", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file() and not path.is_symlink()}
        kept.write_bytes(tar_of(found))
    with tarfile.open(kept) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive if one.isfile()}


class Version:
    """One version of the service: its Dockerfile, its layers, the image."""

    def __init__(self, name, base, express, created, user=""):
        self.name, self.base, self.created, self.user = name, base, created, user
        files = {f"service/{path}": data for path, data in installed(express).items()}
        manifests = {path: data for path, data in files.items() if path.count("/") == 1}
        modules = {path: data for path, data in files.items() if "/node_modules/" in path}
        lines = (EXAMPLE / "Dockerfile").read_text().replace("alpine:3.14", f"alpine:{base.tag.partition('-')[0]}").splitlines()
        steps = [("COPY package.json package-lock.json ./", manifests), ("RUN npm ci --omit=dev", modules), ("COPY service.js ./", {"service/service.js": (EXAMPLE / "service.js").read_bytes()})]
        if user:
            steps.append((f"RUN adduser -D -H -s /sbin/nologin {user}", self.with_user(user)))
            lines[-2:-2] = [steps[-1][0], f"USER {user}"]
        self.dockerfile = "\n".join(lines) + "\n"
        self.steps = [(word, tar_of(content)) for word, content in steps]

    def with_user(self, user):
        with tarfile.open(fileobj=io.BytesIO(self.base.tar)) as root:
            passwd, group = (root.extractfile(f"./etc/{name}").read() for name in ("passwd", "group"))
        return {"etc/passwd": passwd + f"{user}:x:1000:1000::/:/sbin/nologin\n".encode(), "etc/group": group + f"{user}:x:1000:\n".encode()}

    def line_of(self, word):
        return self.dockerfile.splitlines().index(word) + 1

    def history(self):
        said = {"RUN": "RUN /bin/sh -c {} # buildkit", "COPY": "COPY {} # buildkit"}
        return self.base.history + [
            {"created": self.created, "created_by": said[word.split()[0]].format(word.partition(" ")[2]), "comment": "buildkit.dockerfile.v0"} for word, _ in self.steps
        ]

    def config(self):
        labels = {"org.opencontainers.image.source": SOURCE, "org.opencontainers.image.revision": REVISIONS[self.name]}
        found = {"Cmd": ["node", "service.js"], "WorkingDir": "/service", "ExposedPorts": {"3000/tcp": {}}, "Labels": labels}
        return found | ({"User": self.user} if self.user else {})

    def image(self, layout, reference=None):
        return layout.image([self.base.tar, *(tar for _, tar in self.steps)], self.config(), self.history(), self.created, reference)

    def provenance(self, layers, registry):
        """SLSA provenance as BuildKit writes it with mode=max."""
        build = buildkit_provenance.Build(self.dockerfile)
        build.source, build.revision, build.builder = SOURCE, REVISIONS[self.name], SOURCE + "/actions/runs/3"
        build.started = build.finished = self.created
        build.invocation = REVISIONS[self.name][:25]
        context = build.context()
        tag = self.base.tag.partition("-")[0]
        step = build.image(f"{registry}/alpine:{tag}", self.base.digest, (1, 1), layers[:1])
        for number, (word, _) in enumerate(self.steps, 2):
            at = (self.line_of(word),) * 2
            kind, _, rest = word.partition(" ")
            step = build.run(step, rest, at, layers[:number]) if kind == "RUN" else build.copy(step, context, at, layers[:number], "/service/")
        build.result(step)
        return build.slsa02()


def versions(bases):
    return [
        Version("v1", bases["3.14-old"], "4.17.1", "2021-07-01T08:00:00Z"),
        Version("v2", bases["3.14-old"], "4.21.2", "2024-12-10T08:00:00Z"),
        Version("v3", bases["3.20"], "4.21.2", "2024-12-11T08:00:00Z", user="appuser"),
    ]


def sbom_of(program, folder):
    """The SPDX document that the program writes of an image, as an SBOM generator of BuildKit would."""
    done = subprocess.run([program, "sbom", "--format", "spdx", "-q", folder], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def write_version(version, out, program=None, registry="docker.io/library"):
    """The image; with a program, attested: its SBOM and its provenance stand beside it in an index."""
    layout = Layout(out)
    manifest, layers = version.image(layout, None if program else version.name)
    if program:
        with tempfile.TemporaryDirectory() as folder:
            alone = Layout(pathlib.Path(folder) / "image")
            version.image(alone, version.name)
            alone.write()
            sbom = sbom_of(program, alone.out)
        statements = {"https://spdx.dev/Document": sbom, "https://slsa.dev/provenance/v0.2": version.provenance(layers, registry)}
        layout.index_of([manifest, layout.attest(manifest, statements)], version.name)
    layout.write()


def main():
    shared, out = map(pathlib.Path, sys.argv[1:3])
    registry = sys.argv[3] if len(sys.argv) > 3 else "docker.io/library"
    if out.exists():
        shutil.rmtree(out)
    bases = write_bases(shared, out / "bases")
    program = ROOT / "build/release/apps/pratique/pratique"
    for version in versions(bases):
        write_version(version, out / version.name, program if version.user else None, registry)
    return 0


if __name__ == "__main__":
    sys.exit(main())
