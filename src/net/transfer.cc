#include "net/transfer.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/program.h"
#include "base/text.h"
#include "net/connections.h"
#include "net/failure.h"
#include "net/header_list.h"

namespace pratique::net {

namespace {

constexpr std::size_t kMaxHeaders = 200;
constexpr std::size_t kMaxHeaderBytes = 64 << 10;
// Interim answers (1xx) before the one that counts.
constexpr unsigned kMaxInterim = 10;
// Then libcurl is told to wait. One call of its may bring kCurlBuffer more.
constexpr std::size_t kHold = 256 << 10;
constexpr long kCurlBuffer = 256 << 10;
// A body that nobody wants is read so far, for its connection's sake.
constexpr std::uint64_t kMaxDrained = 64 << 10;

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

double seconds(Milliseconds time) { return static_cast<double>(time.count()) / 1000; }

// Headers that say nothing of who asks; all others stay with the origin that they were made for.
bool may_follow(std::string_view name) {
  constexpr std::string_view kHarmless[] = {"accept", "range", "if-range", "if-none-match"};
  return base::is_one_of(base::to_lower(name), kHarmless);
}

class Transfer : public codec::ByteSource {
 public:
  Transfer(std::shared_ptr<Connections> connections, std::unique_ptr<Lane> lane, const Hop& hop)
      : connections_(std::move(connections)),
        curl_(lane->curl),
        lane_(std::move(lane)),
        headers_out_(curl_),
        url_(hop.url),
        reach_(hop.reach),
        method_(hop.request.method),
        body_out_(hop.request.body) {}
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
  Result<void> set_headers(const Hop& hop);
  void set_method();
  void set_proxy();
  // Lets libcurl work until it has something for us: bytes, headers, or the end.
  void work();
  bool has_news(bool had_headers) const;
  bool timed_out(Clock::time_point began);
  void look_for_end();
  void finish(CURLcode code);
  Error error_of(CURLcode code);
  void fail_with(Error error, bool may_pass);
  // Gives the lane back, or throws its connection away when the answer was not read to its end.
  void stop();

  static std::size_t on_header(char* text, std::size_t one, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t one, std::size_t count, void* self);
  static std::size_t on_send(char* into, std::size_t one, std::size_t count, void* self);
  static int on_rewind(void* self, curl_off_t offset, int origin);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  bool take_header(std::string_view line);
  Result<std::size_t> give_body(std::span<std::byte> into);
  bool may_connect(AddressKind kind);

  const std::shared_ptr<Connections> connections_;
  const CurlLibrary& curl_;
  std::unique_ptr<Lane> lane_;
  HeaderList headers_out_;
  const Url url_;
  const Reach reach_;
  const Method method_;
  char curl_says_[CURL_ERROR_SIZE] = "";

  // What is sent.
  RequestBody body_out_;
  std::unique_ptr<codec::ByteSource> stream_out_;
  std::size_t sent_ = 0;  // of body_out_.text

  // What came.
  Headers headers_in_;
  std::size_t header_bytes_ = 0;
  unsigned interim_ = 0;
  long status_ = 0;
  bool headers_done_ = false;
  bool body_began_ = false;
  std::vector<std::byte> held_;
  std::size_t given_ = 0;  // of held_
  std::uint64_t received_ = 0;
  bool paused_ = false;
  bool discard_ = false;

  // Facts of the connection, kept when the lane is gone.
  std::string_view version_;
  bool proxied_ = false;
  std::optional<AddressKind> refused_;

