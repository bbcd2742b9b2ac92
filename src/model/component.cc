#include "model/component.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>

#include "base/text.h"
#include "base/text_hash.h"
#include "model/linked_functions.h"

namespace pratique::model {

namespace {

// The words of an enumeration whose values count from nought.
constexpr const char* kEvidences[] = {"installed", "vendored", "declared"};
constexpr const char* kScopes[] = {"required", "optional", "peer", "build", "dev"};
constexpr const char* kStates[] = {"installed",       "triggers-pending", "triggers-awaited",
                                   "half-configured", "unpacked",         "half-installed",
                                   "broken"};
constexpr const char* kReasons[] = {"unknown", "explicit", "dependency"};
constexpr const char* kAlgorithms[] = {"md5", "sha1", "sha256", "sha384", "sha512"};

template <class Enum>
Result<Enum> parse(std::span<const char* const> words, std::string_view text, const char* what) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end())
    return base::invalid(std::string("unknown ") + what + " \"" + std::string(text) + "\"");
  return static_cast<Enum>(found - words.begin());
}

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

void adopt(std::string& to, std::string& from) {
  if (to.empty()) to = std::move(from);
}

// What is linked into either program, and for what both were built; where that is not known of one, it is not known.
void join_builds(Component& into, const Details& other) {
  if (into.details->functions.empty() && into.details->built_for.empty()) return;
  auto& to = into.details.edit();
  to.functions = join_functions(to.functions, other.functions);
  if (to.built_for != other.built_for) to.built_for.clear();
}

}  // namespace

const char* to_string(Evidence evidence) { return kEvidences[static_cast<std::size_t>(evidence)]; }
const char* to_string(Scope scope) { return kScopes[static_cast<std::size_t>(scope)]; }
const char* to_string(State state) { return kStates[static_cast<std::size_t>(state)]; }
const char* to_string(InstallReason reason) { return kReasons[static_cast<std::size_t>(reason)]; }
const char* to_string(HashAlgorithm algorithm) { return kAlgorithms[static_cast<std::size_t>(algorithm)]; }

Result<Evidence> parse_evidence(std::string_view text) {
  return parse<Evidence>(kEvidences, text, "evidence class");
}
Result<Scope> parse_scope(std::string_view text) { return parse<Scope>(kScopes, text, "scope"); }
Result<State> parse_state(std::string_view text) { return parse<State>(kStates, text, "state"); }
Result<InstallReason> parse_reason(std::string_view text) {
  return parse<InstallReason>(kReasons, text, "reason");
}
Result<HashAlgorithm> parse_hash_algorithm(std::string_view text) {
  return parse<HashAlgorithm>(kAlgorithms, text, "hash algorithm");
}

bool is_value(const Hash& hash) {
  static constexpr std::size_t kDigits[] = {32, 40, 64, 96, 128};
  return hash.value.size() == kDigits[static_cast<std::size_t>(hash.algorithm)] &&
         std::ranges::all_of(hash.value, base::is_hex);
}

bool before(const Component& a, const Component& b) {
  const auto key = [](const Component& one) {
    return std::tie(one.purl, one.evidence, one.locations, one.owner, one.database_removed, one.state,
                    *one.details, one.scope, one.is_main, one.confidence, one.properties, one.description,
                    one.reason);
  };
  return key(a) < key(b);
}

void normalise(Component& component) {
  sort_unique(component.locations);
  sort_unique(component.licenses);
  if (!component.details.is_there()) return;
  sort_unique(component.details.edit().cpes);
  sort_unique(component.details.edit().hashes);
  sort_unique(component.details.edit().found_licenses);
  component.details.settle();
}

void join_reason(Component& into, const Component& other) {
  if (other.reason == InstallReason::kUnknown) return;
  if (other.reason == InstallReason::kDependency) {
    if (into.reason == InstallReason::kUnknown) into.reason = InstallReason::kDependency;
    return;
  }
  const auto& theirs = other.details->asked_in;
  const bool first = into.reason != InstallReason::kExplicit || into.details->asked_in.empty() ||
                     (!theirs.empty() && theirs < into.details->asked_in);
  into.reason = InstallReason::kExplicit;
  if (first && theirs != into.details->asked_in) into.details.edit().asked_in = theirs;
}

void join(Component& into, Component other) {
  join_reason(into, other);
  append(into.locations, std::move(other.locations));
  append(into.licenses, std::move(other.licenses));
  into.properties.merge(other.properties);
  adopt(into.supplier, other.supplier);
  adopt(into.homepage, other.homepage);
  adopt(into.description, other.description);
  into.is_main = into.is_main || other.is_main;
  if (into.state == State::kInstalled) into.state = other.state;
  into.confidence = std::max(into.confidence, other.confidence);
  join_builds(into, *other.details);
  if (!other.details.is_there()) return;
  auto &to = into.details.edit(), &from = other.details.edit();
  for (const auto text :
       {&Details::license, &Details::origin, &Details::module, &Details::root, &Details::listed_by})
    adopt(to.*text, from.*text);
  append(to.cpes, std::move(from.cpes));
  append(to.hashes, std::move(from.hashes));
  append(to.found_licenses, std::move(from.found_licenses));
}

std::string stable_id(const Component& component) {
  auto text = component.purl.to_string();
  text.append(1, '\0').append(component.details->root).append(1, '\0');
  if (!component.locations.empty()) text += component.locations.front().path;
  return base::stable_hash(text);
}

}  // namespace pratique::model
