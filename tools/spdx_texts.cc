// spdx_texts OUT < TEXTS: writes the index of licence texts (src/licence/text_index.h). TEXTS: for each licence a line
// with its identifier and the bytes of its text, then these bytes. tools/spdx_texts calls it.
#include <fstream>
#include <iostream>
#include <sstream>

#include "licence/list.h"
#include "licence/text_index.h"

int main(int argc, char** argv) {
  using namespace pratique;
  if (argc != 2) return 1;
  std::vector<licence::IndexedText> texts;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream head(line);
    std::string id;
    std::size_t size = 0;
    if (!(head >> id >> size)) return 1;
    std::string text(size, '\0');
    if (!std::cin.read(text.data(), static_cast<std::streamsize>(size))) return 1;
    // What the list has replaced is found under its new name, which has the same text.
    if (licence::is_licence_id(id) && licence::current(id) == id) texts.push_back({{id}, std::move(text)});
  }
  std::ofstream out(argv[1], std::ios::binary);
  out << licence::encode_index(std::move(texts));
  return out.flush() ? 0 : 1;
}
