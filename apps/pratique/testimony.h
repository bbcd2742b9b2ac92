// What people say of findings: VEX documents and exceptions, from where the user and the image have them, and applying
// them to a judgement.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli.h"
#include "match/judgement.h"
#include "report/explanation.h"
#include "report/pattern.h"
#include "scan/scan.h"
#include "teller.h"
#include "vex/deliberation.h"
#include "vex/read.h"
#include "vex_places.h"

namespace pratique::app {

struct TestimonyWords {
  // --vex-location: files, folders, addresses; --vex-author: patterns.
  std::vector<std::string> locations, authors;
  // --ignore-file; empty: the usual ones of the working folder.
  std::vector<std::string> ignore_files;
  // --no-ignore-files: neither.
  bool no_ignore_files = false;
  // --config.
  std::string config;
};

// Adds these options to a command that judges.
void add_testimony(CLI::App& command, TestimonyWords& words);

// Adds --only-vex-affected and --ignore-suppressed, which Docker Scout's commands have: what VEX statements and exceptions
// close is left out by these commands anyhow.
void add_testimony_words_of_scout(CLI::App& command);

// The section `exceptions:` of the file of settings that counts; its name in `read`, empty: none.
Result<std::vector<vex::ExceptionRule>> read_settings_exceptions(const std::string& config,
                                                                 std::string& read);

// The names of the image that was scanned.
vex::ImageNames names_of(const model::Subject& subject, const CommonOptions& options);

// What the user named: to be read before the image, which may be far away, so that a slip in it costs nothing.
struct NamedTestimony {
  vex::Testimony testimony;
  // Its documents, until the image's join them.
  VexPlaces read;
  vex::BomIndex boms;
  std::vector<report::Pattern> authors;
};
// Errors: a place that was named and cannot be read, a file of exceptions that is wrong, a pattern that cannot be used.
Result<NamedTestimony> read_named(const TestimonyWords& words, const CommonOptions& options, Teller& teller);
// That and what comes with the image: documents attached to it and in it. Errors: the image cannot be opened again.
Result<vex::Testimony> with_image(NamedTestimony named, const CommonOptions& options,
                                  const scan::Scan& scanned, Teller& teller);
// What is said of one image's findings, ready to be weighed: `cves` and `quickview` have a whole judgement heard, `explain`
// one verdict after another.
class Hearing {
 public:
  // `day`: what expiry is measured against, the judgement's. Options and scan must outlive it.
  Hearing(vex::Testimony testimony, const CommonOptions& options, const scan::Scan& scanned, std::string day);
  Hearing(const Hearing&) = delete;

  // Sets state and opinions of every finding.
  void hear(match::Judgement& judgement);
  // Of the findings of that component; may be done again.
  void hear(match::Verdict& verdict, std::size_t component);
  // Once a judgement was heard: statements that were applied, exceptions that expired or are of no use, documents whose
  // authors do not count.
  void tell(const Teller& teller) const;
  // The halves of it, where verdicts are heard one by one: what the documents hold, and, once every component was heard,
  // which exceptions are of no use.
  void tell_documents(const Teller& teller) const;
  void tell_exceptions(const Teller& teller) const;
  // Notes of documents that could not be read.
  const std::vector<model::Note>& unread() const { return testimony_.unread; }
  bool has_exceptions() const { return !testimony_.exceptions.empty(); }
  report::Explanation::Heard heard() const;

 private:
  vex::Testimony testimony_;
  // Into testimony_; nothing: nobody said anything.
  std::optional<vex::Deliberation> deliberation_;
};

}  // namespace pratique::app
