#include "provenance/describe.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "provenance/history.h"
#include "provenance/materials.h"

namespace pratique::provenance {

namespace {

// What stood there by labels alone, where the record says nothing.
void keep_labels(const model::Provenance& before, model::Provenance& now) {
  // Repository and commit belong together.
  if (!now.source.empty()) return;
  now.source = before.source;
  if (now.revision.empty()) now.revision = before.revision;
}

// A base image that is known better is put in front; one of the same digest or name gets what it lacks.
void put_base(model::BaseImage base, std::vector<model::BaseImage>& bases) {
  const auto same = [&](const model::BaseImage& one) {
    if (!one.digest.empty() && !base.digest.empty()) return one.digest == base.digest;
    return one.name == base.name;
  };
  const auto known = std::ranges::find_if(bases, same);
  if (known == bases.end()) {
    // A label that names another one is copied from the base image often enough: what the build says counts.
    if (!bases.empty() && bases.front().known_by == "label") bases.erase(bases.begin());
    bases.insert(bases.begin(), std::move(base));
    return;
  }
  if (known->name.empty()) known->name = base.name;
  if (known->digest.empty()) known->digest = base.digest;
  if (known->layers == 0) known->layers = base.layers;
  known->known_by = base.known_by;
}

// RFC 3339, as far as the second; BuildKit writes its times in its daemon's zone.
std::optional<std::int64_t> seconds_of(std::string_view time) {
  constexpr std::size_t kSeconds = 19;  // "2024-05-01T10:00:00"
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd", kZone = "+dd:dd";
  const auto fits = [](std::string_view text, std::string_view form) {
    return text.size() == form.size() &&
           std::equal(text.begin(), text.end(), form.begin(), [](char c, char f) {
             return f == 'd' ? base::is_digit(c) : f == '+' ? c == '+' || c == '-' : c == f;
           });
  };
  if (!fits(time.substr(0, kSeconds), kForm)) return std::nullopt;
  const auto number = [](std::string_view text, std::size_t at, std::size_t size) {
    return static_cast<std::int64_t>(base::to_uint(text.substr(at, size)).value_or(0));
  };
  auto zone = time.substr(kSeconds);
  if (zone.starts_with('.'))
    zone.remove_prefix(std::min(zone.find_first_not_of("0123456789", 1), zone.size()));
  std::int64_t offset = 0;
  if (fits(zone, kZone)) {
    offset = (number(zone, 1, 2) * 60 + number(zone, 4, 2)) * (zone.front() == '-' ? -60 : 60);
  } else if (zone != "Z") {
    return std::nullopt;
  }
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(time, 0, 4))),
                                        std::chrono::month(static_cast<unsigned>(number(time, 5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(time, 8, 2)))};
  if (!day.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(day).time_since_epoch().count();
  return ((days * 24 + number(time, 11, 2)) * 60 + number(time, 14, 2)) * 60 + number(time, 17, 2) - offset;
}

// Whether every instruction was made in this build: then there is no base image, whatever was used on the way.
bool all_made_after(const std::vector<model::Instruction>& history, std::string_view started) {
  const auto start = seconds_of(started);
  if (history.empty() || !start) return false;
  return std::ranges::all_of(history, [&](const model::Instruction& one) {
    const auto created = seconds_of(one.created);
    return created && *created >= *start;
  });
}

class Description {
 public:
  Description(const BuildRecord& record, model::Inventory& inventory)
      : record_(record), subject_(inventory.subject) {}

  void write() {
    std::vector<std::string> digests;
    for (const auto& layer : subject_.layers) digests.push_back(layer.digest);
    trace_ = trace_layers(record_, digests);
    for (std::size_t i = 0; i < subject_.layers.size(); ++i) {
      auto lines = lines_of_step(trace_.steps[i]);
      if (lines.first != 0) subject_.layers[i].lines = std::move(lines);
    }
    for (auto& one : subject_.history) {
      if (one.layer >= 0 && static_cast<std::size_t>(one.layer) < subject_.layers.size())
        one.lines = subject_.layers[static_cast<std::size_t>(one.layer)].lines;
    }
    write_base();
  }

