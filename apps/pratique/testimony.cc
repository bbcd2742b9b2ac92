#include "testimony.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "attest/find.h"
#include "attest/predicate.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "config/settings.h"
#include "image.h"
#include "net/client.h"
#include "oci/reference.h"
#include "report/pattern.h"
#include "target.h"

namespace pratique::app {

namespace fs = std::filesystem;

namespace {

// Of a folder.
constexpr std::size_t kMaxFiles = 50'000;
constexpr std::size_t kMaxDocuments = 10'000;
constexpr int kMaxDepth = 24;
// Of all documents together.
constexpr std::uint64_t kMaxAllBytes = 512ull << 20;

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool is_address(std::string_view place) {
  return place.starts_with("https://") || place.starts_with("http://");
}

Result<std::string> text_of_file(const std::string& file) {
  PQ_TRY(const auto source, codec::open_file(file));
  return codec::read_all(*source, vex::kMaxVexBytes);
}

Result<std::string> text_of_address(const std::string& address, const CommonOptions& options) {
  PQ_TRY(auto client_options, net::ClientOptions::from(net::system_environment));
  if (!options.authorities.empty()) client_options.tls.more_authorities.push_back(options.authorities);
  client_options.insecure = options.insecure;
  net::Client client(std::move(client_options));
  PQ_TRY(auto url, net::Url::parse(address));
  PQ_TRY(auto response, client.send({.method = net::Method::kGet,
                                     .url = std::move(url),
                                     .headers = {},
                                     .authorization = {},
                                     .secret_headers = {},
                                     .body = {},
                                     .idempotent = {}}));
  if (!response.ok()) return tl::unexpected(net::status_error(response).in(address));
  return net::whole_body(response, vex::kMaxVexBytes);
}

// Files of a folder whose names can be those of documents, sorted. Links are not followed: they may lead anywhere, and in
// circles.
Result<std::vector<std::string>> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (at->is_directory(error) && (name == ".git" || at.depth() >= kMaxDepth)) {
      at.disable_recursion_pending();
      continue;
    }
    if (at->is_symlink(error) || !at->is_regular_file(error)) continue;
    if (!name.ends_with(".json") && !name.ends_with(".xml")) continue;
    if (files.size() >= kMaxFiles) return base::over_limit("over 50,000 documents");
    files.push_back(at->path().string());
  }
  if (error) return base::fail(ErrorKind::kIo, error.message(), {.file = folder});
  std::sort(files.begin(), files.end());
  return files;
}

// VEX Hub's layout (vex-repo-spec 0.1, "index.json"): {"packages": [{"id": purl, "location": path}]}. Nothing: no such
// index.
std::optional<std::vector<std::string>> indexed_files(const std::string& folder) {
  const auto text = text_of_file(folder + "/index.json");
  if (!text) return std::nullopt;
  const auto document = codec::JsonDocument::parse(*text);
  if (!document || !document->root()["packages"].is_array()) return std::nullopt;
  std::set<std::string> files;
  document->root()["packages"].each([&](codec::Json package) {
    // A path that climbs out of the repository is none of its documents.
    const fs::path path(std::string(package["location"].text()));
    const bool inside = !path.empty() && path.is_relative() &&
                        std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
    if (inside && files.size() < kMaxFiles) files.insert((fs::path(folder) / path).string());
  });
  return std::vector<std::string>(files.begin(), files.end());
}

Result<void> read_folder(const std::string& folder, const Teller& teller, const vex::BomIndex& boms,
                         std::vector<vex::VexDocument>& into) {
  auto files = indexed_files(folder);
  const bool indexed = files.has_value();
  if (!indexed) {
    PQ_TRY(files, files_of(folder));
  }
  std::uint64_t bytes = 0;
  std::size_t read = 0, odd = 0;
  std::string first;
  for (const auto& file : *files) {
    constexpr std::size_t kHead = 64 << 10;
    auto text = text_of_file(file);
    const bool wanted = text && (indexed || vex::may_be_vex(std::string_view(*text).substr(0, kHead)));
    if (text && !wanted) continue;
    if (text) bytes += text->size();
    if (bytes > kMaxAllBytes || read >= kMaxDocuments)
      return base::fail(ErrorKind::kLimit, "over 512 MiB or 10,000 documents of VEX", {.file = folder});
    auto document = text ? vex::read_vex(*text, file, &boms) : tl::unexpected(std::move(text).error());
    if (document) {
      into.push_back(*std::move(document));
      ++read;
      continue;
    }
    // A BOM in a folder of VEX documents is there for their links.
    if (document.error().kind == ErrorKind::kUnsupported && !indexed) continue;
    if (odd++ == 0) first = base::to_line(std::move(document).error().in(file));
  }
  if (odd > 0)
    teller.loud(fmt::format("{} not read as VEX: {}{}", counted(odd, "document", "documents"), first,
                            odd > 1 ? ", …" : ""));
  if (read == 0) return base::fail(ErrorKind::kInvalid, "no VEX document", {.file = folder});
  return {};
}

