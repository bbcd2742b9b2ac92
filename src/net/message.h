// What is asked and what is answered.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/stream.h"
#include "net/address.h"
#include "net/secret.h"
#include "net/url.h"

namespace pratique::net {

enum class Method { kGet, kHead, kPut, kPost, kPatch, kDelete };
std::string_view to_string(Method method);
// RFC 9110 §9.2.2: asking twice does what asking once does.
bool is_idempotent(Method method);

// Header fields in the order in which they came; names compare without case (RFC 9110 §5.1).
class Headers {
 public:
  void add(std::string name, std::string value) { list_.push_back({std::move(name), std::move(value)}); }
  // The first of that name; "" when there is none.
  std::string_view get(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

  struct Field {
    std::string name, value;
  };
  const std::vector<Field>& list() const { return list_; }

 private:
  std::vector<Field> list_;
};

// A body that is sent: a text, or a stream that can be opened again when the request has to be made again.
struct RequestBody {
  std::string text;
  std::function<Result<std::unique_ptr<codec::ByteSource>>()> open;
  // Of the stream; nothing: sent in chunks (HTTP/1.1) until it ends.
  std::optional<std::uint64_t> size;
};

struct Request {
  Method method = Method::kGet;
  Url url;
  // Goes to every host that redirects lead to only where it is one of Accept, Range, If-Range, If-None-Match.
  Headers headers;
  // The whole value of the header Authorization ("Bearer …"); goes to the URL's origin only.
  Secret authorization;
  // More headers with credentials in them ("X-Registry-Auth"); to the URL's origin only.
  std::vector<std::pair<std::string, Secret>> secret_headers;
  RequestBody body;
  // Of what was not the user's own words (the realm of a token, a link in a document).
  Reach reach = Reach::kAnywhere;
  // 0: a redirect is given as the answer. RFC 9110 §15.4: followed for GET and HEAD; for others only 307 and
  // 308, and only on the same origin.
  unsigned max_redirects = 5;
  // May be made again after a failure; default: what the method says.
  std::optional<bool> idempotent;
};

struct Response {
  // Whatever the server said: no status is an error of send().
  long status = 0;
  Headers headers;
  // Where it came from, after redirects.
  Url url;
  // What was connected to; behind a proxy what the host's name says, kPublic when it says nothing.
  AddressKind peer = AddressKind::kPublic;
  // "HTTP/1.1", "HTTP/2".
  std::string_view version;
  // Content-Length, where it is known.
  std::optional<std::uint64_t> size;
  // Never null. Pulled: nothing is read from the network but in its calls, and at most some 512 KiB are held.
  // Errors: kIo when the connection ends before the body does, or is silent for too long; kLimit.
  std::unique_ptr<codec::ByteSource> body;

  bool ok() const { return status >= 200 && status < 300; }
};

// The whole body. Errors: kLimit when it has more than `limit` bytes (told before they are read where
// Content-Length says so); kUnsupported when the server packed it though we did not ask for that
// (Content-Encoding), so that a small answer cannot become a large one.
Result<std::string> whole_body(Response& response, std::uint64_t limit);

// The error that a status is: 404 and 410 kNotFound; 401, 403, 407, 408, 429 and 5xx kIo; others kInvalid.
// `detail`: what the server said about it, shortened and cleaned here; may be empty.
Error status_error(const Response& response, std::string_view detail = {});

}  // namespace pratique::net
