#!/usr/bin/env python3
"""Checks every #include of src/ and apps/ against the table in ARCHITECTURE.md.

A row's right cell lists modules, separated by commas; "model (a.h, b.h)" allows these headers of a module only; "all above" and "all"
mean what they say; words after a ";" are for people. A row may only name modules of rows above it, so that no stage includes a later one.
What a module may not include it does not speak of either, so that its comments hold no knowledge of later stages. The modules that run in the
cage ("In the cage run …" below the table) may include each other only.
Tests (*_test.cc, and headers that only tests include) may include tests/support/ and the modules at the top as well.
"""
import collections
import re
import sys

from source import ROOT, code_files, read

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
HEADING = "| module | may include |"
CAGE = re.compile(r"^In the cage run (`[^:]*):", re.MULTILINE)
NO_MODULES = {"the standard library", "fmt", "tl::expected"}
FOR_TESTS = {"support", "base", "codec", "crypto", "model", "version"}
# What the C library and Linux bring; any other <a.h> or <a/b> is third-party.
SYSTEM = re.compile(r"[a-z_0-9]+|(sys|linux|netinet|arpa|asm)/.*|(dirent|dlfcn|fcntl|poll|sched|signal|termios|unistd)\.h")


class Table:
    def __init__(self, text):
        self.allowed = {}  # module -> {module: None for all of it, else set of headers}
        self.wrong = []
        self.read_rows(text)
        self.check_cage(text)

    def check_cage(self, text):
        said = CAGE.search(text)
        caged = set(re.findall(r"`(\w+)`", said.group(1))) if said else set()
        for name in sorted(caged):
            if name not in self.allowed:
                self.wrong.append(f'ARCHITECTURE.md: "{name}" runs in the cage and has no row')
            for other in sorted(set(self.allowed.get(name, ())) - caged):
                self.wrong.append(f'ARCHITECTURE.md: row "{name}", which runs in the cage, names "{other}", which does not')

    def read_rows(self, text):
        lines = text.splitlines()
        if HEADING not in lines:
            self.wrong.append(f'ARCHITECTURE.md: no table that starts with "{HEADING}"')
            return
        for line in lines[lines.index(HEADING) + 2 :]:
            if not line.startswith("|"):
                break
            self.add_row(*[cell.strip() for cell in line.strip("|").split("|")])

    def add_row(self, left, right):
        above = list(self.allowed)
        row = {}
        for word, headers in re.findall(r"([^,;()]+)(?:\(([^)]*)\))?\s*(?:,|$)", right.split(";")[0]):
            word = word.strip()
            if word in ("all above", "all"):
                row.update(dict.fromkeys(above))
            elif word in above:
                row[word] = {header.strip() for header in headers.split(",")} if headers else None
            elif word not in NO_MODULES:
                self.wrong.append(f'ARCHITECTURE.md: row "{left}" names "{word}", which is no module of a row above')
        for name in left.split(","):
            self.allowed[name.strip()] = dict(row)


def includes(path):
    text = read(path)
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def module_of(path):
    return path.parts[1] if path.parts[0] == "src" else path.parts[0]


def test_only(files):
    """*_test.cc, and the headers that no other file than these includes, directly or through each other."""
    users = collections.defaultdict(set)
    for path in files:
        for _, _, name in includes(path):
            users[name].add(path)
    tests = {path for path in files if path.name.endswith("_test.cc")}
    while True:
        more = {
            path for path in files
            if path.suffix == ".h" and path not in tests
            and users["/".join(path.parts[1:])] and users["/".join(path.parts[1:])] <= tests
        }
        if not more:
            return tests
        tests |= more


def check_edges(files, table, tests, wrong):
    """Gives what is really included: module -> {module}."""
    edges = collections.defaultdict(set)
    for path in files:
        module = module_of(path)
        if module not in table.allowed:
            wrong.append(f"{path}: module {module} has no row in ARCHITECTURE.md")
            continue
        for line, mark, name in includes(path):
            if mark == "<":
                continue
            if "/" not in name:
                if path.parts[0] == "src":
                    wrong.append(f'{path}:{line}: "{name}": includes start from src/ ("{module}/{name}")')
                continue
            target, rest = name.split("/", 1)
            if target == module or (path in tests and target in FOR_TESTS):
                continue
            if path not in tests:
                edges[module].add(target)
            allowed = table.allowed[module]
            if target not in allowed:
                wrong.append(f'{path}:{line}: {module} may not include "{name}"')
            elif allowed[target] is not None and rest not in allowed[target]:
                wrong.append(f'{path}:{line}: {module} may include only {", ".join(sorted(allowed[target]))} of {target}')
    return edges


def check_mentions(module, text, table):
    """Namespaces of modules that this one may not know: (line, module)."""
    for match in re.finditer(r"(?<![\w:])(" + "|".join(table.allowed) + r")::", text):
        if match.group(1) != module and match.group(1) not in table.allowed.get(module, ()):
            yield text.count("\n", 0, match.start()) + 1, match.group(1)


def check_cycles(graph, what, wrong):
    state = {}  # 1: on the way, 2: done

    def visit(node, way):
        state[node] = 1
        for following in sorted(graph.get(node, ())):
            if state.get(following) == 1:
                wrong.append(f"cycle of {what}: {' → '.join(way[way.index(following):] + [following])}")
            elif following not in state:
                visit(following, way + [following])
        state[node] = 2

    for node in sorted(graph):
        if node not in state:
            visit(node, [node])


def check_third_party(files, tests, wrong):
    headers = collections.defaultdict(set)  # library -> our headers that include it
    for path in files:
        if path.suffix != ".h" or path in tests:
            continue
        for _, mark, name in includes(path):
            if mark == "<" and not SYSTEM.fullmatch(name):
                parts = name.split("/")
                headers["/".join(parts[:2]) if parts[0] == "boost" else parts[0]].add(str(path))
    for library, where in sorted(headers.items()):
        if len(where) > 1:
            wrong.append(f"<{library}> is in several headers, one wrapper is allowed: {', '.join(sorted(where))}")
    return headers


def main():
    table = Table((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    wrong = table.wrong
    files = code_files("src", "apps")
    tests = test_only(files)
    edges = check_edges(files, table, tests, wrong)
    for path in files:
        if path not in tests:
            wrong += [f"{path}:{line}: speaks of {name}" for line, name in check_mentions(module_of(path), read(path), table)]
    check_cycles(edges, "modules", wrong)
    own = {"/".join(path.parts[1:]): path for path in files}
    check_cycles({name: {n for _, m, n in includes(path) if m == '"' and n in own} for name, path in own.items()}, "files", wrong)
    wrappers = check_third_party(files, tests, wrong)
    print(f"{len(files)} files of {len({module_of(path) for path in files})} modules; {len(tests)} of them are tests")
    print("third-party wrappers: " + ", ".join(f"{library} in {min(where)}" for library, where in sorted(wrappers.items())))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
