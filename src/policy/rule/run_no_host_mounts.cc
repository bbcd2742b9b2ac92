// A container sees nothing of its host's files, and no socket of its engine.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/glob.h"
#include "policy/rule.h"
#include "policy/running.h"

namespace pratique::policy {
namespace {

constexpr std::array<std::string_view, 6> kSockets{"docker.sock", "containerd.sock", "crio.sock",
                                                   "podman.sock", "buildkitd.sock",  "cri-dockerd.sock"};
constexpr std::array<std::string_view, 12> kSystem{"/",     "/boot", "/dev", "/etc", "/home", "/lib",
                                                   "/proc", "/root", "/run", "/sys", "/usr",  "/var/run"};
constexpr std::array<std::string_view, 4> kBelow{"/etc/kubernetes/", "/proc/", "/sys/", "/var/lib/docker"};

// Why even reading it gives the host away; nullptr: it does not.
const char* reason(std::string_view source) {
  while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
  if (std::ranges::find(kSockets, base::base_name(source)) != kSockets.end())
    return "the socket of an engine";
  if (std::ranges::find(kSystem, source) != kSystem.end()) return "a folder of the system";
  const bool below = std::ranges::any_of(kBelow, [&](auto folder) { return source.starts_with(folder); });
  return below ? "a folder of the system" : nullptr;
}

class RunNoHostMounts final : public PolicyRule {
 public:
  PolicyAbout about() const override {
    return {.name = "run-no-host-mounts",
            .title = "Run without the host's files",
            .not_compliant_title = "Run with files of the host",
            .description =
                "The socket of an engine is root on the host; a folder of the host that can be written is a "
                "way out of the container.",
            .result_type = ResultType::kGeneric,
            .weight = 0,
            .details_order = {"file", "line", "service", "value"}};
  }
  std::vector<RuleSetting> settings() const override {
    return {{"allow_read_only", SettingKind::kFlag, true,
             "what is mounted to be read is no violation, unless it is the system's own"},
            {"allowed_paths", SettingKind::kTexts, codec::JsonArray(),
             "paths of the host, as they are written there, * for any signs (./conf/*)"}};
  }
  bool usually_enabled() const override { return false; }
  bool is_about_running() const override { return true; }

  Result<PolicyOutcome> ask(const PolicySubject& subject, const RuleConfig& config) const override {
    const auto allowed = config.texts("allowed_paths");
    const bool read_only = config.flag("allow_read_only");
    return ask_services(subject, [&](const RunService& service, std::vector<Violation>& into) {
      for (const auto& mount : service.host_mounts) {
        if (matches_any(allowed, mount.source)) continue;
        const auto* why = reason(mount.source);
        if (why == nullptr && mount.read_only && read_only) continue;
        const auto what =
            "mounts " + mount.source + " of the host" + (why == nullptr ? "" : std::string(", ") + why);
        into.push_back(violation_of(service, mount.line, what,
                                    "use a volume, or copy the file into the image", mount.source));
      }
    });
  }
};

}  // namespace

std::unique_ptr<PolicyRule> make_run_no_host_mounts() { return std::make_unique<RunNoHostMounts>(); }

}  // namespace pratique::policy
