#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "extract/binary/banners/table.h"
#include "extract/binary/elf/wish.h"
#include "extract/stream/scanner.h"
#include "support/elf_writer.h"
#include "support/pe_writer.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_banner();

namespace {

using testing::ElfWriter;

std::string program(const std::string& constants) {
  return ElfWriter()
      .add({".text", std::string(5000, 'x'), 0x1000, 5})
      .add({".rodata", constants, 0x10000, 4})
      .add({".data", std::string(100, 'd'), 0x20000, 6})
      .finish();
}

// "NAME@VERSION " for each banner.
std::string named(const std::string& file) {
  const auto record = make_banner()->parse(FileView("srv/tool", base::as_bytes(file)));
  if (!record) return "error: " + base::to_line(record.error());
  std::string out;
  for (const auto& one : record->observations) {
    EXPECT_EQ(one.rule, "program-banner");
    const auto words = base::words(one.message);
    out += std::string(words.at(2)) + " ";
  }
  for (const auto& note : record->notes) out += "note " + note.code + " ";
  return out;
}

std::string text(std::string_view one) {
  return std::string("\0before\0", 8) + std::string(one) + std::string("\0after", 6);
}

TEST(Banners, ProgramsAreKnownByHowTheyNameTheirVersion) {
  struct Case {
    std::string banner, want;
  };
  for (const auto& [banner, want] : std::vector<Case>{
           {"OpenSSL 1.1.1k  25 Mar 2021", "pkg:generic/openssl@1.1.1k: "},
           {"OpenSSL 3.0.13+quic 30 Jan 2024", "pkg:generic/openssl@3.0.13: "},
           {"OpenSSL 1.0.2k-fips  26 Jan 2017", "pkg:generic/openssl@1.0.2k: "},
           {" deflate 1.2.13 Copyright 1995-2022 Jean-loup Gailly and Mark Adler ",
            "pkg:generic/zlib@1.2.13: "},
           {" inflate 1.3.1 Copyright 1995-2024 Mark Adler ", "pkg:generic/zlib@1.3.1: "},
           {"BusyBox v1.36.1 (2023-11-07 18:53:09 UTC)", "pkg:generic/busybox@1.36.1: "},
           {"nginx version: nginx/1.25.3", "pkg:generic/nginx@1.25.3: "},
           {"expat_2.5.0", "pkg:generic/expat@2.5.0: "},
           {"PostgreSQL 15.4 on x86_64-pc-linux-musl, compiled by gcc", "pkg:generic/postgresql@15.4: "},
           {"ruby 3.2.2 (2023-03-30 revision e51014f9c0) [x86_64-linux]", "pkg:generic/ruby@3.2.2: "},
           {"SSH-2.0-dropbear_2022.83\r\n", "pkg:generic/dropbear@2022.83: "},
           {"@(#)Bash version 5.2.15(1) release GNU", "pkg:generic/bash@5.2.15: "},
           {"GNU C Library (Debian GLIBC 2.36-9+deb12u7) stable release version 2.36.\n",
            "pkg:generic/glibc@2.36: "},
           {"Mbed TLS 3.4.0", "pkg:generic/mbedtls@3.4.0: "},
           {"$LuaVersion: Lua 5.4.6  Copyright (C) 1994-2023 Lua.org, PUC-Rio $", "pkg:generic/lua@5.4.6: "},
       }) {
    EXPECT_EQ(named(program(text(banner))), want) << banner;
  }
}

TEST(Banners, ProgramsForWindowsAreKnownToo) {
  const auto dll = testing::PeWriter()
                       .add({".text", std::string(5000, 'x'), 0x60000020})
                       .add({".rdata", text("OpenSSL 1.1.1k  25 Mar 2021")})
                       .finish();
  EXPECT_EQ(named(dll), "pkg:generic/openssl@1.1.1k: ");
}

TEST(Banners, WhatOthersSayOfAProgramIsNoBanner) {
  for (const std::string other : {"needs OpenSSL 1.1.1k  25 Mar 2021", "OpenSSL 1.1.1k or later",
                                  "OpenSSL %s", "Server: nginx/1.25.3", "libcurl/7.88.1 OpenSSL/3.0.9",
                                  "BusyBox vX", "inflate 1.2.13 by hand", "expat_2.5.0x", "OpenSSH_6.6.1*"}) {
    EXPECT_EQ(named(program(text(other))), "") << other;
  }
}

TEST(Banners, CodeAndWhatIsNotLoadedIsNotLookedAt) {
  const std::string banner = text("expat_2.5.0");
  const auto file = ElfWriter()
                        .add({".text", banner, 0x1000, 5})
                        .add({".rodata", "x", 0x10000, 4})
                        .add({".data", "x", 0x20000, 6})
                        .add({".debug_str", banner})
                        .finish();
  EXPECT_EQ(named(file), "");
  const auto old = ElfWriter().add({".text", banner, 0x1000, 5}).add({".data", "x", 0x20000, 6}).finish();
  EXPECT_EQ(named(old), "pkg:generic/expat@2.5.0: ") << "linkers before 2018 put constants among the code";
}

TEST(Banners, NoProgramIsNoFile) {
  EXPECT_EQ(make_banner()
                ->wants({"a", 8, 0755,
                         base::as_bytes("\x7f"
                                        "ELF\x09\x09zz")})
                .kind,
            Wish::Kind::kNo);
  auto object = program(text("expat_2.5.0"));
  object[16] = 1;  // ET_REL
  EXPECT_EQ(named(object), "");
}

TEST(Banners, AListOfVersionsEndsInANote) {
  std::string list;
  for (int i = 0; i < 100; ++i) list += text("expat_2." + std::to_string(i) + ".0");
  const auto out = named(program(list));
  EXPECT_TRUE(out.ends_with("note limit ")) << out;
  EXPECT_EQ(std::ranges::count(out, '@'), 32);
}

TEST(Banners, RowsAreWhole) {
  std::set<std::string_view> texts;
  for (const auto& one : banners::all()) {
    EXPECT_TRUE(texts.insert(one.text).second) << one.name;
    EXPECT_GE(one.text.size(), kMinPattern) << one.name;
    EXPECT_LE(one.text.size(), kMaxPattern) << one.name;
  }
}

}  // namespace
}  // namespace pratique::extract
