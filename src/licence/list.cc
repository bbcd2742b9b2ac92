#include "licence/list.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/text_hash.h"
#include "licence/data.h"

namespace pratique::licence {

namespace {

#include "licence/identifiers.inc"

// In the order of kCategories.
constexpr std::array<const char*, kCategories.size()> kWords{
    "permissive", "weak-copyleft", "strong-copyleft", "network-copyleft", "proprietary", "unknown"};

using Pair = std::pair<std::string_view, std::string_view>;

// Sorted. The list's own words on its deprecated identifiers, as far as one other says the same.
constexpr auto kReplaced = std::to_array<Pair>({
    {"AGPL-1.0", "AGPL-1.0-only"},
    {"AGPL-3.0", "AGPL-3.0-only"},
    {"BSD-2-Clause-FreeBSD", "BSD-2-Clause-Views"},
    {"BSD-2-Clause-NetBSD", "BSD-2-Clause"},
    {"GFDL-1.1", "GFDL-1.1-only"},
    {"GFDL-1.2", "GFDL-1.2-only"},
    {"GFDL-1.3", "GFDL-1.3-only"},
    {"GPL-1.0", "GPL-1.0-only"},
    {"GPL-1.0+", "GPL-1.0-or-later"},
    {"GPL-2.0", "GPL-2.0-only"},
    {"GPL-2.0+", "GPL-2.0-or-later"},
    {"GPL-2.0-with-GCC-exception", "GPL-2.0-only WITH GCC-exception-2.0"},
    {"GPL-2.0-with-autoconf-exception", "GPL-2.0-only WITH Autoconf-exception-2.0"},
    {"GPL-2.0-with-bison-exception", "GPL-2.0-only WITH Bison-exception-2.2"},
    {"GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"},
    {"GPL-2.0-with-font-exception", "GPL-2.0-only WITH Font-exception-2.0"},
    {"GPL-3.0", "GPL-3.0-only"},
    {"GPL-3.0+", "GPL-3.0-or-later"},
    {"GPL-3.0-with-GCC-exception", "GPL-3.0-only WITH GCC-exception-3.1"},
    {"GPL-3.0-with-autoconf-exception", "GPL-3.0-only WITH Autoconf-exception-3.0"},
    {"LGPL-2.0", "LGPL-2.0-only"},
    {"LGPL-2.0+", "LGPL-2.0-or-later"},
    {"LGPL-2.1", "LGPL-2.1-only"},
    {"LGPL-2.1+", "LGPL-2.1-or-later"},
    {"LGPL-3.0", "LGPL-3.0-only"},
    {"LGPL-3.0+", "LGPL-3.0-or-later"},
    {"Net-SNMP", "BSD-3-Clause"},
    {"Nunit", "zlib-acknowledgement"},
    {"StandardML-NJ", "SMLNJ"},
    {"bzip2-1.0.5", "bzip2-1.0.6"},
    {"eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"},
    {"wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"},
});
static_assert(std::is_sorted(kReplaced.begin(), kReplaced.end()));

using Spellings = std::unordered_map<std::string, std::string_view, base::TextHash, std::equal_to<>>;

Spellings spellings_of(std::span<const std::string_view> ids) {
  Spellings spellings;
  for (const auto id : ids) spellings.emplace(base::to_lower(id), id);
  return spellings;
}

std::string_view spelt(const Spellings& spellings, std::string_view text) {
  const auto at = spellings.find(base::to_lower(text));
  return at == spellings.end() ? std::string_view() : at->second;
}

}  // namespace

const char* to_string(Category category) { return kWords.at(static_cast<std::size_t>(category)); }

std::optional<Category> category_called(std::string_view word) {
  const auto at = std::find(kWords.begin(), kWords.end(), word);
  if (at == kWords.end()) return std::nullopt;
  return kCategories.at(static_cast<std::size_t>(at - kWords.begin()));
}

std::span<const Listed> listed() {
  static const auto all = [] {
    std::vector<Listed> rows;
    for (const auto line : base::lines(list_text())) {
      const auto cells = base::split(line, '\t');
      if (line.starts_with('#') || cells.size() != 4) continue;
      rows.push_back({.id = cells[0],
                      .category = category_called(cells[1]).value_or(Category::kUnknown),
                      .name = cells[2],
                      .url = cells[3]});
    }
    return rows;
  }();
  return all;
}

const Listed* find_listed(std::string_view id) {
  const auto all = listed();
  const auto at = std::lower_bound(all.begin(), all.end(), id,
                                   [](const Listed& row, auto text) { return row.id < text; });
  return at != all.end() && at->id == id ? &*at : nullptr;
}

bool is_recent_id(std::string_view id) {
  return std::binary_search(std::begin(kRecentIds), std::end(kRecentIds), id);
}

bool is_licence_id(std::string_view text) {
  return std::binary_search(std::begin(kLicenceIds), std::end(kLicenceIds), text);
}

bool is_exception_id(std::string_view text) {
  return std::binary_search(std::begin(kExceptionIds), std::end(kExceptionIds), text);
}

std::string_view licence_id_of(std::string_view text) {
  static const auto spellings = spellings_of(kLicenceIds);
  return spelt(spellings, text);
}

std::string_view exception_id_of(std::string_view text) {
  static const auto spellings = spellings_of(kExceptionIds);
  return spelt(spellings, text);
}

std::string_view current(std::string_view id) {
  const auto at = std::lower_bound(kReplaced.begin(), kReplaced.end(), id,
                                   [](const Pair& row, std::string_view text) { return row.first < text; });
  return at != kReplaced.end() && at->first == id ? at->second : id;
}

}  // namespace pratique::licence
