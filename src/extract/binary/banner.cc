// Programs and libraries that no package manager put there, or that were linked into others: known by the texts
// in which they name their own version (banners/table.h). Looked for while the bytes of every ELF or PE file pass.
//
// Such a text is no package manager's word, so that it becomes an observation and no component; and where a
// package of the distribution owns the file, that says more (Role::kBanner).
#include <re2/re2.h>

#include <map>
#include <mutex>

#include "base/text.h"
#include "extract/binary/banners/table.h"
#include "extract/binary/elf/wish.h"
#include "extract/binary/pe/wish.h"
#include "extract/lang/support/packages.h"
#include "extract/stream/scanner.h"

namespace pratique::extract {
namespace {

using banners::Banner;

// Of all banners in one file. Programs have one of each library; a file with more is a list of versions.
constexpr std::size_t kMaxFound = 32;

// Compiled when the first hit asks: most scans of a small image have none.
class Rules {
 public:
  const RE2& of(std::size_t banner) const {
    std::call_once(once_, [&] {
      RE2::Options options;
      options.set_encoding(RE2::Options::EncodingLatin1);  // bytes, not text
      options.set_log_errors(false);
      for (const auto& one : banners::all())
        rules_.push_back(
            std::make_unique<RE2>(re2::StringPiece(one.pattern.data(), one.pattern.size()), options));
    });
    return *rules_[banner];
  }

 private:
  mutable std::once_flag once_;
  mutable std::vector<std::unique_ptr<RE2>> rules_;
};

// A string in a program starts behind the end of another one, or behind what is no character at all.
bool starts_string(const PatternHit& hit) {
  if (hit.at == 0) return true;
  const auto before = static_cast<unsigned char>(hit.around[hit.at - 1]);
  return before < 0x20 || before >= 0x7f;
}

// The banner with its version, from `at` on; the first group is the version.
struct Said {
  std::string version, text;
};
std::optional<Said> match(const RE2& rule, const PatternHit& hit) {
  re2::StringPiece groups[2];
  const re2::StringPiece around(hit.around.data(), hit.around.size());
  if (!rule.Match(around, hit.at, around.size(), RE2::ANCHOR_START, groups, 2)) return std::nullopt;
  // What ends the string is none of it.
  const auto text = std::string_view(groups[0].data(), groups[0].size());
  return Said{groups[1].as_string(),
              std::string(text.substr(0, text.find_last_not_of(std::string_view("\0\r\n ", 4)) + 1))};
}

class BannerScanner : public Scanner {
 public:
  explicit BannerScanner(const Rules& rules) : rules_(rules) {}

  void hit(const PatternHit& hit) override {
    if (banners::all()[hit.pattern].starts && !starts_string(hit)) return;
    auto said = match(rules_.of(hit.pattern), hit);
    if (!said) return;
    const Key key{banners::all()[hit.pattern].name, std::move(said->version)};
    if (found_.size() == kMaxFound && !found_.contains(key)) {
      full_ = true;
    } else {
      found_.try_emplace(key, std::move(said->text));
    }
  }

  Result<Record> finish(const FileView&) const override {
    Record record;
    for (const auto& [key, text] : found_) {
      const auto name = std::string(key.first) + "@" + key.second;
      record.observations.push_back(
          {.kind = model::ObservationKind::kFile,
           .rule = "program-banner",
           .message = "calls itself pkg:generic/" + name + ": " + lang::descriptive(text)});
    }
    if (full_) {
      record.notes.push_back({.code = "limit",
                              .message = "more versions named in one program than are kept",
                              .incomplete = true});
    }
    return record;
  }

 private:
  // Name, version.
  using Key = std::pair<std::string_view, std::string>;
  const Rules& rules_;
  std::map<Key, std::string> found_;
  bool full_ = false;
};

std::vector<std::string> texts() {
  std::vector<std::string> all;
  for (const auto& banner : banners::all()) all.emplace_back(banner.text);
  return all;
}

class Banners : public StreamExtractor {
 public:
  Banners()
      : StreamExtractor({.name = "binary/banner",
                         .role = Role::kBanner,
                         .triggers = {.magics = {elf::kMagic, pe::kMagic}},
                         .name_use = NameUse::kNone},
                        texts()) {}

  // The section table of a PE file lies behind the bytes that are known by now; images for Linux have few.
  Wish wants(const Candidate& candidate) const override {
    if (base::as_text(candidate.head).starts_with(pe::kMagic)) return Wish::stream({{0, candidate.size}});
    auto ranges = elf::text_ranges(candidate);
    return ranges.empty() ? Wish::no() : Wish::stream(std::move(ranges));
  }

  std::unique_ptr<Scanner> scanner() const override { return std::make_unique<BannerScanner>(rules_); }

 private:
  const Rules rules_;
};

}  // namespace

std::unique_ptr<Extractor> make_banner() { return std::make_unique<Banners>(); }

}  // namespace pratique::extract
