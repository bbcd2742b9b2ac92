#include "scan/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <thread>

#include "codec/stream.h"
#include "extract/os/common/package_db.h"
#include "layer/verified.h"
#include "model/ecosystem.h"
#include "model/file_facts.h"
#include "model/platform.h"
#include "oci/engine/containerd.h"
#include "oci/engine/containers_storage.h"
#include "oci/engine/engine.h"
#include "sandbox/cage.h"
#include "scan/assemble.h"
#include "scan/attested.h"
#include "scan/further.h"
#include "scan/kept_image.h"
#include "scan/layers.h"
#include "scan/passing.h"
#include "scan/pull.h"
#include "scan/sbom_file.h"
#include "scan/told_origin.h"

namespace pratique::scan {

namespace {

// For each byte stored, so many may be unpacked beyond what the account "inflated" bears by itself: deflate
// reaches 1,032, layers of real images some 3, those of zeros more.
constexpr std::uint64_t kRatio = 20;
// What a manifest says of the size of a layer that has not come yet is believed so far.
constexpr std::uint64_t kMostPromised = 1ull << 30;

// A layer blob of an image, verified in the first pass.
class BlobLayer : public LayerSource {
 public:
  BlobLayer(oci::Store& store, const oci::ImageLayer& layer) : store_(store), file_(layer.file) {
    form = sandbox::StoredForm::kBlob;
    promise = layer::Promise{layer.file, layer.digest, layer.size, layer.diff_id};
    name = diff_id = layer.diff_id;
    size = layer.size;
    position = store.position(layer.file);
  }

  Result<sandbox::Stored> open() override {
    auto stored = store_.open(file_);
    if (!stored) return tl::unexpected(std::move(stored).error().in(file_));
    return sandbox::Stored{.bytes = std::move(*stored)};
  }
  std::optional<oci::FileStamp> stamp() const override { return store_.stamp(file_); }
  bool is_addressed() const override { return store_.is_addressed(); }

 private:
  oci::Store& store_;
  const std::string file_;
};

// A root filesystem or source tree in a tar: there is no digest to verify, but its compression's checksums
// are.
class RootTar : public LayerSource {
 public:
  explicit RootTar(const std::string& path) {
    form = sandbox::StoredForm::kTar;
    name = path;
  }

  // What is no tar, or one without a member, is no root filesystem. Damage further in is a note.
  Result<void> probe(base::Meter& meter) const {
    PQ_TRY(auto file, codec::open_file(name));
    PQ_TRY(auto start, codec::peek(std::move(file), 6));
    const auto compression = codec::detect_compression(base::as_bytes(start.head));
    const auto plain =
        codec::metered(compression, std::move(start.whole), meter, base::Account::kReread, name);
    codec::TarReader tar(*plain);
    PQ_TRY(const auto entry, tar.next());
    if (!entry) return base::fail(ErrorKind::kInvalid, "the archive is empty", {.file = name});
    return {};
  }

  Result<sandbox::Stored> open() override {
    PQ_TRY(auto file, codec::open_file(name));
    return sandbox::Stored{.bytes = std::move(file)};
  }
};

class Folder : public LayerSource {
 public:
  explicit Folder(const std::string& path, layer::FolderForm folder_form = layer::FolderForm::kTree)
      : folder_form_(folder_form) {
    name = path;
  }
  Result<sandbox::Stored> open() override {
    PQ_TRY(auto stream, layer::folder_stream(name, folder_form_));
    return sandbox::Stored{.entries = std::move(stream)};
  }

 private:
  const layer::FolderForm folder_form_;
};

// A layer that is not read: its notes say why.
class UnreadLayer : public LayerSource {
 public:
  UnreadLayer(const oci::ImageLayer& layer, std::string why) {
    name = diff_id = layer.diff_id;
    notes.push_back(
        {.code = "unread-layer", .message = std::move(why), .layer = layer.diff_id, .incomplete = true});
  }
  Result<sandbox::Stored> open() override {
    return sandbox::Stored{.entries = std::make_unique<NoEntries>()};
  }

