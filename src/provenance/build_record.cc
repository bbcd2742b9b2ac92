#include "provenance/build_record.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "attest/statement.h"
#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "model/redact.h"
#include "provenance/dockerfile.h"
#include "provenance/materials.h"

namespace pratique::provenance {

using codec::Json;
using model::Told;

namespace {

constexpr std::string_view kSlsa02 = "https://slsa.dev/provenance/v0.2",
                           kSlsa1 = "https://slsa.dev/provenance/v1";
constexpr std::string_view kBuildKit = "https://mobyproject.org/buildkit@v1";

std::string fact(Json json) { return kept_text(json.text()); }

Told told(Json json) {
  const auto value = json.boolean();
  if (!value) return Told::kNothing;
  return *value ? Told::kYes : Told::kNo;
}

// The first of several names that is there.
Json first_of(Json object, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (const auto member = object[name]; member && !member.is_null()) return member;
  }
  return {};
}

// A commit: its length says that it is one, whatever the digest is called (GitLab says sha256).
std::string commit_of(Json digests) {
  for (const std::string_view name : {"gitCommit", "sha1", "sha256"}) {
    if (const auto text = digests[name].text(); !text.empty()) return kept_text(text);
  }
  return {};
}

bool is_buildkit(std::string_view build_type) {
  return build_type.starts_with("https://mobyproject.org/buildkit") ||
         build_type.starts_with("https://github.com/moby/buildkit/");
}

// "https://github.com/org/app.git#refs/heads/main:sub/folder", since 2025 also "…/app.git?ref=main&subdir=sub/folder": the
// repository and the folder.
struct GitContext {
  std::string repository, folder;
};
GitContext git_context(std::string_view uri) {
  GitContext context{.repository = std::string(uri.substr(0, uri.find_first_of("#?"))), .folder = {}};
  if (const auto fragment = base::cut(uri, "#")) {
    if (const auto folder = base::cut(fragment->after, ":")) context.folder = folder->after;
    uri = fragment->before;
  }
  if (const auto query = base::cut(uri, "?")) {
    for (const auto one : base::split(query->after, '&')) {
      const auto pair = base::cut(one, "=");
      if (pair && pair->before == "subdir") context.folder = pair->after;
    }
  }
  return context;
}

// What the two versions of the predicate call differently.
struct Members {
  Json config_source, request, build_config, metadata, extension, materials, completeness;
  std::string_view path_name;
};

Members members_of_02(Json root) {
  const auto metadata = root["metadata"], invocation = root["invocation"];
  return {.config_source = invocation["configSource"],
          .request = invocation["parameters"],
          .build_config = root["buildConfig"],
          .metadata = metadata,
          .extension = metadata["https://mobyproject.org/buildkit@v1#metadata"],
          .materials = root["materials"],
          .completeness = metadata["completeness"],
          .path_name = "entryPoint"};
}

Members members_of_1(Json root) {
  const auto definition = root["buildDefinition"], metadata = root["runDetails"]["metadata"];
  const auto external = definition["externalParameters"], internal = definition["internalParameters"];
  auto build_config = internal["buildConfig"];
  if (!build_config) build_config = external["buildConfig"];
  return {
      .config_source = external["configSource"],
      .request = first_of(external, {"request", "parameters"}),
      .build_config = build_config,
      .metadata = metadata,
      .extension = first_of(metadata, {"buildkit_metadata", "https://mobyproject.org/buildkit@v1#metadata"}),
      .materials = definition["resolvedDependencies"],
      .completeness =
          first_of(metadata, {"buildkit_completeness", "https://mobyproject.org/buildkit@v1#completeness"}),
      .path_name = "path"};
}

class RecordReader {
 public:
  RecordReader(Json root, bool version_1)
      : root_(root), version_1_(version_1), members_(version_1 ? members_of_1(root) : members_of_02(root)) {}

