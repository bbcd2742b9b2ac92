// What a scan sees of an image's files and accounts besides packages, as an inventory holds it: observations of these
// rules, whose message is words that are read back ("file; mode 4755; owner 0:0; package pkg:deb/debian/passwd@1"). Who
// finds them is scan/file_facts.h; policies ask for them. Documented for users in docs/formats/inventory.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace pratique::model {

enum class FileFactKind : std::uint8_t {
  kSetuid,          // a file that runs with the rights of its owner
  kSetgid,          // a file that runs with the rights of its group
  kCapabilities,    // a file with capabilities of its own (capabilities(7))
  kWorldWritable,   // a file that everybody may write; a folder in which everybody may replace files
  kUserWritable,    // a file or folder that somebody else than root may write, and the folder above it not
  kShell,           // a program that is a shell
  kPackageManager,  // a program of a distribution's package manager
};
inline constexpr std::size_t kFileFactKinds = 7;
// Observation::rule: "setuid-file", "setgid-file", "file-capabilities", "world-writable", "user-writable", "shell-file",
// "package-manager-file".
const char* to_string(FileFactKind kind);
std::optional<FileFactKind> file_fact_kind(std::string_view rule);

struct FileFact {
  FileFactKind kind = FileFactKind::kSetuid;
  Location location{};
  bool folder = false;
  // Permission bits.
  std::uint32_t mode = 0;
  // UINT32_MAX: not known.
  std::uint32_t uid = 0, gid = 0;
  // Of kCapabilities: as cap_to_text(3) writes it, "cap_net_raw=ep".
  std::string capabilities{};
  // Of kShell and kPackageManager: the names in folders of programs that lead to it, in their order: "bin/sh".
  std::vector<std::string> names{};
  // Package URL of the distribution's package that brought it; empty: none did.
  std::string package{};
  bool operator==(const FileFact&) const = default;
};
Observation to_observation(const FileFact& fact);
// Nothing: it is no such observation, or its words are not those that to_observation() writes.
std::optional<FileFact> file_fact(const Observation& observation);

// A row of the image's etc/passwd, with what etc/group adds.
struct AccountFact {
  Location location{};
  // Row of etc/passwd, from 1.
  std::uint64_t line = 0;
  std::string name{};
  std::uint32_t uid = 0, gid = 0;
  // Further ones, sorted.
  std::vector<std::uint32_t> groups{};
  std::string home{}, shell{};
  // The home is a folder of the image.
  bool has_home = false;
  bool operator==(const AccountFact&) const = default;
};
inline constexpr std::string_view kAccountRule = "account";
Observation to_observation(const AccountFact& fact);
std::optional<AccountFact> account_fact(const Observation& observation);
// Whether who has it can log in: not for nologin, false and the like. An empty one is /bin/sh (passwd(5)).
bool is_login_shell(std::string_view shell);

// The observation that says that all of that was looked for, so that what is not there was not found. Its location is
// empty: it is about all files.
inline constexpr std::string_view kFileFactsRule = "file-facts";
Observation looked_for_file_facts();
// Whether it is one of this header's.
bool is_about_files(const Observation& observation);
// Whether it is there.
bool knows_file_facts(const Inventory& inventory);

}  // namespace pratique::model
