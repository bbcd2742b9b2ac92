#include "report/source_link.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "report/forge_lines.h"

namespace pratique::report {

namespace {

constexpr std::array<std::string_view, 6> kKinds{"azure", "bitbucket", "bitbucket-server",
                                                 "gitea", "github",    "gitlab"};

// How a kind writes its pages. {site}: scheme and host; {path}: the repository's; {project} and {repository}: its last two
// parts; {folder}: all but the last; {above}: the same with a slash behind it.
struct Form {
  std::string_view kind, lines, commit;
};
constexpr std::array kForms{
    Form{"github", "{site}/{path}/blob/{revision}/{file}#L{first}-L{last}", "{site}/{path}/tree/{revision}"},
    Form{"gitlab", "{site}/{path}/-/blob/{revision}/{file}#L{first}-{last}",
         "{site}/{path}/-/tree/{revision}"},
    Form{"bitbucket", "{site}/{path}/src/{revision}/{file}#lines-{first}:{last}",
         "{site}/{path}/src/{revision}"},
    Form{"bitbucket-server",
         "{site}/projects/{project}/repos/{repository}/browse/{file}?at={revision}#{first}-{last}",
         "{site}/projects/{project}/repos/{repository}/browse?at={revision}"},
    Form{"gitea", "{site}/{path}/src/commit/{revision}/{file}#L{first}-L{last}",
         "{site}/{path}/src/commit/{revision}"},
    Form{"azure",
         "{site}/{above}_git/{repository}?path=/{file}&version=GC{revision}&line={first}&lineEnd={end}"
         "&lineStartColumn=1&lineEndColumn=1",
         "{site}/{above}_git/{repository}?version=GC{revision}"}};

struct Repository {
  std::string host, path;
  // Over SSH: its port is not that of the pages.
  bool ssh = false;
  // "http" where the repository is reached by that, else "https".
  std::string_view scheme = "https";
};

std::string_view without_port(std::string_view host) { return host.substr(0, host.find(':')); }

// "https://user@host:8443/org/app.git", "git@host:org/app.git", "ssh://git@host:22/org/app", "git+https://…".
std::optional<Repository> repository_of(std::string_view source) {
  if (source.starts_with("git+")) source.remove_prefix(4);
  source = source.substr(0, source.find_first_of("#?"));
  Repository found;
  std::string_view rest;
  if (const auto scheme = base::cut(source, "://")) {
    found.ssh = scheme->before == "ssh" || scheme->before == "git";
    if (scheme->before == "http") found.scheme = "http";
    if (!found.ssh && scheme->before != "https" && scheme->before != "http") return std::nullopt;
    const auto slash = std::min(scheme->after.find('/'), scheme->after.size());
    found.host = base::to_lower(scheme->after.substr(0, slash));
    rest = scheme->after.substr(slash);
  } else if (const auto colon = base::cut(source, ":"); colon && base::contains(colon->before, "@")) {
    found.ssh = true;
    found.host = base::to_lower(colon->before);
    rest = colon->after;
  } else {
    return std::nullopt;
  }
  if (const auto user = found.host.rfind('@'); user != found.host.npos) found.host.erase(0, user + 1);
  if (found.ssh) found.host = std::string(without_port(found.host));
  while (rest.starts_with('/')) rest.remove_prefix(1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.ends_with(".git")) rest.remove_suffix(4);
  found.path = rest;
  const auto plain = [](char c) { return base::is_alnum(c) || c == '.' || c == '-' || c == ':'; };
  if (found.host.empty() || found.path.empty() || !std::ranges::all_of(found.host, plain))
    return std::nullopt;
  return found;
}

// Azure has one repository in several spellings: organisation, project, "_git", repository; by SSH with "v3" and without
// "_git"; and an organisation's own host.
void settle_azure(Repository& repository) {
  auto parts = base::split(repository.path, '/');
  std::erase(parts, "_git");
  if (!parts.empty() && parts.front() == "v3") parts.erase(parts.begin());
  std::string joined;
  for (const auto part : parts) joined.append(joined.empty() ? "" : "/").append(part);
  repository.path = joined;
  if (repository.host == "ssh.dev.azure.com" || repository.host == "vs-ssh.visualstudio.com")
    repository.host = "dev.azure.com";
}

std::string_view kind_by_host(std::string_view host) {
  const auto begins = [&](std::string_view word) { return host.starts_with(word); };
  if (host == "github.com" || begins("github.")) return "github";
  if (host == "gitlab.com" || begins("gitlab.")) return "gitlab";
  if (host == "bitbucket.org") return "bitbucket";
  if (begins("bitbucket.")) return "bitbucket-server";
  if (host == "codeberg.org" || begins("gitea.") || begins("forgejo.")) return "gitea";
  if (host == "dev.azure.com" || host == "ssh.dev.azure.com" || host.ends_with(".visualstudio.com"))
    return "azure";
  return {};
}

// "My%20Project": of an address, where bytes may stand by their number.
std::string decoded(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    unsigned byte = 0;
    const auto digits = part[i] == '%' ? part.substr(i + 1, 2) : std::string_view();
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    const bool number = digits.size() == 2 && read.ec == std::errc() && read.ptr == digits.data() + 2;
    out += number ? static_cast<char>(byte) : part[i];
    if (number) i += 2;
  }
  return out;
}

enum class Written { kPlain, kAddress };

// Of a path: what means something in a link is written by its number; nothing that leads elsewhere.
std::optional<std::string> encoded(std::string_view path, Written written) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const auto given : base::split(path, '/')) {
    const auto part = written == Written::kAddress ? decoded(given) : std::string(given);
    if (part.empty() || part == "." || part == "..") return std::nullopt;
    if (!out.empty()) out += '/';
    for (const char c : part) {
      if (base::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
        out += c;
        continue;
      }
      const auto byte = static_cast<unsigned char>(c);
      out.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
  }
  return out;
}

