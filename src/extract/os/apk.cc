// Alpine packages: apk's database of installed packages (apk-tools, database.c: one letter a field, packages
// separated by empty lines).
#include <algorithm>
#include <array>
#include <bitset>
#include <optional>
#include <utility>

#include "base/text.h"
#include "codec/base64.h"
#include "extract/digests.h"
#include "extract/os/common/marks.h"
#include "extract/os/common/package_db.h"

namespace pratique::extract {

namespace {

using namespace os;

// apk-tools 3 and merged-usr images keep it under usr/lib.
constexpr std::array<std::string_view, 3> kInstalled = {"usr/lib/apk/db/installed", "lib/apk/db/installed",
                                                        "var/lib/apk/db/installed"};
// What `apk add` was asked for: words with or without a version ("curl=8.5.0-r0", "nginx@edge"), or with "!" what must
// not be there (apk-world(5)).
constexpr std::array<std::string_view, 1> kWorld = {"etc/apk/world"};
constexpr std::size_t kMaxWord = 1024;
constexpr std::size_t kMaxLine = 1 << 20;  // of "p:" and "D:", the longest are some 50,000

// P name · V version · A architecture · L licence · o origin (source package) · m maintainer · U homepage · F
// folder, then for each of its files R name. f: what of it could not be installed (f files, x attributes, s
// script; broken_files in database.c; S says only which digest its files have), s tag of the repository that it was asked
// for from, c commit; Z after R: the file's checksum; T description; D what it depends on, p what it provides. All other letters (C checksum, S and I sizes, t build time, M and a modes) say nothing that
// a component holds.
struct Fields {
  std::string_view package, version, architecture, license, origin, maintainer, homepage, broken, commit,
      description, depends, provides, tag;
};
constexpr std::pair<char, std::string_view Fields::*> kFields[] = {
    {'P', &Fields::package},     {'V', &Fields::version}, {'A', &Fields::architecture},
    {'L', &Fields::license},     {'o', &Fields::origin},  {'m', &Fields::maintainer},
    {'U', &Fields::homepage},    {'f', &Fields::broken},  {'c', &Fields::commit},
    {'T', &Fields::description}, {'D', &Fields::depends}, {'p', &Fields::provides},
    {'s', &Fields::tag},
};

constexpr ResolverRules kRules{.order = "apk"};

struct Operator {
  std::string_view text;
  Compare compare;
};
constexpr Operator kOperators[] = {
    {">=", Compare::kGreaterOrEqual}, {"<=", Compare::kLessOrEqual}, {"=~", Compare::kBegins},
    {"~=", Compare::kBegins},         {"~", Compare::kBegins},       {"><", Compare::kAny},
    {">", Compare::kGreater},         {"<", Compare::kLess},         {"=", Compare::kEqual},
};

// "so:libc.musl-x86_64.so.1", "musl>=1.2", "pkg@edge=1" (apk_blob_pull_dep in package.c); "><" is followed by a
// checksum.
Capability capability_of(std::string_view word) {
  const auto end = std::min(word.find_first_of("<>=~@"), word.size());
  Capability one{.name = word.substr(0, end)};
  const auto sign = word.find_first_of("<>=~");
  if (sign == std::string_view::npos) return one;
  const auto rest = word.substr(sign);
  const auto* found = std::find_if(std::begin(kOperators), std::end(kOperators),
                                   [&](const Operator& each) { return rest.starts_with(each.text); });
  one.compare = found->compare;
  if (one.compare != Compare::kAny) one.version = rest.substr(found->text.size());
  return one;
}

// "!name" keeps another package away.
void add_relations(const Fields& fields, Resolver& resolver) {
  for (const auto word : base::words(fields.provides)) resolver.offer(capability_of(word));
  for (const auto word : base::words(fields.depends)) {
    if (!word.starts_with('!')) resolver.need(capability_of(word));
  }
}

// Names that a world may ask for in place of a package's own; libraries and pkg-config's files nobody does.
std::string names_offered(const Fields& fields) {
  std::string names;
  for (const auto word : base::words(fields.provides)) {
    if (word.starts_with("so:") || word.starts_with("pc:")) continue;
    names.append(names.empty() ? "" : " ").append(capability_of(word).name);
  }
  return names;
}

Record parse_world(std::string_view text) {
  std::vector<std::string_view> names;
  for (const auto word : base::words(text)) {
    if (!word.starts_with('!')) names.push_back(capability_of(word).name);
  }
  return marks_record(names);
}

// By apk's world; where that names nothing, nobody knows why anything is there.
void set_reason(const Marks::File* world, const Chosen& database, std::size_t number,
                model::Component& component) {
  if (world == nullptr || world->marked.empty()) return;
  const auto& relations = database.found->record->database->relations;
  bool asked = world->marked.contains(component.purl.name);
  if (!asked && number < relations.size()) {
    for (const auto name : base::words(relations[number].provides))
      asked = asked || world->marked.contains(name);
  }
  if (asked) {
    ask_for(component, world->path);
  } else {
    component.reason = model::InstallReason::kDependency;
  }
}

// Alpine's builders (and those of its kin) write the source package and the commit of the package tree;
// packages that others build by hand lack one or the other.
bool is_of_distribution(const Fields& fields) {
  return !fields.origin.empty() && fields.commit.size() == 40 &&
         std::all_of(fields.commit.begin(), fields.commit.end(), base::is_hex);
}

// "Q1" and a SHA-1 in base64, or MD5 in hex digits (apk_blob_push_csum in blob.c); nothing for another form.
std::optional<ListedDigest> digest_of(std::string_view checksum) {
  if (!checksum.starts_with("Q1")) return ListedDigest::of_hex(model::HashAlgorithm::kMd5, checksum);
  const auto bytes = codec::from_base64(checksum.substr(2));
  if (!bytes) return std::nullopt;
  return ListedDigest::of(model::HashAlgorithm::kSha1, base::as_bytes(*bytes));
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
  });
}

