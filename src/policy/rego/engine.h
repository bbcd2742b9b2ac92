// The engine that evaluates Rego, as C++ sees it: the crate of engine/ behind its C interface. Nothing here ends a policy that
// takes too long or too much; apart.h does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::policy {

// What a function that Docker Scout offers to policies answers: JSON; or that there are no data, and why; or what is wrong
// with the question.
struct RegoAnswer {
  enum class Kind : int { kAnswered = 0, kNoData = 1, kWrong = 2 };
  Kind kind = Kind::kAnswered;
  // JSON, or the reason.
  std::string text;

  static RegoAnswer json(std::string text) { return {Kind::kAnswered, std::move(text)}; }
  static RegoAnswer no_data(std::string why) { return {Kind::kNoData, std::move(why)}; }
  static RegoAnswer wrong(std::string why) { return {Kind::kWrong, std::move(why)}; }
};
// `arguments`: a JSON array. Pure: the same question is asked once.
using RegoFunctions = std::function<RegoAnswer(std::string_view name, std::string_view arguments)>;

// Who answers; what was asked once is remembered for all engines that share it. It must outlive them.
class RegoAsking {
 public:
  explicit RegoAsking(RegoFunctions functions);
  ~RegoAsking();
  RegoAsking(const RegoAsking&) = delete;

 private:
  friend class RegoEngine;
  RegoFunctions functions_;
  void* handle_;
};

// A JSON value as the engine holds it, for several engines.
class RegoValue {
 public:
  // Errors: kInvalid for what is no JSON.
  static Result<RegoValue> make(std::string_view json);

 private:
  friend class RegoEngine;
  std::shared_ptr<void> handle_;
};

// How an evaluation ended.
struct RegoEvaluated {
  enum class Kind : int { kValue = 0, kNoData = 1, kWrong = 2, kTooLong = 3 };
  Kind kind = Kind::kWrong;
  // kValue: JSON, sets as arrays; empty: the query is undefined. kNoData, kWrong: the reason, of kWrong as regorus writes it
  // (fault_of()).
  std::string text;
};

// The files of one policy. One thread at a time.
class RegoEngine {
 public:
  // `strict`: a function of OPA that is asked for what it cannot do is an error; else its result is undefined, as OPA has it.
  RegoEngine(const RegoAsking& asking, bool strict);

  // How long an evaluation may take by the clock; the engine looks between its steps.
  void set_time(std::uint64_t milliseconds);
  // Gives the package, "data.docker.scout". Errors: kInvalid with the line, kLimit (1 MiB, 20,000 lines, 1,024 columns).
  Result<std::string> add_policy(std::string_view path, std::string_view text);
  // An object that is merged into `data`. Errors: kInvalid.
  Result<void> add_data(std::string_view json);
  void set_input(const RegoValue& value);
  RegoEvaluated evaluate(std::string_view query);
  // What print() said since the last call, "PATH:LINE: text".
  std::vector<std::string> take_prints();

  // Before the first policy is added.
  void watch_coverage();
  // {"files": [{"path", "covered": [line], "not_covered": [line]}]}; empty: not watched.
  std::string coverage() const;

 private:
  std::shared_ptr<void> handle_;
};

// Does what the engine does once for each process, and needs files or chance for: the standard library of Rust draws the keys of
// its tables from the system. For a child, before it gives these up.
void warm_rego_engine();
// Panics of the engine are told as errors alone, not on standard error; for the whole process.
void be_quiet_about_panics();
// Ends the process by `over`, which must not return, when the engines of this process hold so many bytes more than now.
void limit_rego_memory(std::size_t bytes, void (*over)());

// An error of regorus as one of ours: its lines "--> PATH:LINE:COLUMN" and "error: …" become file, line and words.
Error fault_of(std::string_view text);

}  // namespace pratique::policy
