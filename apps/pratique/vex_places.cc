#include "vex_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>

#include "attest/find.h"
#include "attest/predicate.h"
#include "base/text.h"
#include "codec/stream.h"
#include "image.h"
#include "net/client.h"
#include "target.h"
#include "vex/hub.h"

namespace pratique::app {

namespace fs = std::filesystem;

namespace {

// Of a folder.
constexpr std::size_t kMaxFiles = 50'000;
constexpr std::size_t kMaxDocuments = 10'000;
constexpr int kMaxDepth = 24;
// Of all documents together.
constexpr std::uint64_t kMaxAllBytes = 512ull << 20;
// Documents that an index at an address names: each is a request.
constexpr std::size_t kMaxFetched = 1'000;
// Where the form of a document is told from.
constexpr std::size_t kHead = 64 << 10;

bool is_address(std::string_view place) {
  return place.starts_with("https://") || place.starts_with("http://");
}

// RFC 3986 §3.3: a path of an archive may have any byte.
std::string as_url_path(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool plain = base::is_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

// Files under one name: of a folder, of an archive, of a repository at an address.
struct Files {
  // How the user knows it.
  std::string place;
  // The content of a file.
  std::function<Result<std::string>(const std::string& path)> text;
  // The name of a file in reports.
  std::function<std::string(const std::string& path)> name;
  // Paths of all that can be documents, sorted.
  std::function<Result<std::vector<std::string>>()> all;
};

// The paths of a folder whose names can be those of documents, sorted. Links are not followed: they may lead anywhere,
// and in circles.
Result<std::vector<std::string>> paths_of(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (at->is_directory(error) && (name == ".git" || at.depth() >= kMaxDepth)) {
      at.disable_recursion_pending();
      continue;
    }
    if (at->is_symlink(error) || !at->is_regular_file(error)) continue;
    if (!name.ends_with(".json") && !name.ends_with(".xml")) continue;
    if (paths.size() >= kMaxFiles) return base::over_limit("over 50,000 documents");
    paths.push_back(at->path().lexically_relative(folder).string());
  }
  if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = folder});
  std::sort(paths.begin(), paths.end());
  return paths;
}

Files files_of_folder(const std::string& folder) {
  const auto full = [folder](const std::string& path) { return (fs::path(folder) / path).string(); };
  return {.place = folder,
          .text = [full](const std::string& path) { return text_of_file(full(path)); },
          .name = full,
          .all = [folder] { return paths_of(folder); }};
}

Files files_of_archive(const std::string& place, std::map<std::string, std::string> members) {
  const auto held = std::make_shared<const std::map<std::string, std::string>>(std::move(members));
  return {.place = place,
          .text = [held](const std::string& path) -> Result<std::string> {
            const auto at = held->find(path);
            if (at == held->end()) return base::fail(ErrorKind::kNotFound, "no such member");
            return at->second;
          },
          .name = [place](const std::string& path) { return path.empty() ? place : place + "!" + path; },
          .all =
              [held] {
                std::vector<std::string> paths;
                for (const auto& [path, text] : *held) paths.push_back(path);
                return Result<std::vector<std::string>>(std::move(paths));
              }};
}

// The documents that an index.json names; nothing: there is none.
Result<std::optional<std::vector<std::string>>> indexed(const Files& files, const Teller& teller) {
  const auto text = files.text("index.json");
  if (!text) return std::nullopt;
  PQ_TRY(auto index, vex::read_hub_index(*text));
  if (!index) return std::nullopt;
  if (index->left_out > 0)
    teller.loud(fmt::format("{}: its index names {} outside of it, left out", files.place,
                            counted(index->left_out, "document", "documents")));
  return std::move(index->documents);
}

class FilesReader {
 public:
  FilesReader(const Files& files, const Teller& teller, const vex::BomIndex& boms,
              std::vector<vex::VexDocument>& into)
      : files_(files), teller_(teller), boms_(boms), into_(into) {}

