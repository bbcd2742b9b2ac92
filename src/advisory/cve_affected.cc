#include "advisory/cve_affected.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "advisory/constraints.h"
#include "advisory/cpe.h"
#include "advisory/ecosystem.h"
#include "advisory/reading.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxEntries =
    20'000;  // of versions in one product; the kernel's largest has some hundred

// Hosts of `collectionURL`.
constexpr std::pair<std::string_view, std::string_view> kCollections[] = {
    {"npmjs.", "npm"},          {"pypi.", "PyPI"},   {"maven", "Maven"},         {"rubygems.", "RubyGems"},
    {"crates.io", "crates.io"}, {"nuget.", "NuGet"}, {"packagist", "Packagist"}, {"pkg.go.dev", "Go"},
    {"proxy.golang.org", "Go"}, {"hex.pm", "Hex"},   {"pub.dev", "Pub"},         {"hackage.", "Hackage"},
};

// Versions in one state.
struct Set {
  std::vector<Range> ranges;
  std::vector<std::string> versions;
  bool empty() const { return ranges.empty() && versions.empty(); }
};
using Sets = std::map<Status, Set>;

Status status_of(std::string_view word, Status otherwise) {
  if (word == "affected") return Status::kAffected;
  if (word == "unaffected") return Status::kNotAffected;
  if (word == "unknown") return Status::kUnderInvestigation;
  return otherwise;
}

// What is a package of a registry; else without a name.
Affected package_of(codec::Json product) {
  Affected out;
  if (auto package = package_of_purl(product["packageURL"].text())) {
    out.ecosystem = std::move(package->ecosystem);
    out.name = std::move(package->name);
  } else if (const auto name = product["packageName"].text(); !name.empty()) {
    const auto collection = base::to_lower(product["collectionURL"].text());
    for (const auto& [host, ecosystem] : kCollections) {
      if (!out.ecosystem.empty() || !base::contains(collection, host)) continue;
      out.ecosystem = ecosystem;
      out.name = canonical_name(ecosystem, name);
    }
  }
  out.order = order_name(out.ecosystem);
  out.extent = Extent::kSample;
  return out;
}

std::string product_name(codec::Json product) {
  const auto vendor = base::trim(product["vendor"].text()), name = base::trim(product["product"].text());
  if (vendor.empty() && name.empty()) return product["packageName"].text_or("");
  if (name.empty()) return std::string(vendor);
  return std::string(vendor) + ":" + std::string(name);
}

// "*" is no end.
void end(codec::Json entry, Range& range) {
  const auto before = entry["lessThan"].text(), last = entry["lessThanOrEqual"].text();
  if (!before.empty() && before != "*") {
    range.fixed = before;
  } else if (!last.empty() && last != "*") {
    range.last_affected = last;
  }
}

// Everything but what is listed as unaffected, of versions with an order; nothing when one of these has no place in it.
std::vector<Range> without(std::vector<Range> unaffected, const std::vector<std::string>& versions,
                           const version::Order* order) {
  if (order == nullptr || !versions.empty()) return {};
  const auto starts_at = [](const Range& range) { return range.introduced.empty() ? "0" : range.introduced; };
  for (const auto& range : unaffected) {
    const auto start = starts_at(range);
    const bool placed = (start == "0" || order->bounds(start)) &&
                        (range.fixed.empty() || order->bounds(range.fixed)) && range.last_affected.empty();
    if (!placed) return {};
  }
  std::sort(unaffected.begin(), unaffected.end(), [&](const Range& a, const Range& b) {
    const auto from_a = starts_at(a), from_b = starts_at(b);
    if (from_a == "0" || from_b == "0") return from_a == "0" && from_b != "0";
    return order->compare(from_a, from_b) < 0;
  });
  std::vector<Range> out;
  std::string from = "0";
  for (const auto& range : unaffected) {
    const auto start = starts_at(range);
    const bool gap = start != "0" && (from == "0" || order->compare(from, start) < 0);
    if (gap) out.push_back({.introduced = from, .fixed = start});
    if (range.fixed.empty()) return out;
    if (from == "0" || order->compare(from, range.fixed) < 0) from = range.fixed;
  }
  out.push_back({.introduced = from});
  return out;
}

// The entries of one product, sorted by what they say, commits apart.
class Versions {
 public:
  Versions(codec::Json product, const version::Order* order,
           const std::function<void(const std::string&)>& told)
      : order_(order),
        told_(told),
        default_(status_of(product["defaultStatus"].text(), Status::kUnderInvestigation)) {
    std::size_t count = 0;
    product["versions"].each([&](codec::Json entry) {
      if (++count <= kMaxEntries) add(entry);
      if (count == kMaxEntries + 1) told_("more than 20,000 entries of versions; the others are left out");
    });
    settle(sets_, order_);
    settle(commits_, nullptr);
  }
  const Sets& sets() const { return sets_; }
  const Sets& commits() const { return commits_; }

