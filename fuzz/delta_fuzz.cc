// A delta whose header fits: its steps and rows, packed here so that they are met as they are. Whatever they say, rows
// of a database of ours go in and none comes out that was not promised. The first two bytes say how many bytes of
// steps follow; the rest are rows.
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "advisory/compact.h"
#include "advisory/database.h"
#include "advisory/delta.h"
#include "advisory/prefixed.h"
#include "advisory/renumber.h"
#include "advisory/write.h"

namespace {

using namespace pratique;
using advisory::compact::CompactWriter;

void check(bool holds) {
  if (!holds) std::abort();
}

// Made once; gone with the program.
struct Older {
  std::filesystem::path folder;
  std::string path, digest;
  Older() {
    std::string name = (std::filesystem::temp_directory_path() / "pratique-delta-fuzz-XXXXXX").string();
    check(mkdtemp(name.data()) != nullptr);
    folder = name;
    std::filesystem::create_directories(folder / "feeds");
    std::ofstream(folder / "feeds/a.json")
        << R"({"id": "GHSA-1", "modified": "2026-01-01T00:00:00Z", "aliases": ["CVE-2026-1"], "summary": "s", "affected":)"
        << R"([{"package": {"ecosystem": "npm", "name": "p"}, "ranges": [{"type": "SEMVER", "events": [{"introduced":)"
        << R"("0"}, {"fixed": "2.0.0"}]}]}]})";
    path = (folder / "older.db").string();
    check(advisory::build_database((folder / "feeds").string(), path, {}).has_value());
    digest = advisory::file_digest(path).value_or("");
  }
  ~Older() {
    std::error_code none;
    std::filesystem::remove_all(folder, none);
  }
};

std::string delta_of(const Older& older, const std::string& wanted, std::string_view steps,
                     std::string_view rows) {
  CompactWriter header, out;
  header.number(advisory::kSchemaVersion);
  header.text(older.digest);
  header.text(wanted);
  header.number(0);
  header.text(advisory::library_versions());
  out.text(header.take());
  const auto packed = [&](std::string_view plain) {
    out.number(plain.size());
    out.text(advisory::pack_after({}, plain).value_or(""));
  };
  packed("");
  out.number(1);
  packed(steps);
  packed(rows);
  out.number(0);
  return "pratique delta 1\n" + out.take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Older older;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  advisory::Renumbering map;
  map.strings.add(1);
  for (const auto& renumbered : {advisory::renumber_entries(text, map), advisory::renumber_facts(text, map),
                                 advisory::renumber_assessments(text, map)})
    check(renumbered.size() <= 10 * size + 10);
  if (size < 2) return 0;
  const std::size_t steps = std::min<std::size_t>(data[0] + 256u * data[1], size - 2);
  const std::string wanted = "sha256:" + std::string(64, '0');
  const auto newer = (older.folder / "newer.db").string();
  for (const auto& bytes :
       {std::string(text), delta_of(older, wanted, text.substr(2, steps), text.substr(2 + steps))}) {
    const auto source = codec::from_memory(base::as_bytes(bytes));
    check(!advisory::apply_delta(older.path, *source, newer, wanted));
    check(!std::filesystem::exists(newer));
  }
  return 0;
}
