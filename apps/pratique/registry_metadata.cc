#include "registry_metadata.h"

#include <filesystem>

#include "base/nearest.h"
#include "base/text.h"
#include "codec/stream.h"
#include "model/ecosystem.h"
#include "net/client.h"

namespace pratique::app {

namespace {

namespace fs = std::filesystem;

fix::MetadataSource folder_source(const std::string& folder) {
  return [folder](const std::string& path, std::uint64_t most) -> Result<std::string> {
    const auto place = folder + "/" + path;
    std::error_code none;
    // The document of a package whose own folder lies beside it: "express" and "express/…".
    const auto file = fs::is_directory(place, none) ? place + "/index.json" : place;
    if (!fs::is_regular_file(file, none))
      return base::fail(ErrorKind::kNotFound, "not in this mirror", {.file = place});
    PQ_TRY(const auto source, codec::open_file(file));
    return codec::read_all(*source, most);
  };
}

// By the registry's own protocol; one client, whose connections stay.
Result<fix::MetadataSource> address_source(const std::string& address, const fix::RegistryReader& reader,
                                           const CommonOptions& options) {
  PQ_TRY(const auto root, net::Url::parse(address.ends_with('/') ? address : address + "/"));
  PQ_TRY(auto how, net::ClientOptions::from(net::system_environment));
  if (!options.authorities.empty()) how.tls.more_authorities.push_back(options.authorities);
  how.insecure = options.insecure;
  auto client = std::make_shared<net::Client>(std::move(how));
  return [client, address = address.ends_with('/') ? address : address + "/",
          accept = std::string(reader.accept())](const std::string& path,
                                                 std::uint64_t most) -> Result<std::string> {
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

bool is_address(std::string_view place) {
  return place.starts_with("http://") || place.starts_with("https://");
}

std::vector<std::string> known_types() {
  std::vector<std::string> types;
  for (const auto& one : fix::registries::all_readers()) types.emplace_back(one->purl_type());
  return types;
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
    const auto halves = base::cut(word, "=");
    if (!halves || halves->after.empty())
      return base::fail(ErrorKind::kUsage, "--registry-metadata \"" + word + "\" is no TYPE=PLACE");
    const auto type = std::string(model::type_named(halves->before).value_or(halves->before));
    const std::string place(halves->after);
    const auto* reader = fix::find_registry_reader(type);
    if (reader == nullptr)
      return base::fail(ErrorKind::kUsage, "no registry's metadata are read for \"" + type + "\"" +
                                               base::did_you_mean(type, known_types()));
    std::error_code none;
    if (!is_address(place) && !fs::is_directory(place, none))
      return base::fail(ErrorKind::kUsage, "--registry-metadata: neither a folder nor an address: " + place);
    fix::MetadataSource source = folder_source(place);
    if (is_address(place)) {
      PQ_TRY(source, address_source(place, *reader, options));
    }
    if (!metadata.books_.emplace(type, std::make_unique<fix::MetadataBook>(*reader, std::move(source)))
             .second)
      return base::fail(ErrorKind::kUsage, "--registry-metadata was given twice for " + type);
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