 private:
  struct NoEntries : layer::EntryStream {
    Result<std::optional<codec::TarEntry>> next() override { return std::nullopt; }
    Result<codec::TarReader::Piece> data() override { return codec::TarReader::Piece{}; }
  };
};

std::unique_ptr<LayerSource> source_of(oci::Store& store, const oci::ImageLayer& layer) {
  if (!oci::is_layer(layer.media_type)) {
    return std::make_unique<UnreadLayer>(
        layer, fmt::format("the layer is of the type {}, which is not read", layer.media_type));
  }
  if (oci::is_foreign(layer.media_type) && !store.size(layer.file))
    return std::make_unique<UnreadLayer>(layer, "the layer is kept elsewhere by licence, and not read");
  return std::make_unique<BlobLayer>(store, layer);
}

std::uint64_t stored_bytes(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  return none ? 0 : size;
}

// Counts what is opened to find the image: indexes, manifests, configs. The store must outlive it.
class MeteredStore : public oci::Store {
 public:
  MeteredStore(oci::Store& store, base::Meter& meter) : store_(store), meter_(meter) {}
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    if (meter_.charge(base::Account::kDocuments, 1)) return store_.open(name);
    return base::fail(ErrorKind::kMetered,
                      base::to_words(base::Account::kDocuments, meter_.limit(base::Account::kDocuments)),
                      {.file = name}, "raise it by --limit documents=VALUE");
  }
  std::optional<std::uint64_t> size(const std::string& name) const override { return store_.size(name); }
  std::uint64_t position(const std::string& name) const override { return store_.position(name); }
  bool forward_only() const override { return store_.forward_only(); }
  std::optional<oci::Form> form() const override { return store_.form(); }
  oci::registry::Repository* repository() override { return store_.repository(); }
  bool was_seen() const override { return store_.was_seen(); }
  std::vector<model::Note> notes() const override { return store_.notes(); }

