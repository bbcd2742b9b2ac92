// What publishers say beside their feeds: lists of what changed, times, first bytes; and files of feeds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "update/change_list.h"
#include "update/checksum.h"
#include "update/feed_row.h"
#include "update/feed_state.h"
#include "update/publisher.h"
#include "update/shape.h"

using namespace pratique;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto line : base::lines(text)) {
    for (const auto form :
         {update::ListForm::kTimeFirst, update::ListForm::kPathFirst, update::ListForm::kLines}) {
      const auto change = update::read_change(line, form, "{id}.json");
      // Whatever a list says, nothing outside the publisher's folder is asked for.
      if (change && !update::is_plain_path(change->path)) __builtin_trap();
    }
    (void)update::seconds_of(line);
    (void)update::expand_braces(line);
  }
  for (const auto& cve : update::cves_on(text)) {
    if (!update::is_plain_path(cve)) __builtin_trap();
  }
  (void)update::checksum_of(text, "all.zip");
  std::uint64_t skipped = 0;
  for (const auto& file : update::read_pulp_manifest(text, skipped)) {
    if (!update::is_plain_path(file.name)) __builtin_trap();
  }
  const auto changes = update::read_json_changes(text, "", "id", "modified", "", skipped);
  for (const auto& change : changes.value_or(std::vector<update::ChangedDocument>())) {
    if (!update::is_plain_path(change.path)) __builtin_trap();
  }
  const update::FeedRow row{.name = "x", .expect = {{"version", "2.0"}}};
  (void)update::shape_fault("x.json", text, row);
  update::FeedList list;
  (void)update::add_feeds(text, list);
  if (const auto state = update::decode_state(text)) {
    const auto again = update::decode_state(update::encode(*state));
    if (!again || update::encode(*again) != update::encode(*state)) __builtin_trap();
  }
  return 0;
}
