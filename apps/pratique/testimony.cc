#include "testimony.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "config/settings.h"
#include "oci/reference.h"
#include "target.h"
#include "vex_places.h"

namespace pratique::app {

namespace fs = std::filesystem;

namespace {

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
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
void read_inside(const model::Inventory& inventory, const vex::BomIndex& boms, VexPlaces& into,
                 const Teller& teller) {
  for (const auto& one : inventory.observations) {
    if (one.rule != "vex-document") continue;
    auto document = vex::read_vex(one.message, "/" + one.location.path, &boms);
    if (!document) {
      leave_unread(std::move(document).error().in("/" + one.location.path), teller, into);
      into.notes.back().layer = one.location.layer;
      continue;
    }
    document->origin = vex::VexOrigin::kImage;
    into.documents.push_back(*std::move(document));
  }
}

Result<void> read_ignore_file(const std::string& file, std::vector<vex::ExceptionRule>& into,
                              const Teller& teller) {
  PQ_TRY(const auto text, vex::text_of_file(file));
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

void add_testimony_words_of_scout(CLI::App& command) {
  const std::string so = "As Docker Scout has it; so without the word";
  command.add_flag("--only-vex-affected", so);
  command.add_flag("--ignore-suppressed", so);
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

Result<NamedTestimony> read_named(const TestimonyWords& words, const CommonOptions& options, Teller& teller) {
  if (words.no_ignore_files && !words.ignore_files.empty())
    return base::fail(ErrorKind::kUsage, "--ignore-file and --no-ignore-files exclude each other");
  NamedTestimony named;
  PQ_TRY(named.authors, patterns_of(words.authors));
  std::string read;
  PQ_TRY(named.testimony.exceptions, read_settings_exceptions(words.config, read));
  if (!named.testimony.exceptions.empty())
    teller.done(
        fmt::format("{} of {}", counted(named.testimony.exceptions.size(), "exception", "exceptions"), read));
  PQ_CHECK(read_ignore_files(words, named.testimony.exceptions, teller));
  auto bom_places = words.locations;
  if (options.target.starts_with("sbom://") && options.target != "sbom://-" && options.target != "sbom://")
    bom_places.push_back(options.target.substr(std::string_view("sbom://").size()));
  if (!words.locations.empty()) add_boms(bom_places, named.boms);
  PQ_TRY(named.read, read_vex_places(words.locations, options, teller, named.boms));
  return named;
}

Result<vex::Testimony> with_image(NamedTestimony named, const CommonOptions& options,
                                  const scan::Scan& scanned, Teller& teller) {
  auto& read = named.read;
  // Far away each look is a request: only where somebody's word is asked for, or the scan met one.
  const bool is_image =
      scanned.inventory.subject.kind == model::SubjectKind::kImage && !options.target.empty() &&
      options.environment.empty();  // what was recorded there is here, what was attached to it is not
  if (is_image && (scanned.attestations.vex > 0 || !named.authors.empty()))
    PQ_CHECK(attached_if_image(read_attached(options, teller, named.boms, read)));
  read_inside(scanned.inventory, named.boms, read, teller);
  bar(read.documents, named.authors);
  named.testimony.documents = std::move(read.documents);
  named.testimony.unread = std::move(read.notes);
  return std::move(named.testimony);
}

namespace {

// What the user should know of his documents: whose statements were not believed.
void tell_documents(const std::vector<vex::VexDocument>& documents, std::optional<std::size_t> applied,
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
  teller.done(fmt::format("{} of {}{} (unsigned)", counted(statements, "VEX statement", "VEX statements"),
                          counted(documents.size(), "document", "documents"),
                          applied ? fmt::format(", {} applied", *applied) : std::string()));
  if (refused > 0)
    teller.loud(fmt::format("{} refused: {}{}", counted(refused, "VEX statement", "VEX statements"), first,
                            refused > 1 ? ", …" : ""));
  for (const auto& document : documents) {
    if (!document.barred.empty() && !document.statements.empty())
      teller.warn(fmt::format("{}: shown, not applied: {}", document.place, document.barred));
  }
}

void tell_unused(const std::vector<vex::Deliberation::Unused>& unused, const Teller& teller) {
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

Hearing::Hearing(vex::Testimony testimony, const CommonOptions& options, const scan::Scan& scanned,
                 std::string day)
    : testimony_(std::move(testimony)) {
  if (testimony_.documents.empty() && testimony_.exceptions.empty()) return;
  testimony_.day = std::move(day);
  testimony_.day_is_named = !options.now.empty();
  deliberation_.emplace(scanned.inventory, names_of(scanned.inventory.subject, options), testimony_);
}

void Hearing::hear(match::Judgement& judgement) {
  if (!deliberation_) return;
  for (auto& finding : judgement.findings) deliberation_->weigh(finding, finding.component, *judgement.arena);
}

void Hearing::hear(match::Verdict& verdict, std::size_t component) {
  if (!deliberation_ || verdict.findings.empty()) return;
  auto texts = std::make_shared<base::Arena>();
  for (auto& finding : verdict.findings) deliberation_->weigh(finding, component, *texts);
  verdict.said = std::move(texts);
}

void Hearing::tell(const Teller& teller) const {
  if (!deliberation_) return;
  app::tell_documents(testimony_.documents, deliberation_->statements_applied(), teller);
  tell_exceptions(teller);
}

void Hearing::tell_documents(const Teller& teller) const {
  if (deliberation_) app::tell_documents(testimony_.documents, std::nullopt, teller);
}

void Hearing::tell_exceptions(const Teller& teller) const {
  if (deliberation_) tell_unused(deliberation_->unused(), teller);
}

report::Explanation::Heard Hearing::heard() const {
  report::Explanation::Heard all{.documents = testimony_.documents.size(),
                                 .exceptions = testimony_.exceptions.size()};
  for (const auto& document : testimony_.documents) all.statements += document.statements.size();
  return all;
}

}  // namespace pratique::app
