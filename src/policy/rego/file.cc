#include "policy/rego/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "codec/yaml.h"

namespace pratique::policy {

namespace {

constexpr std::string_view kMark = "METADATA";
constexpr std::size_t kMaxMetadata = 64 << 10;
constexpr std::size_t kMaxTextBytes = 4'096;
constexpr std::size_t kMaxDetails = 64;

tl::unexpected<Error> wrong(std::uint64_t line, std::string what) {
  Where where;
  if (line > 0) where.line = line;
  return base::fail(ErrorKind::kInvalid, std::move(what), std::move(where));
}

// What stands behind "#" of a comment line; nothing: it is none.
std::optional<std::string_view> comment_in(std::string_view line) {
  if (!line.starts_with('#')) return std::nullopt;
  line.remove_prefix(1);
  return line;
}

struct Block {
  std::string yaml;
  std::uint64_t line = 0;
};

// The last METADATA block before the package: comments that follow each other, which is all that may stand there.
Block block_of(std::string_view text) {
  Block block;
  bool inside = false;
  std::uint64_t number = 0;
  for (const auto line : base::lines(text)) {
    ++number;
    const auto comment = comment_in(line);
    if (!comment) {
      inside = false;
      if (!base::trim(line).empty()) break;
      continue;
    }
    if (base::trim(*comment) == kMark) {
      block = {.yaml = {}, .line = number};
      inside = true;
    } else if (inside && block.yaml.size() < kMaxMetadata) {
      block.yaml += comment->starts_with(' ') ? comment->substr(1) : *comment;
      block.yaml += '\n';
    }
  }
  return block;
}

// Members of the annotations, each with the line in the file.
class Annotations {
 public:
  Annotations(codec::Yaml root, std::uint64_t before) : root_(root), before_(before) {}

  std::uint64_t line_of(codec::Yaml node) const { return before_ + node.line(); }

  Result<std::string> text(codec::Yaml node, std::string_view name) const {
    if (!node || node.is_null()) return std::string();
    if (!node.is_string()) return wrong(line_of(node), fmt::format("METADATA: {} is no text", name));
    if (node.text().size() > kMaxTextBytes)
      return wrong(line_of(node), fmt::format("METADATA: {} has more than {} bytes", name, kMaxTextBytes));
    return std::string(base::trim(node.text()));
  }

  Result<std::vector<std::string>> texts(codec::Yaml node, std::string_view name) const {
    std::vector<std::string> all;
    if (!node || node.is_null()) return all;
    if (!node.is_array() || node.size() > kMaxDetails)
      return wrong(line_of(node),
                   fmt::format("METADATA: {} is no list of at most {} texts", name, kMaxDetails));
    Result<void> sound;
    node.each([&](codec::Yaml each) {
      if (!sound) return;
      auto one = text(each, name);
      if (one)
        all.push_back(*std::move(one));
      else
        sound = tl::unexpected(std::move(one).error());
    });
    PQ_CHECK(sound);
    return all;
  }

  Result<std::uint32_t> weight(codec::Yaml node) const {
    if (!node || node.is_null()) return kUsualWeight;
    const auto number = node.integer();
    if (!number || *number < 0 || *number > kMaxWeight)
      return wrong(line_of(node),
                   fmt::format("METADATA: custom.weight is no whole number from 0 to {}", kMaxWeight));
    return static_cast<std::uint32_t>(*number);
  }

  Result<ResultType> type(codec::Yaml node) const {
    PQ_TRY(const auto word, text(node, "custom.result_type"));
    if (word.empty()) return ResultType::kGeneric;
    auto type = parse_result_type(word);
    if (!type) return wrong(line_of(node), "METADATA: custom.result_type: " + type.error().what);
    return type;
  }

  codec::Yaml root() const { return root_; }
  codec::Yaml custom() const { return root_["custom"]; }