  Result<BuildRecord> read() {
    read_builder();
    read_request();
    read_source();
    read_workflow();
    read_completeness();
    read_files();
    PQ_CHECK(read_steps());
    PQ_CHECK(read_chains());
    read_locations();
    read_network();
    read_materials();
    if (is_buildkit(record_.facts.build_type)) {
      const bool max = members_.build_config || !record_.files.empty() || !record_.chains.empty();
      record_.facts.mode = max ? "max" : "min";
    }
    return std::move(record_);
  }

 private:
  model::Provenance& facts() { return record_.facts; }

  void read_builder() {
    const auto details = root_["runDetails"];
    facts().builder = fact((version_1_ ? details : root_)["builder"]["id"]);
    facts().build_type = fact((version_1_ ? root_["buildDefinition"] : root_)["buildType"]);
    facts().invocation = fact(first_of(
        members_.metadata, {"invocationId", "invocationID", "buildInvocationId", "buildInvocationID"}));
    facts().started = fact(first_of(members_.metadata, {"startedOn", "buildStartedOn"}));
    facts().finished = fact(first_of(members_.metadata, {"finishedOn", "buildFinishedOn"}));
  }

  // "build-arg:NAME", "target", "source" (what read the Dockerfile), "filename". Where one frontend asked another ("root"),
  // what the user asked for counts as far as the other was not asked otherwise.
  void read_request() {
    read_arguments(members_.request["root"]["request"]["args"]);
    read_arguments(members_.request["args"]);
  }
  void read_arguments(Json args) {
    constexpr std::string_view kArgument = "build-arg:";
    args.each_member([&](std::string_view name, Json value) {
      if (name == "target") facts().target = fact(value);
      if (name == "source") frontend_ = value.text();
      if (name == "filename") filename_ = value.text();
      if (name == "force-network-mode") forced_network_ = value.text();
      if (!name.starts_with(kArgument)) return;
      const auto argument = name.substr(kArgument.size());
      if (facts().arguments.size() >= kMaxArguments) return note_cut("build arguments");
      facts().arguments[kept_text(argument)] = kept_text(model::redact_value(argument, value.text()).text);
    });
  }

  // A remote context is known to who built it; of a local one the client says it ("vcs").
  void read_source() {
    const auto root = members_.request["root"]["configSource"];
    const auto source = members_.config_source["uri"].is_string() || !root ? members_.config_source : root;
    const auto vcs = members_.extension["vcs"];
    // BuildKit also builds of an archive at an address, which is no repository.
    const auto uri = source["uri"].text();
    const bool repository = !is_buildkit(facts().build_type) || is_git(uri, source["digest"]) ||
                            uri.find_first_of("#?") != uri.npos;
    const auto context = repository ? git_context(uri) : GitContext{};
    facts().source = kept_text(repository_in(context.repository));
    if (!facts().source.empty()) facts().revision = commit_of(source["digest"]);
    if (facts().source.empty()) facts().source = kept_text(repository_in(vcs["source"].text()));
    if (facts().revision.empty()) facts().revision = fact(vcs["revision"]);
    if (!is_buildkit(facts().build_type)) return;
    // Where the context is a folder of the repository, so is the Dockerfile's.
    auto folder = context.folder.empty() ? std::string(vcs["localdir:dockerfile"].text()) : context.folder;
    if (!folder.empty() && folder != ".") record_.folder = kept_text(folder);
    auto path = members_.config_source[members_.path_name].text_or("");
    if (path.empty()) path = root["path"].text_or(filename_);
    facts().dockerfile = in_folder(record_.folder, kept_text(path));
  }

