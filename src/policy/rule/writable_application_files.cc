// The container's own user cannot change the application: whoever takes over the process cannot plant code that outlives it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/file_facts.h"
#include "policy/glob.h"
#include "policy/rule.h"

namespace pratique::policy {
namespace {

using model::FileFactKind;

constexpr std::uint32_t kOwnerWrites = 0200, kGroupWrites = 0020;
constexpr std::string_view kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// Without leading slash, "." and ".." as they are: nothing is looked up, only compared.
std::string bare(std::string_view path) {
  while (path.starts_with('/') || path.starts_with("./")) path.remove_prefix(path.starts_with('/') ? 1 : 2);
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

bool lies_in(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

// Where the application lies: the working directory, the program that is started, files that its words name, and what the
// settings add.
class Application {
 public:
  Application(const model::ImageConfig& config, const std::vector<std::string>& more) {
    for (const auto& path : more) add(path);
    folder_ = bare(config.working_dir);
    add(config.working_dir);
    std::string_view search = kUsualPath;
    for (const auto& variable : config.env) {
      if (variable.starts_with("PATH=")) search = std::string_view(variable).substr(5);
    }
    auto words = config.entrypoint;
    words.insert(words.end(), config.cmd.begin(), config.cmd.end());
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto parts = base::words(words[i]);
      for (const auto part : parts) add_word(part, i == 0 && part == parts.front(), search);
    }
  }

  bool is_known() const { return !places_.empty(); }
  // A folder above it counts: who may write there may put another in its place.
  bool has(const model::FileFact& fact) const {
    return std::ranges::any_of(places_, [&](const std::string& place) {
      return lies_in(fact.location.path, place) || (fact.folder && lies_in(place, fact.location.path));
    });
  }
  std::string told() const { return "looked at: " + base::join(places_, ", "); }

 private:
  void add(std::string_view path) {
    auto place = bare(path);
    if (place.empty() || std::ranges::find(places_, place) != places_.end()) return;
    places_.push_back(std::move(place));
    // Since the usr-merge these folders are links.
    for (const std::string_view top : {"bin/", "sbin/", "lib/"}) {
      if (places_.back().starts_with(top)) return add("usr/" + places_.back());
    }
  }
  void add_word(std::string_view word, bool is_program, std::string_view search) {
    if (word.starts_with('-')) return;
    if (word.starts_with('/')) return add(word);
    static constexpr std::array<std::string_view, 8> kScripts{".js",  ".mjs", ".cjs", ".py",
                                                              ".jar", ".rb",  ".php", ".sh"};
    const bool is_script = std::ranges::any_of(kScripts, [&](auto end) { return word.ends_with(end); });
    if (word.starts_with("./") || is_script) return add(folder_ + "/" + bare(word));
    if (!is_program || base::contains(word, "=")) return;
    for (const auto folder : base::split(search, ':')) programs_in(folder, word);
  }
  // Found in the first of these folders that has it; which these are is not known here, and all are looked at.
  void programs_in(std::string_view folder, std::string_view word) {
    if (!folder.empty()) add(std::string(folder) + "/" + std::string(word));
  }

  std::string folder_;
  std::vector<std::string> places_;
};

class WritableApplicationFiles final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "writable-application-files",
            .title = "Application files are read-only for its user",
            .not_compliant_title = "Application files can be changed by its user",
            .description =
                "The application lies in the working directory and where its program is. Whoever takes over "
                "the process "
                "changes what its user may write, and root may write all.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"path", "mode", "owner"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {
        {"ignored_paths", SettingKind::kTexts, codec::JsonArray(),
         "paths that may be written, * for any signs (app/data*)"},
        {"paths", SettingKind::kTexts, codec::JsonArray(), "further folders and files of the application"}};
  }
  bool usually_enabled() const override { return false; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto& about = subject.inventory.subject;
    if (about.kind != model::SubjectKind::kImage || about.config_digest.empty())
      return PolicyOutcome::no_data("there is no configuration of an image", "name the image itself");
    const auto user = running_user(subject.inventory);
    if (user.is_root()) {
      Violation violation{.message = "a container runs as root, who may write every file of the application",
                          .remediation = "name another user by USER, to whom these files do not belong"};
      violation.detail["user"] = codec::view(about.config.user);
      return PolicyOutcome::of({std::move(violation)});
    }
    if (!model::knows_file_facts(subject.inventory)) return facts_unknown();
    const Application application(about.config, config.texts("paths"));
    if (!application.is_known())
      return PolicyOutcome::no_data("nothing says where the application lies",
                                    "set WORKDIR, or name its folders by the setting paths");
    const auto ignored = config.texts("ignored_paths");
    std::vector<Violation> violations;
    for (const auto& one : subject.inventory.observations) {
      const auto fact = model::file_fact(one);
      if (!fact || !may_write(user, *fact) || !application.has(*fact)) continue;
      if (matches_any(ignored, fact->location.path)) continue;
      violations.push_back(violation_of(*fact, message_of(user, *fact), "chown to root and chmod go-w"));
    }
    return fact_outcome(subject, std::move(violations), application.told());
  }

 private:
  static bool may_write(const RunningUser& user, const model::FileFact& fact) {
    if (fact.kind == FileFactKind::kWorldWritable) return true;
    if (fact.kind != FileFactKind::kUserWritable) return false;
    if ((fact.mode & kOwnerWrites) != 0 && user.uid == fact.uid) return true;
    if ((fact.mode & kGroupWrites) == 0) return false;
    return !user.groups || std::ranges::find(*user.groups, fact.gid) != user.groups->end();
  }
  static std::string message_of(const RunningUser& user, const model::FileFact& fact) {
    return fmt::format("{}{} may be written by user {} (mode {:04o}, owner {}:{})", fact.location.path,
                       fact.folder ? " and what is in it" : "", user.name, fact.mode, fact.uid, fact.gid);
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_writable_application_files() {
  return std::make_unique<WritableApplicationFiles>();
}

}  // namespace pratique::policy
