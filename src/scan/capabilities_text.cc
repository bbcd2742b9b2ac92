#include <fmt/format.h>

#include <array>

#include "base/byte_reader.h"
#include "scan/file_facts.h"

namespace pratique::scan {

namespace {

// linux/capability.h, by number.
constexpr std::array<std::string_view, 41> kNames{"chown",
                                                  "dac_override",
                                                  "dac_read_search",
                                                  "fowner",
                                                  "fsetid",
                                                  "kill",
                                                  "setgid",
                                                  "setuid",
                                                  "setpcap",
                                                  "linux_immutable",
                                                  "net_bind_service",
                                                  "net_broadcast",
                                                  "net_admin",
                                                  "net_raw",
                                                  "ipc_lock",
                                                  "ipc_owner",
                                                  "sys_module",
                                                  "sys_rawio",
                                                  "sys_chroot",
                                                  "sys_ptrace",
                                                  "sys_pacct",
                                                  "sys_admin",
                                                  "sys_boot",
                                                  "sys_nice",
                                                  "sys_resource",
                                                  "sys_time",
                                                  "sys_tty_config",
                                                  "mknod",
                                                  "lease",
                                                  "audit_write",
                                                  "audit_control",
                                                  "setfcap",
                                                  "mac_override",
                                                  "mac_admin",
                                                  "syslog",
                                                  "wake_alarm",
                                                  "block_suspend",
                                                  "audit_read",
                                                  "perfmon",
                                                  "bpf",
                                                  "checkpoint_restore"};

constexpr std::uint32_t kRevisionMask = 0xff000000, kRevision1 = 0x01000000, kRevision2 = 0x02000000,
                        kRevision3 = 0x03000000, kEffective = 1;

struct Capabilities {
  std::uint64_t permitted = 0, inheritable = 0;
  bool effective = false;
  std::uint32_t root = 0;
};

Result<Capabilities> parse(base::Bytes bytes) {
  base::ByteReader in(bytes);
  PQ_TRY(const auto magic, in.u32());
  const auto revision = magic & kRevisionMask;
  if (revision != kRevision1 && revision != kRevision2 && revision != kRevision3)
    return base::invalid("no revision of file capabilities");
  Capabilities out{.effective = (magic & kEffective) != 0};
  for (unsigned i = 0; i < (revision == kRevision1 ? 1u : 2u); ++i) {
    PQ_TRY(const auto permitted, in.u32());
    PQ_TRY(const auto inheritable, in.u32());
    out.permitted |= std::uint64_t{permitted} << 32 * i;
    out.inheritable |= std::uint64_t{inheritable} << 32 * i;
  }
  if (revision == kRevision3) {
    PQ_TRY(out.root, in.u32());
  }
  if (in.remaining() > 0) return base::invalid("bytes behind file capabilities");
  return out;
}

// One bit makes all effective that the file gives.
std::string flags_of(const Capabilities& all, unsigned number) {
  const bool permitted = (all.permitted >> number & 1) != 0,
             inheritable = (all.inheritable >> number & 1) != 0;
  std::string flags;
  if (!permitted && !inheritable) return flags;
  if (all.effective) flags += 'e';
  if (inheritable) flags += 'i';
  if (permitted) flags += 'p';
  return flags;
}

}  // namespace

std::string capabilities_text(std::string_view value) {
  const auto all = parse(base::as_bytes(value));
  if (!all) return "unreadable";
  std::string text;
  // In cap_to_text's order; the first begins, the others add.
  for (const std::string_view flags : {"eip", "ei", "ep", "ip", "i", "p"}) {
    std::string names;
    for (unsigned number = 0; number < 64; ++number) {
      if (flags_of(*all, number) != flags) continue;
      if (!names.empty()) names += ',';
      names += number < kNames.size() ? fmt::format("cap_{}", kNames[number]) : fmt::format("{}", number);
    }
    if (names.empty()) continue;
    text += text.empty() ? names + "=" : " " + names + "+";
    text += flags;
  }
  if (text.empty()) text = "=";
  if (all->root != 0) text += fmt::format(" [rootid={}]", all->root);
  return text;
}

}  // namespace pratique::scan