  Result<void> read() {
    PQ_TRY(auto paths, indexed(files_, teller_));
    is_indexed_ = paths.has_value();
    if (!paths) {
      PQ_TRY(paths, files_.all());
    }
    for (const auto& path : *paths) PQ_CHECK(read(path));
    if (odd_ > 0)
      teller_.loud(fmt::format("{} not read as VEX: {}{}", counted(odd_, "document", "documents"), first_,
                               odd_ > 1 ? ", …" : ""));
    if (read_ == 0) return base::fail(ErrorKind::kInvalid, "no VEX document", {.file = files_.place});
    return {};
  }

 private:
  Result<void> read(const std::string& path) {
    auto text = files_.text(path);
    const bool wanted = text && (is_indexed_ || vex::may_be_vex(std::string_view(*text).substr(0, kHead)));
    if (text && !wanted) return {};
    if (text) bytes_ += text->size();
    if (bytes_ > kMaxAllBytes || read_ >= kMaxDocuments)
      return base::fail(ErrorKind::kLimit, "over 512 MiB or 10,000 documents of VEX", {.file = files_.place});
    const auto name = files_.name(path);
    auto document = text ? vex::read_vex(*text, name, &boms_) : tl::unexpected(std::move(text).error());
    if (document) {
      into_.push_back(*std::move(document));
      ++read_;
      return {};
    }
    // A BOM in a folder of VEX documents is there for their links.
    if (document.error().kind == ErrorKind::kUnsupported && !is_indexed_) return {};
    if (odd_++ == 0) first_ = base::to_line(std::move(document).error().in(name));
    return {};
  }

  const Files& files_;
  const Teller& teller_;
  const vex::BomIndex& boms_;
  std::vector<vex::VexDocument>& into_;
  bool is_indexed_ = false;
  std::uint64_t bytes_ = 0;
  std::size_t read_ = 0, odd_ = 0;
  std::string first_;
};

// What was found where a document was looked for, in a word or two: a page that says no is often a page of 200.
std::string nature_of(std::string_view text) {
  const auto head = base::to_lower(base::trim(text.substr(0, 256)));
  if (head.empty()) return "nothing";
  if (head.starts_with("<!doctype html") || head.starts_with("<html")) return "a page of HTML";
  return head.starts_with('{') || head.starts_with('[') ? "other JSON" : "something else";
}

Result<void> read_document(std::string_view text, const std::string& name, const vex::BomIndex& boms,
                           std::vector<vex::VexDocument>& into) {
  auto document = vex::read_vex(text, name, &boms);
  if (!document) {
    const auto nature = nature_of(text);
    if (nature == "nothing" || nature == "a page of HTML")
      return base::fail(ErrorKind::kUnsupported, "no VEX document but " + nature, {.file = name});
    return tl::unexpected(std::move(document).error());
  }
  into.push_back(*std::move(document));
  return {};
}

// Bytes that may be an archive of documents or one document.
Result<void> read_bytes(std::string_view bytes, const std::string& place, const std::string& folder,
                        const Teller& teller, const vex::BomIndex& boms,
                        std::vector<vex::VexDocument>& into) {
  if (!vex::may_be_archive(bytes)) {
    if (bytes.size() > vex::kMaxVexBytes)
      return base::fail(ErrorKind::kLimit, "over 32 MiB", {.file = place});
    return read_document(bytes, place, boms, into);
  }
  auto members = vex::unpack_documents(bytes);
  if (!members) return tl::unexpected(std::move(members).error().in(place));
  if (members->size() == 1 && members->begin()->first.empty())
    return read_document(members->begin()->second, place, boms, into);
  const auto files = files_of_archive(place, vex::rooted(*std::move(members), folder));
  return FilesReader(files, teller, boms, into).read();
}

// What lies at addresses. Whatever an answer leads to, be it a redirect or a manifest, is not the user's word and may not
// lead into an inner network, unless the user's own address lies there.
class Web {
 public:
  Web(net::Client& client, const Teller& teller, const vex::BomIndex& boms,
      std::vector<vex::VexDocument>& into)
      : client_(client), teller_(teller), boms_(boms), into_(into) {}

