// Names by which links lead to files, and what each means for the extractors: settled here, once, before
// anything is read again.
//
// A file is parsed under its own name in the first pass. Under the name of a link it may be another thing
// (data/x is nothing, app/package-lock.json -> ../data/x is a lock file), the same, or the only name that is
// left. So each link of the final view whose name interests an extractor becomes a further name, and its
// record
//   - is the file's own, where the extractor has read it and a record does not hang on the name;
//   - or is made under this name, or another link's that gives the same, in a further pass.
// Where a link leads to a folder, the files in it have such names too (folder_links.h). These count where the
// file's own name says nothing to the extractor, once for a file; for databases of the system always, since
// it is their place that tells whose packages they list.
// A hard link is a name as good as the first. Programs, which are found by their first bytes and not by name,
// keep what they are when the first name goes.
#pragma once

#include "extract/dispatch.h"
#include "scan/image_view.h"

namespace pratique::scan {

// A name in the final view, besides the file's own, under which an extractor's record of the file counts.
struct FurtherName {
  std::string path;
  ImageFile file;
  std::size_t extractor;
  // The name that the record is made under; "" for the file's own.
  std::string as;
  // The name is the file's own but for a folder above it, to which a link leads.
  bool by_folder = false;
};

struct Names {
  std::vector<FurtherName> names;
  // By layer: what a further pass must bring for files that show, and what the names alone told.
  std::vector<extract::FurtherRecords> further;
  // Links that lead to no file.
  std::vector<model::Note> notes;
};

// What an image's links multiply is charged to the meter.
Names settle_names(const ImageView& view, const extract::Catalogue& catalogue, base::Meter& meter);

}  // namespace pratique::scan
