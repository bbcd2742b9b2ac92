#include "extract/binary/packed/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "base/text.h"

namespace pratique::extract::packed {

namespace {

using namespace std::string_view_literals;
using enum Wrapping;
using enum Sign;

constexpr double kDenseBits = 7.4;

// clang-format off: a table
constexpr Row kRows[] = {
    // UPX puts l_info behind the program headers and a PackHeader at the end, both with this word (upx, stub/src/
    // include/linux.h; p_unix.cpp), and in Windows' files names its sections so
    {"UPX", kPacked, kHead, "UPX!"sv},
    {"UPX", kPacked, kTail, "UPX!"sv},
    {"UPX", kPacked, kSection, "UPX0"sv},
    {"UPX", kPacked, kSection, "UPX1"sv},
    {"MPRESS", kPacked, kSection, ".MPRESS1"sv},
    {"MPRESS", kPacked, kSection, ".MPRESS2"sv},
    {"ASPack", kPacked, kSection, ".aspack"sv},
    {"Petite", kPacked, kSection, ".petite"sv},
    {"PECompact", kPacked, kSection, "PEC2TO"sv},
    {"PECompact", kPacked, kSection, "PEC2"sv},
    {"NsPack", kPacked, kSection, ".nsp0"sv},
    {"NsPack", kPacked, kSection, "nsp0"sv},
    {"Themida", kPacked, kSection, ".themida"sv},
    {"VMProtect", kPacked, kSection, ".vmp0"sv},
    {"VMProtect", kPacked, kSection, ".vmp1"sv},
    {"Enigma", kPacked, kSection, ".enigma1"sv},
    {"gzexe", kPacked, kLineHead, "\ngztmpdir="sv},
    {"Makeself", kCarries, kLineHead, "generated using Makeself"sv},
    // PyInstaller's bootloader: a section on Linux, its cookie ("MEI" and five control characters) at the end else
    {"PyInstaller", kCarries, kSection, "pydata"sv},
    {"PyInstaller", kCarries, kTail, "MEI\x0c\x0b\x0a\x0b\x0e"sv},
    {"Bun", kCarries, kTail, "\n---- Bun! ----\n"sv},
    {"Deno", kCarries, kTail, "d3n0l4nd"sv},
    {"nexe", kCarries, kTail, "<nexe~~sentinel>"sv},
    // A single executable application of Node.js (its manual, "Single executable applications")
    {"Node.js", kCarries, kSection, "NODE_SEA_BLOB"sv},
    {"Node.js", kCarries, kSection, ".note.NODE_SEA_BLOB"sv},
    // AppImage specification, "Image format", type 2: in the padding of the ELF header
    {"AppImage", kCarries, kHead, "AI\x02"sv, 8},
};
// clang-format on

bool shows(const Row& row, std::string_view text) {
  if (row.at == std::string_view::npos) return base::contains(text, row.text);
  return row.at < text.size() && text.substr(row.at).starts_with(row.text);
}

}  // namespace

std::span<const Row> rows() { return kRows; }

const Row* find(Sign sign, base::Bytes bytes) {
  const auto text = base::as_text(bytes);
  const auto found =
      std::ranges::find_if(kRows, [&](const Row& row) { return row.sign == sign && shows(row, text); });
  return found == std::end(kRows) ? nullptr : &*found;
}

const Row* find_section(std::string_view name) {
  const auto found =
      std::ranges::find_if(kRows, [&](const Row& row) { return row.sign == kSection && row.text == name; });
  return found == std::end(kRows) ? nullptr : &*found;
}

// Shannon's entropy of single bytes.
bool is_dense(base::Bytes bytes) {
  if (bytes.size() < kLeastDense) return false;
  std::array<std::uint32_t, 256> counts{};
  for (const auto byte : bytes) ++counts[std::to_integer<std::size_t>(byte)];
  double bits = 0;
  for (const auto count : counts) {
    if (count == 0) continue;
    const auto share = static_cast<double>(count) / static_cast<double>(bytes.size());
    bits -= share * std::log2(share);
  }
  return bits >= kDenseBits;
}

}  // namespace pratique::extract::packed
