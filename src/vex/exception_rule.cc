#include "vex/exception_rule.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "base/text.h"
#include "config/settings.h"

namespace pratique::vex {

using codec::Yaml;

const char* to_string(ExceptionScope scope) {
  return scope == ExceptionScope::kImage        ? "image"
         : scope == ExceptionScope::kRepository ? "repository"
                                                : "organisation";
}

bool is_day(std::string_view text) {
  return text.size() == 10 && seconds_of(std::string(text) + "T00:00:00Z");
}

std::string ExceptionRule::text() const {
  std::string what = ids.empty() ? "any vulnerability" : base::join(ids, ", ");
  if (!purls.empty()) what += " in " + base::join(purls, ", ");
  if (!name.empty()) what += " in " + name + (version.empty() ? "" : " " + version);
  if (!paths.empty()) what += " below " + base::join(paths, ", ");
  return what;
}

namespace {

constexpr std::array<std::string_view, 9> kMembers = {"approver", "expiry", "id",    "justification", "owner",
                                                      "path",     "purl",   "scope", "type"};
constexpr std::array<std::string_view, 2> kKinds = {"accepted-risk", "false-positive"};

Result<std::vector<std::string>> texts_of(Yaml value, std::string_view name) {
  std::vector<std::string> texts;
  bool sound = true;
  if (value.is_array()) {
    value.each([&](Yaml one) {
      sound = sound && !one.text().empty();
      texts.emplace_back(one.text());
    });
  } else if (value) {
    sound = !value.text().empty();
    texts.emplace_back(value.text());
  }
  if (!sound) return config::wrong_at(value, std::string(name) + ": neither a text nor a list of texts");
  return texts;
}

Result<std::string> text_of(Yaml value, std::string_view name) {
  if (value && value.text().empty()) return config::wrong_at(value, std::string(name) + ": no text");
  return std::string(value.text());
}

// "accepted risk", "Accepted_Risk".
std::string kind_of(std::string_view word) {
  auto low = base::to_lower(word);
  for (auto& c : low) {
    if (c == ' ' || c == '_') c = '-';
  }
  return low;
}

// `organisation`, or one of {image: NAME}, {repository: NAME}.
Result<void> read_scope(Yaml value, ExceptionRule& rule) {
  if (!value) return {};
  if (value.is_string()) {
    if (value.text() == "organisation" || value.text() == "organization") return {};
    return config::wrong_at(value, "scope: organisation, or image: or repository: with a name");
  }
  static constexpr std::array<std::string_view, 2> kScopes = {"image", "repository"};
  PQ_CHECK(config::check_keys(value, kScopes, "scope"));
  if (value.size() != 1) return config::wrong_at(value, "scope: one of image and repository");
  rule.scope = value["image"] ? ExceptionScope::kImage : ExceptionScope::kRepository;
  rule.scope_of = value[to_string(rule.scope)].text();
  if (rule.scope_of.empty()) return config::wrong_at(value, "scope: no name");
  return {};
}

Result<void> check_purls(Yaml value, const std::vector<std::string>& purls) {
  for (const auto& text : purls) {
    const bool pattern = base::contains(text, "*");
    if (pattern ? text.starts_with("pkg:") || text.starts_with("*") : model::parse_purl(text).has_value())
      continue;
    return config::wrong_at(value, "purl: \"" + text + "\" is no package URL");
  }
  return {};
}

Result<void> check_words(Yaml entry, const ExceptionRule& rule) {
  if (rule.ids.empty()) return config::wrong_at(entry, "an exception without an id");
  if (rule.justification.empty()) return config::wrong_at(entry, "an exception without a justification");
  if (!entry["type"])
    return config::wrong_at(entry, "an exception without a type: accepted-risk or false-positive");
  if (!base::is_one_of(rule.kind, kKinds)) {
    return config::wrong_at(entry["type"], "type: \"" + std::string(entry["type"].text()) +
                                               "\" is neither accepted-risk nor false-positive" +
                                               base::did_you_mean(rule.kind, kKinds));
  }
  if (!rule.expiry.empty() && !is_day(rule.expiry))
    return config::wrong_at(entry["expiry"], "expiry: \"" + rule.expiry + "\" is no day such as 2026-12-31");
  for (const auto& id : rule.ids) {
    const bool word = std::ranges::all_of(id, [](char c) { return c > ' ' && c < 0x7f; });
    if (!word || !base::contains(id, "-"))
      return config::wrong_at(entry["id"], "id: \"" + id + "\" is no id of a vulnerability");
  }
  return {};
}

Result<ExceptionRule> read_exception(Yaml entry, const std::string& file) {
  if (!entry.is_object()) return config::wrong_at(entry, "an exception that is no mapping");
  PQ_CHECK(config::check_keys(entry, kMembers, "an exception"));
  ExceptionRule rule;
  rule.file = file;
  rule.line = entry.line();
  PQ_TRY(rule.ids, texts_of(entry["id"], "id"));
  PQ_TRY(rule.purls, texts_of(entry["purl"], "purl"));
  PQ_TRY(rule.paths, texts_of(entry["path"], "path"));
  PQ_TRY(rule.justification, text_of(entry["justification"], "justification"));
  PQ_TRY(rule.owner, text_of(entry["owner"], "owner"));
  PQ_TRY(rule.approver, text_of(entry["approver"], "approver"));
  PQ_TRY(rule.expiry, text_of(entry["expiry"], "expiry"));
  rule.kind = kind_of(entry["type"].text());
  PQ_CHECK(read_scope(entry["scope"], rule));
  PQ_CHECK(check_words(entry, rule));
  PQ_CHECK(check_purls(entry["purl"], rule.purls));
  for (auto& path : rule.paths) {
    if (path.starts_with('/')) path.erase(0, 1);
  }
  return rule;
}

bool names_it(const ExceptionRule& rule, std::string_view id) {
  return std::ranges::any_of(rule.ids, [&](const auto& one) { return base::equals_ignoring_case(one, id); });
}

// By which of its names; empty: by none.
std::string_view id_of(const ExceptionRule& rule, const match::Finding& finding) {
  if (rule.ids.empty() || names_it(rule, finding.id)) return finding.id;
  if (!rule.with_aliases) return {};
  for (const auto alias : finding.aliases) {
    if (names_it(rule, alias)) return alias;
  }
  return {};
}

bool fits_purl(const std::string& pattern, const model::Purl& purl) {
  if (!base::contains(pattern, "*")) {
    const auto stated = model::parse_purl(pattern);
    return stated && matches(*stated, purl);
  }
  // A star in the name stands for slashes of a namespace too.
  const auto deep = base::replace_all(base::replace_all(pattern, "**", "*"), "*", "**");
  return fits_glob(deep, purl.to_string()) || fits_glob(deep, purl.short_form());
}

// Each place that it lies in: one that the exception does not speak of is another's worry.
bool fits_paths(const ExceptionRule& rule, const model::Component& component) {
  if (rule.paths.empty()) return true;
  const auto fits = [&](const model::Location& location) {
    return std::ranges::any_of(rule.paths, [&](const auto& path) {
      return fits_glob(path, location.path) || location.path.starts_with(path + "/") ||
             location.path.starts_with(path + "!");
    });
  };
  return !component.locations.empty() && std::ranges::all_of(component.locations, fits);
}

}  // namespace

Result<std::vector<ExceptionRule>> read_exceptions(Yaml section, const std::string& file) {
  std::vector<ExceptionRule> rules;
  if (!section || section.is_null()) return rules;
  Result<void> sound;
  if (!section.is_array()) {
    sound = config::wrong_at(section, "exceptions: no list");
  } else if (section.size() > kMaxExceptions) {
    sound = config::wrong_at(section, "over 20,000 exceptions");
  }
  section.each([&](Yaml entry) {
    if (!sound) return;
    auto rule = read_exception(entry, file);
    if (rule) return rules.push_back(*std::move(rule));
    sound = tl::unexpected(std::move(rule).error());
  });
  if (!sound) return tl::unexpected(std::move(sound).error().in(file));
  return rules;
}

VexMatch matches(const ExceptionRule& rule, const match::Finding& finding,
                 const model::Component& component) {
  const auto id = id_of(rule, finding);
  if (id.empty()) return {};
  const auto& purl = component.purl;
  if (!rule.purls.empty() &&
      std::ranges::none_of(rule.purls, [&](const auto& pattern) { return fits_purl(pattern, purl); }))
    return {};
  const auto full = purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name;
  const auto colon = purl.name_space.empty() ? purl.name : purl.name_space + ":" + purl.name;
  if (!rule.name.empty() && rule.name != purl.name && rule.name != full && rule.name != colon) return {};
  if (!rule.version.empty() && rule.version != purl.version) return {};
  if (!rule.type.empty() && rule.type != purl.type) return {};
  if (!rule.fix_state.empty() && (rule.fix_state == "fixed") == finding.fixed.empty()) return {};
  if (!fits_paths(rule, component)) return {};
  const bool alias = id != finding.id;
  return {.nearness = VexNearness::kByName,
          .how = alias ? "by the alias " + std::string(id) : "by " + std::string(id)};
}

bool in_scope(const ExceptionRule& rule, const ImageNames& image) {
  if (rule.scope == ExceptionScope::kOrganisation) return true;
  const auto fits = [&](std::string_view name) { return fits_glob(rule.scope_of, name); };
  if (rule.scope == ExceptionScope::kImage)
    return std::ranges::any_of(image.words, fits) || std::ranges::any_of(image.digests, fits);
  constexpr std::string_view kHub = "docker.io/", kLibrary = "docker.io/library/";
  const std::string_view repository = image.repository;
  return fits(repository) || (repository.starts_with(kHub) && fits(repository.substr(kHub.size()))) ||
         (repository.starts_with(kLibrary) && fits(repository.substr(kLibrary.size())));
}

}  // namespace pratique::vex
