#include "layer/entry_stream.h"

namespace pratique::layer {

namespace {

class TarStream : public EntryStream {
 public:
  explicit TarStream(codec::Source& source) : tar_(source) {}
  Result<std::optional<codec::TarEntry>> next() override { return tar_.next(); }
  Result<codec::TarReader::Piece> data() override { return tar_.data(); }

 private:
  codec::TarReader tar_;
};

}  // namespace

std::unique_ptr<EntryStream> tar_stream(codec::Source& source) { return std::make_unique<TarStream>(source); }

}  // namespace pratique::layer
