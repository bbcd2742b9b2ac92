"""What the end-to-end tests share: running the program under watch, and where things lie.

Each theme is one file and one ctest (tests/e2e/CMakeLists.txt); it ends with e2e.main(). The program under test is
$PRATIQUE_BIN; ../shared is $PRATIQUE_SHARED; the test images of tools/test-images are in build/images. A theme all of whose
tests are skipped exits with 77, which ctest shows as skipped. The last lines are for tools/count-tests.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = (ROOT / os.environ.get("PRATIQUE_SHARED", "../shared")).resolve()
IMAGES = ROOT / "build/images" if SHARED.exists() else Path("/nonexistent")  # made by a tool of ../shared
HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build/e2e"
DATABASE = BUILD / ("advisories.db" if SHARED.exists() else "advisories-alone.db")  # e2e.database builds it
BINARY = os.environ.get("PRATIQUE_BIN", str(ROOT / "build/release/apps/pratique/pratique"))
SKIPPED = 77

# docs/exit-codes.md
OK, FAILED, GATE_FAILED, INCOMPLETE, BAD_USAGE = 0, 1, 2, 3, 64

# A sanitizer needs several times the memory and time of a release build.
SANITIZED = bool(os.environ.get("PRATIQUE_SANITIZED"))
MAX_MB = 4000 if SANITIZED else 400
# What a sanitizer says of the program or of a child of its cage fails the test, whatever the exit code is allowed to be.
REPORT = re.compile(rb"(?:ERROR|WARNING): \w+Sanitizer|FATAL: \w+Sanitizer|: runtime error: ")
SANITIZER_OPTIONS = {key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS")}


def max_seconds(limit):
    """The limit for a machine whose cores may be shared with other work: the load that waits stretches it."""
    share = os.cpu_count() / max(1.0, os.getloadavg()[0])
    return limit * (5 if SANITIZED else 1) / min(1.0, share)


def family(pid):
    """The process and those below it. Only younger ones are looked at: a machine has many."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) > pid:
            try:
                with open(f"/proc/{name}/stat") as stat:
                    parents[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
            except OSError:  # it has ended
                pass
    found = {pid}
    for child in sorted(parents):
        if parents[child] in found:
            found.add(child)
    return [pid, *sorted(found - {pid})]


def held_by(pid, what):
    """Kilobytes by a line of /proc/PID/status."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next((int(line.split()[1]) for line in status if line.startswith(what)), 0)
    except OSError:
        return 0


class Memory(threading.Thread):
    """Looks now and then how much a process and those that it made hold together. What a child has from its parent and never
    wrote to counts with both: it is rather too much than too little."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.most, self.over = pid, 0, threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.02):
            first, *below = family(self.pid)
            sum_of_all = held_by(first, "VmRSS:") + sum(held_by(one, "RssAnon:") for one in below)
            self.most = max(self.most, sum_of_all)

    def end(self):
        self.over.set()
        self.join()
        return self.most


class Run:
    """One run of the program that has ended."""

    def __init__(self, words, code, out, err, seconds, megabytes):
        self.words, self.code, self.out, self.err = words, code, out, err
        self.seconds, self.megabytes = seconds, megabytes
        self.text = out.decode("utf-8", "surrogateescape")
        self.errors = err.decode("utf-8", "surrogateescape")

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        told = self.errors if len(self.errors) < 2000 else self.errors[:2000] + "…"
        return f"{' '.join(map(str, self.words))}\nexit {self.code}, {self.seconds:.1f} s, {self.megabytes} MB\n{told}"


def run(*words, env=None, stdin=None, cwd=None, timeout=120, before=()):
    """Runs the program with these words; `before`: a command to run it by (taskset). Standard input is empty by default.

    The exit code is negative for a signal. Peak memory is what the program held (wait4), or, if that was more, what it and the processes that it made
    held together at one time; a child's figure starts at its parent's, so tests keep big data out of their own memory."""
    settings = {"PATH": os.environ["PATH"], "HOME": str(BUILD), "LC_ALL": "C.UTF-8", "PRATIQUE_DB": str(DATABASE)}
    # Nobody is asked but this machine: loopback is never behind a proxy, and nobody listens on this one.
    settings |= {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    # Each test reads what it is about; e2e.cache has it otherwise.
    settings |= {"PRATIQUE_NO_CACHE": "1"} | SANITIZER_OPTIONS | (env or {})
    settings = {key: value for key, value in settings.items() if value is not None}
    command = [*before, BINARY, *map(str, words)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen(
            command, stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err, env=settings, cwd=cwd
        )
        guard = threading.Timer(max_seconds(timeout), os.kill, (child.pid, signal.SIGKILL))
        guard.start()
        memory = Memory(child.pid)
        _, status, usage = os.wait4(child.pid, 0)
        guard.cancel()
        kilobytes = max(usage.ru_maxrss, memory.end())
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - start
        out.seek(0)
        err.seek(0)
        done = Run(words, child.returncode, out.read(), err.read(), seconds, kilobytes // 1024)
        if SANITIZED and REPORT.search(done.err):
            raise AssertionError(f"a sanitizer's report: {' '.join(map(str, words))}\n{done.errors[:20000]}")
        return done


def on_terminal(command, env, columns=80, cwd=None, errors=False):
    """Runs a command on a terminal of so many columns; its exit code and what it wrote there, `errors` with standard error."""
    ours, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its if errors else subprocess.DEVNULL,
        cwd=cwd,
        env=env,
    )
    os.close(its)
    said = b""
    try:
        while more := os.read(ours, 65536):
            said += more
    except OSError:  # the other end was closed
        pass
    os.close(ours)
    return child.wait(), said.replace(b"\r\n", b"\n")


# C0 controls but tab and line feed, DEL, C1 controls, and what reorders or hides text (UAX #9, zero-width characters).
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\udc80-\udcff]")


class Case(unittest.TestCase):
    """A test with a folder of its own, which is also the program's working folder."""

    maxDiff = 4000

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="pratique-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def run_program(self, *words, code=None, seconds=30, **how):
        """Runs the program; whatever it was given, it must have ended by itself, in bounds, and with its words in order."""
        how.setdefault("cwd", self.folder)
        done = run(*words, **how)
        codes = (
            (OK, FAILED, GATE_FAILED, INCOMPLETE, BAD_USAGE)
            if code is None
            else code if isinstance(code, tuple) else (code,)
        )
        self.assertIn(done.code, codes, done)
        self.assertLess(done.megabytes, MAX_MB, done)
        self.assertLess(done.seconds, max_seconds(seconds), done)
        self.assert_safe(done.errors, done)
        if done.code in (FAILED, BAD_USAGE):
            said = [line for line in done.errors.splitlines() if not line.startswith("    ")]
            self.assertEqual(len(said), 1, f"one line on standard error: {done}")
            self.assertTrue(said[0].startswith("pratique: "), done)
        return done

    def build_database(self, files):
        """A database of feeds by their paths, texts or what is to be written as JSON; `self.env` leads to it."""
        feeds = self.folder / "feeds"
        for name, content in files.items():
            (feeds / name).parent.mkdir(parents=True, exist_ok=True)
            (feeds / name).write_text(content if isinstance(content, str) else json.dumps(content))
        self.env = {"PRATIQUE_DB": str(self.folder / "t.db"), "PRATIQUE_FEEDS": str(feeds)}
        return self.run_program("db", "build", env=self.env, code=OK)

    def assert_safe(self, text, where):
        found = UNSAFE.search(text)
        self.assertIsNone(found, f"raw {found and ascii(found.group())} in the output: {where}")

    def sbom(self, target, *more, **how):
        """The native document of a target, and the run."""
        done = self.run_program("sbom", target, *more, **({"code": OK} | how))
        return done.json(), done


def purls(document):
    return [component["purl"] for component in document["components"]]


def packages(document, *types):
    """{(name, version)} of the components of these purl types, all when none is given."""
    wanted = [c for c in document["components"] if not types or c["purl"].split(":", 1)[1].split("/")[0] in types]
    return {
        tuple(re.fullmatch(r"pkg:[^/]+/(?:.*/)?([^/@]+)(?:@([^?]*))?(?:\?.*)?", c["purl"]).groups()) for c in wanted
    }


def needs(path, what):
    """Decorator: skips a test, or all tests of a class, when something that cannot be made here is absent."""
    return unittest.skipUnless(Path(path).exists(), f"skipped: {what} absent")


needs_shared = needs(SHARED / "images", "../shared")


def needs_image(name):
    return needs_shared if not SHARED.exists() else needs(IMAGES / name, f"build/images/{name} (tools/test-images)")


def demo_image(out):
    """Composes the image of examples/demo-image: the one that is always there."""
    subprocess.run([ROOT / "tools/compose-image", ROOT / "examples/demo-image", out], check=True)
    return out


def unpacked(pack):
    """The folder with the content of ../shared/PACK.tar.zst, unpacked once; shared with the unit tests."""
    folder = ROOT / "build" / pack
    if folder.exists():
        return folder
    aside = folder.with_name(f"{folder.name}.{os.getpid()}")
    aside.mkdir(parents=True)
    with subprocess.Popen(["zstd", "-dc", "--long=27", SHARED / f"{pack}.tar.zst"], stdout=subprocess.PIPE) as pipe:
        subprocess.run(["tar", "-x", "-C", aside], stdin=pipe.stdout, check=True)
    try:
        aside.rename(folder)
    except OSError:  # another test was faster
        shutil.rmtree(aside)
    return folder


def updates_goldens():
    """Whether goldens are to be written: UPDATE_GOLDEN is "1". An error where CI is set as well."""
    if os.environ.get("UPDATE_GOLDEN") != "1":
        return False
    if os.environ.get("CI"):
        raise AssertionError("UPDATE_GOLDEN is set in CI, where goldens are compared and never written")
    return True


def golden(test, name, text):
    """Compares with tests/e2e/golden/NAME; UPDATE_GOLDEN=1 writes it instead, to be reviewed by hand."""
    path = HERE / "golden" / name
    if updates_goldens():
        path.write_text(text)
        test.skipTest(f"golden written: {path}")
    test.assertTrue(path.exists(), f"{path} is missing; UPDATE_GOLDEN=1 writes it")
    test.assertEqual(path.read_text(), text, f"differs from {path}")


def main():
    BUILD.mkdir(parents=True, exist_ok=True)
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    for case, reason in result.skipped:
        print(f"{reason}: {case.id().removeprefix('__main__.')}")
    failed = len({case.id().split(" ")[0] for case, _ in result.failures + result.errors})
    skipped = len(result.skipped)
    print(f"cases: {max(0, result.testsRun - failed - skipped)} passed, {failed} failed, {skipped} skipped")
    if result.wasSuccessful() and result.skipped and len(result.skipped) >= result.testsRun:
        sys.exit(SKIPPED)
    sys.exit(not result.wasSuccessful())
