// Writing inventories for programs. One file in src/sbom/write/ writes one format, in all its versions and encodings; its
// function make_<stem>(), which gives a writer for each name, is found by the build (cmake/registry.cmake).
//
// Every format is loss-free: read_document(write(x)) == x for an inventory whose texts are UTF-8 (other
// bytes become U+FFFD; purls keep theirs, percent-encoded). Same inventory, stamp and version of the program,
// same bytes: no clock, no random numbers. All are stateless and may be shared between threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/sink.h"
#include "model/inventory.h"

namespace pratique::sbom {

// When a document says that it was made. It never asks a clock.
struct Stamp {
  // RFC 3339 in UTC; empty: when the image was created, else 1970-01-01T00:00:00Z.
  std::string time;
};
// Of the environment variable SOURCE_DATE_EPOCH (reproducible-builds.org): seconds since 1970, or empty.
// kUsage for anything else.
Result<Stamp> stamp_of_epoch(std::string_view seconds);

class Writer {
 public:
  virtual ~Writer() = default;
  // "json", "cyclonedx", "cyclonedx-xml-1.5", "spdx-tag-value".
  virtual std::string_view name() const = 0;
  // What it is, for `--format help`: one line without a full stop.
  virtual std::string_view about() const = 0;
  // One package after the other: the document is never in memory. Errors are the sink's.
  virtual Result<void> write(const model::Inventory& inventory, const Stamp& stamp,
                             const base::Sink& sink) const = 0;
};

namespace writers {
// Of the build's registry, sorted by file name: the writers of each file.
std::vector<std::vector<std::unique_ptr<Writer>>> all_writers();
}  // namespace writers
// All of them, sorted by name; made once, they live as long as the program.
const std::vector<std::unique_ptr<Writer>>& all_writers();

// The writer of that name, or nullptr.
const Writer* find_writer(std::string_view name);
// The whole document by a writer that there is: for tests.
std::string text_of(const model::Inventory& inventory, std::string_view name, const Stamp& stamp = {});

}  // namespace pratique::sbom
