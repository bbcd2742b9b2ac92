// Where the packages of a Debian system came from: apt's lists tell it for each package that they have, in the version
// that they have; without them what apt fetches from says who else than the distribution may have built one
// (extract/os/deb/apt_lists.h). Images mostly delete the lists again: those that a lower layer still has count too.
//
// Lists are read while they pass, whatever their size; those that are packed (Docker's images of Debian and Ubuntu have
// apt keep them as .lz4) come whole.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"
#include "codec/lz4.h"
#include "codec/stream.h"
#include "extract/os/common/repository.h"
#include "extract/os/deb/apt_lists.h"
#include "extract/stream/scanner.h"
#include "model/builder.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::string_view kLists = "var/lib/apt/lists/";
constexpr std::string_view kSourcesFile = "etc/apt/sources.list", kSourcesFolder = "etc/apt/sources.list.d/";
constexpr std::uint64_t kMaxSourcesFile = 1 << 20;
// Of a release: what counts stands before the digests of its lists.
constexpr std::uint64_t kReleaseHead = 4096;
constexpr std::size_t kMaxPublisher = 60;
// Lists, releases and sources of one root, those of lower layers too; systems have some dozens.
constexpr std::size_t kMaxFiles = 1000;

enum class Form { kNone, kList, kPackedList, kRelease, kLines, kParagraphs };

struct Place {
  Form form = Form::kNone;
  // The root filesystem that it is about, "" or "srv/jail/".
  std::string_view root;
  std::string_view name;
};

bool stands_in(std::string_view path, std::string_view folder, Place& place) {
  const auto at = path.rfind(folder);
  if (at == std::string_view::npos || (at > 0 && path[at - 1] != '/')) return false;
  place.root = path.substr(0, at);
  place.name = path.substr(at + folder.size());
  return !base::contains(place.name, "/");
}

Place place_of(std::string_view path) {
  Place place;
  if (stands_in(path, kLists, place)) {
    if (!stem_of_list(place.name).empty()) {
      place.form = place.name.ends_with("_Packages") ? Form::kList : Form::kPackedList;
    } else if (!stem_of_release(place.name).empty()) {
      place.form = Form::kRelease;
    }
  } else if (stands_in(path, kSourcesFolder, place)) {
    if (place.name.ends_with(".list")) place.form = Form::kLines;
    if (place.name.ends_with(".sources")) place.form = Form::kParagraphs;
  } else if (stands_in(path, kSourcesFile, place) && place.name.empty()) {
    place.form = Form::kLines;
  }
  return place;
}

Record record_of(std::string text) {
  Record record{.kind = RecordKind::kOrigins};
  record.database.edit().log = std::move(text);
  return record;
}

Result<Record> record_of_list(const AptListReader& reader) {
  const auto list = reader.finish();
  auto record = record_of(to_text(list));
  if (list.cut) {
    record.notes.push_back({.code = "limit",
                            .message =
                                "the list of a repository has more packages than are looked at: of some it "
                                "is not known where they are from",
                            .incomplete = false});
  }
  return record;
}

Result<Record> parse_packed(const FileView& file) {
  PQ_TRY(const auto bytes, file.whole());
  const bool lz4 = codec::is_lz4(bytes);
  auto packed = codec::from_memory(bytes);
  const auto plain = lz4 ? codec::unpacked_lz4(std::move(packed))
                         : codec::decompressed(codec::detect_compression(bytes), std::move(packed));
  AptListReader reader;
  for (;;) {
    PQ_TRY(const auto piece, plain->next());
    if (piece.empty()) return record_of_list(reader);
    PQ_CHECK(file.spend(piece.size()));
    reader.feed(base::as_text(piece));
  }
}

class ListScanner : public Scanner {
 public:
  void bytes(std::uint64_t, base::Bytes piece) override { reader_.feed(base::as_text(piece)); }
  void hit(const PatternHit&) override {}
  Result<Record> finish(const FileView& file) const override {
    switch (place_of(file.path()).form) {
      case Form::kList:
        return record_of_list(reader_);
      case Form::kPackedList:
        return parse_packed(file);
      case Form::kRelease: {
        PQ_TRY(const auto head, file.read(0, std::min(file.size(), kReleaseHead)));
        return record_of(to_text(parse_apt_release(base::as_text(head))));
      }
      case Form::kLines:
      case Form::kParagraphs: {
        PQ_TRY(const auto text, file.text());
        return record_of(to_text(parse_apt_sources(text, place_of(file.path()).form == Form::kParagraphs)));
      }
      case Form::kNone:
        break;
    }
    return Record{};
  }

 private:
  AptListReader reader_;
};

// What is known of one root.
struct Known {
  struct List {
    std::string_view stem;
    AptList list;
    std::string publisher, place;
    bool own = false;
  };
  std::vector<List> lists;
  std::map<std::string_view, AptRelease> releases;
  std::vector<AptSource> sources;
  HostsByMail by_mail;
  // There were more files than are looked at.
  bool cut = false;
};

void take(const Found& found, std::map<std::string_view, Known>& by_root) {
  if (found.record == nullptr || found.record->kind != RecordKind::kOrigins) return;
  const auto place = place_of(found.path);
  auto& known = by_root[place.root];
  const std::string_view text = found.record->database->log;
  switch (place.form) {
    case Form::kList:
    case Form::kPackedList:
      if (known.lists.size() == kMaxFiles) return void(known.cut = true);
      known.lists.push_back(
          {.stem = stem_of_list(place.name), .list = list_of_text(text), .publisher = {}, .place = {}});
      break;
    case Form::kRelease:
      if (known.releases.size() == kMaxFiles) return void(known.cut = true);
      known.releases.emplace(stem_of_release(place.name), release_of_text(text));
      break;
    case Form::kLines:
    case Form::kParagraphs:
      for (auto& source : sources_of_text(text)) {
        if (known.sources.size() == kMaxFiles) return void(known.cut = true);
        known.by_mail.add(host_of(source.place), known.sources.size());
        known.sources.push_back(std::move(source));
      }
      break;
    case Form::kNone:
      break;
  }
}

