#include "model/file_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace pratique::model {

namespace {

constexpr std::array<const char*, kFileFactKinds> kRules{
    "setuid-file",   "setgid-file", "file-capabilities",   "world-writable",
    "user-writable", "shell-file",  "package-manager-file"};

constexpr std::string_view kBetween = "; ";

// A text of the image as one word of a message: what would end it, or a line, is left out.
std::string word(std::string_view text) {
  std::string out = base::printable(text);
  std::ranges::replace(out, ';', '?');
  return out;
}

std::optional<std::uint32_t> number(std::string_view text, int base = 10) {
  std::uint32_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
    return std::nullopt;
  return value;
}

// The words of a message, taken from the front.
class Words {
 public:
  explicit Words(std::string_view message) : rest_(message) {}

  // The next one, if it begins with that name and a blank: what follows. A name alone has "".
  std::optional<std::string_view> take(std::string_view name) {
    const auto next = rest_.substr(0, rest_.find(kBetween));
    if (!next.starts_with(name)) return std::nullopt;
    auto value = next.substr(name.size());
    if (!value.empty() && value.front() != ' ') return std::nullopt;
    rest_.remove_prefix(std::min(rest_.size(), next.size() + kBetween.size()));
    if (!value.empty()) value.remove_prefix(1);
    return value;
  }
  std::optional<std::uint32_t> take_number(std::string_view name, int base = 10) {
    const auto value = take(name);
    return value ? number(*value, base) : std::nullopt;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

const char* to_string(FileFactKind kind) { return kRules[static_cast<std::size_t>(kind)]; }

std::optional<FileFactKind> file_fact_kind(std::string_view rule) {
  const auto found = std::ranges::find(kRules, rule);
  if (found == kRules.end()) return std::nullopt;
  return static_cast<FileFactKind>(found - kRules.begin());
}

Observation to_observation(const FileFact& fact) {
  auto message = fmt::format("{}; mode {:o}; owner {}:{}", fact.folder ? "folder" : "file", fact.mode,
                             fact.uid, fact.gid);
  if (!fact.capabilities.empty()) message += "; capabilities " + word(fact.capabilities);
  for (const auto& name : fact.names) message += "; named " + word(name);
  if (!fact.package.empty()) message += "; package " + word(fact.package);
  return {.kind = ObservationKind::kFile,
          .rule = to_string(fact.kind),
          .message = std::move(message),
          .location = fact.location};
}

std::optional<FileFact> file_fact(const Observation& observation) {
  const auto kind = file_fact_kind(observation.rule);
  if (!kind || observation.kind != ObservationKind::kFile) return std::nullopt;
  Words words(observation.message);
  FileFact fact{.kind = *kind, .location = observation.location};
  fact.folder = words.take("folder").has_value();
  if (!fact.folder && !words.take("file")) return std::nullopt;
  const auto mode = words.take_number("mode", 8);
  const auto owner = words.take("owner");
  const auto halves = owner ? base::cut(*owner, ":") : std::nullopt;
  const auto uid = halves ? number(halves->before) : std::nullopt;
  const auto gid = halves ? number(halves->after) : std::nullopt;
  if (!mode || !uid || !gid) return std::nullopt;
  fact.mode = *mode, fact.uid = *uid, fact.gid = *gid;
  fact.capabilities = words.take("capabilities").value_or("");
  while (const auto name = words.take("named")) fact.names.emplace_back(*name);
  fact.package = words.take("package").value_or("");
  if (!words.at_end()) return std::nullopt;
  return fact;
}

Observation to_observation(const AccountFact& fact) {
  auto message = fmt::format("account {}; user {}; group {}", word(fact.name), fact.uid, fact.gid);
  for (const auto group : fact.groups) message += fmt::format("; in group {}", group);
  message += fmt::format("; home {}{}; shell {}", word(fact.home), fact.has_home ? "; home exists" : "",
                         word(fact.shell));
  return {.kind = ObservationKind::kConfiguration,
          .rule = std::string(kAccountRule),
          .message = std::move(message),
          .location = fact.location,
          .line = fact.line};
}

std::optional<AccountFact> account_fact(const Observation& observation) {
  if (observation.rule != kAccountRule) return std::nullopt;
  Words words(observation.message);
  AccountFact fact{.location = observation.location, .line = observation.line};
  const auto name = words.take("account");
  const auto uid = words.take_number("user"), gid = words.take_number("group");
  if (!name || !uid || !gid) return std::nullopt;
  fact.name = *name, fact.uid = *uid, fact.gid = *gid;
  while (const auto group = words.take_number("in group")) fact.groups.push_back(*group);
  fact.home = words.take("home").value_or("");
  const auto more = words.take("home");
  fact.has_home = more == "exists";
  const auto shell = words.take("shell");
  if (!shell || !words.at_end()) return std::nullopt;
  fact.shell = *shell;
  return fact;
}

// nologin(8), false(1); "sync", "halt" and "shutdown" are what Red Hat's and others' accounts of these names do.
bool is_login_shell(std::string_view shell) {
  static constexpr std::array<std::string_view, 6> kNone{"nologin", "false", "true",
                                                         "sync",    "halt",  "shutdown"};
  return std::ranges::find(kNone, base::base_name(shell)) == kNone.end() && shell != "/dev/null";
}

Observation looked_for_file_facts() {
  return {.kind = ObservationKind::kFile,
          .rule = std::string(kFileFactsRule),
          .message = "modes, owners and capabilities of all files were looked at"};
}

bool is_about_files(const Observation& observation) {
  return file_fact_kind(observation.rule) || observation.rule == kAccountRule ||
         observation.rule == kFileFactsRule;
}

bool knows_file_facts(const Inventory& inventory) {
  return std::ranges::any_of(inventory.observations,
                             [](const auto& one) { return one.rule == kFileFactsRule; });
}

}  // namespace pratique::model
