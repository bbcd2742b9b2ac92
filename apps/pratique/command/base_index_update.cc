// pratique base index update.
#include <fmt/format.h>

#include <set>

#include "base_index.h"
#include "command.h"
#include "deed.h"
#include "judge.h"
#include "oci/reference.h"
#include "publishing.h"
#include "target.h"

namespace pratique::app {
namespace {

class BaseIndexUpdate final : public Command {
 public:
  CommandInfo info() const override {
    return {"base index update", "Ask the registries what the names in the index mean now", 3};
  }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_places(command, options_);
    add_deed(command, options_);
    command.footer(
        "\nLibrary files that `base index add --official` fetched are fetched again.\n\n"
        "Examples:\n  pratique base index update\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto path, base_index_path());
    PQ_TRY(const auto lock, bases::IndexLock::take(path));
    PQ_TRY(const auto index, bases::Index::open(path));
    PQ_TRY(auto content, index.all());
    std::set<std::pair<std::string, std::string>> names;
    for (const auto& one : content.images) {
      // A path of this machine is no name of a registry.
      if (oci::parse_reference(one.name)) names.emplace(one.name, one.platform);
    }
    PQ_TRY(const auto now, stamp_of_writing());
    std::uint64_t moved = 0, same = 0, failed = 0, done = 0;
    for (const auto& [name, platform] : names) {
      teller.progress("Base images", done++, names.size());
      auto image = indexed_image_of("registry://" + name, platform, "", options_, teller);
      if (!image) {
        ++failed;
        teller.clear();
        teller.warn(name + ": " + base::to_line(image.error()));
        continue;
      }
      image->name = name;
      bases::add(content, *std::move(image), trust::to_text(now)) ? ++moved : ++same;
    }
    teller.clear();
    if (const auto& from = content.official_from; !from.empty()) {
      const auto library = official_library(from, options_, teller);
      if (library) {
        replace_official(*library, content);
      } else {
        ++failed;
        teller.warn(base::to_line(library.error()));
      }
    }
    bases::normalise(content);
    PQ_CHECK(bases::write_index(path, content));
    teller.done(fmt::format("{} asked for: {} mean another image now, {} the same, {} could not be asked for",
                            counted(names.size(), "name", "names"), moved, same, failed));
    return tell_deed({.command = info().name,
                      .facts = {{"path", path}, {"moved", moved}, {"same", same}, {"failed", failed}}},
                     documents, failed > 0 ? kIncomplete : kOk);
  }

 private:
  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_base_index_update() { return std::make_unique<BaseIndexUpdate>(); }

}  // namespace pratique::app