 private:
  void add(codec::Json entry) {
    const bool commit = base::equals_ignoring_case(entry["versionType"].text(), "git");
    any_commit_ = any_commit_ || commit;
    any_version_ = any_version_ || !commit;
    auto& sets = commit ? commits_ : sets_;
    const auto status = status_of(entry["status"].text(), Status::kUnderInvestigation);
    const auto version = base::trim(entry["version"].text());
    const bool ranged = !entry["lessThan"].text().empty() || !entry["lessThanOrEqual"].text().empty();
    if (!ranged) return add_single(version, sets[status]);
    Range range{.introduced = version.empty() || version == "unspecified" || version == "*"
                                  ? "0"
                                  : std::string(version)};
    // From each change on another state holds, up to the next one.
    auto state = status;
    entry["changes"].each([&](codec::Json change) {
      const auto at = change["at"].text();
      const auto next = status_of(change["status"].text(), state);
      if (at.empty() || next == state) return note_branch(at, next, sets);
      auto part = range;
      part.fixed = at;
      sets[state].ranges.push_back(std::move(part));
      range.introduced = at;
      state = next;
    });
    end(entry, range);
    sets[state].ranges.push_back(std::move(range));
  }

  // "7.0.1 unaffected, 6.2.2.1 unaffected": fixes in several branches at once. Only the first ends the range; the others
  // are said by themselves.
  static void note_branch(std::string_view at, Status status, Sets& sets) {
    if (!at.empty()) sets[status].versions.emplace_back(at);
  }

  // "< 1.2.3", ">= 1.0, < 1.2": GitHub's way to write a range in one text.
  void add_single(std::string_view version, Set& set) {
    if (version.empty()) return;
    if (version.find_first_of("<>=") == std::string_view::npos) return add_unique(set.versions, version);
    auto ranges = ranges_of_constraint(version, Dialect::kList, Ends::kAreFixes, order_);
    if (!ranges) return add_unique(set.versions, version);
    std::move(ranges->begin(), ranges->end(), std::back_inserter(set.ranges));
  }

  void settle(Sets& sets, const version::Order* order) const {
    const bool mine = &sets == &commits_ ? any_commit_ : any_version_ || !any_commit_;
    if (default_ != Status::kAffected || !mine) return;
    auto& affected = sets[Status::kAffected];
    const auto& unaffected = sets[Status::kNotAffected];
    auto rest = unaffected.empty() ? std::vector<Range>{{.introduced = "0"}}
                                   : without(unaffected.ranges, unaffected.versions, order);
    // What is listed as unaffected is said beside it.
    if (rest.empty()) rest.push_back({.introduced = "0"});
    affected = {.ranges = std::move(rest), .versions = {}};
  }

  const version::Order* order_;
  const std::function<void(const std::string&)>& told_;
  Status default_;
  bool any_commit_ = false, any_version_ = false;
  Sets sets_, commits_;
};

// Where in the product it is.
void read_part(codec::Json product, Affected& out) {
  Part part;
  product["programRoutines"].each([&](codec::Json one) { add_unique(part.symbols, one["name"].text()); });
  const auto modules = each_text(product["modules"]);
  if (modules.size() == 1) part.path = modules.front();
  if (!part.path.empty() || !part.symbols.empty()) out.parts.push_back(std::move(part));
}

void give(const Affected& product, const Sets& sets, std::vector<Affected>& out) {
  for (const auto& [status, set] : sets) {
    if (set.empty()) continue;
    auto one = product;
    one.status = status;
    one.ranges = set.ranges;
    one.versions = set.versions;
    for (auto& range : one.ranges) {
      if (status == Status::kAffected || range.fixed.empty()) continue;
      // Where such a state ends, nothing is mended.
      range.last_affected = std::exchange(range.fixed, {});
      range.before_last_affected = true;
    }
    out.push_back(std::move(one));
  }
}

}  // namespace

void read_cve_product(codec::Json product, std::vector<Affected>& out,
                      const std::function<void(const std::string& why)>& told) {
  auto package = package_of(product);
  const bool known = !package.name.empty();
  const Versions versions(product, known ? version::find_order(package.order) : nullptr, told);
  if (!known) {
    package.ecosystem = kCveEcosystem;
    package.name = product_name(product);
  }
  read_part(product, package);
  if (package.name.empty()) {
    told("a product without a name");
  } else {
    give(package, versions.sets(), out);
  }
  for (const auto& text : each_text(product["cpes"])) {
    const auto cpe = parse_cpe(text);
    if (!cpe) {
      told("not a CPE: " + text);
      continue;
    }
    give(product_of(*cpe), versions.sets(), out);
  }
  if (const auto repository = product["repo"].text(); !repository.empty())
    give({.ecosystem = std::string(kGitEcosystem), .name = std::string(repository)}, versions.commits(), out);
}

void read_cve_affected(codec::Json container, std::vector<Affected>& out,
                       const std::function<void(const std::string& why)>& told) {
  container["affected"].each([&](codec::Json product) { read_cve_product(product, out, told); });
  auto configured = read_configurations(container["cpeApplicability"], told);
  std::move(configured.begin(), configured.end(), std::back_inserter(out));
}

}  // namespace pratique::advisory
