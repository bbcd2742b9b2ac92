// Relations between packages as dpkg writes them (deb-control(5), "Depends", "Provides"):
// "libc6 (>= 2.34), awk | mawk:any".
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "extract/os/common/resolver.h"

namespace pratique::extract::os {

inline constexpr ResolverRules kDebRules{.order = "deb"};

// Calls `visit` for each part between commas with its alternatives, views into the text. What has no name is left out.
void each_relation(std::string_view field, const std::function<void(std::span<const Capability>)>& visit);

// The fields of one package that say what it needs and what it offers.
struct DebRelations {
  std::string_view depends, pre_depends, recommends, provides, multi_arch;
};
// Tells the resolver of the package that was added last. What it recommends it can do without (Scope::kOptional), but apt
// installs it with it.
void add_relations(const DebRelations& relations, Resolver& resolver);
// "foreign", "allowed", "same", "no".
Serves serves_of(std::string_view multi_arch);

}  // namespace pratique::extract::os
