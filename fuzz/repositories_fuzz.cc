// Where packages are from, as apk's and apt's files say, and VEX documents in an image: two files at once, parsed and
// assembled. The first byte says which the two are.
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_apk_repositories();
std::unique_ptr<Extractor> make_dpkg_repositories();
std::unique_ptr<Extractor> make_vex_document();
}  // namespace pratique::extract

using namespace pratique;

namespace {

struct Pair {
  std::unique_ptr<extract::Extractor> (*make)();
  std::array<const char*, 2> paths;
};
constexpr Pair kPairs[] = {
    {extract::make_apk_repositories, {"etc/apk/repositories", "etc/apk/world"}},
    {extract::make_apk_repositories, {"srv/a/etc/apk/repositories.d/a.list", "srv/a/etc/apk/world"}},
    {extract::make_dpkg_repositories,
     {"var/lib/apt/lists/a.example_dists_b_InRelease", "etc/apt/sources.list.d/a.sources"}},
    {extract::make_dpkg_repositories,
     {"var/lib/apt/lists/a.example_dists_b_main_binary-amd64_Packages.lz4", "etc/apt/sources.list"}},
    {extract::make_vex_document, {"a.vex.json", "b.vex.json"}}};

model::Component component(const char* type, const char* name) {
  model::Component one;
  one.purl.type = type;
  one.purl.name = name;
  one.purl.version = "1";
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& pair = kPairs[data[0] % std::size(kPairs)];
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  const auto extractor = pair.make();
  std::vector<extract::Record> parsed;
  parsed.reserve(pair.paths.size());
  extract::Records records;
  for (std::size_t i = 0; i < pair.paths.size(); ++i) {
    const auto half = i == 0 ? bytes.first(bytes.size() / 2) : bytes.subspan(bytes.size() / 2);
    auto record = extractor->parse(extract::FileView(pair.paths[i], half));
    if (!record) continue;
    parsed.push_back(*std::move(record));
    records.present.push_back({.path = pair.paths[i], .layer = "sha256:0", .record = &parsed.back()});
  }
  extract::Assembly out;
  out.components = {component("apk", "a"), component("deb", "a")};
  extractor->assemble(records, out);
  return 0;
}
