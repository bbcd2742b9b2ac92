// What every command shares: the command-line library, common options, reading the target, writing documents,
// exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "match/finding.h"
#include "scan/scan.h"

namespace pratique::app {

// The table of docs/exit-codes.md.
enum ExitCode { kOk = 0, kFailed = 1, kGateFailed = 2, kIncomplete = 3, kBadUsage = 64 };

// --output, --format, --platform… as given.
struct CommonOptions {
  std::string target;
  std::vector<std::string> formats;  // "json" or "json=FILE"
  std::string output;                // -o FILE; empty or "-": standard output
  std::string platform;
  std::string ref;
  bool strict = false;
  bool quiet = false;
  bool verbose = false;
  bool no_cache = false;
};

// Adds the options above and the target to a command.
void add_common(CLI::App& command, CommonOptions& options, const std::string& formats_help);

// One document to write.
struct Output {
  std::string format;
  std::string file;  // empty: standard output
};
// The outputs that --format and --output ask for; `known` are the command's formats. kUsage for an unknown
// one, or for two documents on standard output.
Result<std::vector<Output>> outputs(const CommonOptions& options, const std::string& default_format,
                                    const std::vector<std::string>& known);

// A regular file (or a new one) by a temporary beside it and rename; anything else, such as a device or a
// pipe, is opened and written. Empty or "-": standard output.
Result<void> write_document(const std::string& file, std::string_view text);

// Lines on standard error: "✓ Indexed 14 packages"; progress that redraws itself only on a terminal.
class Teller {
 public:
  explicit Teller(const CommonOptions& options);
  void done(const std::string& what) const;    // ✓
  void warn(const std::string& what) const;    // !
  void detail(const std::string& what) const;  // --verbose only
  void progress(const std::string& what, std::uint64_t done, std::uint64_t of);
  void clear();  // the progress line, when there is one

 private:
  void line(const char* mark, const char* colour, const std::string& what) const;
  bool quiet_, verbose_, terminal_, colour_, drawn_ = false;
  std::uint64_t percent_ = 101;
};

bool stdout_wants_colour();
bool stdout_is_terminal();
int stdout_width();  // 0 when it is no terminal

// Reads the target and says so on standard error.
Result<scan::Scan> read_target(const CommonOptions& options, Teller& teller);

// $PRATIQUE_DB, else advisories.db in the user's cache folder ($XDG_CACHE_HOME/pratique, ~/.cache/pratique).
std::string database_path();

// Judges with the advisory database; builds it first from $PRATIQUE_FEEDS when there is none. Without feeds
// the judgement says that nothing was matched. `opened` takes the database that was used, for texts.
Result<match::Judgement> judge(const model::Inventory& inventory, Teller& teller,
                               std::optional<advisory::Database>* opened = nullptr);
Result<void> build_database(const std::string& feeds, const std::string& path, Teller& teller);

// Says what is incomplete on standard error; kIncomplete under --strict, else kOk.
ExitCode completeness(const std::vector<const std::vector<model::Note>*>& notes, const CommonOptions& options,
                      const Teller& teller);

// Prints the error as one line "pratique: …" and gives its exit code.
ExitCode report(const Error& error);

// Each adds one command; its callback sets `exit_code`.
void add_cves(CLI::App& app, int& exit_code);
void add_db(CLI::App& app, int& exit_code);
void add_quickview(CLI::App& app, int& exit_code);
void add_sbom(CLI::App& app, int& exit_code);
void add_version(CLI::App& app, int& exit_code);

}  // namespace pratique::app
