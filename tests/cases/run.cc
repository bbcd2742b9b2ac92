// Cases of how images are run: a Compose file or manifests as they are; what is wanted is what policies see of them.
#include "cases/cases.h"
#include "policy/run_config/run_config.h"
#include "support/paths.h"

namespace pratique::cases {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;

std::string shown(const std::string& text, std::uint64_t line) {
  return text + " (" + std::to_string(line) + ")";
}

JsonArray shown(const std::vector<policy::RunWord>& words) {
  JsonArray out;
  for (const auto& word : words) out.emplace_back(codec::view(shown(word.text, word.line)));
  return out;
}
std::string shown(const std::optional<policy::RunWord>& word) {
  return word ? shown(word->text, word->line) : "";
}
std::string shown(const std::optional<policy::RunFlag>& flag) {
  return flag ? shown(flag->on ? "yes" : "no", flag->line) : "";
}

JsonObject to_json(const policy::RunService& one) {
  JsonObject out;
  put(out, "name", shown(one.name, one.line));
  put(out, "called", one.workload.empty() ? one.short_name : one.workload + "/" + one.short_name);
  put(out, "image", one.image + (one.built ? " (built)" : ""));
  put(out, "user", shown(one.user));
  put(out, "non_root", shown(one.non_root));
  put(out, "read_only_root", shown(one.read_only_root));
  put(out, "privileged", shown(one.privileged));
  put(out, "no_new_privileges", shown(one.no_new_privileges));
  put(out, "added", shown(one.added_capabilities));
  put(out, "dropped", shown(one.dropped_capabilities));
  put(out, "writable", shown(one.writable));
  JsonArray mounts;
  for (const auto& mount : one.host_mounts) {
    const auto text = mount.source + " at " + mount.target + (mount.read_only ? ", read-only" : "");
    mounts.emplace_back(codec::view(shown(text, mount.line)));
  }
  put(out, "host_mounts", std::move(mounts));
  put(out, "host_namespaces", shown(one.host_namespaces));
  put(out, "unconfined", shown(one.unconfined));
  put(out, "secrets", shown(one.secrets));
  put(out, "host_ports", shown(one.host_ports));
  put(out, "memory", shown(one.memory));
  put(out, "processors", shown(one.processors));
  put(out, "processes", shown(one.processes));
  put(out, "unread", shown(one.unread));
  return out;
}

}  // namespace

Result<JsonValue> run_run_files(const Case& one) {
  const auto file = policy::read_run_file(testing::read_file(one.in), "file.yaml");
  JsonObject out;
  if (!file) {
    put(out, "error", base::to_line(file.error()));
    return out;
  }
  JsonArray services;
  for (const auto& service : file->services) services.emplace_back(to_json(service));
  put(out, "services", std::move(services));
  put(out, "unread", shown(file->unread));
  return out;
}

}  // namespace pratique::cases
