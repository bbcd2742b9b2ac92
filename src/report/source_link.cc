#include "report/source_link.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace pratique::report {

namespace {

constexpr std::array<std::string_view, 6> kKinds{"azure", "bitbucket", "bitbucket-server",
                                                 "gitea", "github",    "gitlab"};

// How a kind writes its pages. {path}: the repository's; {project} and {repository}: its last two parts; {folder}: all but
// the last.
struct Form {
  std::string_view kind, lines, commit;
};
constexpr std::array kForms{
    Form{"github", "https://{host}/{path}/blob/{revision}/{file}#L{first}-L{last}",
         "https://{host}/{path}/tree/{revision}"},
    Form{"gitlab", "https://{host}/{path}/-/blob/{revision}/{file}#L{first}-{last}",
         "https://{host}/{path}/-/tree/{revision}"},
    Form{"bitbucket", "https://{host}/{path}/src/{revision}/{file}#lines-{first}:{last}",
         "https://{host}/{path}/src/{revision}"},
    Form{"bitbucket-server",
         "https://{host}/projects/{project}/repos/{repository}/browse/{file}?at={revision}#{first}-{last}",
         "https://{host}/projects/{project}/repos/{repository}/browse?at={revision}"},
    Form{"gitea", "https://{host}/{path}/src/commit/{revision}/{file}#L{first}-L{last}",
         "https://{host}/{path}/src/commit/{revision}"},
    Form{"azure",
         "https://{host}/{folder}/_git/{repository}?path=/"
         "{file}&version=GC{revision}&line={first}&lineEnd={end}"
         "&lineStartColumn=1&lineEndColumn=1",
         "https://{host}/{folder}/_git/{repository}?version=GC{revision}"}};

struct Repository {
  std::string host, path;
};

// "https://user@host:8443/org/app.git", "git@host:org/app.git", "ssh://git@host:22/org/app", "git+https://…".
std::optional<Repository> repository_of(std::string_view source) {
  if (source.starts_with("git+")) source.remove_prefix(4);
  source = source.substr(0, source.find_first_of("#?"));
  Repository found;
  bool ssh = false;
  std::string_view rest;
  if (const auto scheme = base::cut(source, "://")) {
    ssh = scheme->before == "ssh" || scheme->before == "git";
    if (!ssh && scheme->before != "https" && scheme->before != "http") return std::nullopt;
    const auto slash = std::min(scheme->after.find('/'), scheme->after.size());
    found.host = base::to_lower(scheme->after.substr(0, slash));
    rest = scheme->after.substr(slash);
  } else if (const auto colon = base::cut(source, ":"); colon && base::contains(colon->before, "@")) {
    ssh = true;
    found.host = base::to_lower(colon->before);
    rest = colon->after;
  } else {
    return std::nullopt;
  }
  if (const auto user = found.host.rfind('@'); user != found.host.npos) found.host.erase(0, user + 1);
  // The port of SSH is not that of the pages.
  if (const auto port = found.host.find(':'); ssh && port != found.host.npos) found.host.erase(port);
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
  if (repository.host == "ssh.dev.azure.com") repository.host = "dev.azure.com";
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

// Of a path: what means something in a link is written by its number; nothing that leads elsewhere.
std::optional<std::string> encoded(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const auto part : base::split(path, '/')) {
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

// A page of the repository in the form that its place has.
std::string page(const model::Provenance& provenance, const model::SourceLines* lines,
                 std::span<const Forge> forges) {
  auto repository = repository_of(provenance.source);
  const auto commit = commit_of(provenance.revision);
  if (!repository || (commit.empty() && lines != nullptr)) return {};
  const auto forge = std::ranges::find(forges, repository->host, &Forge::host);
  std::string_view kind = kind_by_host(repository->host);
  if (forge != forges.end()) kind = forge->kind;
  if (kind == "azure") settle_azure(*repository);
  const auto path = encoded(repository->path);
  if (!path) return {};
  const auto form = std::ranges::find(kForms, kind, &Form::kind);
  if (commit.empty())
    return form == kForms.end()
               ? std::string()
               : filled("https://{host}/{path}", {{"host", repository->host}, {"path", *path}});
  std::string text;
  if (form != kForms.end()) text = lines != nullptr ? form->lines : form->commit;
  if (forge != forges.end() && !forge->lines.empty()) text = lines != nullptr ? forge->lines : std::string();
  if (text.empty()) return {};
  const auto halves = base::cut_last(*path, "/");
  const auto folder = halves ? std::string(halves->before) : std::string();
  std::vector<Filling> values{{"host", repository->host},
                              {"path", *path},
                              {"folder", folder},
                              {"project", std::string(base::base_name(folder))},
                              {"repository", halves ? std::string(halves->after) : *path},
                              {"revision", std::string(commit)}};
  if (lines != nullptr) {
    const auto file = encoded(lines->file);
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

std::string lines_url(const model::Provenance& provenance, const model::SourceLines& lines,
                      std::span<const Forge> forges) {
  return lines.first == 0 || lines.file.empty() ? std::string() : page(provenance, &lines, forges);
}

std::string repository_url(const model::Provenance& provenance, std::span<const Forge> forges) {
  return page(provenance, nullptr, forges);
}

}  // namespace pratique::report
