// Ubuntu's CVE tracker: one text file a vulnerability in active/, retired/ or ignored/ (format in its README, "Triaging";
// read by its scripts/cve_lib.py, load_cve):
//   Candidate: CVE-2023-0030
//   PublicDate: 2023-03-08 23:15:00 UTC
//   Priority: medium
//   Priority_linux_focal: low
//   CVSS:
//    nvd: CVSS:3.1/AV:L/… [7.8 HIGH]
//   focal_linux: released (5.4.0-42.46)
//   esm-infra/xenial_linux: needed
// RELEASE_PACKAGE: STATE (what is to be said of it). Packages are source packages. "upstream" is no release of Ubuntu's.
// DNE: there is no such package in the release, unless it says what it was before ("trusty was released [1.2]"): then it
// went to Ubuntu Pro alone.
#include <algorithm>
#include <array>

#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/ecosystem.h"
#include "advisory/feed.h"
#include "advisory/osv.h"
#include "advisory/ubuntu_channels.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "ubuntu-tracker",
                         .extent = Extent::kComplete,
                         .complete_for = "Ubuntu",
                         .published = "https://git.launchpad.net/ubuntu-cve-tracker",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 1};

constexpr std::string_view kSource = "ubuntu-tracker";

// "released (1.2-3ubuntu1)" → "released", "1.2-3ubuntu1".
struct State {
  std::string_view word, text;
};
State state_of(std::string_view value) {
  const auto open = value.find('(');
  auto text = open == std::string_view::npos ? std::string_view() : value.substr(open + 1);
  // Remarks may hold brackets themselves, and some lack the last one.
  if (const auto close = text.rfind(')'); close != std::string_view::npos) text = text.substr(0, close);
  return {.word = base::trim(value.substr(0, open)), .text = base::trim(text)};
}

// "trusty was released [1.2]" → "released (1.2)"; "end of life, was not-affected [code not present]" likewise. Nothing:
// it says of no earlier state.
std::optional<State> earlier(std::string_view text) {
  const auto at = text.find("was ");
  if (at == std::string_view::npos || (at > 0 && text[at - 1] != ' ')) return std::nullopt;
  const auto rest = text.substr(at + 4);
  const auto open = rest.find('['), close = rest.find(']');
  State state{.word = base::trim(rest.substr(0, rest.find_first_of("[,; "))), .text = {}};
  if (open != std::string_view::npos && close != std::string_view::npos && open < close)
    state.text = base::trim(rest.substr(open + 1, close - open - 1));
  return state;
}

bool says_end(std::string_view text) {
  constexpr std::array<std::string_view, 6> kEnds{
      "end of life", "end-of-life", "end of standard support", "end of kernel", "out of standard sup", "EOL"};
  return std::any_of(kEnds.begin(), kEnds.end(), [&](auto end) { return base::contains(text, end); });
}

void never(Affected& into) {
  into.status = Status::kNotAffected;
  into.ranges = {{.introduced = "0", .fixed = "0"}};
}

// What the state says of the package; false: no state of the tracker's. Where it says nothing, for there is no such
// package, `into` keeps no range.
bool take_state(const State& state, Affected& into) {
  const auto before = earlier(state.text);
  if (state.word == "DNE") {
    const bool moved = before && (before->word == "released" || before->word == "not-affected");
    return !moved || take_state(*before, into);
  }
  into.reason_text = as_summary(state.text);
  into.ranges = {{.introduced = "0"}};
  if (state.word == "released") {
    into.reason_text.clear();
    const auto version = base::trim(state.text.substr(0, state.text.find_first_of(" ,")));
    into.ranges[0].fixed = version;
    // Fixed in a version that nobody wrote down: no version is known to lack the fix.
    if (version.empty()) into.status = Status::kFixed;
  } else if (state.word == "not-affected") {
    never(into);
  } else if (state.word == "ignored") {
    if (before && before->word == "not-affected") {
      never(into);
    } else {
      into.reason = says_end(state.text) ? Reason::kEndOfLife : Reason::kIgnored;
    }
  } else if (state.word == "deferred") {
    into.reason = Reason::kDeferred;
  } else if (state.word == "needs-triage") {
    into.reason = Reason::kNeedsTriage;
  } else if (state.word == "pending") {
    into.reason_text = "pending" + (state.text.empty() ? std::string() : ": " + as_summary(state.text));
  } else {
    return state.word == "needed" || state.word == "active" || state.word == "in-progress";
  }
  return true;
}

struct Field {
  std::string_view name, value;
};
// "focal_linux: needed"; nothing: the line goes on with the field before.
std::optional<Field> field_of(std::string_view line) {
  if (line.empty() || base::is_space(line.front()) || line.front() == '#') return std::nullopt;
  const auto halves = base::cut(line, ":");
  if (!halves || halves->before.empty() || halves->before.find(' ') != std::string_view::npos)
    return std::nullopt;
  return Field{.name = halves->before, .value = base::trim(halves->after)};
}

