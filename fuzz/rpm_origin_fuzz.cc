// Where rpms came from: histories of dnf, Red Hat's content manifests, yum's files.
#include <cstdint>

#include "extract/os/rpm/origin.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const auto bytes = std::as_bytes(std::span(data, size));
  for (const auto* path :
       {"var/lib/dnf/history.sqlite", "root/buildinfo/content_manifests/a-1.json",
        "var/lib/yum/yumdb/c/0-curl-1-1-x86_64/from_repo", "usr/lib/sysimage/libdnf5/packages.toml"})
    (void)extract::os::parse_rpm_origin(extract::FileView(path, bytes));
  return 0;
}
