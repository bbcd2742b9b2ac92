// Any bytes as the documents of a registry (the first byte says of which): the list of a package's versions is read or refused,
// and so is what a version requires, whatever the documents name as further ones.
#include <cstdlib>

#include "fix/metadata.h"

using namespace pratique;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const auto readers = fix::registries::all_readers();
  const auto& reader = *readers[data[0] % readers.size()];
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto name = reader.purl_type() == "maven" ? "g:a" : "x";
  fix::MetadataBook book(reader, [&](const std::string& path, std::uint64_t) -> Result<std::string> {
    check(("/" + path + "/").find("/../") == std::string::npos);
    return text;
  });
  const auto versions = book.versions(name);
  if (!versions) check(!versions.error().what.empty());
  const auto source = [&](const std::string& path, std::uint64_t) -> Result<std::string> {
    check(("/" + path + "/").find("/../") == std::string::npos);
    return text;
  };
  const auto dependencies = reader.dependencies(name, "1.0.0", source);
  if (dependencies) check(dependencies->size() <= fix::kMaxDependencies);
  return 0;
}
