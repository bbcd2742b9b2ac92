"""Finds the functions of a C++ file by counting braces: no compiler, right for code in this project's format."""
import re

from source import blank

CONTAINER = re.compile(r"\b(?:namespace|class|struct|union|enum)\b")
# After the parameter list there may be qualifiers and a trailing return type.
FUNCTION_END = re.compile(
    r"\)\s*(?:(?:const|noexcept|override|final|mutable|try|&&?)\s*(?:\([^()]*\)\s*)?)*(?:->\s*[\w:<>,&*\s()]+)?$"
)
MEMBER_INITS = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")


def without_directives(text):
    return re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: "\n" * m.group().count("\n"), text, flags=re.MULTILINE)


def kind_of(chunk):
    """What a brace opens, judged by the text since the last ';', '{' or '}' of its scope."""
    chunk = chunk.rstrip()
    inits = MEMBER_INITS.search(chunk)
    if inits:  # a constructor: "a_{1}" opens an initialiser, ") {" or "} {" the body
        return "function" if chunk.endswith((")", "}")) else "braces"
    head = re.sub(r"<[^<>]*>", "", chunk)
    if CONTAINER.search(head.split("(", 1)[0]) and not FUNCTION_END.search(chunk):
        return "scope"
    if re.search(r'\bextern\s+""$', chunk) or not chunk.strip():
        return "scope"
    return "function" if FUNCTION_END.search(chunk) else "braces"


def name_of(chunk):
    """The word before the parameter list: "Stack::find"; "?" when there is none to see."""
    match = re.search(r"([~\w:]*operator\s*[^\s\w(]+|[~\w:]+)\s*\(", chunk)
    return match.group(1) if match else "?"


def functions(text):
    """(name, first line, number of lines) of each function with a body; lambdas and local types belong to theirs."""
    text = without_directives(blank(text))
    found = []
    scopes = []  # of each open brace: "scope", "function" or "braces"
    inside = 0  # open braces since the function's first; 0: outside
    chunk_start = 0
    for match in re.finditer(r"[{};()]|\b(?:public|private|protected)\s*:(?!:)", text):
        at, token = match.start(), match.group()
        if inside:
            inside += (token == "{") - (token == "}")
            if inside == 0:
                name, start = scopes.pop()
                first = text.count("\n", 0, start) + 1
                found.append((name, first, text.count("\n", 0, at) + 2 - first))
                chunk_start = at + 1
        elif token == "{":
            chunk = text[chunk_start:at]
            kind = kind_of(chunk)
            if kind == "function":
                start = chunk_start + len(chunk) - len(chunk.lstrip())
                scopes.append((name_of(chunk), start))
                inside = 1
            else:
                scopes.append(kind)
                if kind == "scope":
                    chunk_start = at + 1
        elif token == "}":
            if scopes and scopes.pop() == "scope":
                chunk_start = at + 1
        elif (token == ";" or token[0] == "p") and not (scopes and scopes[-1] == "braces"):
            chunk_start = match.end()
    return found
