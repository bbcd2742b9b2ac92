// VEX documents that an image brings along: "*.vex.json" anywhere (Docker Scout's convention). What they say is no matter of
// extracting: the text becomes an observation, so that it stays with the inventory, and whoever weighs findings reads it.
#include <algorithm>

#include "base/text.h"
#include "extract/extractor.h"

namespace pratique::extract {
namespace {

// Statements of a team on one image have some kilobytes; a vendor's file of everything belongs elsewhere.
constexpr std::size_t kMaxText = 512 << 10;

class VexFile : public Extractor {
 public:
  VexFile()
      : Extractor({.name = "lang/vex_document",
                   .role = Role::kInstalledPackage,
                   .triggers = {.paths = {"*.vex.json"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate&) const override { return Wish::whole(); }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    Record record;
    if (text.size() > kMaxText || !base::is_valid_utf8(text)) {
      record.notes.push_back({.code = "vex-not-read",
                              .message = text.size() > kMaxText
                                             ? "a VEX document larger than 512 KiB was not kept"
                                             : "a VEX document that is no UTF-8 was not kept",
                              .file = {},
                              .layer = {},
                              .incomplete = false});
      return record;
    }
    // JSON has no line ends but between its words, so that it is one line without them.
    std::string line(base::trim(text));
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    record.observations.push_back({.kind = model::ObservationKind::kFile,
                                   .rule = "vex-document",
                                   .message = std::move(line),
                                   .location = {},
                                   .line = 0});
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_vex_document() { return std::make_unique<VexFile>(); }

}  // namespace pratique::extract
