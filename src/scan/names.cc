#include "scan/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "scan/folder_links.h"

namespace pratique::scan {

namespace {

using extract::FurtherRecords;
using extract::Role;
using extract::Wish;
using layer::EntryType;

constexpr std::uint64_t kLinkBytes = 250;  // what a further name takes until the end, its own text apart

class Settling {
 public:
  Settling(const ImageView& view, const extract::Catalogue& catalogue, base::Meter& meter)
      : view_(view), catalogue_(catalogue), meter_(meter) {
    for (const auto& layer : view.layers()) items_.emplace_back(*layer.analysis);
    out_.further.resize(view.layers().size());
  }

  Names run() {
    for (std::size_t position = 0; position < view_.positions().size(); ++position) {
      const auto& index = view_.stack().layer(position);
      for (const auto number : index.links()) link(position, index.entries()[number]);
    }
    names_by_folder();
    own_names();
    return std::move(out_);
  }

 private:
  void link(std::size_t position, const layer::Entry& link) {
    const auto interested = catalogue_.triggered(link.path, {});
    if (interested.empty() && link.type == EntryType::kSymlink) return;
    if (!view_.shows(position, link)) return;
    const auto file = view_.file(link.path);
    if (!file) return dangling(position, link, interested);
    const bool symbolic = link.type == EntryType::kSymlink;
    for (const auto extractor : interested) {
      if (wants(extractor, link.path, view_.entry(*file)))
        by_name({link.path, symbolic, false}, *file, extractor);
    }
    if (link.type == EntryType::kHardlink) by_content(link, *file, interested);
  }

  // A name under which an extractor wants a file.
  struct Link {
    std::string_view path;
    bool symbolic, by_folder;
  };

  bool wants(std::size_t extractor, std::string_view path, const layer::Entry& file) const {
    return wish_of(extractor, path, file).kind != Wish::Kind::kNo;
  }
  Wish wish_of(std::size_t extractor, std::string_view path, const layer::Entry& file) const {
    return catalogue_[extractor].wants({.path = path, .size = file.size, .mode = file.mode, .head = {}});
  }
  // Whether the extractor has read the file, or will, by its own name.
  bool is_read(const ImageFile& file, std::size_t extractor) const {
    const auto& items = items_[file.layer];
    return items.find(file.entry, extractor) != nullptr || items.is_pending(file.entry, extractor);
  }

  void by_name(const Link& link, const ImageFile& file, std::size_t extractor) {
    if (!charge(link.path)) return;
    const auto& target = view_.entry(file);
    const auto wish = wish_of(extractor, link.path, target);
    if (is_read(file, extractor) &&
        (link.symbolic || catalogue_.same_record(extractor, target.path, link.path))) {
      add(link, file, extractor, "");
    } else if (catalogue_.role(extractor) == Role::kLicenseFile) {
      return;  // no further pass is made for what is no package
    } else if (catalogue_.role(extractor) != Role::kUnread ||
               !told_without_bytes(link, file, extractor, wish)) {
      bring(link, file, extractor, wish);
    }
  }

  // Each layer once, where it stands highest: what it has shows there or nowhere.
  void names_by_folder() {
    FolderLinks folders(view_, meter_);
    if (folders.is_cut()) {
      out_.notes.push_back(
          {.code = "limit",
           .message = fmt::format("more than {} folders are reached through several links: what "
                                  "lies in the others is found by its own name only",
                                  FolderLinks::kMaxChained),
           .file = {},
           .layer = {},
           .incomplete = true});
    }
    if (folders.empty()) return;
    std::set<std::size_t> seen;
    for (std::size_t position = view_.positions().size(); position-- > 0;) {
      if (!seen.insert(view_.positions()[position]).second) continue;
      for (const auto& entry : view_.stack().layer(position).entries()) {
        const bool may = entry.type != EntryType::kFolder && entry.type != EntryType::kOther;
        if (may && !by_folder(folders, position, entry)) return;
      }
    }
  }

