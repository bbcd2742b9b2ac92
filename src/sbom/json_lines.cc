#include "sbom/json_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace pratique::sbom {
namespace {

void append(model::Inventory more, model::Inventory& all) {
  const auto before = static_cast<std::uint32_t>(all.components.size());
  for (auto& edge : more.edges) {
    if (all.edges.size() == model::kMaxEdges) break;
    edge.from += before;
    edge.to += before;
    all.edges.push_back(edge);
  }
  std::ranges::move(more.components, std::back_inserter(all.components));
  std::ranges::move(more.observations, std::back_inserter(all.observations));
  std::ranges::move(more.notes, std::back_inserter(all.notes));
}

// Gathers what the lines or elements hold.
class Gathered {
 public:
  // `name`: of the document, for people ("line 2").
  void take(Result<model::Inventory> one, const std::string& name) {
    if (one) return add(*std::move(one));
    if (one.error().kind == ErrorKind::kUnsupported) {
      ++others_;
    } else {
      broken_.push_back(
          {.code = "unreadable", .message = name + ": " + one.error().what, .incomplete = true});
    }
    if (first_) return;
    first_ = std::move(one).error();
    first_->what = name + ": " + first_->what;
  }

  Result<model::Inventory> result() && {
    if (!all_) return tl::unexpected(*std::move(first_));
    std::ranges::move(broken_, std::back_inserter(all_->notes));
    if (others_ > 0) {
      all_->notes.push_back({.code = "other-statements",
                             .message = fmt::format("{} of the documents {} no inventory", others_,
                                                    others_ == 1 ? "is" : "are"),
                             .incomplete = false});
    }
    if (other_subjects_ > 0) {
      all_->notes.push_back(
          {.code = "other-subjects",
           .message = fmt::format("{} of the inventories {} of another image than the first", other_subjects_,
                                  other_subjects_ == 1 ? "is" : "are"),
           .incomplete = false});
    }
    model::normalise(*all_);
    return std::move(*all_);
  }

 private:
  void add(model::Inventory one) {
    if (!all_) {
      all_ = std::move(one);
      return;
    }
    if (!one.subject.digest.empty() && one.subject.digest != all_->subject.digest) ++other_subjects_;
    append(std::move(one), *all_);
  }

  std::optional<model::Inventory> all_;
  std::optional<Error> first_;
  std::vector<model::Note> broken_;
  std::size_t others_ = 0, other_subjects_ = 0;
};

}  // namespace

bool is_json_lines(std::string_view text) {
  text = base::trim(text);
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const auto first = base::trim(text.substr(0, end));
  return first.starts_with('{') && first.ends_with('}') && base::trim(text.substr(end)).starts_with('{');
}

Result<model::Inventory> read_json_lines(
    std::string_view text, const std::function<Result<model::Inventory>(std::string_view)>& read) {
  Gathered lines;
  std::size_t number = 0;
  for (const auto line : base::split(text, '\n')) {
    ++number;
    const auto one = base::trim(line);
    if (one.empty()) continue;
    if (number > kMaxLines)
      return base::over_limit(fmt::format("more than {} documents in one file", kMaxLines));
    lines.take(read(one), fmt::format("line {}", number));
  }
  return std::move(lines).result();
}

Result<model::Inventory> read_json_array(codec::Json array,
                                         const std::function<Result<model::Inventory>(codec::Json)>& read) {
  if (array.size() == 0)
    return base::fail(ErrorKind::kUnsupported, "an array without a document", {}, "Is it the right file?");
  if (array.size() > kMaxLines)
    return base::over_limit(fmt::format("more than {} documents in one file", kMaxLines));
  Gathered documents;
  std::size_t number = 0;
  array.each([&](codec::Json one) { documents.take(read(one), fmt::format("document {}", ++number)); });
  return std::move(documents).result();
}

}  // namespace pratique::sbom
