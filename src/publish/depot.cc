#include "publish/depot.h"

#include <filesystem>
#include <map>

#include "base/text.h"
#include "codec/tar.h"
#include "net/client.h"
#include "net/resume.h"
#include "publish/files.h"

namespace pratique::publish {

namespace {

namespace fs = std::filesystem;

class FolderDepot : public Depot {
 public:
  explicit FolderDepot(std::string folder) : folder_(std::move(folder)) {}
  Result<std::optional<std::string>> document(const std::string& name, std::uint64_t limit) override {
    return get_text(folder_, name, limit);
  }
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name, std::uint64_t) override {
    return codec::open_file(folder_ + "/" + name);
  }

 private:
  std::string folder_;
};

// A tar that is not packed: its members are pieces of the file.
class TarDepot : public Depot {
 public:
  struct Member {
    std::uint64_t position = 0, size = 0;
  };
  TarDepot(std::string file, std::map<std::string, Member> members)
      : file_(std::move(file)), members_(std::move(members)) {}
  Result<std::optional<std::string>> document(const std::string& name, std::uint64_t limit) override {
    const auto at = members_.find(name);
    if (at == members_.end()) return std::optional<std::string>();
    PQ_TRY(const auto source, codec::open_file(file_, at->second.position, at->second.size));
    auto text = codec::read_all(*source, limit);
    if (!text) return tl::unexpected(std::move(text).error().in(name));
    return std::optional(*std::move(text));
  }
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name, std::uint64_t) override {
    const auto at = members_.find(name);
    if (at == members_.end())
      return base::fail(ErrorKind::kNotFound, "not in this file: " + name, {.file = file_});
    return codec::open_file(file_, at->second.position, at->second.size);
  }

 private:
  std::string file_;
  std::map<std::string, Member> members_;
};

class WebDepot : public Depot {
 public:
  WebDepot(net::Url address, net::ClientOptions options)
      : address_(std::move(address)), client_(std::move(options)) {}
  Result<std::optional<std::string>> document(const std::string& name, std::uint64_t limit) override {
    PQ_TRY(auto response, ask(name));
    if (response.status == 404 || response.status == 410) return std::optional<std::string>();
    if (!response.ok()) return tl::unexpected(net::status_error(response).in(response.url.shown()));
    auto text = net::whole_body(response, limit, [&] { return ask(name); });
    if (!text) return tl::unexpected(std::move(text).error().in(response.url.shown()));
    return std::optional(*std::move(text));
  }
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name, std::uint64_t) override {
    PQ_TRY(const auto url, address_.resolve(name));
    net::Request request{.url = url};
    PQ_TRY(auto response, client_.send(request));
    if (!response.ok()) return tl::unexpected(net::status_error(response).in(url.shown()));
    // The name has the digest in it.
    return net::resumed(std::move(response), net::asking_again(client_, request), {.by_digest = true});
  }

 private:
  Result<net::Response> ask(const std::string& name) {
    PQ_TRY(const auto url, address_.resolve(name));
    return client_.send({.url = url});
  }

  net::Url address_;
  net::Client client_;
};

}  // namespace

std::unique_ptr<Depot> open_folder_depot(const std::string& folder) {
  return std::make_unique<FolderDepot>(folder);
}

Result<std::unique_ptr<Depot>> open_tar_depot(const std::string& file) {
  constexpr std::size_t kMaxMembers = 16'384;
  PQ_TRY(const auto source, codec::open_file(file));
  codec::TarReader reader(*source);
  std::map<std::string, TarDepot::Member> members;
  for (;;) {
    auto entry = reader.next();
    if (!entry) {
      auto error = std::move(entry).error().in(file);
      error.hint = "is it a file of: pratique db export -o FILE? Was it copied whole?";
      return tl::unexpected(std::move(error));
    }
    if (!*entry) break;
    if (members.size() == kMaxMembers)
      return base::fail(ErrorKind::kLimit, "more than 16,384 members", {.file = file});
    if ((*entry)->type == codec::TarEntry::Type::kFile && !(*entry)->sparse)
      members.emplace((*entry)->path, TarDepot::Member{(*entry)->position, (*entry)->size});
  }
  if (members.empty() || !reader.end_was_marked())
    return base::fail(ErrorKind::kInvalid, "cut off, or no file of a published database", {.file = file},
                      "was it copied whole?");
  return std::make_unique<TarDepot>(file, std::move(members));
}

Result<std::unique_ptr<Depot>> open_web_depot(const std::string& address,
                                              const oci::registry::Settings& settings) {
  PQ_TRY(auto url, net::Url::parse(address.ends_with("/") ? address : address + "/"));
  PQ_TRY(auto options, net::ClientOptions::from(settings.environment));
  options.insecure = settings.insecure;
  if (!settings.authorities.empty()) options.tls.more_authorities.push_back(settings.authorities);
  return std::make_unique<WebDepot>(std::move(url), std::move(options));
}

Result<std::unique_ptr<Depot>> open_depot(const std::string& from, const oci::registry::Settings& settings) {
  constexpr std::string_view kFile = "file://", kOci = "oci://";
  if (from.empty()) {
    return base::fail(ErrorKind::kUsage, "from where?", {},
                      "name a registry's reference, https://…, a folder or a file, or set PRATIQUE_DB_URL");
  }
  if (from.starts_with("https://") || from.starts_with("http://")) return open_web_depot(from, settings);
  if (from.starts_with(kOci)) return open_registry_depot(from.substr(kOci.size()), settings);
  const bool is_file = from.starts_with(kFile);
  const auto path = is_file ? from.substr(kFile.size()) : from;
  std::error_code error;
  if (fs::is_directory(path, error)) return open_folder_depot(path);
  if (fs::exists(path, error)) return open_tar_depot(path);
  const bool is_path = is_file || path.front() == '/' || path.front() == '.' || path.front() == '~';
  if (is_path) return base::fail(ErrorKind::kNotFound, "no such folder or file", {.file = path});
  return open_registry_depot(from, settings);
}

}  // namespace pratique::publish
