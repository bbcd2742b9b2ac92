"""Small images made in a test: tars, layers, OCI layouts, docker-archives of the old and new form."""

import gzip
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path

OCI = "application/vnd.oci.image."
OS_RELEASE = b'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n'


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def member(name, data=b"", kind=tarfile.REGTYPE, link="", mode=0o644):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size, info.mode = kind, link, len(data), mode
    return info, data


def symlink(name, link):
    return member(name, kind=tarfile.SYMTYPE, link=link)


def tar(*members):
    """A tar of (name, data) pairs and members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for one in members:
            info, data = one if isinstance(one[0], tarfile.TarInfo) else member(*one)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def deb(*names_and_versions):
    """A dpkg status of these packages, and the system it is in."""
    status = "".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n"
        f"Maintainer: A <a@example.com>\nDescription: x\n\n"
        for name, version in names_and_versions
    )
    return [("etc/os-release", OS_RELEASE), ("var/lib/dpkg/status", status.encode())]


def npm(name, version, folder="app/node_modules"):
    return f"{folder}/{name}/package.json", json.dumps({"name": name, "version": version}).encode()


def config(layers, architecture="amd64", variant="", **more):
    document = {
        "architecture": architecture,
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + sha256(layer) for layer in layers]},
    }
    return json.dumps(document | ({"variant": variant} if variant else {}) | more).encode()


class Layout:
    """An OCI layout directory that grows by images and indexes."""

    def __init__(self, folder):
        self.folder = Path(folder)
        (self.folder / "blobs/sha256").mkdir(parents=True)
        (self.folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        self.manifests = []

    def blob(self, data, media_type):
        (self.folder / "blobs/sha256" / sha256(data)).write_bytes(data)
        return {"mediaType": media_type, "digest": "sha256:" + sha256(data), "size": len(data)}

    def image(self, layers, packed=None, architecture="amd64", variant="", ref=None, listed=True, annotations=None, **more):
        """Adds an image of plain tars; `packed`: the same as stored (default: gzip). Gives its descriptor."""
        packed = packed or [gzip.compress(layer, 1, mtime=0) for layer in layers]
        described = [self.blob(data, OCI + "layer.v1.tar+gzip") for data in packed]
        configured = self.blob(config(layers, architecture, variant, **more), OCI + "config.v1+json")
        manifest = {
            "schemaVersion": 2,
            "mediaType": OCI + "manifest.v1+json",
            "config": configured,
            "layers": described,
        } | ({"annotations": annotations} if annotations else {})
        found = self.blob(json.dumps(manifest).encode(), OCI + "manifest.v1+json")
        found["platform"] = {"architecture": architecture, "os": "linux"} | ({"variant": variant} if variant else {})
        if ref:
            found["annotations"] = {"org.opencontainers.image.ref.name": ref}
        if listed:
            self.manifests.append(found)
        return found

    def index(self, manifests):
        document = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": manifests}
        found = self.blob(json.dumps(document).encode(), OCI + "index.v1+json")
        self.manifests.append(found)
        return found

    def write(self):
        document = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": self.manifests}
        (self.folder / "index.json").write_text(json.dumps(document))
        return self.folder

    def as_tar(self):
        return tar(
            *[
                (str(path.relative_to(self.folder)), path.read_bytes())
                for path in sorted(self.write().rglob("*"))
                if path.is_file()
            ]
        )


def docker_archive(images, manifest_last=True):
    """docker save of Docker 25: blobs/sha256/…. `images`: [(tag, layers)]."""
    members, manifest = {}, []
    for tag, layers in images:
        document = config(layers)
        for data in (document, *layers):
            members[f"blobs/sha256/{sha256(data)}"] = data
        manifest.append(
            {
                "Config": f"blobs/sha256/{sha256(document)}",
                "RepoTags": [tag] if tag else None,
                "Layers": [f"blobs/sha256/{sha256(layer)}" for layer in layers],
            }
        )
    last = [("manifest.json", json.dumps(manifest).encode())]
    rest = sorted(members.items())
    return tar(*(rest + last if manifest_last else last + rest))


def old_docker_archive(tag, layers):
    """docker save before Docker 25: ID/layer.tar; a layer that occurs again is a symbolic link to the first."""
    document, members, names, known = config(layers), [], [], {}
    for number, layer in enumerate(layers):
        name = sha256(b"%d" % number + layer)
        names.append(f"{name}/layer.tar")
        members += [
            member(name + "/", kind=tarfile.DIRTYPE, mode=0o755),
            (f"{name}/VERSION", b"1.0"),
            (f"{name}/json", b"{}"),
        ]
        if layer in known:
            members.append(symlink(names[-1], f"../{known[layer]}/layer.tar"))
        else:
            members.append((names[-1], layer))
            known[layer] = name
    members.append((f"{sha256(document)}.json", document))
    manifest = [{"Config": f"{sha256(document)}.json", "RepoTags": [tag], "Layers": names}]
    return tar(*members, ("manifest.json", json.dumps(manifest).encode()), ("repositories", b"{}"))


def write(path, data):
    Path(path).write_bytes(data)
    return path


def mkfifo(path):
    os.mkfifo(path)
    return path