model::Component to_component(const Fields& fields) {
  model::Component component;
  std::map<std::string, std::string> qualifiers;
  if (is_word(fields.architecture)) qualifiers["arch"] = fields.architecture;
  component.purl = model::make_purl("apk", "", fields.package, fields.version, std::move(qualifiers));
  if (!fields.license.empty()) component.licenses.emplace_back(fields.license);
  component.supplier = fields.maintainer;
  component.homepage = fields.homepage;
  component.description = fields.description;
  if (is_word(fields.origin) && fields.origin != fields.package) {
    component.source_name = fields.origin;
    component.source_version = fields.version;  // one build makes all packages of an origin
  }
  if (fields.broken.find_first_of("fsx") != std::string_view::npos) component.state = model::State::kBroken;
  // Which repository the tag means stands elsewhere (apk_repositories.cc).
  if (is_word(fields.tag)) component.details.edit().origin = "@" + std::string(fields.tag);
  return component;
}

// What a record has any number of: folders and files with their modes and checksums.
bool may_repeat(char letter) { return base::contains("FRMaZ", std::string_view(&letter, 1)); }

// apk ends each record with an empty line, the last one too. Without it the database is cut off, or two records
// run together: a field that a record has once then begins the next one, so that no package is made of two.
class InstalledParser {
 public:
  Result<Record> run(std::string_view text) {
    std::size_t at = 0;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', at)) {
      ++line_;
      take(text.substr(at, end - at));
      at = end + 1;
    }
    end_text(at < text.size());
    builder_.relate(resolver_);
    return std::move(builder_).finish(builder_.packages() > 0);
  }

 private:
  void take(std::string_view line) {
    if (line.empty()) return end_package();
    if (base::trim(line).empty()) {
      if (first_line_ != 0) damage("a line of blanks where an empty one ends the record");
      return end_package();
    }
    const bool is_field =
        line.size() >= 2 && line[1] == ':' && base::is_alpha(line[0]) && line.size() <= kMaxLine;
    if (is_field && begins_another(line[0])) {
      damage("a record begins within that");
      end_package();
    }
    if (first_line_ == 0) first_line_ = line_;
    if (bad_) return;
    if (!is_field) return spoil(line_);
    take_field(line[0], line.substr(2));
  }

  // The fields of the package itself stand before its files, each once.
  bool begins_another(char letter) {
    if (first_line_ == 0 || may_repeat(letter)) return false;
    return in_files_ || seen_[static_cast<unsigned char>(letter)];
  }

  void take_field(char letter, std::string_view value) {
    seen_.set(static_cast<unsigned char>(letter));
    switch (letter) {
      case 'F':
        start_files(value);
        break;
      case 'R':
        if (added_) builder_.add_file(folder_, value);
        file_ = value;
        break;
      case 'Z':
        if (added_ && !file_.empty()) add_digest(value);
        break;
      default:
        for (const auto& [known, member] : kFields) {
          if (known == letter) fields_.*member = value;
        }
    }
  }

  void start_files(std::string_view folder) {
    folder_ = folder;
    file_ = {};
    in_files_ = true;
    add_package();
  }

  // Added as soon as its fields are known, so that files can follow; a package without files is added at its
  // end.
  void add_package() {
    if (added_ || bad_) return;
    if (!is_whole()) return spoil(first_line_);
    if (builder_.add(to_component(fields_))) {
      resolver_.add_package(fields_.package, fields_.version);
      add_relations(fields_, resolver_);
      if (auto names = names_offered(fields_); !names.empty())
        builder_.add_relations({.provides = std::move(names)});
    }
    if (!is_of_distribution(fields_)) builder_.mark_foreign();
    added_ = true;
  }

  bool is_whole() const { return is_word(fields_.package) && is_word(fields_.version); }

  void add_digest(std::string_view checksum) {
    if (!may_carry_package(file_)) return;
    if (const auto digest = digest_of(checksum)) builder_.add_digest(folder_, file_, *digest);
  }

  void end_package() {
    if (first_line_ != 0) add_package();
    fields_ = {};
    folder_ = file_ = {};
    first_line_ = 0;
    seen_.reset();
    added_ = bad_ = in_files_ = false;
  }

  // A line without its end is a value without its end: "V:3.1" of 3.1.4-r5. It is not taken.
  void end_text(bool within_line) {
    if (first_line_ == 0 && !within_line) return;
    ++line_;
    const bool listed = added_ || (!bad_ && is_whole());
    builder_.add_damage({.kind = ErrorKind::kInvalid,
                         .what = "the file ends within the record" + of_package(fields_.package) +
                                 (listed ? "" : ", which is left out"),
                         .where = {.line = line_}});
    if (listed) end_package();
  }

  void damage(const std::string& what) {
    builder_.add_damage(
        {.kind = ErrorKind::kInvalid, .what = what + of_package(fields_.package), .where = {.line = line_}});
  }

  void spoil(std::uint64_t line) {
    builder_.add_problem(
        {.kind = ErrorKind::kInvalid,
         .what =
             "no field of an apk database, or a package without name or version" +
             (is_word(fields_.package) ? ": " + std::string(fields_.package.substr(0, 100)) : std::string()),
         .where = {.line = line}});
    bad_ = true;
  }

  RecordBuilder builder_;
  Resolver resolver_{kRules};
  Fields fields_;
  std::string_view folder_, file_;
  std::uint64_t line_ = 0;
  std::uint64_t first_line_ = 0;  // of the package; 0 between packages
  std::bitset<256> seen_;         // letters of the record's fields
  bool added_ = false;
  bool bad_ = false;
  bool in_files_ = false;
};

class Apk final : public Extractor {
 public:
  Apk()
      : Extractor({.name = "os/apk",
                   .role = Role::kPackageDatabase,
                   .version = 3,
                   .triggers = {.paths = {"lib/apk/db/installed", "etc/apk/world"}},
                   .name_use = NameUse::kBaseName}) {}

  Wish wants(const Candidate& candidate) const override {
    KnownPath place;
    const bool known =
        find_known(candidate.path, kInstalled, place) || find_known(candidate.path, kWorld, place);
    return known ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    return base::base_name(file.path()) == "world" ? parse_world(text) : InstalledParser().run(text);
  }

  void assemble(const Records& records, Assembly& out) const override {
    const Marks world(records, kWorld);
    assemble_databases(records, kInstalled, "alpine", out, {},
                       [&](const Chosen& database, std::size_t number, model::Component& component) {
                         set_reason(world.of(database), database, number, component);
                       });
  }
};

}  // namespace

std::unique_ptr<Extractor> make_apk() { return std::make_unique<Apk>(); }

}  // namespace pratique::extract
