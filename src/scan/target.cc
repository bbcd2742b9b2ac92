#include "scan/target.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "codec/tar.h"
#include "codec/utf.h"
#include "crypto/digest.h"
#include "oci/engine/engine.h"
#include "oci/image.h"
#include "scan/target_path.h"

namespace pratique::scan {

namespace {

struct Prefix {
  std::string_view text;
  TargetKind kind;
};
constexpr std::array<Prefix, 4> kPrefixes{{{"oci-dir://", TargetKind::kOciFolder},
                                           {"archive://", TargetKind::kArchive},
                                           {"fs://", TargetKind::kFolder},
                                           {"sbom://", TargetKind::kSbom}}};
struct Named {
  std::string_view prefix;
  Holders asked;
};
constexpr std::array<Named, 3> kNamed{
    {{"image://", {true, true}}, {"local://", {true, false}}, {"registry://", {false, true}}}};
// What follows is a name, looked up when it is read.
constexpr std::array<Prefix, 2> kStores{
    {{"containerd://", TargetKind::kContainerd}, {"containers-storage://", TargetKind::kStorage}}};
constexpr int kNamesToJudge = 16;
constexpr std::uint64_t kInflatedToJudge = 256u << 20;  // bytes in which those names are looked for
constexpr std::size_t kMaxToJudge = 1u << 20;           // bytes of manifest.json
constexpr std::size_t kHexDigits = 64;                  // of SHA-256

bool is_folder(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}
bool exists(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0;
}

std::string_view without_dot(std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  return name;
}

// Names at the top of an archive: those that docker save (old and new), crane and OCI layouts give to the
// parts of an image; those that such an archive has and others may have too; and others.
enum class Top { kImage, kEither, kOther };
Top top_of(std::string_view name) {
  if (name.empty()) return Top::kEither;
  const auto top = base::split(name, '/').front();
  static constexpr std::array<std::string_view, 6> kNames{"blobs",         "index.json",   "oci-layout",
                                                          "manifest.json", "repositories", "."};
  if (base::is_one_of(top, kNames)) return name.starts_with("blobs/sha256") ? Top::kImage : Top::kEither;
  if (crypto::is_sha256(top)) return Top::kImage;
  const auto stem = top.substr(0, kHexDigits);  // ID/layer.tar, ID.json, ID.tar.gz
  const bool id = crypto::is_sha256("sha256:" + std::string(stem)) &&
                  (top.size() == kHexDigits || top[kHexDigits] == '.');
  return id ? Top::kImage : Top::kOther;
}

// Whether manifest.json is that of docker save, or oci-layout that of a layout, whatever other names the
// archive has.
Result<bool> declares_image(codec::TarReader& tar, std::string_view name) {
  if (name != "manifest.json" && name != "oci-layout") return false;
  std::string text;
  while (text.size() < kMaxToJudge) {
    PQ_TRY(const auto piece, tar.data());
    if (piece.bytes.empty()) break;
    text += base::as_text(piece.bytes);
  }
  return name == "oci-layout" ? base::contains(text, "imageLayoutVersion") : oci::is_docker_manifest(text);
}

base::Limits limits_to_judge() {
  base::Limits limits;
  limits.set(base::Account::kInflated, kInflatedToJudge);
  return limits;
}

Result<TargetKind> judge_tar(codec::ByteSource& source) {
  codec::TarReader tar(source);
  auto kind = TargetKind::kRootTar;
  for (int i = 0; i < kNamesToJudge; ++i) {
    const auto next = tar.next();
    if (!next && (next.error().kind != ErrorKind::kMetered || i == 0)) return tl::unexpected(next.error());
    if (!next || !*next) break;
    const auto& entry = *next;
    const std::string name(without_dot(entry->path));
    const auto top = top_of(name);
    if (top == Top::kOther) return TargetKind::kRootTar;
    if (top == Top::kImage) kind = TargetKind::kArchive;
    PQ_TRY(const bool declared, declares_image(tar, name));
    if (declared) return TargetKind::kArchive;
  }
  return kind;
}

// The start of a document, in any encoding that a byte order mark tells; also of one in a form that is not read, so
// that its reader says so by name.
bool begins_like_document(std::string_view head) {
  auto decoded = codec::to_utf8(std::string(head));
  // The head may end within a character of two units.
  if (!decoded && head.size() > 2) decoded = codec::to_utf8(std::string(head.substr(0, head.size() - 2)));
  if (!decoded || base::contains(*decoded, std::string_view("\0", 1))) return false;
  auto text = std::string_view(*decoded);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = base::trim(text);
  for (const std::string_view start : {"{", "[", "<", "SPDXVersion:", "spdxVersion:", "spec_version:"}) {
    if (text.starts_with(start)) return true;
  }
  return base::contains(text, "\nSPDXVersion:") || base::contains(text, "\nspdxVersion:") ||
         base::contains(text, "\nspec_version:");
}

Result<TargetKind> judge_stream(std::unique_ptr<codec::ByteSource> file) {
  constexpr std::size_t kHead = 512;
  PQ_TRY(auto start, codec::peek(std::move(file), kHead));
  if (begins_like_document(start.head)) return TargetKind::kSbom;
  const auto compression = codec::detect_compression(base::as_bytes(start.head));
  if (compression == codec::Compression::kNone) return judge_tar(*start.whole);
  base::Meter meter(limits_to_judge());
  PQ_TRY(const auto inside,
         codec::peek(codec::metered(compression, std::move(start.whole), meter, base::Account::kInflated, ""),
                     kHead));
  return begins_like_document(inside.head) ? TargetKind::kSbom : judge_tar(*inside.whole);
}

Result<TargetKind> judge_file(const std::string& path) {
  PQ_TRY(auto file, codec::open_file(path));
  auto kind = judge_stream(std::move(file));
  if (!kind) {
    return base::fail(ErrorKind::kInvalid,
                      "neither an image archive, nor a tar of a root filesystem, nor an SBOM", {.file = path},
                      "say what it is by a prefix: archive://, fs://, sbom://");
  }
  return kind;
}

Result<TargetKind> judge(const std::string& path, PathKind lies) {
  if (lies != PathKind::kFolder) return judge_file(path);
  const bool image = (exists(path + "/index.json") && is_folder(path + "/blobs/sha256")) ||
                     oci::form_of(*oci::open_folder(path)) != oci::Form::kNone;
  return image ? TargetKind::kOciFolder : TargetKind::kFolder;
}

// Files where folders are wanted, and the other way round.
Result<TargetKind> fitting(const Prefix& prefix, PathKind lies, const std::string& path) {
  const bool folder = lies == PathKind::kFolder;
  switch (prefix.kind) {
    case TargetKind::kFolder:
      return folder ? TargetKind::kFolder : TargetKind::kRootTar;
    case TargetKind::kOciFolder:
      if (folder) return prefix.kind;
      return base::fail(ErrorKind::kInvalid, "a file; oci-dir:// reads folders", {.file = path},
                        "archive:// reads files");
    default:
      if (!folder) return prefix.kind;
      return base::fail(ErrorKind::kInvalid, fmt::format("a folder; {} reads a file", prefix.text),
                        {.file = path}, "oci-dir:// and fs:// read folders");
  }
}

Result<void> keep(Target& target) {
  PQ_TRY(target.kept, Spool::of(target.path));
  target.path = target.kept->path();
  return {};
}

Result<Target> parse_prefixed(const Prefix& prefix, std::string_view argument) {
  std::string path(argument.substr(prefix.text.size()));
  if (prefix.kind == TargetKind::kSbom && (path.empty() || path == "-"))
    return Target{prefix.kind, "-", std::string(argument)};
  if (path.empty()) {
    const bool file = prefix.kind == TargetKind::kArchive;
    return base::fail(ErrorKind::kUsage, fmt::format("{} needs a path", prefix.text), {},
                      fmt::format("give one: {}{}", prefix.text, file ? "image.tar" : "FOLDER"));
  }
  if (path == "-") path = "/dev/stdin";
  PQ_TRY(const auto lies, look_at_path(path));
  PQ_TRY(const auto kind, fitting(prefix, lies, path));
  Target target{kind, path, std::string(argument)};
  // A document is read once, from its start to its end.
  if (lies == PathKind::kStream && kind != TargetKind::kSbom) PQ_CHECK(keep(target));
  return target;
}

// A word that may be meant as an image's name rather than a path.
bool is_bare_word(std::string_view argument) {
  return !argument.starts_with('/') && !argument.starts_with('.') && !argument.starts_with('~');
}

Target named(const oci::ImageReference& reference, std::string_view word, Holders asked) {
  return {.kind = TargetKind::kNamed,
          .name = oci::familiar(reference),
          .reference = reference,
          .word = std::string(word),
          .asked = asked};
}

Result<Target> parse_stored(const Prefix& prefix, std::string_view argument) {
  const std::string name(argument.substr(prefix.text.size()));
  if (!name.empty()) return Target{prefix.kind, name, std::string(argument)};
  return base::fail(ErrorKind::kUsage, fmt::format("{} needs an image's name", prefix.text), {},
                    fmt::format("give one: {}alpine:3.18", prefix.text));
}

Result<Target> parse_named(const Named& prefix, std::string_view argument) {
  const auto word = argument.substr(prefix.prefix.size());
  if (word.empty()) {
    return base::fail(ErrorKind::kUsage, fmt::format("{} needs an image's name", prefix.prefix), {},
                      fmt::format("give one: {}alpine:3.18", prefix.prefix));
  }
  PQ_TRY(const auto reference, oci::parse_reference(word));
  return named(reference, word, prefix.asked);
}

// "docker://alpine" of another tool, or a prefix that is misspelt.
tl::unexpected<Error> no_prefix(std::string_view word) {
  std::string known;
  const auto add = [&](std::string_view prefix) {
    known += (known.empty() ? "" : ", ") + std::string(prefix);
  };
  for (const auto& one : kNamed) add(one.prefix);
  for (const auto& one : kStores) add(one.text);
  for (const auto& one : kPrefixes) add(one.text);
  return base::fail(ErrorKind::kUsage, fmt::format("there is no prefix \"{}://\"", word.substr(0, 50)), {},
                    "there are " + known);
}

// No path, so it can only be an image.
Result<Target> parse_bare(std::string_view argument) {
  if (const auto prefixed = base::cut(argument, "://")) return no_prefix(prefixed->before);
  auto reference = oci::parse_reference(argument);
  if (!reference) {
    auto error = std::move(reference).error();
    error.what = fmt::format("\"{}\" is no file or directory, and {}", argument.substr(0, 200), error.what);
    return tl::unexpected(std::move(error));
  }
  auto target = named(*reference, argument, {true, true});
  target.told = true;
  return target;
}

}  // namespace

Result<Target> parse_target(std::string_view argument) {
  for (const auto& prefix : kNamed) {
    if (argument.starts_with(prefix.prefix)) return parse_named(prefix, argument);
  }
  for (const auto& prefix : kStores) {
    if (argument.starts_with(prefix.text)) return parse_stored(prefix, argument);
  }
  for (const auto& prefix : kPrefixes) {
    if (argument.starts_with(prefix.text)) return parse_prefixed(prefix, argument);
  }
  const std::string path(argument);
  const auto lies = look_at_path(path);
  struct stat link{};
  const bool is_there = ::lstat(path.c_str(), &link) == 0;
  if (!lies && lies.error().kind == ErrorKind::kNotFound && !is_there && is_bare_word(argument))
    return parse_bare(argument);
  if (!lies) return tl::unexpected(lies.error());
  Target target{TargetKind::kFolder, path, path, true};
  if (*lies == PathKind::kStream) PQ_CHECK(keep(target));
  auto kind = judge(target.path, *lies);
  if (!kind) {
    kind.error().where.file = path;
    return tl::unexpected(std::move(kind).error());
  }
  target.kind = *kind;
  return target;
}

Result<Target> newest_target() {
  auto search = oci::engine::find_newest(net::system_environment);
  if (!search.found)
    return tl::unexpected(oci::engine::not_found(search, "no image was named, and none was built here"));
  Target target{TargetKind::kEngine, "", search.found->reference};
  target.local = std::make_shared<const oci::engine::LocalImage>(*std::move(search.found));
  return target;
}

}  // namespace pratique::scan
