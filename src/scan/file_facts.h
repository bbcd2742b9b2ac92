// What the files of the final view allow besides being there: set-user-ID bits, capabilities, who may write where, which of
// them are shells, who may log in (model/file_facts.h).
//
// Modes and owners are in the layers' indexes, so no byte of a file is read for it, and a layer's analysis need not know
// what is looked for. Only what shows counts, with the layer that made it so: a chmod in a later layer is an entry there.
//
//     0  app/  0:0 755    app/data/  1000:1000 755    app/data/x  1000:1000 644    app/run  0:0 4755
//     1  app/run  0:0 755
//   one fact, user-writable app/data: what lies in it comes with it, and app/run is not setuid any more.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/extractor.h"
#include "model/file_facts.h"
#include "scan/image_view.h"

namespace pratique::scan {

// Facts of one kind that are kept, those of upper layers first; further ones are counted, and a note says so.
inline constexpr std::size_t kMaxFactsOfAKind = 2'000;

class FileFacts {
 public:
  // Looks through the view, which must outlive it.
  explicit FileFacts(const ImageView& view);

  // Of files whose owners are asked for.
  std::vector<model::Location> places() const;
  // What an extractor of Role::kAccounts made of a file that shows.
  void add_rows(const extract::Found& found);
  // Adds what was found to observations and notes. `package_of`: the package URL of who installed the file, or "".
  void tell(const std::function<std::string(std::string_view path)>& package_of, base::Meter& meter,
            model::Inventory& inventory);

 private:
  // Whom an entry's owner, group and mode let write it, besides root.
  struct Grant {
    bool everybody = false;
    std::optional<std::uint32_t> user{}, group{};
  };
  // Who besides root may replace what lies in a folder: by the grants of that folder and those above it.
  struct Writers {
    bool everybody = false;
    std::vector<std::uint32_t> users, groups;
    bool has_all_of(const Grant& grant) const;
    void add(const Grant& grant);
  };

  void walk(std::size_t position);
  void walk_capabilities(std::size_t position);
  void look_at(std::size_t position, const layer::Entry& entry);
  void find_programs();
  // Counted; kept while there is room.
  void add(model::FileFactKind kind, std::size_t position, const layer::Entry& entry,
           std::string capabilities = {}, std::vector<std::string> names = {});
  bool shows(std::size_t position, const layer::Entry& entry);
  static Grant grant_of(const layer::LayerIndex& index, const layer::Entry& entry);
  const Writers& writers_in(std::string_view folder);
  std::vector<model::AccountFact> accounts() const;
  bool has_home(const model::AccountFact& account, bool& own) const;
  bool may_write(const model::AccountFact& account) const;

  const ImageView& view_;
  // Layers.
  const std::size_t distinct_;
  std::vector<model::FileFact> facts_;
  std::array<std::size_t, model::kFileFactKinds> counts_{};
  std::map<std::string, Writers, std::less<>> writers_;
  // The folder that was asked for last, and its writers.
  std::string_view last_folder_;
  const Writers* last_writers_ = nullptr;
  // Steps that looking whether an entry shows has taken.
  std::uint64_t work_ = 0;
  bool cut_ = false;
  std::vector<model::AccountFact> rows_;
  // Of etc/group.
  struct Group {
    std::uint32_t number = 0;
    std::vector<std::string> members;
  };
  std::vector<Group> groups_;
};

// "cap_net_raw=ep" of the value of the attribute "security.capability" (linux/capability.h, struct vfs_cap_data and
// vfs_ns_cap_data), as cap_to_text(3) writes it, with " [rootid=N]" as getcap -n does. "unreadable" for what the kernel
// would not take.
std::string capabilities_text(std::string_view value);

}  // namespace pratique::scan
