// Extractors that are only names: "00", "01", …. What real ones made can be written with them, for bytes that
// do not change with every version of an extractor.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <vector>

#include "extract/catalogue.h"

namespace pratique::support {

class Numbered : public extract::Extractor {
 public:
  explicit Numbered(std::size_t number) : Extractor({.name = fmt::format("{:02}", number)}) {}
  extract::Wish wants(const extract::Candidate&) const override { return extract::Wish::no(); }
  Result<extract::Record> parse(const extract::FileView&) const override { return extract::Record{}; }
};

// As many as no program will have for a while.
inline extract::Catalogue numbered() {
  std::vector<std::unique_ptr<extract::Extractor>> all;
  for (std::size_t i = 0; i < 64; ++i) all.push_back(std::make_unique<Numbered>(i));
  return extract::Catalogue(std::move(all));
}

}  // namespace pratique::support
