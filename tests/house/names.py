#!/usr/bin/env python3
"""What names stand for. A type at namespace scope in a header has a name that no other header's has, whatever the namespaces: two readers
of `Place` must not have to ask which. Headers for tests only lie in tests/support. Documents and comments name only files that are there."""
import re
import sys
from collections import defaultdict

from source import ROOT, code_files, read

TYPE = re.compile(r"^(?:template <[^\n]*>\n)?(?:class|struct|enum class|enum|union) ([A-Z]\w*)\b(?! *;)", re.MULTILINE)
ALIAS = re.compile(r"^using ([A-Z]\w*) =", re.MULTILINE)
MODULES = "base|codec|crypto|model|version|binary|oci|layer|extract|sbom|advisory|match|report|scan"
# Other projects have a src/ and a docs/ too; their folders are called otherwise.
NAMED = re.compile(
    rf"(?<![\w./-])((?:src/(?:{MODULES})|apps|tests|fuzz|cmake|tools|bench|docs/(?:adding|formats|decisions|api))/[\w./-]*\w\.(?:h|cc|py|md|cmake|inc))\b"
)
# A header by its path from src/: "layer/read.h".
HEADER = re.compile(rf"(?<![\w./-])((?:{MODULES})/[\w/]*\w\.(?:h|cc))\b")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
# What was decided or changed then may be gone; made-up sources never were there.
EXAMPLES = re.compile(r"^(docs/decisions/|changes\.d/|tests/house/selftest)")
# What a reader of docs/adding is told to make is not there yet.
MADE = re.compile(r"/conda(_\w+)?\.\w+$")


def doubles(texts):
    """{name: [files]} of the types that several headers define; `texts` maps a header's path to its text."""
    owners = defaultdict(list)
    for path, text in texts.items():
        for name in sorted({*TYPE.findall(text), *ALIAS.findall(text)}):
            owners[name].append(path)
    return {name: files for name, files in sorted(owners.items()) if len(files) > 1}


def lost_files(path, text, exists):
    """The files that a text names and that are not there."""
    named = {name for name in NAMED.findall(text) if not exists(name)}
    # docs/adding speak of extractors by their path from src/extract.
    named |= {name for name in HEADER.findall(text) if not exists("src/" + name) and not exists("src/extract/" + name)}
    return [f"{path}: {name}" for name in sorted(named) if not (path.startswith("docs/adding/") and MADE.search(name))]


def for_tests_only(texts):
    """The headers of src/ that only tests include, or that include GoogleTest; `texts` maps the path of every C++ file to its text."""
    users = defaultdict(set)
    for path, text in texts.items():
        for name in INCLUDE.findall(text):
            users["src/" + name].add(path)
    tests = {path for path in texts if path.endswith("_test.cc") or path.startswith(("tests/", "fuzz/"))}
    return [
        path
        for path, text in sorted(texts.items())
        if path.startswith("src/") and path.endswith(".h") and ("<gtest/" in text or (users[path] and users[path] <= tests))
    ]


def main():
    headers = {str(path): read(path) for path in code_files("src", "apps") if path.suffix == ".h"}
    wrong = [f"{name}: {', '.join(files)}" for name, files in doubles(headers).items()]
    documents = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")])
    lost = []
    for path in [*documents, *code_files()]:
        if not EXAMPLES.match(str(path)):
            lost += lost_files(str(path), read(path), lambda name: (ROOT / name).exists())
    tests = for_tests_only({str(path): read(path) for path in code_files()})
    print(f"{len(headers)} headers, {len(wrong)} words with two meanings; {len(documents)} documents, {len(lost)} names of lost files")
    print(*wrong, *lost, *(f"{path}: only tests use it, so it belongs in tests/support" for path in tests), sep="\n")
    return 1 if wrong or lost or tests else 0


if __name__ == "__main__":
    sys.exit(main())
