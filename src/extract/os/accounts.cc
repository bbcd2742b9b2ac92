// Who may log in: the image's etc/passwd (passwd(5)) and etc/group (group(5)). Rows become observations, which the scan
// joins and of which it keeps those that matter (scan/file_facts.h); no password is read.
#include <algorithm>
#include <span>

#include "base/text.h"
#include "extract/extractor.h"
#include "model/file_facts.h"

namespace pratique::extract {
namespace {

constexpr std::string_view kPasswd = "etc/passwd", kGroup = "etc/group";
constexpr std::uint64_t kMaxText = 1 << 20;
constexpr std::size_t kMaxRows = 1'000, kMaxMembers = 1'000, kMaxField = 256;

std::optional<std::uint32_t> id(std::string_view text) {
  const auto number = base::to_uint(text);
  if (!number || *number > UINT32_MAX) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

bool is_short(std::span<const std::string_view> fields) {
  return std::ranges::all_of(fields, [](auto field) { return field.size() <= kMaxField; });
}

class Accounts final : public Extractor {
 public:
  Accounts()
      : Extractor({.name = "os/accounts",
                   .role = Role::kAccounts,
                   .triggers = {.paths = {std::string(kPasswd), std::string(kGroup)}},
                   .name_use = NameUse::kWhole}) {}

  // Those of root filesystems inside the image are nobody's who starts it.
  Wish wants(const Candidate& candidate) const override {
    const bool known = candidate.path == kPasswd || candidate.path == kGroup;
    return known ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    if (file.size() > kMaxText) return base::over_limit("larger than 1 MiB");
    PQ_TRY(const auto text, file.text());
    Record record;
    std::size_t rows = 0;
    std::uint64_t number = 0;
    for (const auto line : base::lines(text)) {
      ++number;
      const auto row = file.path() == kPasswd ? account(line, number) : group(line, number);
      if (!row) continue;
      if (++rows <= kMaxRows) record.observations.push_back(*row);
    }
    if (rows > kMaxRows) {
      record.notes.push_back({.code = "limit",
                              .message = std::to_string(rows - kMaxRows) + " rows more than are kept",
                              .file = {},
                              .layer = {},
                              .incomplete = true});
    }
    return record;
  }

 private:
  // name:password:UID:GID:GECOS:directory:shell
  static std::optional<model::Observation> account(std::string_view line, std::uint64_t number) {
    const auto fields = base::split(line, ':');
    if (fields.size() != 7 || fields[0].empty() || !is_short(fields)) return std::nullopt;
    const auto uid = id(fields[2]), gid = id(fields[3]);
    if (!uid || !gid) return std::nullopt;
    return model::to_observation(model::AccountFact{.line = number,
                                                    .name = std::string(fields[0]),
                                                    .uid = *uid,
                                                    .gid = *gid,
                                                    .home = std::string(fields[5]),
                                                    .shell = std::string(base::trim(fields[6]))});
  }

  // group_name:password:GID:user_list
  static std::optional<model::Observation> group(std::string_view line, std::uint64_t number) {
    const auto fields = base::split(line, ':');
    if (fields.size() != 4 || fields[3].empty() || fields[3].size() > kMaxMembers * 32) return std::nullopt;
    const auto gid = id(fields[2]);
    if (!gid) return std::nullopt;
    return model::Observation{.kind = model::ObservationKind::kConfiguration,
                              .rule = "group-members",
                              .message = std::to_string(*gid) + " " + std::string(base::trim(fields[3])),
                              .location = {},
                              .line = number};
  }
};

}  // namespace

std::unique_ptr<Extractor> make_accounts() { return std::make_unique<Accounts>(); }

}  // namespace pratique::extract
