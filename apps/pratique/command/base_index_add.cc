// pratique base index add.
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "base_index.h"
#include "command.h"
#include "deed.h"
#include "judge.h"
#include "publishing.h"
#include "target.h"
#include "web.h"

namespace pratique::app {
namespace {

struct Named {
  std::string target, ref;
};

class BaseIndexAdd final : public Command {
 public:
  CommandInfo info() const override {
    return {"base index add", "Add images to the index of base images", 1};
  }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command
        .add_option(
            "images", images_,
            "IMAGE is an image of a registry, an OCI layout folder (all images that it names) or an archive")
        ->type_name("IMAGE");
    command
        .add_option("--from-registry", repository_, "Images of this repository: registry.example/team/base")
        ->type_name("REPOSITORY");
    command
        .add_option("--tags", globs_,
                    "With --from-registry: only tags like these: '3.*', '*-slim' (default: all)")
        ->type_name("GLOB")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        .add_option(
            "--official", library_,
            "Supported tags of official images: a clone of docker-library/official-images, an archive "
            "of it, one of its files, or the address of such")
        ->type_name("PATH");
    add_list(command, "--platform", platforms_,
             "Platforms of each image: linux/amd64,linux/arm64 (default: linux/amd64)");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_places(command, options_);
    add_deed(command, options_);
    command.footer(
        "\nOnly manifests and configs are read, no layers.\n\nExamples:\n"
        "  pratique base index add alpine:3.20 debian:12-slim\n"
        "  pratique base index add --from-registry ghcr.io/org/base --tags 'v1.*'\n"
        "  pratique base index add --official ~/official-images\n"
        "  pratique base index add --official \\\n"
        "    https://github.com/docker-library/official-images/archive/master.tar.gz\n");
  }

  Result<ExitCode> run() override {
    if (images_.empty() && repository_.empty() && library_.empty())
      return base::fail(ErrorKind::kUsage, "which images?", {},
                        "name some, or --from-registry, or --official");
    if (!globs_.empty() && repository_.empty())
      return base::fail(ErrorKind::kUsage, "--tags says something only with --from-registry");
    if (platforms_.empty()) platforms_.emplace_back();
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto path, base_index_path());
    PQ_TRY(const auto lock, bases::IndexLock::take(path));
    PQ_TRY(auto content, read_base_index(path));
    PQ_TRY(const auto all, named_images());
    PQ_CHECK(add_images(all, content, teller));
    PQ_CHECK(add_official(content, teller));
    bases::normalise(content);
    PQ_CHECK(bases::write_index(path, content));
    teller.done(fmt::format("{} of {} added to the index of base images; it has {}", added_,
                            counted(all.size() * platforms_.size(), "image", "images"),
                            content.images.size()));
    return tell_deed({.command = info().name,
                      .facts = {{"path", path},
                                {"added", added_},
                                {"known", known_},
                                {"failed", failed_},
                                {"images", std::uint64_t{content.images.size()}},
                                {"official", std::uint64_t{content.official.size()}}}},
                     documents, failed_ > 0 ? kIncomplete : kOk);
  }

 private:
  Result<std::vector<Named>> named_images() const {
    std::vector<Named> all;
    for (const auto& word : images_) {
      PQ_TRY(const auto target, scan::parse_target(word));
      if (target.kind != scan::TargetKind::kOciFolder) {
        all.push_back({word, {}});
        continue;
      }
      PQ_TRY(const auto names, names_in_layout(target.path));
      for (const auto& name : names) all.push_back({word, name});
    }
    if (repository_.empty()) return all;
    PQ_TRY(const auto reference, oci::parse_reference(repository_));
    PQ_TRY(const auto repository, oci::registry::open_repository(reference, settings_of(options_)));
    PQ_TRY(auto tags, repository->tags());
    std::ranges::sort(tags);
    const auto before = all.size();
    for (const auto& tag : tags) {
      const bool wanted = globs_.empty() || std::ranges::any_of(globs_, [&](const std::string& glob) {
                            return ::fnmatch(glob.c_str(), tag.c_str(), 0) == 0;
                          });
      if (wanted) all.push_back({"registry://" + oci::repository_of(reference) + ":" + tag, {}});
    }
    if (all.size() == before)
      return base::fail(ErrorKind::kNotFound, fmt::format("none of the {} tags is wanted", tags.size()),
                        {.file = repository_});
    return all;
  }

  // Of many images some may not have a platform: the others count. One alone that fails is an error.
  Result<void> add_images(const std::vector<Named>& all, bases::IndexContent& content, Teller& teller) {
    PQ_TRY(const auto now, stamp_of_writing());
    const auto time = trust::to_text(now);
    std::size_t done = 0;
    for (const auto& one : all) {
      for (const auto& platform : platforms_) {
        teller.progress("Base images", done++, all.size() * platforms_.size());
        auto image = indexed_image_of(one.target, platform, one.ref, options_, teller);
        if (!image && all.size() * platforms_.size() == 1) {
          teller.clear();
          return tl::unexpected(std::move(image).error());
        }
        if (!image) {
          ++failed_;
          teller.clear();
          teller.warn(one.target + ": " + base::to_line(image.error()));
          continue;
        }
        bases::add(content, *std::move(image), time) ? ++added_ : ++known_;
      }
    }
    teller.clear();
    return {};
  }

  Result<void> add_official(bases::IndexContent& content, const Teller& teller) const {
    if (library_.empty()) return {};
    PQ_TRY(const auto library, official_library(library_, options_, teller));
    replace_official(library, content);
    // Asked again by `base index update`.
    if (is_web_address(library_)) content.official_from = library_;
    teller.done(fmt::format("Supported tags of {} read",
                            counted(library.files, "official image", "official images")));
    return {};
  }

  CommonOptions options_;
  std::vector<std::string> images_, globs_, platforms_;
  std::string repository_, library_;
  std::uint64_t added_ = 0, known_ = 0, failed_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_base_index_add() { return std::make_unique<BaseIndexAdd>(); }

}  // namespace pratique::app
