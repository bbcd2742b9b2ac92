// The advisory database as a source of advisories for judge().
#include "match/advisories.h"

namespace pratique::match {

using advisory::HitView;

namespace {

class DatabaseAdvisories : public Advisories {
 public:
  explicit DatabaseAdvisories(const advisory::Database& database) : database_(database) {}
  Result<std::span<const HitView>> lookup(std::string_view ecosystem, std::string_view name,
                                          base::Arena& arena) const override {
    return database_.lookup(ecosystem, name, arena);
  }
  std::vector<advisory::Coverage> coverage() const override { return database_.coverage(); }
  std::optional<advisory::Lifecycle> lifecycle(std::string_view distribution,
                                               std::string_view version) const override {
    return database_.lifecycle(distribution, version);
  }
  Result<std::vector<std::string>> products_of(std::string_view repository) const override {
    return database_.origin(advisory::OriginKind::kRepository, repository);
  }
  std::string newest() const override { return database_.newest(); }
  std::vector<advisory::EnrichmentSource> enrichments() const override { return database_.enrichments(); }
  Result<advisory::Epss> epss(std::string_view id) const override { return database_.epss(id); }
  Result<std::vector<advisory::Sighting>> sightings(std::string_view id) const override {
    return database_.sightings(id);
  }
  Result<const advisory::Vulnerability*> vulnerability(std::string_view id,
                                                       base::Arena& arena) const override {
    return database_.vulnerability(id, arena);
  }
  Result<advisory::Texts> texts(std::string_view id) const override { return database_.texts(id); }
  Result<advisory::Texts> texts_of_record(std::string_view source, std::string_view id) const override {
    return database_.texts_of_record(source, id);
  }
  std::string fingerprint() const override { return database_.fingerprint(); }
  std::vector<std::string> missing() const override { return database_.missing(); }
  std::vector<advisory::KeptFeed> kept() const override { return database_.kept(); }
  Result<std::unique_ptr<Advisories>> twin() const override;

 private:
  const advisory::Database& database_;
};

class OwnDatabase {
 protected:
  explicit OwnDatabase(advisory::Database database) : own_(std::move(database)) {}
  advisory::Database own_;
};

class TwinAdvisories final : OwnDatabase, public DatabaseAdvisories {
 public:
  explicit TwinAdvisories(advisory::Database database)
      : OwnDatabase(std::move(database)), DatabaseAdvisories(own_) {}
};

Result<std::unique_ptr<Advisories>> DatabaseAdvisories::twin() const {
  PQ_TRY(auto database, database_.twin());
  return std::make_unique<TwinAdvisories>(std::move(database));
}

}  // namespace

std::unique_ptr<Advisories> advisories_of(const advisory::Database& database) {
  return std::make_unique<DatabaseAdvisories>(database);
}

Result<Judgement> judge(const model::Inventory& inventory, const advisory::Database& database,
                        const JudgeOptions& options) {
  return judge(inventory, DatabaseAdvisories(database), options);
}

Result<void> forecast(Judgement& judgement, const advisory::Database& database) {
  return forecast(judgement, DatabaseAdvisories(database));
}

Result<void> describe(Judgement& judgement, std::span<const Finding* const> shown,
                      const advisory::Database& database) {
  return describe(judgement, shown, DatabaseAdvisories(database));
}

}  // namespace pratique::match
