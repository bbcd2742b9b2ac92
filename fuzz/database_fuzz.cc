// A database that is not ours, however well it is sealed: pages of one are overwritten (a place of three bytes, a length
// of one, and so many bytes, again and again), the seal is made anew, and whatever is asked of it ends.
#include <stdlib.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "advisory/database.h"
#include "advisory/seal.h"

namespace {

using namespace pratique;

void check(bool holds) {
  if (!holds) std::abort();
}

constexpr const char* kRecord =
    R"({"id":"GHSA-1","modified":"2026-01-01T00:00:00Z","published":"2025-01-01T00:00:00Z","aliases":["CVE-2026-1"],)"
    R"("summary":"s","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],)"
    R"("references":[{"type":"WEB","url":"https://example.com/a"}],"affected":[{"package":{"ecosystem":"npm",)"
    R"("name":"p"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"2.0.0"}]}],"versions":["1.0.0"]}]})";

// Made once; gone with the program.
struct Sound {
  std::filesystem::path folder;
  std::string pages;
  Sound() {
    std::string name = (std::filesystem::temp_directory_path() / "pratique-database-fuzz-XXXXXX").string();
    check(mkdtemp(name.data()) != nullptr);
    folder = name;
    std::filesystem::create_directories(folder / "feeds");
    std::ofstream(folder / "feeds/a.json") << kRecord;
    const auto path = (folder / "sound.db").string();
    check(advisory::build_database((folder / "feeds").string(), path, {}).has_value());
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto sealed = advisory::SealedFile::open(path);
    check(sealed.has_value());
    pages = text.str().substr(0, sealed->pages() * advisory::kPageBytes);
  }
  ~Sound() {
    std::error_code none;
    std::filesystem::remove_all(folder, none);
  }
};

void ask(const std::string& path) {
  (void)advisory::verify_database(path);
  const auto database = advisory::Database::open(path);
  if (!database) return;
  (void)database->coverage();
  (void)database->kept();
  (void)database->missing();
  (void)database->enrichments();
  base::Arena arena;
  (void)database->lookup("npm", "p");
  (void)database->lookup("npm", "p", arena);
  (void)database->vulnerability("CVE-2026-1", arena);
  (void)database->texts("CVE-2026-1");
  (void)database->records("GHSA-1");
  (void)database->search("p", 10);
  (void)database->sightings("CVE-2026-1");
  (void)database->lifecycle("debian", "12");
  (void)database->popularity("npm", "p");
  (void)database->epss("CVE-2026-1");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Sound sound;
  auto pages = sound.pages;
  for (std::size_t at = 0; at + 4 <= size;) {
    const std::size_t place = (data[at] | data[at + 1] << 8 | data[at + 2] << 16) % pages.size();
    const auto count = std::min<std::size_t>({data[at + 3], size - at - 4, pages.size() - place});
    pages.replace(place, count, reinterpret_cast<const char*>(data + at + 4), count);
    at += 4 + std::max<std::size_t>(count, 1);
  }
  const auto path = (sound.folder / "other.db").string();
  std::ofstream(path, std::ios::binary) << pages;
  if (!advisory::seal(path)) return 0;
  ask(path);
  return 0;
}