// The SBOM of an image tells of it and is none itself: nothing is attached to it.
Result<void> attached_if_image(Result<void> read) {
  if (!read && read.error().kind == ErrorKind::kUsage) return {};
  return read;
}

// Whose word counts. Errors: kUsage, as patterns have them.
Result<std::vector<report::Pattern>> patterns_of(const std::vector<std::string>& lists) {
  std::vector<report::Pattern> patterns;
  for (const auto& list : lists) {
    for (const auto& text : report::split_patterns(list)) {
      PQ_TRY(auto pattern, report::Pattern::make(text));
      patterns.push_back(std::move(pattern));
    }
  }
  return patterns;
}

// Without a word of the user, what lies in places that he named counts, and what came with the image does not: it would
// acquit itself.
void bar(std::vector<vex::VexDocument>& documents, const std::vector<report::Pattern>& authors) {
  for (auto& document : documents) {
    const bool known =
        std::ranges::any_of(authors, [&](const auto& pattern) { return pattern.found_in(document.author); });
    if (known) continue;
    if (!authors.empty()) {
      document.barred = document.author.empty()
                            ? "its document names no author, and --vex-author asks for one"
                            : "its author \"" + document.author + "\" is none of --vex-author";
    } else if (document.origin != vex::VexOrigin::kNamed) {
      document.barred = "it came with the image, unsigned; --vex-author says whose word counts";
    }
  }
}

// Files of the image that the extractor of VEX documents kept.
void read_inside(const model::Inventory& inventory, const vex::BomIndex& boms,
                 std::vector<vex::VexDocument>& into, const Teller& teller) {
  for (const auto& one : inventory.observations) {
    if (one.rule != "vex-document") continue;
    auto document = vex::read_vex(one.message, "/" + one.location.path, &boms);
    if (!document) {
      teller.warn("A file of the image was not read as VEX: " +
                  base::printable(base::to_line(document.error())));
      continue;
    }
    document->origin = vex::VexOrigin::kImage;
    into.push_back(*std::move(document));
  }
}

Result<void> read_ignore_file(const std::string& file, std::vector<vex::ExceptionRule>& into,
                              const Teller& teller) {
  PQ_TRY(const auto text, text_of_file(file));
  PQ_TRY(auto read, vex::read_ignore_file(text, file));
  teller.done(fmt::format("{} of {}", counted(read.rules.size(), "exception", "exceptions"), file));
  for (const auto& fault : read.faults)
    teller.loud(fmt::format("{}: line {}: not applied: {}", file, fault.line, fault.why));
  std::move(read.rules.begin(), read.rules.end(), std::back_inserter(into));
  return {};
}

Result<void> read_ignore_files(const TestimonyWords& words, std::vector<vex::ExceptionRule>& into,
                               const Teller& teller) {
  if (words.no_ignore_files) return {};
  for (const auto& file : words.ignore_files) PQ_CHECK(read_ignore_file(file, into, teller));
  if (!words.ignore_files.empty()) return {};
  for (const auto& file : vex::usual_ignore_files()) {
    std::error_code error;
    if (fs::is_regular_file(file, error)) PQ_CHECK(read_ignore_file(file, into, teller));
  }
  return {};
}

}  // namespace

