#include "oci/registry/pages.h"

#include <algorithm>

#include "base/text.h"
#include "net/resume.h"
#include "oci/documents.h"
#include "oci/registry/media.h"

namespace pratique::oci::registry {

namespace {

constexpr std::size_t kMaxPages = 1'000;
// Tags that are made of one digest are a handful.
constexpr std::string_view kFewTags = "20";

// Gives each page's text to `read`, which says whether it wants another. A page that leads to itself ends it by
// the limit.
Result<void> each_page(Endpoint& endpoint, const std::string& path, std::string_view accept,
                       const std::function<Result<bool>(std::string_view text)>& read) {
  net::Request request;
  if (!accept.empty()) request.headers.add("Accept", std::string(accept));
  std::function<Result<net::Response>()> ask = [&] { return endpoint.send(request, path); };
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    PQ_TRY(auto response, ask());
    if (response.status != 200) return tl::unexpected(refusal(response, endpoint));
    auto text = net::whole_body(response, kMaxManifest, ask);
    if (!text) return tl::unexpected(std::move(text).error().in(endpoint.name()));
    PQ_TRY(const bool more, read(*text));
    const auto next = next_page(response.headers);
    if (!more || next.empty()) return {};
    PQ_TRY(const auto to, response.url.resolve(next));
    request.reach = net::reach_from(response.peer);
    ask = [&endpoint, request, to] { return endpoint.send_to(request, to, Action::kPull); };
  }
  return {};
}

}  // namespace

std::string next_page(const net::Headers& headers) {
  for (const auto header : headers.all("Link")) {
    for (const auto link : base::split(header, ',')) {
      const auto open = link.find('<'), close = link.find('>');
      if (open == link.npos || close == link.npos || close < open) continue;
      for (const auto parameter : base::split(link.substr(close + 1), ';')) {
        const auto halves = base::cut(parameter, "=");
        if (!halves || !base::equals_ignoring_case(base::trim(halves->before), "rel")) continue;
        if (base::replace_all(base::trim(halves->after), "\"", "") == "next")
          return std::string(link.substr(open + 1, close - open - 1));
      }
    }
  }
  return "";
}

Result<void> add_referrers(std::string_view text, const std::string& artifact_type, Referrers& referrers) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  if (!document.root()["manifests"].is_array()) return base::invalid("the list of referrers is no index");
  std::optional<Error> wrong;
  document.root()["manifests"].each([&](codec::Json json) {
    if (wrong || referrers.cut) return;
    auto descriptor = read_descriptor(json);
    if (!descriptor) {
      wrong = std::move(descriptor).error();
    } else if (artifact_type.empty() || descriptor->artifact_type == artifact_type) {
      referrers.cut = referrers.manifests.size() == kMaxReferrers;
      if (!referrers.cut) referrers.manifests.push_back(*std::move(descriptor));
    }
  });
  if (wrong) return tl::unexpected(*wrong);
  return {};
}

Result<Referrers> list_referrers(Endpoint& endpoint, const std::string& digest,
                                 const std::string& artifact_type) {
  Referrers referrers;
  const auto read = [&](std::string_view text) -> Result<bool> {
    PQ_CHECK(add_referrers(text, artifact_type, referrers));
    return !referrers.cut;
  };
  // Asked for without a filter: registries may pass over it, and few manifests refer to one image.
  PQ_CHECK(each_page(endpoint, endpoint.prefix() + "/referrers/" + digest, kOciIndex, read));
  return referrers;
}

Result<std::vector<std::string>> list_tags(Endpoint& endpoint) {
  std::vector<std::string> tags;
  const auto read = [&](std::string_view text) -> Result<bool> {
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    document.root()["tags"].each([&](codec::Json tag) {
      if (tags.size() < kMaxTags && is_tag(tag.text())) tags.emplace_back(tag.text());
    });
    return tags.size() < kMaxTags;
  };
  PQ_CHECK(each_page(endpoint, endpoint.prefix() + "/tags/list", "", read));
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  return tags;
}

Result<std::optional<std::vector<std::string>>> list_tags_from(Endpoint& endpoint, const std::string& start) {
  using Tags = std::optional<std::vector<std::string>>;
  // What stands before every tag that begins so, and behind all others before these. Registries that know no
  // pages (docker-registry before 3) pass over it and list all.
  const auto path = endpoint.prefix() + "/tags/list?n=" + std::string(kFewTags) +
                    "&last=" + start.substr(0, start.size() - 1);
  const auto ask = [&] { return endpoint.send({}, path); };
  PQ_TRY(auto response, ask());
  // Some want a tag that there is, and refuse.
  if (response.status != 200) return Tags();
  const auto text = net::whole_body(response, kMaxManifest, ask);
  const bool more = !next_page(response.headers).empty();
  if (!text && text.error().kind == ErrorKind::kLimit) return Tags();
  if (!text) return tl::unexpected(text.error());
  PQ_TRY(const auto document, codec::JsonDocument::parse(*text));
  std::vector<std::string> all;
  document.root()["tags"].each([&](codec::Json tag) { all.emplace_back(tag.text()); });
  // Of a list that goes on the end must be seen, and the order must be that of the specification.
  const bool seen = !more || (std::ranges::is_sorted(all) && !all.empty() && all.back() > start &&
                              !all.back().starts_with(start));
  if (!seen) return Tags();
  std::erase_if(all, [&](const std::string& tag) { return !tag.starts_with(start); });
  return Tags(std::move(all));
}

}  // namespace pratique::oci::registry
