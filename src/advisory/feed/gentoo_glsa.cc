// Gentoo's security advisories (https://anongit.gentoo.org/git/data/glsa.git, glsa-202301-01.xml; the format in
// https://www.gentoo.org/dtd/glsa.dtd): which versions of a package are vulnerable and which are not, in each slot. What is
// said to be unaffected wins. A range that begins with "r" is about the revisions of one version ("rge 1.2-r3": from 1.2-r3
// on, within 1.2).
#include <map>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "advisory/version_sets.h"
#include "base/text.h"
#include "codec/xml.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "gentoo-glsa",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Gentoo",
                         .published = "https://anongit.gentoo.org/git/data/glsa.git",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 24};

constexpr std::string_view kSource = "gentoo";
// Above every revision that there is.
constexpr std::string_view kLastRevision = "-r999999999";

std::string_view without_revision(std::string_view version) {
  const auto at = version.rfind("-r");
  return at == std::string_view::npos ? version : version.substr(0, at);
}

// The versions of one <vulnerable> or <unaffected>. Errors: kInvalid for a range that the format does not have.
Result<Range> range_of(std::string_view word, std::string_view version, const version::Order& order) {
  if (!order.valid(version)) return base::invalid("no version: \"" + as_summary(version) + "\"");
  const auto base_version = std::string(without_revision(version));
  const bool in_version = word.size() == 3 && word.front() == 'r';
  const auto relation = in_version ? word.substr(1) : word;
  const auto last = in_version ? base_version + std::string(kLastRevision) : std::string();
  const std::string text(version), first = in_version ? base_version : "0";
  if (relation == "lt") return Range{.introduced = first, .fixed = text, .last_affected = {}};
  if (relation == "le") return Range{.introduced = first, .fixed = {}, .last_affected = text};
  if (relation == "eq") return Range{.introduced = text, .fixed = {}, .last_affected = text};
  if (relation == "ge") return Range{.introduced = text, .fixed = {}, .last_affected = last};
  if (relation == "gt")
    return Range{.introduced = text, .fixed = {}, .last_affected = last, .after_introduced = true};
  return base::invalid("range \"" + std::string(word) + "\"");
}

// What one slot of a package has; "*" is every slot.
struct Slot {
  std::vector<Range> vulnerable, unaffected;
};

class Package {
 public:
  Package(codec::Xml package, const std::string& id, const version::Order& order, FeedSink& sink)
      : name_(package.attribute("name")) {
    package.each([&](codec::Xml child) {
      const bool vulnerable = child.name() == "vulnerable";
      if (!vulnerable && child.name() != "unaffected") return;
      auto slot = child.attribute("slot");
      // "1.2.3:6" has the slot in the text.
      const auto halves = base::cut_last(child.text(), ":");
      if (halves && slot.empty()) slot = halves->after;
      auto range = range_of(child.attribute("range"), halves ? halves->before : child.text(), order);
      if (!range) return sink.skip(id, name_ + ": " + to_line(range.error()));
      auto& one = slots_[slot.empty() ? "*" : std::string(slot)];
      (vulnerable ? one.vulnerable : one.unaffected).push_back(*std::move(range));
    });
    const auto architectures = package.attribute("arch");
    for (const auto word : base::words(architectures)) {
      if (word != "*") architectures_.emplace_back(word);
    }
  }

  // A package with a slot as Gentoo writes it: "dev-lang/php:7.4".
  void give(const version::Order& order, Severity severity, std::string_view word, Advisory& advisory) const {
    const auto every = slots_.find("*");
    for (const auto& [slot, sets] : slots_) {
      auto safe = sets.unaffected;
      if (slot != "*" && every != slots_.end())
        safe.insert(safe.end(), every->second.unaffected.begin(), every->second.unaffected.end());
      auto ranges = versions_without(sets.vulnerable, safe, order);
      if (ranges.empty()) continue;
      Affected affected{.ecosystem = "Gentoo", .name = name_ + (slot == "*" ? "" : ":" + slot)};
      affected.order = order.name();
      affected.ranges = std::move(ranges);
      affected.architectures = architectures_;
      affected.severity = severity;
      if (severity != Severity::kUnspecified) affected.severity_word = word;
      affected.extent = kInfo.extent;
      advisory.affected.push_back(std::move(affected));
    }
  }

 private:
  std::string name_;
  std::vector<std::string> architectures_;
  std::map<std::string, Slot> slots_;
};

class GentooGlsa : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }
  bool recognises(std::string_view path, std::string_view head) const override {
    return path.ends_with(".xml") && base::contains(head, "<glsa ") && base::contains(head, "<affected>");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto content, source.all(codec::kMaxXmlBytes));
    PQ_TRY(const auto document, codec::XmlDocument::parse(content));
    const auto root = document.root();
    if (root.name() != "glsa") return base::fail(ErrorKind::kUnsupported, "no advisory of Gentoo's");
    const auto number = root.attribute("id");
    if (!is_id(number)) return base::invalid("no id");
    // Versions of apk packages are Gentoo's (apk-tools: "Gentoo version scheme"; PMS, §3.3).
    const auto* order = version::find_order("apk");
    if (order == nullptr) return base::fail(ErrorKind::kNotFound, "no order of Gentoo's versions");
    Advisory advisory{.id = "GLSA-" + std::string(number), .source = std::string(kSource)};
    advisory.summary = as_summary(root["title"].text());
    advisory.published = known_day(root["announced"].text());
    advisory.modified = known_day(root["revised"].text().substr(0, 10));
    root["references"].each([&](codec::Xml uri) {
      const auto text = uri.text();
      if (text.starts_with("CVE-") && is_id(text)) advisory.upstream.emplace_back(text);
      if (const auto link = uri.attribute("link"); !link.empty() && advisory.references.size() < 48)
        advisory.references.emplace_back(link);
    });
    const auto word = root["impact"].attribute("type");
    auto rating = rating_of_word(kSource, word == "normal" ? "medium" : word);
    root["affected"].each([&](codec::Xml package) {
      if (package.name() == "package")
        Package(package, advisory.id, *order, sink).give(*order, rating.severity, word, advisory);
    });
    if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_gentoo_glsa() { return std::make_unique<GentooGlsa>(); }

}  // namespace pratique::advisory
