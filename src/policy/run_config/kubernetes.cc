// Kubernetes manifests: whatever holds a PodSpec (API reference, core/v1, apps/v1, batch/v1), and Lists of them.
#include <array>
#include <map>

#include "base/text.h"
#include "policy/run_config/kinds.h"

namespace pratique::policy {

namespace {

using codec::Yaml;

constexpr int kMaxLists = 8;

// Where the PodSpec of a kind is.
struct Kind {
  std::string_view name;
  std::array<std::string_view, 5> path;
};
constexpr std::array<Kind, 10> kKinds{{
    {"Pod", {"spec"}},
    {"PodTemplate", {"template", "spec"}},
    {"Deployment", {"spec", "template", "spec"}},
    {"StatefulSet", {"spec", "template", "spec"}},
    {"DaemonSet", {"spec", "template", "spec"}},
    {"ReplicaSet", {"spec", "template", "spec"}},
    {"ReplicationController", {"spec", "template", "spec"}},
    {"Rollout", {"spec", "template", "spec"}},
    {"Job", {"spec", "template", "spec"}},
    {"CronJob", {"spec", "jobTemplate", "spec", "template", "spec"}},
}};

Yaml pod_of(Yaml document, const Kind& kind) {
  auto node = document;
  for (const auto part : kind.path) {
    if (!part.empty()) node = member_of(node, part);
  }
  return node;
}

// Of a pod, by name.
using Volumes = std::map<std::string_view, Yaml>;
Volumes volumes_of(Yaml pod) {
  Volumes all;
  member_of(pod, "volumes").each([&](Yaml volume) {
    if (all.size() < kMaxRunEntries) all.try_emplace(member_of(volume, "name").text(), volume);
  });
  return all;
}

class Container {
 public:
  Container(Yaml pod, const Volumes& volumes, Yaml container)
      : pod_(pod), volumes_(volumes), container_(container) {}

  RunService read(const std::string& workload, const char* what) && {
    const auto name = std::string(member_of(container_, "name").text());
    out_.line = container_.line();
    out_.name = workload + ", " + what + " " + name;
    out_.short_name = name;
    out_.image = member_of(container_, "image").text();
    context();
    namespaces();
    for (const auto* key : {"volumeMounts", "volumeDevices"})
      member_of(container_, key).each([&](Yaml mount) { volume(mount); });
    environment();
    member_of(container_, "ports").each([&](Yaml port) {
      if (const auto host = word_of(member_of(port, "hostPort"));
          host && out_.host_ports.size() < kMaxRunEntries)
        out_.host_ports.push_back(
            {host->text + ":" + std::string(member_of(port, "containerPort").text()), host->line});
    });
    const auto limits = member_of(member_of(container_, "resources"), "limits");
    out_.memory = word_of(member_of(limits, "memory"));
    out_.processors = word_of(member_of(limits, "cpu"));
    return std::move(out_);
  }

 private:
  // The container's security context goes before the pod's.
  Yaml security(std::string_view key) const {
    if (auto own = member_of(member_of(container_, "securityContext"), key)) return own;
    return member_of(member_of(pod_, "securityContext"), key);
  }

  void context() {
    out_.user = word_of(security("runAsUser"));
    if (const auto group = word_of(security("runAsGroup")); group && out_.user)
      out_.user->text += ":" + group->text;
    out_.non_root = flag_of(security("runAsNonRoot"));
    const auto own = member_of(container_, "securityContext");
    out_.read_only_root = flag_of(member_of(own, "readOnlyRootFilesystem"));
    out_.privileged = flag_of(member_of(own, "privileged"));
    if (const auto may = flag_of(member_of(own, "allowPrivilegeEscalation")))
      out_.no_new_privileges = RunFlag{!may->on, may->line};
    const auto capabilities = member_of(own, "capabilities");
    for (const auto& word : words_of(member_of(capabilities, "add")))
      out_.added_capabilities.push_back({capability_name(word.text), word.line});
    for (const auto& word : words_of(member_of(capabilities, "drop")))
      out_.dropped_capabilities.push_back({capability_name(word.text), word.line});
    const auto unconfined = [&](const char* name, Yaml type) {
      if (base::equals_ignoring_case(type.text(), "unconfined"))
        out_.unconfined.push_back({name, type.line()});
    };
    unconfined("seccomp", member_of(security("seccompProfile"), "type"));
    unconfined("apparmor", member_of(security("appArmorProfile"), "type"));
    if (const auto proc = security("procMount"); proc.text() == "Unmasked")
      out_.unconfined.push_back({"proc", proc.line()});
  }

