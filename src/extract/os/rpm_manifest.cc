// The package list that distroless images of Azure Linux and Mariner carry instead of an rpm database:
// var/lib/rpmmanifest/container-manifest-2, one line a package, made by
//   rpm -qa --qf
//   "%{NAME}\t%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\t%{BUILDTIME}\t%{VENDOR}\t%{EPOCH}\t%{SIZE}\t%{ARCH}\t%{EPOCHNUM}\t%{SOURCERPM}\n"
// It has no file lists, so nothing is owned.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "extract/os/common/package_db.h"
#include "extract/os/rpm/package.h"

namespace pratique::extract {

namespace {

using namespace os;

constexpr std::array<std::string_view, 1> kManifest = {"var/lib/rpmmanifest/container-manifest-2"};
// Where a database is too, it says the same and more, unless it is empty or damaged; what of that is true is not known
// here, so that it is told which of the two counts.
constexpr std::array<std::string_view, 9> kDatabases = {
    "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/rpmdb.sqlite", "usr/share/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",  "usr/lib/sysimage/rpm/Packages.db",  "usr/share/rpm/Packages.db",
    "var/lib/rpm/Packages",     "usr/lib/sysimage/rpm/Packages",     "usr/share/rpm/Packages"};
constexpr std::size_t kColumns = 10;
constexpr std::size_t kMaxLine = 64 << 10;

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

Result<RpmHeader> parse_line(std::string_view line) {
  if (line.size() > kMaxLine) return base::over_limit("line longer than 64 KiB");
  const auto columns = base::split(line, '\t');
  if (columns.size() < kColumns) return base::invalid("line with fewer than ten columns");
  RpmHeader header;
  header.name = columns[0];
  header.vendor = columns[4];
  if (const auto epoch = base::to_uint(columns[5]); epoch && *epoch <= UINT32_MAX) {
    header.epoch = static_cast<std::uint32_t>(*epoch);
  }
  header.architecture = columns[7];
  header.source_rpm = columns[9];
  const auto version = base::cut_last(columns[1], "-");
  if (!is_word(header.name) || !is_word(columns[1]) || !version)
    return base::invalid("line without a name or VERSION-RELEASE");
  header.version = version->before;
  header.release = version->after;
  return header;
}

class RpmManifest final : public Extractor {
 public:
  RpmManifest()
      : Extractor({.name = "os/rpm_manifest",
                   .role = Role::kPackageDatabase,
                   .version = 2,
                   .triggers = {.paths = {"rpmmanifest/container-manifest-2"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    KnownPath place;
    return find_known(candidate.path, kManifest, place) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    RecordBuilder builder;
    std::uint64_t good = 0, number = 0;
    for (const auto line : base::lines(text)) {
      ++number;
      if (base::trim(line).empty()) continue;
      auto header = parse_line(line);
      if (!header) {
        header.error().where.line = number;
        builder.add_problem(header.error());
        continue;
      }
      ++good;
      // A file cut off in its last column names a source that is not there.
      const bool last = line.data() + line.size() == text.data() + text.size();
      if (last && !header->source_rpm.ends_with(".rpm") && header->source_rpm != "(none)") {
        builder.add_damage({.kind = ErrorKind::kInvalid,
                            .what = "the file ends within the line" + of_package(header->name),
                            .where = {.line = number}});
        header->source_rpm = {};
      }
      if (!is_key_package(header->name)) builder.add(rpm_component(*header));
    }
    return std::move(builder).finish(good > 0);
  }

  void assemble(const Records& records, Assembly& out) const override {
    const auto* view = records.view;
    const auto* database = std::find_if(kDatabases.begin(), kDatabases.end(),
                                        [&](auto path) { return view != nullptr && view->exists(path); });
    Reporter reporter(records, "", out);
    for (const auto& chosen : choose_databases(records, kManifest, out)) {
      if (chosen.root.empty() && database != kDatabases.end()) {
        out.notes.push_back({.code = "second-database",
                             .message = "a second list of packages, not used since " +
                                        std::string(*database) + " is the one that counts",
                             .file = chosen.found->path,
                             .layer = chosen.found->layer});
        continue;
      }
      for (const auto& component : chosen.found->record->components) {
        reporter.add(component, chosen, {}, chosen.found->path);
      }
    }
    reporter.finish();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_rpm_manifest() { return std::make_unique<RpmManifest>(); }

}  // namespace pratique::extract