  // False: the scan's limits end it.
  bool by_folder(FolderLinks& folders, std::size_t position, const layer::Entry& entry) {
    constexpr std::uint64_t kNameWork = 64;  // of a name, in bytes that could be read instead
    std::optional<ImageFile> file;
    std::vector<std::size_t> own;  // extractors that want the file by its own name
    bool goes_on = true, first = true;
    folders.each_name(entry.path, [&](const std::string& name) {
      // Links and files multiply; the first name costs no more than the file itself did.
      goes_on = first || meter_.charge(base::Account::kReread, kNameWork + name.size(), name);
      const auto interested = goes_on ? catalogue_.triggered(name, {}) : std::vector<std::size_t>();
      first = false;
      if (interested.empty()) return goes_on;
      if (!file) {
        if (!view_.shows(position, entry)) return false;
        file = view_.file(entry.path);
        if (!file) return false;
        for (const auto extractor : catalogue_.triggered(entry.path, {})) {
          if (wants(extractor, entry.path, view_.entry(*file))) own.push_back(extractor);
        }
      }
      for (const auto extractor : interested) {
        const bool of_system = extract::is_of_system(catalogue_.role(extractor));
        const bool known = is_read(*file, extractor) || std::ranges::find(own, extractor) != own.end();
        if ((known && !of_system) || !wants(extractor, name, view_.entry(*file))) continue;
        by_name({name, true, true}, *file, extractor);
        if (!of_system) own.push_back(extractor);
      }
      return true;
    });
    return goes_on;
  }

  // Of a file whose own name is gone: what its first bytes told the extractors, which no name would.
  void by_content(const layer::Entry& link, const ImageFile& file,
                  const std::vector<std::size_t>& interested) {
    const auto& own = view_.entry(file);
    const auto found = readers_of(file);
    if (found.empty() || view_.shows(file.position, own)) return;
    const auto by_own_name = catalogue_.triggered(own.path, {});
    for (const auto extractor : found) {
      const auto is_in = [&](const auto& list) { return std::ranges::find(list, extractor) != list.end(); };
      if (is_in(interested) || is_in(by_own_name) || !charge(link.path)) continue;
      const Link name{link.path, false, false};
      if (catalogue_.same_record(extractor, own.path, link.path)) {
        add(name, file, extractor, "");
      } else {
        bring(name, file, extractor, Wish::whole());
      }
    }
  }

  std::set<std::size_t> readers_of(const ImageFile& file) const {
    const auto& items = items_[file.layer];
    std::set<std::size_t> readers;
    for (const auto* item : items.of(file.entry)) readers.insert(item->extractor);
    for (const auto* failure : items.failures_of(file.entry)) readers.insert(failure->extractor);
    const auto& all = view_.layers()[file.layer].analysis->pending;
    if (const auto pending = all.find(file.entry); pending != all.end())
      readers.insert(pending->second.extractors.begin(), pending->second.extractors.end());
    return readers;
  }

  bool charge(std::string_view path) {
    return meter_.charge(base::Account::kLinks, 1, path) &&
           meter_.charge(base::Account::kRecords, kLinkBytes + path.size(), path);
  }

  void add(const Link& link, const ImageFile& file, std::size_t extractor, std::string as) {
    out_.names.push_back({std::string(link.path), file, extractor, std::move(as), link.by_folder});
  }

  // A further pass parses the file under the link's name, if it does not do so already under one that gives
  // the same.
  void bring(const Link& link, const ImageFile& file, std::size_t extractor, const Wish& wish) {
    auto& pending = out_.further[file.layer].pending[file.entry];
    if (catalogue_.name_use(extractor) != extract::NameUse::kWhole) {
      for (const auto& one : pending.wanting) {
        if (one.extractor == extractor && catalogue_.same_record(extractor, one.as, link.path))
          return add(link, file, extractor, one.as);
      }
    }
    pending.wanting.push_back({extractor, std::string(link.path)});
    if (wish.kind == Wish::Kind::kWhole)
      pending.ranges.push_back({0, std::min(view_.entry(file).size, extract::kMaxFileBytes)});
    pending.ranges.insert(pending.ranges.end(), wish.ranges.begin(), wish.ranges.end());
    add(link, file, extractor, std::string(link.path));
  }