 private:
  oci::Store& store_;
  base::Meter& meter_;
};

// The reference that an image has in its archive or layout. image-spec annotations.md, "ref.name", allows a
// bare tag ("latest"), which says something only together with the place.
std::string name_of(const oci::Image& image, const Target& target) {
  if (image.reference.empty()) return target.name;
  const bool bare = image.reference.find_first_of("/:") == std::string::npos;
  return bare ? target.name + ":" + image.reference : image.reference;
}

model::Subject subject_of(const oci::Image& image, const Target& target) {
  model::Subject subject{.kind = model::SubjectKind::kImage,
                         .name = name_of(image, target),
                         .digest = image.manifest_digest,
                         .config_digest = image.config_digest,
                         .platform = image.platform,
                         .created = image.created,
                         .labels = image.labels,
                         .annotations = image.annotations,
                         .config = image.config,
                         .history = image.history,
                         .bases = image.bases,
                         .provenance = image.provenance,
                         .attestations = image.attestations};
  for (const auto& layer : image.layers) {
    subject.layers.push_back({.diff_id = layer.diff_id,
                              .digest = layer.digest.empty() ? layer.diff_id : layer.digest,
                              .media_type = layer.media_type,
                              .size = layer.size,
                              .created_by = layer.created_by});
    subject.size += layer.size;
  }
  return subject;
}

// What the layers are together, beside what the image says of itself.
void add_assembled(model::Inventory from, model::Inventory& into) {
  into.subject.distro = std::move(from.subject.distro);
  into.components = std::move(from.components);
  into.edges = std::move(from.edges);
  std::ranges::move(from.observations, std::back_inserter(into.observations));
  std::ranges::move(from.notes, std::back_inserter(into.notes));
}

// Reads the distinct layers, settles the final view and fills the inventory. `positions[i]`: source of stack
// position i.
struct Analysed {
  // Nothing where all was known before.
  std::optional<ImageView> view;
  // Of each source, as it is stored.
  std::vector<std::string> digests;
};
Result<Analysed> analyse(std::vector<std::unique_ptr<LayerSource>>& sources,
                         const std::vector<std::size_t>& positions, bool in_order, const ScanOptions& options,
                         base::Meter& meter, Scan& scan, SpooledStore* kept = nullptr) {
  const extract::Catalogue catalogue(extract::all_extractors());
  // Who waits for a network needs no processor of his own.
  const auto threads =
      kept ? std::max(1u, options.pull.jobs) : std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
  KeptImage image(options.cache, catalogue, sources, positions, scan.inventory.subject.platform);
  if (auto assembled = image.find(meter)) {
    scan.statistics.cached = sources.size();
    if (options.progress) options.progress(sources.size(), sources.size());
    add_assembled(*std::move(assembled), scan.inventory);
    return Analysed{std::nullopt, image.digests()};
  }
  const auto before = meter.charges();
  PQ_TRY(auto read, read_layers(sources, catalogue, threads, in_order, options, meter));
  if (kept) kept->settle();
  ImageView view(std::move(read.layers), positions);
  auto names = settle_names(view, catalogue, meter);
  scan.statistics = read.statistics;
  const auto passes =
      read_further(view, sources, catalogue, meter, names, options.cage, {options.cache, read.digests});
  scan.statistics.further_passes = passes;
  if (kept) kept->drop();
  model::Inventory assembled{.subject = {.platform = scan.inventory.subject.platform}};
  assemble(view, names, catalogue, meter, assembled);
  image.keep(assembled, read, passes, before, meter);
  add_assembled(std::move(assembled), scan.inventory);
  return Analysed{std::move(view), std::move(read.digests)};
}

// Whether an attested SBOM could be put in the place of the layers. What the image says of itself stays.
bool use_attested(Attested& attested, Scan& scan) {
  auto& into = scan.inventory;
  if (!attested.inventory) return false;
  auto& from = *attested.inventory;
  into.subject.distro = std::move(from.subject.distro);
  into.subject.attested_sbom = std::move(from.subject.attested_sbom);
  into.components = std::move(from.components);
  into.edges = std::move(from.edges);
  std::ranges::move(from.observations, std::back_inserter(into.observations));
  std::ranges::move(from.notes, std::back_inserter(into.notes));
  return true;
}

// What is attached to the image.
struct Beside {
  // An SBOM, so that the layers need not be read; then all is told.
  bool enough = false;
  // To be told when the layers are read: what an image stands on shows in what is in it, too.
  std::vector<ToldOrigin> origins{};
};
Beside look_beside(attest::Neighbours& neighbours, const oci::Image& image, const ScanOptions& options,
                   base::Meter& meter, Scan& scan) {
  Attested attested;
  if (options.prefer_attestation) {
    attested = read_attested(neighbours, image, meter);
  } else {
    auto offer = attest::find_provenance(neighbours, image);
    attested.provenances = std::move(offer.provenances);
    attested.stages = std::move(offer.stages);
    attested.notes = std::move(offer.notes);
  }
  scan.attestations = {attested.inventory.has_value(), attested.provenances.size(), attested.vex};
  auto& into = scan.inventory;
  std::ranges::move(attested.notes, std::back_inserter(into.notes));
  const bool used = use_attested(attested, scan);
  if (options.origin.stages) scan.stages = std::move(attested.stages);
  if (!used) return {false, read_attested_origins(attested.provenances, into)};
  add_attested_origin(attested.provenances, into);
  return {.enough = true};
}

// Of an image that an engine saved: what it told of it, and its layers, which went by already.
struct Passed {
  const oci::engine::LocalImage& local;
  PassedLayers& layers;
};

// `kept`: the same store, when it comes from afar: layers are read through it.
Result<void> scan_layers(oci::Store& store, const oci::Image& image, const ScanOptions& options,
                         base::Meter& meter, Scan& scan, SpooledStore* kept, Passed* passed) {
  std::vector<std::unique_ptr<LayerSource>> sources;
  std::vector<std::size_t> places;
  std::uint64_t expected = 0;
  // A layer that occurs several times is read once, also one that a link in the archive leads to.
  std::map<std::tuple<std::uint64_t, std::string, std::string, std::uint64_t>, std::size_t> known;
  for (const auto& layer : image.layers) {
    const auto position = store.position(layer.file);
    const auto [at, added] = known.try_emplace(
        {position, position == 0 ? layer.file : "", layer.diff_id, layer.size}, sources.size());
    if (added) {
      sources.push_back(source_of(kept ? *kept : store, layer));
      expected += layer.size;
      if (passed && sources.back()->promise) {
        PQ_TRY(sources.back()->passed, passed->layers.take(position, *sources.back()->promise));
      }
    }
    places.push_back(at->second);
  }
  if (kept) kept->expect(expected);
  PQ_TRY(const auto analysed, analyse(sources, places, store.forward_only(), options, meter, scan, kept));
  // A docker-archive promises no digests of its blobs, which may be packed.
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (image.layers[i].digest.empty()) scan.inventory.subject.layers[i].digest = analysed.digests[places[i]];
  }
  return {};
}

