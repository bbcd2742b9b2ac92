#include "report/page/parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/sections.h"

namespace pratique::report {

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : base::printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// The script has the same rule (page.js, link()).
static bool is_web_address(std::string_view url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
  return std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f' && c != '\\' && c != '@'; });
}

std::string html_link(std::string_view url, std::string_view text) {
  if (!is_web_address(url)) return html_text(text);
  return fmt::format(R"(<a href="{}" rel="noopener noreferrer">{}</a>)", html_text(url), html_text(text));
}

std::string head_html(std::string_view what, std::string_view name, const PageFacts& facts) {
  auto text =
      fmt::format("<header class=\"head\">\n<h1>{} <bdi>{}</bdi></h1>\n", html_text(what), html_text(name));
  text += "<dl class=\"facts\">\n";
  for (const auto& [fact, html] : facts) {
    if (!html.empty()) text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", html_text(fact), html);
  }
  return text + "</dl>\n</header>\n";
}

static std::string note_html(const model::Note& note) {
  std::string text = "<li>";
  if (note.incomplete) text += "<strong>Incomplete</strong>";
  if (!note.file.empty()) text += "<span class=\"code\">" + html_text(note.file) + "</span>: ";
  text += html_text(note.message);
  if (!note.layer.empty()) text += " (layer " + html_text(short_digest(note.layer)) + ")";
  return text + "</li>\n";
}

Result<void> write_notes(const std::vector<model::Note>& notes, const base::Sink& sink) {
  if (notes.empty()) return {};
  std::vector<const model::Note*> sorted;
  for (const auto& note : notes) sorted.push_back(&note);
  std::ranges::stable_partition(sorted, [](const auto* note) { return note->incomplete; });
  const bool incomplete = sorted.front()->incomplete;
  PQ_CHECK(sink(fmt::format(
      "<section class=\"notes{}\" tabindex=\"0\" aria-labelledby=\"notes-title\">\n"
      "<h2 id=\"notes-title\">{} ({})</h2>\n<ul role=\"list\">\n",
      incomplete ? " incomplete" : "", incomplete ? "Not read, or only in part" : "Notes", notes.size())));
  const auto shown = std::min(sorted.size(), kMaxPageNotes);
  for (std::size_t i = 0; i < shown; ++i) PQ_CHECK(sink(note_html(*sorted[i])));
  if (shown < sorted.size())
    PQ_CHECK(sink(fmt::format("<li>and {} more (in the JSON)</li>\n", sorted.size() - shown)));
  return sink("</ul>\n</section>\n");
}

}  // namespace pratique::report
