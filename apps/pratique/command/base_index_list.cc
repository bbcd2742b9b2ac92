// pratique base index list.
#include <set>

#include "base_index.h"
#include "command.h"
#include "documents.h"
#include "report/base_index.h"

namespace pratique::app {
namespace {

Forms forms() { return {"list", report::forms_of<report::BaseIndexList>()}; }

class BaseIndexListed final : public Command {
 public:
  CommandInfo info() const override { return {"base index list", "What is in the index of base images", 2}; }
  void declare(CLI::App& command) override {
    add_document(command, options_, forms());
    command.footer("\nExamples:\n  pratique base index list\n  pratique base index list --format json\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, forms()));
    PQ_TRY(const auto path, base_index_path());
    PQ_TRY(const auto index, bases::Index::open(path));
    PQ_TRY(const auto content, index.all());
    report::BaseIndexList list{.path = path, .images = {}, .official = 0};
    const bases::MovedNames moved(content);
    for (const auto& one : content.images) {
      list.images.push_back({.name = one.name,
                             .platform = one.platform,
                             .digest = one.digest,
                             .created = one.created,
                             .first_seen = one.first_seen,
                             .last_seen = one.last_seen,
                             .layers = one.layers,
                             .moved = moved.has_moved(one)});
    }
    std::set<std::string_view> repositories;
    for (const auto& one : content.official) repositories.insert(one.repository);
    list.official = repositories.size();
    return write_parsed(list, documents);
  }

 private:
  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_base_index_list() { return std::make_unique<BaseIndexListed>(); }

}  // namespace pratique::app