Result<Scan> scan_image(oci::Store& store, const Target& target, const ScanOptions& options,
                        base::Meter& meter, SpooledStore* kept = nullptr, Passed* passed = nullptr) {
  // Layers in files of their own are stored bytes, too.
  MeteredStore documents(store, meter);
  PQ_TRY(const auto image, oci::load_image(documents, options.selection));
  if (passed) PQ_CHECK(oci::engine::check(passed->local, image));
  const bool in_files = target.kind == TargetKind::kOciFolder || target.kind == TargetKind::kContainerd;
  for (const auto& layer : image.layers) {
    if (!in_files && !kept) break;
    const auto stored = kept ? kMostPromised : store.size(layer.file).value_or(0);
    meter.allow_more(base::Account::kInflated, kRatio * std::min(layer.size, stored));
    meter.allow_more(base::Account::kReread, kRatio * std::min(layer.size, stored));
  }
  Scan scan;
  scan.inventory.subject = subject_of(image, target);
  scan.inventory.subject.obtained_from = store.answered_by();
  scan.inventory.notes = image.notes;
  scan.inventory.observations = image.observations;
  for (const auto& index : image.indexes) scan.indexes.push_back(index.digest);
  const auto neighbours = attest::neighbours_in(documents, image);
  auto beside = look_beside(*neighbours, image, options, meter, scan);
  if (beside.enough) return scan;
  PQ_CHECK(scan_layers(store, image, options, meter, scan, kept, passed));
  tell_origin(std::move(beside.origins), scan.inventory);
  return scan;
}

// Its layers are read as they pass: nothing is kept of them, neither here nor on the disk.
Result<Scan> scan_local(const oci::engine::LocalImage& local, const Target& target,
                        const ScanOptions& options, base::Meter& meter) {
  const auto more = kRatio * std::min(local.size, UINT64_MAX / kRatio);
  meter.allow_more(base::Account::kInflated, more);
  meter.allow_more(base::Account::kReread, more);
  const extract::Catalogue catalogue(extract::all_extractors());
  PassedLayers layers(catalogue, options.cage, meter);
  const auto look = [&](const oci::PassingFile& file, codec::ByteSource& bytes) { layers.read(file, bytes); };
  PQ_TRY(const auto store, oci::engine::open(local, look, meter));
  Passed passed{local, layers};
  PQ_TRY(auto scan, scan_image(*store, target, options, meter, nullptr, &passed));
  // An engine that saves an image by its id leaves out the name; the user knows it.
  scan.inventory.subject.name = local.reference;
  scan.inventory.subject.obtained_from = "engine " + local.engine;
  return scan;
}

