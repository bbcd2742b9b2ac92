// `base index list` for people.
#include "report/base_index.h"

#include "base/text.h"
#include "report/sections.h"

namespace pratique::report {
namespace {

// Characters of the day in a time.
constexpr std::size_t kDay = 10;

class BaseIndexText final : public ReportOf<BaseIndexList> {
 public:
  std::string_view format() const override { return "list"; }
  std::string_view about() const override {
    return "for people: each image with its layers and when it was seen";
  }

  Result<void> write(const BaseIndexList& list, const Options& options, const Sink& sink) const override {
    Table table({"Name", "Platform", "Digest", "Layers", "Seen"});
    for (const auto& one : list.images) {
      const auto first = one.first_seen.substr(0, kDay), last = one.last_seen.substr(0, kDay);
      auto seen = first == last ? last : first + " to " + last;
      if (one.moved) seen += " (moved)";
      table.add({base::printable(one.name), base::printable(one.platform), short_digest(one.digest),
                 std::to_string(one.layers), base::printable(seen)});
    }
    const TableLayout layout{.indent = "", .columns = Style(options).columns(), .overhang = false};
    if (!list.images.empty()) PQ_CHECK(table.write(layout, sink));
    return sink(std::to_string(list.images.size()) + (list.images.size() == 1 ? " image" : " images") +
                ", supported tags of " + std::to_string(list.official) + " official images\n");
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_base_index() { return std::make_unique<BaseIndexText>(); }

}  // namespace pratique::report
