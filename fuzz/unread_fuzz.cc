// unread: the path of a file up to the first line end, its content behind; both from an image.
#include <cstdint>
#include <memory>

#include "base/text.h"
#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_unread();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pratique;
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto halves = base::cut(base::as_text(bytes), "\n");
  if (!halves || halves->before.empty()) return 0;
  const auto content = base::as_bytes(halves->after);
  const auto extractor = extract::make_unread();
  const auto head = content.first(std::min<std::size_t>(content.size(), 512));
  if (extractor->wants({.path = halves->before, .size = content.size(), .head = head}).kind ==
      extract::Wish::Kind::kNo)
    return 0;
  const auto record = extractor->parse(extract::FileView(halves->before, content));
  if (!record) return 0;
  extract::Records records;
  records.present.push_back({.path = std::string(halves->before), .layer = "", .record = &*record});
  extract::Assembly out;
  extractor->assemble(records, out);
  return 0;
}
