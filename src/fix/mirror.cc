#include "fix/mirror.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace pratique::fix {

namespace fs = std::filesystem;

Result<RegistryMirror> parse_registry_mirror(std::string_view text) {
  std::vector<std::string> types;
  for (const auto& reader : registries::all_readers()) types.emplace_back(reader->purl_type());
  const auto wrong = [&](std::string what) {
    return base::fail(ErrorKind::kUsage, std::move(what), {},
                      "give TYPE=PLACE, TYPE one of " + base::join(types, ", "));
  };
  const auto halves = base::cut(text, "=");
  if (!halves || halves->after.empty()) return wrong("no mirror: " + std::string(text));
  RegistryMirror out{.purl_type = base::to_lower(halves->before), .place = std::string(halves->after)};
  if (out.purl_type == "go") out.purl_type = "golang";
  if (out.purl_type == "pip") out.purl_type = "pypi";
  if (std::ranges::find(types, out.purl_type) == types.end())
    return wrong("no registry is read for \"" + out.purl_type + "\"");
  out.is_address = out.place.starts_with("http://") || out.place.starts_with("https://");
  if (!out.is_address && base::contains(out.place, "://"))
    return wrong("no folder or http address: " + out.place);
  while (out.place.size() > 1 && out.place.ends_with('/')) out.place.pop_back();
  return out;
}

MetadataSource folder_source(std::string folder) {
  return [folder = std::move(folder)](const std::string& path, std::uint64_t most) -> Result<std::string> {
    const auto file = fs::path(folder) / path;
    std::error_code error;
    // A package's folder may bear the name under which registries have the document.
    if (!fs::is_regular_file(file, error))
      return base::fail(ErrorKind::kNotFound, "no such document", {.file = path});
    const auto size = fs::file_size(file, error);
    if (error)
      return base::fail(ErrorKind::kIo, "cannot be read: " + error.message(), {.file = file.string()});
    if (size > most)
      return base::fail(ErrorKind::kLimit, "metadata of more than " + std::to_string(most >> 20) + " MiB",
                        {.file = file.string()});
    std::string text(size, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (!in || in.gcount() != static_cast<std::streamsize>(size))
      return base::fail(ErrorKind::kIo, "cannot be read", {.file = file.string()});
    return text;
  };
}

}  // namespace pratique::fix
