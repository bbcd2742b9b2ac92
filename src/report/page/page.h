// Pages that reports are written as: one file of HTML that brings its style sheet, its scripts and its data with it and
// asks nobody for anything. A report gives what is below; the frame is the same for all of them (docs/adding/page.md).
//
// What a page promises, and how:
//  - No request: the policy in its head (Content Security Policy, level 3) allows nothing but the two scripts and the style
//    sheet, by their hashes. Links lead elsewhere when somebody follows them, without telling from where.
//  - No text of an image is ever markup: html_text() in what is written here, texts of the DOM in scripts
//    ("require-trusted-types-for": the browser refuses anything else), and the data is JSON without "<".
//  - Equal documents are equal bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/sink.h"
#include "codec/json_value.h"

namespace pratique::report {

struct HtmlPage {
  // Of the window; not yet printable.
  std::string title;
  // Of the report, behind the shared ones; assets.h. Must not hold "</script" or "<!--".
  std::string_view script;
  // HTML of the body but its frame: a <header> (head_html()), notes (write_notes()), and <main id="content">, in which
  // stands what a reader without scripts sees; the script puts its own in its place.
  base::Writing body{};
  // What the script reads by page.data(): these members, and behind them `lists`, made while they are written.
  codec::JsonObject data{};
  std::vector<codec::JsonStream> lists{};
};

// Writes the file. Errors are the sink's.
Result<void> write_page(const HtmlPage& page, const base::Sink& sink);

}  // namespace pratique::report
