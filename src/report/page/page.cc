#include "report/page/page.h"

#include <fmt/format.h>

#include "base/program.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "report/page/assets.h"
#include "report/page/parts.h"

namespace pratique::report {

namespace {

// Before anything is drawn: what only readers without scripts need is not even laid out.
constexpr std::string_view kFirstScript = "document.documentElement.classList.add('scripted');";

// "'sha256-…'" of a script or style sheet as it stands between its tags (CSP 3, "hash-source").
std::string hash_of(std::string_view text) {
  const auto hex = crypto::sha256(base::as_bytes(text)).substr(std::string_view("sha256:").size());
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return "'sha256-" + codec::to_base64(bytes) + "'";
}

std::string policy_of(std::string_view script) {
  return fmt::format(
      "default-src 'none'; style-src {}; script-src {} {} {}; base-uri 'none'; form-action 'none'; "
      "require-trusted-types-for 'script'; trusted-types 'none'",
      hash_of(page_style()), hash_of(kFirstScript), hash_of(page_script()), hash_of(script));
}

std::string head_of(const HtmlPage& page) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" content=\"{} {}\">\n"
      "<title>{}</title>\n<script>{}</script>\n<style>{}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n",
      policy_of(page.script), base::kProgram, base::program_version(), html_text(page.title), kFirstScript,
      page_style());
}

// JSON whose bytes cannot end the element that it stands in: these signs are in its texts only.
std::string embedded(const codec::JsonValue& value) {
  std::string out;
  for (const char c : codec::to_compact_text(value)) {
    if (c == '<' || c == '>' || c == '&')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out;
}

Result<void> write_data(const HtmlPage& page, const base::Sink& sink) {
  std::string_view separator = "{";
  for (const auto& member : page.data) {
    const std::string_view key(member.key().data(), member.key().size());
    PQ_CHECK(sink(fmt::format("{}\"{}\":{}", separator, key, embedded(member.value()))));
    separator = ",\n";
  }
  for (const auto& list : page.lists) {
    PQ_CHECK(sink(fmt::format("{}\"{}\":[", separator, list.key)));
    separator = "\n";
    for (auto one = list.next(); one; one = list.next()) {
      PQ_CHECK(sink(separator));
      PQ_CHECK(sink(embedded(*one)));
      separator = ",\n";
    }
    PQ_CHECK(sink("]"));
    separator = ",\n";
  }
  return sink(separator == "{" ? "{}" : "}");
}

}  // namespace

Result<void> write_page(const HtmlPage& page, const base::Sink& sink) {
  return base::write_buffered(
      [&](const base::Sink& out) -> Result<void> {
        PQ_CHECK(out(head_of(page)));
        PQ_CHECK(page.body(out));
        PQ_CHECK(
            out(fmt::format("<footer>Written by {} {}</footer>\n", base::kProgram, base::program_version())));
        PQ_CHECK(out("<script type=\"application/json\" id=\"data\">"));
        PQ_CHECK(write_data(page, out));
        PQ_CHECK(out("</script>\n"));
        for (const auto script : {page_script(), page.script}) {
          PQ_CHECK(out("<script>"));
          PQ_CHECK(out(script));
          PQ_CHECK(out("</script>\n"));
        }
        return out("</body>\n</html>\n");
      },
      sink);
}

}  // namespace pratique::report