// The release that a list belongs to: the longest whose name the list's begins with.
const AptRelease* release_of(std::string_view stem, const Known& known, std::string_view& of) {
  const AptRelease* best = nullptr;
  for (const auto& [release, said] : known.releases) {
    const bool fits = stem == release || (stem.starts_with(release) && stem[release.size()] == '_');
    if (fits && (best == nullptr || release.size() > of.size())) best = &said, of = release;
  }
  return best;
}

// Tools that make repositories write ". bookworm" where nobody said who he is.
std::string publisher_of(const AptRelease* release, std::string_view place) {
  if (release != nullptr && !release->origin.empty() && !release->origin.starts_with('.'))
    return release->origin.substr(0, kMaxPublisher);
  return std::string(host_of(place));
}

// Whoever has base-files copied the distribution, and what lies beside it at the same place is copied with it.
void settle(Known& known, const model::Distro* distro) {
  const std::string_view id = distro == nullptr ? std::string_view() : std::string_view(distro->id);
  std::vector<std::string> copies;
  for (auto& list : known.lists) {
    std::string_view stem;
    const auto* release = release_of(list.stem, known, stem);
    const auto source = source_of_stem(release == nullptr ? list.stem : stem);
    list.publisher = publisher_of(release, source.place);
    list.place = source.place + (source.suite.empty() ? "" : " " + source.suite);
    const auto own = model::distribution_of_publisher(list.publisher, id);
    list.own = !own.empty();
    if (list.own) list.publisher = own;
    if (list.list.whole_distribution) copies.push_back(source.place);
  }
  const auto name = model::distribution_of_publisher(id, id);
  for (auto& list : known.lists) {
    const auto place = list.place.substr(0, list.place.find(' '));
    if (list.own || name.empty() || std::ranges::find(copies, place) == copies.end()) continue;
    list.own = true;
    list.publisher = name;
  }
  // A package that both have is the distribution's.
  std::ranges::stable_sort(known.lists, [](const auto& a, const auto& b) {
    return std::tuple(!a.own, std::string_view(a.place)) < std::tuple(!b.own, std::string_view(b.place));
  });
}

std::string origin_of(const model::Component& component, const Known& known, const model::Distro* distro) {
  const auto& purl = component.purl;
  const auto arch = purl.qualifiers.find("arch");
  const auto key =
      package_key(purl.name, purl.version,
                  arch == purl.qualifiers.end() ? std::string_view() : std::string_view(arch->second));
  for (const auto& list : known.lists)
    if (list.list.has(key)) return model::origin_text(list.publisher, list.place);
  if (is_of_debian_distribution(component, distro)) return {};
  const auto found = known.by_mail.find(component.supplier);
  if (!found) return {};
  const auto& [place, suite] = known.sources[*found];
  return model::origin_text(host_of(place),
                            place + " " + suite + " (presumed: its maintainer is of that domain)");
}

model::Note cut_note(std::string_view root) {
  return {
      .code = "limit",
      .message =
          "apt has more lists and sources than are looked at: of some packages it is not known where they "
          "are from",
      .file = std::string(root) + std::string(kLists),
      .layer = {},
      .incomplete = false};
}

class DpkgRepositories final : public StreamExtractor {
 public:
  DpkgRepositories()
      : StreamExtractor(
            {.name = "os/dpkg_repositories",
             .role = Role::kPackageDatabase,
             .triggers = {.paths = {"lib/apt/lists/*", "etc/apt/sources.list", "apt/sources.list.d/*.list",
                                    "apt/sources.list.d/*.sources"}}},
            {}) {}

  Wish wants(const Candidate& candidate) const override {
    switch (place_of(candidate.path).form) {
      case Form::kList:
        return Wish::stream();
      case Form::kPackedList:
        return Wish::whole();
      case Form::kRelease:
        return Wish::parts({{0, kReleaseHead}});
      case Form::kLines:
      case Form::kParagraphs:
        return candidate.size <= kMaxSourcesFile ? Wish::whole() : Wish::no();
      case Form::kNone:
        break;
    }
    return Wish::no();
  }

  std::unique_ptr<Scanner> scanner() const override { return std::make_unique<ListScanner>(); }

  // Behind os/dpkg, whose components it tells the origin of: extractors are asked in the order of their names.
  void assemble(const Records& records, Assembly& out) const override {
    std::map<std::string_view, Known> by_root;
    for (const auto& found : records.present) take(found, by_root);
    for (const auto& found : records.removed) take(found, by_root);
    for (auto& [root, known] : by_root) {
      settle(known, records.distro_of(root));
      if (known.cut) out.notes.push_back(cut_note(root));
    }
    for (auto& component : out.components) {
      if (component.purl.type != "deb") continue;
      auto root = component.details->root;
      if (!root.empty()) root += '/';
      const auto known = by_root.find(root);
      if (known == by_root.end()) continue;
      auto origin = origin_of(component, known->second, records.distro_of(root));
      if (!origin.empty()) component.details.edit().origin = std::move(origin);
    }
  }
};

}  // namespace

std::unique_ptr<Extractor> make_dpkg_repositories() { return std::make_unique<DpkgRepositories>(); }

}  // namespace pratique::extract
