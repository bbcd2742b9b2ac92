#include "extract/catalogue.h"

#include "base/text.h"

namespace pratique::extract {

Catalogue::Catalogue(std::vector<std::unique_ptr<Extractor>> extractors)
    : extractors_(std::move(extractors)) {
  StreamSet::Members streaming;
  for (std::size_t number = 0; number < extractors_.size(); ++number) {
    triggers_.add(extractors_[number]->info().triggers, number);
    if (const auto* one = dynamic_cast<const StreamExtractor*>(extractors_[number].get()))
      streaming.emplace_back(number, one);
  }
  streams_ = std::make_unique<const StreamSet>(streaming);
}

bool Catalogue::same_record(std::size_t number, std::string_view a, std::string_view b) const {
  const auto use = name_use(number);
  return use == NameUse::kNone || (use == NameUse::kBaseName && base::base_name(a) == base::base_name(b));
}

}  // namespace pratique::extract
