// NVD's files: one for each year, and one of what changed in the last 8 days. Each has a .meta beside it with the
// checksum of what it holds, which is asked first (nvd.nist.gov, "Data Feeds").
#include <algorithm>
#include <array>

#include "base/text.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 2> kSettings{"from", "whole_days"};
constexpr std::uint64_t kFirstYear = 2002;
// Less than what the file of changes covers.
constexpr std::uint64_t kWholeDays = 7;
constexpr std::uint64_t kMaxMeta = 4096;

std::string file_of(const std::string& part) { return "nvdcve-2.0-" + part + ".json.gz"; }

// "sha256:A1B2…" in a line of its own, of the unpacked file.
std::string digest_in(std::string_view meta) {
  for (const auto line : base::lines(meta)) {
    if (line.starts_with("sha256:")) return base::to_lower(base::trim(line));
  }
  return {};
}

std::uint64_t year_of(std::int64_t now) {
  return base::to_uint(day_of(now).substr(0, 4)).value_or(kFirstYear);
}

// 0: of no year.
std::uint64_t year_in(std::string_view name) {
  constexpr std::string_view kBefore = "nvdcve-2.0-";
  if (!name.starts_with(kBefore)) return 0;
  const auto year = base::to_uint(name.substr(kBefore.size(), 4)).value_or(0);
  return name == file_of(std::to_string(year)) ? year : 0;
}

class NvdYears final : public FeedKind {
 public:
  std::string_view name() const override { return "nvd-years"; }
  std::span<const std::string_view> settings() const override { return kSettings; }

  Result<void> fetch(Fetching& feed) const override {
    const bool whole = feed.was().whole == 0 || feed.is_whole_old(kWholeDays);
    // A clock that was set back takes no year away.
    auto last = year_of(feed.now());
    for (const auto& file : feed.was().files) last = std::max(last, year_in(file.name));
    for (auto year = feed.row().number("from", kFirstYear); year <= last; ++year) {
      const auto name = file_of(std::to_string(year));
      const auto* known = feed.known(name);
      if (whole || known == nullptr) {
        // The file of a year that has just begun comes some time later.
        PQ_CHECK(take(feed, std::to_string(year), year == year_of(feed.now())));
      } else {
        PQ_CHECK(feed.keep(*known));
      }
    }
    PQ_CHECK(take(feed, "modified", false));
    if (whole && feed.faulty().empty()) feed.next().whole = feed.now();
    return {};
  }

  std::string checks(const FeedRow&) const override { return "SHA-256 in each .meta, of what is unpacked"; }

  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    const auto urls = [&](const char* file) { return below(row.urls, file); };
    return std::vector<Address>{{urls("nvdcve-2.0-2002.json.gz"), "nvdcve-2.0-2002.json.gz"},
                                {urls("nvdcve-2.0-modified.json.gz"), "nvdcve-2.0-modified.json.gz"},
                                {urls("nvdcve-2.0-modified.meta"), "nvdcve-2.0-modified.meta"}};
  }

 private:
  static Result<void> take(Fetching& feed, const std::string& part, bool may_lack) {
    const auto name = file_of(part);
    const auto* known = feed.known(name);
    const auto meta = feed.text(below(feed.row().urls, "nvdcve-2.0-" + part + ".meta"), kMaxMeta);
    const auto digest = meta ? digest_in(*meta) : std::string();
    if (digest.empty()) {
      if (!meta && may_lack && known == nullptr && meta.error().kind == ErrorKind::kNotFound) return {};
      feed.fault(meta ? Error{.what = "no checksum in the .meta of " + name} : meta.error());
      return known == nullptr ? Result<void>() : feed.keep(*known);
    }
    if (known != nullptr && known->mark == digest) return feed.keep(*known);
    const auto check = [&](const std::string& path) -> Result<void> {
      PQ_TRY(const auto found, unpacked_digest(path));
      if (found != digest) return tl::unexpected(other_checksum(found, digest));
      return {};
    };
    PQ_TRY(const auto got, feed.get(below(feed.row().urls, name), name, digest, "", check));
    if (got == Got::kNone) feed.fault({.kind = ErrorKind::kNotFound, .what = "no " + name});
    return {};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_nvd_years() { return std::make_unique<NvdYears>(); }

}  // namespace pratique::update
