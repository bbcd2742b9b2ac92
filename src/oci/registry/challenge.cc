#include "oci/registry/challenge.h"

#include "base/text.h"

namespace pratique::oci::registry {

namespace {

constexpr std::size_t kMaxChallenges = 16, kMaxParameters = 16;

// RFC 9110 §5.6.2; token68 of §11.2 has "/" and "=" besides.
bool is_token(char c) {
  return base::is_alnum(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  char front() const { return text_.empty() ? '\0' : text_.front(); }
  void pass(std::string_view characters) {
    const auto end = text_.find_first_not_of(characters);
    text_.remove_prefix(end == text_.npos ? text_.size() : end);
  }
  bool take(char c) {
    if (front() != c || text_.empty()) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string token() {
    std::size_t end = 0;
    while (end < text_.size() && is_token(text_[end])) ++end;
    std::string token(text_.substr(0, end));
    text_.remove_prefix(end);
    return token;
  }
  // Of "text\"more"; false when its end is missing.
  bool quoted(std::string& into) {
    if (!take('"')) return false;
    while (!at_end()) {
      if (take('"')) return true;
      if (take('\\') && at_end()) return false;
      into += front();
      text_.remove_prefix(1);
    }
    return false;
  }
  std::string_view rest() const { return text_; }
  void go_to(std::string_view rest) { text_ = rest; }

 private:
  std::string_view text_;
};

// name = value, or nothing of it is read.
bool read_parameter(Reader& reader, Challenge& challenge) {
  const auto start = reader.rest();
  auto name = base::to_lower(reader.token());
  reader.pass(" \t");
  if (name.empty() || !reader.take('=')) {
    reader.go_to(start);
    return false;
  }
  reader.pass(" \t");
  std::string value;
  if (reader.front() == '"' ? !reader.quoted(value) : (value = reader.token()).empty()) {
    reader.go_to(start);
    return false;
  }
  if (challenge.parameters.size() < kMaxParameters)
    challenge.parameters.try_emplace(std::move(name), std::move(value));
  return true;
}

}  // namespace

const std::string& Challenge::get(const std::string& name) const {
  static const std::string kNone;
  const auto found = parameters.find(name);
  return found == parameters.end() ? kNone : found->second;
}

std::vector<Challenge> parse_challenges(std::string_view header) {
  std::vector<Challenge> challenges;
  Reader reader(header);
  while (challenges.size() < kMaxChallenges) {
    reader.pass(" \t,");
    if (reader.at_end()) break;
    Challenge challenge{.scheme = base::to_lower(reader.token())};
    if (challenge.scheme.empty() ||
        (!reader.at_end() && std::string_view(" \t,").find(reader.front()) == std::string_view::npos))
      break;
    reader.pass(" \t");
    bool damaged = false;
    while (read_parameter(reader, challenge)) {
      reader.pass(" \t");
      damaged = !reader.at_end() && reader.front() != ',';
      if (damaged) break;
      reader.pass(" \t,");
    }
    if (damaged) break;
    challenges.push_back(std::move(challenge));
  }
  return challenges;
}

}  // namespace pratique::oci::registry
