// The list of what Bottlerocket is built from, instead of an rpm database
// (usr/share/bottlerocket/application-inventory.json, in the form of AWS Systems Manager's inventory):
//   {"Content": [{"Name", "Publisher": "Bottlerocket", "Version", "Release", "Epoch", "Architecture", "Url", "Summary"}]}
#include <array>

#include "base/text.h"
#include "codec/json.h"
#include "extract/os/common/package_db.h"
#include "extract/os/rpm/package.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::array<std::string_view, 1> kInventory{"usr/share/bottlerocket/application-inventory.json"};

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

Result<RpmHeader> header_of(codec::Json entry) {
  RpmHeader header;
  header.name = entry["Name"].text();
  header.version = entry["Version"].text();
  header.release = entry["Release"].text();
  header.vendor = entry["Publisher"].text();
  header.architecture = entry["Architecture"].text();
  header.url = entry["Url"].text();
  header.summary = entry["Summary"].text();
  if (const auto epoch = base::to_uint(entry["Epoch"].text()); epoch && *epoch <= UINT32_MAX)
    header.epoch = static_cast<std::uint32_t>(*epoch);
  if (!is_word(header.name) || !is_word(header.version))
    return base::invalid("an entry without a name or a version");
  return header;
}

class Bottlerocket final : public Extractor {
 public:
  Bottlerocket()
      : Extractor({.name = "os/bottlerocket",
                   .role = Role::kPackageDatabase,
                   .version = 1,
                   .triggers = {.paths = {"bottlerocket/application-inventory.json"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    KnownPath place;
    return find_known(candidate.path, kInventory, place) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto list = document.root()["Content"];
    if (!list.is_array()) return base::invalid("no list of applications");
    RecordBuilder builder;
    std::uint64_t good = 0;
    list.each([&](codec::Json entry) {
      const auto header = header_of(entry);
      if (!header) return builder.add_problem(header.error());
      ++good;
      builder.add(rpm_component(*header));
    });
    return std::move(builder).finish(good > 0);
  }

  void assemble(const Records& records, Assembly& out) const override {
    assemble_databases(records, kInventory, "bottlerocket", out);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_bottlerocket() { return std::make_unique<Bottlerocket>(); }

}  // namespace pratique::extract
