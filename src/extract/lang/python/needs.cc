#include "extract/lang/python/needs.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "extract/lang/python/marker.h"
#include "extract/lang/python/place.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"

namespace pratique::extract::python {
namespace {

constexpr std::size_t kMaxExtras = 64;  // of one requirement, and asked for of one distribution

// Names are one by PEP 503, however they are written.
std::string canonical(std::string_view name) {
  return model::canonical_name(model::ecosystem_of_type("pypi"), name);
}

std::string_view name_of_requirement(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t[(<>=!~;@"));
}

// "[socks, brotli]" behind the name.
std::vector<std::string_view> extras_of(std::string_view text) {
  const auto rest = base::trim(text.substr(name_of_requirement(text).size()));
  const auto end = rest.find(']');
  if (!rest.starts_with('[') || end == std::string_view::npos) return {};
  std::vector<std::string_view> extras;
  for (const auto part : base::split(rest.substr(1, end - 1), ',')) {
    if (const auto extra = base::trim(part); !extra.empty() && extras.size() < kMaxExtras)
      extras.push_back(extra);
  }
  return extras;
}

// "usr/bin/python3" leads to "usr/bin/python3.11".
std::string system_python(const View* view) {
  if (view == nullptr) return {};
  for (const char* link : {"usr/bin/python3", "usr/local/bin/python3"}) {
    const auto name = std::string(base::base_name(view->resolve(link)));
    if (name.starts_with("python3.")) return name.substr(6);
  }
  return {};
}

std::string_view machine_of(const model::Platform* platform) {
  if (platform == nullptr) return {};
  constexpr std::pair<std::string_view, std::string_view> kMachines[] = {
      {"amd64", "x86_64"}, {"arm64", "aarch64"},   {"ppc64le", "ppc64le"},
      {"386", "i686"},     {"riscv64", "riscv64"}, {"s390x", "s390x"}};
  for (const auto& [go, uname] : kMachines) {
    if (platform->architecture == go) return uname;
  }
  return {};
}

class Edges {
 public:
  Edges(const Records& records, const std::vector<lang::Placed>& packages, Assembly& out)
      : packages_(packages),
        out_(out),
        system_python_(system_python(records.view)),
        machine_(machine_of(records.platform)),
        extras_(packages.size()) {
    for (std::size_t i = 0; i < packages.size(); ++i) {
      const auto& found = *packages[i].found;
      by_name_.emplace(key_of(site_of(found.path), found.record->components.front().purl.name), i);
    }
  }

  // An extra that is asked for late has its distribution looked at once more.
  void add() {
    std::vector<bool> waits(packages_.size(), true);
    std::deque<std::size_t> open(packages_.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    while (!open.empty()) {
      const auto package = open.front();
      open.pop_front();
      waits[package] = false;
      grown_.clear();
      look_at(package);
      for (const auto one : grown_) {
        if (waits[one]) continue;
        waits[one] = true;
        open.push_back(one);
      }
    }
  }

 private:
  static std::string key_of(std::string_view site, std::string_view name) {
    return std::string(site) + "/" + canonical(name);
  }

  void look_at(std::size_t package) {
    const auto& found = *packages_[package].found;
    const auto site = site_of(found.path);
    const auto own = python_of(found.path);
    MarkerEnvironment environment{.python = own.empty() ? std::string_view(system_python_) : own,
                                  .machine = machine_,
                                  .implementation = base::contains(found.path, "pypy") ? "pypy" : "cpython"};
    const auto& texts = found.record->needs->names;
    std::string text;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (looked_up_++ >= lang::kMaxLookups) {
        ++out_.edges_left_out;
        return;
      }
      texts.join(i, text);
      if (!is_meant(text, package, environment)) continue;
      const auto to = by_name_.find(key_of(site, name_of_requirement(text)));
      if (to == by_name_.end()) continue;
      ask(to->second, extras_of(text));
      if (to->second == package) continue;
      if (out_.edges.size() >= model::kMaxEdges) {
        ++out_.edges_left_out;
        continue;
      }
      if (!told_.emplace(package, to->second).second) continue;
      out_.add_edge({packages_[package].number, packages_[to->second].number});
    }
  }

  bool is_meant(std::string_view text, std::size_t package, MarkerEnvironment& environment) const {
    const auto marker = base::cut(text, ";");
    if (!marker) return true;
    environment.extra = {};
    if (holds(marker->after, environment) != Holds::kNo) return true;
    return std::ranges::any_of(extras_[package], [&](const std::string& extra) {
      environment.extra = extra;
      return holds(marker->after, environment) != Holds::kNo;
    });
  }

  void ask(std::size_t package, const std::vector<std::string_view>& extras) {
    for (const auto extra : extras) {
      auto& known = extras_[package];
      if (known.size() < kMaxExtras && known.insert(canonical(extra)).second) grown_.push_back(package);
    }
  }

  const std::vector<lang::Placed>& packages_;
  Assembly& out_;
  const std::string system_python_;
  const std::string_view machine_;
  std::unordered_map<std::string, std::size_t> by_name_;
  // That others ask for, of each package.
  std::vector<std::set<std::string>> extras_;
  // Of which more extras are asked for since they were looked at.
  std::vector<std::size_t> grown_;
  std::set<std::pair<std::size_t, std::size_t>> told_;
  std::size_t looked_up_ = 0;
};

}  // namespace

void add_requirement(Record& record, std::string_view requirement) {
  const bool fits = requirement.size() <= lang::kMaxIdentity;
  lang::add_need(record, fits ? requirement : name_of_requirement(requirement));
}

void add_edges(const Records& records, const std::vector<lang::Placed>& packages, Assembly& out) {
  Edges(records, packages, out).add();
}

}  // namespace pratique::extract::python
