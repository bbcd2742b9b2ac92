#include "policy/run_config/run_config.h"

#include <fmt/format.h>

#include "policy/run_config/kinds.h"

namespace pratique::policy {

Result<void> add_service(RunService service, RunFile& into) {
  if (into.services.size() == kMaxRunServices)
    return base::over_limit(fmt::format("more than {} services or containers", kMaxRunServices));
  service.file = into.file;
  into.services.push_back(std::move(service));
  return {};
}

namespace {

Result<void> read_documents(const codec::YamlDocument& text, RunFile& into) {
  std::size_t known = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto root = text.root(i);
    if (is_compose(root)) {
      PQ_CHECK(read_compose(root, into));
    } else if (is_kubernetes(root)) {
      PQ_CHECK(read_kubernetes(root, into));
    } else {
      if (root && !root.is_null())
        into.unread.push_back({fmt::format("document {} is of no known kind", i + 1), root.line()});
      continue;
    }
    ++known;
  }
  if (known > 0) return {};
  return base::fail(ErrorKind::kInvalid, "neither a Compose file nor a Kubernetes manifest", Where{.line = 1},
                    "give a file that has services, or apiVersion and kind");
}

}  // namespace

Result<RunFile> read_run_file(std::string_view text, const std::string& file) {
  RunFile out{.file = file};
  auto parsed = codec::YamlDocument::parse(text, kMaxRunFile);
  if (!parsed) return tl::unexpected(std::move(parsed).error().in(file));
  if (auto read = read_documents(*parsed, out); !read)
    return tl::unexpected(std::move(read).error().in(file));
  return out;
}

}  // namespace pratique::policy
