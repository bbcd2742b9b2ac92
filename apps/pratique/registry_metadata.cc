#include "registry_metadata.h"

#include <filesystem>

#include "fix/mirror.h"
#include "web.h"

namespace pratique::app {

namespace {

namespace fs = std::filesystem;

// By the registry's own protocol; one client, whose connections stay.
Result<fix::MetadataSource> address_source(const std::string& address, const fix::RegistryReader& reader,
                                           const CommonOptions& options) {
  PQ_CHECK(net::Url::parse(address));
  PQ_TRY(auto made, web_client(options));
  const auto client = std::make_shared<net::Client>(std::move(made));
  return [client, address = address + "/", accept = std::string(reader.accept())](
             const std::string& path, std::uint64_t most) -> Result<std::string> {
    PQ_TRY(const auto url, net::Url::parse(address + path));
    net::Request request;
    request.url = url;
    if (!accept.empty()) request.headers.add("Accept", accept);
    auto response = client->send(request);
    if (!response) return tl::unexpected(std::move(response).error().in(url.shown()));
    constexpr long kGone = 410, kMissing = 404;
    if (response->status == kMissing || response->status == kGone)
      return base::fail(ErrorKind::kNotFound, "not in this mirror", {.file = url.shown()});
    if (!response->ok()) return tl::unexpected(net::status_error(*response).in(url.shown()));
    return net::whole_body(*response, most);
  };
}

}  // namespace

void RegistryMetadata::declare(CLI::App& command, std::vector<std::string>& words) {
  add_list(command, "--registry-metadata", words,
           "What a registry says of its packages, from a mirror: npm=DIR, pypi=https://mirror.example/")
      ->type_name("TYPE=PLACE");
}

Result<RegistryMetadata> RegistryMetadata::of(const std::vector<std::string>& words,
                                              const CommonOptions& options) {
  RegistryMetadata metadata;
  for (const auto& word : words) {
    PQ_TRY(const auto mirror, fix::parse_registry_mirror(word));
    const auto* reader = fix::find_registry_reader(mirror.purl_type);
    std::error_code none;
    if (!mirror.is_address && !fs::is_directory(mirror.place, none))
      return base::fail(ErrorKind::kUsage, "--registry-metadata: no such folder: " + mirror.place);
    auto source = fix::folder_source(mirror.place);
    if (mirror.is_address) {
      PQ_TRY(source, address_source(mirror.place, *reader, options));
    }
    auto book = std::make_unique<fix::MetadataBook>(*reader, std::move(source));
    if (!metadata.books_.emplace(mirror.purl_type, std::move(book)).second)
      return base::fail(ErrorKind::kUsage, "--registry-metadata was given twice for " + mirror.purl_type);
  }
  return metadata;
}

fix::Books RegistryMetadata::books() const {
  if (books_.empty()) return {};
  return [this](std::string_view type) -> fix::MetadataBook* {
    const auto at = books_.find(type);
    return at == books_.end() ? nullptr : at->second.get();
  };
}

}  // namespace pratique::app
