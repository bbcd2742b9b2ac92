#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "extract/binary/packed/table.h"
#include "extract/extractor.h"
#include "support/elf_writer.h"
#include "support/kept.h"
#include "support/parsed.h"
#include "support/pe_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_packed();

namespace {

using pratique::testing::ElfWriter;
using pratique::testing::PeWriter;
using testing::kept;

// What a compressor leaves, for all that can be seen of it.
std::string noise(std::size_t size) {
  std::mt19937 engine(7);
  std::string out(size, '\0');
  for (auto& c : out) c = static_cast<char>(engine());
  return out;
}

// A processor's instructions have a few bytes that come often.
std::string code(std::size_t size) {
  auto out = noise(size);
  for (std::size_t i = 0; i < size; ++i) {
    if (i % 3 != 0) out[i] = "\x48\x89\xe5\x8b\x00\x0f\xff\xe8"[i / 3 % 8];
  }
  return out;
}

// The notes, after one pass over what wants() asked for.
std::string told(std::string_view file, std::string_view path = "usr/bin/tool") {
  const auto packed = make_packed();
  const auto record = packed->parse(kept(*packed, file, path));
  if (!record) return "error: " + base::to_line(record.error());
  std::string out;
  for (const auto& note : record->notes)
    out += note.code + ": " + note.message.substr(0, note.message.find(": "));
  return out;
}

const std::string kUpx = "unsupported: a program packed by UPX";

// As UPX writes programs: no section table, its l_info behind the program headers.
std::string upx(std::string_view magic) {
  return ElfWriter()
      .without_sections()
      .add({"", "\x11\x22\x33\x44" + std::string(magic) + noise(60'000), 0x400000, 5})
      .add({"", "", 0x800000, 6})
      .finish();
}

TEST(Packed, ProgramsByUpxAreToldAlsoWithoutTheirWord) {
  EXPECT_EQ(told(upx("UPX!")), kUpx);
  EXPECT_EQ(told(upx("ABC!")), "unsupported: a program packed by a packer that is not known");
  // Its last words alone, in a file of the usual tables.
  EXPECT_EQ(
      told(ElfWriter().add({".text", code(9'000), 0x1000, 5}).finish() + "UPX!" + std::string(36, '\1')),
      kUpx);
}

TEST(Packed, OtherProgramsAreNot) {
  for (const auto& file : {ElfWriter().add({".text", code(60'000), 0x1000, 5}).finish(),
                           ElfWriter().add({".text", noise(60'000), 0x1000, 5}).finish(),
                           ElfWriter().without_sections().add({"", code(60'000), 0x1000, 5}).finish(),
                           ElfWriter().without_sections().add({"", noise(600), 0x1000, 5}).finish()})
    EXPECT_EQ(told(file), "");
}

TEST(Packed, ProgramsForWindowsAreToldByTheirSections) {
  for (const auto& [section, name] : {std::pair("UPX0", "UPX"),
                                      {"UPX1", "UPX"},
                                      {".MPRESS1", "MPRESS"},
                                      {".vmp0", "VMProtect"},
                                      {".aspack", "ASPack"}}) {
    const auto file =
        PeWriter().add({section, noise(3'000), 0xe0000080}).add({".rsrc", "r", 0x40000040}).finish();
    EXPECT_EQ(told(file), "unsupported: a program packed by " + std::string(name)) << section;
  }
  EXPECT_EQ(told(PeWriter().add({".text", code(3'000), 0x60000020}).finish()), "");
}

TEST(Packed, RuntimesThatCarryAnApplicationAreNotRead) {
  const std::string carries = "not-read: a program that carries an application, by ";
  const auto program = [](std::string_view section) {
    return ElfWriter()
        .add({".text", code(9'000), 0x1000, 5})
        .add({std::string(section), noise(5'000)})
        .finish();
  };
  EXPECT_EQ(told(program("pydata")), carries + "PyInstaller");
  EXPECT_EQ(told(program(".note.NODE_SEA_BLOB")), carries + "Node.js");
  EXPECT_EQ(told(program(".data") + "\n---- Bun! ----\n12345678"), carries + "Bun");
  EXPECT_EQ(told(program(".data") + "<nexe~~sentinel>" + std::string(16, '\2')), carries + "nexe");
  auto image = program(".data");
  image.replace(8, 3, "AI\2");
  EXPECT_EQ(told(image), carries + "AppImage");
}

TEST(Packed, ScriptsWithAnArchiveBehindThemAreTold) {
  EXPECT_EQ(told("#!/usr/bin/env python3\nPK\3\4rest"),
            "not-read: a program that carries an application, by Python (a zipapp)");
  EXPECT_EQ(told("#!/bin/sh\nskip=49\n\ntab='\t'\ngztmpdir=\ntrap 'x' 0\n\x1f\x8b"),
            "unsupported: a program packed by gzexe");
  EXPECT_EQ(told("#!/bin/sh\n# This script was generated using Makeself 2.5.0\n"),
            "not-read: a program that carries an application, by Makeself");
  const auto packed = make_packed();
  for (const std::string_view script :
       {"#!/usr/bin/env python3\nimport sys\n", "#!/bin/sh\nexec java -jar\nPK\3\4", "#!/bin/sh\nskip=1\n"})
    EXPECT_FALSE(testing::is_wanted(*packed, "usr/bin/tool", script)) << script;
}

TEST(Packed, LibrariesAreNotLookedIntoAndOtherFilesWhateverTheirMode) {
  const auto packed = make_packed();
  const auto file = upx("UPX!");
  const auto wants = [&](std::string_view path) {
    const auto head = base::as_bytes(std::string_view(file).substr(0, 512));
    return packed->wants({path, file.size(), 0644, head}).kind;
  };
  EXPECT_EQ(wants("usr/lib/libx.so.1"), Wish::Kind::kNo);
  EXPECT_NE(wants("srv/data"), Wish::Kind::kNo);
}

TEST(Packed, CodeKeepsOrderAndCompressedBytesDoNot) {
  for (const std::size_t size : {2048, 60'000}) {
    EXPECT_TRUE(packed::is_dense(base::as_bytes(noise(size))));
    EXPECT_FALSE(packed::is_dense(base::as_bytes(code(size))));
  }
  EXPECT_FALSE(packed::is_dense(base::as_bytes(noise(2047))));
}

}  // namespace
}  // namespace pratique::extract
