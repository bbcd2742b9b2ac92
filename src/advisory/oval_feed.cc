#include "advisory/oval_feed.h"

#include <utility>

#include "advisory/join_architectures.h"
#include "advisory/oval_records.h"

namespace pratique::advisory {

namespace {

// What is made of the definitions of one document.
class Taker {
 public:
  Taker(const OvalPublisher& publisher, std::string_view path, FeedSink& sink)
      : publisher_(publisher), path_(path), sink_(sink) {}

  void take(const OvalDefinition& definition, const std::vector<OvalStatement>& statements) {
    const auto record = publisher_.record_of(definition, statements);
    if (!record) return sink_.skip(definition.id, to_line(record.error()));
    auto advisory = advisory_of(definition, record->id, publisher_.source);
    if (record->is_erratum) advisory.upstream = cves_of(definition);
    if (record->is_of_one_package) advisory.summary.clear();
    advisory.category = record->category;
    for (const auto& statement : statements) add(definition, *record, statement, advisory);
    if (publisher_.joins_architectures) advisory.affected = join_architectures(std::move(advisory.affected));
    if (record->is_erratum) give_enrichments(definition, publisher_.source, sink_);
    record->is_part ? sink_.add_part(std::move(advisory)) : sink_.add(std::move(advisory));
  }

 private:
  void add(const OvalDefinition& definition, const OvalRecord& record, const OvalStatement& statement,
           Advisory& advisory) {
    if (publisher_.ecosystem_by != nullptr)
      return add(definition, record, statement, publisher_.ecosystem_by(definition, statement), advisory);
    for (const auto& system : statement.platforms) {
      auto ecosystem = publisher_.ecosystem_of(system);
      if (!ecosystem) continue;
      if (ecosystem->empty()) {
        sink_.skip(advisory.id, "package of another system: " + system);
      } else {
        add(definition, record, statement, *std::move(ecosystem), advisory);
      }
    }
  }

  void add(const OvalDefinition& definition, const OvalRecord& record, const OvalStatement& statement,
           std::string ecosystem, Advisory& advisory) {
    const auto extent =
        publisher_.extent_of == nullptr ? publisher_.info.extent : publisher_.extent_of(path_, record);
    auto affected = affected_of(statement, std::move(ecosystem), definition, extent);
    const auto done = publisher_.refine == nullptr
                          ? Result<void>()
                          : publisher_.refine(definition, statement, record, affected);
    if (!done) return sink_.skip(advisory.id, to_line(done.error()));
    advisory.affected.push_back(std::move(affected));
  }

  const OvalPublisher& publisher_;
  std::string_view path_;
  FeedSink& sink_;
};

class OvalFeed final : public Feed {
 public:
  explicit OvalFeed(const OvalPublisher& publisher) : publisher_(publisher) {}

  const FeedInfo& info() const override { return publisher_.info; }
  bool recognises(std::string_view, std::string_view head) const override {
    return is_oval(head, publisher_.ids);
  }
  Result<void> read(Source& source, FeedSink& sink) const override {
    Taker taker(publisher_, source.path(), sink);
    return read_oval(source, publisher_.ids, sink, [&](const auto& definition, const auto& statements) {
      taker.take(definition, statements);
    });
  }

 private:
  OvalPublisher publisher_;
};

}  // namespace

std::unique_ptr<Feed> oval_feed(const OvalPublisher& publisher) {
  return std::make_unique<OvalFeed>(publisher);
}

}  // namespace pratique::advisory
