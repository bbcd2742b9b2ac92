// For tests: a stack of layers in small, run through one extractor as the core runs it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "extract/extractor.h"
#include "support/paths.h"

namespace pratique::extract::os {

class SceneView final : public View {
 public:
  std::set<std::string, std::less<>> files;
  // Folder or file to its target, both whole paths.
  std::map<std::string, std::string, std::less<>> links;

  bool exists(std::string_view path) const override { return !resolve(path).empty(); }
  std::string layer_of(std::string_view) const override { return ""; }
  std::string resolve(std::string_view path) const override {
    for (const auto& [from, to] : links) {
      if (path == from || (path.starts_with(from) && path[from.size()] == '/')) {
        return resolve(to + std::string(path.substr(from.size())));
      }
    }
    return files.contains(path) ? std::string(path) : "";
  }
};

// Two extractors as the core runs them, one behind the other: each file goes to the first that wants it.
class Pair final : public Extractor {
 public:
  Pair(std::unique_ptr<Extractor> first, std::unique_ptr<Extractor> second)
      : Extractor({.name = "os/pair", .triggers = {}}),
        first_(std::move(first)),
        second_(std::move(second)) {}
  Wish wants(const Candidate& candidate) const override {
    auto wish = first_->wants(candidate);
    return wish.kind == Wish::Kind::kNo ? second_->wants(candidate) : wish;
  }
  // A scene keeps one record of a file; the second's of one that both read is kept here.
  Result<Record> parse(const FileView& file) const override {
    const Candidate candidate{.path = file.path(), .size = file.size(), .mode = 0644, .head = {}};
    if (first_->wants(candidate).kind == Wish::Kind::kNo) return second_->parse(file);
    if (second_->wants(candidate).kind != Wish::Kind::kNo) {
      PQ_TRY(auto record, second_->parse(file));
      of_second_.insert_or_assign(std::string(file.path()), std::move(record));
    }
    return first_->parse(file);
  }
  void assemble(const Records& records, Assembly& out) const override {
    first_->assemble(records, out);
    auto others = records;
    for (auto& found : others.present) {
      if (const auto other = of_second_.find(found.path); other != of_second_.end())
        found.record = &other->second;
    }
    second_->assemble(others, out);
  }

 private:
  std::unique_ptr<Extractor> first_, second_;
  mutable std::map<std::string, Record, std::less<>> of_second_;
};

// Layer n is "sha256:n". A file added again in a higher layer replaces the lower one; remove() is a whiteout.
class Scene {
 public:
  explicit Scene(std::unique_ptr<Extractor> extractor) : extractor_(std::move(extractor)) {}

  SceneView view;
  model::Distro distro;
  // Of root filesystems inside the image, by folder: "srv/jail/".
  std::map<std::string, model::Distro, std::less<>> inner_distros;

  // Parses the file; nothing is kept when the extractor does not want it. A parse error is kept in `errors`.
  void add(int layer, const std::string& path, std::string_view content) {
    view.files.insert(path);
    retire(path);
    const Candidate candidate{
        .path = path, .size = content.size(), .mode = 0644, .head = base::as_bytes(content.substr(0, 512))};
    if (extractor_->wants(candidate).kind == Wish::Kind::kNo) return;
    auto record = extractor_->parse(FileView(path, base::as_bytes(content)));
    if (!record) {
      errors.push_back(std::move(record).error());
      return;
    }
    records_.push_back(*std::move(record));
    present_[path] = {path, "sha256:" + std::to_string(layer), layer, 0644, &records_.back()};
  }
  void remove(const std::string& path) {
    view.files.erase(path);
    retire(path);
  }

  Assembly assemble() {
    Records records{
        .view = &view, .distro = distro.id.empty() ? nullptr : &distro, .inner_distros = &inner_distros};
    for (const auto& [path, found] : present_) records.present.push_back(found);
    records.removed = removed_;
    std::sort(records.removed.begin(), records.removed.end(), [](const Found& a, const Found& b) {
      return std::tie(a.path, a.layer_index) < std::tie(b.path, b.layer_index);
    });
    Assembly out;
    extractor_->assemble(records, out);
    model::Inventory inventory;
    inventory.components = std::move(out.components);
    inventory.edges = std::move(out.edges);
    // Edges follow their components.
    model::normalise(inventory);
    out.components = std::move(inventory.components);
    out.edges = std::move(inventory.edges);
    return out;
  }
  // The notes of the records in the final view, as the core reports them.
  std::vector<model::Note> notes() const {
    std::vector<model::Note> all;
    for (const auto& [path, found] : present_)
      all.insert(all.end(), found.record->notes.begin(), found.record->notes.end());
    return all;
  }

  std::vector<Error> errors;

 private:
  void retire(const std::string& path) {
    const auto it = present_.find(path);
    if (it == present_.end()) return;
    removed_.push_back(it->second);
    present_.erase(it);
  }

  std::unique_ptr<Extractor> extractor_;
  std::deque<Record> records_;
  std::map<std::string, Found> present_;
  std::vector<Found> removed_;
};

// "name version" of each component, in order.
inline std::vector<std::string> packages(const Assembly& out) {
  std::vector<std::string> all;
  for (const auto& component : out.components)
    all.push_back(component.purl.name + " " + component.purl.version);
  return all;
}

// "a > b" for each edge, in order.
inline std::vector<std::string> edges_of(const Assembly& out) {
  std::vector<std::string> all;
  for (const auto& edge : out.edges)
    all.push_back(out.components.at(edge.from).purl.name + " > " + out.components.at(edge.to).purl.name);
  return all;
}

// The component of that name; fails the test when there is none.
inline model::Component package(const Assembly& out, std::string_view name) {
  for (const auto& component : out.components) {
    if (component.purl.name == name) return component;
  }
  ADD_FAILURE() << "no component " << name;
  return {};
}

inline std::vector<std::string> owned_by(const Assembly& out, std::string_view name) {
  for (const auto& ownership : out.ownerships) {
    const auto purl = model::parse_purl(ownership.purl);
    if (purl && purl->name == name) return ownership.paths.to_vector();
  }
  return {};
}

// A member of one of ../shared/images' archives, unpacked into build/.
inline std::string image_file(const std::string& archive, const std::string& member) {
  const auto folder = "build/rootfs/" + archive;
  const auto command = "mkdir -p '" + folder + "' && tar -xf '" + testing::shared_folder() + "/images/" +
                       archive + "' -C '" + folder + "' --no-same-owner '" + member + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return testing::read_file(folder + "/" + member);
}

}  // namespace pratique::extract::os
