// Drop-in cases: NAME.in (a folder, a text of several files, or NAME.in.tar) beside NAME.want.json. A case is
// added by its files alone; they are looked for when the tests run (tests/cases/README.md).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json_value.h"

namespace pratique::cases {

// From the root of the project, where tests run.
inline constexpr const char* kFolder = "tests/cases";

struct Case {
  // From the root of all cases: "extract/lang/npm".
  std::string name;
  // Of this machine; empty when it is missing.
  std::string in, want;
};

// All below the folder, sorted by name. What is half a case has an empty path; `strays` gets what is none.
std::vector<Case> find_cases(const std::string& folder, std::vector<std::string>& strays);

// What the program makes of the input.
using Run = std::function<Result<codec::JsonValue>(const Case& one)>;
Result<codec::JsonValue> run_extractors(const Case& one);
Result<codec::JsonValue> run_images(const Case& one);
Result<codec::JsonValue> run_documents(const Case& one);
Result<codec::JsonValue> run_feeds(const Case& one);
Result<codec::JsonValue> run_fixes(const Case& one);
Result<codec::JsonValue> run_dockerfiles(const Case& one);
Result<codec::JsonValue> run_provenance(const Case& one);
Result<codec::JsonValue> run_run_files(const Case& one);
// The one that a case asks for by its first folder; null for another folder.
Run run_of(std::string_view name);

// A member of what a case tells: left out where it is empty.
void put(codec::JsonObject& object, std::string_view key, std::string_view text);
void put(codec::JsonObject& object, std::string_view key, codec::JsonArray list);

// The result as it is shown and compared: members sorted by name, one a line.
Result<std::string> got(const Case& one);
// The same form of the wanted file, however it is laid out.
Result<std::string> wanted(const Case& one);

// The lines that differ, each with "-" (wanted) or "+" (got) and some lines around them; empty when none does.
std::string difference(std::string_view want, std::string_view got);

// Empty when the case holds; else what is wrong, for people.
std::string complaint(const Case& one);

}  // namespace pratique::cases