void add_testimony(CLI::App& command, TestimonyWords& words) {
  command
      .add_option("--vex-location", words.locations,
                  "VEX documents (OpenVEX, CSAF, CycloneDX): a file, a folder, a checkout of VEX Hub, an "
                  "https:// address")
      ->type_name("PLACE")
      ->allow_extra_args(false);
  command
      .add_option("--vex-author", words.authors,
                  "Only statements of these authors count: regular expressions (RE2's syntax). Nobody "
                  "verifies the name. "
                  "Default: all in --vex-location, none of what comes with the image")
      ->type_name("LIST")
      ->allow_extra_args(false);
  command
      .add_option("--ignore-file", words.ignore_files,
                  "Exceptions of other scanners: .trivyignore, .trivyignore.yaml, .grype.yaml, "
                  "osv-scanner.toml (default: those "
                  "in the working folder)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_flag("--no-ignore-files", words.no_ignore_files, "Read none of these files");
  command
      .add_option("--config", words.config,
                  "File whose exceptions: count (default: $PRATIQUE_CONFIG, ./pratique.yaml, the user's)")
      ->type_name("FILE");
}

Result<void> read_vex_place(const std::string& place, const CommonOptions& options, const Teller& teller,
                            const vex::BomIndex& boms, std::vector<vex::VexDocument>& into) {
  std::error_code error;
  if (!is_address(place) && fs::is_directory(place, error)) return read_folder(place, teller, boms, into);
  auto text = is_address(place) ? text_of_address(place, options) : text_of_file(place);
  if (!text) return tl::unexpected(std::move(text).error().in(place));
  PQ_TRY(auto document, vex::read_vex(*text, place, &boms));
  into.push_back(std::move(document));
  return {};
}

Result<void> read_attached(const CommonOptions& options, Teller& teller, const vex::BomIndex& boms,
                           std::vector<vex::VexDocument>& into) {
  PQ_TRY(const auto image, open_named(options, teller));
  auto& neighbours = *image.open.neighbours;
  const auto finds = attest::find(neighbours, *image.open.image, attest::SearchReach::kAll);
  attest::ImageIdentity identity(neighbours, *image.open.image);
  std::vector<model::Note> notes;
  const auto unread = [&](const std::string& digest, const Error& error) {
    teller.loud("An attestation was not read as VEX: " + digest + ": " + error.what);
  };
  for (const auto& found : finds.all) {
    if (found.content != attest::Content::kStatements) continue;
    auto loaded = attest::load(neighbours, identity, found, notes);
    if (!loaded) {
      unread(found.blob.digest, loaded.error());
      continue;
    }
    for (const auto& one : *loaded) {
      if (!one.about || attest::predicate_of(one.predicate_type()) != attest::Predicate::kVex) continue;
      vex::VexThing about;
      vex::add_name(about, one.about->digest);
      auto document =
          vex::read_vex(one.statement.predicate(), "attestation " + found.blob.digest, &boms, &about);
      if (!document) {
        unread(found.blob.digest, document.error());
        continue;
      }
      document->origin = vex::VexOrigin::kAttached;
      // The statement's digest is one of this image's, be it of an index.
      into.push_back(*std::move(document));
    }
  }
  return {};
}

void add_boms(const std::vector<std::string>& places, vex::BomIndex& boms) {
  for (const auto& place : places) {
    std::error_code error;
    if (is_address(place)) continue;
    std::vector<std::string> files = {place};
    if (fs::is_directory(place, error)) files = files_of(place).value_or(std::vector<std::string>());
    for (const auto& file : files) {
      constexpr std::size_t kHead = 4 << 10;
      const auto text = text_of_file(file);
      if (text && base::contains(base::to_lower(std::string_view(*text).substr(0, kHead)), "cyclonedx"))
        boms.add(*text);
    }
  }
}

Result<std::vector<vex::ExceptionRule>> read_settings_exceptions(const std::string& config,
                                                                 std::string& read) {
  read = config::settings_place(config, setting);
  if (read.empty()) return std::vector<vex::ExceptionRule>();
  PQ_TRY(const auto settings, config::SettingsFile::read(read));
  return vex::read_exceptions(settings.section("exceptions"), read);
}

vex::ImageNames names_of(const model::Subject& subject, const CommonOptions& options) {
  vex::ImageNames names;
  names.architecture = subject.platform.architecture;
  names.platform = model::to_string(subject.platform);
  for (const auto& digest : {subject.digest, subject.config_digest}) {
    if (!digest.empty()) names.digests.push_back(digest);
  }
  std::set<std::string> words;
  for (const auto& name : {subject.name, options.ref}) {
    if (name.empty()) continue;
    words.insert(name);
    const auto reference = oci::parse_reference(name);
    // A path is no name of an image, though it may read like one.
    if (!reference || fs::exists(name)) continue;
    if (names.repository.empty()) names.repository = oci::repository_of(*reference);
    if (!reference->tag.empty()) names.tags.push_back(reference->tag);
    if (!reference->digest.empty()) names.digests.push_back(reference->digest);
    words.insert({oci::to_string(*reference), oci::familiar(*reference)});
  }
  names.words.assign(words.begin(), words.end());
  return names;
}

Result<vex::Testimony> read_testimony(const TestimonyWords& words, const CommonOptions& options,
                                      const scan::Scan& scanned, Teller& teller) {
  vex::Testimony testimony;
  PQ_TRY(const auto authors, patterns_of(words.authors));
  vex::BomIndex boms;
  auto bom_places = words.locations;
  if (options.target.starts_with("sbom://") && options.target != "sbom://-" && options.target != "sbom://")
    bom_places.push_back(options.target.substr(std::string_view("sbom://").size()));
  if (!words.locations.empty()) add_boms(bom_places, boms);
  for (const auto& place : words.locations)
    PQ_CHECK(read_vex_place(place, options, teller, boms, testimony.documents));
  // Far away each look is a request: only where somebody's word is asked for, or the scan met one.
  const bool is_image =
      scanned.inventory.subject.kind == model::SubjectKind::kImage && !options.target.empty();
  if (is_image && (scanned.attestations.vex > 0 || !words.authors.empty()))
    PQ_CHECK(attached_if_image(read_attached(options, teller, boms, testimony.documents)));
  read_inside(scanned.inventory, boms, testimony.documents, teller);
  bar(testimony.documents, authors);
  std::string read;
  PQ_TRY(testimony.exceptions, read_settings_exceptions(words.config, read));
  if (!testimony.exceptions.empty())
    teller.done(
        fmt::format("{} of {}", counted(testimony.exceptions.size(), "exception", "exceptions"), read));
  PQ_CHECK(read_ignore_files(words, testimony.exceptions, teller));
  return testimony;
}

namespace {

// What the user should know of his documents: whose statements were not believed.
void tell_documents(const std::vector<vex::VexDocument>& documents, std::size_t applied,
                    const Teller& teller) {
  if (documents.empty()) return;
  std::size_t statements = 0, refused = 0;
  std::string first;
  for (const auto& document : documents) {
    statements += document.statements.size();
    refused += document.refused.size();
    if (first.empty() && !document.refused.empty())
      first = fmt::format("{}, statement {}: {}", document.place, document.refused[0].number,
                          document.refused[0].why);
  }
  teller.done(fmt::format("{} of {}, {} applied (unsigned)",
                          counted(statements, "VEX statement", "VEX statements"),
                          counted(documents.size(), "document", "documents"), applied));
  if (refused > 0)
    teller.loud(fmt::format("{} refused: {}{}", counted(refused, "VEX statement", "VEX statements"), first,
                            refused > 1 ? ", …" : ""));
  for (const auto& document : documents) {
    if (!document.barred.empty() && !document.statements.empty())
      teller.warn(fmt::format("{}: shown, not applied: {}", document.place, document.barred));
  }
}

void tell_exceptions(const std::vector<vex::Deliberation::Unused>& unused, const Teller& teller) {
  constexpr std::size_t kMost = 20;
  std::size_t told = 0;
  for (const auto& one : unused) {
    if (++told > kMost) break;
    const auto place =
        fmt::format("{}{}", one.rule->file, one.rule->line ? fmt::format(":{}", one.rule->line) : "");
    if (one.expired) {
      teller.loud(fmt::format(
          "{}: the exception for {} expired on {}{}", place, one.rule->text(), one.rule->expiry,
          one.findings ? ", and " + counted(one.findings, "finding is", "findings are") + " open again"
                       : ""));
    } else {
      teller.warn(fmt::format("{}: the exception for {} matches nothing", place, one.rule->text()));
    }
  }
  if (unused.size() > kMost)
    teller.warn(fmt::format("and {} exceptions more of no use", unused.size() - kMost));
}

}  // namespace

void apply(vex::Testimony testimony, const CommonOptions& options, const scan::Scan& scanned,
           match::Judgement& judgement, const Teller& teller) {
  if (testimony.documents.empty() && testimony.exceptions.empty()) return;
  testimony.day = judgement.day;
  testimony.day_is_named = !options.now.empty();
  vex::Deliberation deliberation(scanned.inventory, names_of(scanned.inventory.subject, options), testimony);
  for (auto& finding : judgement.findings) deliberation.weigh(finding, finding.component, *judgement.arena);
  tell_documents(testimony.documents, deliberation.statements_applied(), teller);
  tell_exceptions(deliberation.unused(), teller);
}

}  // namespace pratique::app
