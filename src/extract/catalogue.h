// The extractors of a scan, by number.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "extract/extractor.h"
#include "extract/stream/streams.h"

namespace pratique::extract {

// The extractors of a scan and the table of their triggers. Immutable, shared by the threads that read layers.
class Catalogue {
 public:
  explicit Catalogue(std::vector<std::unique_ptr<Extractor>> extractors);

  std::size_t size() const { return extractors_.size(); }
  const Extractor& operator[](std::size_t number) const { return *extractors_[number]; }
  Role role(std::size_t number) const { return extractors_[number]->info().role; }
  NameUse name_use(std::size_t number) const { return extractors_[number]->info().name_use; }
  // Whether it makes the same record of a file under both names.
  bool same_record(std::size_t number, std::string_view a, std::string_view b) const;
  // Numbers of the extractors with a trigger that fits, ascending. `head` empty: names only.
  std::vector<std::size_t> triggered(std::string_view path, base::Bytes head) const {
    return triggers_.find(path, head);
  }
  const TriggerTable& triggers() const { return triggers_; }
  // Those that look at bytes while they pass.
  const StreamSet& streams() const { return *streams_; }

 private:
  std::vector<std::unique_ptr<Extractor>> extractors_;
  TriggerTable triggers_;
  std::unique_ptr<const StreamSet> streams_;
};

}  // namespace pratique::extract
