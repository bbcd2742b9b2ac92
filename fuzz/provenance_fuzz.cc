// Any bytes as provenance: it is read or refused; layers are traced, its Dockerfile is compared with the history, and what comes
// of it is the same again.
#include <cstdlib>

#include "provenance/build_record.h"
#include "provenance/describe.h"
#include "sbom/native.h"

using namespace pratique;

namespace {

model::Inventory image() {
  model::Inventory inventory;
  inventory.subject.platform = {.os = "linux", .architecture = "amd64"};
  for (const char c : {'a', 'b', 'c'}) {
    model::Layer layer;
    layer.digest = layer.diff_id = "sha256:" + std::string(64, c);
    inventory.subject.layers.push_back(layer);
    model::Instruction made;
    made.created_by = std::string("RUN /bin/sh -c ") + c + " # buildkit";
    made.layer = c - 'a';
    inventory.subject.history.push_back(made);
  }
  return inventory;
}

model::Inventory described(std::string_view text) {
  auto inventory = image();
  if (const auto bare = provenance::bare_predicate(text, inventory.subject.platform)) {
    const auto record = provenance::read_build_record(bare->predicate_type, bare->predicate);
    if (record) provenance::describe(*record, {.known_by = "file", .digest = {}}, inventory);
  }
  return inventory;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto once = described(text);
  if (once != described(text)) std::abort();
  // Its base has no more layers than it has, and every line is one of a file.
  for (const auto& base : once.subject.bases) {
    if (base.layers > once.subject.layers.size()) std::abort();
  }
  for (const auto& layer : once.subject.layers) {
    if (layer.lines.first > layer.lines.last) std::abort();
  }
  return 0;
}
