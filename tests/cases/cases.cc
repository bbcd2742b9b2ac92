#include "cases/cases.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <map>

#include "base/sink.h"
#include "base/text.h"
#include "support/paths.h"

namespace fs = std::filesystem;

namespace pratique::cases {
namespace {

constexpr std::string_view kIn = ".in", kTar = ".in.tar", kWant = ".want.json";
constexpr std::size_t kAround = 3;  // lines shown before and behind a difference

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;

JsonValue sorted(const JsonValue& value) {
  if (value.is_array()) {
    JsonArray out;
    for (const auto& element : value.get_array()) out.push_back(sorted(element));
    return out;
  }
  if (!value.is_object()) return value;
  std::map<std::string_view, const JsonValue*> members;
  for (const auto& member : value.get_object())
    members.emplace(std::string_view(member.key().data(), member.key().size()), &member.value());
  JsonObject out;
  for (const auto& [key, member] : members) out.emplace(codec::view(key), sorted(*member));
  return out;
}

struct Halves {
  std::string in, want;
};

void sort_in(const fs::path& folder, const std::string& prefix, std::map<std::string, Halves>& cases,
             std::vector<std::string>& strays) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto file = entry.path().filename().string();
    const auto stem = [&](std::string_view ending) {
      return prefix + file.substr(0, file.size() - ending.size());
    };
    if (file.ends_with(kWant)) {
      cases[stem(kWant)].want = entry.path().string();
    } else if (file.ends_with(kIn) || file.ends_with(kTar)) {
      auto& in = cases[stem(file.ends_with(kIn) ? kIn : kTar)].in;
      if (!in.empty()) strays.push_back(prefix + file);
      in = entry.path().string();
    } else if (entry.is_directory()) {
      sort_in(entry.path(), prefix + file + "/", cases, strays);
    } else {
      strays.push_back(prefix + file);
    }
  }
}

// Length of the longest common sequence of lines from a[i] and b[j] on.
std::vector<std::vector<unsigned>> common_lengths(const std::vector<std::string_view>& a,
                                                  const std::vector<std::string_view>& b) {
  std::vector<std::vector<unsigned>> length(a.size() + 1, std::vector<unsigned>(b.size() + 1));
  for (auto i = a.size(); i-- > 0;) {
    for (auto j = b.size(); j-- > 0;)
      length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
  }
  return length;
}

}  // namespace

std::vector<Case> find_cases(const std::string& folder, std::vector<std::string>& strays) {
  std::map<std::string, Halves> halves;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (entry.is_directory()) sort_in(entry.path(), name + "/", halves, strays);
  }
  std::sort(strays.begin(), strays.end());
  std::vector<Case> cases;
  for (auto& [name, half] : halves) cases.push_back({name, std::move(half.in), std::move(half.want)});
  return cases;
}

static Result<std::string> text_of(const JsonValue& value) {
  if (!value.is_object()) return base::invalid("a result is a JSON object");
  const auto object = sorted(value).as_object();
  return base::text_of([&](const base::Sink& sink) { return codec::write_json(sink, object); });
}

void put(codec::JsonObject& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object.emplace(codec::view(key), codec::view(text));
}
void put(codec::JsonObject& object, std::string_view key, codec::JsonArray list) {
  if (!list.empty()) object.emplace(codec::view(key), std::move(list));
}

Run run_of(std::string_view name) {
  if (name.starts_with("extract/")) return run_extractors;
  if (name.starts_with("image/")) return run_images;
  if (name.starts_with("document/")) return run_documents;
  if (name.starts_with("feed/")) return run_feeds;
  if (name.starts_with("fix/")) return run_fixes;
  if (name.starts_with("dockerfile/")) return run_dockerfiles;
  if (name.starts_with("provenance/")) return run_provenance;
  if (name.starts_with("run/")) return run_run_files;
  return {};
}

Result<std::string> got(const Case& one) {
  const auto run = run_of(one.name);
  if (!run)
    return base::invalid(
        "cases lie in document/, dockerfile/, extract/, feed/, fix/, image/, provenance/ and run/");
  PQ_TRY(const auto value, run(one));
  return text_of(value);
}

Result<std::string> wanted(const Case& one) {
  boost::json::error_code error;
  const auto value = boost::json::parse(testing::read_file(one.want), error);
  if (error) return base::fail(ErrorKind::kInvalid, "no JSON: " + error.message(), {.file = one.want});
  return text_of(value);
}

std::string difference(std::string_view want, std::string_view got) {
  if (want == got) return {};
  const auto a = base::split(want, '\n'), b = base::split(got, '\n');
  const auto length = common_lengths(a, b);
  std::vector<std::pair<char, std::string_view>> lines;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      lines.emplace_back(' ', a[i++]), ++j;
    } else if (j == b.size() || (i < a.size() && length[i + 1][j] >= length[i][j + 1])) {
      lines.emplace_back('-', a[i++]);
    } else {
      lines.emplace_back('+', b[j++]);
    }
  }
  std::string text;
  std::size_t shown = 0;  // one past the last line in the text
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].first == ' ') continue;
    const auto first = std::max(shown, i - std::min(i, kAround));
    if (first > shown) text += "  …\n";
    shown = std::min(lines.size(), i + kAround + 1);
    for (auto k = first; k < shown; ++k) text += lines[k].first + (" " + std::string(lines[k].second)) + "\n";
  }
  return text;
}

std::string complaint(const Case& one) {
  if (one.in.empty()) return "there is no " + one.name + ".in (a folder, a text or a .tar)";
  if (one.want.empty()) {
    return "there is no " + one.name + ".want.json; to see what the program makes of it: cases_test show " +
           one.name;
  }
  const auto want = wanted(one);
  if (!want) return base::to_line(want.error());
  const auto result = got(one);
  if (!result) return base::to_line(result.error());
  const auto lines = difference(*want, *result);
  return lines.empty() ? "" : "- wanted, + got:\n" + lines;
}

}  // namespace pratique::cases
