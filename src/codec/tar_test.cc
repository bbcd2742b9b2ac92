#include "codec/tar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "support/dripping.h"
#include "support/paths.h"
#include "support/tar_oracle.h"

namespace pratique::codec {
namespace {

using testing::difference;
using testing::Dripping;
using testing::tar_by_libarchive;
using testing::tar_by_us;
using testing::TarListing;

constexpr std::uint64_t kMaxContent = 256 << 20;

TEST(Tar, EmptyInputIsAnEmptyArchive) {
  const auto source = from_memory({});
  TarReader tar(*source);
  const auto entry = tar.next();
  ASSERT_TRUE(entry) << base::to_line(entry.error());
  EXPECT_FALSE(entry->has_value());
}

TEST(Tar, NoiseIsAnError) {
  const std::string noise(100'000, '7');
  const auto source = from_memory(base::as_bytes(noise));
  TarReader tar(*source);
  EXPECT_FALSE(tar.next());
}

// A ustar header of a member without content.
std::string header(char type, const std::string& name, std::size_t size) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 7, "0000644");
  const auto digits = std::to_string((size >> 6 & 7) * 100 + (size >> 3 & 7) * 10 + (size & 7));
  block.replace(124, 11, std::string(11 - digits.size(), '0') + digits);
  block.replace(136, 11, "00000000000");
  block.replace(148, 8, "        ");
  block[156] = type;
  block.replace(257, 8, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  std::string octal;
  for (int i = 0; i < 6; ++i, sum >>= 3) octal.insert(octal.begin(), static_cast<char>('0' + (sum & 7)));
  return block.replace(148, 7, octal + '\0');
}

// A tar of one member with these pax records, behind `before` blocks of another member.
std::string with_pax(const std::string& records, std::size_t before = 0) {
  std::string tar = before ? header('0', "first", 0) : "";
  for (std::size_t i = 1; i < before; ++i) tar += header('5', "folder", 0);
  tar +=
      header('x', "PaxHeaders/x", records.size()) + records + std::string(512 - records.size() % 512, '\0');
  return tar + header('0', "plain", 0) + std::string(1024, '\0');
}

std::string defects(const std::string& text, std::size_t step) {
  Dripping source(text, step);
  TarReader tar(source);
  std::string all;
  for (;;) {
    const auto entry = tar.next();
    if (!entry) return all + "error: " + base::to_line(entry.error());
    if (!*entry) return all;
    if (!(*entry)->defect.empty())
      all += std::string((*entry)->path) + ": " + std::string((*entry)->defect) + "\n";
  }
}

TEST(Tar, NamesWithNulBytesAreTold) {
  const std::string bad("16 path=a\0b/c/d\n", 16), good("15 path=a/b/cd\n"),
      binary("21 SCHILY.xattr.a=\0x\n", 21);
  for (const std::size_t step : {512ul, 1536ul, 262144ul}) {
    for (const std::size_t before : {0ul, 1ul, 6ul}) {  // the headers cross the end of a chunk, or do not
      EXPECT_EQ(defects(with_pax(bad, before), step), "a: NUL byte in its name\n") << step << " " << before;
      EXPECT_EQ(defects(with_pax(good + bad, before), step), "a: NUL byte in its name\n");
      EXPECT_EQ(defects(with_pax(good, before), step), "");
      EXPECT_EQ(defects(with_pax(binary, before), step), "");  // an attribute's value may be anything
    }
  }
}

TEST(Tar, MalformedPaxRecordsAreTold) {
  for (const std::string records : {"-5 path=a\n", "12 path=abcd", "99999999999 path=a\n"}) {
    const auto told = defects(with_pax(records), 262144);
    EXPECT_TRUE(told.starts_with("plain: ") && told.find("pax") != std::string::npos) << told;
  }
}

// ------------------------------------------------------------------------------------------- forms of
// headers

std::string zeros(std::size_t blocks) { return std::string(blocks * 512, '\0'); }

std::string padded(std::string content) {
  content.resize((content.size() + 511) / 512 * 512);
  return content;
}

// A header with other bytes at `at`, its checksum made right again.
std::string patched(std::string block, std::size_t at, const std::string& bytes) {
  block.replace(at, bytes.size(), bytes);
  block.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum & 0777777u);
  return block.replace(148, 7, std::string(digits) + '\0');
}

// Members of an archive in one line each: "f path -> target size"; then the error or the defects.
std::string told(const std::string& text, std::size_t step = 262144) {
  Dripping source(text, step);
  TarReader tar(source);
  std::string all;
  for (;;) {
    const auto entry = tar.next();
    if (!entry) return all + "error: " + base::to_line(entry.error()) + "\n";
    if (!*entry) return all;
    const auto& one = **entry;
    all += std::string(1, "fdlho"[static_cast<int>(one.type)]) + " " + std::string(one.path);
    if (!one.target.empty()) all += " -> " + std::string(one.target);
    all += " " + std::to_string(one.size) + (one.defect.empty() ? "" : " !" + std::string(one.defect)) + "\n";
  }
}

TEST(Tar, UstarNamesHaveAPrefixAndGnuNamesNone) {
  const auto long_name = patched(header('0', "name", 0), 345, "some/folder");
  EXPECT_EQ(told(long_name + zeros(2)), "f some/folder/name 0\n");
  // GNU's magic: the bytes there are times.
  const auto gnu =
      patched(patched(header('0', "name", 0), 257, std::string("ustar  \0", 8)), 345, "14411511453");
  EXPECT_EQ(told(gnu + zeros(2)), "f name 0\n");
  const auto old_go =
      patched(patched(header('0', "name", 0), 257, std::string("ustar  \0", 8)), 345, "some/folder");
  EXPECT_EQ(told(old_go + zeros(2)), "f some/folder/name 0\n");
}

TEST(Tar, VersionSevenHasFoldersByTheirSlash) {
  const auto v7 =
      patched(patched(header('0', "etc/", 0), 257, std::string(8, '\0')), 156, std::string(1, '\0'));
  EXPECT_EQ(told(v7 + zeros(2)), "d etc/ 0\n");
}

TEST(Tar, NumbersInBase256) {
  const std::string twenty("\x80\0\0\0\0\0\0\0\0\0\0\x14", 12);
  EXPECT_EQ(told(patched(header('0', "a", 0), 124, twenty) + padded("12345678901234567890") + zeros(2)),
            "f a 20\n");
  const std::string negative(12, '\xff');
  EXPECT_EQ(told(header('0', "a", 0) + patched(header('0', "b", 0), 124, negative)),
            "f a 0\nerror: offset 512: negative number in a tar header\n");
  EXPECT_EQ(told(header('0', "a", 0) + patched(header('0', "b", 0), 124, "\x80" + std::string(11, '\x7f'))),
            "f a 0\nerror: offset 512: number in a tar header is too large\n");
}

TEST(Tar, ChecksumsOfSignedBytesAreSoundToo) {
  auto block = header('0', "h\xe9t\xe9", 0);
  block.replace(148, 8, "        ");
  int sum = 0;
  for (const char c : block) sum += static_cast<signed char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", static_cast<unsigned>(sum) & 0777777u);
  block.replace(148, 7, std::string(digits) + '\0');
  EXPECT_EQ(told(block + zeros(2)), "f h\xe9t\xe9 0\n");
}

TEST(Tar, LongNamesOfGnu) {
  const std::string name = std::string(300, 'n') + "/file";
  const auto longer = header('L', "././@LongLink", 306) + padded(name + '\0') + header('0', "cut", 0);
  for (const std::size_t step : {100ul, 512ul, 700ul, 262144ul}) {
    EXPECT_EQ(told(longer + zeros(2), step), "f " + name + " 0\n");
    const auto link = header('K', "././@LongLink", 306) + padded(name + '\0') + header('2', "link", 0);
    EXPECT_EQ(told(link + longer + zeros(2), step), "l link -> " + name + " 0\nf " + name + " 0\n");
  }
}

// Members as Go reads them, because engines unpack with it; whatever another reader would call otherwise is
// told.
TEST(Tar, WhereReadersDifferItIsGosReadingAndTold) {
  const auto records = [](char type, const std::string& text) {
    return header(type, "x", text.size()) + padded(text);
  };
  const std::string same = "13 path=same\n", own = "12 path=own\n", user = "9 uid=10\n";
  const auto member = header('0', "a", 0) + zeros(2);
  EXPECT_EQ(told(records('g', same) + member), "f a 0 !name or size for all members in a pax header\n");
  EXPECT_EQ(told(records('g', user) + member), "f a 0\n");
  EXPECT_EQ(told(records('x', own) + records('g', user) + member),
            "f a 0 !extended header without a member\n");
  EXPECT_EQ(told(records('x', own) + records('x', user) + member),
            "f a 0 !two extended headers for one member\n");
  EXPECT_EQ(told(records('L', "label") + header('V', "v", 0) + member),
            "f a 0 !extended header without a member\n");
  for (const auto& both :
       {records('L', "long") + records('x', own), records('x', own) + records('L', "long")})
    EXPECT_EQ(told(both + member), "f long 0 !two names in extended headers\n");
  EXPECT_EQ(told(header('5', "d", 5) + member), "d d 0 !folder with a size\nf a 0\n");
}

// A database by that name would otherwise be there for an engine and not for us.
TEST(Tar, ASlashMakesNoFolderOfAFile) {
  EXPECT_EQ(told(header('0', "status/", 5) + padded("12345") + header('0', "b", 0) + zeros(2)),
            "f status/ 5\nf b 0\n");
}

// Whose members are, and what capabilities they have: "uid:gid capability" of each.
std::string owners(const std::string& text) {
  const auto source = from_memory(base::as_bytes(text));
  TarReader tar(*source);
  std::string all;
  while (const auto entry = tar.next().value_or(std::nullopt)) {
    all += std::to_string(entry->uid) + ":" + std::to_string(entry->gid);
    if (!entry->capability.empty()) all += " " + std::string(entry->capability);
    all += "\n";
  }
  return all;
}

std::string record(const std::string& text) {
  for (std::size_t length = text.size() + 2;; ++length) {
    const auto digits = std::to_string(length);
    if (digits.size() + 1 + text.size() + 1 == length) return digits + " " + text + "\n";
  }
}

TEST(Tar, OwnersOfTheHeaderAndOfPaxRecords) {
  const auto plain = patched(patched(header('0', "a", 0), 108, "0001750"), 116, "0000031");
  EXPECT_EQ(owners(plain + zeros(2)), "1000:25\n");
  EXPECT_EQ(owners(patched(plain, 108, std::string("\x80\0\0\0\0\x0f\x42\x40", 8)) + zeros(2)),
            "1000000:25\n");
  EXPECT_EQ(owners(patched(plain, 108, "no\0umber") + zeros(2)), "4294967295:25\n");
  EXPECT_EQ(owners(patched(plain, 108, std::string(8, '\xff')) + zeros(2)), "4294967295:25\n") << "negative";
  const auto with = [&](const std::string& records) {
    return owners(header('x', "x", records.size()) + padded(records) + plain + plain + zeros(2));
  };
  EXPECT_EQ(with(record("uid=3000000") + record("gid=4")), "3000000:4\n1000:25\n");
  EXPECT_EQ(with(record("uid=99999999999999") + record("gid=x")), "4294967295:4294967295\n1000:25\n");
  EXPECT_EQ(with(record("uid=5") + record("uid=")), "1000:25\n1000:25\n") << "taken back";
}

TEST(Tar, CapabilitiesInPaxRecords) {
  const auto plain = header('0', "a", 0);
  const auto with = [&](const std::string& records) {
    return owners(header('x', "x", records.size()) + padded(records) + plain + plain + zeros(2));
  };
  EXPECT_EQ(with(record("SCHILY.xattr.security.capability=\1bytes\n")), "0:0 \1bytes\n\n0:0\n");
  EXPECT_EQ(with(record("LIBARCHIVE.xattr.security.capability=AWJ5dGVz")), "0:0 \1bytes\n0:0\n");
  EXPECT_EQ(with(record("LIBARCHIVE.xattr.security.capability=!")), "0:0 !\n0:0\n") << "not lost";
  EXPECT_EQ(with(record("SCHILY.xattr.security.selinux=x") + record("other.security.capability=x")),
            "0:0\n0:0\n");
}

TEST(Tar, SizesInPaxRecordsCount) {
  const std::string records = "10 size=5\n";
  EXPECT_EQ(told(header('x', "x", records.size()) + padded(records) + header('0', "a", 0) + padded("12345") +
                 header('0', "b", 0) + zeros(2)),
            "f a 5\nf b 0\n");
  for (const std::string bad : {"11 size=-5\n", "29 size=99999999999999999999\n", "11 size=5x\n"}) {
    const auto text = told(header('x', "x", bad.size()) + padded(bad) + header('0', "a", 0) + zeros(2));
    EXPECT_TRUE(text.starts_with("error: ") && text.find("size in a pax record") != std::string::npos)
        << text;
  }
}

TEST(Tar, LinksHaveContentOnlyWhereThereIsSome) {
  const auto link = patched(header('1', "hard", 5), 157, "first");
  const std::string after = header('0', "next", 0) + zeros(2);
  const std::string want = "h hard -> first 0\nf next 0\n";
  EXPECT_EQ(told(link + padded("12345") + after), want);
  EXPECT_EQ(told(link + after), want);
  const auto large = patched(header('1', "hard", 511), 157, "first");
  EXPECT_EQ(told(patched(large, 124, "00000003000") + std::string(1536, 'c') + after), want);
}

TEST(Tar, WhereAnArchiveEnds) {
  const auto member = header('0', "a", 0);
  EXPECT_EQ(told(member), "f a 0\n");                                   // no zero blocks
  EXPECT_EQ(told(member + zeros(1)), "f a 0\n");                        // one, and the stream ends
  EXPECT_EQ(told(member + zeros(2) + header('0', "b", 0)), "f a 0\n");  // what stands behind the end
  EXPECT_EQ(told(member + zeros(1) + header('0', "b", 0)),
            "f a 0\nerror: offset 1024: a single zero block within the tar archive\n");
  EXPECT_EQ(told(member + "cut"), "f a 0\nerror: offset 515: truncated tar archive\n");
  EXPECT_EQ(told(header('0', "a", 5) + "123"), "f a 5\nerror: offset 515: truncated tar archive\n");
  EXPECT_EQ(told(header('0', "a", 5) + "12345"), "f a 5\n");  // without its padding
  EXPECT_EQ(told(member + header('x', "x", 13)), "f a 0\nerror: offset 1024: truncated tar archive\n");
}

TEST(Tar, AnEndWithoutItsMarkShows) {
  const auto marked = [](const std::string& text) {
    const auto source = from_memory(base::as_bytes(text));
    TarReader tar(*source);
    while (tar.next().value_or(std::nullopt)) {
    }
    return tar.end_was_marked();
  };
  const auto member = header('0', "a", 0);
  EXPECT_TRUE(marked(member + zeros(2)));
  EXPECT_TRUE(marked(member + zeros(1)));
  EXPECT_TRUE(marked(zeros(2)));
  EXPECT_FALSE(marked(member + member));
  EXPECT_FALSE(marked(""));
}

TEST(Tar, ExtendedHeadersAreBounded) {
  const auto large = patched(header('x', "x", 0), 124, "00100000000");
  EXPECT_EQ(told(large + std::string(1 << 20, ' ')),
            "error: offset 0: extended tar header of more than 1 MiB\n");
}

// A file of seven stored bytes whose pax records these are.
std::string sparse_told(const std::vector<std::string>& records) {
  std::string text;
  for (const auto& record : records) text += std::to_string(record.size() + 4) + " " + record + "\n";
  return told(header('x', "x", text.size()) + padded(text) + header('0', "a", 7) + padded("1234567") +
              zeros(2));
}

TEST(Tar, SparseMapsThatDoNotFitAreErrors) {
  const std::string size = "GNU.sparse.size=000010";
  const std::string two = "GNU.sparse.numblocks=2", one = "GNU.sparse.numblocks=1";
  EXPECT_EQ(sparse_told({two, "GNU.sparse.map=0,4,7,3", size}), "f a 10\n");
  EXPECT_EQ(sparse_told({size}), "f a 7 !sparse file without its map\n");
  for (const std::string map : {"0,5,3,5", "0,99", "18446744073709551615,5", "5,1,0,1"}) {
    const auto parts = std::count(map.begin(), map.end(), ',') == 1 ? one : two;
    const auto text = sparse_told({parts, "GNU.sparse.map=" + map, size});
    EXPECT_NE(text.find("sparse map in a tar does not fit its file"), std::string::npos) << text;
  }
  // Content that no part names would be seen by nobody.
  EXPECT_NE(sparse_told({one, "GNU.sparse.map=0,4", size}).find("leaves out bytes of its file"),
            std::string::npos);
  EXPECT_NE(sparse_told({two, "GNU.sparse.offset=0", "GNU.sparse.numbytes=7", size})
                .find("not as many parts as it says"),
            std::string::npos);
}

// libarchive pairs each offset with the size before it then, Go and GNU tar refuse.
TEST(Tar, SparseMapsWithoutTheirLengthAreErrors) {
  const std::vector<std::string> parts{"GNU.sparse.offset=0", "GNU.sparse.numbytes=7"};
  for (auto records : {parts, {"GNU.sparse.map=0,7"}}) {
    records.push_back("GNU.sparse.size=000010");
    EXPECT_NE(sparse_told(records).find("does not say how many parts it has"), std::string::npos);
  }
}

TEST(Tar, NumbersBehindNulBytesAreTold) {
  const std::string late = std::string(2, '\0') + "000000005" + '\0';
  EXPECT_EQ(told(patched(header('0', "a", 0), 124, late) + padded("12345") + zeros(2)),
            "f a 5 !size behind NUL bytes\n");
  EXPECT_EQ(told(patched(header('0', "a", 0), 124, std::string(12, '\0')) + zeros(2)), "f a 0\n");
  const auto sparse = patched(patched(header('S', "a", 7), 386, "00000000000"), 398, "00000000007");
  EXPECT_EQ(told(patched(sparse, 483, "00000000012") + padded("1234567") + zeros(2)), "f a 10\n");
  EXPECT_EQ(told(patched(sparse, 483, std::string("\0", 1) + "0000000012") + padded("1234567") + zeros(2)),
            "error: sparse map in a tar has a number behind NUL bytes\n");
}

// ---------------------------------------------------------------------------------------------- other
// programs

// A folder of its own under the test's temporary one.
class Scratch {
 public:
  Scratch() {
    std::string name = ::testing::TempDir() + "pratique-tar-XXXXXX";
    path = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

void expect_same(const std::string& archive, const std::string& name) {
  const auto ours = tar_by_us(archive, kMaxContent), theirs = tar_by_libarchive(archive, kMaxContent);
  EXPECT_TRUE(ours.clean) << name << ": " << ours.error;
  EXPECT_TRUE(theirs.clean) << name << ": " << theirs.error;
  EXPECT_EQ(difference(ours, theirs), "") << name;
  EXPECT_GE(ours.members.size(), 6u) << name;
}

// GNU tar writes every form there is: long names and link targets, hard links, holes.
TEST(Tar, ReadsWhatGnuTarWrites) {
  const Scratch scratch;
  const auto make =
      "cd '" + scratch.path.string() +
      "' && mkdir -p in/$(printf 'd%.0s' $(seq 90)) && cd in && echo text >a && ln a hard && ln -s a soft && "
      "mkfifo pipe && printf x >$(printf 'd%.0s' $(seq 90))/$(printf 'f%.0s' $(seq 9)) && truncate -s 3M "
      "holes && "
      "for at in 5 300 700 1500 2900; do printf data | dd of=holes bs=1k seek=$at conv=notrunc status=none; "
      "done";
  ASSERT_EQ(std::system(make.c_str()), 0);
  for (const std::string form :
       {"--format=v7 --exclude=pipe --exclude=f*", "--format=ustar", "--format=oldgnu -S", "--format=gnu -S",
        "--format=posix -S --sparse-version=0.0", "--format=posix -S --sparse-version=0.1",
        "--format=posix -S --sparse-version=1.0"}) {
    const auto pack = "cd '" + scratch.path.string() + "' && tar -cf out.tar " + form + " in";
    ASSERT_EQ(std::system(pack.c_str()), 0) << form;
    expect_same(testing::read_file(scratch.path / "out.tar"), form);
  }
}

// ----------------------------------------------------------------------------------------- libarchive's
// corpus

std::string uudecoded(const std::string& text) {
  std::string out;
  for (std::size_t line = text.find('\n') + 1; line < text.size() && text[line] != '`';) {
    const auto end = std::min(text.find('\n', line), text.size());
    std::size_t left = static_cast<std::size_t>((text[line] - ' ') & 63);
    if (left == 0) break;
    for (std::size_t at = line + 1; left > 0; at += 4) {
      unsigned value = 0;
      for (std::size_t i = 0; i < 4; ++i)
        value = value << 6 | (at + i < end ? static_cast<unsigned>(text[at + i] - ' ') & 63u : 0u);
      for (int shift = 16; shift >= 0 && left > 0; shift -= 8, --left)
        out += static_cast<char>(value >> shift & 255);
    }
    line = end + 1;
  }
  return out;
}

// Where the two differ, and why ours stays.
const std::map<std::string, std::string> kExceptions = {
    {"test_pax_filename_encoding.tar", "libarchive warns of a name that is not UTF-8; names are bytes here"},
    {"test_read_format_tar_timestamp_overflow.tar",
     "NULs before the digits of a size: libarchive and GNU tar read 0, Go's reader, which unpacks images, "
     "14; here the member is noted"},
    {"test_read_format_gtar_sparse_1_17_posix10_modified.tar",
     "comments in a sparse map: libarchive alone takes them; GNU tar calls the member malformed"},
    {"test_read_format_tar_pax_sun_holesdata.tar",
     "libarchive knows the holes of Solaris; here the member is noted"},
};

TEST(Tar, AgreesWithLibarchiveOnItsCorpus) {
  PQ_NEED_SHARED();
  int clean = 0;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(testing::unpacked("corpora/libarchive"))) {
    if (file.path().extension() != ".uu") continue;
    const auto packed = uudecoded(testing::read_file(file.path()));
    const auto kind = detect_compression(base::as_bytes(packed));
    const auto plain = read_all(*decompressed(kind, from_memory(base::as_bytes(packed))), kMaxContent);
    if (!plain) continue;
    const auto ours = tar_by_us(*plain, kMaxContent), theirs = tar_by_libarchive(*plain, kMaxContent);
    clean += ours.clean && !ours.members.empty();
    const auto name = file.path().stem().string();
    const bool agree = ours.clean == theirs.clean && difference(ours, theirs).empty();
    EXPECT_TRUE(agree || kExceptions.contains(name))
        << name << ": " << (ours.clean ? "clean" : ours.error) << " / "
        << (theirs.clean ? "clean" : theirs.error) << " " << difference(ours, theirs);
    EXPECT_FALSE(agree && kExceptions.contains(name)) << name << " is no exception any more";
  }
  EXPECT_GT(clean, 30);
}

}  // namespace
}  // namespace pratique::codec
