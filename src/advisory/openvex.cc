#include "advisory/openvex.h"

#include <algorithm>

#include "advisory/coverage.h"
#include "advisory/json_feed.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

std::optional<Status> status_of(std::string_view word) {
  if (word == "affected") return Status::kAffected;
  if (word == "fixed") return Status::kFixed;
  if (word == "not_affected") return Status::kNotAffected;
  if (word == "under_investigation") return Status::kUnderInvestigation;
  return std::nullopt;
}

// Ubuntu puts addresses among the aliases.
std::string alias_of(std::string_view text) {
  return text.find("://") == std::string_view::npos ? vulnerability_id(text) : std::string();
}

// "@id", or the purl among its identifiers.
std::string_view purl_of(codec::Json product) {
  if (const auto purl = product["identifiers"]["purl"].text(); !purl.empty()) return purl;
  return product["@id"].text();
}

std::string time_of(codec::Json text, codec::Json otherwise) {
  for (const auto each : {text.text(), otherwise.text()}) {
    if (!known_day(each).empty()) return std::string(each);
  }
  return {};
}

// What the statement says in words (§"Statement Fields").
std::string_view notes_of(codec::Json statement) {
  for (const auto* key : {"impact_statement", "action_statement", "status_notes"}) {
    if (const auto text = statement[key].text(); !text.empty()) return text;
  }
  return {};
}

OpenVexStatement head_of(codec::Json root, codec::Json each) {
  const auto vulnerability = each["vulnerability"];
  // Version 0.0.1 had a text there.
  const auto name = vulnerability.is_object() ? vulnerability["name"].text() : vulnerability.text();
  OpenVexStatement out{.id = vulnerability_id(name)};
  out.description = as_summary(vulnerability["description"].text());
  vulnerability["aliases"].each([&](codec::Json alias) {
    auto id = alias_of(alias.text());
    if (!id.empty() && id != out.id) out.aliases.push_back(std::move(id));
  });
  out.justification = each["justification"].text();
  out.notes = notes_of(each);
  out.published = time_of(each["timestamp"], root["timestamp"]);
  out.modified = time_of(each["last_updated"], root["last_updated"]);
  if (out.modified.empty()) out.modified = time_of(root["timestamp"], each["timestamp"]);
  return out;
}

}  // namespace

Result<void> each_statement(Source& source, std::string_view author, FeedSink& sink,
                            const std::function<void(OpenVexStatement&&)>& take) {
  codec::Json root;
  const auto begin = [&](codec::Json document) -> Result<void> {
    root = document;
    if (!root["@context"].text().starts_with("https://openvex.dev/ns") ||
        !root["author"].text().starts_with(author))
      return base::fail(ErrorKind::kUnsupported, "no OpenVEX of this publisher");
    return {};
  };
  const auto read = [&](std::string_view number, codec::Json each) {
    const auto where = "statement " + std::string(number);
    auto statement = head_of(root, each);
    const auto status = status_of(each["status"].text());
    if (statement.id.empty() || !status)
      return sink.skip(where, statement.id.empty() ? "no id" : "a status that OpenVEX does not have");
    statement.status = *status;
    each["products"].each([&](codec::Json product) {
      auto purl = model::parse_purl(purl_of(product));
      if (purl) {
        statement.products.push_back(*std::move(purl));
      } else {
        sink.skip(where, "product without a purl: \"" + as_summary(purl_of(product)) + "\"");
      }
    });
    take(std::move(statement));
  };
  PQ_CHECK(read_records(
      source, sink,
      {.lists = {"statements"}, .needs = {"@context", "author", "timestamp"}, .begin = begin, .take = read}));
  return {};
}

bool is_openvex(std::string_view head, std::string_view author) {
  return base::contains(head, "openvex.dev/ns") && base::contains(head, "\"" + std::string(author));
}

}  // namespace pratique::advisory
