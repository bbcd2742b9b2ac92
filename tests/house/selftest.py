#!/usr/bin/env python3
"""Tests of the house tests themselves: what they must see, and what they must not take for something else."""
import unittest

import format as house_format
import headers_alone
import include_table
import names as house_names
import no_machine_paths
from functions import functions
from source import blank, comment_lines


def names(text):
    return [(name, size) for name, _, size in functions(text)]


class Blank(unittest.TestCase):
    def test_literals_and_comments(self):
        self.assertEqual(blank('a("//{", \'{\'); // {\n"\\"{"'), 'a("", ""); \n""')
        self.assertEqual(blank('R"({\n})" /* {\n */ x'), '""\n \n x')
        self.assertEqual(blank("5'000'000 {"), "5'000'000 {")

    def test_comment_lines(self):
        self.assertEqual(comment_lines('int a; // x\n"// y";\n/* z\nz */'), {0, 2, 3})


class Format(unittest.TestCase):
    def test_comments_behind_members(self):
        for line, behind in (
            ("  int x = 0;  // pages", True),
            ("  int f() const { return 1; }  // of it", True),
            ("  // int x = 0;  // pages", False),
            ("  kFile,  // a regular one", False),
            ("  int x = 0;  // NOLINT(name)", False),
            ("}  // namespace pratique", False),
        ):
            self.assertEqual(bool(house_format.BEHIND.match(line)), behind, line)


class Functions(unittest.TestCase):
    def test_methods_of_local_scopes(self):
        text = "namespace a {\nclass B : public C {\n public:\n  int f() const override { return 1; }\n  int x = 0, y{2};\n};\n}\n"
        self.assertEqual(names(text), [("f", 1)])

    def test_constructor_with_initialisers(self):
        self.assertEqual(names("A::A(int x) : a_{x}, b_(std::move(x)) {\n  go();\n}\nvoid g() {}\n"), [("A::A", 3), ("g", 1)])

    def test_lambdas_and_local_types_belong_to_their_function(self):
        text = "int f() {\n  struct S { int g() { return 1; } };\n  return [] { return S().g(); }();\n}\n"
        self.assertEqual(names(text), [("f", 4)])

    def test_signature_over_several_lines_counts(self):
        self.assertEqual(names("int f(int a,\n      int b) {\n}\n"), [("f", 3)])

    def test_tables_are_no_functions(self):
        text = "constexpr std::array<X, 2> kX{{{1, f}, {2, g}}};\nstd::function<void(int)> h{};\nauto t = X{f(1)};\n"
        self.assertEqual(names(text), [])

    def test_trailing_return_and_operators(self):
        self.assertEqual(names("auto f(int a) -> std::vector<int> {\n}\nbool operator==(A a, B b) { return 1; }\n"),
                         [("f", 2), ("operator==", 1)])

    def test_extern_c_and_macros(self):
        text = 'extern "C" {\nint f(void) {\n}\n}\n#define G(x) \\\n  { x }\nTEST(A, B) {\n}\n'
        self.assertEqual(names(text), [("f", 2), ("TEST", 2)])


class Names(unittest.TestCase):
    def test_a_word_with_two_meanings(self):
        one = "class A;\nstruct Place {\n  enum class Kind { kA };\n};\nusing layer::Wish;\n"
        other = "enum class Place : char { kB };\nstruct Row {\n  enum class Kind { kA };\n};\nstruct A {};\n"
        self.assertEqual(house_names.doubles({"a.h": one, "b.h": other}), {"Place": ["a.h", "b.h"]})
        self.assertEqual(house_names.doubles({"a.h": "using Sink = int;\n", "b.h": "template <class T>\nclass Sink {};\n"}), {"Sink": ["a.h", "b.h"]})

    def test_names_of_lost_files(self):
        text = "see src/base/gone.h, `layer/read.h`, extract/gone.h and src/dbinc/page.h of another project\n"
        self.assertEqual(house_names.lost_files("x.md", text, {"src/layer/read.h"}.__contains__), ["x.md: extract/gone.h", "x.md: src/base/gone.h"])

    def test_headers_of_tests(self):
        texts = {
            "src/a/x.h": "", "src/a/y.h": "", "src/a/z.h": "#include <gtest/gtest.h>\n", "src/a/x.cc": '#include "a/x.h"\n',
            "src/a/y_test.cc": '#include "a/y.h"\n#include "a/x.h"\n',
        }
        self.assertEqual(house_names.for_tests_only(texts), ["src/a/y.h", "src/a/z.h"])


