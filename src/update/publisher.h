// Asks an address: by HTTP, of a file of this machine (file://), or of a mirror that holds the same under
// HOST/PATH.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "codec/stream.h"
#include "net/client.h"

namespace pratique::update {

// Mirrors keep what has a query under its name with this in the place of "?".
inline constexpr std::string_view kQueryMark = "@";

struct PublisherQuestion {
  std::string url;
  // What is there already: answered by 304 when it is the same. Empty: not said.
  std::string etag, modified;
  // From this byte on, if it is still what `validator` names (RFC 9110 §13.1.5).
  std::uint64_t offset = 0;
  std::string validator;
  // At most so many bytes are wanted: for a look at the beginning. 0: all.
  std::uint64_t first = 0;
  std::string accept;
  // "NAME: VALUE" of a key; goes to the address's own origin only.
  std::string secret_header;
  // A question to an API, of media type application/json: asked by POST, which changes nothing there. Empty: GET.
  std::string body;
  // Of what a publisher's answer named: no nearer than who named it.
  net::Reach reach = net::Reach::kAnywhere;
};

struct PublisherAnswer {
  long status = 0;
  // As said: ETag, Last-Modified, Content-Type, Date. Empty: not said.
  std::string etag, modified, type, date;
  // Of the body.
  std::optional<std::uint64_t> size;
  // Of a 206: where it begins, and how long the whole is.
  std::optional<std::uint64_t> begins, whole;
  // Where it came from, after redirects, for people.
  std::string url;
  // Who answered.
  net::AddressKind peer = net::AddressKind::kLoopback;
  // Null where there is none.
  std::unique_ptr<codec::ByteSource> body;
};

// Thread-safe.
class Publisher {
 public:
  // `mirror`: a folder, file:// or http(s):// address that is asked in the place of all publishers; empty: none. The
  // client must outlive it.
  Publisher(net::Client& client, std::string mirror) : client_(client), mirror_(std::move(mirror)) {}

  // Any status is an answer; errors are those of net::Client::send(), kIo of this machine's files, kInvalid for what is
  // no address, kUnsupported for a question to an API where files are asked.
  Result<PublisherAnswer> ask(const PublisherQuestion& question) const;
  // Where that address is really asked: of the mirror, when there is one.
  Result<std::string> place_of(const std::string& url) const;
  // How slow a publisher may be.
  const net::Floor& floor() const { return client_.options().floor; }
  bool has_mirror() const { return !mirror_.empty(); }

 private:
  net::Client& client_;
  const std::string mirror_;
};

// The error of a status that is no success: kNotFound for 404 and 410. "HTTP 503".
Error refusal(const PublisherAnswer& answer);
// A path within a publisher's folder that an index names: neither absolute nor climbing, without controls.
bool is_plain_path(std::string_view path);

}  // namespace pratique::update