  // GitHub's workflows, Google Cloud Build, GitLab's jobs and whoever else names the source among the parameters.
  void read_workflow() {
    const auto external = root_["buildDefinition"]["externalParameters"];
    for (const auto said : {external["workflow"]["repository"], external["buildConfigSource"]["repository"],
                            external["source"], external["source"]["uri"]}) {
      if (facts().source.empty()) facts().source = kept_text(repository_in(said.text()));
    }
    if (!facts().revision.empty() && !facts().source.empty()) return;
    // Else the first that was checked out.
    bool found = false;
    members_.materials.each([&](Json one) {
      const auto uri = one["uri"].text();
      const bool fits =
          facts().source.empty() ? is_git(uri, one["digest"]) : same_repository(facts().source, uri);
      if (found || !fits) return;
      found = true;
      if (facts().source.empty()) facts().source = kept_text(repository_in(uri));
      if (facts().revision.empty()) facts().revision = commit_of(one["digest"]);
    });
  }

  void read_completeness() {
    const auto completeness = members_.completeness;
    facts().complete_parameters = told(first_of(completeness, {"request", "parameters"}));
    facts().complete_environment = told(completeness["environment"]);
    facts().complete_materials = told(first_of(completeness, {"resolvedDependencies", "materials"}));
    facts().reproducible =
        told(first_of(members_.metadata, {"reproducible", "buildkit_reproducible",
                                          "https://mobyproject.org/buildkit@v1#reproducible"}));
    constexpr std::string_view kHermetic = "https://mobyproject.org/buildkit@v1#hermetic";
    facts().hermetic = told(first_of(members_.metadata, {"buildkit_hermetic", kHermetic}));
    // As BuildKit 0.11 wrote it.
    if (facts().hermetic == Told::kNothing) facts().hermetic = told(completeness[kHermetic]);
    // BuildKit leaves out what is false.
    if (!is_buildkit(facts().build_type) || !members_.metadata) return;
    if (facts().hermetic == Told::kNothing) facts().hermetic = Told::kNo;
    if (facts().reproducible == Told::kNothing) facts().reproducible = Told::kNo;
  }

  void read_files() {
    members_.extension["source"]["infos"].each([&](Json one) {
      if (record_.files.size() == kMaxFiles) return note_cut("Dockerfiles");
      BuildFile file{.name = kept_text(one["filename"].text()), .text = {}};
      const auto data = one["data"].text();
      if (data.size() / 4 * 3 <= kMaxDockerfile) {
        file.text = codec::from_base64(data).value_or("");
      } else {
        note_cut("bytes of a Dockerfile");
      }
      record_.files.push_back(std::move(file));
    });
    if (facts().dockerfile.empty() && !record_.files.empty())
      facts().dockerfile = in_folder(record_.folder, record_.files.front().name);
  }

  // "step3:0" → "step3".
  static std::string step_of(std::string_view output) {
    const auto halves = base::cut_last(output, ":");
    return std::string(halves ? halves->before : output);
  }

  Result<void> read_steps() {
    const auto definition = members_.build_config["llbDefinition"];
    if (definition.size() > kMaxSteps)
      return base::over_limit("provenance of more than " + std::to_string(kMaxSteps) + " steps");
    definition.each([&](Json step) { add_step(step); });
    return {};
  }

