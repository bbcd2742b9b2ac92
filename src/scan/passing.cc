#include "scan/passing.h"

#include <utility>

#include "codec/lent_source.h"

namespace pratique::scan {

namespace {

class PassingLayer : public LayerSource {
 public:
  PassingLayer(const oci::PassingFile& file, codec::ByteSource& bytes) : bytes_(bytes) {
    form = sandbox::StoredForm::kBlob;
    name = file.name;
    size = file.size;
  }
  Result<sandbox::Stored> open() override {
    if (std::exchange(passed_, true))
      return base::fail(ErrorKind::kIo, "has passed", {.file = name}, "ask for it again");
    return sandbox::Stored{.bytes = std::make_unique<codec::LentSource>(bytes_)};
  }

 private:
  codec::ByteSource& bytes_;
  bool passed_ = false;
};

}  // namespace

PassedLayers::PassedLayers(const extract::Catalogue& catalogue, sandbox::Cage* cage, base::Meter& meter)
    : reader_(catalogue, cage, false), meter_(meter), held_(layer::kHeldBytes) {}

void PassedLayers::read(const oci::PassingFile& file, codec::ByteSource& bytes) {
  layer::SummedSource sums(std::make_unique<codec::LentSource>(bytes));
  PassingLayer source(file, sums);
  auto read = reader_.first(source, held_, meter_);
  // What lies behind the tar's end belongs to the digest too.
  const auto stored = sums.finish();
  if (!read) return;
  if (read->analysis.content.reached) meter_.miss(*read->analysis.content.reached, file.name);
  read->digest = stored.digest;
  passed_.insert_or_assign(file.position, Passed{*std::move(read), stored});
}

Result<std::shared_ptr<LayerRead>> PassedLayers::take(std::uint64_t position, const layer::Promise& promise) {
  auto node = passed_.extract(position);
  if (node.empty()) return nullptr;
  auto& [read, stored] = node.mapped();
  PQ_CHECK(layer::check(promise, stored, read.damaged, read.unpacked_diff_id));
  return std::make_shared<LayerRead>(std::move(read));
}

}  // namespace pratique::scan