 private:
  model::SourceLines lines_of_step(const std::string& id) {
    const auto found = record_.steps.find(id);
    if (id.empty() || found == record_.steps.end() || found->second.first == 0) return {};
    const auto& step = found->second;
    model::SourceLines lines{.first = step.first, .last = step.last};
    if (step.file >= record_.files.size()) {
      lines.file = record_.facts.dockerfile;
      return lines;
    }
    const auto& file = record_.files[step.file];
    // The file that was asked for has its path; what a frontend calls otherwise lies beside it.
    lines.file = step.file == 0 && !record_.facts.dockerfile.empty() ? record_.facts.dockerfile
                                                                     : in_folder(record_.folder, file.name);
    // A name that leads out of the repository names nothing in it.
    if (lines.file.empty()) lines.file = in_folder("", base::base_name(file.name));
    if (lines.file.empty()) lines.file = "Dockerfile";
    tell_text(step, lines);
    return lines;
  }

  // What stands on these lines, and in which stage.
  void tell_text(const BuildStep& step, model::SourceLines& lines) {
    const auto [at, added] = parsed_.try_emplace(step.file);
    if (added) {
      auto read = read_dockerfile(record_.files[step.file].text, record_.facts.arguments);
      if (read) at->second = *std::move(read);
    }
    const auto& dockerfile = at->second;
    if (!dockerfile) return;
    for (std::size_t stage = 0; stage < dockerfile->stages.size(); ++stage) {
      const auto& instructions = dockerfile->stages[stage].instructions;
      for (std::size_t i = 0; i < instructions.size(); ++i) {
        if (instructions[i].first > lines.first || instructions[i].last < lines.first) continue;
        auto told = lines_of(*dockerfile, {.stage = stage, .instruction = i}, lines.file);
        lines.text = std::move(told.text);
        lines.stage = std::move(told.stage);
        return;
      }
      // What the base image left for later (ONBUILD) stands on the line of FROM.
      if (dockerfile->stages[stage].first == lines.first) lines.stage = dockerfile->label(stage);
    }
  }

  void write_base() {
    const auto by_steps = trace_.base.value_or(base_by_steps(record_));
    if (by_steps == model::kScratch) {
      put_base({.name = std::string(model::kScratch), .digest = {}, .known_by = "provenance"},
               subject_.bases);
      return;
    }
    if (const auto image = image_named(by_steps); !image.name.empty()) {
      model::BaseImage base{
          .name = image.name, .digest = image.digest, .layers = trace_.base_layers, .known_by = "provenance"};
      for (const auto& one : record_.facts.materials) {
        if (one.role != "base") continue;
        if (base.digest.empty()) base.digest = one.digest;
        // The step is pinned by its digest; the material has the tag, too.
        if (!one.name.empty()) base.name = one.name;
      }
      return put_base(std::move(base), subject_.bases);
    }
    write_only_image();
  }

  // Without steps (mode=min) one image can only be the base, unless nothing in the image is older than the build. What is
  // older may also come from BuildKit's cache, or have a time that was asked for (SOURCE_DATE_EPOCH): an image without an
  // operating system stands on none.
  void write_only_image() {
    const model::Material* only = nullptr;
    for (const auto& one : record_.facts.materials) {
      if (one.kind != "image" || one.role == "frontend" || is_generator(one.name)) continue;
      if (only != nullptr) return;
      only = &one;
    }
    if (record_.facts.mode.empty()) return;
    if (all_made_after(subject_.history, record_.facts.started)) {
      put_base({.name = std::string(model::kScratch), .digest = {}, .known_by = "provenance"},
               subject_.bases);
    } else if (only != nullptr && !subject_.distro.id.empty()) {
      put_base({.name = only->name, .digest = only->digest, .known_by = "provenance"}, subject_.bases);
    }
  }

