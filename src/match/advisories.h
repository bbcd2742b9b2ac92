// What judging asks of the advisory database: the narrow side of advisory::Database, so that matching can be
// tested with a handful of advisories in memory.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "match/judgement.h"

namespace pratique::match {

// Same meaning, thread contract and errors as the members of advisory::Database of the same names: kInvalid where what is read is
// damaged, kIo where it cannot be read. A source in memory never fails. That nothing is known is no error.
class Advisories {
 public:
  virtual ~Advisories() = default;
  virtual Result<std::span<const advisory::HitView>> lookup(std::string_view ecosystem, std::string_view name,
                                                            base::Arena& arena) const = 0;
  virtual std::vector<advisory::Coverage> coverage() const = 0;
  virtual std::optional<advisory::Lifecycle> lifecycle(std::string_view distribution,
                                                       std::string_view version) const = 0;
  virtual Result<std::vector<std::string>> products_of(std::string_view /*repository*/) const {
    return std::vector<std::string>();
  }
  virtual std::string newest() const = 0;
  virtual std::vector<advisory::EnrichmentSource> enrichments() const { return {}; }
  virtual Result<advisory::Epss> epss(std::string_view) const { return advisory::Epss{}; }
  virtual Result<std::vector<advisory::Sighting>> sightings(std::string_view) const {
    return std::vector<advisory::Sighting>{};
  }
  virtual Result<const advisory::Vulnerability*> vulnerability(std::string_view id,
                                                               base::Arena& arena) const = 0;
  virtual Result<advisory::Texts> texts(std::string_view id) const = 0;
  virtual Result<advisory::Texts> texts_of_record(std::string_view /*source*/,
                                                  std::string_view /*id*/) const {
    return advisory::Texts{};
  }
  virtual std::string fingerprint() const = 0;
  virtual std::vector<std::string> missing() const { return {}; }
  virtual std::vector<advisory::KeptFeed> kept() const { return {}; }
  // The same for another thread; it may outlive this one. nullptr: there is none. Errors: those of opening it again; fewer judges
  // do the work then.
  virtual Result<std::unique_ptr<Advisories>> twin() const { return nullptr; }
};

// The database as a source of advisories; it must outlive what it gives.
std::unique_ptr<Advisories> advisories_of(const advisory::Database& database);

// judge(), describe() and forecast() (judgement.h) over any source of advisories. Errors: those of its members.
Result<Judgement> judge(const model::Inventory& inventory, const Advisories& advisories,
                        const JudgeOptions& options = {});
Result<void> describe(Judgement& judgement, std::span<const Finding* const> shown,
                      const Advisories& advisories);
Result<void> forecast(Judgement& judgement, const Advisories& advisories);
// Of one finding; what it points to is written to `arena`. On an error it may have the score alone.
Result<void> forecast(Finding& finding, const Advisories& advisories, base::Arena& arena);

}  // namespace pratique::match
