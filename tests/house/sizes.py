#!/usr/bin/env python3
"""The sizes that CONTRIBUTING.md promises: files, functions, and the share of comments (printed, not judged)."""
import sys

from functions import functions
from source import code_files, comment_lines, read

FILE_MEDIAN, FILE_P90, FILE_MAX = 110, 400, 800
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_MAX = 10, 40, 70


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main():
    file_sizes, function_sizes, wrong = [], [], []
    commented = written = 0
    for path in code_files():
        text = read(path)
        lines = text.splitlines()
        file_sizes.append(len(lines))
        if len(lines) > FILE_MAX:
            wrong.append(f"{path}: {len(lines)} lines, more than {FILE_MAX}")
        for name, line, size in functions(text):
            function_sizes.append(size)
            if size > FUNCTION_MAX:
                wrong.append(f"{path}:{line}: {name} has {size} lines, more than {FUNCTION_MAX}")
        if path.parts[0] in ("src", "apps") and not path.name.endswith("_test.cc"):
            with_comment = comment_lines(text)
            written += sum(1 for line in lines if line.strip())
            commented += len(with_comment)

    file_median, file_p90 = quantile(file_sizes, 0.5), quantile(file_sizes, 0.9)
    median, p90 = quantile(function_sizes, 0.5), quantile(function_sizes, 0.9)
    print(f"{len(file_sizes)} files: median {file_median} lines (aim {FILE_MEDIAN}), p90 {file_p90}, longest {max(file_sizes)}")
    print(f"{len(function_sizes)} functions: median {median} lines, p90 {p90}, longest {max(function_sizes)}")
    print(f"comments: {100 * commented / written:.1f} % of the lines of src and apps that are not empty (aim 14 to 20)")
    if file_p90 > FILE_P90:
        wrong.append(f"files: p90 is {file_p90} lines, more than {FILE_P90}")
    if median > FUNCTION_MEDIAN:
        wrong.append(f"functions: median is {median} lines, more than {FUNCTION_MEDIAN}")
    if p90 > FUNCTION_P90:
        wrong.append(f"functions: p90 is {p90} lines, more than {FUNCTION_P90}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
