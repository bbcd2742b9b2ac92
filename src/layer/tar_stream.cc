#include "layer/entry_stream.h"

namespace pratique::layer {

namespace {

class TarStream : public EntryStream {
 public:
  explicit TarStream(codec::ByteSource& source) : tar_(source) {}
  Result<std::optional<codec::TarEntry>> next() override {
    auto entry = tar_.next();
    ran_out_ = entry && !*entry;
    return entry;
  }
  Result<codec::TarReader::Piece> data() override { return tar_.data(); }
  bool may_be_cut() const override { return ran_out_ && !tar_.end_was_marked(); }

 private:
  codec::TarReader tar_;
  bool ran_out_ = false;
};

}  // namespace

std::unique_ptr<EntryStream> tar_stream(codec::ByteSource& source) {
  return std::make_unique<TarStream>(source);
}

}  // namespace pratique::layer
