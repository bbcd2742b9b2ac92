// `db status --format json`: docs/api/db-status.schema.json.
#include "codec/json_value.h"
#include "report/database.h"
#include "report/document.h"

namespace pratique::report {
namespace {

class DbStatusJson final : public ReportOf<DatabaseStatus> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/db-status/1"; }

  Result<void> write(const DatabaseStatus& status, const Options&, const Sink& sink) const override {
    codec::JsonArray kept;
    for (const auto& one : status.kept) kept.push_back(kept_to_json(one));
    codec::JsonArray enrichments;
    for (const auto& one : status.enrichments) {
      enrichments.push_back(
          codec::JsonObject{{"source", one.source}, {"records", one.records}, {"newest", one.newest}});
    }
    codec::JsonArray unmatched;
    for (const auto& [ecosystem, why] : status.unmatched)
      unmatched.push_back(codec::JsonObject{{"ecosystem", ecosystem}, {"why", why}});
    codec::JsonArray signatures;
    for (const auto& [feed, word] : status.signatures)
      signatures.push_back(codec::JsonObject{{"feed", feed}, {"signature", word}});
    codec::JsonValue is_signed;
    if (const auto& by = status.is_signed)
      is_signed = codec::JsonObject{{"version", by->version},
                                    {"expires", by->expires},
                                    {"keys", codec::texts(by->keys)},
                                    {"threshold", by->threshold}};
    const auto* exploited = status.enrichment(advisory::kExploitedSource);
    const codec::JsonObject object{{"schema", "pratique/db-status/1"},
                                   {"path", status.path},
                                   {"fingerprint", status.fingerprint},
                                   {"newest", status.newest},
                                   {"signed", std::move(is_signed)},
                                   {"day", status.day.day},
                                   {"exploited", exploited == nullptr ? "" : exploited->newest},
                                   {"enrichments", std::move(enrichments)},
                                   {"origins", codec::JsonObject{{"repositories", status.repositories},
                                                                 {"containers", status.containers}}},
                                   {"missing", codec::texts(status.missing)},
                                   {"kept", std::move(kept)},
                                   {"signatures", std::move(signatures)},
                                   {"unmatched", std::move(unmatched)},
                                   {"coverage", nullptr}};
    const auto row = [&](const advisory::Coverage& one) {
      auto json = coverage_to_json(one);
      json["old"] = status.is_old(one);
      return json;
    };
    return codec::write_json(sink, object, {codec::stream_of("coverage", status.coverage, row)});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_db_status_json() { return std::make_unique<DbStatusJson>(); }

}  // namespace pratique::report