  void add_step(Json step) {
    BuildStep one;
    const auto op = step["op"]["Op"];
    std::vector<std::string> inputs;
    step["inputs"].each([&](Json input) { inputs.push_back(step_of(input.text())); });
    const auto stands_on = [&](std::optional<std::int64_t> input) {
      const auto index = input.value_or(0);
      if (index < 0) return;  // scratch
      if (static_cast<std::size_t>(index) < inputs.size()) {
        one.on = inputs[static_cast<std::size_t>(index)];
      } else {
        one.unclear = true;
      }
    };
    if (const auto source = op["source"]; source.is_object()) {
      const auto identifier = source["identifier"].text();
      // The second is an image of a layout folder, by a name that the client gave it ("named contexts").
      for (const std::string_view image : {"docker-image://", "oci-layout://"}) {
        if (!identifier.starts_with(image)) continue;
        one.kind = BuildStep::Kind::kImage;
        one.image = identifier.substr(image.size());
      }
    } else if (op["exec"].is_object()) {
      one.kind = BuildStep::Kind::kRun;
      add_network(op["exec"]["network"]);
      op["exec"]["mounts"].each([&](Json mount) {
        if (mount["dest"].text() == "/") stands_on(mount["input"].integer());
      });
    } else if (op["file"].is_object()) {
      one.kind = BuildStep::Kind::kFiles;
      // Later actions go on from the first one's result.
      stands_on(op["file"]["actions"].at(0)["input"].integer());
    } else if (op["merge"].is_object()) {
      one.kind = BuildStep::Kind::kMerge;
      one.unclear = inputs.size() != 2;
      if (!inputs.empty()) one.on = inputs.front();
      if (inputs.size() == 2) merged_[step["id"].text_or("")] = inputs.back();
    } else if (op["diff"].is_object()) {
      one.unclear = true;
    } else if (!inputs.empty()) {
      one.on = inputs.front();  // the result of all, which makes nothing
    }
    record_.result = step["id"].text_or("");
    record_.steps[record_.result] = std::move(one);
  }

  Result<void> read_chains() {
    std::size_t count = 0;
    members_.extension["layers"].each_member([&](std::string_view output, Json alternatives) {
      alternatives.each([&](Json layers) {
        if (count > kMaxChained) return;
        LayerChain chain{.step = step_of(output), .digests = {}};
        layers.each([&](Json layer) {
          if (++count <= kMaxChained) chain.digests.push_back(layer["digest"].text_or(""));
        });
        if (!chain.digests.empty()) record_.chains.push_back(std::move(chain));
      });
    });
    if (count > kMaxChained)
      return base::over_limit("provenance of more than " + std::to_string(kMaxChained) + " layers");
    return {};
  }

  // Lines as the Dockerfile protocol counts them, from 1. Of several places the first counts.
  void read_locations() {
    members_.extension["source"]["locations"].each_member([&](std::string_view id, Json all) {
      const auto found = record_.steps.find(std::string(id));
      auto* step = found == record_.steps.end() ? nullptr : &found->second;
      // "min" of some clients has locations without steps.
      if (step == nullptr && record_.steps.size() < kMaxSteps) step = &record_.steps[std::string(id)];
      if (step == nullptr) return;
      all["locations"].each([&](Json location) {
        if (step->first != 0) return;
        step->file = static_cast<std::size_t>(
            std::max<std::int64_t>(location["sourceIndex"].integer().value_or(0), 0));
        location["ranges"].each([&](Json range) {
          const auto first = line_of(range["start"]["line"]);
          const auto last = std::max(line_of(range["end"]["line"]), first);
          if (first == 0) return;
          step->first = step->first == 0 ? first : std::min(step->first, first);
          step->last = std::max(step->last, last);
        });
      });
    });
    // What is copied by --link is a step of its own, merged onto what stands below.
    for (const auto& [merge, copied] : merged_) {
      const auto from = record_.steps.find(copied);
      auto& to = record_.steps[merge];
      if (to.first != 0 || from == record_.steps.end()) continue;
      to.first = from->second.first, to.last = from->second.last, to.file = from->second.file;
    }
  }

  static std::uint32_t line_of(Json json) {
    constexpr std::int64_t kMost = 10'000'000;
    const auto line = json.integer().value_or(0);
    return line > 0 && line <= kMost ? static_cast<std::uint32_t>(line) : 0;
  }

  // pb.NetMode: UNSET, HOST, NONE; by number or by name.
  void add_network(Json mode) {
    const auto number = mode.integer().value_or(0);
    const auto name = mode.text();
    const bool host = number == 1 || name == "HOST", none = number == 2 || name == "NONE";
    const std::string word = host ? "host" : none ? "none" : "default";
    if (facts().network.empty()) facts().network = word;
    if (facts().network != word) facts().network = "mixed";
  }

  void read_network() {
    if (forced_network_ == "none" || forced_network_ == "host") facts().network = forced_network_;
  }

