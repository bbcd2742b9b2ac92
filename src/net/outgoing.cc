#include "net/outgoing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/program.h"
#include "base/text.h"
#include "net/connections.h"

namespace pratique::net {

namespace {

// Headers that say nothing of who asks; all others stay with the origin that they were made for.
bool may_follow(std::string_view name) {
  constexpr std::string_view kHarmless[] = {"accept", "range", "if-range", "if-none-match"};
  return base::is_one_of(base::to_lower(name), kHarmless);
}

}  // namespace

Result<void> Outgoing::set_up(CURL* easy, const Hop& hop) {
  set_method(easy);
  PQ_CHECK(set_headers(easy, hop));
  if (body_.open) {
    PQ_TRY(stream_, body_.open());
  }
  return {};
}

void Outgoing::set_method(CURL* easy) {
  const bool has_body = body_.open || !body_.text.empty();
  const bool asks = method_ == Method::kGet || method_ == Method::kHead;
  if (method_ == Method::kGet || (method_ == Method::kDelete && !has_body))
    set(curl_, easy, CURLOPT_HTTPGET, 1L);
  if (method_ == Method::kHead) set(curl_, easy, CURLOPT_NOBODY, 1L);
  sends_ = has_body || (!asks && method_ != Method::kDelete);
  if (sends_) set_body(easy);
  if (!asks) set(curl_, easy, CURLOPT_CUSTOMREQUEST, std::string(to_string(method_)).c_str());
}

void Outgoing::set_body(CURL* easy) {
  const auto put = [&](CURLoption option, auto value) { set(curl_, easy, option, value); };
  put(CURLOPT_UPLOAD, 1L);
  put(CURLOPT_READFUNCTION, &Outgoing::on_send);
  put(CURLOPT_READDATA, static_cast<void*>(this));
  put(CURLOPT_SEEKFUNCTION, &Outgoing::on_rewind);
  put(CURLOPT_SEEKDATA, static_cast<void*>(this));
  const auto size = body_.open ? body_.size : std::optional<std::uint64_t>(body_.text.size());
  put(CURLOPT_INFILESIZE_LARGE, size ? static_cast<curl_off_t>(*size) : curl_off_t{-1});
  ended_ = size == 0u;
}

Result<void> Outgoing::set_headers(CURL* easy, const Hop& hop) {
  headers_.add_line(fmt::format("User-Agent: {}/{}", base::kProgram, base::program_version()));
  // What libcurl would add by itself.
  headers_.add_line("Expect:");
  if (hop.request.headers.get("accept").empty()) headers_.add_line("Accept: */*");
  for (const auto& [name, value] : hop.request.headers.list()) {
    if (hop.is_own_origin || may_follow(name)) PQ_CHECK(headers_.add(name, value));
  }
  if (hop.is_own_origin) {
    if (!hop.request.authorization.empty())
      PQ_CHECK(headers_.add("Authorization", hop.request.authorization.reveal()));
    for (const auto& [name, value] : hop.request.secret_headers) PQ_CHECK(headers_.add(name, value.reveal()));
  }
  set(curl_, easy, CURLOPT_HTTPHEADER, headers_.list());
  return {};
}

std::size_t Outgoing::on_send(char* into, std::size_t one, std::size_t count, void* self) {
  auto& outgoing = *static_cast<Outgoing*>(self);
  outgoing.last_ = Clock::now();
  auto given = outgoing.give(std::as_writable_bytes(std::span(into, one * count)));
  if (!given) {
    outgoing.broken_ = std::move(given).error();
    return CURL_READFUNC_ABORT;
  }
  const auto& body = outgoing.body_;
  outgoing.ended_ = *given == 0 || (!body.open && outgoing.sent_ == body.text.size());
  return *given;
}

Result<std::size_t> Outgoing::give(std::span<std::byte> into) {
  if (stream_) return stream_->read(into);
  const auto size = std::min(into.size(), body_.text.size() - sent_);
  std::memcpy(into.data(), body_.text.data() + sent_, size);
  sent_ += size;
  return size;
}

// A connection that was kept may turn out to be closed; libcurl sends all again on another one then.
int Outgoing::on_rewind(void* self, curl_off_t offset, int origin) {
  if (offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  return static_cast<Outgoing*>(self)->rewind() ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

bool Outgoing::rewind() {
  sent_ = 0;
  ended_ = false;
  if (!body_.open) return true;
  auto again = body_.open();
  if (again) stream_ = *std::move(again);
  return again.has_value();
}

}  // namespace pratique::net
