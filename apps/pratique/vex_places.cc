#include "vex_places.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "attest/find.h"
#include "attest/predicate.h"
#include "base/text.h"
#include "image.h"
#include "net/client.h"
#include "target.h"
#include "vex/hub.h"
#include "web.h"

namespace pratique::app {

namespace {

// Documents that an index at an address names: each is a request.
constexpr std::size_t kMaxFetched = 1'000;

// RFC 3986 §3.3: a path of an archive may have any byte.
std::string as_url_path(std::string_view path) {
  std::string text;
  for (const char c : path) {
    const bool plain = base::is_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos;
    text += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text;
}

// What lies at addresses. Whatever an answer leads to, be it a redirect or a manifest, is not the user's word and may not
// lead into an inner network, unless the user's own address lies there.
class Web {
 public:
  Web(net::Client& client, const Teller& teller, const vex::BomIndex& boms, vex::VexReading& into)
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
        return vex::read_vex_files(files_at(body), boms_, into_);
    }
    return vex::read_vex_bytes(body.text, place, folder, boms_, into_);
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
  vex::VexFiles files_at(const Body& index) {
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
  vex::VexReading& into_;
  net::Reach reach_ = net::Reach::kAnywhere;
  std::size_t fetches_ = 0;
};

Result<void> read_address(const std::string& address, const CommonOptions& options, const Teller& teller,
                          const vex::BomIndex& boms, vex::VexReading& into) {
  PQ_TRY(auto client, web_client(options));
  return Web(client, teller, boms, into).read(address);
}

}  // namespace

Result<void> read_vex_place(const std::string& place, const CommonOptions& options, const Teller& teller,
                            const vex::BomIndex& boms, vex::VexReading& into) {
  if (is_web_address(place)) return read_address(place, options, teller, boms, into);
  return vex::read_vex_path(place, boms, into);
}

static model::Note unread_note(std::string message, std::string file) {
  return {.code = "vex-unread",
          .message = std::move(message),
          .file = std::move(file),
          .layer = {},
          .incomplete = true};
}

// Lines on standard error; the notes have all.
static constexpr std::size_t kMostTold = 20;

static void add_notes(const vex::VexReading& reading, const std::string& place, const Teller& teller,
                      VexPlaces& into) {
  for (const auto& one : reading.left_out) {
    teller.loud(base::printable(base::to_line(one)));
    into.notes.push_back(unread_note(one.what, one.where.file));
  }
  for (const auto& one : reading.unread) {
    if (&one - reading.unread.data() < static_cast<std::ptrdiff_t>(kMostTold))
      teller.loud("Not read as VEX: " + base::printable(base::to_line(one)));
    into.notes.push_back(unread_note("not read as VEX: " + one.what, one.where.file));
  }
  if (reading.unread_in_all > kMostTold)
    teller.loud(fmt::format("{} of {} not read as VEX in all",
                            counted(reading.unread_in_all, "document", "documents"), place));
  if (const auto more = reading.unread_in_all - reading.unread.size(); more > 0)
    into.notes.push_back(
        unread_note(fmt::format("not read as VEX: {} more", counted(more, "document", "documents")), place));
}

Result<VexPlaces> read_vex_places(const std::vector<std::string>& places, const CommonOptions& options,
                                  const Teller& teller, const vex::BomIndex& boms) {
  VexPlaces all;
  for (const auto& place : places) {
    vex::VexReading reading;
    auto read = read_vex_place(place, options, teller, boms, reading);
    add_notes(reading, place, teller, all);
    PQ_CHECK(std::move(read));
    std::move(reading.documents.begin(), reading.documents.end(), std::back_inserter(all.documents));
  }
  return all;
}

void leave_unread(const Error& error, const Teller& teller, VexPlaces& into) {
  teller.loud("Not read as VEX: " + base::printable(base::to_line(error)));
  into.notes.push_back(unread_note("not read as VEX: " + error.what, error.where.file));
}

ExitCode whether_whole(const VexPlaces& read, const Teller& teller) {
  std::size_t refused = 0;
  for (const auto& document : read.documents) {
    if (document.refused.empty()) continue;
    const auto& first = document.refused.front();
    teller.loud(fmt::format("{}: {} refused, and left out: statement {}: {}{}",
                            base::printable(document.place),
                            counted(document.refused.size(), "statement", "statements"), first.number,
                            base::printable(first.why), document.refused.size() > 1 ? ", …" : ""));
    refused += document.refused.size();
  }
  if (refused == 0 && read.notes.empty()) return kOk;
  teller.loud(
      "Incomplete: what could not be read or believed is not in it; pratique vex lint tells it one by one");
  return kIncomplete;
}

Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           VexPlaces& into) {
  PQ_TRY(const auto image, open_named(options, teller));
  auto& neighbours = *image.open.neighbours;
  const auto finds = attest::find(neighbours, *image.open.image, attest::SearchReach::kAll);
  attest::ImageIdentity identity(neighbours, *image.open.image);
  std::vector<model::Note> notes;
  const auto unread = [&](const std::string& digest, const Error& error) {
    auto located = error;
    located.where.file = "attestation " + digest;
    leave_unread(located, teller, into);
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
      into.documents.push_back(*std::move(document));
    }
  }
  return {};
}

void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms) {
  for (const auto& place : places) {
    if (!is_web_address(place)) vex::add_boms(place, boms);
  }
}

}  // namespace pratique::app
