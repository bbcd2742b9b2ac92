"""What the house tests share: which files are ours, and C++ text without its comments and strings."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("src", "apps", "fuzz", "tests")


def code_files(*folders):
    """Hand-written C++ files, sorted, as paths relative to the root."""
    found = []
    for folder in folders or CODE_FOLDERS:
        for ending in ("*.h", "*.cc"):
            found += (path.relative_to(ROOT) for path in (ROOT / folder).rglob(ending))
    return sorted(path for path in found if "testdata" not in path.parts and "corpus" not in path.parts)


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


# The alternatives are tried in this order at each place: what starts first wins, so a "//" in a string is no comment.
TOKEN = re.compile(
    r"""(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)
      | (?P<raw>\bR"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)")
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<char>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')""",
    re.VERBOSE | re.DOTALL,
)


def blank(text):
    """Same length in lines; comments and the content of literals are gone."""

    def replace(match):
        lines = "\n" * match.group().count("\n")
        return lines if match.group("comment") else '""' + lines

    return TOKEN.sub(replace, text)


def comment_lines(text):
    """Numbers of the lines that hold a comment, or a part of one."""
    numbers = set()
    for match in TOKEN.finditer(text):
        if match.group("comment"):
            first = text.count("\n", 0, match.start())
            numbers.update(range(first, first + match.group().count("\n") + 1))
    return numbers