  // That a file is not read is known by its name. Project files, which must be looked into, are no reason to
  // read a layer again because of a symbolic link.
  bool told_without_bytes(const Link& link, const ImageFile& file, std::size_t extractor, const Wish& wish) {
    if (wish.kind == Wish::Kind::kWhole) return link.symbolic;
    const auto& target = view_.entry(file);
    auto record = catalogue_[extractor].parse({link.path, target.size, target.mode, {}});
    if (!record) return false;
    out_.further[file.layer].items.push_back(
        {std::string(link.path), {file.entry, extractor, std::move(*record)}});
    add(link, file, extractor, std::string(link.path));
    return true;
  }

  // A package database that is a link to nothing is a database that cannot be read, not an empty one. Any other
  // link to nothing hides no bytes of this image; it is told, since the file has a name that is looked for. Slim
  // images lack documentation, and what links lead to there.
  void dangling(std::size_t position, const layer::Entry& link, const std::vector<std::size_t>& interested) {
    if (link.path.starts_with("usr/share/doc/")) return;
    const layer::Candidate candidate{.path = link.path, .size = 1, .mode = 0644, .head = {}};
    bool is_database = false, is_wanted = false;
    for (const auto extractor : interested) {
      if (!extract::names_packages(catalogue_.role(extractor))) continue;
      if (catalogue_[extractor].wants(candidate).kind == Wish::Kind::kNo) continue;
      is_database = is_database || extract::is_of_system(catalogue_.role(extractor));
      is_wanted = true;
    }
    if (!is_database && !is_wanted) return;
    out_.notes.push_back(
        {.code = "unreadable",
         .message = "link leads to no file of the image: " + std::string(link.target.substr(0, 200)),
         .file = std::string(link.path),
         .layer = view_.at(position).diff_id,
         .incomplete = is_database});
  }

  // What the first pass left pending is brought where the file shows, under whatever name.
  void own_names() {
    std::set<std::pair<std::size_t, std::size_t>> wanted;  // layer, entry
    for (const auto& name : out_.names) wanted.insert({name.file.layer, name.file.entry});
    for (std::size_t position = 0; position < view_.positions().size(); ++position) {
      const auto layer = view_.positions()[position];
      for (const auto& [number, pending] : view_.layers()[layer].analysis->pending) {
        if (view_.shows(position, view_.stack().layer(position).entries()[number]))
          wanted.insert({layer, number});
      }
    }
    for (const auto& [layer, number] : wanted) {
      const auto& all = view_.layers()[layer].analysis->pending;
      const auto own = all.find(number);
      if (own == all.end()) continue;
      auto& pending = out_.further[layer].pending[number];
      std::vector<FurtherRecords::Wanting> wanting;  // the own name first
      for (const auto extractor : own->second.extractors) wanting.push_back({extractor, ""});
      pending.wanting.insert(pending.wanting.begin(), wanting.begin(), wanting.end());
      pending.ranges.insert(pending.ranges.begin(), own->second.ranges.begin(), own->second.ranges.end());
    }
  }

  const ImageView& view_;
  const extract::Catalogue& catalogue_;
  base::Meter& meter_;
  std::vector<extract::ItemIndex> items_;  // by layer
  Names out_;
};

}  // namespace

Names settle_names(const ImageView& view, const extract::Catalogue& catalogue, base::Meter& meter) {
  return Settling(view, catalogue, meter).run();
}

}  // namespace pratique::scan
