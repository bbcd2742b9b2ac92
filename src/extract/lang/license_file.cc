// Files that a package carries its licence in: LICENSE, COPYING, UNLICENSE and their variants, those of *.dist-info/ and
// /usr/share/licenses. What they hold is said by src/licence (recognise.h); whose they are is found out when everything is
// known (scan/licence_places.h).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "licence/recognise.h"
#include "licence/text_match.h"

namespace pratique::extract {
namespace {

// Modules about licences, not licences.
bool is_source(std::string_view path) {
  constexpr std::array<std::string_view, 22> kExtensions{
      ".js", ".ts", ".cjs",  ".mjs",   ".jsx",  ".tsx",  ".py",  ".pyc", ".go",  ".c",   ".h",
      ".cc", ".rb", ".java", ".class", ".json", ".yaml", ".yml", ".xml", ".png", ".svg", ".map"};
  const auto lower = base::to_lower(base::base_name(path));
  return std::any_of(kExtensions.begin(), kExtensions.end(),
                     [&](std::string_view end) { return lower.ends_with(end); });
}

class LicenseFile final : public Extractor {
 public:
  LicenseFile()
      : Extractor({.name = "lang/license_file",
                   .role = Role::kLicenseFile,
                   .triggers = {.paths = {"LICENSE*", "LICENCE*", "License*", "Licence*", "license*",
                                          "licence*", "COPYING*", "copying*", "UNLICENSE*", "licenses/*"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    const bool fits =
        candidate.size > 0 && candidate.size <= licence::kMaxLicenceText && !is_source(candidate.path);
    return fits ? Wish::whole() : Wish::no();
  }

  // A file that is no text says nothing, and hides nothing.
  Result<Record> parse(const FileView& file) const override {
    Record record;
    const auto text = lang::plain_text(file);
    if (!text) return record;
    for (auto& one : licence::recognise(*text)) {
      record.found_licenses.push_back({.expression = std::move(one.expression),
                                       .path = {},
                                       .likeness = static_cast<std::uint8_t>(one.likeness)});
    }
    if (!record.found_licenses.empty()) record.kind = RecordKind::kLicenses;
    return record;
  }

  // Nothing of its own: see scan/licence_places.h.
  void assemble(const Records&, Assembly&) const override {}
};

}  // namespace

std::unique_ptr<Extractor> make_license_file() { return std::make_unique<LicenseFile>(); }

}  // namespace pratique::extract
