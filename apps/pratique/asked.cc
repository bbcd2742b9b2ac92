#include "asked.h"

#include <algorithm>
#include <set>

#include "base/nearest.h"
#include "base/text.h"
#include "report/filter_values.h"

namespace pratique::app {

namespace {

// So many ids are named for one that is not known.
constexpr std::size_t kMaxNear = 5;

// "GHSA-jfh8-c2jp-5v3q": the groups are lower case, unlike all else.
std::string with_case(std::string text) {
  for (auto& c : text) c = base::is_alpha(c) && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  if (text.starts_with("GHSA-")) text = "GHSA-" + base::to_lower(text.substr(5));
  return text;
}

bool is_known(const advisory::Database& database, std::string_view id, std::string& preferred,
              std::vector<std::string>& aliases, Result<void>& done) {
  base::Arena arena;
  auto of_group = database.preferred_id(id);
  auto found =
      of_group.and_then([&](const std::string& name) { return database.vulnerability(name, arena); });
  if (!found) {
    done = tl::unexpected(std::move(found).error());
    return false;
  }
  if (*found == nullptr) return false;
  preferred = *of_group;
  aliases.assign((*found)->aliases.begin(), (*found)->aliases.end());
  return true;
}

// Of the ids that one slip of the hand makes of it, those that there are: a digit or letter changed, left out, doubled
// with its neighbour exchanged. Each is a look-up by a key, and ids are short.
Result<std::vector<std::string>> near_ids(std::string_view id, const advisory::Database& database) {
  std::set<std::string> candidates;
  const auto from = id.find('-');
  if (from == std::string_view::npos || id.size() > base::kMaxMeantBytes) return std::vector<std::string>{};
  const bool digits = id.starts_with("CVE-");
  const std::string_view alphabet = digits ? "0123456789" : "0123456789abcdefghijklmnopqrstuvwxyz";
  for (std::size_t i = from + 1; i <= id.size(); ++i) {
    auto text = std::string(id);
    for (const char c : alphabet) {
      candidates.insert(std::string(id).insert(i, 1, c));
      if (i == id.size()) continue;
      text[i] = c;
      candidates.insert(text);
    }
    if (i == id.size()) continue;
    candidates.insert(std::string(id).erase(i, 1));
    if (i + 1 == id.size()) continue;
    text = id;
    std::swap(text[i], text[i + 1]);
    candidates.insert(text);
  }
  candidates.erase(std::string(id));
  // A digit is mistyped more often than left out.
  std::vector<std::string> sorted(candidates.begin(), candidates.end());
  std::ranges::stable_partition(sorted, [&](const auto& one) { return one.size() == id.size(); });
  std::vector<std::string> near;
  for (const auto& one : sorted) {
    std::string preferred;
    std::vector<std::string> aliases;
    Result<void> done;
    if (is_known(database, one, preferred, aliases, done)) near.push_back(one);
    PQ_CHECK(done);
    if (near.size() == kMaxNear) break;
  }
  return near;
}

}  // namespace

std::vector<std::string> spellings_of(std::string_view word) {
  std::string clean;
  for (const char c : word) clean += c == '_' || c == ' ' || c == '/' ? '-' : c;
  std::vector<std::string> all{std::string(word)};
  const auto add = [&](std::string text) {
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  };
  if (!clean.empty() && base::is_digit(clean.front())) clean = "CVE-" + clean;
  if (base::to_lower(clean).starts_with("cve-cve-")) clean.erase(0, 4);
  add(with_case(clean));
  add(clean);
  return all;
}

Result<std::vector<report::AskedVulnerability>> asked_about(const std::vector<std::string>& words,
                                                            const advisory::Database& database) {
  std::vector<report::AskedVulnerability> all;
  for (const auto& word : words) {
    const auto spellings = spellings_of(word);
    const auto formed = std::find_if(spellings.begin(), spellings.end(), [](const auto& one) {
      return report::parse_vulnerability_id(one).has_value();
    });
    if (formed == spellings.end()) PQ_CHECK(report::parse_vulnerability_id(word));
    report::AskedVulnerability asked{.typed = word, .id = *formed, .aliases = {}, .known = false};
    for (const auto& one : spellings) {
      Result<void> done;
      asked.known = asked.known || is_known(database, one, asked.id, asked.aliases, done);
      PQ_CHECK(done);
    }
    if (!asked.known) {
      // A record that only bundles vulnerabilities, or is spelt in a way of its own.
      PQ_TRY(const auto records, database.records(*formed));
      asked.known = !records.empty();
    }
    if (!asked.known) {
      PQ_TRY(asked.near, near_ids(*formed, database));
    }
    all.push_back(std::move(asked));
  }
  return all;
}

Result<void> name_packages(report::AskedVulnerability& asked, const advisory::Database& database) {
  PQ_TRY(const auto records, database.records(asked.id));
  std::set<std::string> names;
  for (const auto& record : records) {
    for (const auto& hit : record.hits) names.insert(hit.affected.ecosystem + " " + hit.affected.name);
  }
  asked.packages_in_all = names.size();
  asked.packages.assign(names.begin(), names.end());
  return {};
}

}  // namespace pratique::app
