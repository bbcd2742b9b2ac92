#include "net/transfer.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "net/connections.h"
#include "net/failure.h"
#include "net/incoming.h"
#include "net/outgoing.h"

namespace pratique::net {

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

double seconds(Milliseconds time) { return static_cast<double>(time.count()) / 1000; }

class Transfer : public codec::ByteSource {
 public:
  Transfer(std::shared_ptr<Connections> connections, std::unique_ptr<Lane> lane, const Hop& hop)
      : connections_(std::move(connections)),
        curl_(lane->curl),
        lane_(std::move(lane)),
        url_(hop.url),
        reach_(hop.reach),
        out_(curl_, hop.request),
        in_(curl_, lane_->easy),
        pace_(connections_->options().floor) {}
  ~Transfer() override { stop(); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  Result<void> set_up(const Hop& hop);
  // Until the answer's headers are there. False: ended_badly().
  bool wait_for_headers();
  // Fills in all but the body.
  void tell(Response& response) const;
  // When all has come, others may have the connection, whoever reads what is held here.
  void rest() {
    if (state_ != State::kRunning) stop();
  }

  Result<std::size_t> read(std::span<std::byte> into) override;
  Result<base::Bytes> next() override;

  const Error& error() const { return error_; }
  bool may_pass() const { return may_pass_; }

 private:
  enum class State { kRunning, kDone, kFailed };

  void set_basics();
  void set_proxy();
  // Lets libcurl work until it has something for us: bytes, headers, or the end.
  void work();
  bool has_news(bool had_headers) const;
  bool timed_out(Clock::time_point began);
  bool is_too_slow(Clock::time_point now);
  std::uint64_t moved() const;
  void look_for_end();
  void finish(CURLcode code);
  Error error_of(CURLcode code);
  void fail_with(Error error, bool may_pass);
  // Gives the lane back, or throws its connection away when the answer was not read to its end.
  void stop();

  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  bool may_connect(AddressKind kind);

  const std::shared_ptr<Connections> connections_;
  const CurlLibrary& curl_;
  std::unique_ptr<Lane> lane_;
  const Url url_;
  const Reach reach_;
  char curl_says_[CURL_ERROR_SIZE] = "";
  Outgoing out_;
  Incoming in_;
  Pace pace_;

  // Facts of the connection, kept when the lane is gone.
  bool proxied_ = false;
  std::optional<AddressKind> refused_;

  State state_ = State::kRunning;
  bool added_ = false;
  Error error_;
  bool may_pass_ = false;
};

// --- setting up

void Transfer::set_basics() {
  auto* easy = lane_->easy;
  const auto& options = connections_->options();
  const auto put = [&](CURLoption option, auto value) { set(curl_, easy, option, value); };
  put(CURLOPT_URL, url_.text().c_str());
  put(CURLOPT_PROTOCOLS_STR, "http,https");
  put(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  put(CURLOPT_FOLLOWLOCATION, 0L);
  put(CURLOPT_NOSIGNAL, 1L);
  put(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  put(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  // Bytes are what digests are of: nothing is unpacked on the way.
  put(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  put(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  put(CURLOPT_TCP_KEEPALIVE, 1L);
  put(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_within.count()));
  put(CURLOPT_ERRORBUFFER, static_cast<char*>(curl_says_));
  put(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
  put(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  if (!options.unix_socket.empty()) put(CURLOPT_UNIX_SOCKET_PATH, options.unix_socket.c_str());
}

void Transfer::set_proxy() {
  const auto& options = connections_->options();
  const auto* proxy = options.unix_socket.empty() ? options.proxies.of(url_) : nullptr;
  proxied_ = proxy != nullptr;
  // Said in any case: libcurl would ask the environment else.
  set(curl_, lane_->easy, CURLOPT_PROXY, proxy ? proxy->address.c_str() : "");
  set(curl_, lane_->easy, CURLOPT_NOPROXY, "");
  if (!proxy || proxy->credentials.empty()) return;
  const std::string credentials(proxy->credentials.reveal());
  set(curl_, lane_->easy, CURLOPT_PROXYUSERPWD, credentials.c_str());
}

Result<void> Transfer::set_up(const Hop& hop) {
  set_basics();
  set_proxy();
  in_.set_up();
  PQ_CHECK(out_.set_up(lane_->easy, hop));
  PQ_CHECK(connections_->set_tls(*lane_, url_, hop.is_own_origin));
  added_ = curl_.multi_add_handle(lane_->multi, lane_->easy) == CURLM_OK;
  if (!added_) return base::fail(ErrorKind::kIo, "no memory for a connection");
  return {};
}

// --- where it goes

curl_socket_t Transfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.may_connect(kind_of(address->addr))) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Asked with the very address that is connected to next.
bool Transfer::may_connect(AddressKind kind) {
  const auto& options = connections_->options();
  // To a proxy, which the user named; what it connects to only itself knows.
  if (proxied_ || kind == AddressKind::kUnix) return true;
  const bool in_clear = !url_.is_secure() && !options.insecure && !options.plain_http;
  if (may_reach(reach_, kind) && (!in_clear || kind == AddressKind::kLoopback)) return true;
  refused_ = kind;
  return false;
}

// --- working

// The bytes of both bodies that went over the wire; libcurl counts those that are sent.
std::uint64_t Transfer::moved() const {
  curl_off_t sent = 0;
  curl_.easy_getinfo(lane_->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
  return in_.received() + static_cast<std::uint64_t>(std::max<curl_off_t>(sent, 0));
}

// While a body is on its way in either direction. How long an answer takes to begin is answer_within's matter.
bool Transfer::is_too_slow(Clock::time_point now) {
  if (!in_.has_headers() && !out_.is_under_way()) {
    pace_.begin(now, moved());
    return false;
  }
  if (pace_.goes_on(now, moved())) return false;
  fail_with({.kind = ErrorKind::kIo,
             .what = fmt::format("too slow: {} bytes in {:g} s", pace_.came(),
                                 seconds(connections_->options().floor.within))},
            true);
  return true;
}

bool Transfer::timed_out(Clock::time_point began) {
  const auto& options = connections_->options();
  const auto now = Clock::now();
  if (now - std::max({in_.last(), out_.last(), began}) < options.silent_within) return is_too_slow(now);
  fail_with({.kind = ErrorKind::kIo,
             .what = fmt::format("nothing came for {:g} s", seconds(options.silent_within))},
            true);
  return true;
}

bool Transfer::has_news(bool had_headers) const {
  return state_ != State::kRunning || !in_.held().empty() || (!had_headers && in_.has_headers());
}

void Transfer::work() {
  const bool had_headers = in_.has_headers();
  const auto began = Clock::now();
  pace_.begin(began, moved());
  in_.go_on();
  while (true) {
    int running = 0;
    curl_.multi_perform(lane_->multi, &running);
    look_for_end();
    // What came to its end came in time.
    if (state_ != State::kRunning || timed_out(began) || has_news(had_headers)) return;
    const auto until = connections_->options().silent_within;
    const auto wait = std::clamp<Milliseconds::rep>(until.count(), 1, 1000);
    curl_.multi_poll(lane_->multi, nullptr, 0, static_cast<int>(wait), nullptr);
  }
}

void Transfer::look_for_end() {
  int left = 0;
  while (const auto* message = curl_.multi_info_read(lane_->multi, &left)) {
    if (message->msg == CURLMSG_DONE) return finish(message->data.result);
  }
}

void Transfer::finish(CURLcode code) {
  if (code == CURLE_OK) {
    in_.end();
    state_ = State::kDone;
    return;
  }
  const auto& broken = in_.broken() ? in_.broken() : out_.broken();
  auto error = broken ? *broken : error_of(code);
  fail_with(std::move(error), may_pass_ && !broken);
}

void Transfer::fail_with(Error error, bool may_pass) {
  state_ = State::kFailed;
  error_ = std::move(error).in(url_.shown());
  may_pass_ = may_pass;
}

bool Transfer::wait_for_headers() {
  const auto began = Clock::now();
  const auto& options = connections_->options();
  while (state_ == State::kRunning && !in_.has_headers()) {
    work();
    if (state_ == State::kRunning && Clock::now() - began > options.answer_within)
      fail_with({.kind = ErrorKind::kIo, .what = "the answer takes too long to begin"}, true);
  }
  return state_ != State::kFailed || (in_.has_headers() && in_.body_began());
}

Result<base::Bytes> Transfer::next() {
  // What was given last time is no longer looked at.
  if (in_.held().empty() && state_ == State::kRunning) work();
  rest();
  const auto bytes = in_.held();
  in_.take(bytes.size());
  if (!bytes.empty()) return bytes;
  if (state_ == State::kFailed) return tl::unexpected(error_);
  return base::Bytes();
}

Result<std::size_t> Transfer::read(std::span<std::byte> into) {
  if (into.empty()) return 0;
  PQ_TRY(const auto bytes, next());
  const auto size = std::min(into.size(), bytes.size());
  // Not std::ranges::copy, which libstdc++ 12 does byte by byte here.
  if (size > 0) std::memcpy(into.data(), bytes.data(), size);
  in_.put_back(bytes.size() - size);
  return size;
}

void Transfer::stop() {
  if (!lane_) return;
  if (added_) {
    if (state_ == State::kRunning && in_.has_headers()) {
      // Maybe the end is there already, and the connection can be kept.
      in_.discard();
      in_.go_on();
      int running = 0;
      curl_.multi_perform(lane_->multi, &running);
    }
    curl_.multi_remove_handle(lane_->multi, lane_->easy);
  }
  connections_->give_back(std::move(lane_));
}

void Transfer::tell(Response& response) const {
  response.status = in_.status();
  response.headers = in_.headers();
  response.url = url_;
  long version = 0;
  curl_.easy_getinfo(lane_->easy, CURLINFO_HTTP_VERSION, &version);
  response.version = version == CURL_HTTP_VERSION_2_0   ? "HTTP/2"
                     : version == CURL_HTTP_VERSION_1_0 ? "HTTP/1.0"
                                                        : "HTTP/1.1";
  if (const auto size = base::to_uint(in_.headers().get("content-length"))) response.size = size;
  const char* ip = nullptr;
  curl_.easy_getinfo(lane_->easy, CURLINFO_PRIMARY_IP, &ip);
  if (!connections_->options().unix_socket.empty()) {
    response.peer = AddressKind::kUnix;
  } else if (proxied_) {
    response.peer = kind_of_host(url_.host()).value_or(AddressKind::kPublic);
  } else {
    response.peer = kind_of_literal(ip ? ip : "").value_or(AddressKind::kReserved);
  }
}

// --- errors

Error Transfer::error_of(CURLcode code) {
  long number = 0;
  curl_.easy_getinfo(lane_->easy, CURLINFO_OS_ERRNO, &number);
  long proxy_status = 0;
  curl_.easy_getinfo(lane_->easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
  auto failure = failure_of(code, {.curl_says = curl_says_[0] ? curl_says_ : curl_.easy_strerror(code),
                                   .system_error = static_cast<int>(number),
                                   .proxy_status = proxy_status,
                                   .refused = refused_,
                                   .received = in_.received(),
                                   .connect_within = connections_->options().connect_within});
  may_pass_ = failure.may_pass;
  return std::move(failure.error);
}

}  // namespace

Attempt attempt(const std::shared_ptr<Connections>& connections, const Hop& hop) {
  Attempt attempt;
  auto lane = connections->take(hop.url, hop.reach);
  if (!lane) {
    attempt.error = std::move(lane).error();
    return attempt;
  }
  auto transfer = std::make_unique<Transfer>(connections, *std::move(lane), hop);
  if (auto ready = transfer->set_up(hop); !ready) {
    attempt.error = std::move(ready).error().in(hop.url.shown());
    return attempt;
  }
  if (!transfer->wait_for_headers()) {
    attempt.error = transfer->error();
    attempt.may_pass = transfer->may_pass();
    return attempt;
  }
  transfer->tell(attempt.response);
  transfer->rest();
  attempt.response.body = std::move(transfer);
  return attempt;
}

void drain(Response& response) {
  if (!response.body || !response.size || *response.size > kMaxDrained) return;
  while (true) {
    const auto bytes = response.body->next();
    if (!bytes || bytes->empty()) return;
  }
}

}  // namespace pratique::net
