#include "advisory/secdb.h"

#include "advisory/osv.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/yaml.h"

namespace pratique::advisory {

namespace {

// Statements that wait for others of their ids: some 700 bytes each.
constexpr std::size_t kMostPackages = 60'000;

// Words that are no ids ("(+", "regression") are comments.
struct Ids {
  std::vector<std::string> cves, others;
};

Ids ids_of(std::string_view text) {
  Ids ids;
  for (auto word : base::words(text)) {
    while (word.ends_with(',') || word.ends_with(';') || word.ends_with(':')) word.remove_suffix(1);
    const auto halves = base::cut(word, "-");
    const bool named = halves && !halves->before.empty() && base::is_alpha(halves->before.front());
    if (!named || !is_id(word) || halves->after.find_first_of("0123456789") == std::string_view::npos)
      continue;
    (word.starts_with("CVE-") ? ids.cves : ids.others).emplace_back(word);
  }
  if (ids.cves.empty() && !ids.others.empty()) {
    ids.cves.push_back(ids.others.front());
    ids.others.erase(ids.others.begin());
  }
  return ids;
}

}  // namespace

template <class Node>
void Secdb::add(Node entry) {
  const auto package = entry["pkg"];
  const auto name = package["name"].text();
  if (name.empty()) return sink_.skip("packages", "an entry without a name");
  package["secfixes"].each_member([&](std::string_view version, Node list) {
    list.each([&](Node item) {
      const auto ids = ids_of(item.text());
      if (ids.cves.empty()) {
        sink_.skip(std::string(name) + " " + std::string(version),
                   "no id in \"" + std::string(item.text()) + "\"");
      }
      for (const auto& id : ids.cves) add(id, ids.others, name, version);
    });
  });
  if (packages_ > kMostPackages) give();
}

void Secdb::add(const std::string& id, const std::vector<std::string>& aliases, std::string_view name,
                std::string_view fixed) {
  auto& advisory = advisories_[id];
  advisory.id = id;
  advisory.source = of_.source;
  advisory.aliases.insert(advisory.aliases.end(), aliases.begin(), aliases.end());
  Affected affected{.ecosystem = of_.ecosystem, .name = std::string(name), .order = "apk"};
  affected.extent = Extent::kFixesOnly;  // "secfixes": what has no fix is not in it
  affected.ranges.push_back({.introduced = "0", .fixed = std::string(fixed)});
  if (fixed == "0") affected.status = Status::kNotAffected;
  if (fixed == "None") affected.ranges.front().fixed.clear();
  advisory.affected.push_back(std::move(affected));
  ++packages_;
}

void Secdb::give() {
  for (auto& [_, advisory] : advisories_) sink_.add_part(std::move(advisory));
  advisories_.clear();
  packages_ = 0;
}

template void Secdb::add(codec::Json entry);
template void Secdb::add(codec::Yaml entry);

}  // namespace pratique::advisory
