// Compose files (compose-spec, 05-services.md and 07-volumes.md), as each stands by itself: files are not laid over each other.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "policy/run_config/kinds.h"

namespace pratique::policy {

namespace {

using codec::Yaml;

constexpr int kMaxExtends = 8;

// A service with those of the same file that it extends.
class Layers {
 public:
  Layers(Yaml services, std::string_view own_name, Yaml service, RunService& into) {
    std::set<std::string, std::less<>> seen{std::string(own_name)};
    for (int depth = 0; service.is_object() && depth < kMaxExtends; ++depth) {
      all_.push_back(service);
      const auto extends = member_of(service, "extends");
      if (!extends) return;
      const auto name = extends.is_string() ? extends.text() : member_of(extends, "service").text();
      if (member_of(extends, "file") || !seen.emplace(name).second || !services[name].is_object()) {
        into.unread.push_back({"extends", extends.line()});
        return;
      }
      service = services[name];
    }
  }

  // Of the service itself, else of what it extends.
  Yaml operator[](std::string_view key) const {
    for (const auto& one : all_) {
      if (auto found = member_of(one, key)) return found;
    }
    return {};
  }
  // Lists of what is extended are joined (compose-spec, "extends").
  void each(std::string_view key, const std::function<void(Yaml)>& visit) const {
    for (const auto& one : all_) {
      if (const auto found = member_of(one, key)) visit(found);
    }
  }

 private:
  std::vector<Yaml> all_;
};

bool is_host_path(std::string_view source) {
  return source.starts_with('/') || source.starts_with('.') || source.starts_with('~') ||
         source.starts_with('$') ||
         (source.size() > 2 && base::is_alpha(source[0]) && source[1] == ':' &&
          (source[2] == '\\' || source[2] == '/'));
}

// "[HOST:]CONTAINER[:OPTIONS]"; of a Windows path the first colon is part of it.
struct ShortVolume {
  std::string source, target;
  bool read_only = false;
};
ShortVolume short_volume(std::string_view text) {
  ShortVolume out;
  const bool drive =
      text.size() > 2 && base::is_alpha(text[0]) && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
  // The colon of "${X:?…}" ends nothing.
  const auto braces = text.starts_with("${") ? text.find('}') : 0;
  const auto colon = text.find(':', drive ? 2 : braces == text.npos ? 0 : braces);
  if (colon == text.npos) {
    out.target = text;
    return out;
  }
  out.source = text.substr(0, colon);
  const auto rest = base::split(text.substr(colon + 1), ':');
  out.target = rest.empty() ? "" : rest[0];
  for (std::size_t i = 1; i < rest.size(); ++i) {
    for (const auto option : base::split(rest[i], ',')) out.read_only = out.read_only || option == "ro";
  }
  return out;
}

class ComposeService {
 public:
  ComposeService(Yaml document, std::string_view name, Yaml service)
      : document_(document), layers_(document["services"], name, service, out_) {
    out_.line = service.line();
    out_.name = "service " + std::string(name);
    out_.short_name = name;
  }

  RunService read() && {
    image();
    out_.user = word_of(layers_["user"]);
    out_.read_only_root = flag_of(layers_["read_only"]);
    out_.privileged = flag_of(layers_["privileged"]);
    capabilities("cap_add", out_.added_capabilities);
    capabilities("cap_drop", out_.dropped_capabilities);
    layers_.each("tmpfs", [&](Yaml node) {
      for (auto& word : words_of(node))
        out_.writable.push_back({word.text.substr(0, word.text.find(':')), word.line});
    });
    layers_.each("security_opt", [&](Yaml node) {
      for (const auto& word : words_of(node)) security_option(word);
    });
    layers_.each("volumes", [&](Yaml node) { node.each([&](Yaml one) { volume(one); }); });
    layers_.each("devices", [&](Yaml node) { node.each([&](Yaml one) { device(one); }); });
    namespaces();
    environment();
    layers_.each("ports", [&](Yaml node) { node.each([&](Yaml one) { port(one); }); });
    limits();
    return std::move(out_);
  }

 private:
  void image() {
    out_.built = static_cast<bool>(layers_["build"]);
    const auto node = layers_["image"];
    bool open = false;
    out_.image = interpolated(node.text(), open);
    if (open) out_.unread.push_back({"variables in image", node.line()});
  }

  void capabilities(std::string_view key, std::vector<RunWord>& into) {
    layers_.each(key, [&](Yaml node) {
      for (const auto& word : words_of(node)) into.push_back({capability_name(word.text), word.line});
    });
  }

  // "no-new-privileges:true", "no-new-privileges=true", "no-new-privileges", "seccomp:unconfined", "label:disable".
  void security_option(const RunWord& word) {
    const auto at = word.text.find_first_of(":=");
    const auto name = word.text.substr(0, at);
    const auto value = at == word.text.npos ? std::string("true") : word.text.substr(at + 1);
    if (name == "no-new-privileges") out_.no_new_privileges = RunFlag{value != "false", word.line};
    if (value == "unconfined" && (name == "seccomp" || name == "apparmor"))
      out_.unconfined.push_back({name, word.line});
    if (name == "systempaths" && value == "unconfined") out_.unconfined.push_back({"proc", word.line});
    if (name == "label" && value == "disable") out_.unconfined.push_back({"selinux", word.line});
  }

