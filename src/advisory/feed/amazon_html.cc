// Amazon's advisories as pages (https://alas.aws.amazon.com/AL2023/ALAS2023-2023-126.html, found by the RSS beside them).
// The page has no structure but its ids and headings:
//   <h1 id='ALAS2023-2023-126'>…  <b>Amazon Linux 2023 Security Advisory:</b> ALAS-2023-126
//   <b>Advisory Release Date:</b> 2023-03-07 00:29 Pacific   <b>Severity:</b> … Important
//   <div id='references'>…CVE-2022-3787…   <div id='new_packages'>…<pre>aarch64:<br/>    kpartx-0.8.7-16.amzn2023.aarch64…
// An id is one within its system only (ALAS-2018-939 is an advisory of Amazon Linux 1 and another of 2), so it gets its
// system's number where the page leaves that out.
#include <map>

#include "advisory/amazon.h"
#include "advisory/coverage.h"
#include "advisory/cvss.h"
#include "advisory/feed.h"
#include "advisory/nvr.h"
#include "advisory/osv.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

constexpr FeedInfo kInfo{.name = "amazon-html",
                         .extent = Extent::kFixesOnly,
                         .complete_for = "Amazon Linux",
                         .published = "https://alas.aws.amazon.com/",
                         .layout = Layout::kFilePerRecord,
                         .every_hours = 6};

constexpr std::uint64_t kMaxPageBytes = 8ull << 20;

// Text without marks: a line for each block, blanks for what stands for one. Entities that matter only.
std::string plain_text(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] != '<') {
      const auto next = std::min(html.find('<', at), html.size());
      out += base::replace_all(base::replace_all(html.substr(at, next - at), "&nbsp;", " "), "&amp;", "&");
      at = next;
      continue;
    }
    const auto end = html.find('>', at);
    if (end == std::string_view::npos) break;
    const auto mark = html.substr(at + 1, end - at - 1);
    for (const auto* block : {"br", "p", "/p", "div", "/div", "pre", "/pre", "h1", "/h1", "span"}) {
      const auto rest =
          mark.starts_with(block) ? mark.substr(std::string_view(block).size()) : std::string_view("x");
      if (rest.empty() || rest.front() == ' ' || rest.front() == '/') {
        out += '\n';
        break;
      }
    }
    at = end + 1;
  }
  return out;
}

// What stands in the element with that id, up to the next element with an id or the end.
std::string_view element(std::string_view html, std::string_view id) {
  for (const char quote : {'\'', '"'}) {
    const auto mark = "id=" + std::string(1, quote) + std::string(id) + quote;
    const auto at = html.find(mark);
    if (at == std::string_view::npos) continue;
    const auto from = std::min(html.find('>', at), html.size() - 1) + 1;
    return html.substr(from, html.find(" id=", from) - from);
  }
  return {};
}

// What stands behind a heading on its line, or on the next one that has anything.
std::string_view behind(std::string_view text, std::string_view heading) {
  const auto at = text.find(heading);
  if (at == std::string_view::npos) return {};
  for (const auto line : base::lines(text.substr(at + heading.size()))) {
    if (const auto words = base::trim(line); !words.empty()) return words;
  }
  return {};
}

// "2023" of "Amazon Linux 2023 Security Advisory:"; Amazon Linux 1 is called "AMI", and its system "2018.03".
std::string release_of(std::string_view text) {
  const auto end = text.find(" Security Advisory:");
  if (end == std::string_view::npos) return {};
  const auto line = base::trim(text.substr(0, end));
  const auto words = base::words(line.substr(line.rfind('\n') + 1));
  if (words.size() < 3 || words[words.size() - 3] != "Amazon" || words[words.size() - 2] != "Linux")
    return {};
  return std::string(words.back() == "AMI" ? "2018.03" : words.back());
}

// "ALAS2-2018-939": of ALAS-2018-939 of Amazon Linux 2.
std::string id_of(std::string_view html, std::string_view text, const std::string& release) {
  const auto h1 = html.find("<h1");
  auto id = h1 == std::string_view::npos ? std::string_view() : html.substr(h1);
  id = id.substr(0, id.find("</h1>"));
  id = base::trim(id.substr(id.find('>') + 1));
  if (!id.starts_with("ALAS")) id = behind(text, "Security Advisory:");
  if (!id.starts_with("ALAS") || !is_id(id)) return {};
  const bool numbered = !id.starts_with("ALAS-") || release == "2018.03";
  return numbered ? std::string(id) : "ALAS" + release + std::string(id.substr(4));
}

// Lines of packages below lines of architectures; a source package is not what anybody installs.
void add_packages(std::string_view text, const std::string& ecosystem, Advisory& advisory, FeedSink& sink) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> builds;
  for (const auto whole : base::lines(text)) {
    const auto line = base::trim(whole);
    if (line.empty() || line.ends_with(':')) continue;
    const auto halves = base::cut_last(line, ".");
    const auto parts = halves ? split_nvr(halves->before) : std::nullopt;
    if (!parts || !is_id(line)) {
      sink.skip(advisory.id, "no package: \"" + as_summary(line) + "\"");
    } else if (halves->after != "src") {
      builds[{std::string(parts->name), std::string(parts->evr)}].emplace_back(halves->after);
    }
  }
  for (auto& [build, architectures] : builds) {
    Affected affected{.ecosystem = ecosystem, .name = build.first, .order = "rpm"};
    affected.extent = kInfo.extent;
    affected.ranges.push_back({.introduced = "0", .fixed = build.second});
    affected.architectures = std::move(architectures);
    affected.fixed_on = advisory.published;
    affected.repository = amazon_topic(advisory.id);
    advisory.affected.push_back(std::move(affected));
  }
}

class AmazonHtml : public Feed {
 public:
  const FeedInfo& info() const override { return kInfo; }

  bool recognises(std::string_view, std::string_view head) const override {
    return base::contains(head, "<html") && base::contains(head, " Security Advisory:") &&
           base::contains(head, "Amazon Linux") && base::contains(head, "new_packages");
  }

  Result<void> read(Source& source, FeedSink& sink) const override {
    PQ_TRY(const auto html, source.all(kMaxPageBytes));
    const auto text = plain_text(html);
    const auto release = release_of(text);
    Advisory advisory{.id = release.empty() ? "" : id_of(html, text, release), .source = "amazon"};
    if (advisory.id.empty()) return base::fail(ErrorKind::kUnsupported, "no advisory of Amazon's");
    advisory.published = known_day(behind(text, "Advisory Release Date:").substr(0, 10));
    advisory.modified = known_day(behind(text, "Advisory Updated Date:").substr(0, 10));
    advisory.summary = as_summary(behind(text, "Issue Overview:"));
    advisory.upstream = cves_in(plain_text(element(html, "references")));
    auto rating = rating_of_word("amazon", behind(text, "Severity:"));
    if (rating.severity != Severity::kUnspecified) advisory.ratings.push_back(std::move(rating));
    const auto packages = base::cut(element(html, "new_packages"), "<pre>");
    if (packages) {
      const auto list = plain_text(packages->after.substr(0, packages->after.find("</pre>")));
      add_packages(list, "Amazon Linux:" + release, advisory, sink);
    }
    if (advisory.affected.empty()) sink.skip(advisory.id, "no packages");
    sink.add(std::move(advisory));
    return {};
  }
};

}  // namespace

std::unique_ptr<Feed> make_amazon_html() { return std::make_unique<AmazonHtml>(); }

}  // namespace pratique::advisory
