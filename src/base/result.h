// Errors are values: every function that can fail returns Result<T>. No exception crosses a module's border.
//
// An Error says what is wrong (a short noun phrase: "bad magic number"), where (file, offset, layer, line)
// and what to do. The function that finds the defect fills `what` and, if it knows, `offset` or `line`;
// whoever knows the file or the layer adds it on the way up. The text is made once, where it is shown:
// to_line().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace pratique::base {

enum class ErrorKind {
  kInvalid,      // the bytes are not what their format says
  kUnsupported,  // sound, but a form that we do not read
  kLimit,        // a named limit was hit; what lies beyond was not read
  kMetered,      // the same for an account of the scan's meter, which tells it by itself (base/meter.h)
  kNotFound,     // a file, blob, entry or table that must be there is not
  kMismatch,     // a digest, size or diffID differs from what was promised
  kIo,           // the operating system refused
  kUsage,        // the caller's words are off (exit code 64)
  kNeedBytes,    // these bytes were not given: whoever has the whole may bring them and ask again
};

struct Where {
  // Path in the image, or on this machine.
  std::string file{};
  // Bytes from the start of `file`.
  std::optional<std::uint64_t> offset{};
  // 1-based.
  std::optional<std::uint64_t> line{};
  // diffID or digest of the layer that holds `file`.
  std::string layer{};
};

struct Error {
  ErrorKind kind = ErrorKind::kInvalid;
  std::string what{};
  Where where{};
  // What to do, an imperative sentence without a full stop; may be empty.
  std::string hint{};

  // The same error with the file named, unless an inner function named one already.
  Error in(std::string_view file) && {
    if (where.file.empty()) where.file = file;
    return std::move(*this);
  }
  Error in_layer(std::string_view layer) && {
    if (where.layer.empty()) where.layer = layer;
    return std::move(*this);
  }
};

// "var/lib/dpkg/status: offset 512: bad field name (in layer sha256:…); HINT". One line, control characters
// escaped.
std::string to_line(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string what) {
  return tl::unexpected<Error>(Error{.kind = kind, .what = std::move(what)});
}
inline tl::unexpected<Error> fail(ErrorKind kind, std::string what, Where where, std::string hint = {}) {
  return tl::unexpected<Error>(
      Error{.kind = kind, .what = std::move(what), .where = std::move(where), .hint = std::move(hint)});
}
inline tl::unexpected<Error> invalid(std::string what) { return fail(ErrorKind::kInvalid, std::move(what)); }
inline tl::unexpected<Error> invalid_at(std::uint64_t offset, std::string what) {
  return fail(ErrorKind::kInvalid, std::move(what), Where{.offset = offset});
}
inline tl::unexpected<Error> over_limit(std::string what) { return fail(ErrorKind::kLimit, std::move(what)); }

}  // namespace pratique::base

namespace pratique {
using base::Error;
using base::ErrorKind;
using base::Result;
using base::Where;
}  // namespace pratique

#define PQ_CONCAT_(a, b) a##b
#define PQ_CONCAT(a, b) PQ_CONCAT_(a, b)

// PQ_TRY(auto header, read_header(bytes)); gives the value a name, or returns the error from the enclosing
// function.
#define PQ_TRY(declaration, expression)                                        \
  auto PQ_CONCAT(pq_result_, __LINE__) = (expression);                         \
  if (!PQ_CONCAT(pq_result_, __LINE__))                                        \
    return tl::unexpected(std::move(PQ_CONCAT(pq_result_, __LINE__)).error()); \
  declaration = *std::move(PQ_CONCAT(pq_result_, __LINE__))

// PQ_CHECK(write_all(fd, bytes)); for Result<void>, or when the value is not wanted.
#define PQ_CHECK(expression)                                                                         \
  do {                                                                                               \
    if (auto pq_check = (expression); !pq_check) return tl::unexpected(std::move(pq_check).error()); \
  } while (false)