  State state_ = State::kRunning;
  bool added_ = false;
  Error error_;
  std::optional<Error> broken_;  // a callback ended it
  bool may_pass_ = false;
  Clock::time_point last_byte_ = Clock::now();
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
  put(CURLOPT_BUFFERSIZE, kCurlBuffer);
  put(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_within.count()));
  put(CURLOPT_ERRORBUFFER, static_cast<char*>(curl_says_));
  put(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  put(CURLOPT_HEADERDATA, static_cast<void*>(this));
  put(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  put(CURLOPT_WRITEDATA, static_cast<void*>(this));
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

void Transfer::set_method() {
  auto* easy = lane_->easy;
  const auto put = [&](CURLoption option, auto value) { set(curl_, easy, option, value); };
  const bool has_body = body_out_.open || !body_out_.text.empty();
  if (method_ == Method::kGet || (method_ == Method::kDelete && !has_body)) put(CURLOPT_HTTPGET, 1L);
  if (method_ == Method::kHead) put(CURLOPT_NOBODY, 1L);
  const bool sends =
      has_body || (method_ != Method::kGet && method_ != Method::kHead && method_ != Method::kDelete);
  if (sends) {
    put(CURLOPT_UPLOAD, 1L);
    put(CURLOPT_READFUNCTION, &Transfer::on_send);
    put(CURLOPT_READDATA, static_cast<void*>(this));
    put(CURLOPT_SEEKFUNCTION, &Transfer::on_rewind);
    put(CURLOPT_SEEKDATA, static_cast<void*>(this));
    const auto size = body_out_.open ? body_out_.size : std::optional<std::uint64_t>(body_out_.text.size());
    put(CURLOPT_INFILESIZE_LARGE, size ? static_cast<curl_off_t>(*size) : curl_off_t{-1});
  }
  if (method_ != Method::kGet && method_ != Method::kHead)
    put(CURLOPT_CUSTOMREQUEST, std::string(to_string(method_)).c_str());
}

Result<void> Transfer::set_headers(const Hop& hop) {
  headers_out_.add_line(fmt::format("User-Agent: {}/{}", base::kProgram, base::program_version()));
  // What libcurl would add by itself.
  headers_out_.add_line("Expect:");
  if (hop.request.headers.get("accept").empty()) headers_out_.add_line("Accept: */*");
  for (const auto& [name, value] : hop.request.headers.list()) {
    if (hop.is_own_origin || may_follow(name)) PQ_CHECK(headers_out_.add(name, value));
  }
  if (hop.is_own_origin) {
    if (!hop.request.authorization.empty())
      PQ_CHECK(headers_out_.add("Authorization", hop.request.authorization.reveal()));
    for (const auto& [name, value] : hop.request.secret_headers)
      PQ_CHECK(headers_out_.add(name, value.reveal()));
  }
  set(curl_, lane_->easy, CURLOPT_HTTPHEADER, headers_out_.list());
  return {};
}

Result<void> Transfer::set_up(const Hop& hop) {
  set_basics();
  set_proxy();
  set_method();
  PQ_CHECK(set_headers(hop));
  PQ_CHECK(connections_->set_tls(*lane_, url_, hop.is_own_origin));
  if (body_out_.open) {
    PQ_TRY(stream_out_, body_out_.open());
  }
  added_ = curl_.multi_add_handle(lane_->multi, lane_->easy) == CURLM_OK;
  if (!added_) return base::fail(ErrorKind::kIo, "no memory for a connection");
  return {};
}

// --- what libcurl calls

std::size_t Transfer::on_header(char* text, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.last_byte_ = Clock::now();
  return transfer.take_header({text, one * count}) ? one * count : 0;
}

bool Transfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes || headers_in_.list().size() > kMaxHeaders) {
    broken_ = Error{.kind = ErrorKind::kLimit, .what = "the answer has too many headers"};
    return false;
  }
  line = base::trim(line);
  if (headers_done_) return true;  // trailers: nobody asked for them
  if (line.starts_with("HTTP/")) {
    headers_in_ = {};
    return true;
  }
  if (line.empty()) {
    curl_.easy_getinfo(lane_->easy, CURLINFO_RESPONSE_CODE, &status_);
    headers_done_ = status_ >= 200;
    if (!headers_done_ && ++interim_ > kMaxInterim) {
      broken_ = Error{.kind = ErrorKind::kLimit, .what = "the answer does not come to its point (1xx)"};
      return false;
    }
    return true;
  }
  if (const auto halves = base::cut(line, ":"))
    headers_in_.add(std::string(base::trim(halves->before)), std::string(base::trim(halves->after)));
  return true;
}

std::size_t Transfer::on_body(char* bytes, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto size = one * count;
  transfer.body_began_ = true;
  transfer.last_byte_ = Clock::now();
  if (transfer.discard_)
    return transfer.received_ + size > kMaxDrained ? 0 : (transfer.received_ += size, size);
  auto& held = transfer.held_;
  if (transfer.given_ == held.size()) {
    held.clear();
    transfer.given_ = 0;
  }
  if (held.size() - transfer.given_ >= kHold) {
    transfer.paused_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  const auto* from = reinterpret_cast<const std::byte*>(bytes);
  held.insert(held.end(), from, from + size);
  transfer.received_ += size;
  return size;
}

std::size_t Transfer::on_send(char* into, std::size_t one, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.last_byte_ = Clock::now();
  auto given = transfer.give_body(std::as_writable_bytes(std::span(into, one * count)));
  if (given) return *given;
  transfer.broken_ = std::move(given).error();
  return CURL_READFUNC_ABORT;
}

Result<std::size_t> Transfer::give_body(std::span<std::byte> into) {
  if (stream_out_) return stream_out_->read(into);
  const auto size = std::min(into.size(), body_out_.text.size() - sent_);
  std::memcpy(into.data(), body_out_.text.data() + sent_, size);
  sent_ += size;
  return size;
}

// A connection that was kept may turn out to be closed; libcurl sends all again on another one then.
int Transfer::on_rewind(void* self, curl_off_t offset, int origin) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  transfer.sent_ = 0;
  if (!transfer.body_out_.open) return CURL_SEEKFUNC_OK;
  auto again = transfer.body_out_.open();
  if (!again) return CURL_SEEKFUNC_FAIL;
  transfer.stream_out_ = *std::move(again);
  return CURL_SEEKFUNC_OK;
}

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

bool Transfer::timed_out(Clock::time_point began) {
  const auto& options = connections_->options();
  const auto now = Clock::now();
  const auto silent = now - std::max(last_byte_, began);
  if (silent < options.silent_within) return false;
  fail_with({.kind = ErrorKind::kIo,
             .what = fmt::format("nothing came for {:g} s", seconds(options.silent_within))},
            true);
  return true;
}

bool Transfer::has_news(bool had_headers) const {
  return state_ != State::kRunning || given_ < held_.size() || (!had_headers && headers_done_);
}

void Transfer::work() {
  const bool had_headers = headers_done_;
  const auto began = Clock::now();
  if (paused_) {
    paused_ = false;
    curl_.easy_pause(lane_->easy, CURLPAUSE_CONT);
  }
  while (true) {
    int running = 0;
    curl_.multi_perform(lane_->multi, &running);
    look_for_end();
    if (has_news(had_headers) || timed_out(began)) return;
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
    headers_done_ = true;
    state_ = State::kDone;
    return;
  }
  auto error = broken_ ? *broken_ : error_of(code);
  fail_with(std::move(error), may_pass_ && !broken_);
}

void Transfer::fail_with(Error error, bool may_pass) {
  state_ = State::kFailed;
  error_ = std::move(error).in(url_.shown());
  may_pass_ = may_pass;
}

bool Transfer::wait_for_headers() {
  const auto began = Clock::now();
  const auto& options = connections_->options();
  while (state_ == State::kRunning && !headers_done_) {
    work();
    if (state_ == State::kRunning && Clock::now() - began > options.answer_within)
      fail_with({.kind = ErrorKind::kIo, .what = "the answer takes too long to begin"}, true);
  }
  if (state_ == State::kFailed && !headers_done_) return false;
  if (state_ == State::kFailed && !body_began_) return false;
  return true;
}

Result<base::Bytes> Transfer::next() {
  // What was given last time is no longer looked at.
  if (given_ == held_.size() && state_ == State::kRunning) work();
  rest();
  const auto bytes = base::Bytes(held_).subspan(given_);
  given_ = held_.size();
  if (!bytes.empty()) return bytes;
  if (state_ == State::kFailed) return tl::unexpected(error_);
  return base::Bytes();
}

Result<std::size_t> Transfer::read(std::span<std::byte> into) {
  if (into.empty()) return 0;
  if (given_ == held_.size() && state_ == State::kRunning) work();
  rest();
  const auto size = std::min(into.size(), held_.size() - given_);
  if (size > 0) {
    std::memcpy(into.data(), held_.data() + given_, size);
    given_ += size;
    return size;
  }
  if (state_ == State::kFailed) return tl::unexpected(error_);
  return 0;
}

void Transfer::stop() {
  if (!lane_) return;
  if (added_) {
    if (state_ == State::kRunning && headers_done_) {
      // Maybe the end is there already, and the connection can be kept.
      discard_ = true;
      if (paused_) curl_.easy_pause(lane_->easy, CURLPAUSE_CONT);
      int running = 0;
      curl_.multi_perform(lane_->multi, &running);
    }
    curl_.multi_remove_handle(lane_->multi, lane_->easy);
  }
  connections_->give_back(std::move(lane_));
}

void Transfer::tell(Response& response) const {
  response.status = status_;
  response.headers = headers_in_;
  response.url = url_;
  long version = 0;
  curl_.easy_getinfo(lane_->easy, CURLINFO_HTTP_VERSION, &version);
  response.version = version == CURL_HTTP_VERSION_2_0   ? "HTTP/2"
                     : version == CURL_HTTP_VERSION_1_0 ? "HTTP/1.0"
                                                        : "HTTP/1.1";
  if (const auto size = base::to_uint(headers_in_.get("content-length"))) response.size = size;
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
                                   .received = received_,
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
