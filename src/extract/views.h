// What several extractors want of one file, parsed for the first of them and handed to all.
//
// A broken table is an error in the view, the same for each; whoever wants the file decides what that means.
// Where bytes are missing the error is kNeedBytes, and each who asks has the missing ranges in
// FileView::needed(), as if it had read them itself.
#pragma once

#include "binary/elf.h"
#include "binary/macho.h"
#include "binary/pe.h"
#include "codec/zip.h"
#include "layer/file_view.h"

namespace pratique::extract::views {

// The tables of an ELF file. Lives as long as the file's bytes. An extractor that is triggered by the four magic
// bytes answers an error with an empty record: any file may start with them.
const Result<binary::ElfTables>& elf(const layer::FileView& file);

// The sections of a PE file, likewise.
const Result<binary::PeTables>& pe(const layer::FileView& file);

// The segments and sections of a Mach-O file, likewise.
const Result<binary::MachTables>& mach(const layer::FileView& file);

// The directory of a zip archive, with members that are read through `file`, which must outlive the result.
// Errors: those of Zip::open.
Result<codec::Zip> zip(const layer::FileView& file);

// FileView::read for parsers; lives as long as the view.
binary::Read reader(const layer::FileView& file);

}  // namespace pratique::extract::views