  void namespaces() {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kKeys{
        {{"hostNetwork", "network"}, {"hostPID", "pid"}, {"hostIPC", "ipc"}}};
    for (const auto& [key, shared] : kKeys) {
      const auto flag = flag_of(member_of(pod_, key));
      if (flag && flag->on) out_.host_namespaces.push_back({std::string(shared), flag->line});
    }
  }

  void volume(Yaml mount) {
    if (out_.host_mounts.size() + out_.writable.size() >= kMaxRunEntries) return;
    const auto name = member_of(mount, "name").text();
    auto target = std::string(member_of(mount, "mountPath").text());
    if (target.empty()) target = member_of(mount, "devicePath").text();
    const auto flag = flag_of(member_of(mount, "readOnly"));
    const bool read_only = flag && flag->on;
    const auto found = volumes_.find(name);
    const auto volume = found == volumes_.end() ? Yaml() : found->second;
    if (const auto host = member_of(volume, "hostPath")) {
      out_.host_mounts.push_back(
          {std::string(member_of(host, "path").text()), std::move(target), read_only, mount.line()});
      return;
    }
    const bool fixed = member_of(volume, "configMap") || member_of(volume, "secret") ||
                       member_of(volume, "projected") || member_of(volume, "downwardAPI");
    if (!read_only && !fixed) out_.writable.push_back({std::move(target), mount.line()});
  }

  void environment() {
    member_of(container_, "env").each([&](Yaml variable) {
      const auto name = member_of(variable, "name").text();
      const auto value = member_of(variable, "value");
      if (out_.secrets.size() < kMaxRunEntries && is_secret_variable(name, value.text()))
        out_.secrets.push_back({std::string(name), value.line()});
    });
    if (const auto from = member_of(container_, "envFrom")) out_.unread.push_back({"envFrom", from.line()});
  }

  Yaml pod_;
  const Volumes& volumes_;
  Yaml container_;
  RunService out_;
};

Result<void> read_object(Yaml document, RunFile& into, int depth) {
  const auto kind = document["kind"].text();
  Result<void> done;
  if (kind.ends_with("List") && document["items"].is_array()) {
    if (depth >= kMaxLists) return base::over_limit("Lists in Lists");
    document["items"].each([&](Yaml item) {
      if (done && item.is_object()) done = read_object(item, into, depth + 1);
    });
    return done;
  }
  for (const auto& known : kKinds) {
    if (known.name != kind) continue;
    const auto pod = pod_of(document, known);
    const auto name = std::string(member_of(document["metadata"], "name").text());
    const auto workload = std::string(kind) + " " + name;
    const auto volumes = volumes_of(pod);
    for (const auto& [key, what] :
         {std::pair("initContainers", "init container"), std::pair("containers", "container"),
          std::pair("ephemeralContainers", "ephemeral container")}) {
      member_of(pod, key).each([&](Yaml one) {
        if (!done || !one.is_object()) return;
        auto service = Container(pod, volumes, one).read(workload, what);
        service.workload = name;
        done = add_service(std::move(service), into);
      });
    }
  }
  return done;
}

}  // namespace

bool is_kubernetes(Yaml document) {
  return document.is_object() && document["apiVersion"].is_string() && document["kind"].is_string();
}

Result<void> read_kubernetes(Yaml document, RunFile& into) { return read_object(document, into, 0); }

}  // namespace pratique::policy