  void read_materials() {
    auto& all = facts().materials;
    members_.materials.each([&](Json one) {
      if (all.size() == kMaxMaterials) return note_cut("materials");
      all.push_back(material_of(one["uri"].text(), one["digest"]));
    });
    const auto by = [](const model::Material& one) { return std::tie(one.kind, one.uri, one.digest); };
    std::ranges::sort(all, [&](const auto& a, const auto& b) { return by(a) < by(b); });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    tell_roles(record_, frontend_);
  }

  void note_cut(std::string_view what) {
    if (record_.cut.empty()) record_.cut = "more " + std::string(what) + " than are kept";
  }

  Json root_;
  const bool version_1_;
  const Members members_;
  BuildRecord record_;
  std::string frontend_, filename_, forced_network_;
  // Merging steps, and what each puts on top.
  std::map<std::string, std::string> merged_;
};

}  // namespace

Result<BuildRecord> read_build_record(std::string_view predicate_type, std::string_view predicate) {
  const bool version_1 =
      predicate_type == kSlsa1 || predicate_type.starts_with("https://slsa.dev/provenance/v1.");
  if (!version_1 && predicate_type != kSlsa02) {
    return base::fail(ErrorKind::kUnsupported,
                      "provenance of the type \"" + std::string(predicate_type.substr(0, 100)) + "\"", {},
                      "SLSA's v0.2 and v1 are read");
  }
  PQ_TRY(const auto document,
         codec::JsonDocument::parse(predicate, attest::kMaxAttestation, attest::kMaxStatementMemory));
  if (!document.root().is_object()) return base::invalid("a provenance that is no JSON object");
  PQ_TRY(auto record, RecordReader(document.root(), version_1).read());
  record.facts.predicate_type = predicate_type;
  return record;
}

std::optional<BarePredicate> bare_predicate(std::string_view document, const model::Platform& platform) {
  const auto told_by = [](Json root) -> std::string_view {
    if (root["buildDefinition"].is_object()) return kSlsa1;
    return root["buildType"].is_string() ? kSlsa02 : std::string_view();
  };
  const auto parsed =
      codec::JsonDocument::parse(document, attest::kMaxAttestation, attest::kMaxStatementMemory);
  if (!parsed || !parsed->root().is_object()) return std::nullopt;
  const auto root = parsed->root();
  if (const auto type = told_by(root); !type.empty()) return BarePredicate{std::string(type), document};
  // buildx imagetools inspect --format '{{json .Provenance}}', of one image or of several by platform; and what
  // --metadata-file writes.
  const auto name = model::to_string(platform);
  for (const auto& outer : {std::string(), name, std::string("Provenance")}) {
    const auto inside = outer.empty() ? document : attest::raw_member(document, outer);
    for (const auto& key :
         {std::string("SLSA"), "buildx.build.provenance/" + name, std::string("buildx.build.provenance")}) {
      const auto json = (outer.empty() ? root : root[outer])[key];
      if (const auto type = told_by(json); !type.empty() && !inside.empty())
        return BarePredicate{std::string(type), attest::raw_member(inside, key)};
    }
  }
  return std::nullopt;
}

namespace {

constexpr std::size_t kMaxHops = 1'000'000;

class Tracer {
 public:
  Tracer(const BuildRecord& record, const std::vector<std::string>& digests)
      : record_(record), digests_(digests) {}

  LayerTrace run() {
    trace_.steps.resize(digests_.size());
    if (digests_.empty()) return std::move(trace_);
    match_chains();
    // From above: what a chain does not tell, the steps below it may.
    for (auto i = digests_.size(); i-- > 0;) {
      if (!trace_.steps[i].empty()) walk(i);
    }
    // An image's own layers have no step of this build.
    for (auto& one : trace_.steps) {
      if (is_image(one)) one.clear();
    }
    return std::move(trace_);
  }

