// How an image is to be run, as a Compose file (compose-spec) or Kubernetes manifests (API reference, core/v1 PodSpec and what
// holds one) say it: one neutral form, with the line of each thing, so that a policy can ask it and a reader find it.
//
// What these files leave to others stays open: variables of the environment, files of variables, other files that are
// included. It is told in `unread`, and nothing is guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::policy {

// Something that a file says, and where.
struct RunWord {
  std::string text;
  // From 1.
  std::uint64_t line = 0;
};
struct RunFlag {
  bool on = false;
  std::uint64_t line = 0;
};

// A file or folder of the host in the container.
struct HostMount {
  // As written: "/var/run/docker.sock", "./conf".
  std::string source;
  std::string target;
  bool read_only = false;
  std::uint64_t line = 0;
};

// A service of Compose, or a container of a Kubernetes workload.
struct RunService {
  // As it was given, and the line where the service or container begins.
  std::string file{};
  std::uint64_t line = 0;
  // "service web", "Deployment shop, container web".
  std::string name{};
  // What --with FILE#NAME calls it: "web"; and the workload that has it: "shop". The latter is empty for Compose.
  std::string short_name{}, workload{};
  // As written, defaults of variables put in; empty: the file builds it, or says nothing.
  std::string image{};
  // The file says how to build it.
  bool built = false;

  // "1000:1000"; nothing: the image's own.
  std::optional<RunWord> user{};
  // Kubernetes' runAsNonRoot: a container that would run as root is not started.
  std::optional<RunFlag> non_root{};
  std::optional<RunFlag> read_only_root{}, privileged{}, no_new_privileges{};
  // Names in upper case without "CAP_": "NET_ADMIN", "ALL".
  std::vector<RunWord> added_capabilities{}, dropped_capabilities{};
  // Folders in memory, and volumes that are not of the host: where something may be written though the root is read-only.
  std::vector<RunWord> writable{};
  std::vector<HostMount> host_mounts{};
  // "network", "pid", "ipc", "user": what of the host it shares.
  std::vector<RunWord> host_namespaces{};
  // "seccomp", "apparmor", "selinux", "proc": protections that are turned off.
  std::vector<RunWord> unconfined{};
  // Names of variables whose values look secret and stand in the file. The values are not kept.
  std::vector<RunWord> secrets{};
  // Ports of the host: "8080:80/tcp", "127.0.0.1:5432:5432".
  std::vector<RunWord> host_ports{};
  // Limits as written; nothing: none.
  std::optional<RunWord> memory{}, processors{}, processes{};
  // What the file leaves to others: "env_file", "variables in image".
  std::vector<RunWord> unread{};
};

struct RunFile {
  // As it was given.
  std::string file{};
  // In the order of the file.
  std::vector<RunService> services{};
  // Of the file as a whole: "include", "document 2 is of no known kind".
  std::vector<RunWord> unread{};
};

inline constexpr std::uint64_t kMaxRunFile = 4u << 20;
// In one file.
inline constexpr std::size_t kMaxRunServices = 2'000;
// Entries of one list or map of a service.
inline constexpr std::size_t kMaxRunEntries = 2'000;

// `file` names the text in errors and services. Errors: kInvalid with the line for what is no YAML, for a service that is no
// map, and where no document is one of Compose or Kubernetes; kLimit.
Result<RunFile> read_run_file(std::string_view text, const std::string& file);

}  // namespace pratique::policy
