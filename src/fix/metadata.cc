#include "fix/metadata.h"

#include <algorithm>

#include "base/text.h"
#include "version/order.h"

namespace pratique::fix {

std::vector<std::string> RegistryReader::version_paths(std::string_view, std::string_view) const {
  return {};
}

Result<std::vector<ReleasedDependency>> RegistryReader::read_version(std::string_view) const {
  return base::fail(ErrorKind::kNotFound, "the registry says nothing of what a version requires");
}

Result<std::vector<ReleasedDependency>> RegistryReader::dependencies(std::string_view name,
                                                                     std::string_view version,
                                                                     const MetadataSource& source) const {
  PQ_TRY(const auto text, first_document(version_paths(name, version), source));
  return read_version(text);
}

const RegistryReader* find_registry_reader(std::string_view purl_type) {
  static const auto readers = registries::all_readers();
  for (const auto& reader : readers) {
    if (reader->purl_type() == purl_type) return reader.get();
  }
  return nullptr;
}

Result<std::string> first_document(const std::vector<std::string>& paths, const MetadataSource& source) {
  for (const auto& path : paths) {
    auto text = source(path, kMaxMetadata);
    if (!text && text.error().kind == ErrorKind::kNotFound) continue;
    if (!text) return tl::unexpected(std::move(text).error().in(path));
    if (text->size() > kMaxMetadata)
      return base::fail(ErrorKind::kLimit, "metadata of more than 96 MiB", {.file = path});
    return text;
  }
  return base::fail(ErrorKind::kNotFound, "the registry has no such package",
                    {.file = paths.empty() ? std::string() : paths.front()});
}

std::string path_part(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (text.empty() || text == "." || text == "..") return {};
  std::string out;
  for (const char c : text) {
    if (base::is_alnum(c) || std::string_view("-._~@!").find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kDigits[byte / 16], kDigits[byte % 16]};
    }
  }
  return out;
}

MetadataBook::MetadataBook(const RegistryReader& reader, MetadataSource source)
    : reader_(reader),
      source_([this, ask = std::move(source)](const std::string& path,
                                              std::uint64_t most) -> Result<std::string> {
        if (++documents_ > kMaxDocuments)
          return base::over_limit("more than 3,000 documents of a registry for one question");
        return ask(path, most);
      }) {}

Result<MetadataBook::Releases> MetadataBook::ask(const std::string& name) {
  PQ_TRY(const auto text, first_document(reader_.list_paths(name), source_));
  auto releases = reader_.read_list(name, text);
  if (!releases) return tl::unexpected(std::move(releases).error().in(name));
  if (const auto* order = version::order_of_purl_type(purl_type())) {
    std::erase_if(*releases, [&](const auto& one) { return !order->comparable(one.version); });
    std::ranges::stable_sort(
        *releases, [&](const auto& a, const auto& b) { return order->compare(a.version, b.version) < 0; });
  }
  return releases;
}

Result<const std::vector<ReleasedVersion>*> MetadataBook::versions(const std::string& name) {
  auto found = releases_.find(name);
  if (found == releases_.end()) found = releases_.emplace(name, ask(name)).first;
  if (!found->second) return tl::unexpected(found->second.error());
  return &*found->second;
}

Result<const std::vector<ReleasedDependency>*> MetadataBook::dependencies(const std::string& name,
                                                                          const std::string& version) {
  PQ_TRY(const auto* all, versions(name));
  const auto release = std::ranges::find(*all, version, &ReleasedVersion::version);
  if (release == all->end())
    return base::fail(ErrorKind::kNotFound, "the registry has no version " + version, {.file = name});
  if (release->dependencies) return &*release->dependencies;
  const auto key = std::pair(name, version);
  auto found = dependencies_.find(key);
  if (found == dependencies_.end())
    found = dependencies_.emplace(key, reader_.dependencies(name, version, source_)).first;
  if (!found->second) return tl::unexpected(found->second.error());
  return &*found->second;
}

}  // namespace pratique::fix
