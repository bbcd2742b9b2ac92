// edit_manifest FILE [--hold] [--raise] NAME FROM TO DIRECT…
//
// Edits a manifest in place as `pratique fix --write` does and prints what was applied and refused: for tools/check-manifests.
// FROM may be "", DIRECT is "yes" or "no".
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "fix/manifest.h"

namespace {

using namespace pratique;

int fail(const std::string& what) {
  std::cerr << what << "\n";
  return 1;
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::string> rest(words + 1, words + count);
  fix::EditOptions options;
  std::erase_if(rest, [&](const std::string& word) {
    if (word == "--hold") options.hold_transitive = true;
    if (word == "--raise") options.raise_floors = true;
    return word == "--hold" || word == "--raise";
  });
  if (rest.size() % 4 != 1) return fail("edit_manifest FILE [--hold] [--raise] NAME FROM TO DIRECT…");
  const auto* editor = fix::find_editor(rest[0]);
  if (editor == nullptr) return fail("no editor takes " + rest[0]);
  std::ifstream in(rest[0], std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  std::vector<fix::PackageMove> moves;
  for (std::size_t i = 1; i < rest.size(); i += 4)
    moves.push_back(
        {.name = rest[i], .from = rest[i + 1], .to = rest[i + 2], .direct = rest[i + 3] == "yes"});
  const auto edited = editor->edit(text.str(), moves, options);
  if (!edited) return fail(base::to_line(edited.error()));
  for (const auto& one : edited->applied)
    std::cout << "applied " << one.name << " " << one.before << " -> " << one.after << "\n";
  for (const auto& one : edited->refused)
    std::cout << "refused " << one.name << " " << to_string(one.reason) << " " << one.why << "\n";
  std::ofstream(rest[0], std::ios::binary) << edited->text;
  return 0;
}