// The image as its registry has it.
Result<Scan> scan_pulled(const Target& target, const ScanOptions& options, base::Meter& meter) {
  PQ_TRY(const auto store, open_named(target, options));
  SpooledStore kept(*store, {.folder = options.pull.spool_folder,
                             .limit = options.pull.spool_limit,
                             .closed = options.pull.only_known,
                             .progress = options.pull.progress});
  return scan_image(*store, target, options, meter, &kept);
}

// An image that is named by its reference: its layers stream through the analysis while they arrive.
Result<Scan> scan_named(const Target& target, const ScanOptions& options, base::Meter& meter) {
  if (!target.asked.engines) return scan_pulled(target, options, meter);
  const auto search = oci::engine::find(target.word, net::system_environment);
  if (search.found) {
    const auto mark = meter.mark(false);
    auto local = scan_local(*search.found, target, options, meter);
    // For another platform the word means another image, which the registry may have.
    const bool other = !local && local.error().kind == ErrorKind::kUsage && options.selection.platform;
    if (!other || !target.asked.registry) return local;
    meter.go_back(mark);
  }
  if (!target.asked.registry)
    return tl::unexpected(oci::engine::not_found(search, fmt::format("no local image \"{}\"", target.word)));
  auto pulled = scan_pulled(target, options, meter);
  if (pulled) return pulled;
  return tl::unexpected(oci::engine::after(search, std::move(pulled).error()));
}

// Who chooses an image where there is none to choose has named the wrong thing, or believes that something
// was chosen.
void note_nothing_chosen(const ScanOptions& options, const char* what, model::Inventory& inventory) {
  const bool platform = options.selection.platform.has_value();
  const bool ref = !options.selection.ref.empty();
  if (!platform && !ref) return;
  const auto given =
      std::string(platform ? "--platform" : "") + (platform && ref ? " and " : "") + (ref ? "--ref" : "");
  inventory.notes.push_back(
      {.code = "nothing-to-choose",
       .message = given + (platform && ref ? " choose" : " chooses") + " nothing here: " + what});
}

void describe_tree(Scan& scan, const Target& target) {
  auto& subject = scan.inventory.subject;
  const bool is_root = subject.distro != model::Distro{} ||
                       std::any_of(scan.inventory.components.begin(), scan.inventory.components.end(),
                                   [](const auto& c) { return model::is_system(c.purl.type); });
  subject.kind = is_root ? model::SubjectKind::kFilesystem : model::SubjectKind::kSource;
  subject.name = target.name;
  // Whose the files of a checkout are says nothing of an image that is made of it.
  if (!is_root) std::erase_if(scan.inventory.observations, model::is_about_files);
}

Result<Scan> scan_folder(const Target& target, const ScanOptions& options, base::Meter& meter) {
  Scan scan;
  std::vector<std::unique_ptr<LayerSource>> sources;
  sources.push_back(std::make_unique<Folder>(target.path));
  PQ_CHECK(analyse(sources, {0}, false, options, meter, scan));
  describe_tree(scan, target);
  note_nothing_chosen(options, "a root filesystem or source tree is no image", scan.inventory);
  return scan;
}

// Its layers are folders: one of an overlay each, or one that holds what all of them made.
Result<Scan> scan_storage(const Target& target, const ScanOptions& options, base::Meter& meter) {
  PQ_TRY(const auto stored, oci::engine::find_in_storage(target.path, net::system_environment));
  const auto& image = stored.image;
  const auto& wanted = options.selection.platform;
  if (wanted && !model::distance(image.platform, *wanted)) {
    return base::fail(ErrorKind::kUsage,
                      fmt::format("the image is for {}, not for {}", model::to_string(image.platform),
                                  model::to_string(*wanted)));
  }
  Scan scan;
  scan.inventory.subject = subject_of(image, target);
  scan.inventory.notes = image.notes;
  scan.inventory.observations = image.observations;
  const auto note = [&](const char* code, const char* message) {
    scan.inventory.notes.push_back({.code = code, .message = message});
  };
  note("unverified",
       "the layers were read as the storage unpacked them: their digests could not be verified");
  if (stored.whole_tree && image.layers.size() > 1)
    note("layers-merged",
         "the storage keeps all layers in one folder (driver vfs): which brought a file is not known");
  if (!options.selection.ref.empty())
    note("nothing-to-choose", "--ref chooses nothing here: the target names the image");
  std::vector<std::unique_ptr<LayerSource>> sources;
  std::vector<std::size_t> places;
  const auto form = stored.whole_tree ? layer::FolderForm::kTree : layer::FolderForm::kOverlay;
  for (const auto& folder : stored.folders) {
    sources.push_back(std::make_unique<Folder>(folder, form));
    const auto top = stored.whole_tree ? image.layers.size() : sources.size();
    sources.back()->diff_id = image.layers[top - 1].diff_id;
    places.push_back(places.size());
  }
  PQ_CHECK(analyse(sources, places, false, options, meter, scan));
  return scan;
}

