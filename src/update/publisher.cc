#include "update/publisher.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/text.h"

namespace pratique::update {

namespace {

constexpr std::string_view kFile = "file://";

bool is_web(std::string_view place) { return place.starts_with("http://") || place.starts_with("https://"); }

// A folder's file stands for its ETag by when it was written and how long it is.
Result<PublisherAnswer> ask_file(const std::string& path, const PublisherQuestion& question) {
  struct stat status{};
  PublisherAnswer answer{.status = 404, .url = path};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return answer;
    return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = path});
  }
  if (!S_ISREG(status.st_mode)) return answer;
  const auto size = static_cast<std::uint64_t>(status.st_size);
  answer.etag = "\"" + std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec) +
                "-" + std::to_string(size) + "\"";
  answer.status = 200;
  if (!question.etag.empty() && question.etag == answer.etag) {
    answer.status = 304;
    return answer;
  }
  const bool goes_on = question.offset > 0 && question.offset <= size && question.validator == answer.etag;
  const auto from = goes_on ? question.offset : 0;
  if (goes_on) {
    answer.status = 206;
    answer.begins = from;
    answer.whole = size;
  }
  answer.size = size - from;
  PQ_TRY(answer.body, codec::open_file(path, from));
  return answer;
}

net::Request request_of(const PublisherQuestion& question, net::Url url) {
  net::Request request{.url = std::move(url)};
  request.reach = question.reach;
  if (!question.accept.empty()) request.headers.add("Accept", question.accept);
  if (!question.body.empty()) {
    request.method = net::Method::kPost;
    request.idempotent = true;
    request.headers.add("Content-Type", "application/json");
    request.body.text = question.body;
  }
  if (question.offset > 0) {
    request.headers.add("Range", "bytes=" + std::to_string(question.offset) + "-");
    request.headers.add("If-Range", question.validator);
  } else if (question.first > 0) {
    request.headers.add("Range", "bytes=0-" + std::to_string(question.first - 1));
  } else if (!question.etag.empty()) {
    request.headers.add("If-None-Match", question.etag);
    // Who knows no ETags goes by the day (RFC 9110 §13.1.3).
    if (!question.modified.empty()) request.headers.add("If-Modified-Since", question.modified);
  } else if (!question.modified.empty()) {
    request.headers.add("If-Modified-Since", question.modified);
  }
  if (const auto halves = base::cut(question.secret_header, ": "))
    request.secret_headers.emplace_back(std::string(halves->before), net::Secret(std::string(halves->after)));
  return request;
}

// "bytes 500-999/1234".
void read_range(std::string_view header, PublisherAnswer& into) {
  const auto range = base::cut(header, " ");
  const auto whole = range ? base::cut(range->after, "/") : std::nullopt;
  const auto ends = whole ? base::cut(whole->before, "-") : std::nullopt;
  if (!ends) return;
  into.begins = base::to_uint(ends->before);
  into.whole = base::to_uint(whole->after);
}

Result<PublisherAnswer> ask_web(net::Client& client, const std::string& place,
                                const PublisherQuestion& question) {
  PQ_TRY(auto url, net::Url::parse(place));
  PQ_TRY(auto response, client.send(request_of(question, std::move(url))));
  PublisherAnswer answer{.status = response.status,
                         .etag = std::string(response.headers.get("ETag")),
                         .modified = std::string(response.headers.get("Last-Modified")),
                         .type = std::string(response.headers.get("Content-Type")),
                         .date = std::string(response.headers.get("Date")),
                         .size = response.size,
                         .url = response.url.shown(),
                         .peer = response.peer};
  if (!response.headers.get("Content-Encoding").empty() &&
      !base::equals_ignoring_case(response.headers.get("Content-Encoding"), "identity")) {
    return base::fail(ErrorKind::kUnsupported,
                      "packed for the way (" + std::string(response.headers.get("Content-Encoding")) +
                          ") though we did not ask for that",
                      Where{.file = answer.url});
  }
  read_range(response.headers.get("Content-Range"), answer);
  answer.body = std::move(response.body);
  return answer;
}

}  // namespace

Result<std::string> Publisher::place_of(const std::string& url) const {
  if (mirror_.empty() || url.starts_with(kFile)) return url;
  const auto scheme = base::cut(url, "://");
  if (!scheme || !is_web(url)) return base::invalid("no address: " + url);
  const auto rest = base::replace_all(scheme->after, "?", kQueryMark);
  if (!is_plain_path(rest)) return base::invalid("no address for a mirror: " + url);
  return mirror_ + (mirror_.ends_with('/') ? "" : "/") + rest;
}

Result<PublisherAnswer> Publisher::ask(const PublisherQuestion& question) const {
  PQ_TRY(const auto place, place_of(question.url));
  // Nobody else's answer leads to files of this machine.
  if (question.reach != net::Reach::kAnywhere && !has_mirror() && !is_web(place))
    return base::invalid("no address of http or https: " + place);
  if (is_web(place)) return ask_web(client_, place, question);
  if (!question.body.empty())
    return base::fail(ErrorKind::kUnsupported, "an API that is asked by POST; a folder gives no answers",
                      Where{.file = place});
  if (place.starts_with(kFile)) return ask_file(place.substr(kFile.size()), question);
  if (has_mirror()) return ask_file(place, question);
  return base::fail(ErrorKind::kInvalid, "no address of http, https or file: " + place);
}

Error refusal(const PublisherAnswer& answer) {
  const bool gone = answer.status == 404 || answer.status == 410;
  Error error{.kind = gone ? ErrorKind::kNotFound : ErrorKind::kIo,
              .what = "HTTP " + std::to_string(answer.status),
              .where = {.file = answer.url}};
  if (answer.status == 403 || answer.status == 429)
    error.hint = "the publisher refuses this machine: try later, or name a mirror";
  return error;
}

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.size() > 1024) return false;
  for (const unsigned char c : path) {
    if (c < 0x21 || c == 0x7f || c == '\\' || c == '#') return false;
  }
  for (const auto part : base::split(path, '/')) {
    if (part == ".." || part == ".") return false;
  }
  return true;
}

}  // namespace pratique::update
