#include "match/programs.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "advisory/cpe.h"
#include "base/text.h"

namespace pratique::match {

namespace {

// Sorted by name. Names: what binary classifiers call them (extract/binary/banners/table.cc, and Syft's). Products: as NVD's
// configurations name them; one that the database does not know finds nothing.
//
// clang-format off: a table
constexpr auto kPrograms = std::to_array<Program>({
    {"bash", "a:gnu:bash"},
    {"busybox", "a:busybox:busybox"},
    {"caddy", "a:caddyserver:caddy"},
    {"chrome", "a:google:chrome"},
    {"consul", "a:hashicorp:consul"},
    {"containerd", "a:linuxfoundation:containerd"},
    {"curl", "a:haxx:curl a:haxx:libcurl", "cpe", "curl", "curl"},
    {"docker", "a:docker:docker a:mobyproject:moby"},
    {"dropbear", "a:dropbear_ssh_project:dropbear_ssh"},
    {"elasticsearch", "a:elastic:elasticsearch"},
    {"erlang", R"(a:erlang:erlang\/otp)"},
    {"expat", "a:libexpat_project:libexpat"},
    {"git", "a:git-scm:git a:git:git"},
    {"gitlab", "a:gitlab:gitlab"},
    {"glibc", "a:gnu:glibc"},
    {"go", "a:golang:go"},
    {"grafana", "a:grafana:grafana"},
    {"haproxy", "a:haproxy:haproxy"},
    {"httpd", "a:apache:http_server"},
    {"influxdb", "a:influxdata:influxdb"},
    {"java", "a:oracle:openjdk", "jvm"},
    {"jdk", "a:oracle:openjdk a:oracle:jdk", "jvm"},
    {"jenkins", "a:jenkins:jenkins"},
    {"jre", "a:oracle:openjdk a:oracle:jre", "jvm"},
    {"kibana", "a:elastic:kibana"},
    {"krb5", "a:mit:kerberos_5"},
    {"kubernetes", "a:kubernetes:kubernetes"},
    {"libpng", "a:libpng:libpng"},
    {"libressl", "a:openbsd:libressl"},
    {"libtiff", "a:libtiff:libtiff"},
    {"lighttpd", "a:lighttpd:lighttpd"},
    {"logstash", "a:elastic:logstash"},
    {"lua", "a:lua:lua"},
    {"mariadb", "a:mariadb:mariadb"},
    {"mbedtls", "a:arm:mbed_tls a:trustedfirmware:mbed_tls"},
    {"memcached", "a:memcached:memcached"},
    {"mongodb", "a:mongodb:mongodb"},
    {"mysql", "a:oracle:mysql a:oracle:mysql_server"},
    {"nginx", "a:f5:nginx a:nginx:nginx a:f5:nginx_open_source"},
    {"node", "a:nodejs:node.js", "cpe", "Node.js", "node"},
    {"nomad", "a:hashicorp:nomad"},
    {"openjdk", "a:oracle:openjdk", "jvm"},
    {"openssh", "a:openbsd:openssh"},
    {"openssl", "a:openssl:openssl"},
    {"perl", "a:perl:perl"},
    {"php", "a:php:php"},
    {"php-cli", "a:php:php"},
    {"php-fpm", "a:php:php"},
    {"postgresql", "a:postgresql:postgresql"},
    {"python", "a:python:python"},
    {"rabbitmq", "a:vmware:rabbitmq a:broadcom:rabbitmq_server"},
    {"redis", "a:redis:redis a:redislabs:redis"},
    {"ruby", "a:ruby-lang:ruby"},
    {"rust", "a:rust-lang:rust"},
    {"sqlite", "a:sqlite:sqlite"},
    {"telegraf", "a:influxdata:telegraf"},
    {"terraform", "a:hashicorp:terraform"},
    {"traefik", "a:traefik:traefik"},
    {"valkey", "a:lfprojects:valkey"},
    {"vault", "a:hashicorp:vault"},
    {"visual-studio-code", "a:microsoft:visual_studio_code"},
    {"zlib", "a:zlib:zlib"},
});
// clang-format on
static_assert(std::ranges::is_sorted(kPrograms, {}, &Program::name));

void add(std::string product, std::vector<std::string>& all) {
  if (all.size() < kMaxProducts && std::find(all.begin(), all.end(), product) == all.end())
    all.push_back(std::move(product));
}

constexpr std::string_view kBanner = "program-banner", kCalls = "calls itself ";
constexpr std::uint8_t kConfidence = 60;

std::optional<model::Component> program_of(const model::Observation& one) {
  if (one.rule != kBanner || !one.message.starts_with(kCalls)) return std::nullopt;
  const auto said = std::string_view(one.message).substr(kCalls.size());
  const auto purl = model::parse_purl(said.substr(0, said.find(": ")));
  if (!purl || purl->type != "generic" || program_called(purl->name) == nullptr) return std::nullopt;
  return model::Component{.purl = *purl, .confidence = kConfidence, .locations = {one.location}};
}

}  // namespace

void add_programs(model::Inventory& inventory) {
  auto& all = inventory.components;
  const auto known = all.size();
  for (const auto& one : inventory.observations) {
    if (auto program = program_of(one)) all.push_back(*std::move(program));
  }
  if (all.size() == known) return;
  // Edges go by numbers.
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return model::before(all[a], all[b]); });
  std::vector<model::Component> sorted;
  std::vector<std::uint32_t> number(all.size());
  for (const auto from : order) {
    number[from] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(std::move(all[from]));
  }
  all = std::move(sorted);
  for (auto& edge : inventory.edges) {
    edge.from = number[edge.from];
    edge.to = number[edge.to];
  }
  std::sort(inventory.edges.begin(), inventory.edges.end());
}

const Program* program_called(std::string_view name) {
  const auto wanted = base::to_lower(name);
  const auto at = std::ranges::lower_bound(kPrograms, std::string_view(wanted), {}, &Program::name);
  return at != kPrograms.end() && at->name == wanted ? &*at : nullptr;
}

std::vector<std::string> products_of(const model::Component& component) {
  std::vector<std::string> all;
  if (const auto* known = program_called(component.purl.name)) {
    for (const auto product : base::words(known->products)) add(std::string(product), all);
  }
  for (const auto& text : component.details->cpes) {
    const auto cpe = advisory::parse_cpe(text);
    if (cpe && cpe->part == "a") add(advisory::product_of(*cpe).name, all);
  }
  return all;
}

}  // namespace pratique::match
