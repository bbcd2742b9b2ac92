"""Debian's Chromium, headless, spoken to by its DevTools protocol over two pipes (--remote-debugging-pipe): no other program and
no port is needed. What a page asks the network for is kept and refused, so that a test can say that it asks for nothing."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

CHROMIUM = shutil.which("chromium")
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "End": 35, "Home": 36, "ArrowUp": 38, "ArrowDown": 40, "ArrowLeft": 37, "ArrowRight": 39, "PageDown": 34}


class Browser:
    """One process with a profile of its own; close() ends it. As root it runs without Chromium's own cage."""

    def __init__(self, seconds=60):
        self.seconds = seconds
        self.folder = tempfile.mkdtemp(prefix="pratique-browser-")
        command = [CHROMIUM, "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self.folder}/profile", "--disable-gpu",
                   "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                   "--disable-sync", "--hide-scrollbars", "--force-prefers-reduced-motion"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        # The browser reads from 3 and writes to 4.
        (its_in, self.out), (self.into, its_out) = os.pipe(), os.pipe()
        first = ["sh", "-c", f'exec 3<&{its_in} 4>&{its_out}; exec "$@"', "sh"]
        env = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(first + command, pass_fds=(its_in, its_out), env=env, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(its_in)
        os.close(its_out)
        self.number, self.held, self.events = 0, b"", []

    def close(self):
        try:
            self.call("Browser.close")
            self.process.wait(20)
        except (OSError, subprocess.TimeoutExpired, RuntimeError):
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        shutil.rmtree(self.folder, ignore_errors=True)

    def receive(self, until):
        while b"\0" not in self.held:
            if not select.select([self.into], [], [], max(0, until - time.monotonic()))[0]:
                raise RuntimeError("the browser does not answer")
            more = os.read(self.into, 1 << 20)
            if not more:
                raise RuntimeError("the browser has ended")
            self.held += more
        message, _, self.held = self.held.partition(b"\0")
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        """The result of a command; events that come meanwhile are kept in `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        until = time.monotonic() + self.seconds
        while True:
            answer = self.receive(until)
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method, session):
        until = time.monotonic() + self.seconds
        while not any(one.get("method") == method and one.get("sessionId") == session for one in self.events):
            self.events.append(self.receive(until))

    def open(self, path, **how):
        return Page(self, path, **how)


class Page:
    """A file in a tab of its own. `attempts`: what it wanted besides itself; `requests`: what of this its policy let pass; `complaints`: errors and
    what the policy refused."""

    def __init__(self, browser, path, width=1280, height=800, dark=False, scripts=True):
        self.browser, self.attempts, self.requests, self.complaints = browser, [], [], []
        self.scripts = scripts
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.target, self.url = target, path.resolve().as_uri()
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        begin = time.monotonic()
        self.call("Page.navigate", wait=False, url=self.url)
        self.until_loaded()
        self.seconds = time.monotonic() - begin

    def call(self, method, wait=True, **parameters):
        if wait:
            result = self.browser.call(method, self.session, **parameters)
            self.take_events()
            return result
        self.browser.number += 1
        message = {"id": self.browser.number, "sessionId": self.session, "method": method, "params": parameters}
        os.write(self.browser.out, json.dumps(message).encode() + b"\0")
        return None

    def until_loaded(self):
        until = time.monotonic() + self.browser.seconds
        self.loaded = False
        while not self.loaded:
            self.browser.events.append(self.browser.receive(until))
            self.take_events()

    def take_events(self):
        events, self.browser.events = self.browser.events, []
        for event in events:
            if event.get("sessionId") != self.session:
                continue
            method, said = event.get("method"), event.get("params", {})
            if method == "Fetch.requestPaused":
                url = said["request"]["url"]
                if url == self.url:
                    self.call("Fetch.continueRequest", wait=False, requestId=said["requestId"])
                else:
                    self.requests.append(url)
                    self.call("Fetch.failRequest", wait=False, requestId=said["requestId"], errorReason="BlockedByClient")
            elif method == "Network.requestWillBeSent" and said["request"]["url"] != self.url:
                self.attempts.append(said["request"]["url"])
            elif method == "Runtime.exceptionThrown":
                self.complaints.append(said["exceptionDetails"].get("exception", {}).get("description", "an exception"))
            elif method == "Log.entryAdded" and said["entry"]["level"] == "error":
                self.complaints.append(said["entry"]["text"])
            elif method == "Page.loadEventFired":
                self.loaded = True

    def run(self, script):
        """The value of an expression; a promise is waited for."""
        done = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise AssertionError(done["exceptionDetails"].get("exception", {}).get("description", done))
        return done["result"].get("value")

    def settle(self):
        """Until what was done is drawn. Where no scripts run, nothing changes after loading."""
        if self.scripts:
            self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def press(self, *keys):
        for key in keys:
            code = KEYS.get(key, ord(key.upper()) if len(key) == 1 else 0)
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", key=key, text=text, windowsVirtualKeyCode=code)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)
        self.settle()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.settle()

    def click(self, selector):
        x, y = self.run(f"(() => {{ const found = document.querySelector({json.dumps(selector)});"
                        " found.scrollIntoView({block: 'nearest'}); const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def text(self, selector):
        return self.run(f"document.querySelector({json.dumps(selector)})?.textContent")

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def pdf(self):
        return base64.b64decode(self.call("Page.printToPDF")["data"])

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
