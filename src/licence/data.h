// The files of data beside this header, compiled in (cmake/embed.cmake).
#pragma once

#include <string_view>

namespace pratique::licence {

std::string_view list_text();         // list.tsv
std::string_view words_text();        // words.tsv
std::string_view obligations_text();  // obligations.tsv
std::string_view texts_bytes();       // texts.bin

}  // namespace pratique::licence