class HeadersAlone(unittest.TestCase):
    def test_first_include(self):
        self.assertEqual(headers_alone.first_include('// "b.h"\n\n#  include "a/b.h"\n#include <c>\n'), '"a/b.h"')
        self.assertEqual(headers_alone.first_include("#include <c>\n#include \"a/b.h\"\n"), "<c>")
        self.assertIsNone(headers_alone.first_include("int a;\n"))


class IncludeTable(unittest.TestCase):
    TABLE = "| module | may include |\n|---|---|\n| base | the standard library, fmt |\n| codec, crypto | base |\n"

    def test_rows(self):
        table = include_table.Table(self.TABLE + "| oci | base, codec (json.h, tar.h) ; never crypto |\n| apps | all |\n\n| x | y |\n")
        self.assertEqual(table.wrong, [])
        self.assertEqual(table.allowed["crypto"], {"base": None})
        self.assertEqual(table.allowed["oci"], {"base": None, "codec": {"json.h", "tar.h"}})
        self.assertEqual(sorted(table.allowed["apps"]), ["base", "codec", "crypto", "oci"])
        self.assertNotIn("x", table.allowed)

    def test_later_stage(self):
        self.assertEqual(len(include_table.Table(self.TABLE + "| oci | scan |\n").wrong), 1)

    def test_what_runs_in_the_cage_names_only_each_other(self):
        text = self.TABLE + "| oci | base, codec |\n| layer | base, codec |\n| extract | base, layer |\n\nIn the cage run `base`, `codec`,\n%s: and so on.\n"
        self.assertEqual(include_table.Table(text % "`layer` and `extract`").wrong, [])
        self.assertEqual(len(include_table.Table(text % "`extract`").wrong), 1)
        self.assertEqual(len(include_table.Table(text % "`sandbox`").wrong), 1)

    def test_mentions_of_what_a_module_may_not_know(self):
        table = include_table.Table(self.TABLE + "| layer | base, codec |\n")
        text = "// layer::FileView only\n// std::layer::x, codec_layer::x\nbase::x();\n"
        self.assertEqual(list(include_table.check_mentions("base", text, table)), [(1, "layer")])
        self.assertEqual(list(include_table.check_mentions("layer", text, table)), [])

    def test_cycle(self):
        wrong = []
        include_table.check_cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}}, "modules", wrong)
        self.assertEqual(wrong, ["cycle of modules: b → c → b"])

    def test_system_headers(self):
        for name in ("vector", "sys/stat.h", "unistd.h", "cstdio"):
            self.assertTrue(include_table.SYSTEM.fullmatch(name), name)
        for name in ("zip.h", "boost/json.hpp", "fmt/format.h", "sqlite3.h"):
            self.assertFalse(include_table.SYSTEM.fullmatch(name), name)


class MachinePaths(unittest.TestCase):
    def test_folders_and_hosts(self):
        folder, host = no_machine_paths.FOLDER, no_machine_paths.HOST
        self.assertTrue(folder.search(b'"/wo' + b'rk/x"'))
        self.assertFalse(folder.search(b"docs/wo" + b"rk/x"))
        self.assertTrue(host.search(b"http://192.168.1.2" + b":8081/simple"))
        self.assertFalse(host.search(b"version 10.2.3.4 of 1.10.2.3.4:80"))


if __name__ == "__main__":
    unittest.main()
