// Reading inventories. One file in src/sbom/read/ reads one form; its function make_<stem>() is found by the
// build (cmake/registry.cmake). Stateless; may be shared between threads.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/meter.h"
#include "codec/json.h"
#include "model/inventory.h"

namespace pratique::sbom {

class Reader {
 public:
  virtual ~Reader() = default;
  // True when `root` claims to be of this form; cheap. No document is claimed by two readers.
  virtual bool recognises(codec::Json root) const = 0;
  // Reads our own documents and those of other tools. Errors: kInvalid for a document that contradicts its
  // format, kUnsupported for a version that is not read. What merely cannot be used becomes a Note. Components
  // are charged to the meter: of a document of another tool, what the accounts do not bear is left out and
  // counted there; half a document of our own would look like a small image, so that it is an error, kMetered.
  virtual Result<model::Inventory> read(codec::Json root, base::Meter& meter) const = 0;
};

namespace readers {
std::vector<std::unique_ptr<Reader>> all_readers();  // of the build's registry, sorted by file name
}

// The inventory in a document of any form that is read, recognised by content: native JSON, CycloneDX
// 1.2 to 1.7 in JSON or XML (there 1.0 and 1.1 too), SPDX 2.2 and 2.3 in JSON, YAML or tag-value form, SPDX 3.0 in JSON-LD, the
// JSON of Syft, Docker Scout and Trivy (with its packages), snapshots of GitHub's dependency submission; bare or as the predicate of an in-toto statement, that
// again bare or in a DSSE envelope (whose signature is not judged here), that perhaps in a Sigstore bundle; within
// GitHub's {"sbom": …}; several of these, one a line, whose components are put together. Errors: kLimit over the bounds
// below; kMetered as Reader::read(); kUnsupported when no reader claims it.
inline constexpr std::uint64_t kMaxSbomBytes = 160ull << 20;   // of its text
inline constexpr std::uint64_t kMaxSbomMemory = 320ull << 20;  // that its JSON takes

// The same two where the user allowed another amount of memory (--limit memory=): they grow and shrink with it.
struct DocumentBounds {
  std::uint64_t text = kMaxSbomBytes, memory = kMaxSbomMemory;
};
DocumentBounds document_bounds(const base::Meter& meter);
// What every error of a document over these bounds advises.
std::string_view document_bounds_hint();
Result<model::Inventory> read_document(std::string_view text, base::Meter& meter);
// The same, letting the text go as soon as it is parsed: large documents take less memory.
Result<model::Inventory> take_document(std::string text, base::Meter& meter);
// The same with a meter of its own, of the default limits.
Result<model::Inventory> read_document(std::string_view text);

// The same document as JSON, whatever its syntax and what it is wrapped in; of several the first. It lives no longer than
// the visit. Errors: those of reading the syntax, kUnsupported for a document that no reader claims, those of the visit.
Result<void> visit_document(std::string_view text,
                            const std::function<Result<void>(codec::Json root)>& visit);

}  // namespace pratique::sbom