  void volume(Yaml node) {
    if (out_.host_mounts.size() + out_.writable.size() >= kMaxRunEntries) return;
    ShortVolume volume;
    std::string type;
    if (node.is_object()) {
      bool open = false;
      type = member_of(node, "type").text();
      volume.source = interpolated(member_of(node, "source").text(), open);
      if (volume.source.empty()) volume.source = interpolated(member_of(node, "src").text(), open);
      volume.target = member_of(node, "target").text();
      const auto flag = flag_of(member_of(node, "read_only"));
      volume.read_only = flag && flag->on;
    } else {
      bool open = false;
      volume = short_volume(interpolated(node.text(), open));
      type = is_host_path(volume.source) ? "bind" : "volume";
    }
    // A named volume may be a folder of the host in disguise.
    const auto options = member_of(member_of(member_of(document_, "volumes"), volume.source), "driver_opts");
    const auto mount = std::string(member_of(options, "o").text());
    if (type == "volume" && (base::contains(mount, "bind"))) {
      volume.source = member_of(options, "device").text();
      type = "bind";
    }
    if (type == "bind") {
      out_.host_mounts.push_back({volume.source, volume.target, volume.read_only, node.line()});
    } else if (!volume.read_only && !volume.target.empty()) {
      out_.writable.push_back({volume.target, node.line()});
    }
  }

  // A device of the host is a mount of it.
  void device(Yaml node) {
    if (out_.host_mounts.size() >= kMaxRunEntries) return;
    const auto text = node.is_object() ? member_of(node, "source").text() : node.text();
    const auto source = std::string(text.substr(0, text.find(':')));
    if (!source.empty()) out_.host_mounts.push_back({source, source, false, node.line()});
  }

  void namespaces() {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kKeys{{{"network_mode", "network"},
                                                                                  {"pid", "pid"},
                                                                                  {"ipc", "ipc"},
                                                                                  {"userns_mode", "user"},
                                                                                  {"uts", "uts"}}};
    for (const auto& [key, shared] : kKeys) {
      const auto node = layers_[key];
      if (node.text() == "host") out_.host_namespaces.push_back({std::string(shared), node.line()});
    }
  }

  // Of several the service's own value counts; without a value it is that of who runs Compose.
  void environment() {
    std::set<std::string, std::less<>> told;
    const auto add = [&](std::string_view name, std::string_view value, std::uint64_t line) {
      if (told.size() == kMaxRunEntries || !told.emplace(name).second) return;
      if (is_secret_variable(name, value)) out_.secrets.push_back({std::string(name), line});
    };
    layers_.each("environment", [&](Yaml node) {
      if (node.is_object()) {
        each_member_of(node,
                       [&](std::string_view name, Yaml value) { add(name, value.text(), value.line()); });
      }
      for (const auto& word : words_of(node)) {
        const auto halves = base::cut(word.text, "=");
        if (halves) add(halves->before, halves->after, word.line);
      }
    });
    if (const auto files = layers_["env_file"]) out_.unread.push_back({"env_file", files.line()});
  }

  void port(Yaml node) {
    if (out_.host_ports.size() == kMaxRunEntries) return;
    if (!node.is_object()) {
      const auto text = node.text();
      if (base::contains(text, ":")) out_.host_ports.push_back({std::string(text), node.line()});
      return;
    }
    const auto published = member_of(node, "published").text();
    if (published.empty()) return;
    const auto address = member_of(node, "host_ip").text();
    auto text = std::string(address) + (address.empty() ? "" : ":") + std::string(published) + ":" +
                std::string(member_of(node, "target").text());
    out_.host_ports.push_back({std::move(text), node.line()});
  }

  void limits() {
    const auto limits = member_of(member_of(layers_["deploy"], "resources"), "limits");
    const auto either = [&](std::string_view key, std::string_view deployed) {
      auto word = word_of(layers_[key]);
      return word ? word : word_of(member_of(limits, deployed));
    };
    out_.memory = either("mem_limit", "memory");
    out_.processors = either("cpus", "cpus");
    out_.processes = either("pids_limit", "pids");
  }

  Yaml document_;
  RunService out_;
  Layers layers_;
};

}  // namespace

bool is_compose(Yaml document) { return document.is_object() && document["services"].is_object(); }

Result<void> read_compose(Yaml document, RunFile& into) {
  if (const auto include = document["include"]) into.unread.push_back({"include", include.line()});
  Result<void> done;
  document["services"].each_entry([&](Yaml key, Yaml service) {
    if (!done || key.text() == "<<" || key.text().starts_with("x-")) return;
    if (!service.is_object()) {
      done = base::fail(ErrorKind::kInvalid, "service \"" + base::printable(key.text()) + "\" is no map",
                        Where{.line = key.line()});
      return;
    }
    auto read = ComposeService(document, key.text(), service).read();
    read.line = key.line();
    done = add_service(std::move(read), into);
  });
  return done;
}

}  // namespace pratique::policy