  const BuildRecord& record_;
  model::Subject& subject_;
  LayerTrace trace_;
  // By number of the file; nothing: it is no Dockerfile (another frontend's).
  std::map<std::size_t, std::optional<Dockerfile>> parsed_;
};

// Lines of what made no layer (ENV, CMD, …) and of layers that are not known yet.
void apply_match(const HistoryMatch& match, const Dockerfile& dockerfile, const std::string& file,
                 model::Subject& subject) {
  for (std::size_t i = 0; i < subject.history.size(); ++i) {
    auto& one = subject.history[i];
    if (!match.entries[i] || one.lines.first != 0) continue;
    one.lines = lines_of(dockerfile, *match.entries[i], file);
    one.lines.guessed = true;
    if (one.layer < 0 || static_cast<std::size_t>(one.layer) >= subject.layers.size()) continue;
    auto& layer = subject.layers[static_cast<std::size_t>(one.layer)];
    if (layer.lines.first == 0) layer.lines = one.lines;
  }
}

// What FROM says, and how far it reaches by the history.
void guess_base(const HistoryMatch& match, const Dockerfile& dockerfile, std::size_t target,
                model::Subject& subject) {
  const auto& lowest = dockerfile.stages[dockerfile.line_of(target).front()];
  std::uint64_t layers = 0;
  bool fits = match.first_own.has_value();
  for (std::size_t i = 0; fits && i < *match.first_own; ++i) {
    if (subject.history[i].layer != model::kNoLayer)
      layers = static_cast<std::uint64_t>(subject.history[i].layer) + 1;
  }
  // The count means something only where history and layers fit.
  fits = fits &&
         std::ranges::any_of(subject.history, [](const auto& one) { return one.layer != model::kNoLayer; });
  const auto is_scratch = base::equals_ignoring_case(lowest.from, model::kScratch);
  auto image = is_scratch ? NamedDigest{std::string(model::kScratch), {}} : image_named(lowest.from);
  if (image.name.empty()) return;
  if (is_scratch) fits = false;
  if (!subject.bases.empty() && subject.bases.front().known_by != "label") {
    auto& known = subject.bases.front();
    if (known.layers == 0 && fits && known.name != model::kScratch) known.layers = layers;
    return;
  }
  put_base(
      {.name = image.name, .digest = image.digest, .layers = fits ? layers : 0, .known_by = "dockerfile"},
      subject.bases);
}

}  // namespace

void describe(const BuildRecord& record, const RecordPlace& place, model::Inventory& inventory) {
  auto& subject = inventory.subject;
  auto facts = record.facts;
  facts.known_by = place.known_by;
  facts.digest = place.digest;
  facts.verification = "unverified";
  keep_labels(subject.provenance, facts);
  subject.provenance = std::move(facts);
  Description(record, inventory).write();
  if (!record.cut.empty())
    inventory.notes.push_back({.code = "limit", .message = "the provenance has " + record.cut});
  // The Dockerfile in it says more of the history than the steps, which tell of layers only.
  if (record.files.empty()) return;
  const auto& file = record.files.front();
  const auto dockerfile = read_dockerfile(file.text, subject.provenance.arguments);
  if (!dockerfile) return;
  const auto target = dockerfile->target(subject.provenance.target);
  if (!target) return;
  const auto match = match_history(subject.history, *dockerfile, *target);
  if (match.sure > 0)
    apply_match(match, *dockerfile,
                subject.provenance.dockerfile.empty() ? file.name : subject.provenance.dockerfile, subject);
}

Result<void> compare(std::string_view text, const std::string& file, std::string_view target,
                     model::Inventory& inventory) {
  auto& subject = inventory.subject;
  PQ_TRY(const auto dockerfile, read_dockerfile(text, subject.provenance.arguments));
  PQ_TRY(const auto stage, dockerfile.target(target.empty() ? subject.provenance.target : target));
  const auto match = match_history(subject.history, dockerfile, stage);
  if (match.too_many) {
    inventory.notes.push_back(
        {.code = "limit",
         .message = "the Dockerfile was not compared with the image's history: both are too long",
         .file = file});
    return {};
  }
  if (match.sure == 0) {
    const bool no_history = subject.history.empty();
    inventory.notes.push_back(
        {.code = "dockerfile-mismatch",
         .message = no_history
                        ? "the image has no history that a Dockerfile could be compared with"
                        : "no instruction of the Dockerfile is in the image's history: it says nothing of "
                          "this image",
         .file = file});
    return {};
  }
  // The build's own word on where it lies counts; a path of this machine says nothing of the repository.
  auto shown = subject.provenance.dockerfile;
  if (shown.empty()) shown = file.starts_with('/') ? std::string(base::base_name(file)) : in_folder("", file);
  if (shown.empty()) shown = base::base_name(file);
  apply_match(match, dockerfile, shown, subject);
  guess_base(match, dockerfile, stage, subject);
  subject.provenance.dockerfile = shown;
  return {};
}

}  // namespace pratique::provenance