  Result<void> read(const std::string& address) {
    const auto location = vex::hub_location(address);
    PQ_TRY(const auto url, net::Url::parse(location.address));
    if (location.folder.empty() && url.path_and_query().ends_with('/')) return read_repository(url);
    PQ_TRY(const auto body, fetched(url));
    return read_body(body, location.folder, true);
  }

 private:
  struct Body {
    std::string text;
    net::Url url;
  };

  Result<Body> fetched(const net::Url& url) {
    auto response = client_.send({.method = net::Method::kGet,
                                  .url = url,
                                  .headers = {},
                                  .authorization = {},
                                  .secret_headers = {},
                                  .body = {},
                                  .reach = reach_,
                                  .idempotent = {}});
    if (!response) return tl::unexpected(std::move(response).error().in(url.shown()));
    if (!response->ok()) return tl::unexpected(net::status_error(*response).in(url.shown()));
    auto text = net::whole_body(*response, vex::kMaxHubArchive);
    if (!text) return tl::unexpected(std::move(text).error().in(url.shown()));
    // From here on it is the answer's word.
    reach_ = net::narrower(reach_, net::reach_from(response->peer));
    return Body{.text = *std::move(text), .url = response->url};
  }

  // Its manifest where a repository has it (§2.2), or, of one that is simply served, beside its documents.
  Result<void> read_repository(const net::Url& base) {
    for (const auto* name : {".well-known/vex-repository.json", "vex-repository.json", "index.json"}) {
      PQ_TRY(const auto url, base.resolve(name));
      const auto body = fetched(url);
      if (body) return read_body(*body, "", true);
      if (body.error().kind != ErrorKind::kNotFound) return tl::unexpected(body.error());
    }
    return base::fail(ErrorKind::kNotFound, "no VEX repository: no vex-repository.json and no index.json",
                      {.file = base.shown()});
  }

  Result<void> read_body(const Body& body, const std::string& folder, bool may_lead_on) {
    const auto place = body.url.shown();
    if (!vex::may_be_archive(body.text)) {
      auto locations = vex::read_hub_manifest(body.text);
      if (!locations) return tl::unexpected(std::move(locations).error().in(place));
      if (*locations && !may_lead_on)
        return base::fail(ErrorKind::kUnsupported, "a manifest of a repository where its archive should be",
                          {.file = place});
      if (*locations) return read_locations(body.url, **locations);
      if (const auto index = vex::read_hub_index(body.text); index && *index)
        return FilesReader(files_at(body), teller_, boms_, into_).read();
    }
    return read_bytes(body.text, place, folder, teller_, boms_, into_);
  }

  // The first that can be had.
  Result<void> read_locations(const net::Url& manifest, const std::vector<vex::HubLocation>& locations) {
    Result<void> last;
    for (const auto& one : locations) {
      last = manifest.resolve(one.address)
                 .and_then([&](const net::Url& url) { return fetched(url); })
                 .and_then([&](const Body& body) { return read_body(body, one.folder, false); });
      if (last) return {};
      if (&one != &locations.back()) teller_.warn(base::printable(base::to_line(last.error())));
    }
    return last;
  }

  // The documents beside an index that was fetched already.
  Files files_at(const Body& index) {
    const auto full = [url = index.url](const std::string& path) {
      // A path is no address, whatever it looks like.
      return url.resolve("./" + as_url_path(path));
    };
    return {.place = index.url.shown(),
            .text = [this, &index, full](const std::string& path) -> Result<std::string> {
              if (path == "index.json") return index.text;
              if (++fetches_ > kMaxFetched)
                return base::over_limit("over 1,000 documents of an index at an address; name its archive");
              PQ_TRY(const auto url, full(path));
              PQ_TRY(auto body, fetched(url));
              return std::move(body.text);
            },
            .name =
                [full](const std::string& path) {
                  const auto url = full(path);
                  return url ? url->shown() : path;
                },
            .all = [] { return Result<std::vector<std::string>>(std::vector<std::string>()); }};
  }

  net::Client& client_;
  const Teller& teller_;
  const vex::BomIndex& boms_;
  std::vector<vex::VexDocument>& into_;
  net::Reach reach_ = net::Reach::kAnywhere;
  std::size_t fetches_ = 0;
};