class Parser {
 public:
  explicit Parser(FeedSink& sink) : sink_(sink) { advisory_.source = kSource; }

  void take(std::string_view line, std::size_t number) {
    if (const auto field = field_of(line)) {
      list_ = field->name;
      take_field(*field, number);
    } else if (const auto text = base::trim(line); !text.empty() && line.front() != '#') {
      if (base::is_space(line.front())) return take_more(text);
      sink_.skip("line " + std::to_string(number), "no field");
    }
  }

  Result<Advisory> finish() {
    if (advisory_.id.empty()) return base::fail(ErrorKind::kUnsupported, "no candidate's file");
    for (auto& affected : advisory_.affected) rate(affected);
    join_ubuntu_channels(advisory_.affected);
    advisory_.summary = as_summary(description_);
    return std::move(advisory_);
  }

 private:
  void take_field(const Field& field, std::size_t number) {
    if (field.name == "Candidate") {
      advisory_.id = is_id(field.value) ? std::string(field.value) : std::string();
    } else if (field.name == "PublicDate") {
      advisory_.published = known_day(field.value.substr(0, 10));
    } else if (field.name == "Description") {
      description_ = field.value;
    } else if (field.name == "Priority") {
      priority_ = field.value;
      auto rating = rating_of_word(kSource, priority_);
      if (rating.severity != Severity::kUnspecified) advisory_.ratings.push_back(std::move(rating));
    } else if (field.name.starts_with("Priority_")) {
      priorities_.emplace_back(field.name.substr(9), field.value);
    } else if (const auto halves = base::cut(field.name, "_");
               halves && !halves->before.empty() && base::is_alpha(halves->before.front()) &&
               base::to_lower(halves->before) == halves->before) {
      take_package(halves->before, halves->after, field.value, number);
    }
  }

  // Lines of a field that goes on.
  void take_more(std::string_view text) {
    if (list_ == "Description" && description_.size() < 2 * kMaxSummaryBytes) {
      description_ += " " + std::string(text);
    } else if (list_ == "References" && advisory_.references.size() < 48 && base::contains(text, "://")) {
      advisory_.references.emplace_back(text.substr(0, text.find(' ')));
    } else if (list_ == "CVSS") {
      // "nvd: CVSS:3.1/AV:L/… [7.8 HIGH]": of whose the vector is, and the vector.
      const auto halves = base::cut(text, ": ");
      if (!halves) return;
      const auto vector = base::trim(halves->after);
      auto rating = rating_of_vector(halves->before, vector.substr(0, vector.find(' ')));
      if (rating.severity != Severity::kUnspecified) advisory_.ratings.push_back(std::move(rating));
    }
  }

  void take_package(std::string_view release, std::string_view package, std::string_view value,
                    std::size_t number) {
    // Upstream is no release, and snaps are no packages of one.
    if (release == "upstream" || release == "snap") return;
    Affected affected{.ecosystem = {}, .name = std::string(package), .order = "deb"};
    affected.extent = kInfo.extent;
    const auto state = state_of(value);
    if (package.empty() || !is_id(package) || !take_state(state, affected))
      return sink_.skip("line " + std::to_string(number), "no state: \"" + as_summary(value) + "\"");
    if (affected.ranges.empty()) return;
    auto lineage = ubuntu_lineage(release);
    affected.ecosystem = std::move(lineage.ecosystem);
    affected.channel = std::move(lineage.channel);
    releases_.emplace_back(release);
    advisory_.affected.push_back(std::move(affected));
  }

  // Of "esm-infra/focal" too. "Priority_linux_focal" goes before "Priority_linux", and that before the file's own.
  void rate(Affected& affected) const {
    const auto release = releases_[static_cast<std::size_t>(&affected - advisory_.affected.data())];
    std::string_view word = priority_;
    for (const auto& [key, value] : priorities_)
      if (key == affected.name) word = value;
    for (const auto& [key, value] : priorities_)
      for (const auto part : base::split(release, '/'))
        if (key == affected.name + "_" + std::string(part)) word = value;
    affected.severity = severity_of_word(word);
    if (word != "untriaged") affected.severity_word = word;
  }

  FeedSink& sink_;
  Advisory advisory_;
  // Beside each package of the advisory.
  std::vector<std::string> releases_;
  std::vector<std::pair<std::string, std::string>> priorities_;
  std::string list_, priority_, description_;
};

class UbuntuTracker : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view path, std::string_view head) const override {
    const auto name = base::base_name(path);
    const bool named = name.starts_with("CVE-") && name.find('.') == std::string_view::npos;
    return named && (base::contains(head, "Candidate:") || base::contains(head, "\nPublicDate:")) &&
           base::contains(head, "\nPriority:");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    Parser parser(sink);
    for (std::size_t number = 1;; ++number) {
      PQ_TRY(const auto line, source.line());
      if (!line) break;
      parser.take(*line, number);
    }
    PQ_TRY(auto advisory, parser.finish());
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_ubuntu_tracker() { return std::make_unique<UbuntuTracker>(); }

}  // namespace pratique::advisory
