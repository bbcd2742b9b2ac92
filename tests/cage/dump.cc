#include "cage/dump.h"

#include <fmt/format.h>

#include "crypto/digest.h"
#include "extract/analysis_codec.h"

namespace pratique::cage {

namespace {

std::string line(const model::Note& note) {
  return fmt::format("note {} {} {} {}\n", note.code, note.file, note.message, note.incomplete);
}

std::string ranges(const std::vector<layer::ByteRange>& ranges) {
  std::string text;
  for (const auto& range : ranges) text += fmt::format(" {}+{}", range.offset, range.size);
  return text;
}

}  // namespace

std::string dump(const extract::LayerAnalysis& analysis, const extract::Catalogue& catalogue) {
  const auto& entries = analysis.content.index->entries();
  std::string text = fmt::format("{} entries, metered {}\n", entries.size(), analysis.metered);
  for (const auto& entry : entries) {
    text += fmt::format("entry {} {} {} {:o} {}\n", entry.path, entry.target, entry.size, entry.mode,
                        static_cast<int>(entry.type));
  }
  for (const auto& note : analysis.content.notes) text += line(note);
  for (const auto& item : analysis.items) {
    text += fmt::format("item {} {}\n", item.entry, catalogue[item.extractor].info().name);
    for (const auto& component : item.record.components)
      text += fmt::format("  {} {}\n", component.purl.to_string(), component.source_name);
    for (const auto& note : item.record.notes) text += line(note);
  }
  for (const auto& failure : analysis.failures)
    text += fmt::format("failure {} {} ", failure.entry, failure.extractor) + line(failure.note);
  for (const auto& [entry, pending] : analysis.pending)
    text += fmt::format("pending {}{}\n", entry, ranges(pending.ranges));
  // All of it, as it would come out of the cage; what is above tells people where two differ.
  const auto encoded = extract::encode(analysis, catalogue);
  text += encoded ? crypto::sha256(base::as_bytes(*encoded)) : base::to_line(encoded.error());
  return text + "\n";
}

}  // namespace pratique::cage
