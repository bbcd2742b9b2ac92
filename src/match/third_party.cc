#include "match/third_party.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "match/programs.h"

namespace pratique::match {

namespace {

struct Alias {
  std::string_view package, program;
};

// Packages that do not go by their program's name, in the repositories of those who make them. Sorted.
constexpr auto kAliases = std::to_array<Alias>({{"apache", "httpd"},
                                                {"code", "visual-studio-code"},
                                                {"containerd.io", "containerd"},
                                                {"docker-ce", "docker"},
                                                {"docker-ce-cli", "docker"},
                                                {"erlang-base", "erlang"},
                                                {"gitlab-ce", "gitlab"},
                                                {"gitlab-ee", "gitlab"},
                                                {"google-chrome-stable", "chrome"},
                                                {"grafana-enterprise", "grafana"},
                                                {"influxdb2", "influxdb"},
                                                {"kubeadm", "kubernetes"},
                                                {"kubectl", "kubernetes"},
                                                {"kubelet", "kubernetes"},
                                                {"mariadb-server", "mariadb"},
                                                {"mongodb-org-server", "mongodb"},
                                                {"mysql-community", "mysql"},
                                                {"mysql-community-server", "mysql"},
                                                {"mysql-server", "mysql"},
                                                {"nodejs", "node"},
                                                {"postgresql-server", "postgresql"},
                                                {"rabbitmq-server", "rabbitmq"},
                                                {"redis-server", "redis"}});
static_assert(std::ranges::is_sorted(kAliases, {}, &Alias::package));

constexpr auto kWithoutProgram =
    std::to_array<std::string_view>({"-dbg", "-dbgsym", "-debuginfo", "-dev", "-devel", "-doc", "-docs",
                                     "-data", "-locale", "-locales", "-debugsource"});

const Program* called(std::string_view name) {
  const auto alias = std::ranges::lower_bound(kAliases, name, {}, &Alias::package);
  if (alias != kAliases.end() && alias->package == name) return program_called(alias->program);
  return program_called(name);
}

// "postgresql-15" → "postgresql", "php8.2" → "php", "postgresql15-server" → "postgresql-server": several branches of one
// program may be installed beside each other. "" where more than a number is in it.
std::string without_number(std::string_view name) {
  const auto digit = name.find_first_of("0123456789");
  if (digit == std::string_view::npos || digit == 0) return {};
  auto stem = std::string(name.substr(0, digit));
  const auto rest = name.substr(digit);
  const auto end = std::min(rest.find_first_not_of("0123456789."), rest.size());
  const auto tail = rest.substr(end);
  if (stem.ends_with('-')) stem.pop_back();
  if (tail.empty()) return stem;
  return tail == "-server" ? stem + std::string(tail) : std::string();
}

const Program* program_of(std::string_view text) {
  const auto name = base::to_lower(text);
  if (const auto* known = called(name)) return known;
  const auto stem = without_number(name);
  return stem.empty() ? nullptr : called(stem);
}

bool is_word_of_pre_release(std::string_view text) {
  return text.starts_with("rc") || text.starts_with("beta") || text.starts_with("alpha");
}

}  // namespace

std::string upstream_version(std::string_view purl_type, std::string_view version, bool plus_counts) {
  if (purl_type != "apk") {
    const auto colon = version.find(':');
    if (colon != std::string_view::npos && base::to_uint(version.substr(0, colon)))
      version.remove_prefix(colon + 1);
  }
  if (const auto halves = base::cut_last(version, "-")) {
    const bool revision = purl_type != "apk" || halves->after.starts_with('r');
    if (revision) version = halves->before;
  }
  const auto end = version.find_first_of(plus_counts ? "~_" : "~_+");
  if (end == std::string_view::npos) return std::string(version);
  auto plain = std::string(version.substr(0, end));
  const auto rest = version.substr(end + 1);
  if (is_word_of_pre_release(rest))
    return plain + ":" + std::string(rest.substr(0, rest.find_first_of("+~_-")));
  // apk's order: "_p1" comes after the release.
  if (purl_type == "apk" && rest.starts_with('p')) plain += rest;
  return plain;
}

std::optional<model::Component> program_in(const model::Component& package) {
  const auto& purl = package.purl;
  if (purl.type != "deb" && purl.type != "apk" && purl.type != "rpm") return std::nullopt;
  if (std::ranges::any_of(kWithoutProgram, [&](auto end) { return purl.name.ends_with(end); }))
    return std::nullopt;
  const auto* known = program_of(purl.name);
  if (known == nullptr && !package.source_name.empty()) known = program_of(package.source_name);
  if (known == nullptr) return std::nullopt;
  model::Component program;
  program.purl.type = "generic";
  program.purl.name = known->name;
  program.purl.version = upstream_version(purl.type, purl.version, known->order == "jvm");
  // What tells an advisory's architecture apart.
  const auto arch = purl.qualifiers.find("arch");
  if (arch != purl.qualifiers.end()) program.purl.qualifiers["arch"] = arch->second;
  return program;
}

}  // namespace pratique::match
