#include "policy/rego/engine.h"

#include "base/text.h"

// The crate's side is engine/src/border.rs, which says what each does; the two must say the same.
extern "C" {
using PratiqueRegoPut = void (*)(void* into, const char* text, std::size_t size);
using PratiqueRegoAnswer = int (*)(void* context, const char* name, std::size_t name_size,
                                   const char* arguments, std::size_t arguments_size, void* into,
                                   PratiqueRegoPut put);
void* pq_rego_asking_new(PratiqueRegoAnswer answer, void* context);
void pq_rego_asking_free(void* asking);
void* pq_rego_value_new(const char* json, std::size_t size);
void pq_rego_value_free(void* value);
void* pq_rego_new(const void* asking, int strict);
void pq_rego_free(void* engine);
void pq_rego_set_time(void* engine, std::uint64_t milliseconds);
int pq_rego_add_policy(void* engine, const char* path, std::size_t path_size, const char* text,
                       std::size_t text_size, void* into, PratiqueRegoPut put);
int pq_rego_add_data(void* engine, const char* json, std::size_t size);
int pq_rego_set_input(void* engine, const void* value);
int pq_rego_evaluate(void* engine, const char* query, std::size_t size, void* into, PratiqueRegoPut put);
void pq_rego_take_prints(void* engine, void* into, PratiqueRegoPut put);
void pq_rego_watch_coverage(void* engine);
int pq_rego_coverage(void* engine, void* into, PratiqueRegoPut put);
void pq_rego_error(void* engine, void* into, PratiqueRegoPut put);
void pq_rego_be_quiet();
void pq_rego_limit_memory(std::size_t bytes, void (*over)());
}

namespace pratique::policy {

namespace {

extern "C" void append_to_text(void* into, const char* text, std::size_t size) {
  static_cast<std::string*>(into)->append(text, size);
}

extern "C" void append_to_list(void* into, const char* text, std::size_t size) {
  static_cast<std::vector<std::string>*>(into)->emplace_back(text, size);
}

extern "C" int answer_call(void* context, const char* name, std::size_t name_size, const char* arguments,
                           std::size_t arguments_size, void* into, PratiqueRegoPut put) {
  const auto& functions = *static_cast<const RegoFunctions*>(context);
  const auto answer = functions({name, name_size}, {arguments, arguments_size});
  put(into, answer.text.data(), answer.text.size());
  return static_cast<int>(answer.kind);
}

std::string error_in(void* engine) {
  std::string text;
  pq_rego_error(engine, &text, append_to_text);
  return text;
}

}  // namespace

RegoAsking::RegoAsking(RegoFunctions functions)
    : functions_(std::move(functions)), handle_(pq_rego_asking_new(answer_call, &functions_)) {}

RegoAsking::~RegoAsking() { pq_rego_asking_free(handle_); }

Result<RegoValue> RegoValue::make(std::string_view json) {
  void* handle = pq_rego_value_new(json.data(), json.size());
  if (handle == nullptr) return base::invalid("no JSON that the engine reads");
  RegoValue value;
  value.handle_ = {handle, pq_rego_value_free};
  return value;
}

RegoEngine::RegoEngine(const RegoAsking& asking, bool strict)
    : handle_(pq_rego_new(asking.handle_, strict ? 1 : 0), pq_rego_free) {}

void RegoEngine::set_time(std::uint64_t milliseconds) { pq_rego_set_time(handle_.get(), milliseconds); }

Result<std::string> RegoEngine::add_policy(std::string_view path, std::string_view text) {
  std::string package;
  const int done = pq_rego_add_policy(handle_.get(), path.data(), path.size(), text.data(), text.size(),
                                      &package, append_to_text);
  if (done != 0) return tl::unexpected(fault_of(error_in(handle_.get())).in(path));
  return package;
}

Result<void> RegoEngine::add_data(std::string_view json) {
  if (pq_rego_add_data(handle_.get(), json.data(), json.size()) == 0) return {};
  return tl::unexpected(fault_of(error_in(handle_.get())));
}

void RegoEngine::set_input(const RegoValue& value) { pq_rego_set_input(handle_.get(), value.handle_.get()); }

RegoEvaluated RegoEngine::evaluate(std::string_view query) {
  RegoEvaluated evaluated;
  const int done =
      pq_rego_evaluate(handle_.get(), query.data(), query.size(), &evaluated.text, append_to_text);
  evaluated.kind = static_cast<RegoEvaluated::Kind>(done);
  if (evaluated.kind == RegoEvaluated::Kind::kNoData || evaluated.kind == RegoEvaluated::Kind::kWrong)
    evaluated.text = handle_ == nullptr ? "the engine could not be made" : error_in(handle_.get());
  return evaluated;
}

std::vector<std::string> RegoEngine::take_prints() {
  std::vector<std::string> prints;
  pq_rego_take_prints(handle_.get(), &prints, append_to_list);
  return prints;
}

void RegoEngine::watch_coverage() { pq_rego_watch_coverage(handle_.get()); }

std::string RegoEngine::coverage() const {
  std::string text;
  return pq_rego_coverage(handle_.get(), &text, append_to_text) == 0 ? text : "";
}

void warm_rego_engine() {
  const RegoAsking nobody([](auto, auto) { return RegoAnswer::json("null"); });
  RegoEngine engine(nobody, true);
  engine.watch_coverage();
  (void)engine.add_policy("warm", "package warm\nimport rego.v1\nx contains 1 if regex.match(`a`, `a`)\n");
  (void)engine.evaluate("data.warm");
  (void)engine.coverage();
}

void be_quiet_about_panics() { pq_rego_be_quiet(); }

void limit_rego_memory(std::size_t bytes, void (*over)()) { pq_rego_limit_memory(bytes, over); }

Error fault_of(std::string_view text) {
  Error error{.kind = ErrorKind::kInvalid};
  for (const auto line : base::lines(text)) {
    const auto words = base::trim(line);
    if (words.starts_with("-->")) {
      // PATH:LINE:COLUMN, and a path may have colons.
      const auto column = base::cut_last(words, ":");
      const auto place = column ? base::cut_last(column->before, ":") : std::nullopt;
      if (!place || error.where.line) continue;
      error.where.line = base::to_uint(place->after);
      error.where.file = base::trim(place->before.substr(3));
    } else if (words.starts_with("error:")) {
      if (error.what.empty()) error.what = base::trim(words.substr(6));
    }
  }
  if (error.what.empty()) {
    for (const auto line : base::lines(text)) {
      if (error.what.empty()) error.what = base::trim(line);
    }
  }
  if (error.what.empty()) error.what = "the engine gave no reason";
  return error;
}

}  // namespace pratique::policy
