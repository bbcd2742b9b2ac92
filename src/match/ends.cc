#include "match/ends.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "match/programs.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

// Where an image or a program is called otherwise than its product at endoflife.date.
struct Product {
  std::string_view called, product;
};
constexpr std::array kProducts{
    Product{"node", "nodejs"},
    Product{"golang", "go"},
    Product{"stdlib", "go"},
    Product{"postgres", "postgresql"},
    Product{"mongo", "mongodb"},
    Product{"httpd", "apache-http-server"},
    Product{"amazoncorretto", "amazon-corretto"},
    Product{"ibm-semeru-runtimes", "ibm-semeru"},
    Product{"cassandra", "apache-cassandra"},
    Product{"couchdb", "apache-couchdb"},
    Product{"flink", "apache-flink"},
    Product{"groovy", "apache-groovy"},
    Product{"maven", "apache-maven"},
    Product{"spark", "apache-spark"},
    Product{"sonarqube", "sonarqube-server"},
    Product{"vault", "hashicorp-vault"},
};

std::string product_of(std::string_view called) {
  const auto found = std::ranges::find(kProducts, called, &Product::called);
  return std::string(advisory::kProductPrefix) +
         std::string(found == kProducts.end() ? called : found->product);
}

// What a version begins with: digits and dots.
std::string_view number_in(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  const auto end = std::ranges::find_if_not(version, [](char c) { return base::is_digit(c) || c == '.'; });
  return version.substr(0, static_cast<std::size_t>(end - version.begin()));
}

// "docker.io/library/node:16.20-slim": "node" and "16.20".
struct NamedVersion {
  std::string_view name, version;
};
NamedVersion parts_of(std::string_view image) {
  const auto last = base::base_name(image);
  const auto halves = base::cut(last, ":");
  if (!halves) return {last, {}};
  return {halves->before, number_in(halves->after)};
}

// Each release once, however many name it.
class Ends {
 public:
  Ends(const advisory::Database& database, const Reference& reference)
      : database_(database), reference_(reference) {}

  // What is to be said of a version of what goes by this name.
  std::optional<EndOfLife> of(const NamedVersion& one) {
    if (one.version.empty()) return std::nullopt;
    const auto lifecycle = database_.lifecycle(product_of(one.name), one.version);
    if (!lifecycle) return std::nullopt;
    const auto label =
        (one.name == "stdlib" ? std::string("go") : std::string(one.name)) + " " + lifecycle->release;
    if (!told_.insert(label).second) return std::nullopt;
    return end_of_life(label, *lifecycle, reference_);
  }

 private:
  const advisory::Database& database_;
  const Reference& reference_;
  std::set<std::string> told_;
};

// A program by itself, or the standard library of Go; what a distribution ships is told by the distribution's own end.
bool is_program(const model::Component& component) {
  if (!component.owner.empty()) return false;
  const auto& purl = component.purl;
  return purl.type == "generic" || purl.type == "bitnami" || (purl.type == "golang" && purl.name == "stdlib");
}

}  // namespace

std::vector<model::Note> ends_of_bases(const model::Subject& subject, const advisory::Database& database,
                                       const Reference& reference) {
  std::vector<model::Note> notes;
  Ends ends(database, reference);
  for (const auto& base : subject.bases) {
    auto names = base.also;
    names.insert(names.begin(), base.name);
    for (const auto& name : names) {
      const auto parts = parts_of(name);
      if (model::distribution(parts.name) != nullptr) continue;
      if (const auto end = ends.of(parts))
        notes.push_back({.code = "base-end-of-life",
                         .message = "the base image " + std::string(parts.name) + ": " + end->message});
    }
  }
  return notes;
}

std::optional<advisory::Lifecycle> lifecycle_of_image(std::string_view name,
                                                      const advisory::Database& database) {
  const auto parts = parts_of(name);
  if (const auto* row = model::distribution(parts.name); row != nullptr) {
    const auto tag = base::cut(base::base_name(name), ":");
    const auto word = tag ? tag->after.substr(0, tag->after.find('-')) : std::string_view();
    const auto version = parts.version.empty() ? model::number_of_codename(*row, word) : parts.version;
    return version.empty() ? std::nullopt : database.lifecycle(row->vendor, version);
  }
  if (parts.version.empty()) return std::nullopt;
  return database.lifecycle(product_of(parts.name), parts.version);
}

std::vector<model::Note> ends_of_programs(const model::Inventory& inventory,
                                          const advisory::Database& database, const Reference& reference) {
  std::vector<model::Note> notes;
  Ends ends(database, reference);
  const auto tell = [&](const model::Component& component) {
    if (!is_program(component)) return;
    const auto& purl = component.purl;
    if (const auto end = ends.of({purl.name, number_in(purl.version)}))
      notes.push_back({.code = "runtime-end-of-life", .message = end->message});
  };
  for (const auto& one : inventory.components) tell(one);
  model::Inventory said;
  said.subject = inventory.subject;
  said.observations = inventory.observations;
  add_programs(said);
  for (const auto& one : said.components) tell(one);
  return notes;
}

std::vector<model::Note> end_of_system(const model::Subject& subject, const advisory::Database& database,
                                       const Reference& reference) {
  const auto* row = model::distribution_called(subject.distro.id);
  if (row == nullptr) return {};
  const auto version = model::number_of_codename(
      *row, subject.distro.version_id.empty() ? subject.distro.codename : subject.distro.version_id);
  const auto lifecycle = database.lifecycle(row->vendor, version);
  if (!lifecycle) return {};
  const auto end =
      end_of_life(to_label({std::string(row->vendor), lifecycle->release}), *lifecycle, reference);
  if (!end) return {};
  return {{.code = "end-of-life", .message = end->message}};
}

}  // namespace pratique::match
