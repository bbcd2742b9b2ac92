"""What the parts of bench/accuracy share: the program, databases, documents, scores."""

import json
import os
import subprocess
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PRATIQUE_SHARED", ROOT / "../shared")).resolve()
BINARY = os.environ.get("PRATIQUE_BIN", str(ROOT / "build/release/apps/pratique/pratique"))
WORK = ROOT / "build/accuracy"


def run(*args, database=None, stdin=None, check=True):
    """The program's standard output. The exit codes of gates and of what is incomplete are answers, not faults."""
    env = dict(os.environ, PRATIQUE_NO_CACHE="1", SOURCE_DATE_EPOCH="1787270400")
    env.pop("PRATIQUE_FEEDS", None)
    if database:
        env["PRATIQUE_DB"] = str(database)
    done = subprocess.run([BINARY, *map(str, args)], capture_output=True, env=env, input=stdin)
    if check and done.returncode not in (0, 2, 3):
        raise RuntimeError(f"pratique {' '.join(map(str, args))}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def unpack(pack, into):
    """A pack of ../shared, unpacked once."""
    folder = WORK / into
    if folder.is_dir():
        return folder
    partial = folder.with_name(folder.name + ".partial")
    partial.mkdir(parents=True, exist_ok=True)
    zstd = subprocess.Popen(["zstd", "-dc", "--long=27", str(pack)], stdout=subprocess.PIPE)
    subprocess.run(["tar", "x", "-C", str(partial)], stdin=zstd.stdout, check=True)
    zstd.wait()
    partial.rename(folder)
    return folder


def database(name, feeds):
    """Of the paths `feeds`, by the names that they get in the folder of feeds; built anew each time."""
    folder = WORK / f"feeds-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for link, target in feeds.items():
        (folder / link).symlink_to(Path(target).resolve())
    path = WORK / f"{name}.db"
    run("db", "build", "--feeds", folder, database=path)
    return path


def all_feeds():
    """Everything shared, and Ubuntu's tracker, which the product leaves out as data for tests."""
    feeds = {each.name: each for each in (SHARED / "advisories").iterdir() if not each.name.startswith("uct-full")}
    feeds["ubuntu-cve-tracker"] = unpack(SHARED / "advisories/uct-full.tar.zst", "uct")
    return feeds


def purl(kind, namespace, name, version, **qualifiers):
    path = "/".join(quote(part, safe="") for part in [*namespace.split("/"), name] if part)
    text = f"pkg:{kind}/{path}@{quote(version, safe='')}"
    extra = "&".join(f"{key}={quote(value, safe='')}" for key, value in sorted(qualifiers.items()) if value)
    return text + ("?" + extra if extra else "")


def statements(purls, database, owners=()):
    """Of each purl, as it was given, all statements of advisories about it and its findings: `explain`'s word."""
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "metadata": {"tools": [{"name": "pratique"}]},
        "components": [{"type": "library", "bom-ref": str(i), "name": "x", "version": "1", "purl": each} for i, each in enumerate(purls)],
    }
    for component, owner in zip(list(document["components"]), owners):
        if owner:
            component["properties"] = [{"name": "pratique:owner", "value": owner}]
    for owner in sorted({each for each in owners if each}):
        document["components"].append({"type": "library", "name": "x", "version": "1", "purl": owner})
    path = WORK / "packages.cdx.json"
    path.write_text(json.dumps(document))
    told = json.loads(run("explain", "--format", "json", path, database=database))
    return told["packages"]


class Score:
    """Found and not found, against what is true."""

    def __init__(self):
        self.right = self.missed = self.wrong = self.rejected = 0

    def add(self, true, found):
        if true:
            self.right += found
            self.missed += not found
        else:
            self.wrong += found
            self.rejected += not found

    def __iadd__(self, other):
        for key in vars(self):
            setattr(self, key, getattr(self, key) + getattr(other, key))
        return self

    @property
    def precision(self):
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self):
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self):
        both = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / both if both else 1.0

    def row(self):
        return (self.right, self.missed, self.wrong, self.rejected, f"{self.precision:.3f}", f"{self.recall:.3f}", f"{self.f1:.3f}")


def table(head, rows):
    """As Markdown has it."""
    lines = ["| " + " | ".join(map(str, head)) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])
