#include "match/other_builder.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

constexpr std::size_t kMostShown = 60;

struct Sign {
  std::string_view text, who;
};

// What repositories write into versions, as their own pages and packages have it. "+0~DAY…+debian12~1.gbp…" is Sury's newer
// form.
constexpr auto kMarks = std::to_array<Sign>({{".pgdg", "the PostgreSQL project"},
                                             {"deb.sury.org", "Ondřej Surý's repository"},
                                             {"~1.gbp", "Ondřej Surý's repository"},
                                             {"nodesource", "NodeSource"},
                                             {"~debian.", "Docker's repository"},
                                             {"~ubuntu.", "Docker's repository"},
                                             {"~raspbian.", "Docker's repository"},
                                             {"+maria~", "MariaDB's repository"},
                                             {"~dotdeb", "Dotdeb"},
                                             {"+rpt", "Raspberry Pi's repository"},
                                             {"+rpi", "Raspberry Pi's repository"},
                                             {"~pve", "Proxmox"},
                                             {"+pve", "Proxmox"},
                                             {"+pmx", "Proxmox"},
                                             {"~ppa", "a personal package archive"},
                                             {"ppa1~", "a personal package archive"},
                                             {"+percona", "Percona's repository"}});

// Hosts of those who publish packages of their own, and maintain none of a distribution's.
constexpr auto kHosts = std::to_array<Sign>({{"bell-sw.com", "BellSoft"},
                                             {"cloudflare.com", "Cloudflare"},
                                             {"confluent.io", "Confluent"},
                                             {"containerd.io", "Docker's repository"},
                                             {"datadoghq.com", "Datadog"},
                                             {"docker.com", "Docker's repository"},
                                             {"elastic.co", "Elastic"},
                                             {"f5.com", "nginx.org"},
                                             {"gitlab.com", "GitLab"},
                                             {"grafana.com", "Grafana Labs"},
                                             {"hashicorp.com", "HashiCorp"},
                                             {"influxdata.com", "InfluxData"},
                                             {"kubernetes.io", "Kubernetes' repository"},
                                             {"mariadb.org", "MariaDB's repository"},
                                             {"mongodb.com", "MongoDB"},
                                             {"nginx.com", "nginx.org"},
                                             {"nodesource.com", "NodeSource"},
                                             {"oss.oracle.com", "Oracle's repository of MySQL"},
                                             {"percona.com", "Percona's repository"},
                                             {"rapidfort.com", "RapidFort"},
                                             {"sealsecurity.io", "Seal Security"},
                                             {"sgerrand.com", "Sasha Gerrand"}});

// "Name <mail@host>" → "host".
std::string host_of(std::string_view maintainer) {
  const auto halves = base::cut_last(maintainer, "@");
  if (!halves) return {};
  return base::to_lower(base::trim(halves->after.substr(0, halves->after.find_first_of(">)"))));
}

bool is_at(std::string_view host, std::string_view known) {
  return host == known || (host.ends_with(known) && host[host.size() - known.size() - 1] == '.');
}

std::string words(std::string_view who) {
  return "built by " + std::string(who) + ", not by the distribution";
}

// "1.25.2-1~bookworm" of nginx.org, "3.11.4-1+jammy1" of an archive at Launchpad: a release's codename, which the
// distributions themselves do not write.
bool names_codename(std::string_view version, const model::Ecosystem& row) {
  for (const auto pair : base::words(row.codenames)) {
    const auto name = pair.substr(0, pair.find('='));
    for (const char sign : {'~', '+'}) {
      const auto halves = base::cut_last(version, std::string(1, sign) + std::string(name));
      if (!halves) continue;
      if (std::all_of(halves->after.begin(), halves->after.end(), base::is_digit)) return true;
    }
  }
  return false;
}

bool is_of_distribution(const model::Component& component, std::string_view vendor) {
  const model::Distro distro{.id = std::string(vendor)};
  return model::is_of_debian_distribution(component, &distro);
}

// What its repository says, where that is known (model::origin_text).
enum class From { kUnknown, kDistribution, kOther };
From from_of(const model::Component& component, std::string_view vendor) {
  const auto publisher = model::publisher_of_origin(component.details->origin);
  if (publisher.empty()) return From::kUnknown;
  const auto is = [&](std::string_view id) {
    const auto* row = model::distribution(id);
    return row != nullptr && row->name == publisher;
  };
  return is(vendor) || is(component.purl.name_space) ? From::kDistribution : From::kOther;
}

std::string_view number_at(std::string_view text) {
  return text.substr(0, text.find_first_not_of("0123456789"));
}

// "sp" and a number behind it, at the end: "1.2.3-4+sp1".
bool is_service_pack(std::string_view version) {
  for (const std::string_view mark : {"+sp", "-sp"}) {
    const auto halves = base::cut_last(version, mark);
    if (halves && !halves->after.empty() && number_at(halves->after) == halves->after) return true;
  }
  return false;
}

// "1.2-3+echo.1": a mark, a point or a number behind it.
bool is_echo(std::string_view version) {
  for (const char sign : {'+', '.', '~', '-'}) {
    const auto halves = base::cut_last(version, std::string(1, sign) + "echo");
    if (!halves || halves->after.empty()) continue;
    if (halves->after.front() == '.' || base::is_digit(halves->after.front())) return true;
  }
  return false;
}

// "9.7-3+dhi3": Docker's hardened images, those built from Debian.
bool is_hardened(std::string_view version) {
  const auto halves = base::cut_last(version, "+dhi");
  return halves && !halves->after.empty() && number_at(halves->after) == halves->after;
}

