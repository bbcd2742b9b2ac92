#include "match/base_end.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "match/staleness.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

// Where an image is called otherwise than its product at endoflife.date.
struct Product {
  std::string_view image, product;
};
constexpr std::array kProducts{Product{"node", "nodejs"},
                               Product{"golang", "go"},
                               Product{"postgres", "postgresql"},
                               Product{"mongo", "mongodb"},
                               Product{"openjdk", "oracle-jdk"},
                               Product{"eclipse-temurin", "eclipse-temurin"},
                               Product{"httpd", "apache-http-server"},
                               Product{"solr", "solr"}};

std::string_view product_of(std::string_view image) {
  const auto found = std::ranges::find(kProducts, image, &Product::image);
  return found == kProducts.end() ? image : found->product;
}

// "docker.io/library/node:16.20-slim": "node" and "16.20".
struct NamedVersion {
  std::string_view image, version;
};
NamedVersion parts_of(std::string_view name) {
  const auto last = base::base_name(name);
  const auto halves = base::cut(last, ":");
  if (!halves) return {last, {}};
  auto version = halves->after;
  if (version.starts_with('v')) version.remove_prefix(1);
  const auto end = std::ranges::find_if_not(version, [](char c) { return base::is_digit(c) || c == '.'; });
  return {halves->before, version.substr(0, static_cast<std::size_t>(end - version.begin()))};
}

}  // namespace

std::vector<model::Note> ends_of_bases(const model::Subject& subject, const advisory::Database& database,
                                       std::string_view day) {
  std::vector<model::Note> notes;
  std::set<std::string> told;
  for (const auto& base : subject.bases) {
    auto names = base.also;
    names.insert(names.begin(), base.name);
    for (const auto& name : names) {
      const auto [image, version] = parts_of(name);
      if (version.empty() || model::distribution(image) != nullptr) continue;
      const auto product = std::string(advisory::kProductPrefix) + std::string(product_of(image));
      const auto lifecycle = database.lifecycle(product, version);
      if (!lifecycle) continue;
      const auto label = std::string(image) + " " + lifecycle->release;
      const auto end = end_of_life(label, *lifecycle, {std::string(day), "the day"});
      if (end && told.insert(label).second)
        notes.push_back({.code = "base-end-of-life",
                         .message = "the base image " + std::string(image) + ": " + end->message});
    }
  }
  return notes;
}

}  // namespace pratique::match