 private:
  // A chain that is exactly the image's layers up to one: its step made that layer, or stands on who did.
  void match_chains() {
    for (const auto& chain : record_.chains) {
      const auto size = chain.digests.size();
      if (size > digests_.size() || !std::equal(chain.digests.begin(), chain.digests.end(), digests_.begin()))
        continue;
      const auto maker = maker_of(chain.step);
      if (maker.empty()) continue;
      auto& known = trace_.steps[size - 1];
      if (is_image(maker)) {
        lengths_[maker] = size;
      }
      // Several outputs have the same layers where a step made none; the one that others stand on is the maker.
      if (known.empty() || stands_on(known, maker)) known = maker;
    }
  }

  const BuildStep* step(const std::string& id) const {
    const auto found = record_.steps.find(id);
    return found == record_.steps.end() ? nullptr : &found->second;
  }
  bool is_image(const std::string& id) const {
    const auto* one = step(id);
    return one != nullptr && one->kind == BuildStep::Kind::kImage;
  }
  static bool makes(const BuildStep& one) {
    using Kind = BuildStep::Kind;
    return one.kind == Kind::kRun || one.kind == Kind::kFiles || one.kind == Kind::kMerge;
  }
  // The step itself, or where it makes nothing the one it goes on from. Without steps, its id: lines may be known.
  std::string maker_of(std::string id) {
    while (++hops_ < kMaxHops) {
      const auto* one = step(id);
      if (one == nullptr) return id;
      if (makes(*one) || one->kind == BuildStep::Kind::kImage || one->on.empty()) return id;
      id = one->on;
    }
    return {};
  }
  bool stands_on(const std::string& upper, const std::string& lower) {
    auto id = upper;
    while (++hops_ < kMaxHops) {
      const auto* one = step(id);
      if (one == nullptr || one->on.empty()) return false;
      id = one->on;
      if (id == lower) return true;
    }
    return false;
  }

  // The steps below the maker of layer `top`, as many as make layers, down to an image or nothing.
  void walk(std::size_t top) {
    if (walked_) return;
    std::vector<std::string> makers;
    auto id = trace_.steps[top];
    while (++hops_ < kMaxHops) {
      const auto* one = step(id);
      if (one == nullptr || one->unclear) return;
      if (one->kind == BuildStep::Kind::kImage) return settle(top, makers, id, one->image);
      if (makes(*one)) makers.push_back(id);
      if (makers.size() > top + 1) return;
      if (one->on.empty()) {
        if (makes(*one)) settle(top, makers, {}, std::string(model::kScratch));
        return;
      }
      id = one->on;
    }
  }

  // `makers` from above. They fit if what is left below them is what the image has.
  void settle(std::size_t top, const std::vector<std::string>& makers, const std::string& image,
              const std::string& name) {
    const auto below = top + 1 - makers.size();
    const auto known = lengths_.find(image);
    const bool scratch = image.empty();
    const bool fits = scratch ? below == 0 : known == lengths_.end() ? below > 0 : known->second == below;
    walked_ = true;
    trace_.base = name;
    // A step without any effect makes no layer, so that steps and layers cannot be counted against each other.
    if (!fits) {
      if (known != lengths_.end()) trace_.base_layers = known->second;
      return;
    }
    trace_.base_layers = below;
    for (std::size_t i = 0; i < makers.size(); ++i) trace_.steps[top - i] = makers[i];
    for (std::size_t i = 0; i < below; ++i) trace_.steps[i].clear();
  }

  const BuildRecord& record_;
  const std::vector<std::string>& digests_;
  LayerTrace trace_;
  // Layers of the images that steps begin with.
  std::map<std::string, std::size_t> lengths_;
  bool walked_ = false;
  // Steps that were looked at: they may lead in a ring.
  std::size_t hops_ = 0;
};

}  // namespace

LayerTrace trace_layers(const BuildRecord& record, const std::vector<std::string>& digests) {
  return Tracer(record, digests).run();
}

}  // namespace pratique::provenance