constexpr std::string_view kHardened = "Docker Hardened Images";

struct Rebuilt {
  std::string_view publisher;
  // Of his advisories; empty: no feed of his is known.
  std::string ecosystem;
};

// `base` is the ecosystem of the distribution: "Debian:12", "Alpine:v3.18".
std::optional<Rebuilt> rebuilt_by(const model::Component& component, std::string_view base) {
  const auto version = base::to_lower(component.purl.version);
  const auto supplier = base::to_lower(component.supplier);
  if (base::contains(version, "root.io") || base::contains(version, "rootio")) {
    // OSV schema, "Root": Root:Alpine:3.18, Root:Debian:12.
    return Rebuilt{"Root", "Root:" + base::replace_all(base, ":v", ":")};
  }
  if (base::contains(version, "tuxcare.els")) return Rebuilt{"TuxCare", "TuxCare"};
  if (base != "Echo" && is_echo(version)) return Rebuilt{"Echo", "Echo"};
  if (base.starts_with("Debian:") && is_hardened(version))
    return Rebuilt{kHardened, "Docker Hardened Images:" + std::string(base)};
  const bool named = component.purl.name.starts_with("seal-") || base::contains(supplier, "seal security");
  if (named && is_service_pack(version)) return Rebuilt{"Seal Security", ""};
  if (base::contains(supplier, "rapidfort") || base::contains(version, "rapidfort"))
    return Rebuilt{"RapidFort", ""};
  return std::nullopt;
}

}  // namespace

std::string built_by_another(const model::Component& component, std::string_view vendor) {
  const auto* row = model::distribution(vendor);
  const auto from = from_of(component, vendor);
  if (from == From::kDistribution) return {};
  if (from == From::kOther) {
    const auto& origin = component.details->origin;
    return "from the repository " + std::string(model::place_of_origin(origin)) + " of " +
           std::string(model::publisher_of_origin(origin)) + ", not the distribution's";
  }
  const auto& version = component.purl.version;
  if (component.purl.type == "deb") {
    for (const auto& [mark, who] : kMarks)
      if (base::contains(version, mark)) return words(who);
    if (is_of_distribution(component, vendor)) return {};
    if (row != nullptr && names_codename(version, *row)) return words("a repository for one of its releases");
  }
  const auto host = host_of(component.supplier);
  for (const auto& [known, who] : kHosts)
    if (is_at(host, known)) return words(who);
  return {};
}

std::string perhaps_built_by_another(const model::Component& component, std::string_view vendor) {
  if (component.purl.type != "deb" || component.supplier.empty()) return {};
  if (is_of_distribution(component, vendor) || from_of(component, vendor) == From::kDistribution) return {};
  const auto who = base::trim(std::string_view(component.supplier).substr(0, component.supplier.find('<')));
  if (who.empty()) return {};
  return "no advisory names it, and its maintainer is none of the distribution's: " +
         std::string(who.substr(0, kMostShown));
}

bool take_rebuilt(const model::Component& component, Question& question) {
  auto rebuilt = rebuilt_by(component, question.ecosystem);
  if (!rebuilt) return false;
  const std::string publisher(rebuilt->publisher);
  question.neighbours.clear();
  question.stranger.clear();
  if (rebuilt->ecosystem.empty()) {
    question.built_by = "built by " + publisher + ", of whose advisories no feed is known";
    return true;
  }
  question.refusal.clear();
  question.label = publisher + "'s builds" + (question.label.empty() ? "" : " for " + question.label);
  question.ecosystem = std::move(rebuilt->ecosystem);
  // OSV schema, "Root": its packages go by a prefix as well.
  if (publisher == "Root") question.also = "root-" + question.name;
  // Docker's advisories speak of packages as they are installed.
  if (publisher == kHardened) {
    question.name = component.purl.name;
    question.version = component.purl.version;
  }
  question.rule = "vendor-source: " + question.name + " " + question.version + " (" + component.purl.type +
                  ", " + publisher + ")";
  return true;
}

std::optional<Question> behind_rebuilt(const model::Component& component, Question question) {
  if (!question.refusal.empty()) return std::nullopt;
  const auto rebuilt = rebuilt_by(component, question.ecosystem);
  if (!rebuilt || rebuilt->ecosystem.empty()) return std::nullopt;
  const std::string publisher(rebuilt->publisher);
  question.turn = Turn::kLast;
  question.guess = "what " + publisher + " says nothing of is taken from " + question.label + ": a guess";
  question.rule += "; a guess: rebuilt by " + publisher;
  return question;
}

std::optional<Suite> suite_of(std::string_view version) {
  for (const auto& [mark, backport] :
       {std::pair<std::string_view, bool>{"~bpo", true}, {"+deb", false}, {"~deb", false}}) {
    const auto halves = base::cut_last(version, mark);
    if (!halves) continue;
    const auto digits = number_at(halves->after);
    const auto rest = halves->after.substr(digits.size());
    const auto number = base::to_uint(digits);
    // Before Debian 9 the number was that of the release and its point: "+deb8u1", but "~bpo70+1", "~bpo60+1".
    if (!number || *number == 0 || *number > 99) continue;
    if (!rest.starts_with(backport ? '+' : 'u')) continue;
    const auto release = backport && *number >= 50 && *number % 10 == 0 ? *number / 10 : *number;
    return Suite{.release = static_cast<unsigned>(release), .backport = backport};
  }
  return std::nullopt;
}

}  // namespace pratique::match
