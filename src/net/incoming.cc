#include "net/incoming.h"

#include "base/text.h"
#include "net/connections.h"

namespace pratique::net {

namespace {

constexpr std::size_t kMaxHeaders = 200;
constexpr std::size_t kMaxHeaderBytes = 64 << 10;
// Interim answers (1xx) before the one that counts.
constexpr unsigned kMaxInterim = 10;
// Then libcurl is told to wait. One call of its may bring kCurlBuffer more.
constexpr std::size_t kHold = 256 << 10;
constexpr long kCurlBuffer = 256 << 10;

}  // namespace

void Incoming::set_up() {
  set(curl_, easy_, CURLOPT_BUFFERSIZE, kCurlBuffer);
  set(curl_, easy_, CURLOPT_HEADERFUNCTION, &Incoming::on_header);
  set(curl_, easy_, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(curl_, easy_, CURLOPT_WRITEFUNCTION, &Incoming::on_body);
  set(curl_, easy_, CURLOPT_WRITEDATA, static_cast<void*>(this));
}

std::size_t Incoming::on_header(char* text, std::size_t one, std::size_t count, void* self) {
  auto& incoming = *static_cast<Incoming*>(self);
  incoming.last_ = Clock::now();
  return incoming.take_header({text, one * count}) ? one * count : 0;
}

bool Incoming::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes || headers_.list().size() > kMaxHeaders) {
    broken_ = Error{.kind = ErrorKind::kLimit, .what = "the answer has too many headers"};
    return false;
  }
  line = base::trim(line);
  if (headers_done_) return true;  // trailers: nobody asked for them
  if (line.starts_with("HTTP/")) {
    headers_ = {};
    return true;
  }
  if (line.empty()) {
    curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status_);
    headers_done_ = status_ >= 200;
    if (!headers_done_ && ++interim_ > kMaxInterim) {
      broken_ = Error{.kind = ErrorKind::kLimit, .what = "the answer does not come to its point (1xx)"};
      return false;
    }
    return true;
  }
  if (const auto halves = base::cut(line, ":"))
    headers_.add(std::string(base::trim(halves->before)), std::string(base::trim(halves->after)));
  return true;
}

std::size_t Incoming::on_body(char* bytes, std::size_t one, std::size_t count, void* self) {
  auto& incoming = *static_cast<Incoming*>(self);
  incoming.last_ = Clock::now();
  return incoming.take_body({reinterpret_cast<const std::byte*>(bytes), one * count});
}

std::size_t Incoming::take_body(base::Bytes bytes) {
  body_began_ = true;
  if (discard_) {
    if (received_ + bytes.size() > kMaxDrained) return 0;
    received_ += bytes.size();
    return bytes.size();
  }
  if (given_ == held_.size()) {
    held_.clear();
    given_ = 0;
  }
  if (held_.size() - given_ >= kHold) {
    paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  held_.insert(held_.end(), bytes.begin(), bytes.end());
  received_ += bytes.size();
  return bytes.size();
}

void Incoming::go_on() {
  if (!paused_) return;
  paused_ = false;
  curl_.easy_pause(easy_, CURLPAUSE_CONT);
}

}  // namespace pratique::net
