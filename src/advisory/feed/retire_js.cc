// Retire.js (https://github.com/RetireJS/retire.js): repository/jsrepository-v5.json, {COMPONENT: {"npmname",
// "vulnerabilities": [{"atOrAbove", "below", "severity", "cwe", "identifiers": {"CVE", "githubID", "summary", …},
// "info"}]}}: libraries that pages load, affected from `atOrAbove` up to, and without, `below`. Where the component is an
// npm package as well, its versions are the same. The repository's other files hold the same in older forms.
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/json_feed.h"
#include "advisory/reading.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{
    .name = "retire-js",
    .extent = Extent::kUndeclared,
    .complete_for = "",
    .published =
        "https://raw.githubusercontent.com/RetireJS/retire.js/master/repository/jsrepository-v5.json",
    .layout = Layout::kDocument,
    .every_hours = 24};

// The component of Retire.js' own example.
constexpr std::string_view kExample = "retire-example";

// What else names an entry that has neither CVE nor GHSA, the most telling first.
constexpr const char* kNames[] = {"retid", "issue", "bug", "PR", "commit", "release", "tenable"};

std::string id_of(std::string_view component, codec::Json entry) {
  const auto names = entry["identifiers"];
  for (const auto& cve : each_text(names["CVE"])) {
    if (const auto id = vulnerability_id(cve); !id.empty()) return id;
  }
  if (const auto ghsa = vulnerability_id(names["githubID"].text()); !ghsa.empty()) return ghsa;
  std::string out = "RETIREJS-" + std::string(component);
  for (const auto* name : kNames) {
    const auto text = base::replace_all(names[name].text(), " ", "-");
    if (!text.empty()) return out + "-" + text;
  }
  return out + "-below-" + entry["below"].text_or("any");
}

Affected affected_of(std::string_view component, codec::Json library, codec::Json entry) {
  const auto npm = library["npmname"].text();
  Affected out{.ecosystem = npm.empty() ? "RetireJS" : "npm"};
  out.name = npm.empty() ? std::string(component) : canonical_name(out.ecosystem, npm);
  out.order = "semver";
  out.extent = Extent::kSample;
  Range range{.introduced = entry["atOrAbove"].text_or("0"), .fixed = entry["below"].text_or("")};
  out.ranges.push_back(std::move(range));
  out.severity_word = entry["severity"].text();
  out.severity = rating_of_word("", out.severity_word).severity;
  return out;
}

class RetireJs : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    return base::base_name(path) == "jsrepository-v5.json" && base::contains(head, "\"extractors\"") &&
           base::contains(head, "\"vulnerabilities\"");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    return each_piece(source, sink, [&](std::string_view component, codec::Json library) {
      if (component == kExample) return;
      std::size_t number = 0;
      library["vulnerabilities"].each([&](codec::Json entry) {
        const auto where = std::string(component) + ", entry " + std::to_string(++number);
        read_entry(component, library, entry, where, sink);
      });
    });
  }

 private:
  static void read_entry(std::string_view component, codec::Json library, codec::Json entry,
                         const std::string& where, FeedSink& sink) {
    if (entry["below"].text().empty() && entry["atOrAbove"].text().empty())
      return sink.skip(where, "neither below nor atOrAbove");
    Advisory advisory{.id = id_of(component, entry), .source = std::string(kInfo.name)};
    if (!is_id(advisory.id)) return sink.skip(where, "no id");
    const auto names = entry["identifiers"];
    const auto cves = each_text(names["CVE"]);
    // Several CVEs are several vulnerabilities.
    if (cves.size() > 1) {
      for (const auto& cve : cves) add_unique(advisory.upstream, vulnerability_id(cve));
      advisory.id = "RETIREJS-" + std::string(component) + "-" + advisory.id;
    } else {
      add_alias(names["githubID"].text(), advisory);
    }
    advisory.summary = as_summary(names["summary"].text());
    for (const auto& cwe : each_text(entry["cwe"])) add_weakness(cwe, advisory.cwes);
    for (const auto& url : each_text(entry["info"])) add_reference(url, advisory);
    add_rating({}, entry["severity"].text(), advisory);
    advisory.affected.push_back(affected_of(component, library, entry));
    // One vulnerability has an entry for each branch, and components may share it.
    sink.add_part(std::move(advisory));
  }
};

}  // namespace

std::unique_ptr<Feed> make_retire_js() { return std::make_unique<RetireJs>(); }

}  // namespace pratique::advisory