// "9f…-dirty": the commit that what was built is nearest to.
std::string_view commit_of(std::string_view revision) {
  if (revision.ends_with("-dirty")) revision.remove_suffix(std::string_view("-dirty").size());
  return !revision.empty() && std::ranges::all_of(revision, base::is_hex) ? revision : std::string_view();
}

struct Filling {
  std::string_view name;
  std::string value;
};

std::string filled(std::string form, const std::vector<Filling>& values) {
  for (const auto& one : values) form = base::replace_all(form, "{" + std::string(one.name) + "}", one.value);
  const bool sound = (form.starts_with("https://") || form.starts_with("http://")) &&
                     form.find_first_of("{}") == form.npos &&
                     std::ranges::all_of(form, [](char c) { return c > ' ' && c < '\x7f'; });
  return sound ? form : std::string();
}

// The place as the settings have it: by host and port; else by host alone, where one of the two names no port.
const Forge* forge_at(const Repository& repository, std::span<const Forge> forges) {
  const auto exact = std::ranges::find(forges, repository.host, &Forge::host);
  if (exact != forges.end()) return &*exact;
  const auto host = without_port(repository.host);
  const auto near = std::ranges::find_if(forges, [&](const Forge& one) {
    return host == without_port(one.host) && (host == one.host || repository.ssh);
  });
  return near == forges.end() ? nullptr : &*near;
}

// A page of the repository in the form that its place has.
std::string page(const model::Provenance& provenance, const model::SourceLines* lines,
                 std::span<const Forge> forges) {
  auto repository = repository_of(provenance.source);
  const auto commit = commit_of(provenance.revision);
  if (!repository || (commit.empty() && lines != nullptr)) return {};
  const auto* forge = forge_at(*repository, forges);
  std::string_view kind = kind_by_host(repository->host);
  if (forge != nullptr) {
    kind = forge->kind;
    if (repository->ssh) repository->host = forge->host;
  }
  if (kind == "azure") settle_azure(*repository);
  const auto path = encoded(repository->path, Written::kAddress);
  if (!path) return {};
  const auto form = std::ranges::find(kForms, kind, &Form::kind);
  const auto site = std::string(repository->scheme) + "://" + repository->host;
  if (commit.empty())
    return form == kForms.end() ? std::string() : filled("{site}/{path}", {{"site", site}, {"path", *path}});
  std::string text;
  if (form != kForms.end()) text = lines != nullptr ? form->lines : form->commit;
  if (forge != nullptr && !forge->lines.empty()) text = lines != nullptr ? forge->lines : std::string();
  if (text.empty()) return {};
  const auto halves = base::cut_last(*path, "/");
  const auto folder = halves ? std::string(halves->before) : std::string();
  std::vector<Filling> values{{"site", site},
                              {"host", repository->host},
                              {"path", *path},
                              {"folder", folder},
                              {"above", folder.empty() ? folder : folder + "/"},
                              {"project", std::string(base::base_name(folder))},
                              {"repository", halves ? std::string(halves->after) : *path},
                              {"revision", std::string(commit)}};
  if (lines != nullptr) {
    const auto file = encoded(lines->file, Written::kPlain);
    if (!file) return {};
    values.push_back({"file", *file});
    values.push_back({"first", std::to_string(lines->first)});
    values.push_back({"last", std::to_string(lines->last)});
    values.push_back({"end", std::to_string(std::uint64_t{lines->last} + 1)});
  }
  return filled(std::move(text), values);
}

}  // namespace

std::span<const std::string_view> forge_kinds() { return kKinds; }

std::string unknown_part(std::string_view lines) {
  static constexpr std::array<std::string_view, 12> kParts{"site",  "host",    "path",       "folder",
                                                           "above", "project", "repository", "revision",
                                                           "file",  "first",   "last",       "end"};
  for (auto rest = lines; !rest.empty();) {
    const auto open = rest.find_first_of("{}");
    if (open == rest.npos) return {};
    const auto close = rest.find('}', open);
    const auto part = rest.substr(open, close == rest.npos ? 1 : close + 1 - open);
    if (part.size() < 2 || !base::is_one_of(part.substr(1, part.size() - 2), kParts))
      return std::string(part);
    rest.remove_prefix(close + 1);
  }
  return {};
}

std::string lines_url(const model::Provenance& provenance, const model::SourceLines& lines,
                      std::span<const Forge> forges) {
  return lines.first == 0 || lines.file.empty() ? std::string() : page(provenance, &lines, forges);
}

std::string repository_url(const model::Provenance& provenance, std::span<const Forge> forges) {
  return page(provenance, nullptr, forges);
}

}  // namespace pratique::report
