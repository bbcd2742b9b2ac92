#include "advisory/updateinfo.h"

#include "advisory/ecosystem.h"
#include "advisory/reading.h"
#include "advisory/xml_pieces.h"
#include "codec/xml_stream.h"

namespace pratique::advisory {

namespace {

// Every "CVE-YEAR-NUMBER" in a text: Fedora's references are bugs that name them in their titles.
void add_cves_in(std::string_view text, std::vector<std::string>& cves) {
  for (auto at = text.find("CVE-"); at != std::string_view::npos; at = text.find("CVE-", at + 4)) {
    auto rest = text.substr(at + 4);
    const auto year = rest.substr(0, rest.find_first_not_of("0123456789"));
    if (year.size() != 4 || !rest.substr(4).starts_with('-')) continue;
    const auto number = rest.substr(5, rest.substr(5).find_first_not_of("0123456789"));
    if (number.size() >= 4 && number.size() <= 10) add_unique(cves, text.substr(at, 9 + number.size()));
  }
}

void read_references(codec::Xml update, Update& out) {
  update["references"].each([&](codec::Xml reference) {
    const auto url = reference.attribute("href");
    if (out.references.size() < kMostReferences) add_unique(out.references, url);
    if (reference.attribute("type") == "cve") {
      add_unique(out.cves, vulnerability_id(reference.attribute("id")));
    } else {
      add_cves_in(reference.attribute("title"), out.cves);
    }
  });
}

void read_package(codec::Xml package, const UpdatePackage& collection, Update& out, FeedSink& sink) {
  auto one = collection;
  one.name = package.attribute("name");
  const auto epoch = package.attribute("epoch"), version = package.attribute("version"),
             release = package.attribute("release");
  if (!is_id(one.name) || !is_id(version) || !is_id(release))
    return sink.skip(out.id, "package without a name, version or release: \"" + as_summary(one.name) + "\"");
  if (!epoch.empty() && epoch != "0") one.evr = std::string(epoch) + ":";
  one.evr += std::string(version) + "-" + std::string(release);
  const auto architecture = package.attribute("arch");
  if (architecture != "noarch") one.architecture = architecture;
  out.packages.push_back(std::move(one));
}

Update update_of(codec::Xml element, FeedSink& sink) {
  Update out{.id = std::string(element["id"].text()),
             .type = std::string(element.attribute("type")),
             .status = std::string(element.attribute("status")),
             .title = as_summary(element["title"].text()),
             .summary = as_summary(element["description"].text()),
             .release = std::string(element["release"].text()),
             .severity = std::string(element["severity"].text()),
             .issued = known_day(element["issued"].attribute("date").substr(0, 10)),
             .updated = known_day(element["updated"].attribute("date").substr(0, 10))};
  read_references(element, out);
  element["pkglist"].each([&](codec::Xml collection) {
    UpdatePackage common{.collection = std::string(collection.attribute("short")),
                         .collection_name = std::string(collection["name"].text())};
    if (const auto module = collection["module"])
      common.module = std::string(module.attribute("name")) + ":" + std::string(module.attribute("stream"));
    collection.each([&](codec::Xml package) {
      if (package.name() == "package") read_package(package, common, out, sink);
    });
  });
  return out;
}

}  // namespace

Result<void> read_updateinfo(Source& source, FeedSink& sink,
                             const std::function<bool(std::string_view id)>& is_own,
                             const std::function<void(Update&&)>& take) {
  codec::XmlStream stream(xml_pieces(source), 1);
  for (bool first = true;;) {
    PQ_TRY(const auto piece, stream.next());
    if (!piece) return {};
    if (stream.holders().front() != "updates")
      return base::fail(ErrorKind::kUnsupported, "no list of updates");
    const auto where = "offset " + std::to_string(piece->offset);
    if (!piece->document) {
      sink.skip(where, to_line(piece->document.error()));
      continue;
    }
    const auto element = piece->document->root();
    if (element.name() != "update") continue;
    const auto id = element["id"].text();
    if (first && !is_own(id)) return base::fail(ErrorKind::kUnsupported, "no updates of this publisher");
    first = false;
    if (!is_id(id)) {
      sink.skip(where, "update without an id");
      continue;
    }
    take(update_of(element, sink));
  }
}

Advisory advisory_of(const Update& update, std::string id, std::string_view source) {
  Advisory advisory{.id = std::move(id), .source = std::string(source)};
  advisory.published = update.issued;
  advisory.modified = update.updated;
  advisory.summary = update.title.empty() ? update.summary : update.title;
  advisory.references = update.references;
  advisory.upstream = update.cves;
  if (update.cves.empty() && update.type != "security") advisory.category = update.type;
  auto rating = rating_of_word(source, update.severity);
  if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
  return advisory;
}

Affected affected_of(const UpdatePackage& package, const Update& update, std::string_view ecosystem) {
  Affected out;
  out.ecosystem = canonical_ecosystem(ecosystem);
  out.name = package.name;
  out.order = order_name(out.ecosystem);
  out.ranges.push_back({.introduced = "0", .fixed = package.evr, .last_affected = {}});
  out.fixed_on = update.issued;
  out.module = package.module;
  if (!package.architecture.empty()) out.architectures.push_back(package.architecture);
  out.severity = severity_of_word(update.severity);
  if (out.severity != Severity::kUnspecified) out.severity_word = update.severity;
  out.extent = Extent::kFixesOnly;
  return out;
}

bool is_updateinfo(std::string_view head, std::string_view mark) {
  return base::contains(head, "<updates") && base::contains(head, "<update ") && base::contains(head, mark);
}

}  // namespace pratique::advisory
