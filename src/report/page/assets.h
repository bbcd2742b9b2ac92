// The files beside this header, compiled in (cmake/embed.cmake).
#pragma once

#include <string_view>

namespace pratique::report {

std::string_view page_style();       // page.css: of every page
std::string_view page_script();      // page.js: of every page, `page` to the others
std::string_view packages_script();  // packages.js: of `sbom`

}  // namespace pratique::report
