// The way the program itself goes: an image's store, its layers by scan::read_layers.
//   whole ARCHIVE            a line "FILE DIGEST SIZE DIFFID" for each distinct layer
//   whole ARCHIVE blob FILE  the bytes of the layer's blob
//   whole ARCHIVE layer FILE  what read_layers finds in it, as `caged` prints it
#include <cstdio>
#include <map>
#include <string_view>

#include "cage/dump.h"
#include "scan/layers.h"

namespace {

using namespace pratique;

class BlobLayer : public scan::LayerSource {
 public:
  BlobLayer(oci::Store& store, const oci::ImageLayer& layer) : store_(store) {
    form = sandbox::StoredForm::kBlob;
    promise = layer::Promise{layer.file, layer.digest, layer.size, layer.diff_id};
    name = diff_id = layer.diff_id;
  }
  Result<sandbox::Stored> open() override {
    PQ_TRY(auto stored, store_.open(promise->file));
    return sandbox::Stored{.bytes = std::move(stored)};
  }

 private:
  oci::Store& store_;
};

Result<void> print_blob(oci::Store& store, const std::string& file) {
  PQ_TRY(const auto source, store.open(file));
  for (;;) {
    PQ_TRY(const auto chunk, source->next());
    if (chunk.empty()) return {};
    std::fwrite(chunk.data(), 1, chunk.size(), stdout);
  }
}

Result<void> print_layer(oci::Store& store, const oci::ImageLayer& layer, base::Meter& meter) {
  const extract::Catalogue catalogue(extract::all_extractors());
  std::vector<std::unique_ptr<scan::LayerSource>> sources;
  sources.push_back(std::make_unique<BlobLayer>(store, layer));
  PQ_TRY(const auto read, scan::read_layers(sources, catalogue, 1, false, {}, meter));
  const auto text = cage::dump(*read.layers.front().analysis, catalogue);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

Result<void> run(const std::string& archive, std::string_view what, const std::string& file) {
  base::Meter meter;
  PQ_TRY(const auto store, oci::open_archive(archive, meter));
  PQ_TRY(const auto image, oci::load_image(*store, {}));
  std::map<std::string, const oci::ImageLayer*> layers;
  for (const auto& layer : image.layers) layers.try_emplace(layer.file, &layer);
  if (what == "blob") return print_blob(*store, file);
  if (what == "layer") return print_layer(*store, *layers.at(file), meter);
  for (const auto& [name, layer] : layers) {
    std::printf("%s %s %llu %s\n", name.c_str(), layer->digest.empty() ? "-" : layer->digest.c_str(),
                static_cast<unsigned long long>(layer->size), layer->diff_id.c_str());
  }
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count != 2 && count != 4) return 64;
  const auto done = run(words[1], count == 4 ? words[2] : "", count == 4 ? words[3] : "");
  if (!done) std::fprintf(stderr, "%s\n", base::to_line(done.error()).c_str());
  return done ? 0 : 1;
}
