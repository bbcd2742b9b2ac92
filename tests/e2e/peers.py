"""Real registries for tests, on loopback, on ports that the kernel gives: Debian's docker-registry, plain, with passwords, with
a token server of ours, with TLS; and the one of tools/peers, which has the referrers interface. Each is one process for a module,
and gone with it."""

import base64
import contextlib
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import e2e

DOCKER_REGISTRY = shutil.which("docker-registry")
SKOPEO = shutil.which("skopeo")
USER, PASSWORD = "captain", "s3cret-of-the-sea"
REFRESH = "refresh-t0ken-of-the-sea"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Registry:
    """docker-registry in a folder of its own. `auth`, `tls`: parts of its configuration, as JSON, which is YAML."""

    def __init__(self, auth=None, tls=None):
        self.folder = Path(tempfile.mkdtemp(prefix="pratique-registry-"))
        self.host = f"127.0.0.1:{free_port()}"
        configuration = {
            "version": "0.1",
            "log": {"level": "error", "accesslog": {"disabled": True}},
            "storage": {"filesystem": {"rootdirectory": str(self.folder / "data")}, "delete": {"enabled": True}},
            "http": {"addr": self.host} | ({"tls": tls} if tls else {}),
        } | ({"auth": auth} if auth else {})
        (self.folder / "config.yml").write_text(json.dumps(configuration))
        self.url = ("https://" if tls else "http://") + self.host
        self.process = subprocess.Popen(
            [DOCKER_REGISTRY, "serve", self.folder / "config.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.host)

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class ReferrersRegistry:
    """The registry of tools/peers; everything is in its memory."""

    def __init__(self, *words):
        subprocess.run([e2e.ROOT / "tools/test-peers"], check=True)
        self.process = subprocess.Popen([e2e.ROOT / "build/peers/registry", *words], stdout=subprocess.PIPE, text=True)
        self.host = self.process.stdout.readline().strip()
        self.url = f"http://{self.host}"
        wait_for(self.host)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def wait_for(host):
    name, port = host.rsplit(":", 1)
    for _ in range(500):
        with contextlib.suppress(OSError), socket.create_connection((name, int(port)), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"nobody listens on {host}")


def htpasswd(folder):
    """The part of a configuration that wants USER and PASSWORD."""
    said = subprocess.run(["htpasswd", "-nbB", "-C", "4", USER, PASSWORD], stdout=subprocess.PIPE, check=True).stdout
    (Path(folder) / "htpasswd").write_bytes(said.strip() + b"\n")
    return {"htpasswd": {"realm": "harbour", "path": str(Path(folder) / "htpasswd")}}


def certificate(folder, name="peer", host="127.0.0.1", more="DNS:localhost"):
    """A key and a certificate that signs itself: their files."""
    key, crt = Path(folder) / f"{name}.key", Path(folder) / f"{name}.crt"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout", key]
        + ["-out", crt, "-addext", f"subjectAltName=IP:{host},{more}"],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return key, crt


def unpadded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TokenServer:
    """Gives tokens that docker-registry takes (JWT, RS256) to USER with PASSWORD, to whoever has REFRESH, and to anybody for what
    begins with "public/". `asked`: the requests, as (method, query or form, Authorization)."""

    def __init__(self, folder, life=300):
        self.folder, self.life, self.asked, self.given = Path(folder), life, [], 0
        self.key, self.crt = certificate(folder, "tokens")
        der = ssl.PEM_cert_to_DER_cert(self.crt.read_text())
        self.header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(der).decode()]}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                owner.answer(self, urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query))

            def do_POST(self):
                form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                owner.answer(self, urllib.parse.parse_qs(form))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.realm = f"http://{self.host}/token"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def configuration(self):
        return {"token": {"realm": self.realm, "service": "harbour", "issuer": "pilot", "rootcertbundle": str(self.crt)}}

    def may(self, request, words, scope):
        basic = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if words.get("grant_type") == ["refresh_token"]:
            return words.get("refresh_token") == [REFRESH]
        given = request.headers.get("Authorization")
        return given == basic or (given is None and scope[1].startswith("public/") and scope[2] == "pull")

    def answer(self, request, words):
        self.asked.append((request.command, words, request.headers.get("Authorization")))
        scope = words.get("scope", ["repository::"])[0].split(":")
        allowed = self.may(request, words, scope)
        body = json.dumps({"token": self.token(scope), "expires_in": self.life} if allowed else {"details": "no"}).encode()
        request.send_response(200 if allowed else 401)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def token(self, scope):
        self.given += 1
        now = int(time.time())
        claims = {
            "iss": "pilot",
            "sub": USER,
            "aud": "harbour",
            "iat": now - 5,
            "nbf": now - 5,
            "exp": now + self.life,
            "jti": str(self.given),
            "access": [{"type": scope[0], "name": scope[1], "actions": scope[2].split(",")}],
        }
        signed = ".".join(unpadded(json.dumps(part).encode()) for part in (self.header, claims))
        made = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", self.key], input=signed.encode(), stdout=subprocess.PIPE, check=True
        )
        return f"{signed}.{unpadded(made.stdout)}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def login_file(folder, host, **entry):
    """Docker's config.json with one entry; gives the environment that names it."""
    folder = Path(folder) / "docker"
    folder.mkdir(exist_ok=True)
    entry = entry or {"auth": base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
    (folder / "config.json").write_text(json.dumps({"auths": {host: entry}}))
    return {"DOCKER_CONFIG": str(folder)}


def skopeo(*words, **how):
    """Runs skopeo with settings of its own: no login and no configuration of this machine's."""
    home = e2e.BUILD / "skopeo"
    home.mkdir(parents=True, exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    done = subprocess.run(
        [SKOPEO, "--insecure-policy", *map(str, words)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how
    )
    if done.returncode != 0:
        raise AssertionError(f"skopeo {' '.join(map(str, words))}\n{done.stdout.decode()}")
    return done.stdout


def copy(source, target, *words):
    skopeo("copy", "--quiet", "--src-tls-verify=false", "--dest-tls-verify=false", *words, source, target)


def ask(host, method, path, body=None, **headers):
    """One request to a registry, without credentials; gives status, headers, body."""
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request(method, path, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    said = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return said


def put_blob(host, repository, data):
    """Gives its digest and size as a descriptor has them."""
    import images

    digest = "sha256:" + images.sha256(data)
    _, headers, _ = ask(host, "POST", f"/v2/{repository}/blobs/uploads/")
    place = urllib.parse.urlsplit(headers["Location"])
    query = f"{place.query}&" if place.query else ""
    status, _, body = ask(host, "PUT", f"{place.path}?{query}digest={digest}", data, Content_Type="application/octet-stream")
    assert status == 201, (status, body)
    return {"digest": digest, "size": len(data)}


def put_manifest(host, repository, tag, document, media_type):
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    status, _, body = ask(host, "PUT", f"/v2/{repository}/manifests/{tag}", text, Content_Type=media_type)
    assert status == 201, (status, body)
    return text
