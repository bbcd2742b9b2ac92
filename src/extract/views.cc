#include "extract/views.h"

namespace pratique::extract::views {

binary::Read reader(const layer::FileView& file) {
  return [&file](std::uint64_t offset, std::uint64_t count) { return file.read(offset, count); };
}

const Result<binary::ElfTables>& elf(const layer::FileView& file) {
  return file.once<Result<binary::ElfTables>>(
      [&] { return binary::read_elf_tables(file.size(), reader(file)); });
}

const Result<binary::PeTables>& pe(const layer::FileView& file) {
  return file.once<Result<binary::PeTables>>([&] { return binary::read_pe_tables(reader(file)); });
}

const Result<binary::MachTables>& mach(const layer::FileView& file) {
  return file.once<Result<binary::MachTables>>([&] { return binary::read_mach_tables(reader(file)); });
}

// The view that was first asked may be gone: the directory is shared, its reader is not.
Result<codec::Zip> zip(const layer::FileView& file) {
  const auto& first =
      file.once<Result<codec::Zip>>([&] { return codec::Zip::open(file.size(), reader(file)); });
  if (!first) return tl::unexpected(first.error());
  return first->read_through(reader(file));
}

}  // namespace pratique::extract::views
