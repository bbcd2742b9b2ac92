#include "model/unpublished.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace pratique::model {

namespace {

constexpr std::array<std::pair<Unpublished, std::string_view>, 4> kWords{
    {{Unpublished::kFolder, "folder: "},
     {Unpublished::kRepository, "repository: "},
     {Unpublished::kPrivate, "private: "},
     {Unpublished::kReplaced, "replaced: "}}};
constexpr auto kRepositories = std::to_array<std::string_view>(
    {"git+", "git://", "git@", "hg+", "svn+", "bzr+", "github:", "gitlab:", "bitbucket:"});
constexpr auto kFolders =
    std::to_array<std::string_view>({"file:", "link:", "portal:", "workspace:", "path+"});

}  // namespace

std::string unpublished_text(Unpublished kind, std::string_view what) {
  const auto at = std::ranges::find(kWords, kind, [](const auto& each) { return each.first; });
  return at == kWords.end() ? std::string() : std::string(at->second) + std::string(what);
}

Unpublished kind_of_address(std::string_view address) {
  const auto begins = [&](std::string_view text) { return address.starts_with(text); };
  if (std::ranges::any_of(kRepositories, begins)) return Unpublished::kRepository;
  return std::ranges::any_of(kFolders, begins) ? Unpublished::kFolder : Unpublished::kNo;
}

Unpublished unpublished_of(std::string_view origin) {
  for (const auto& [kind, word] : kWords)
    if (origin.starts_with(word)) return kind;
  return kind_of_address(origin);
}

}  // namespace pratique::model