// The tar as an image, when one of its files declares that it is one; else nothing. Builders name the parts
// of an image as they like and write what declares it last, so this is known when all names are.
Result<std::unique_ptr<oci::Store>> image_in(const ImageView& tree, const std::string& path,
                                             base::Meter& meter) {
  static constexpr std::array<const char*, 4> kDeclaring{"manifest.json", "index.json", "oci-layout",
                                                         "repositories"};
  const bool may = std::any_of(kDeclaring.begin(), kDeclaring.end(),
                               [&](const char* name) { return tree.stack().find(name).has_value(); });
  if (!may) return nullptr;
  auto store = oci::open_archive(path, meter);
  if (!store || oci::form_of(**store) == oci::Form::kNone) return nullptr;
  return store;
}

Result<Scan> scan_root_tar(const Target& target, const ScanOptions& options, base::Meter& meter) {
  const auto mark = meter.mark(false);
  auto tar = std::make_unique<RootTar>(target.path);
  PQ_CHECK(tar->probe(meter));
  Scan scan;
  std::vector<std::unique_ptr<LayerSource>> sources;
  sources.push_back(std::move(tar));
  PQ_TRY(const auto analysed, analyse(sources, {0}, false, options, meter, scan));
  if (target.told) {
    PQ_TRY(auto store, image_in(*analysed.view, target.path, meter));
    if (store) {
      meter.go_back(mark);  // what was read as a tree does not count
      return scan_image(*store, target, options, meter);
    }
  }
  describe_tree(scan, target);
  note_nothing_chosen(options, "a root filesystem or source tree is no image", scan.inventory);
  return scan;
}

// One note for each account that was reached.
void note_reached(const base::Meter& meter, model::Inventory& inventory) {
  for (const auto& reached : meter.reached()) {
    const auto& account = base::info(reached.account);
    inventory.notes.push_back(
        {.code = "limit",
         .message =
             fmt::format("{} ({}): {} {} left out, the first {}; raise it by --limit {}=VALUE",
                         base::to_words(reached.account, reached.limit), account.what, reached.count,
                         account.lost, reached.first.empty() ? "unnamed" : reached.first, account.name),
         .incomplete = true});
  }
}

Result<Scan> read_sbom(const Target& target, const ScanOptions& options, base::Meter& meter) {
  PQ_TRY(auto inventory, read_sbom_file(target.path, options.refuse_invalid, meter));
  note_reached(meter, inventory);
  note_nothing_chosen(options, "an SBOM holds no images", inventory);
  PQ_CHECK(add_given_origin(options.origin, {}, inventory));
  model::normalise(inventory);
  return Scan{.inventory = std::move(inventory)};
}

const char* place_word(model::SubjectKind kind) {
  switch (kind) {
    case model::SubjectKind::kImage:
      return "image";
    case model::SubjectKind::kFilesystem:
      return "root filesystem";
    default:
      return "source tree or root filesystem";
  }
}

