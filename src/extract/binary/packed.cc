// Programs whose parts nobody can read: packed ones (UPX and its like), which unpack themselves into memory, and
// runtimes that carry an application (PyInstaller, zipapps of Python). They name no package; without a word of it an
// image of a packed Go program would look clean.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "extract/binary/elf/wish.h"
#include "extract/binary/packed/table.h"
#include "extract/binary/pe/wish.h"
#include "extract/extractor.h"
#include "extract/views.h"

namespace pratique::extract {
namespace {

using layer::ByteRange;
using packed::Row;
using packed::Sign;

constexpr std::uint64_t kHead = 512;
constexpr std::uint64_t kPeHeaders = 1024;
// Of a file without a section table: enough of what comes behind its headers to tell code from what was packed.
constexpr std::uint64_t kSample = 64 << 10;

constexpr Row kZipapp{"Python (a zipapp)", packed::Wrapping::kCarries, Sign::kLineHead, "PK\3\4"};
constexpr Row kUnknown{"a packer that is not known", packed::Wrapping::kPacked, Sign::kHead, ""};

bool is_script(std::string_view head) { return head.starts_with("#!"); }

// "#!/usr/bin/env python3", and the archive in the next line (Python's zipapp module, PEP 441).
bool is_zipapp(std::string_view head) {
  const auto halves = base::cut(head, "\n");
  return halves && base::contains(halves->before, "python") && halves->after.starts_with(kZipapp.text);
}

// The table of files that are not read yet has these by name.
bool is_named_zipapp(std::string_view path) {
  return path.ends_with(".pyz") || path.ends_with(".pyzw") || path.ends_with(".pex");
}

const Row* of_script(base::Bytes head) {
  const auto text = base::as_text(head);
  if (!is_script(text)) return nullptr;
  return is_zipapp(text) ? &kZipapp : packed::find(Sign::kLineHead, head);
}

// Nothing needs the section table of a program to run it, so packers leave it out.
bool lacks_sections(const binary::ElfHeader& header, std::uint64_t size) {
  return header.section_count == 0 || header.sections_at == 0 || header.sections_at >= size;
}

// Libraries are not packed: nobody could load them. Of programs of the usual form the end is looked at, so that what
// is marked neither by its header nor by its mode is left out: most of an image's ELF files are libraries.
bool may_be_packed(const Candidate& candidate, const binary::ElfHeader& header) {
  if (base::contains(base::base_name(candidate.path), ".so")) return false;
  return (candidate.mode & 0111) != 0 ||
         header.type == static_cast<std::uint16_t>(binary::ElfType::kExecutable) ||
         lacks_sections(header, candidate.size) || packed::find(Sign::kHead, candidate.head) != nullptr;
}

Wish wish_of_elf(const Candidate& candidate) {
  auto wish = elf::wish(candidate);
  const auto header = binary::parse_elf_header(candidate.head);
  if (wish.kind == Wish::Kind::kNo || !header || !may_be_packed(candidate, *header)) return Wish::no();
  const auto tail = std::min<std::uint64_t>(candidate.size, packed::kTail);
  wish.ranges.push_back({candidate.size - tail, tail});
  if (lacks_sections(*header, candidate.size)) wish.ranges.push_back({0, std::min(candidate.size, kSample)});
  return wish;
}

const Row* of_sections(const FileView& file) {
  if (const auto& elf = views::elf(file); elf && elf->sections) {
    for (const auto& section : *elf->sections) {
      if (const auto* row = packed::find_section(section.name)) return row;
    }
  }
  return nullptr;
}

// What is not here of the headers reads as zeros, which is no section of anybody's.
const Row* of_pe(const FileView& file) {
  std::array<std::byte, 2 * kPeHeaders> start{};
  const auto shown = file.read(0, std::min(file.size(), kPeHeaders));
  if (!shown) return nullptr;
  std::ranges::copy(*shown, start.begin());
  const base::ByteReader in(start);
  const auto tables =
      binary::read_pe_tables([&](std::uint64_t offset, std::uint64_t count) { return in.at(offset, count); });
  if (!tables) return nullptr;
  for (const auto& section : tables->sections) {
    if (const auto* row = packed::find_section(section.name)) return row;
  }
  return nullptr;
}

Result<const Row*> of_elf(const FileView& file, base::Bytes head) {
  const auto& tables = views::elf(file);
  if (!tables) return nullptr;
  if (const auto* row = packed::find(Sign::kHead, head)) return row;
  const auto tail = std::min<std::uint64_t>(file.size(), packed::kTail);
  PQ_TRY(const auto end, file.read(file.size() - tail, tail));
  if (const auto* row = packed::find(Sign::kTail, end)) return row;
  if (!lacks_sections(tables->header, file.size())) return of_sections(file);
  const auto size = std::min(file.size(), kSample);
  PQ_TRY(const auto sample, file.read(std::min(kHead, size), size - std::min(kHead, size)));
  return packed::is_dense(sample) ? &kUnknown : nullptr;
}

Record told(const Row& row) {
  Record record;
  const auto name = std::string(row.name);
  if (row.wrapping == packed::Wrapping::kPacked) {
    record.notes.push_back({.code = "unsupported",
                            .message = "a program packed by " + name +
                                       ": what it was built of cannot be read; scan it as it was before",
                            .incomplete = true});
  } else {
    record.notes.push_back(
        {.code = "not-read",
         .message = "a program that carries an application, by " + name + ": what is in it is not read yet",
         .incomplete = true});
  }
  return record;
}

class Packed final : public Extractor {
 public:
  Packed()
      : Extractor({.name = "binary/packed",
                   .role = Role::kBinary,
                   .triggers = {.magics = {elf::kMagic, pe::kMagic, "#!"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    const auto head = base::as_text(candidate.head);
    if (is_script(head)) {
      if (is_named_zipapp(candidate.path)) return Wish::no();
      const auto read = ByteRange{0, std::min(candidate.size, kHead)};
      return of_script(candidate.head) == nullptr ? Wish::no() : Wish::parts({read});
    }
    if (head.starts_with(pe::kMagic)) return Wish::parts({{0, std::min(candidate.size, kPeHeaders)}});
    return wish_of_elf(candidate);
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto head, file.read(0, std::min(file.size(), kHead)));
    const auto text = base::as_text(head);
    const Row* row = nullptr;
    if (is_script(text)) {
      row = of_script(head);
    } else if (text.starts_with(pe::kMagic)) {
      row = of_pe(file);
    } else {
      PQ_TRY(row, of_elf(file, head));
    }
    return row == nullptr ? Record{} : told(*row);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_packed() { return std::make_unique<Packed>(); }

}  // namespace pratique::extract
