#include "recommend/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/text.h"
#include "bases/line.h"

namespace pratique::recommend {

namespace {

// Variables in which official images say the version of what they are made for (their Dockerfiles).
struct RuntimeVariable {
  std::string_view name, runtime;
};
constexpr std::array kRuntimes{
    RuntimeVariable{"PYTHON_VERSION", "python"}, RuntimeVariable{"NODE_VERSION", "node"},
    RuntimeVariable{"GOLANG_VERSION", "go"},     RuntimeVariable{"JAVA_VERSION", "java"},
    RuntimeVariable{"RUBY_VERSION", "ruby"},     RuntimeVariable{"PHP_VERSION", "php"},
    RuntimeVariable{"RUST_VERSION", "rust"},     RuntimeVariable{"DOTNET_VERSION", "dotnet"},
    RuntimeVariable{"PG_VERSION", "postgres"},   RuntimeVariable{"NGINX_VERSION", "nginx"},
    RuntimeVariable{"REDIS_VERSION", "redis"},   RuntimeVariable{"MARIADB_VERSION", "mariadb"}};

void read_runtime(const model::ImageConfig& config, ImageFacts& facts) {
  for (const auto& one : config.env) {
    const auto halves = base::cut(one, "=");
    if (!halves || halves->after.empty()) continue;
    const auto found = std::ranges::find(kRuntimes, halves->before, &RuntimeVariable::name);
    if (found == kRuntimes.end()) continue;
    facts.runtime = found->runtime;
    facts.runtime_version = halves->after;
    return;
  }
}

std::string size_of(std::uint64_t bytes) {
  constexpr double kMega = 1e6;
  constexpr std::uint64_t kKilo = 1'000;
  if (bytes < kKilo * kKilo) return fmt::format("{} kB", std::max<std::uint64_t>(1, bytes / kKilo));
  const auto mega = static_cast<double>(bytes) / kMega;
  return mega < 10 ? fmt::format("{:.1f} MB", mega) : fmt::format("{:.0f} MB", mega);
}

// "Minor", "Major", "Patch" of one version to a newer one; empty: it is none, or they cannot be compared.
std::string_view step_between(std::string_view from, std::string_view to) {
  const auto own = bases::version_of_tag(from), other = bases::version_of_tag(to);
  if (!own || !other || other->numbers <= own->numbers) return {};
  if (own->numbers[0] != other->numbers[0]) return "Major";
  const bool same_minor =
      own->numbers.size() > 1 && other->numbers.size() > 1 && own->numbers[1] == other->numbers[1];
  return same_minor ? "Patch" : "Minor";
}

std::string count_of(std::size_t number, const char* one, const char* many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

class Weighing {
 public:
  Weighing(const ImageFacts& own, const ImageFacts& other) : own_(own), other_(other) {}

  Advice run(const std::vector<std::string>& tags_of_other) {
    systems();
    versions("runtime", own_.runtime, other_.runtime, own_.runtime_version, other_.runtime_version);
    sizes();
    tags(tags_of_other);
    maintenance();
    vulnerabilities();
    return std::move(advice_);
  }

 private:
  void good(std::string text) { advice_.benefits.push_back(std::move(text)); }
  void bad(std::string text) { advice_.drawbacks.push_back(std::move(text)); }

  void systems() {
    if (own_.system.empty() || other_.system.empty()) return;
    if (own_.system != other_.system)
      return bad(fmt::format("Other OS: {} instead of {}", other_.system_name, own_.system_name));
    if (own_.system_version == other_.system_version) return good("Same OS detected");
    versions("OS", own_.system, other_.system, own_.system_version, other_.system_version);
  }

  void versions(const char* what, std::string_view own_name, std::string_view name, std::string_view from,
                std::string_view to) {
    if (own_name.empty() || own_name != name || from == to) return;
    if (const auto step = step_between(from, to); !step.empty())
      return good(fmt::format("{} {} version update", step, what));
    bad(fmt::format("{} version is {} instead of {}", what == std::string_view("OS") ? "OS" : "Runtime", to,
                    from));
  }

  void sizes() {
    if (own_.size != 0 && other_.size != 0 && own_.size != other_.size) {
      if (other_.size < own_.size) {
        good("Image is smaller by " + size_of(own_.size - other_.size));
      } else {
        bad("Image is larger by " + size_of(other_.size - own_.size));
      }
    }
    const auto more =
        count_of(std::max(own_.packages, other_.packages) - std::min(own_.packages, other_.packages),
                 "package", "packages");
    const auto words = base::cut(more, " ");
    if (other_.packages < own_.packages)
      good(fmt::format("Image contains {} fewer {}", words->before, words->after));
    if (other_.packages > own_.packages)
      bad(fmt::format("Image contains {} more {}", words->before, words->after));
  }

  void tags(const std::vector<std::string>& tags_of_other) {
    if (std::ranges::find(tags_of_other, "latest") != tags_of_other.end()) good("Tag is latest");
    if (other_.flavour != own_.flavour && other_.flavour.ends_with("slim")) good("Tag is using slim variant");
    if (!own_.created.empty() && own_.created < other_.created) good("Tag was pushed more recently");
    if (!other_.created.empty() && other_.created < own_.created) bad("Tag was pushed earlier");
  }

  void maintenance() {
    const auto &own = own_.maintenance, &other = other_.maintenance;
    if (other.known && other.ended)
      return bad(other.until.empty() ? "No longer maintained" : "Not maintained since " + other.until);
    if (!other.known || other.until.empty()) return;
    if (own.known && own.ended)
      good("Maintained until " + other.until + ", where the other is no longer");
    else if (own.known && !own.until.empty() && own.until < other.until)
      good("Maintained until " + other.until + " instead of " + own.until);
    else if (own.known && other.until < own.until)
      bad("Maintained until " + other.until + " instead of " + own.until);
  }

  void vulnerabilities() {
    for (const auto& [id, severity] : other_.vulnerabilities)
      advice_.introduced += !own_.vulnerabilities.contains(id);
    for (const auto& [id, severity] : own_.vulnerabilities)
      advice_.removed += !other_.vulnerabilities.contains(id);
    if (!other_.judged) return bad("It could not be judged");
    if (!other_.whole) bad("Not all of it could be judged: it may have more vulnerabilities than are told");
    if (!own_.judged) return;
    const auto introduced = count_of(advice_.introduced, "vulnerability", "vulnerabilities");
    if (advice_.introduced > 0) bad("Image introduces " + introduced);
    if (advice_.introduced == 0 && advice_.removed > 0)
      good(fmt::format("Image introduces no new vulnerability but removes {}", advice_.removed));
    else if (advice_.removed > 0)
      good("Image removes " + count_of(advice_.removed, "vulnerability", "vulnerabilities"));
    else if (advice_.introduced == 0)
      good("Image has the same vulnerabilities");
  }

  const ImageFacts &own_, &other_;
  Advice advice_;
};

}  // namespace

ImageFacts facts_of(std::string_view tag, const model::Inventory& inventory,
                    const match::Judgement& judgement) {
  const auto& subject = inventory.subject;
  ImageFacts facts{.tag = std::string(tag),
                   .digest = subject.digest,
                   .created = subject.created,
                   .size = subject.size,
                   .packages = model::count_packages(inventory),
                   .system = subject.distro.id,
                   .system_version = subject.distro.version_id,
                   .system_name = subject.distro.name.empty() ? subject.distro.id : subject.distro.name,
                   .flavour = flavour_of(tag)};
  read_runtime(subject.config, facts);
  for (const auto& finding : judgement.findings) {
    if (finding.state != match::FindingState::kOpen) continue;
    auto& severity = facts.vulnerabilities[std::string(finding.id)];
    severity = std::max(severity, finding.severity);
  }
  bool blind = judgement.database.empty();
  for (const auto& one : judgement.standings) {
    blind = blind || one.standing >= match::Standing::kPartial;
    facts.judged =
        facts.judged || one.standing == match::Standing::kJudged || one.standing == match::Standing::kPartial;
  }
  blind = blind || std::ranges::any_of(inventory.notes, [](const auto& note) { return note.incomplete; });
  facts.whole = facts.judged && !blind;
  return facts;
}

Advice advise(const ImageFacts& own, const ImageFacts& other, const std::vector<std::string>& tags_of_other) {
  return Weighing(own, other).run(tags_of_other);
}

bool is_better(const ImageFacts& a, const ImageFacts& b) {
  // By severity, the worst first.
  const auto weight = [](const ImageFacts& one) {
    std::array<std::size_t, 5> counts{};
    for (const auto& [id, severity] : one.vulnerabilities)
      ++counts[counts.size() - 1 - std::min(static_cast<std::size_t>(severity), counts.size() - 1)];
    return counts;
  };
  return std::tuple(!a.judged, weight(a), a.packages, a.size, a.tag) <
         std::tuple(!b.judged, weight(b), b.packages, b.size, b.tag);
}

}  // namespace pratique::recommend
