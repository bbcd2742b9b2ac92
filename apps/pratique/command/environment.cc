// pratique environment: which images run where.
#include <algorithm>

#include "command.h"
#include "documents.h"
#include "environments.h"
#include "report/environments.h"
#include "target.h"

namespace pratique::app {
namespace {

struct EnvironmentOptions : CommonOptions {
  std::string name;
  bool remove = false, replace = false, history = false, json = false, where = false;
};

Forms forms() { return {"text", report::forms_of<report::EnvironmentImages>()}; }

report::EnvironmentImageRow row_of(const store::RecordedImage& one) {
  return {.environment = one.environment,
          .name = one.name,
          .digest = one.digest,
          .platform = one.platform,
          .recorded = one.recorded,
          .removed = one.removed,
          .packages = one.packages};
}

Result<ExitCode> write_images(const std::string& environment, const std::vector<store::RecordedImage>& images,
                              const std::vector<Output>& documents) {
  report::EnvironmentImages all{.environment = environment, .images = {}};
  std::ranges::transform(images, std::back_inserter(all.images), row_of);
  return write_parsed(all, documents);
}

Result<ExitCode> list(const EnvironmentOptions& options, const std::vector<Output>& documents) {
  PQ_TRY(const auto environments, open_environments(false));
  if (!options.name.empty() && !options.where) {
    PQ_TRY(const auto images, environments.images(options.name, options.history));
    return write_images(options.name, images, documents);
  }
  PQ_TRY(const auto all, environments.environments());
  report::Environments told;
  for (const auto& one : all)
    told.environments.push_back({.name = one.name, .changed = one.changed, .images = one.images});
  return write_parsed(told, documents);
}

// The one word that is given is the image's then.
Result<ExitCode> where(const EnvironmentOptions& options, const std::vector<Output>& documents) {
  if (options.name.empty() || !options.target.empty())
    return base::fail(ErrorKind::kUsage, "--where asks for one image", {},
                      "pratique environment --where IMAGE");
  PQ_TRY(const auto environments, open_environments(false));
  PQ_TRY(auto images, environments.images("", options.history));
  const auto full = options.name.starts_with("sha256:") ? options.name : full_image_name(options.name);
  std::erase_if(images, [&](const auto& one) {
    return !store::is_named(one, full) && !store::is_named(one, options.name);
  });
  return write_images("", images, documents);
}

Result<ExitCode> remove(const EnvironmentOptions& options, const std::vector<Output>& documents) {
  if (options.name.empty())
    return base::fail(ErrorKind::kUsage, "--remove needs the environment", {},
                      "pratique environment --remove ENV [IMAGE]");
  PQ_TRY(auto environments, open_environments(false));
  const auto which = options.target.empty() || options.target.starts_with("sha256:")
                         ? options.target
                         : full_image_name(options.target);
  const auto now = recordable(options.name, "", {}).recorded;
  PQ_TRY(const auto gone, environments.remove(options.name, which, now));
  if (gone.empty()) {
    return base::fail(ErrorKind::kNotFound,
                      options.target.empty() ? "nothing runs in " + options.name
                                             : options.target + " does not run in " + options.name,
                      {}, "see what does: pratique environment " + options.name);
  }
  Teller teller(options);
  for (const auto& one : gone) teller.done("Removed " + one.name + " from " + one.environment);
  return options.formats.empty() && !options.json ? Result<ExitCode>(kOk)
                                                  : write_images(options.name, gone, documents);
}

Result<ExitCode> record(const EnvironmentOptions& options, const std::vector<Output>& documents) {
  if (!store::is_environment_name(options.name)) {
    return base::fail(ErrorKind::kUsage, "\"" + options.name + "\" is no name of an environment", {},
                      "letters, digits, \"-\", \"_\", \".\" and \"/\"");
  }
  Teller teller(options);
  PQ_TRY(const auto scanned, read_target(options, teller));
  const auto image = recordable(options.name, options.target, scanned.inventory);
  PQ_TRY(auto environments, open_environments(true));
  PQ_TRY(const auto is_new, environments.record(image, scanned.inventory, options.replace));
  teller.done(is_new ? "Recorded " + image.name + "@" + image.digest + " in environment " + options.name
                     : image.name + "@" + image.digest + " runs in " + options.name + " already");
  if (!options.formats.empty() || options.json) {
    PQ_TRY(const auto images, environments.images(options.name, false));
    PQ_CHECK(write_images(options.name, images, documents));
  }
  return completeness({&scanned.inventory.notes}, options, teller);
}

class Environment final : public Command {
 public:
  CommandInfo info() const override {
    return {"environment", "Which images run where: record, list, remove", 5};
  }
  void declare(CLI::App& command) override {
    command.alias("env");
    command.add_option("environment", options_.name, "Name of an environment: production, eu-west/canary");
    add_common(command, options_, forms());
    command.add_flag("--replace", options_.replace,
                     "What runs there of the same repository and platform is removed");
    command.add_flag("--remove", options_.remove,
                     "Remove TARGET (a name, a repository or a digest; without one: all)");
    command.add_flag("--history", options_.history, "List what was removed, too");
    command.add_flag("--where", options_.where,
                     "Where this image runs: the one word is a name, a repository or a digest");
    command.add_flag("--json", options_.json, "The same as --format json");
    command.footer(
        "\nExamples:\n"
        "  pratique environment \tenvironments\n"
        "  pratique environment production app:2 \trecord an image\n"
        "  pratique environment production \twhat runs there\n"
        "  pratique environment --where app \twhere it runs\n"
        "  pratique environment --remove production app:1\n"
        "  pratique compare --to-env production app:3\n"
        "  pratique cves --env production app\n");
  }

  Result<ExitCode> run() override {
    auto asked = options_;
    if (asked.json) asked.formats.emplace_back("json");
    PQ_TRY(const auto documents, outputs(asked, forms()));
    const int ways = options_.remove + options_.where;
    if (ways > 1) return base::fail(ErrorKind::kUsage, "--remove and --where exclude each other");
    if (!options_.environment.empty())
      return base::fail(ErrorKind::kUsage, "--env has no meaning here: name the environment first");
    if (options_.remove) return remove(options_, documents);
    if (options_.where) return where(options_, documents);
    return options_.target.empty() ? list(options_, documents) : record(options_, documents);
  }

 private:
  EnvironmentOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_environment() { return std::make_unique<Environment>(); }

}  // namespace pratique::app
