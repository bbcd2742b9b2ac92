// Both extractors of ELF files: what they read, what they ask to be kept, and that files of no interest cost
// one pass.
#include <gtest/gtest.h>
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "extract/extractor.h"
#include "support/elf_writer.h"
#include "support/go_table.h"
#include "support/kept.h"
#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_go();
std::unique_ptr<Extractor> make_cargo_auditable();

namespace {

using pratique::testing::ElfWriter;
using pratique::testing::framed;
using pratique::testing::go_blob;
using testing::kept;

std::string listed(const Record& record) {
  std::string out;
  for (const auto& component : record.components) {
    out += component.purl.to_string();
    for (const auto& [key, value] : component.properties) out += " " + key + "=" + value;
    if (component.is_main) out += " main";
    if (component.scope != model::Scope::kRequired) out += std::string(" ") + to_string(component.scope);
    out += '\n';
  }
  return out;
}

std::string zlib(std::string_view text) {
  auto* tool = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_zlib_compress_bound(tool, text.size()), '\0');
  out.resize(libdeflate_zlib_compress(tool, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(tool);
  return out;
}

std::string go_program(std::string_view version, std::string_view modules) {
  return ElfWriter()
      .add({".text", std::string(100'000, 'x'), 0x10000, 5})
      .add({".gopclntab", pratique::testing::go_table({"runtime.main", "main.main"}), 0x70000, 4})
      .add({".go.buildinfo", go_blob(version, framed(modules)), 0x80000, 6})
      .add({".debug_info", std::string(200'000, 'x')})
      .finish();
}

Result<Record> parse_go(std::string_view file) {
  const auto go = make_go();
  const auto head = base::as_bytes(file).first(std::min<std::size_t>(file.size(), 512));
  if (go->wants({"usr/bin/tool", file.size(), 0755, head}).kind == layer::Wish::Kind::kNo) return Record{};
  return go->parse(kept(*go, file));
}

TEST(Go, ListsMainModuleDependenciesAndStandardLibraryInOnePass) {
  const auto record = parse_go(go_program("go1.26.8 X:nocoverageredesign",
                                          "path\texample.com/Tool/cmd\n"
                                          "mod\texample.com/Tool\t(devel)\t\n"
                                          "dep\tgithub.com/BurntSushi/toml\tv1.2.3\th1:x=\n"
                                          "dep\tgithub.com/go-playground/validator/v10\tv10.2.0\th1:x=\n"
                                          "dep\tgopkg.in/yaml.v2\tv2.2.8\th1:x=\n"
                                          "build\t-ldflags=\"-X main.password=secret\"\n"
                                          "build\tGOARCH=arm64\n"
                                          "build\tvcs.revision=3e2b\n"));
  ASSERT_TRUE(record) << base::to_line(record.error());
  EXPECT_EQ(listed(*record),
            "pkg:golang/stdlib@1.26.8 pratique:go:version=go1.26.8 X:nocoverageredesign\n"
            "pkg:golang/example.com/tool pratique:go:GOARCH=arm64 pratique:go:package=example.com/Tool/cmd "
            "pratique:go:vcs.revision=3e2b main\n"
            "pkg:golang/github.com/burntsushi/toml@v1.2.3\n"
            "pkg:golang/github.com/go-playground/validator/v10@v10.2.0\n"
            "pkg:golang/gopkg.in/yaml.v2@v2.2.8\n");
  EXPECT_EQ(testing::edges_of(*record),
            "tool built-from stdlib@1.26.8\n"
            "tool built-from toml@v1.2.3\n"
            "tool built-from v10@v10.2.0\n"
            "tool built-from yaml.v2@v2.2.8\n");
}

TEST(Go, AReplacementIsWhatWasCompiled) {
  const auto record = parse_go(go_program("go1.20",
                                          "mod\ta.io/m\tv1.0.0\th1:\n"
                                          "dep\ta.io/b\tv1.1.0\n=>\ta.io/c\tv1.2.0\th1:\n"
                                          "dep\ta.io/d\tv1.3.0\n=>\t./local/d\t\n"));
  ASSERT_TRUE(record);
  EXPECT_EQ(listed(*record),
            "pkg:golang/stdlib@1.20 pratique:go:version=go1.20\n"
            "pkg:golang/a.io/c@v1.2.0 pratique:go:original=a.io/b@v1.1.0\n"
            "pkg:golang/a.io/d pratique:go:original=a.io/d@v1.3.0 pratique:go:replaced-by=./local/d\n"
            "pkg:golang/a.io/m@v1.0.0 main\n");
  ASSERT_EQ(record->notes.size(), 1u);
  EXPECT_EQ(record->notes[0].code, "unversioned");
}

TEST(Go, DevelIsNoVersionOfAnyModule) {
  const auto record = parse_go(go_program("go1.26.8",
                                          "mod\ta.io/app\t(devel)\t\n"
                                          "dep\ta.io/lib\t(devel)\t\n"
                                          "dep\ta.io/b\tv1.1.0\n=>\ta.io/c\t(devel)\t\n"
                                          "dep\ta.io/stand-in\tv0.0.0-00010101000000-000000000000\t\n"
                                          "dep\ta.io/commit\tv0.0.0-20260817133844-d7598b714141\th1:x=\n"));
  ASSERT_TRUE(record);
  EXPECT_EQ(listed(*record),
            "pkg:golang/stdlib@1.26.8 pratique:go:version=go1.26.8\n"
            "pkg:golang/a.io/app main\n"
            "pkg:golang/a.io/c pratique:go:original=a.io/b@v1.1.0 pratique:go:stated=(devel)\n"
            "pkg:golang/a.io/commit@v0.0.0-20260817133844-d7598b714141\n"
            "pkg:golang/a.io/lib pratique:go:stated=(devel)\n"
            "pkg:golang/a.io/stand-in pratique:go:stated=v0.0.0-00010101000000-000000000000\n");
  // That the program itself is "(devel)" is Go's way to say so, the others are holes in what can be judged.
  EXPECT_EQ(record->notes.size(), 3u);
}

TEST(Go, ADevelopmentGoIsNoReleaseAndKeepsItsCommit) {
  const auto record = parse_go(go_program("devel go1.27-3e2bcafe Mon Nov 2 2026", ""));
  ASSERT_TRUE(record);
  EXPECT_EQ(listed(*record), "pkg:golang/stdlib pratique:go:version=devel go1.27-3e2bcafe Mon Nov 2 2026\n");
  ASSERT_EQ(record->notes.size(), 1u);
  EXPECT_EQ(record->notes[0].code, "unversioned");
}

TEST(Go, ACommitIsNoReleaseOfTheProgramButTheLinkersFlagsMayTellIt) {
  const std::string commit = "mod\ta.io/m\tv0.0.0-20260817133844-d7598b714141+dirty\t\n";
  const auto unknown = parse_go(go_program("go1.25.0", commit));
  ASSERT_TRUE(unknown);
  EXPECT_EQ(listed(*unknown),
            "pkg:golang/stdlib@1.25.0 pratique:go:version=go1.25.0\n"
            "pkg:golang/a.io/m pratique:go:stated=v0.0.0-20260817133844-d7598b714141+dirty main\n");
  ASSERT_EQ(unknown->notes.size(), 1u);
  const auto told = parse_go(
      go_program("go1.25.0", commit + "build\t-ldflags=\"-s -X main.version=1.4.0 -X main.key=secret\"\n"));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->components.at(1).purl.version, "v1.4.0");
  EXPECT_TRUE(told->notes.empty());
  EXPECT_EQ(listed(*told).find("secret"), std::string::npos);
}

TEST(Go, ADamagedBlobIsAnErrorButABrokenElfIsNone) {
  auto file = go_program("go1.20", "mod\ta\tv1\n");
  file.replace(file.find("\xff Go buildinf:"), 4, "gone");
  const auto damaged = parse_go(file);
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().kind, ErrorKind::kInvalid);
  for (const auto* broken : {"\x7f"
                             "ELF",
                             "\x7f"
                             "ELF\x02\x01\x01",
                             "\x7f"
                             "ELF\x09\x09"}) {
    const auto record = parse_go(broken);
    ASSERT_TRUE(record);
    EXPECT_TRUE(record->components.empty());
  }
}

TEST(Go, TablesThatPointNowhereAreNoGo) {
  auto file = go_program("go1.20", "mod\ta\tv1\n");
  file[47] = file[39] = 0x40;  // e_shoff, e_phoff: 2^62
  const auto record = parse_go(file);
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->components.empty());
}

TEST(CargoAuditable, ListsCratesAndMarksTheRoot) {
  const auto extractor = make_cargo_auditable();
  const auto json =
      zlib(R"({"packages": [{"name": "tool", "version": "0.1.0", "source": "local", "root": true},
    {"name": "serde", "version": "1.0.1", "source": "crates.io"},
    {"name": "cc", "version": "1.0.9", "source": "git", "kind": "build"}]})");
  const auto file = ElfWriter().add({".text", "code", 0x1000, 5}).add({".dep-v0", json}).finish();
  const auto record = extractor->parse(kept(*extractor, file));
  ASSERT_TRUE(record) << base::to_line(record.error());
  EXPECT_EQ(listed(*record),
            "pkg:cargo/cc@1.0.9 pratique:cargo:source=git build\n"
            "pkg:cargo/serde@1.0.1\n"
            "pkg:cargo/tool@0.1.0 pratique:cargo:source=local main\n");
}

// By number; what only the build of something needs is told from what runs.
TEST(CargoAuditable, WhoNeedsWhomIsKnown) {
  const auto extractor = make_cargo_auditable();
  const auto json = zlib(
      R"({"packages": [{"name": "tool", "version": "1", "dependencies": [1, 2, 9, -1, "x"], "root": true},
    {"name": "serde", "version": "2", "dependencies": [1]},
    {"name": "cc", "version": "3", "kind": "build", "dependencies": [3]},
    {"name": "jobserver", "version": "4", "kind": "build"}]})");
  const auto file = ElfWriter().add({".text", "code", 0x1000, 5}).add({".dep-v0", json}).finish();
  const auto record = extractor->parse(kept(*extractor, file));
  ASSERT_TRUE(record) << base::to_line(record.error());
  EXPECT_EQ(testing::edges_of(*record),
            "cc@3 depends-on jobserver@4\n"
            "tool@1 depends-on cc@3 build\n"
            "tool@1 depends-on serde@2\n");
}

TEST(CargoAuditable, DamagedOrBoundlessDataIsAnError) {
  const auto extractor = make_cargo_auditable();
  const auto kind = [&](std::string_view section) {
    const auto file = ElfWriter().add({".dep-v0", std::string(section)}).finish();
    const auto record = extractor->parse(FileView("a", base::as_bytes(file)));
    return record ? std::string("read") : record.error().kind == ErrorKind::kLimit ? "limit" : "invalid";
  };
  EXPECT_EQ(kind("not zlib"), "invalid");
  EXPECT_EQ(kind(zlib("{}")), "invalid");
  EXPECT_EQ(kind(zlib("[1, 2")), "invalid");
  EXPECT_EQ(kind(zlib(std::string(9 << 20, ' '))), "limit");
}

// A program of which little interests: code, data, tables.
std::string large_program() {
  return ElfWriter()
      .add({".text", std::string(20 << 20, 'x'), 0x1000, 5})
      .add({".data", std::string(1 << 20, 'x'), 0x2900000, 6})
      .finish();
}

TEST(ElfFiles, ALibraryOfNoInterestCostsFewBytesAndOnePass) {
  auto file = large_program();
  file[16] = 3;  // ET_DYN, no interpreter: a library
  for (const auto& extractor : {make_go(), make_cargo_auditable()}) {
    std::uint64_t kept_bytes = 0;
    for (const auto& range :
         extractor->wants({"lib/x.so", file.size(), 0644, base::as_bytes(file).first(512)}).ranges)
      kept_bytes += range.size;
    EXPECT_LT(kept_bytes, 300'000u);
    const auto view = kept(*extractor, file);
    const auto record = extractor->parse(view);
    ASSERT_TRUE(record);
    EXPECT_TRUE(record->components.empty());
    EXPECT_TRUE(view.needed().empty());
  }
}

constexpr std::size_t kTableAt = 40;  // e_shoff

std::uint64_t number_at(std::string_view file, std::size_t at) {
  std::uint64_t number = 0;
  std::copy_n(file.data() + at, sizeof number, reinterpret_cast<char*>(&number));
  return number;
}
void set_number(std::string& file, std::size_t at, std::uint64_t number) {
  std::copy_n(reinterpret_cast<const char*>(&number), sizeof number, file.data() + at);
}

// Where linkers put what a program with symbols has: lld the symbol names between the section names and the
// table, GNU ld and mold lines and symbols between Rust's build information and the section names; patchelf a
// new segment behind the table.
TEST(ElfFiles, LargeSymbolTablesCostNoFurtherPass) {
  const auto audit = zlib(R"({"packages": [{"name": "serde", "version": "1.0.1"}]})");
  const std::string code(1 << 20, 'x'), symbols(6 << 20, 's');
  const auto program = [&](std::string_view debug) {
    return ElfWriter()
        .add({".text", code, 0x1000, 5})
        .add({".dep-v0", audit})
        .add({".debug_info", std::string(debug)})
        .finish();
  };
  const auto gnu = program(symbols);
  auto lld = program("");
  const auto table = number_at(lld, kTableAt);
  lld.insert(table, symbols);
  set_number(lld, kTableAt, table + symbols.size());
  const auto patched = program("") + std::string(12 << 20, 'p');
  const auto extractor = make_cargo_auditable();
  for (const auto& file : {gnu, lld, patched}) {
    const auto view = kept(*extractor, file);
    const auto record = extractor->parse(view);
    ASSERT_TRUE(record) << base::to_line(record.error());
    EXPECT_EQ(listed(*record), "pkg:cargo/serde@1.0.1\n");
    EXPECT_TRUE(view.needed().empty());
  }
}

// -buildmode=pie: what becomes read-only after the start has a data segment of its own, before that of the
// build information.
TEST(ElfFiles, AGoProgramWithTwoDataSegmentsCostsNoFurtherPass) {
  const auto file =
      ElfWriter()
          .add({".text", std::string(1 << 20, 'x'), 0x1000, 5})
          .add({".data.rel.ro", std::string(1 << 20, 'x'), 0x400000, 6})
          .add({".go.buildinfo", go_blob("go1.26.8", framed("mod\ta.io/m\tv1.0.0\th1:\n")), 0x900000, 6})
          .add({".debug_info", std::string(20 << 20, 'x')})
          .finish();
  const auto go = make_go();
  const auto view = kept(*go, file);
  const auto record = go->parse(view);
  ASSERT_TRUE(record) << base::to_line(record.error());
  EXPECT_EQ(listed(*record),
            "pkg:golang/stdlib@1.26.8 pratique:go:version=go1.26.8\n"
            "pkg:golang/a.io/m@v1.0.0 main\n");
  EXPECT_TRUE(view.needed().empty());
}

// What lies further from the end than is kept is asked for, and found in a further pass.
TEST(ElfFiles, ALargerTailIsAskedFor) {
  const auto file = ElfWriter()
                        .add({".text", std::string(1 << 20, 'x'), 0x1000, 5})
                        .add({".dep-v0", zlib(R"({"packages": [{"name": "serde", "version": "1.0.1"}]})")})
                        .add({".debug_info", std::string(20 << 20, 'x')})
                        .finish();
  const auto extractor = make_cargo_auditable();
  const auto view = kept(*extractor, file);
  const auto record = extractor->parse(view);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().kind, ErrorKind::kNeedBytes);
  ASSERT_EQ(view.needed().size(), 1u);
  EXPECT_LT(view.needed()[0].size, 1000u);
}

TEST(ElfFiles, ObjectFilesAreNoPrograms) {
  auto object = ElfWriter().add({".text", std::string(1 << 20, 'x'), 0x1000, 5}).finish();
  object[16] = 1;  // ET_REL
  for (const auto& extractor : {make_go(), make_cargo_auditable()}) {
    const auto wish =
        extractor->wants({"lib/race.syso", object.size(), 0644, base::as_bytes(object).first(512)});
    EXPECT_EQ(wish.kind, layer::Wish::Kind::kNo);
  }
}

TEST(ElfFiles, ASectionFarAwayIsAskedFor) {
  const std::string padding(9 << 20, 'x');
  const auto file =
      ElfWriter()
          .add({".data", padding, 0x100000, 6})
          .add({".dep-v0", zlib(R"({"packages": [{"name": "tool", "version": "1", "root": true}]})"),
                0x1900000, 5})
          .add({".debug_info", padding})
          .finish();
  const auto extractor = make_cargo_auditable();
  const auto view = kept(*extractor, file);
  const auto record = extractor->parse(view);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().kind, ErrorKind::kNeedBytes);
  EXPECT_FALSE(view.needed().empty());
}

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> part{};
  for (std::size_t n; (n = std::fread(part.data(), 1, part.size(), pipe)) > 0;) out.append(part.data(), n);
  ::pclose(pipe);
  return out;
}

// The oracle is Go itself, on its own executables: built without a module version, linked statically and with
// cgo.
TEST(Go, AgreesWithGoVersionOnGoItself) {
  const auto root = std::string(base::trim(output_of("go env GOROOT 2>/dev/null")));
  if (root.empty()) GTEST_SKIP() << "skipped: golang-go absent";
  const auto go = make_go();
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(root + "/bin")) {
    const auto path = entry.path().string();
    const auto file = pratique::testing::read_file(path);
    const auto record = go->parse(kept(*go, file));
    ASSERT_TRUE(record) << path << ": " << base::to_line(record.error());
    std::string want, got;
    const auto listed = output_of("go version -m " + path);
    for (const auto line : base::lines(listed)) {
      const auto fields = base::words(line);
      if (fields.size() >= 3 && fields[0] == "dep")
        want += std::string(fields[1]) + " " + std::string(fields[2]) + "\n";
    }
    for (const auto& component : record->components) {
      const auto& purl = component.purl;
      if (purl.name != "stdlib" && !component.is_main)
        got += purl.name_space + "/" + purl.name + " " + purl.version + "\n";
    }
    EXPECT_EQ(got, want) << path;
    EXPECT_FALSE(record->components.empty());
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace pratique::extract
