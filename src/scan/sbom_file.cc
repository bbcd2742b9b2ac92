#include "scan/sbom_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "codec/stream.h"
#include "codec/utf.h"
#include "sbom/check.h"
#include "sbom/native.h"
#include "sbom/read.h"

namespace pratique::scan {
namespace {

// Documents of other tools bring their note; one of our own may list nothing and say nothing.
void note_empty_document(model::Inventory& inventory) {
  const bool told = std::ranges::any_of(inventory.notes, &model::Note::incomplete);
  if (!inventory.components.empty() || told) return;
  inventory.notes.push_back(
      {.code = "no-components",
       .message = "the document names no package: nothing can be said of what it describes",
       .incomplete = true});
}

// Says nothing of packages by itself: those that cannot be read have a note of their own.
model::Note note_of(const std::vector<sbom::Defect>& defects) {
  const auto more = defects.size() == 1                   ? std::string()
                    : defects.size() == sbom::kMaxDefects ? std::string(", and at least 19 defects more")
                                                          : fmt::format(", and {} more", defects.size() - 1);
  return {.code = "invalid-document",
          .message = "the document is not valid by its schema: " + to_line(defects.front()) + more,
          .file = {},
          .layer = {},
          .incomplete = false};
}

}  // namespace

Result<std::string> read_sbom_text(const std::string& path, base::Meter& meter) {
  constexpr std::size_t kMagicBytes = 6;
  PQ_TRY(auto file, codec::open_file(path));
  PQ_TRY(auto peeked, codec::peek(std::move(file), kMagicBytes));
  const auto compression = codec::detect_compression(base::as_bytes(peeked.head));
  const auto plain =
      codec::metered(compression, std::move(peeked.whole), meter, base::Account::kInflated, path);
  auto text = codec::read_all(*plain, sbom::document_bounds(meter).text);
  if (!text && text.error().kind == ErrorKind::kLimit && text.error().hint.empty())
    text.error().hint = sbom::document_bounds_hint();
  if (!text) return tl::unexpected(std::move(text).error());
  return codec::to_utf8(*std::move(text));
}

Result<model::Inventory> read_sbom_file(const std::string& path, bool refuse_invalid, base::Meter& meter) {
  const auto read = [&]() -> Result<model::Inventory> {
    PQ_TRY(auto text, read_sbom_text(path, meter));
    std::vector<sbom::Defect> defects;
    bool too_large = false;
    if (!base::contains(text, sbom::kSchema)) {
      // What cannot be parsed is told by the reader, which knows more of it.
      auto found = sbom::defects_of(text);
      too_large = !found && found.error().kind == ErrorKind::kLimit;
      if (found) defects = *std::move(found);
    }
    if (!defects.empty() && refuse_invalid) {
      return base::fail(ErrorKind::kInvalid, "not valid by its schema: " + to_line(defects.front()), {},
                        "--lenient takes it all the same");
    }
    PQ_TRY(auto inventory, sbom::take_document(std::move(text), meter));
    if (!defects.empty()) inventory.notes.push_back(note_of(defects));
    if (too_large) {
      inventory.notes.push_back(
          {.code = "unchecked-document", .message = "the document is too large to be checked by its schema"});
    }
    note_empty_document(inventory);
    return inventory;
  };
  auto inventory = read();
  if (!inventory) return tl::unexpected(std::move(inventory).error().in(path));
  return inventory;
}

}  // namespace pratique::scan
