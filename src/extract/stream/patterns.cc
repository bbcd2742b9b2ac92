#include "extract/stream/patterns.h"

#include <fmt/format.h>
#include <hs/hs.h>

#include <algorithm>
#include <mutex>

namespace pratique::extract {

namespace {

// What is looked through at a time, so that the matches that are held are bounded by it.
constexpr std::size_t kSlice = 64 << 10;

tl::unexpected<Error> unable(const char* what) {
  return base::fail(ErrorKind::kUnsupported,
                    std::string("programs cannot be searched for texts on this machine: ") + what);
}

// A text as an expression that is that text. The library's interface for texts refuses those that start with a
// NUL byte; it searches for both in the same way.
std::string expression_of(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

struct FreeDatabase {
  void operator()(hs_database_t* one) const { hs_free_database(one); }
};
struct FreeScratch {
  void operator()(hs_scratch_t* one) const { hs_free_scratch(one); }
};

}  // namespace

bool can_search() { return hs_valid_platform() == HS_SUCCESS; }

struct Patterns::Prepared {
  std::once_flag once;
  std::unique_ptr<hs_database_t, FreeDatabase> database;
  std::string error;

  void make(const std::vector<std::string>& texts) {
    std::vector<std::string> expressions;
    for (const auto& text : texts) expressions.push_back(expression_of(text));
    std::vector<const char*> starts;
    std::vector<unsigned> flags(texts.size()), ids;
    for (const auto& expression : expressions) {
      ids.push_back(static_cast<unsigned>(starts.size()));
      starts.push_back(expression.c_str());
    }
    hs_database_t* made = nullptr;
    hs_compile_error_t* why = nullptr;
    const auto code =
        hs_compile_multi(starts.data(), flags.data(), ids.data(), static_cast<unsigned>(texts.size()),
                         HS_MODE_STREAM, nullptr, &made, &why);
    if (code != HS_SUCCESS) error = why != nullptr && why->message != nullptr ? why->message : "no memory";
    hs_free_compile_error(why);
    database.reset(made);
  }
};

Patterns::Patterns(std::vector<std::string> texts)
    : texts_(std::move(texts)), prepared_(std::make_unique<Prepared>()) {}
Patterns::~Patterns() = default;

Result<const Patterns::Prepared*> Patterns::prepared() const {
  std::call_once(prepared_->once, [&] { prepared_->make(texts_); });
  if (prepared_->database == nullptr) return unable(prepared_->error.c_str());
  return prepared_.get();
}

struct PatternStream::State {
  std::unique_ptr<hs_scratch_t, FreeScratch> scratch;
  hs_stream_t* stream = nullptr;
  ~State() {
    if (stream != nullptr) hs_close_stream(stream, scratch.get(), nullptr, nullptr);
  }
};

PatternStream::PatternStream(const Patterns& patterns, Told told)
    : patterns_(patterns), told_(std::move(told)), state_(std::make_unique<State>()) {}
PatternStream::~PatternStream() = default;

Result<void> PatternStream::start(std::uint64_t offset) {
  finish();
  start_ = at_ = offset;
  tail_.clear();
  if (patterns_.texts().empty()) return {};
  PQ_TRY(const auto* prepared, patterns_.prepared());
  if (state_->stream != nullptr) {
    if (hs_reset_stream(state_->stream, 0, state_->scratch.get(), nullptr, nullptr) == HS_SUCCESS) return {};
    return unable("the search could not be set back");
  }
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(prepared->database.get(), &scratch) != HS_SUCCESS) return unable("no memory");
  state_->scratch.reset(scratch);
  if (hs_open_stream(prepared->database.get(), 0, &state_->stream) != HS_SUCCESS) return unable("no memory");
  return {};
}

Result<void> PatternStream::feed(base::Bytes piece) {
  if (patterns_.texts().empty()) return {};
  while (!piece.empty()) {
    const auto bytes = piece.first(std::min(piece.size(), kSlice));
    PQ_CHECK(slice(bytes));
    piece = piece.subspan(bytes.size());
  }
  return {};
}

Result<void> PatternStream::slice(base::Bytes bytes) {
  matches_.clear();
  const auto match = [](unsigned id, unsigned long long, unsigned long long to, unsigned, void* self) {
    auto& stream = *static_cast<PatternStream*>(self);
    stream.matches_.push_back({stream.start_ + to, id});
    return 0;
  };
  const auto code =
      hs_scan_stream(state_->stream, reinterpret_cast<const char*>(bytes.data()),
                     static_cast<unsigned>(bytes.size()), 0, state_->scratch.get(), match, this);
  if (code != HS_SUCCESS) return unable("the search ended early");
  // The library promises no order among those that end together.
  std::ranges::sort(matches_);
  matches_.erase(std::unique(matches_.begin(), matches_.end()), matches_.end());
  waiting_.insert(waiting_.end(), matches_.begin(), matches_.end());
  const auto end = at_ + bytes.size();
  std::size_t told = 0;
  for (; told < waiting_.size() && waiting_[told].end + kShownAfter <= end; ++told)
    tell(waiting_[told], waiting_[told].end + kShownAfter, bytes);
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(told));
  remember(bytes);
  return {};
}

void PatternStream::finish() {
  for (const auto& match : std::exchange(waiting_, {}))
    tell(match, std::min(at_, match.end + kShownAfter), {});
}

void PatternStream::tell(const Match& match, std::uint64_t until, base::Bytes bytes) {
  const auto offset = match.end - patterns_.texts()[match.pattern].size();
  const auto from = std::max(start_, offset - std::min<std::uint64_t>(offset, kShownBefore));
  told_({match.pattern, offset, bytes_between(from, until, bytes), static_cast<std::size_t>(offset - from)});
}

// `bytes` are at `at_`, what comes before them is in the tail.
std::string_view PatternStream::bytes_between(std::uint64_t from, std::uint64_t to, base::Bytes bytes) {
  const auto slice = base::as_text(bytes);
  if (from >= at_) return slice.substr(from - at_, to - from);
  const auto in_tail = std::string_view(tail_).substr(tail_.size() - (at_ - from));
  if (to <= at_) return in_tail.substr(0, to - from);
  shown_ = in_tail;
  shown_ += slice.substr(0, to - at_);
  return shown_;
}

void PatternStream::remember(base::Bytes bytes) {
  at_ += bytes.size();
  if (bytes.size() >= kShown) tail_.clear();
  tail_ += base::as_text(bytes.last(std::min(bytes.size(), kShown)));
  // Seldom, so that pieces of one byte do not move the whole each time.
  if (tail_.size() >= 4 * kShown) tail_.erase(0, tail_.size() - kShown);
}

}  // namespace pratique::extract
