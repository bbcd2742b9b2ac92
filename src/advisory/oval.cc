#include "advisory/oval.h"

#include <algorithm>

#include "advisory/osv.h"
#include "advisory/oval_criteria.h"
#include "advisory/xml_pieces.h"
#include "base/text.h"
#include "codec/xml_stream.h"

namespace pratique::advisory {

namespace {

constexpr std::uint64_t kMaxKept = 192ull << 20;
// Of one test, object or state, besides its texts.
constexpr std::uint64_t kElementBytes = 96;

// Definitions until the tests are known.
struct Kept {
  OvalDefinition definition;
  OvalTree tree;
};

std::uint64_t size_of(const OvalDefinition& definition) {
  std::uint64_t bytes = sizeof(Kept);
  for (const auto* text : {&definition.id, &definition.title, &definition.description}) bytes += text->size();
  for (const auto& each : definition.references)
    bytes += sizeof each + each.source.size() + each.id.size() + each.url.size();
  for (const auto& each : definition.cves) bytes += sizeof each + each.id.size() + each.cvss.size();
  for (const auto* list : {&definition.platforms, &definition.cpes}) {
    for (const auto& text : *list) bytes += sizeof text + text.size();
  }
  return bytes;
}

void read_advisory(codec::Xml advisory, OvalDefinition& out) {
  out.severity = advisory["severity"].text();
  out.issued = advisory["issued"].attribute("date");
  if (out.issued.empty()) out.issued = advisory["public_date"].text();  // Ubuntu's
  out.updated = advisory["updated"].attribute("date");
  advisory.each([&](codec::Xml child) {
    if (child.name() != "cve") return;
    const auto vector = child.attribute(child.attribute("cvss4").empty() ? "cvss3" : "cvss4");
    const auto words = base::words(child.text());  // "CVE-2010-1323 at NVD"
    const bool is_of_other = words.size() == 3 && words[1] == "at" && words[2] != "SUSE";
    out.cves.push_back({.id = words.empty() ? std::string() : std::string(words.front()),
                        .cvss = std::string(vector),
                        .impact = std::string(child.attribute("impact")),
                        .cwe = std::string(child.attribute("cwe")),
                        .at = is_of_other ? std::string(words.back()) : std::string()});
  });
  advisory["affected_cpe_list"].each([&](codec::Xml cpe) { out.cpes.emplace_back(cpe.text()); });
  advisory["affected"].each([&](codec::Xml resolution) {
    OvalResolution read{.state = std::string(resolution.attribute("state")), .components = {}};
    resolution.each([&](codec::Xml component) { read.components.emplace_back(component.text()); });
    out.resolutions.push_back(std::move(read));
  });
}

OvalDefinition definition_of(codec::Xml element) {
  const auto metadata = element["metadata"];
  OvalDefinition out{.id = std::string(element.attribute("id")),
                     .kind = std::string(element.attribute("class")),
                     .title = as_summary(metadata["title"].text()),
                     .description = as_summary(metadata["description"].text())};
  metadata["affected"].each([&](codec::Xml platform) {
    if (platform.name() == "platform") out.platforms.emplace_back(platform.text());
  });
  metadata.each([&](codec::Xml child) {
    if (child.name() != "reference") return;
    out.references.push_back({.source = std::string(child.attribute("source")),
                              .id = std::string(child.attribute("ref_id")),
                              .url = std::string(child.attribute("ref_url"))});
  });
  // Microsoft has no <advisory>; what the others put into it stands beside.
  if (metadata["advisory"]) {
    read_advisory(metadata["advisory"], out);
  } else {
    out.severity = metadata["severity"].text();
    out.issued = metadata["advisory_date"].text();
    out.patchable = metadata["patchable"].text();
  }
  return out;
}

class Document {
 public:
  Document(Source& source, std::string_view name_space, FeedSink& sink)
      : name_space_(name_space), sink_(sink), tests_(texts_), stream_(xml_pieces(source), 2) {}

  Result<void> read() {
    for (;;) {
      PQ_TRY(const auto piece, stream_.next());
      if (!piece) break;
      if (stream_.holders().front() != "oval_definitions") return not_ours();
      PQ_CHECK(take(*piece));
      if (kept_bytes_ + texts_.bytes() + tests_.size() * kElementBytes > kMaxKept)
        return base::over_limit("OVAL of which more than 192 MB would have to be kept");
    }
    return definitions_.empty() && !skipped_ ? Result<void>(not_ours()) : Result<void>();
  }

  void give(const OvalTaker& taker) {
    std::ptrdiff_t beside = 0;
    for (auto& kept : definitions_) {
      auto statements = statements_of(kept.tree, tests_);
      if (!statements) {
        sink_.skip(kept.definition.id, to_line(statements.error()));
      } else {
        beside += std::count_if(statements->begin(), statements->end(),
                                [](const OvalStatement& each) { return each.only_beside_others; });
        taker(kept.definition, *std::move(statements));
      }
      kept = {};
    }
    if (beside > 0)
      sink_.tell("statements that hold only where other packages are installed too, taken without that: " +
                 std::to_string(beside));
  }

 private:
  static tl::unexpected<Error> not_ours() {
    return base::fail(ErrorKind::kUnsupported, "no OVAL of this publisher");
  }

  Result<void> take(const codec::XmlPiece& piece) {
    if (!piece.document) {
      skip("offset " + std::to_string(piece.offset), piece.document.error());
      return {};
    }
    const auto element = piece.document->root();
    if (element.name() != "definition") {
      tests_.add(element);
      return {};
    }
    const auto id = element.attribute("id");
    // The first tells whose document it is.
    if (!id.starts_with(name_space_)) return definitions_.empty() ? Result<void>(not_ours()) : Result<void>();
    const auto kind = element.attribute("class");
    if (kind != "patch" && kind != "vulnerability") return {};
    auto tree = tree_of(element["criteria"], texts_, tests_.ids());
    if (!tree) {
      skip(id, tree.error());
      return {};
    }
    Kept kept{.definition = definition_of(element), .tree = *std::move(tree)};
    kept_bytes_ += size_of(kept.definition) + kept.tree.size() * sizeof(OvalNode);
    definitions_.push_back(std::move(kept));
    return {};
  }

  void skip(std::string_view where, const Error& error) {
    sink_.skip(where, to_line(error));
    skipped_ = true;
  }

  std::string_view name_space_;
  FeedSink& sink_;
  OvalTexts texts_;
  OvalTests tests_;
  codec::XmlStream stream_;
  std::vector<Kept> definitions_;
  std::uint64_t kept_bytes_ = 0;
  bool skipped_ = false;
};

}  // namespace

Result<void> read_oval(Source& source, std::string_view name_space, FeedSink& sink, const OvalTaker& taker) {
  Document document(source, name_space, sink);
  PQ_CHECK(document.read());
  document.give(taker);
  return {};
}

bool is_oval(std::string_view head, std::string_view name_space) {
  return base::contains(head, "oval_definitions") && base::contains(head, name_space);
}

}  // namespace pratique::advisory
