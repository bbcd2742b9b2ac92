// Any bytes as a manifest of each kind (the first byte says which, and with what options): its editor reads or refuses it; what
// it declares lies in the text; moved to other versions, all of it stays as it was but for what is said to be applied, and the
// diff of the two is no longer than both.
#include <algorithm>
#include <cstdlib>

#include "fix/diff.h"
#include "fix/manifest.h"

using namespace pratique;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const auto editors = fix::manifests::all_editors();
  const std::size_t first = data[0];
  const auto& editor = *editors[first % editors.size()];
  const auto bits = first / editors.size();
  const fix::EditOptions options{.hold_transitive = bits % 2 != 0, .raise_floors = bits / 2 % 2 != 0};
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto declared = editor.read(text);
  if (!declared) {
    check(!declared.error().what.empty());
    return 0;
  }
  const auto lines = 1 + static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
  std::vector<fix::PackageMove> moves{{.name = "held", .to = "2.0.0", .direct = false}};
  for (const auto& one : *declared) {
    check(one.offset <= text.size() && one.length <= text.size() - one.offset);
    check(one.line > 0 && one.line <= lines);
    if (moves.size() < 20)
      moves.push_back({.name = one.name, .to = moves.size() % 2 == 0 ? "99.1.2" : "1.0.1"});
  }
  check(editor.edit(text, {}, options)->text == text);
  const auto edited = editor.edit(text, moves, options);
  check(edited.has_value());
  check(edited->applied.empty() == (edited->text == text));
  check(editor.read(edited->text).has_value());
  for (const auto& one : edited->applied) check(one.line > 0 && one.before != one.after);
  for (const auto& one : edited->refused) check(!one.why.empty() && one.line <= lines);
  const auto diff = fix::unified_diff("manifest", text, edited->text);
  check(diff.empty() == edited->applied.empty());
  return 0;
}
