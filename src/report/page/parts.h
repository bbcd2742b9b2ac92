// Parts of pages in HTML. Everything that they are given may be from an image: it is escaped here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sink.h"
#include "model/note.h"

namespace pratique::report {

// The printable text (base::printable) as HTML, also inside an attribute in double quotes.
std::string html_text(std::string_view text);

// A link, if the address is one of the web ("https://…", in ASCII, without a login); else the text alone.
std::string html_link(std::string_view url, std::string_view text);

// What a report is about: a name and HTML each; those without HTML are left out.
using PageFacts = std::vector<std::pair<std::string, std::string>>;
// <header>: "Packages of NAME", and facts.
std::string head_html(std::string_view what, std::string_view name, const PageFacts& facts);

// A section with a line for each note, those that may hide something first and marked; nothing where there is none.
// Beyond kMaxPageNotes they are counted.
inline constexpr std::size_t kMaxPageNotes = 1000;
Result<void> write_notes(const std::vector<model::Note>& notes, const base::Sink& sink);

}  // namespace pratique::report
