#include "cache/documents.h"

namespace pratique::cache {

std::string maker_of_documents() { return "documents 1"; }

std::optional<std::string> Documents::find(const std::string& digest) {
  auto entry = folder_.get(EntryKind::kDocument, {maker_of_documents(), digest});
  if (!entry) return std::nullopt;
  return std::move(entry->content);
}

void Documents::keep(const std::string& digest, std::string_view text) {
  folder_.put(EntryKind::kDocument, {maker_of_documents(), digest},
              {.remark = "", .content = std::string(text)});
}

}  // namespace pratique::cache
