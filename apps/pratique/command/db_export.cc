// pratique db export.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "cache.h"
#include "command.h"
#include "deed.h"
#include "publish/files.h"
#include "publish/publication.h"
#include "publishing.h"

namespace pratique::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAside = ".publication-";

// Gone with its owner.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class DbExport final : public Command {
 public:
  CommandInfo info() const override {
    return {"db export", "Publish the database in a folder, or write it as one file", 8};
  }
  void declare(CLI::App& command) override {
    command
        .add_option("-o,--output", options_.output,
                    "The folder of the publication; or, where it ends in .tar, one file to carry")
        ->type_name("PLACE")
        ->required();
    command
        .add_option("--from", from_, "Write the publication of this folder as one file, with its signatures")
        ->type_name("DIR");
    command.add_option("--deltas", deltas_, "How many deltas are offered (default: 14)")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{0}, std::size_t{1000}).description(""));
    add_signing_options(command, signing_);
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_);
    command.footer(
        "\nA second export to the same folder adds a delta from the database that was published before. "
        "Without --key "
        "nothing is signed: pratique db sign DIR.\n\nExamples:\n"
        "  pratique db export -o publication --key targets.key --key timestamp.key\n"
        "  pratique db export -o database.tar --from publication\n"
        "  pratique db export -o database.tar\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    const bool one_file = options_.output.ends_with(".tar");
    if (!one_file && !from_.empty())
      return base::fail(ErrorKind::kUsage, "--from is for one file", {.file = options_.output},
                        "name it FILE.tar");
    PQ_TRY(const auto documents, deed_outputs(options_));
    report::Deed deed{.command = info().name, .facts = {}};
    PQ_TRY(const auto code, one_file ? to_file(teller, deed) : to_folder(options_.output, teller, deed));
    return tell_deed(deed, documents, code);
  }

 private:
  Result<ExitCode> to_folder(const std::string& folder, const Teller& teller, report::Deed& deed) const {
    PQ_TRY(const auto place, database_path());
    return publish_database(place.path, {.folder = folder, .deltas = deltas_, .signing = signing_}, teller,
                            deed);
  }

  Result<ExitCode> to_file(const Teller& teller, report::Deed& deed) const {
    if (!from_.empty()) return to_file(from_, teller, deed);
    publish::remove_dead(options_.output, kAside);
    const TemporaryFolder aside(fmt::format("{}{}{}", options_.output, kAside, ::getpid()));
    PQ_TRY(const auto code, to_folder(aside.path(), teller, deed));
    if (code != kOk) return code;
    return to_file(aside.path(), teller, deed);
  }

  Result<ExitCode> to_file(const std::string& folder, const Teller& teller, report::Deed& deed) const {
    PQ_TRY(const auto files, publish::files_of(folder));
    PQ_TRY(const auto bytes, publish::write_bundle(folder, options_.output));
    teller.done(fmt::format("Wrote {}: {}, version {}, {}", options_.output, shown_bytes(bytes),
                            files.version, files.is_signed ? "signed" : "unsigned"));
    std::erase_if(deed.facts,
                  [](const auto& fact) { return fact.name == "folder" || fact.name == "version"; });
    deed.facts.push_back({"file", options_.output});
    deed.facts.push_back({"file_bytes", bytes});
    deed.facts.push_back({"version", files.version});
    deed.facts.push_back({"signed", files.is_signed});
    return kOk;
  }

  CommonOptions options_;
  SigningOptions signing_;
  std::string from_;
  std::size_t deltas_ = 14;
};

}  // namespace

std::unique_ptr<Command> make_db_export() { return std::make_unique<DbExport>(); }

}  // namespace pratique::app