Result<void> read_address(const std::string& address, const CommonOptions& options, const Teller& teller,
                          const vex::BomIndex& boms, std::vector<vex::VexDocument>& into) {
  PQ_TRY(auto client_options, net::ClientOptions::from(net::system_environment));
  if (!options.authorities.empty()) client_options.tls.more_authorities.push_back(options.authorities);
  client_options.insecure = options.insecure;
  net::Client client(std::move(client_options));
  return Web(client, teller, boms, into).read(address);
}

// A file may be an archive, which is larger than a document.
Result<std::string> bytes_of_file(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file));
  return codec::read_all(*source, vex::kMaxHubArchive);
}

void add_bom(std::string_view text, vex::BomIndex& boms) {
  constexpr std::size_t kFew = 4 << 10;
  if (base::contains(base::to_lower(text.substr(0, kFew)), "cyclonedx")) boms.add(text);
}

}  // namespace

Result<std::string> text_of_file(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file));
  return codec::read_all(*source, vex::kMaxVexBytes);
}

Result<void> read_vex_place(const std::string& place, const CommonOptions& options, const Teller& teller,
                            const vex::BomIndex& boms, std::vector<vex::VexDocument>& into) {
  if (is_address(place)) return read_address(place, options, teller, boms, into);
  std::error_code error;
  if (fs::is_directory(place, error)) {
    const auto files = files_of_folder(place);
    return FilesReader(files, teller, boms, into).read();
  }
  auto bytes = bytes_of_file(place);
  if (!bytes) return tl::unexpected(std::move(bytes).error().in(place));
  return read_bytes(*bytes, place, "", teller, boms, into);
}

Result<std::vector<vex::VexDocument>> read_vex_places(const std::vector<std::string>& places,
                                                      const CommonOptions& options, const Teller& teller) {
  std::vector<vex::VexDocument> documents;
  for (const auto& place : places) PQ_CHECK(read_vex_place(place, options, teller, {}, documents));
  return documents;
}

Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           std::vector<vex::VexDocument>& into) {
  PQ_TRY(const auto image, open_named(options, teller));
  auto& neighbours = *image.open.neighbours;
  const auto finds = attest::find(neighbours, *image.open.image, attest::SearchReach::kAll);
  attest::ImageIdentity identity(neighbours, *image.open.image);
  std::vector<model::Note> notes;
  const auto unread = [&](const std::string& digest, const Error& error) {
    teller.loud("An attestation was not read as VEX: " + digest + ": " + error.what);
  };
  for (const auto& found : finds.all) {
    if (found.content != attest::Content::kStatements) continue;
    auto loaded = attest::load(neighbours, identity, found, notes);
    if (!loaded) {
      unread(found.blob.digest, loaded.error());
      continue;
    }
    for (const auto& one : *loaded) {
      if (!one.about || attest::predicate_of(one.predicate_type()) != attest::Predicate::kVex) continue;
      vex::VexThing about;
      vex::add_name(about, one.about->digest);
      auto document =
          vex::read_vex(one.statement.predicate(), "attestation " + found.blob.digest, &boms, &about);
      if (!document) {
        unread(found.blob.digest, document.error());
        continue;
      }
      document->origin = vex::VexOrigin::kAttached;
      // The statement's digest is one of this image's, be it of an index.
      into.push_back(*std::move(document));
    }
  }
  return {};
}

void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms) {
  for (const auto& place : places) {
    std::error_code error;
    if (is_address(place)) continue;
    if (fs::is_directory(place, error)) {
      for (const auto& path : paths_of(place).value_or(std::vector<std::string>())) {
        const auto text = text_of_file((fs::path(place) / path).string());
        if (text) add_bom(*text, boms);
      }
      continue;
    }
    const auto bytes = bytes_of_file(place);
    if (!bytes) continue;
    if (!vex::may_be_archive(*bytes)) {
      add_bom(*bytes, boms);
      continue;
    }
    const auto members = vex::unpack_documents(*bytes);
    if (!members) continue;
    for (const auto& [path, text] : *members) add_bom(text, boms);
  }
}

}  // namespace pratique::app
