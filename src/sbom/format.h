// A format of the inventory document. One file in src/sbom/format/ is one format; its function make_<stem>()
// is found by the build (cmake/registry.cmake).
//
// Every format that is read is loss-free: read(write(x)) == x for an inventory whose texts are UTF-8 (other
// bytes become U+FFFD; purls keep theirs, percent-encoded). Same inventory, stamp and version of the program,
// same bytes: no clock, no random numbers. All are stateless and may be shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

// When a document says that it was made. It never asks a clock.
struct Stamp {
  std::string time;  // RFC 3339 in UTC; empty: when the image was created, else 1970-01-01T00:00:00Z
};
// Of the environment variable SOURCE_DATE_EPOCH (reproducible-builds.org): seconds since 1970, or empty.
// kUsage for anything else.
Result<Stamp> stamp_of_epoch(std::string_view seconds);

class Format {
 public:
  virtual ~Format() = default;

  virtual std::string_view name() const = 0;  // "json", "cyclonedx", "spdx"
  virtual Result<std::string> write(const model::Inventory& inventory, const Stamp& stamp = {}) const = 0;
  // True when `root` claims to be of this format; cheap. A format that is only written never claims.
  virtual bool recognises(codec::Json root) const = 0;
  // Reads our own documents and those of other tools. Errors: kInvalid for a document that contradicts its
  // format, kUnsupported for a version that is not read. What merely cannot be used becomes a Note.
  virtual Result<model::Inventory> read(codec::Json root) const = 0;
};

// Of the build's registry, sorted by name.
std::vector<std::unique_ptr<Format>> all_formats();

// The format of that name, or nullptr. Lives as long as the program.
const Format* find_format(std::string_view name);

// The inventory in a document of any format that is read, recognised by content: native JSON, CycloneDX
// JSON 1.2 to 1.7, SPDX JSON 2.2 and 2.3, Syft JSON; bare or as the predicate of an in-toto statement, that
// again bare or in a DSSE envelope (whose signature is not judged here). Errors: kLimit over kMaxSbomBytes or
// kMaxSbomMemory;
// kUnsupported when no format claims it.
inline constexpr std::uint64_t kMaxSbomBytes = 128ull << 20;
inline constexpr std::uint64_t kMaxSbomMemory = 224ull << 20;  // that its JSON takes besides its text
Result<model::Inventory> read_document(std::string_view text);

}  // namespace pratique::sbom
