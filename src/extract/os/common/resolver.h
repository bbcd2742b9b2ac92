// Who needs whom among the packages of one root, found as their package manager finds it: by name, or by what
// packages offer (a virtual package, a library's soname, a command), by version and architecture. Of several
// alternatives the first that is there counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/text_hash.h"
#include "model/inventory.h"
#include "version/order.h"

namespace pratique::extract::os {

enum class Compare : std::uint8_t {
  kAny,  // no version is asked for
  kLess,
  kLessOrEqual,
  kEqual,
  kGreaterOrEqual,
  kGreater,
  kBegins,  // apk's "~": 1.2 is met by 1.2.3
};

// What is needed, or offered: then the version is the one that it has, whatever `compare` says.
struct Capability {
  std::string_view name;
  Compare compare = Compare::kAny;
  std::string_view version = {};
  // dpkg's NAME:ARCH; "any".
  std::string_view arch = {};
};

// Whether a package serves those of other architectures (dpkg's field Multi-Arch).
enum class Serves : std::uint8_t { kOwn, kOthersIfAsked, kOthers };

struct ResolverRules {
  // A file in version/scheme/.
  std::string_view order;
  // What is offered without a version meets every need (rpm), or none that names a version (dpkg, apk).
  bool unversioned_meets_all = false;
  // A version without a release is compared with the versions only (rpm).
  bool release_may_be_absent = false;
};

// Filled package by package; texts are copied. At most kMaxItems needs and offers: what comes after is counted.
class Resolver {
 public:
  static constexpr std::size_t kMaxItems = model::kMaxEdges;
  // Of equals that could meet one need: versions of one package, providers of one virtual package.
  static constexpr std::size_t kMaxProviders = 8;

  explicit Resolver(const ResolverRules& rules);

  void add_package(std::string_view name, std::string_view version, std::string_view arch = {},
                   Serves serves = Serves::kOwn);
  // Of the package added last.
  void offer(const Capability& capability);
  void need(std::span<const Capability> alternatives, model::Scope scope = model::Scope::kRequired);
  void need(const Capability& capability, model::Scope scope = model::Scope::kRequired) {
    need(std::span(&capability, 1), scope);
  }
  // Of what "all" stands for.
  void set_native_arch(std::string_view arch) { native_ = intern(arch); }

  // Names of files ("/bin/sh") that are needed and that nobody offers by name, sorted.
  std::vector<std::string_view> wanted_files() const;
  void offer_file(std::uint32_t package, std::string_view wanted);

  // Between packages by their numbers, in the order of adding.
  std::vector<model::Edge> resolve();
  // Needs and offers over kMaxItems, and needs that were not looked at to the end.
  std::size_t left_out() const { return left_out_; }

 private:
  // Of an equal text; 0 is "".
  using Symbol = std::uint32_t;
  struct Package {
    Symbol name, arch;
    // Where its part of needs_ ends.
    std::uint32_t needs_end = 0;
    Serves serves;
  };
  struct Need {
    Symbol name, version, arch;
    Compare compare;
    // To the one before it.
    bool alternative;
    model::Scope scope;
  };
  struct Offer {
    Symbol name, version;
    std::uint32_t package;
    bool is_virtual;
    auto operator<=>(const Offer&) const = default;
  };

  Symbol intern(std::string_view text);
  void sort_offers();
  std::span<const Offer> offers_of(Symbol name) const;
  bool meets(const Offer& offer, const Need& need) const;
  bool fits(std::uint32_t from, std::uint32_t to, const Need& need) const;
  Symbol arch_of(std::uint32_t package) const;
  // Those that meet the need best; false when nobody does.
  bool find(std::uint32_t from, const Need& need, std::vector<std::uint32_t>& providers);

  ResolverRules rules_;
  const version::Order* order_;
  base::TextArena arena_;
  std::unordered_map<std::string_view, Symbol, base::TextHash> symbols_;
  // Of symbols.
  std::vector<std::string_view> texts_;
  std::vector<Package> packages_;
  std::vector<Need> needs_;
  std::vector<Offer> offers_;
  Symbol native_ = 0, all_ = 0, any_ = 0;
  std::size_t left_out_ = 0;
  bool sorted_ = false;
};

}  // namespace pratique::extract::os