// Nothing found is no good news: an image of one static program, a folder that nobody's lock file describes,
// a database with no entry all look alike.
void note_no_packages(model::Inventory& inventory) {
  inventory.notes.push_back(
      {.code = "no-packages",
       .message =
           std::string("no package of any kind was found in this ") + place_word(inventory.subject.kind) +
           ": nothing can be said of what is in it (programs and files that were built or copied by hand "
           "name no package)",
       .incomplete = true});
}

// Packages of a root filesystem inside the image say nothing of the image's own system, nor do those of another
// package manager than the distribution's.
bool has_system_packages(const model::Inventory& inventory) {
  const auto* row = model::distribution(inventory.subject.distro.id);
  return std::any_of(inventory.components.begin(), inventory.components.end(), [&](const auto& c) {
    const bool own = row == nullptr ? model::is_system(c.purl.type) : c.purl.type == row->type;
    return own && c.details->root.empty();
  });
}

// Whoever believes that a cage was there should know that none was.
void note_unconfined(const ScanOptions& options, model::Inventory& inventory) {
  const auto why = options.cage != nullptr ? options.cage->refused() : options.unconfined;
  if (why.empty()) return;
  inventory.notes.push_back(
      {.code = "not-confined",
       .message = "not confined: " + why + "; the image was read with all that this program may do",
       .incomplete = true});
}

// An operating system whose packages nobody lists is not an empty one.
void note_missing_database(model::Inventory& inventory) {
  if (inventory.components.empty()) note_no_packages(inventory);
  const auto kind = inventory.subject.kind;
  if (kind != model::SubjectKind::kImage && kind != model::SubjectKind::kFilesystem) return;
  if (has_system_packages(inventory)) return;
  const auto& distro = inventory.subject.distro;
  const bool has_system = !distro.id.empty();
  inventory.notes.push_back(
      {.code = "no-package-database",
       .message = has_system
                      ? "no package database in this " + (distro.name.empty() ? distro.id : distro.name) +
                            " system: its packages are unknown"
                      : "no package database and no os-release: only what was found in files is listed",
       .incomplete = has_system});
}

}  // namespace

Result<Scan> scan(const Target& target, const ScanOptions& options) {
  base::Meter meter(options.limits);
  const auto more = kRatio * std::min(stored_bytes(target.path), UINT64_MAX / kRatio);
  meter.allow_more(base::Account::kInflated, more);
  meter.allow_more(base::Account::kReread, more);
  if (target.kind == TargetKind::kSbom) return read_sbom(target, options, meter);
  auto result = [&]() -> Result<Scan> {
    switch (target.kind) {
      case TargetKind::kOciFolder:
        return scan_image(*oci::open_folder(target.path), target, options, meter);
      case TargetKind::kArchive: {
        PQ_TRY(auto store, oci::open_archive(target.path, meter));
        return scan_image(*store, target, options, meter);
      }
      case TargetKind::kContainerd: {
        PQ_TRY(const auto store, oci::engine::open_containerd(target.path, net::system_environment));
        return scan_image(*store, target, options, meter);
      }
      case TargetKind::kStorage:
        return scan_storage(target, options, meter);
      case TargetKind::kEngine:
        return scan_local(*target.local, target, options, meter);
      case TargetKind::kNamed:
        return scan_named(target, options, meter);
      case TargetKind::kRootTar:
        return scan_root_tar(target, options, meter);
      default:
        return scan_folder(target, options, meter);
    }
  }();
  if (!result && target.kind == TargetKind::kNamed) return told_of(target, std::move(result).error());
  if (!result) {
    auto error = std::move(result).error().in(target.path);
    if (target.kept && error.where.file == target.path) error.where.file = target.name;
    return tl::unexpected(std::move(error));
  }
  if (!result->attestations.sbom) {
    note_missing_database(result->inventory);
    note_unconfined(options, result->inventory);
  }
  if (options.origin.stages) add_stages(result->stages, meter, result->inventory);
  PQ_CHECK(add_given_origin(options.origin, result->indexes, result->inventory));
  note_reached(meter, result->inventory);
  model::normalise(result->inventory);
  return result;
}

}  // namespace pratique::scan