 private:
  codec::Yaml root_;
  std::uint64_t before_;
};

Result<void> fill(const Annotations& said, PolicyAbout& about) {
  const auto custom = said.custom();
  if (custom && !custom.is_null() && !custom.is_object())
    return wrong(said.line_of(custom), "METADATA: custom is no members by name");
  PQ_TRY(about.title, said.text(said.root()["title"], "title"));
  PQ_TRY(about.description, said.text(said.root()["description"], "description"));
  PQ_TRY(const auto name, said.text(custom["name"], "custom.name"));
  if (!name.empty()) about.name = name;
  if (!is_policy_name(about.name))
    return wrong(said.line_of(custom["name"]),
                 fmt::format("METADATA: \"{}\" is no name of a policy", about.name));
  PQ_TRY(about.not_compliant_title, said.text(custom["not_compliant_title"], "custom.not_compliant_title"));
  PQ_TRY(about.result_type, said.type(custom["result_type"]));
  PQ_TRY(about.weight, said.weight(custom["weight"]));
  PQ_TRY(about.details_order, said.texts(custom["details_order"], "custom.details_order"));
  return {};
}

void remark(const Annotations& said, RegoMetadata& metadata) {
  const auto custom = said.custom();
  if (metadata.about.title.empty()) metadata.remarks.push_back("METADATA has no title: the name is shown");
  if (!custom["name"])
    metadata.remarks.push_back("METADATA has no custom.name: settings must call it by its package");
  if (metadata.about.not_compliant_title.empty())
    metadata.remarks.push_back(
        "METADATA has no custom.not_compliant_title: the title is shown when it fails");
  static constexpr std::array<std::string_view, 5> kKnown = {"name", "result_type", "weight",
                                                             "not_compliant_title", "details_order"};
  custom.each_member([&](std::string_view key, codec::Yaml) {
    if (!base::is_one_of(key, kKnown))
      metadata.remarks.push_back(fmt::format("nobody reads custom.{} of METADATA", key));
  });
}

Error in_file(Error error, const std::string& path) { return std::move(error).in(path); }

Result<RegoPolicy> policy_of(RegoFile file, const std::string& origin) {
  auto metadata =
      read_metadata(file.text, file.package, origin.empty() ? file.path : origin + ": " + file.path);
  if (!metadata) return tl::unexpected(in_file(std::move(metadata).error(), file.path));
  return RegoPolicy{.about = std::move(metadata->about),
                    .file = std::move(file),
                    .libraries = nullptr,
                    .remarks = std::move(metadata->remarks)};
}

Result<void> check_sizes(const std::vector<RegoFile>& files) {
  if (files.size() > kMaxRegoFiles)
    return base::over_limit(fmt::format("more than {} files of Rego", kMaxRegoFiles));
  std::uint64_t bytes = 0;
  for (const auto& file : files) {
    if (file.text.size() > kMaxRegoFile)
      return base::fail(ErrorKind::kLimit, fmt::format("more than {} bytes", kMaxRegoFile),
                        Where{.file = file.path});
    bytes += file.text.size();
  }
  if (bytes > kMaxRegoBytes)
    return base::over_limit(fmt::format("files of Rego of more than {} bytes", kMaxRegoBytes));
  return {};
}

Result<void> check_names(const std::vector<RegoPolicy>& policies) {
  std::map<std::string_view, const RegoPolicy*> by_name;
  for (const auto& policy : policies) {
    const auto [other, is_new] = by_name.emplace(policy.about.name, &policy);
    if (!is_new)
      return base::fail(ErrorKind::kInvalid,
                        fmt::format("policy {} is that of {}, too; give each a custom.name",
                                    policy.about.name, other->second->file.path),
                        Where{.file = policy.file.path});
  }
  return {};
}

}  // namespace

bool RegoFile::is_test() const { return package.ends_with("_test") || path.ends_with("_test.rego"); }

Result<std::string> read_package(std::string_view text) {
  std::uint64_t number = 0;
  for (const auto line : base::lines(text)) {
    ++number;
    const auto words = base::trim(line);
    if (words.empty() || words.starts_with('#')) continue;
    if (!words.starts_with("package ") && !words.starts_with("package\t")) break;
    const auto rest = words.substr(8);
    const auto name = base::trim(rest.substr(0, rest.find('#')));
    const auto plain = [](char c) { return base::is_alnum(c) || c == '_' || c == '.'; };
    if (name.empty() || !std::all_of(name.begin(), name.end(), plain))
      return wrong(number, "the package has no plain name");
    return std::string(name);
  }
  return wrong(number, "no package is declared first");
}

Result<RegoMetadata> read_metadata(std::string_view text, const std::string& package, std::string origin) {
  RegoMetadata metadata;
  metadata.about.name = package;
  metadata.about.origin = std::move(origin);
  const auto block = block_of(text);
  metadata.line = block.line;
  if (block.line == 0) {
    metadata.remarks.push_back("there is no METADATA: its package stands for name and title");
    metadata.about.title = metadata.about.name;
    return metadata;
  }
  const auto document = codec::YamlDocument::parse(block.yaml, kMaxMetadata);
  if (!document) {
    auto error = document.error();
    error.what = "METADATA: " + error.what;
    error.where.line = block.line + error.where.line.value_or(0);
    return tl::unexpected(std::move(error));
  }
  const auto root = document->root();
  if (!root.is_object()) return wrong(block.line, "METADATA is no members by name");
  const Annotations said(root, block.line);
  PQ_CHECK(fill(said, metadata.about));
  remark(said, metadata);
  if (metadata.about.title.empty()) metadata.about.title = metadata.about.name;
  return metadata;
}

Result<std::vector<RegoPolicy>> policies_in(std::vector<RegoFile> files, const std::string& origin) {
  PQ_CHECK(check_sizes(files));
  std::sort(files.begin(), files.end(), [](const RegoFile& a, const RegoFile& b) { return a.path < b.path; });
  const auto libraries = std::make_shared<std::vector<RegoFile>>();
  std::vector<RegoPolicy> policies;
  for (auto& file : files) {
    auto package = read_package(file.text);
    if (!package) return tl::unexpected(in_file(std::move(package).error(), file.path));
    file.package = *std::move(package);
    if (file.is_test()) continue;
    if (!file.is_policy()) {
      libraries->push_back(std::move(file));
      continue;
    }
    PQ_TRY(auto policy, policy_of(std::move(file), origin));
    policy.libraries = libraries;
    policies.push_back(std::move(policy));
  }
  PQ_CHECK(check_names(policies));
  return policies;
}

}  // namespace pratique::policy
