// What further passes bring, and are to bring, as bytes: between the program and a process that makes them, and in
// the cache (cache/layers.h). Values as in docs/formats/analysis.md; extractors by their number in the catalogue,
// which both sides have from the same program.
#pragma once

#include "extract/catalogue.h"
#include "extract/dispatch.h"
#include "extract/record/reader.h"
#include "extract/record/writer.h"

namespace pratique::extract {

void put(const FurtherRecords& further, base::ByteWriter& out);
void put(const FurtherDispatcher::Pending& pending, base::ByteWriter& out);

// An extractor that the catalogue does not have is refused.
void get(FurtherRecords& further, const Catalogue& catalogue, record::RecordReader& in);
void get(FurtherDispatcher::Pending& pending, const Catalogue& catalogue, record::RecordReader& in);

}  // namespace pratique::extract
